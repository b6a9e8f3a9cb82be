"""Polygons of areas: read, checked against the areas, dissolved to regions."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError, DataError, Problem
from hypercluster.input_file import read_bytes
from hypercluster.schema import BOUNDARIES
from hypercluster.schema.cells import shorten, suggestion
from hypercluster.sources.geojson import WGS84, read_geojson
from hypercluster.sources.geopackage import read_geopackage
from hypercluster.sources.territories import (
    FAR_KM,
    LISTED,
    is_finite,
    mended,
    reach_problems,
    seat_distances,
    seat_problems,
    unit_problems,
)
from hypercluster.words import Name, Note, is_missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from hypercluster.sources.pack import DataPack

KEY = "area"
MENDED = "mended"
NO_AREA = "Give the area of the territory."


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
        The file cannot be read, an area has no polygon, or most lie far from their seats.
    """
    areas, polygons = pack.table("areas").set_index("area"), _polygons(pack)
    file = pack.files[BOUNDARIES]["file"]
    problems = seat_problems(seat_distances(polygons.geometry, areas), file)
    if pack.map_crs is not None:
        plane = polygons.geometry.to_crs(pack.map_crs)
        expected = "polygons that map_crs reaches"
        problems += reach_problems(plane, areas.index.to_list(), expected, file)
    if problems:
        raise DataError(problems)
    return polygons


def _polygons(pack: DataPack) -> gpd.GeoDataFrame:
    areas = pack.table("areas")["area"].to_list()
    if pack.polygons is not None:
        return _ordered(pack.polygons, areas)
    if BOUNDARIES not in pack.files or pack.folder is None:
        raise AnalysisError(
            "Expected boundaries in the data pack; found none. "
            "Add a table boundaries (GeoJSON or GeoPackage) to the pack."
        )
    entry = pack.files[BOUNDARIES]
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
    """Return polygons indexed by area in WGS84, mended where they are not valid.

    Shapes without an area, of areas that the pack does not have, are left out.

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
    problems = [*_code_problems(codes, areas, file, key), *unit_problems(polygons.geometry, file)]
    if problems:
        raise DataError(problems)
    index = pd.Index(codes, name=KEY, dtype="str")
    shapes = gpd.GeoSeries(polygons.geometry.array, index=index)
    whole = mended(shapes)
    is_lost = whole.isna() & whole.index.isin(areas)
    problems = [
        Problem(file, "a polygon or multipolygon", f"another geometry for {shorten(code)}", NO_AREA)
        for code in whole.index[is_lost][:LISTED]
    ]
    if problems:
        raise DataError(problems)
    world = whole.dropna().to_crs(WGS84)
    problems = reach_problems(world, areas, "coordinates inside the area of their projection", file)
    if problems:
        raise DataError(problems)
    result = gpd.GeoDataFrame(geometry=mended(world[is_finite(world)]).dropna())
    result.attrs[MENDED] = [code for code in areas if whole[code] is not shapes[code]]
    return result


def examine_boundaries(pack: DataPack) -> tuple[Note, ...]:
    """Doubts about the polygons of a pack. Raises as `read_boundaries`."""
    polygons, areas = read_boundaries(pack), pack.table("areas").set_index("area")
    km = seat_distances(polygons.geometry, areas)
    names = {
        code: Name(str(name), None if is_missing(local) else str(local), pack.local_language)
        for code, name, local in areas[["name", "name_local"]].itertuples()
    }
    doubts = {"mended": polygons.attrs[MENDED], "far_from_seats": km.index[km > FAR_KM]}
    return tuple(
        Note(f"notes.boundaries_{key}", {"names": [names[code] for code in codes], "km": FAR_KM})
        for key, codes in doubts.items()
        if len(codes)
    )


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
    by_looks = {_looks(code): code for code in number_of}
    for area in absent[:LISTED]:
        alike = by_looks.get(_looks(area))
        remedy = suggestion(area, number_of)
        if alike is not None:
            remedy = f"{alike!a} looks like {area!a}: write the same characters in both."
        yield Problem(file, f"a polygon of area {shorten(area)}", "none", remedy)
    if len(absent) > LISTED:
        found = f"none for {len(absent) - LISTED} more"
        yield Problem(file, "a polygon of every area", found, "Add them.")


def _looks(code: str) -> str:
    """A code without forms of letters, spaces and marks that cannot be seen."""
    letters = unicodedata.normalize("NFKC", code)
    return "".join(sign for sign in letters if unicodedata.category(sign) not in ("Cf", "Zs"))


def _ordered(polygons: gpd.GeoDataFrame, areas: list[str]) -> gpd.GeoDataFrame:
    """Areas of the pack first, then the others."""
    others = polygons.index.difference(areas, sort=False).to_list()
    return polygons.loc[[*areas, *others]]
