"""Are shapes territories: with an area, valid, and around their seats?

Polygons that cross themselves and collections of shapes are common in published boundaries. They
are mended, never in the file, and the run says so. What would put a map in another place is
refused.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.distance import geodesic_km
from hypercluster.errors import Problem
from hypercluster.schema.cells import shorten

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely
    from pyproj import CRS

LISTED = 10
FAR_KM = 100.0  # from a seat to the nearest point of its area: many capitals are enclaves
POLYGONS = ("Polygon", "MultiPolygon")


def mended(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Shapes as valid polygons, None where nothing of a shape has an area.

    Rings that cross themselves are resolved (GEOS, method `structure`), parts of a collection are
    joined, and its lines and points left out. A valid polygon stays as it is.
    """
    import numpy as np
    import shapely

    array = shapes.to_numpy()
    is_polygon = np.isin(shapes.geom_type.to_numpy(dtype=object), POLYGONS)
    is_good = is_polygon & shapely.is_valid(array) & ~shapely.is_empty(array)
    result = shapes.copy()
    for position in np.flatnonzero(~is_good):
        result.iloc[position] = _territory(array[position])
    return result


def _territory(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    import shapely

    polygons = [part for part in _parts(shape) if isinstance(part, shapely.Polygon)]
    joined = shapely.MultiPolygon([part for part in polygons if not part.is_empty])
    territory = shapely.make_valid(joined, method="structure", keep_collapsed=False)
    return territory if territory.area > 0 else None


def _parts(shape: shapely.Geometry | None) -> Iterator[shapely.Geometry]:
    """Single shapes of a collection of any depth."""
    import shapely

    if isinstance(shape, shapely.geometry.base.BaseMultipartGeometry):
        for part in shape.geoms:
            yield from _parts(part)
    elif shape is not None:
        yield shape


def unit_problems(shapes: gpd.GeoSeries, file: str) -> Iterator[Problem]:
    """Coordinates that cannot be in the reference system that the file declares."""
    import numpy as np

    west, south, east, north = bounds = shapes.total_bounds
    fits_globe = west >= -180 and east <= 180 and south >= -90 and north <= 90
    found = f"coordinates from {west:g}, {south:g} to {east:g}, {north:g}"
    if not np.isfinite(bounds).all():
        remedy = "Give every area its polygon, in finite coordinates."
        yield Problem(file, "polygons with finite coordinates", found, remedy)
    elif shapes.crs.is_geographic and not fits_globe:
        remedy = "Declare the projection of the file, or save it in EPSG:4326."
        yield Problem(file, "longitude and latitude in degrees", found, remedy)
    elif _is_metric(shapes.crs) and fits_globe:
        remedy = "They are degrees: declare EPSG:4326, or leave crs out of the GeoJSON."
        yield Problem(file, f"metres, as {shapes.crs.name} has them", found, remedy)


def _is_metric(crs: CRS) -> bool:
    return bool(crs.is_projected and crs.axis_info[0].unit_name == "metre")


def reach_problems(
    shapes: gpd.GeoSeries, areas: list[str], expected: str, file: str
) -> list[Problem]:
    """Areas that a projection does not reach, in shapes that it made."""
    return _lost(shapes.index[~is_finite(shapes) & shapes.index.isin(areas)], expected, file)


def _lost(areas: pd.Index, expected: str, file: str) -> list[Problem]:
    if areas.empty:
        return []
    more = f" and {len(areas) - 1} more" if len(areas) > 1 else ""
    remedy = "Choose another projection, or correct the coordinates."
    return [Problem(file, expected, f"none for {shorten(areas[0])}{more}", remedy)]


def is_finite(shapes: gpd.GeoSeries) -> Any:
    """Whether all coordinates of each shape are finite."""
    import numpy as np

    return np.isfinite(shapes.bounds.to_numpy()).all(axis=1)


def seat_distances(shapes: gpd.GeoSeries, points: pd.DataFrame) -> pd.Series:
    """Kilometres from each seat to the nearest point of its area, 0 inside.

    Parameters
    ----------
    shapes
        Polygons by area, in degrees.
    points
        `latitude` and `longitude` by area. Those that lack either are left out.
    """
    import pandas as pd
    import shapely

    located = points[["latitude", "longitude"]].dropna().astype(float)
    seats = shapely.points(located["longitude"], located["latitude"])
    nearest = shapely.get_point(
        shapely.shortest_line(shapes.loc[located.index].to_numpy(), seats), 0
    )
    km = geodesic_km(
        shapely.get_y(nearest), shapely.get_x(nearest), located["latitude"], located["longitude"]
    )
    return pd.Series(km, located.index)


def seat_problems(km: pd.Series, file: str) -> list[Problem]:
    """Polygons of which most lie far from their seats: another place, or swapped axes."""
    far = km[km > FAR_KM]
    if 2 * len(far) <= len(km):
        return []
    area = far.index[0]
    found = (
        f"{len(far)} of {len(km)} that are more than {FAR_KM:g} km away from them "
        f"({shorten(area)}: {far.iloc[0]:.0f} km)"
    )
    remedy = (
        "Check that longitude comes before latitude, that the reference system is the one of the "
        "coordinates, and the latitudes and longitudes of areas."
    )
    return [Problem(file, "polygons around the seats of the areas", found, remedy)]


def projection_problems(name: str, points: pd.DataFrame, file: str) -> list[Problem]:
    """What is wrong with `map_crs`: no projection, or one that misses the seats."""
    import numpy as np
    import pyproj

    expected = "a projection in the plane for map_crs"
    remedy = 'Write an EPSG code or PROJ string, such as "EPSG:3035", or leave it out.'
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            crs = pyproj.CRS.from_user_input(name)
        if not crs.is_projected:
            found = f"{shorten(name)}, which is none ({crs.name[:40]})"
            return [Problem(file, expected, found, remedy)]
        located = points[["longitude", "latitude"]].dropna().astype(float)
        to_plane = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        plane = to_plane.transform(located["longitude"], located["latitude"])
    except pyproj.exceptions.ProjError:
        return [Problem(file, expected, shorten(name), remedy)]
    lost = located.index[~np.isfinite(np.array(plane)).all(axis=0)]
    return _lost(lost, "a map_crs that reaches every seat", file)
