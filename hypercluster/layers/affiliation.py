"""Affiliation: which corporate and academy groups work in both regions?"""

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


def affiliation_weights(presence: pd.DataFrame | np.ndarray) -> np.ndarray:
    """Weights of the layer `affiliation`: common groups of two regions.

    The sum over groups present in both regions of 1/(n_g - 1), regions x regions. n_g is the number
    of regions that host group g, so that a group spreads one unit of strength per region over its
    partners, however many it has.

    Parameters
    ----------
    presence
        Groups x regions, 1 where a group has an organisation in a region, else 0.

    References
    ----------
    Newman, M. E. J. (2001). Physical Review E 64, 016132. doi:10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> import pandas as pd
    >>> presence = pd.DataFrame({"a": [1.0], "b": [1.0], "c": [1.0]}, index=["some group"])
    >>> affiliation_weights(presence)[0].tolist()
    [0.0, 0.5, 0.5]
    """
    import numpy as np

    present = np.asarray(presence, dtype=float)
    hosts = present.sum(axis=1)
    matrix = present[hosts > 1]
    share = 1.0 / (hosts[hosts > 1] - 1.0)
    weights: np.ndarray = matrix.T @ (matrix * share[:, None])
    np.fill_diagonal(weights, 0.0)
    return weights


def affiliation(presence: pd.DataFrame) -> Layer:
    """Layer `affiliation`: common corporate and academy groups, observed.

    Parameters
    ----------
    presence
        As for `affiliation_weights`.

    Returns
    -------
    Layer
        Ties between regions that share a group. A region without a shared group is an isolate.

    Examples
    --------
    >>> import pandas as pd
    >>> presence = pd.DataFrame({"a": [1.0], "b": [1.0]}, index=["some group"])
    >>> affiliation(presence).ties["weight"].tolist()
    [1.0]
    """
    return AFFILIATION.layer(affiliation_weights(presence), presence.columns)


def _build(inputs: Inputs, settings: Settings) -> np.ndarray | Absent:  # noqa: ARG001
    if not inputs.has_organisations or inputs.groups.empty:
        return Absent(Note("absent.no_groups"))
    return affiliation_weights(inputs.group_presence)


AFFILIATION = LayerKind(
    "affiliation",
    _build,
    status="observed",
    meaning="common corporate and academy groups, each counting 1/(its regions - 1)",
    unit="groups",
    tables="organisations, groups",
)
