"""Features of a layer of a GeoPackage.

It is an SQLite database (OGC 12-128r19), opened in memory so that no journal beside the file is
read. Only tables are read, since a view may compute anything. GDAL says of some damage nothing.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from hypercluster.errors import DataError, Problem
from hypercluster.limits import LARGEST_FILE, MOST_POINTS
from hypercluster.schema.cells import shorten, suggestion
from hypercluster.sources.geojson import FEWER_POINTS, RINGS, SAVE_ANEW

if TYPE_CHECKING:
    import geopandas as gpd

_EXPECTED = "polygons in a GeoPackage"
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the bits of the flags
_TABLES = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")


def read_geopackage(content: bytes, file: str, layer: str | None = None) -> gpd.GeoDataFrame:
    """Features of a layer of a GeoPackage with their properties, unchanged.

    Parameters
    ----------
    content, file
        The whole file, and its name in messages.
    layer
        Name of the layer. None takes the only one.

    Raises
    ------
    DataError
        The file is no GeoPackage, damaged, or has several layers and none is named.
    """
    if not content.startswith(b"SQLite format 3\0"):
        raise DataError(Problem(file, _EXPECTED, "something else", SAVE_ANEW))
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_FILE)
            # Bytes 18 and 19 announce a journal of a kind that a database in memory cannot have.
            database.deserialize(content[:18] + b"\1\1" + content[20:])
            database.execute("PRAGMA trusted_schema = OFF")
            return _features(database, file, layer)
        except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as error:
            found = f"a damaged file ({str(error)[:80]})"
            raise DataError(Problem(file, _EXPECTED, found, SAVE_ANEW)) from error


def _features(database: sqlite3.Connection, file: str, layer: str | None) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    _check_whole(database, _TABLES)
    name, geometry, srs = _layer(database, file, layer)
    _check_whole(database, (name,))
    rows = database.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608
    names = [column for column, *_ in rows.description]
    columns = dict(zip(names, zip(*rows.fetchall(), strict=True), strict=False))
    shapes = _shapes(columns.pop(geometry, ()), file)
    crs = _crs(database, srs, file)
    properties = {
        name: pd.Series(columns.get(name, ()), dtype=object)
        for name in names
        if name not in (geometry, "geometry")
    }
    return gpd.GeoDataFrame(properties, geometry=shapes, crs=crs)


def _check_whole(database: sqlite3.Connection, tables: tuple[str, ...]) -> None:
    """Refuse tables that are not there, compute what they hold, or are damaged."""
    for table in tables:
        kind = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
        if kind is None or not str(kind[0]).upper().startswith("CREATE TABLE"):
            raise sqlite3.DatabaseError(f"no table {shorten(table)}")
        *_, kinds = zip(*database.execute(f"PRAGMA table_xinfo({_quoted(table)})"), strict=True)
        if any(kinds):
            raise sqlite3.DatabaseError(f"a computed column in {shorten(table)}")
        state = database.execute(f"PRAGMA quick_check({_quoted(table)})").fetchall()
        if state != [("ok",)]:
            raise sqlite3.DatabaseError(str(state[0][0]))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _layer(database: sqlite3.Connection, file: str, layer: str | None) -> tuple[str, str, int]:
    """Table, column of the geometry and reference system of a layer."""
    layers = {
        str(name): (str(name), str(column), srs)
        for name, column, srs in database.execute(
            "SELECT table_name, column_name, shapes.srs_id FROM gpkg_geometry_columns AS shapes "
            "JOIN gpkg_contents USING (table_name) WHERE data_type = 'features'"
        )
    }
    if layer is None and len(layers) != 1:
        listed = f"{len(layers)}: {', '.join(list(layers)[:8])}" if layers else "none"
        remedy = "Name one with layer in [tables.boundaries]." if layers else SAVE_ANEW
        raise DataError(Problem(file, "one layer", listed, remedy))
    if layer is not None and layer not in layers:
        remedy = suggestion(layer, layers)
        raise DataError(Problem(file, "a layer of the file", shorten(layer), remedy))
    return layers[layer] if layer is not None else next(iter(layers.values()))


def _shapes(blobs: Any, file: str) -> Any:
    """Geometries of the binary form of GeoPackages: a header and well-known binary."""
    import numpy as np
    import shapely

    shapes, problems = [], []
    for number, blob in enumerate(blobs, start=1):
        try:
            shapes.append(None if blob is None else shapely.from_wkb(_well_known(blob)))
        except (ValueError, shapely.errors.ShapelyError) as error:
            found = f"another geometry in feature {number} ({str(error)[:80]})"
            problems.append(Problem(file, RINGS, found, SAVE_ANEW))
    if problems:
        raise DataError(problems)
    if shapely.get_num_coordinates(shapes).sum() > MOST_POINTS:
        raise DataError(Problem(file, f"at most {MOST_POINTS:,} points", "more", FEWER_POINTS))
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise DataError(Problem(file, RINGS, "a coordinate that is not finite", SAVE_ANEW))
    return shapes


def _well_known(blob: Any) -> bytes:
    """Well-known binary of a geometry, behind its header."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise ValueError("no geometry of a GeoPackage")
    envelope = _ENVELOPES.get(blob[3] >> 1 & 7)
    if envelope is None:
        raise ValueError("an unknown envelope")
    return blob[8 + envelope :]


def _crs(database: sqlite3.Connection, srs: int, file: str) -> Any:
    """Coordinate reference system of a layer, None where it is undefined."""
    import pyproj

    row = database.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?",
        [srs],
    ).fetchone()
    if row is None or srs in (0, -1):  # undefined, geographic or Cartesian
        return None
    organization, code, definition = map(str, row)
    try:
        if organization.upper() == "EPSG":
            return pyproj.CRS.from_authority("EPSG", code)
        return pyproj.CRS.from_wkt(definition)
    except pyproj.exceptions.CRSError as error:
        expected, remedy = "a coordinate reference system", "Save the polygons in EPSG:4326."
        found = f"{shorten(organization)} {shorten(code)}"
        raise DataError(Problem(file, expected, found, remedy)) from error
