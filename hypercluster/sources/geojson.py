"""Features of a GeoJSON file (RFC 7946, and the named reference systems of 2008).

They are not read by GDAL, which takes any of its formats under this name. Some of them read other
files or ask servers, and so does a GeoJSON whose coordinate reference system is a link.
"""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from hypercluster.errors import DataError, Problem
from hypercluster.limits import MOST_COLUMNS, MOST_POINTS
from hypercluster.schema.cells import shorten
from hypercluster.sources.text import decode

if TYPE_CHECKING:
    import geopandas as gpd

WGS84 = "EPSG:4326"
_SHAPELESS = (
    ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError
)  # fmt: skip
_NAMED_CRS = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC):(?:[\d.]*:)?(\w{1,20})", re.ASCII)
RINGS = "closed rings of at least four points, each two or three numbers"
FEWER_POINTS = "Simplify the polygons, for example with mapshaper -simplify 5%."
SAVE_ANEW = "Save the polygons anew as GeoJSON or GeoPackage."


def read_geojson(content: bytes, file: str) -> gpd.GeoDataFrame:
    """Features of a GeoJSON file with their properties, unchanged.

    Parameters
    ----------
    content, file
        The whole file, and its name in messages.

    Raises
    ------
    DataError
        The file is not GeoJSON, too large, or has geometries or a reference system of no use.
    """
    import geopandas as gpd
    import pandas as pd

    if content.count(b"[") + content.count(b"{") > MOST_POINTS:
        raise DataError(Problem(file, f"at most {MOST_POINTS:,} points", "more", FEWER_POINTS))
    try:
        document = json.loads(decode(content, file=file), object_pairs_hook=_members)
    except (ValueError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        found = f"a mistake: {str(error)[:80]}"
        raise DataError(Problem(file, "polygons in GeoJSON", found, SAVE_ANEW)) from error
    features = _features(document, file)
    crs = _crs(document, file)
    shapes: list[Any] = []
    problems: list[Problem] = []
    for number, feature in enumerate(features, start=1):
        if len(problems) > DataError.shown:
            break
        try:
            shapes.append(_shape(feature.get("geometry")))
        except _SHAPELESS as error:
            found = f"another geometry in feature {number} ({str(error)[:80]})"
            problems.append(Problem(file, RINGS, found, SAVE_ANEW))
    if problems:
        raise DataError(problems)
    properties = [feature.get("properties") or {} for feature in features]
    names = dict.fromkeys(chain.from_iterable(properties))
    if len(names) > MOST_COLUMNS:
        expected = f"at most {MOST_COLUMNS:,} properties"
        raise DataError(Problem(file, expected, f"{len(names):,}", "Leave the others out."))
    columns = {
        name: pd.Series([values.get(name) for values in properties], dtype=object)
        for name in names
        if name != "geometry"
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Members of an object, each of which may stand there once."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member of an object twice")
    return members


def _features(document: Any, file: str) -> list[dict[str, Any]]:
    """Features of a collection, which are objects with objects as properties."""
    kind = document.get("type") if isinstance(document, dict) else None
    features = document.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        found = f"a document of type {shorten(kind)}" if kind else "something else"
        expected = "polygons in GeoJSON, a FeatureCollection"
        raise DataError(Problem(file, expected, found, SAVE_ANEW))
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            found = f"something else as number {number}"
            raise DataError(Problem(file, "features with properties", found, SAVE_ANEW))
    return features


def _crs(document: dict[str, Any], file: str) -> Any:
    """WGS84 (RFC 7946), or the reference system that an older file names."""
    import pyproj

    if "crs" not in document:
        return WGS84
    member = document["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    named = _NAMED_CRS.fullmatch(name) if isinstance(name, str) else None
    if named and named[2] == "CRS84":
        return WGS84
    try:
        if named and named[1] == "EPSG":
            return pyproj.CRS.from_authority(*named.groups())
    except pyproj.exceptions.CRSError:
        pass
    expected = "the coordinate reference system by its name, such as EPSG:4326"
    is_link = isinstance(member, dict) and member.get("type") == "link"
    found = "a link, which is never followed" if is_link else shorten(name or member)
    remedy = "Save the file in longitude and latitude (EPSG:4326), without crs."
    raise DataError(Problem(file, expected, found, remedy))


def _shape(geometry: dict[str, Any] | None) -> Any:
    """Geometry of a GeoJSON object, or one of the errors of `_SHAPELESS`."""
    import shapely

    if geometry is None:
        return None
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return shapely.GeometryCollection([_shape(part) for part in geometry["geometries"]])
    coordinates = geometry["coordinates"]
    if kind == "Polygon":
        return shapely.Polygon(*_rings(coordinates))
    if kind == "MultiPolygon":
        return shapely.MultiPolygon([shapely.Polygon(*_rings(rings)) for rings in coordinates])
    try:
        return shapely.geometry.shape(geometry)
    except (IndexError, shapely.errors.ShapelyError) as error:
        raise ValueError(error) from error


def _rings(rings: list[Any]) -> tuple[Any, ...]:
    """Shell and holes of a polygon, nothing where it has none."""
    if not rings:
        return ()
    shell, *holes = map(_ring, rings)
    return shell, holes


def _ring(ring: list[Any]) -> Any:
    """Points of a ring, which begins and ends at the same one."""
    import numpy as np

    if not set(map(type, chain.from_iterable(ring))) <= {int, float}:
        raise ValueError("a coordinate that is no number")
    points = np.array(ring, dtype=float)
    if points.ndim != 2 or not 2 <= points.shape[1] <= 3:
        raise ValueError("a point of another number of coordinates")
    if not np.isfinite(points).all():
        raise ValueError("a coordinate that is not finite")
    if len(points) < 4:
        raise ValueError(f"a ring of {len(points)} points")
    if (points[0] != points[-1]).any():
        raise ValueError("an open ring, whose last point is not its first")
    return points
