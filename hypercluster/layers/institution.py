"""Institution: how alike are two regions' mixes of organisations?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.layers.kind import Absent, LayerKind
from hypercluster.network import Layer
from hypercluster.words import Note

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.settings import Settings


def institution_weights(organisations_by_kind: pd.DataFrame | np.ndarray) -> np.ndarray:
    """Weights of the layer `institution`: likeness of the mix of organisations.

    The cosine of log(1 + number of organisations) over kinds, regions x regions.

    It says nothing on how institutions work. A region without organisations is an isolate.

    Parameters
    ----------
    organisations_by_kind
        Regions x kinds of organisation.

    Examples
    --------
    >>> import pandas as pd
    >>> kinds = pd.DataFrame({"university": [1, 1, 0], "cluster": [0, 1, 0]}, index=["a", "b", "c"])
    >>> institution_weights(kinds).round(3).tolist()
    [[0.0, 0.707, 0.0], [0.707, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    import numpy as np

    logs = np.log1p(np.asarray(organisations_by_kind, dtype=float))
    norms = np.linalg.norm(logs, axis=1, keepdims=True)
    unit = np.divide(logs, norms, out=np.zeros_like(logs), where=norms > 0)
    weights: np.ndarray = np.minimum(unit @ unit.T, 1.0)
    np.fill_diagonal(weights, 0.0)
    return weights


def institution(organisations_by_kind: pd.DataFrame) -> Layer:
    """Layer `institution`: similarity of the mix of organisations, derived.

    Parameters
    ----------
    organisations_by_kind
        As for `institution_weights`.

    Returns
    -------
    Layer
        Ties between regions that have organisations of a common kind.

    Examples
    --------
    >>> import pandas as pd
    >>> kinds = pd.DataFrame({"university": [1, 2], "cluster": [0, 0]}, index=["a", "b"])
    >>> institution(kinds).ties["weight"].tolist()
    [1.0]
    """
    weights = institution_weights(organisations_by_kind)
    return INSTITUTION.layer(weights, organisations_by_kind.index)


def _build(inputs: Inputs, settings: Settings) -> np.ndarray | Absent:  # noqa: ARG001
    if not inputs.has_organisations:
        return Absent(Note("absent.no_organisations"))
    return institution_weights(inputs.roster.kind_counts(len(inputs.scheme.index)))


INSTITUTION = LayerKind(
    "institution",
    _build,
    status="derived",
    meaning="similarity of the mix of organisation kinds: cosine of log(1 + number)",
    unit="0-1",
    tables="organisations",
)
