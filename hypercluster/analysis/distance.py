"""How far apart are regions? Geodesics on the WGS84 ellipsoid, in km.

Regions that share a point are 0 km apart: guard every division by a distance.
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
        Degrees: arrays of one length or scalars.

    Returns
    -------
    ndarray
        Kilometres. Missing where a coordinate is.

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

    degrees = (longitude, latitude, other_longitude, other_latitude)
    points = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in degrees))
    is_unknown = np.isnan(points).any(axis=0)
    # pyproj refuses missing coordinates: they are measured from 0 and taken out afterwards.
    east, north, other_east, other_north = (np.where(is_unknown, 0.0, values) for values in points)
    metres = Geod(ellps="WGS84").inv(east, north, other_east, other_north)[2]
    return np.where(is_unknown, np.nan, np.asarray(metres) / 1000.0)


def distance_matrix(points: pd.DataFrame) -> np.ndarray:
    """Geodesic distances between all points of a table, in row order.

    Parameters
    ----------
    points
        `latitude` and `longitude`, degrees, one row a region.

    Returns
    -------
    ndarray
        Kilometres, symmetric to the bit, 0 on the diagonal. Missing in the row and column of a
        region without a point.

    References
    ----------
    As for `geodesic_km`.

    Examples
    --------
    >>> import pandas as pd
    >>> distance_matrix(pd.DataFrame({"latitude": [0, 0], "longitude": [0, 1]})).round(1).tolist()
    [[0.0, 111.3], [111.3, 0.0]]
    """
    import numpy as np

    n = len(points)
    latitude, longitude = (
        points[column].to_numpy(dtype=float) for column in ("latitude", "longitude")
    )
    first, second = np.triu_indices(n, k=1)
    matrix = np.zeros((n, n))
    matrix[first, second] = geodesic_km(
        latitude[first], longitude[first], latitude[second], longitude[second]
    )
    matrix += matrix.T
    is_unknown = np.isnan(latitude) | np.isnan(longitude)
    matrix[is_unknown, is_unknown] = np.nan
    return matrix


def shared_boundaries(
    contiguity: pd.DataFrame, membership: pd.Series, regions: pd.Index
) -> np.ndarray:
    """Length of the common land boundary of every two regions, summed over areas.

    Parameters
    ----------
    contiguity
        `source`, `target`, `shared_boundary_km` of areas. A boundary of unknown length counts 0 km
        but makes regions contiguous (see Returns).
    membership
        Region of each area. Areas of other regions do not count.
    regions
        Codes in the order of the result.

    Returns
    -------
    ndarray
        Kilometres, symmetric. Missing where two regions have no common boundary.
    """
    import numpy as np

    source, target = contiguity["source"].map(membership), contiguity["target"].map(membership)
    is_between = source.isin(regions) & target.isin(regions) & (source != target)
    row, column = regions.get_indexer(source[is_between]), regions.get_indexer(target[is_between])
    lengths = contiguity.loc[is_between, "shared_boundary_km"].fillna(0.0).to_numpy(dtype=float)
    total = np.zeros((len(regions), len(regions)))
    is_contiguous = np.zeros(total.shape, dtype=bool)
    for ends in ((row, column), (column, row)):
        np.add.at(total, ends, lengths)
        is_contiguous[ends] = True
    return np.where(is_contiguous, total, np.nan)


def distance_decay(
    distances: np.ndarray, *, beta: float = 0.5, delta_km: float = 1000.0
) -> np.ndarray:
    """Distance factor of a linkage: f(d) = beta + (1 - beta) exp(-d/delta).

    Parameters
    ----------
    distances
        Kilometres.
    beta
        0: distance counts in full, a territorial cluster. 1: not at all, a digital one (our choice:
        0.5).
    delta_km
        Distance at which the territorial part falls to 1/e, km.

    Returns
    -------
    ndarray
        `beta` to 1. Missing where the distance is, unless beta is 1.
    """
    import numpy as np

    factor: np.ndarray = beta + (1 - beta) * np.exp(-distances / delta_km)
    return factor if beta < 1 else np.ones_like(factor)


def nearest_organisations(
    organisations: pd.DataFrame, source: str, target: str
) -> tuple[str, str, float] | None:
    """Nearest two organisations of two regions, and their distance in km.

    Equal distances are settled by code. None where a side has no organisation with a point.
    """
    import numpy as np

    located = organisations.dropna(subset=["latitude", "longitude"]).sort_values("organisation")
    a, b = (located[located["region"] == region] for region in (source, target))
    if a.empty or b.empty:
        return None
    columns = ("latitude", "longitude")
    distances = geodesic_km(
        *(a[column].to_numpy()[:, None] for column in columns),
        *(b[column].to_numpy()[None, :] for column in columns),
    ).round(9)
    row, column = np.unravel_index(int(distances.argmin()), distances.shape)
    nearest = (str(a["organisation"].iloc[row]), str(b["organisation"].iloc[column]))
    return *nearest, float(distances[row, column])
