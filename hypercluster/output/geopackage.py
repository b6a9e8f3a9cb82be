"""A GeoPackage for QGIS: styled places and lines, all tables, and what they mean.

Version 1.2, because QGIS 3.22 warns of newer ones. No date stands in the file, so that equal
results give equal bytes.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from hypercluster.errors import OutputError
from hypercluster.output.about import definitions, run_facts, scope
from hypercluster.output.format import Format
from hypercluster.output.places import (
    linkage_lines,
    map_remarks,
    organisations,
    seats,
    territories,
    tie_lines,
)
from hypercluster.output.typed_tables import typed_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from hypercluster.results import Results

# GeoPackage wants a date of every layer; that of the run is left out on purpose.
_WRITTEN = "2000-01-01T00:00:00Z"
_STYLE_COLUMNS = (
    "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
    "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time",
)  # fmt: skip
_GEOMETRIES = {
    "regions": "MultiPolygon",
    "linkages": "MultiLineString",
    "edges": "MultiLineString",
    "actors": "Point",
    "nodes": "Point",
}


def write_geopackage(results: Results, file: Path) -> None:
    """Write layers and tables of a run.

    Parameters
    ----------
    results
        What to write. `regions` (polygons) is left out where the pack has no boundaries.
    file
        Where to write it. The layers are `regions`, `linkages`, `edges`, `actors` and `nodes`
        (WGS84). The tables are `about`, `definitions` and, as `table_...`, those of the results.
        `layer_styles` holds the styles for QGIS.

    Raises
    ------
    OutputError
        The file cannot be written, for example on a full disk.
    """
    layers = _layers(results)
    with _fixed_date(), _reported(file):
        for name, layer in layers.items():
            _write(layer, file, name, geometry_type=_GEOMETRIES[name])
        for name, table in _tables(results).items():
            _write(table, file, name)
        _write(_layer_styles(results, layers), file, "layer_styles")


def _layers(results: Results) -> dict[str, gpd.GeoDataFrame]:
    layers = {
        "linkages": linkage_lines(results),
        "edges": tie_lines(results),
        "actors": organisations(results),
        "nodes": seats(results),
    }
    return layers if results.boundaries is None else {"regions": territories(results), **layers}


def _tables(results: Results) -> dict[str, pd.DataFrame]:
    import pandas as pd

    facts = [
        ("headline", results.headline),
        ("scope", scope()),
        *(("doubt", str(note)) for note in results.notes),
        *((name, str(value)) for name, value in run_facts(results).items()),
    ]
    about = pd.DataFrame(facts, columns=["name", "text"], dtype="str")
    tables = {f"table_{name}": table for name, table in typed_tables(results).items()}
    return {"about": about, "definitions": definitions(results), **tables}


def _layer_styles(results: Results, layers: dict[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Table in which QGIS looks for styles, with empty catalogue and schema."""
    import pandas as pd

    from hypercluster.output.qgis_style import styles

    documents = styles(
        layers,
        communities=_communities(results),
        ties=layers["edges"]["layer"].unique().tolist(),
        roles=layers["actors"]["role"].fillna("").unique().tolist(),
        ranking=str(results.provenance["settings"]["linkages"]["ranking"]),
    )
    description, date = "As in all pictures of hypercluster.", pd.Timestamp(_WRITTEN)
    rows = [
        ("", "", name, "geom", name, style, "", True, description, "", None, date)
        for name, style in documents.items()
    ]
    table = pd.DataFrame(rows, columns=_STYLE_COLUMNS)
    table["ui"] = table["ui"].astype("str")
    table["update_time"] = table["update_time"].dt.as_unit("ms")
    return table


def _communities(results: Results) -> pd.DataFrame:
    """Communities in order of their letter, with a name and the tint of every picture.

    The letter is empty for regions in none.
    """
    from hypercluster.drawing.network import network_graph
    from hypercluster.drawing.palette import GREY

    regions = results.regions[["community", "community_name", "name"]].assign(
        color=network_graph(results)[0]["color"]
    )
    first = regions.assign(community=regions["community"].fillna("")).drop_duplicates("community")
    letter = first["community"]
    named = (letter + ": " + first["community_name"]).where(
        first["color"] != GREY, letter + ": " + first["name"] + " alone"
    )
    rows = first.assign(
        name=named.where(letter != "", "no community"),
        rank=letter.eq("").astype(int),
        length=letter.str.len(),
    )
    return rows.sort_values(["rank", "length", "community"])[["community", "name", "color"]]


def _write(
    table: pd.DataFrame | gpd.GeoDataFrame,
    file: Path,
    layer: str,
    *,
    geometry_type: str | None = None,
) -> None:
    import pyogrio

    options = {"FID": "id"} if layer == "layer_styles" else {}
    pyogrio.write_dataframe(
        table,
        file,
        layer=layer,
        driver="GPKG",
        geometry_type=geometry_type,
        dataset_options={"VERSION": "1.2"},
        layer_options=options,
    )


@contextlib.contextmanager
def _fixed_date() -> Iterator[None]:
    """Let GDAL write a fixed date, a setting of the whole process."""
    import pyogrio

    name = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(name)
    pyogrio.set_gdal_config_options({name: _WRITTEN})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({name: before})


@contextlib.contextmanager
def _reported(file: Path) -> Iterator[None]:
    """Turn what GDAL refuses into one message with a remedy.

    GDAL hides the reason of the operating system.
    """
    import pyogrio

    try:
        yield
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
    ) as error:
        remedy = "Free space on the disk, or choose a folder elsewhere."
        raise OutputError(
            f"{file.name}: expected a file that can be written; found that it cannot ({error}). "
            f"{remedy}"
        ) from error


FORMAT = Format(
    "geopackage",
    write_geopackage,
    files={
        "results.gpkg": "One GeoPackage for QGIS: map layers with styles, all tables (table_...), "
        "definitions of every column, and what the run is about."
    },
    tools="QGIS",
    opening=(
        (
            "R",
            (
                'nodes <- sf::read_sf("results.gpkg", layer = "nodes"); '
                'sf::st_layers("results.gpkg") lists the others.'
            ),
        ),
        ("Python", 'geopandas.read_file("results.gpkg", layer="nodes")'),
        (
            "QGIS",
            (
                "Drag results.gpkg onto the map and add the layers regions, linkages, edges, "
                "actors and nodes. They come with their styles: communities as fills, hubs sized "
                "by composite, ties coloured and dashed by layer and side by side (those of the "
                "backbone in full), findings among the linkages thick. Switch layers of ties on "
                "and off in the legend of edges. Meanings of columns are in the table definitions."
            ),
        ),
    ),
    remarks=partial(map_remarks, without_boundaries="results.gpkg has no layer regions"),
)
