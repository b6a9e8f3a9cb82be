"""Geography: how near are two regions' seats?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.network import Layer, layer_from_matrix

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def geography_weights(distances: np.ndarray, *, delta_km: float = 1000.0) -> np.ndarray:
    """Nearness exp(-d/delta) of the seats, d their geodesic distance: regions x regions, for the layer `geography`.

    Parameters
    ----------
    distances
        Regions x regions in km; missing where a seat has no point.
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
    """Layer `geography`: nearness of the seats, derived; see `geography_weights`.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> geography(np.array([[0.0, 1000.0], [1000.0, 0.0]]), pd.Index(["a", "b"])).ties["weight"].round(4).tolist()
    [0.3679]
    """
    return Layer(
        "geography",
        layer_from_matrix(geography_weights(distances, delta_km=delta_km), regions),
        status="derived",
        meaning=f"nearness of the seats: exp(-distance / {delta_km:g} km)",
        unit="0-1",
        tables="areas",
    )
