"""Polygons of areas: read when asked for, checked against the areas, dissolved to regions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError, DataError, Problem
from hypercluster.schema.cells import shorten, suggestion

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from hypercluster.sources.pack import DataPack

KEY = "area"
WGS84 = "EPSG:4326"
SHOWN = 10


def read_boundaries(pack: DataPack) -> gpd.GeoDataFrame:
    """Polygons of a pack.

    Parameters
    ----------
    pack
        A pack with boundaries.

    Returns
    -------
    GeoDataFrame
        Index `area`: the areas of the pack in their order, then any others of the file; only `geometry`, WGS84.

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
            "Expected boundaries in the data pack; found none. Add a table boundaries (GeoJSON or GeoPackage) to the pack."
        )
    entry = pack.files["boundaries"]
    return read_boundary_file(
        pack.folder / entry["file"],
        areas,
        file=entry["file"],
        layer=entry.get("layer"),
        key=entry.get("key", KEY),
    )


def boundary_path(pack: DataPack) -> Path | None:
    """File of a pack's boundaries; None where they were given as a GeoDataFrame or there are none."""
    if pack.polygons is not None or pack.folder is None or "boundaries" not in pack.files:
        return None
    return pack.folder / pack.files["boundaries"]["file"]


def read_boundary_file(
    path: Path, areas: list[str], *, file: str, layer: str | None = None, key: str = KEY
) -> gpd.GeoDataFrame:
    """Polygons of a file, checked: index `area`, the given areas first, then any others of the file; only `geometry`, WGS84.

    Parameters
    ----------
    path
        A file of polygons.
    areas
        Codes that must have a polygon.
    file
        Its name in messages.
    layer
        Layer of a file that has several.
    key
        Property that holds the code of the area.

    Raises
    ------
    DataError
        The file cannot be read, or an area has no polygon.
    """
    return _ordered(check_boundaries(_read(path, file, layer), areas, file=file, key=key), areas)


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


def _read(path: Path, file: str, layer: str | None) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyogrio

    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer is None and len(layers) > 1:
            raise DataError(
                [
                    Problem(
                        file,
                        "one layer",
                        f"{len(layers)}: {', '.join(layers[:8])}",
                        "Name one with layer in [tables.boundaries].",
                    )
                ]
            )
        if layer is not None and layer not in layers:
            raise DataError(
                [Problem(file, "a layer of the file", shorten(layer), suggestion(layer, layers))]
            )
        return gpd.read_file(path, layer=layer)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.GeometryError,
        OSError,
    ) as error:
        remedy = "Save the polygons anew as GeoJSON or GeoPackage."
        raise DataError(
            [Problem(file, "polygons", f"a file that cannot be read ({str(error)[:80]})", remedy)]
        ) from error


def check_boundaries(
    polygons: gpd.GeoDataFrame, areas: list[str], *, file: str, key: str
) -> gpd.GeoDataFrame:
    """Return polygons indexed by area in WGS84.

    Parameters
    ----------
    polygons
        Polygons with their codes in column `key`; never changed.
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
        raise DataError(
            [
                Problem(
                    file,
                    "a GeoDataFrame",
                    f"a {type(polygons).__name__}",
                    "Read the polygons with geopandas.read_file.",
                )
            ]
        )
    if key not in polygons.columns:
        is_index = key in polygons.index.names
        remedy = (
            "It is the index: make it a column with reset_index()."
            if is_index
            else f"Name the property that holds the area code with key. Properties: {', '.join(map(str, polygons.columns[:10]))}."
        )
        raise DataError(
            [Problem(file, f"a property {key!r} with the code of the area", "none", remedy)]
        )
    if polygons.crs is None:
        raise DataError(
            [
                Problem(
                    file,
                    "a coordinate reference system",
                    "none",
                    "Declare it, for example with set_crs('EPSG:4326').",
                )
            ]
        )
    codes = polygons[key].tolist()
    problems = [
        Problem(
            file,
            f"area codes as text in {key!r}",
            f"{shorten(code)} in feature {number}",
            "Write the code as text.",
        )
        for number, code in enumerate(codes, start=1)
        if not isinstance(code, str)
    ]
    known = Counter(code for code in codes if isinstance(code, str))
    problems += [
        Problem(
            file,
            "one feature per area",
            f"{count} of {shorten(code)}",
            "Join them to one multipolygon.",
        )
        for code, count in known.items()
        if count > 1
    ]
    absent = [area for area in areas if area not in known]
    problems += [
        Problem(file, f"a polygon of area {shorten(area)}", "none", suggestion(area, known))
        for area in absent[:SHOWN]
    ]
    if len(absent) > SHOWN:
        problems.append(
            Problem(
                file, "a polygon of every area", f"none for {len(absent) - SHOWN} more", "Add them."
            )
        )
    problems += _shape_problems(polygons, file, key)
    if problems:
        raise DataError(problems)
    world = polygons.geometry.to_crs(WGS84)
    return gpd.GeoDataFrame(geometry=world.array, index=pd.Index(codes, name=KEY, dtype="str"))


def _shape_problems(polygons: gpd.GeoDataFrame, file: str, key: str) -> list[Problem]:
    """List geometries that are no polygons, empty, invalid or outside the globe."""
    problems = []
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
        problems += [
            Problem(file, expected, f"another geometry for {shorten(code)}", remedy)
            for code in wrong[:SHOWN]
        ]
    west, south, east, north = shapes.total_bounds
    if polygons.crs.is_geographic and not (
        west >= -180 and east <= 180 and south >= -90 and north <= 90
    ):
        found = f"coordinates from {west:g}, {south:g} to {east:g}, {north:g}"
        problems.append(
            Problem(
                file,
                "longitude and latitude in degrees",
                found,
                "Declare the projection of the file, or save it in EPSG:4326.",
            )
        )
    return problems


def _ordered(polygons: gpd.GeoDataFrame, areas: list[str]) -> gpd.GeoDataFrame:
    """Areas of the pack first, then the others."""
    others = polygons.index.difference(areas, sort=False).to_list()
    return polygons.loc[[*areas, *others]]
