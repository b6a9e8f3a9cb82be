"""Geography: how near are two regions' seats?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster.layers.kind import Absent, LayerKind
from hypercluster.network import Layer
from hypercluster.words import Note

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.settings import Settings


def geography_weights(distances: np.ndarray, *, delta_km: float = 1000.0) -> np.ndarray:
    """Weights of the layer `geography`: nearness of the seats of two regions.

    exp(-d/delta), d the geodesic distance of the seats, regions x regions.

    Parameters
    ----------
    distances
        Regions x regions in km, missing where a seat has no point.
    delta_km
        Distance at which the weight falls to 1/e, km above 0 (our choice: 1000).

    Examples
    --------
    >>> import numpy as np
    >>> geography_weights(np.array([[0.0, 1000.0], [1000.0, 0.0]])).round(4).tolist()
    [[0.0, 0.3679], [0.3679, 0.0]]
    """
    import numpy as np

    weights: np.ndarray = np.exp(-np.asarray(distances, dtype=float) / delta_km)
    np.fill_diagonal(weights, 0.0)
    return weights


def geography(distances: np.ndarray, regions: pd.Index, *, delta_km: float = 1000.0) -> Layer:
    """Layer `geography`: nearness of the seats, derived.

    Parameters
    ----------
    distances, delta_km
        As for `geography_weights`.
    regions
        Codes of the regions, in the order of the distances.

    Returns
    -------
    Layer
        A tie for every pair of regions whose seats have a point.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> distances = np.array([[0.0, 1000.0], [1000.0, 0.0]])
    >>> geography(distances, pd.Index(["a", "b"])).ties["weight"].round(4).tolist()
    [0.3679]
    """
    weights = geography_weights(distances, delta_km=delta_km)
    return GEOGRAPHY.layer(weights, regions, delta_km=delta_km)


def _build(inputs: Inputs, settings: Settings) -> np.ndarray | Absent:
    import numpy as np

    if settings.linkages.beta == 1:
        return Absent(Note("absent.purely_digital"))
    between = inputs.distances[np.triu_indices(len(inputs.distances), k=1)]
    if not np.isfinite(between).any():
        return Absent(Note("absent.few_seats"))
    delta_km = settings.layers.geography.delta_km
    weights: np.ndarray = np.nan_to_num(geography_weights(inputs.distances, delta_km=delta_km))
    return weights


def _details(inputs: Inputs, settings: Settings) -> Mapping[str, float]:  # noqa: ARG001
    return {"delta_km": settings.layers.geography.delta_km}


GEOGRAPHY = LayerKind(
    "geography",
    _build,
    status="derived",
    meaning="nearness of the seats: exp(-distance / {delta_km:g} km)",
    unit="0-1",
    tables="areas",
    details=_details,
)
