"""Polygons of areas: read, checked against the areas, dissolved to regions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError, DataError, Problem
from hypercluster.input_file import read_bytes
from hypercluster.schema.cells import shorten, suggestion
from hypercluster.sources.geojson import WGS84, read_geojson
from hypercluster.sources.geopackage import read_geopackage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from hypercluster.sources.pack import DataPack

KEY = "area"
LISTED = 10


def read_boundaries(pack: DataPack) -> gpd.GeoDataFrame:
    """Polygons of a pack.

    Parameters
    ----------
    pack
        A pack with boundaries.

    Returns
    -------
    GeoDataFrame
        Index `area`: the areas of the pack in their order, then any others of the file. Its only
        column is `geometry` (WGS84).

    Raises
    ------
    AnalysisError
        The pack has no boundaries.
    DataError
        The file cannot be read, or an area has no polygon.
    """
    areas = pack.table("areas")["area"].to_list()
    if pack.polygons is not None:
        return _ordered(pack.polygons, areas)
    if "boundaries" not in pack.files or pack.folder is None:
        raise AnalysisError(
            "Expected boundaries in the data pack; found none. "
            "Add a table boundaries (GeoJSON or GeoPackage) to the pack."
        )
    entry = pack.files["boundaries"]
    return read_boundary_file(
        pack.folder,
        entry["file"],
        areas,
        layer=entry.get("layer"),
        key=entry.get("key", KEY),
    )


def boundary_path(pack: DataPack) -> Path | None:
    """File of a pack's boundaries, or None where no file holds them."""
    if pack.polygons is not None or pack.folder is None or "boundaries" not in pack.files:
        return None
    return pack.folder / pack.files["boundaries"]["file"]


def read_boundary_file(
    folder: Path, file: str, areas: list[str], *, layer: str | None = None, key: str = KEY
) -> gpd.GeoDataFrame:
    """Polygons of a file, checked.

    They are indexed by `area`, `areas` first and then any others of the file, in WGS84.

    Parameters
    ----------
    folder, file
        A folder and the file of polygons inside it.
    areas
        Codes that must have a polygon.
    layer
        Layer of a file that has several.
    key
        Property that holds the code of the area.

    Raises
    ------
    DataError
        The file cannot be read, or an area has no polygon.
    """
    try:
        content = read_bytes(folder / file, file, within=folder)
    except OSError as error:
        remedy = "Restore the file."
        raise DataError(Problem(file, "polygons", f"none ({error.strerror})", remedy)) from error
    polygons = (
        read_geopackage(content, file, layer)
        if file.lower().endswith(".gpkg")
        else read_geojson(content, file)
    )
    return _ordered(check_boundaries(polygons, areas, file=file, key=key), areas)


def dissolve(polygons: gpd.GeoDataFrame, areas: list[str], regions: list[str]) -> gpd.GeoDataFrame:
    """Polygons of regions, in the order in which they first occur.

    Parameters
    ----------
    polygons
        Indexed by area.
    areas, regions
        Each area and the region it belongs to.
    """
    members = polygons.loc[areas, ["geometry"]].assign(region=regions)
    return members.dissolve(by="region", sort=False)


def check_boundaries(
    polygons: gpd.GeoDataFrame, areas: list[str], *, file: str, key: str
) -> gpd.GeoDataFrame:
    """Return polygons indexed by area in WGS84.

    Parameters
    ----------
    polygons
        Polygons with their codes in column `key`, which are never changed.
    areas
        Codes that must have a polygon.
    file
        Name to show in problems.

    Raises
    ------
    DataError
        Lists missing, repeated and unsuitable polygons.
    """
    import geopandas as gpd
    import pandas as pd

    if not isinstance(polygons, gpd.GeoDataFrame):
        found, remedy = (
            f"a {type(polygons).__name__}",
            "Read the polygons with geopandas.read_file.",
        )
        raise DataError(Problem(file, "a GeoDataFrame", found, remedy))
    if key not in polygons.columns:
        listed = ", ".join(map(str, polygons.columns[:10]))
        remedy = (
            "It is the index: make it a column with reset_index()."
            if key in polygons.index.names
            else f"Name the property that holds the area code with key. Properties: {listed}."
        )
        expected = f"a property {key!r} with the code of the area"
        raise DataError(Problem(file, expected, "none", remedy))
    if polygons.crs is None:
        remedy = "Declare it, for example with set_crs('EPSG:4326')."
        raise DataError(Problem(file, "a coordinate reference system", "none", remedy))
    codes = polygons[key].tolist()
    problems = [*_code_problems(codes, areas, file, key), *_shape_problems(polygons, file, key)]
    if problems:
        raise DataError(problems)
    world = polygons.geometry.to_crs(WGS84)
    return gpd.GeoDataFrame(geometry=world.array, index=pd.Index(codes, name=KEY, dtype="str"))


def _code_problems(codes: list[Any], areas: list[str], file: str, key: str) -> Iterator[Problem]:
    """Codes that are no text or stand twice, and areas without a polygon."""
    expected = f"area codes as text in {key!r}"
    for number, code in enumerate(codes, start=1):
        if not isinstance(code, str):
            found = f"{shorten(code)} in feature {number}"
            yield Problem(file, expected, found, "Write the code as text.")
    number_of = Counter(code for code in codes if isinstance(code, str))
    for code, count in number_of.items():
        if count > 1:
            found = f"{count} of {shorten(code)}"
            yield Problem(file, "one feature per area", found, "Join them to one multipolygon.")
    absent = [area for area in areas if area not in number_of]
    for area in absent[:LISTED]:
        expected, remedy = f"a polygon of area {shorten(area)}", suggestion(area, number_of)
        yield Problem(file, expected, "none", remedy)
    if len(absent) > LISTED:
        found = f"none for {len(absent) - LISTED} more"
        yield Problem(file, "a polygon of every area", found, "Add them.")


def _shape_problems(polygons: gpd.GeoDataFrame, file: str, key: str) -> Iterator[Problem]:
    """Geometries that are no polygons, empty, invalid or outside the globe."""
    shapes = polygons.geometry
    checks = (
        (
            "a polygon or multipolygon",
            ~shapes.geom_type.isin(["Polygon", "MultiPolygon"]) | shapes.is_empty,
            "Give the area of the territory.",
        ),
        ("a valid polygon", ~shapes.is_valid, "Repair it, for example with shapely.make_valid."),
    )
    for expected, is_wrong, remedy in checks:
        wrong = polygons.loc[is_wrong.to_numpy(), key].tolist()
        for code in wrong[:LISTED]:
            yield Problem(file, expected, f"another geometry for {shorten(code)}", remedy)
    west, south, east, north = shapes.total_bounds
    if polygons.crs.is_geographic and not (
        west >= -180 and east <= 180 and south >= -90 and north <= 90
    ):
        found = f"coordinates from {west:g}, {south:g} to {east:g}, {north:g}"
        remedy = "Declare the projection of the file, or save it in EPSG:4326."
        yield Problem(file, "longitude and latitude in degrees", found, remedy)


def _ordered(polygons: gpd.GeoDataFrame, areas: list[str]) -> gpd.GeoDataFrame:
    """Areas of the pack first, then the others."""
    others = polygons.index.difference(areas, sort=False).to_list()
    return polygons.loc[[*areas, *others]]
