"""How far apart are places? Geodesics on the WGS84 ellipsoid, in km.

Places that share a point are 0 km apart: guard every division by a distance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def geodesic_km(
    latitude: Any, longitude: Any, other_latitude: Any, other_longitude: Any
) -> np.ndarray:
    """Geodesic distance between points on the WGS84 ellipsoid.

    Parameters
    ----------
    latitude, longitude, other_latitude, other_longitude
        Degrees; arrays of one length or scalars.

    Returns
    -------
    ndarray
        Kilometres; missing where a coordinate is.

    References
    ----------
    Karney, C. F. F. (2013). Journal of Geodesy 87, 43-55. doi:10.1007/s00190-012-0578-z

    Examples
    --------
    >>> round(float(geodesic_km(0, 0, 0, 1)), 3)
    111.319
    """
    import numpy as np
    from pyproj import Geod

    points = np.broadcast_arrays(
        *(
            np.asarray(value, dtype=float)
            for value in (longitude, latitude, other_longitude, other_latitude)
        )
    )
    unknown = np.isnan(points).any(axis=0)
    clean = [np.where(unknown, 0.0, values) for values in points]
    east, north, other_east, other_north = clean
    kilometres: np.ndarray = (
        np.asarray(Geod(ellps="WGS84").inv(east, north, other_east, other_north)[2]) / 1000.0
    )
    return np.where(unknown, np.nan, kilometres)


def distance_matrix(places: pd.DataFrame) -> np.ndarray:
    """Geodesic distances between all places of a table with `latitude` and `longitude`, in row order, km.

    Symmetric to the bit; 0 on the diagonal; missing in the row and column of a place without a point.
    """
    import numpy as np

    n = len(places)
    latitude, longitude = (
        places[column].to_numpy(dtype=float) for column in ("latitude", "longitude")
    )
    first, second = np.triu_indices(n, k=1)
    matrix = np.zeros((n, n))
    matrix[first, second] = geodesic_km(
        latitude[first], longitude[first], latitude[second], longitude[second]
    )
    matrix += matrix.T
    unknown = np.isnan(latitude) | np.isnan(longitude)
    matrix[unknown, unknown] = np.nan
    return matrix


def shared_boundaries(
    contiguity: pd.DataFrame, membership: pd.Series, regions: pd.Index
) -> np.ndarray:
    """Length of the common land boundary of every two regions: the sum over their areas, km.

    Parameters
    ----------
    contiguity
        `source`, `target`, `shared_boundary_km` of areas; a boundary of unknown length counts 0 km but makes
        regions contiguous (see Returns).
    membership
        Area to region.
    regions
        Codes in the order wanted.

    Returns
    -------
    ndarray
        Symmetric; missing where two regions have no common boundary.
    """
    import numpy as np

    one, other = contiguity["source"].map(membership), contiguity["target"].map(membership)
    between = one.notna() & other.notna() & (one != other)
    row, column = regions.get_indexer(one[between]), regions.get_indexer(other[between])
    lengths = contiguity.loc[between, "shared_boundary_km"].fillna(0.0).to_numpy(dtype=float)
    total, touches = (
        np.zeros((len(regions), len(regions))),
        np.zeros((len(regions), len(regions)), dtype=bool),
    )
    for first, second in ((row, column), (column, row)):
        np.add.at(total, (first, second), lengths)
        touches[first, second] = True
    return np.where(touches, total, np.nan)


def distance_decay(
    distances: np.ndarray, *, beta: float = 0.5, delta_km: float = 1000.0
) -> np.ndarray:
    """Distance factor of a linkage: f(d) = beta + (1 - beta) exp(-d/delta).

    Parameters
    ----------
    distances
        Kilometres.
    beta
        0: distance counts in full, a territorial cluster; 1: not at all, a digital one (our choice: 0.5).
    delta_km
        Distance at which the territorial part falls to 1/e, km.
    """
    import numpy as np

    factor: np.ndarray = beta + (1 - beta) * np.exp(-distances / delta_km)
    return factor if beta < 1 else np.ones_like(factor)


def nearest_organisations(
    organisations: pd.DataFrame, source: str, target: str
) -> tuple[str, str, float] | None:
    """Nearest two organisations of two regions and their distance in km; None where a side has none with a point.

    Equal distances are settled by code.
    """
    import numpy as np

    placed = organisations.dropna(subset=["latitude", "longitude"]).sort_values("organisation")
    one, other = (placed[placed["region"] == region] for region in (source, target))
    if one.empty or other.empty:
        return None
    distances = np.round(
        geodesic_km(
            one["latitude"].to_numpy()[:, None],
            one["longitude"].to_numpy()[:, None],
            other["latitude"].to_numpy()[None, :],
            other["longitude"].to_numpy()[None, :],
        ),
        9,
    )
    row, column = np.unravel_index(int(distances.argmin()), distances.shape)
    return (
        str(one["organisation"].iloc[row]),
        str(other["organisation"].iloc[column]),
        float(distances[row, column]),
    )
