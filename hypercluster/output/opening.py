"""What each file that is not a table is, and how to open every kind of file, for README.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.drawing.graphs import projection

if TYPE_CHECKING:
    from hypercluster.results import Results

_MAP = "Polygons of all areas of the map, as the data pack has them."
_NETWORK = "The regions and every layer of their network as parallel ties, for"
_ACTORS = (
    "Regions, organisations, groups, industries, directions and technologies with their typed ties."
)
FILES = {
    "network.graphml": f"{_NETWORK} Gephi, igraph, networkx, graphology.",
    "actors.graphml": _ACTORS,
    "network.gexf": f"{_NETWORK} Gephi, Gephi Lite, networkx.",
    "actors.gexf": _ACTORS,
    "results.xlsx": "One workbook: contents with the finding and its doubts, a sheet for every table, definitions of every column.",
    "results.json": "The whole run in one document: headline, scope, notes, provenance, definitions of every column, and all tables as records.",
    "results.gpkg": "One GeoPackage for QGIS: map layers with styles, all tables (table_...), definitions of every column, and what the run is about.",
    "regions.geojson": "Regions with all columns of the tables regions and hubs: polygons, or points of the seats where the data pack has no boundaries.",
    "nodes.geojson": "The same as points at the seats.",
    "linkages.geojson": "Pairs of regions that have a rank, as great circles, with all columns of the table linkages.",
    "edges.geojson": "Ties of regions as great circles, one per layer and pair, with all columns of the table ties.",
    "boundaries.geojson": _MAP,
    "boundaries.json": _MAP,
    "boundaries.gpkg": _MAP,
    "report.html": "Everything of importance on one page: map, network, rankings, explanations, profiles. Open it in any browser; it needs no network.",
    "provenance.json": "Data, settings, seed, conventions and versions behind the results, and the SHA-256 of every file.",
    "README.txt": "This text.",
}

_GEPHI = (
    "File > Open, network or actors, graph type undirected. Positions are kilometres on a map, sizes and colours are set, so no layout is "
    "needed. The kind of an edge is its layer (network) or the kind of tie (actors): for a weighted picture of one layer, filter on it (Filters > Edges > "
    "Edge Type). latitude and longitude serve the GeoLayout plug-in."
)
_WORKBOOK = (
    "Open results.xlsx and begin with the sheet contents; the sheet definitions says what every column means. Numbers have 16 digits; csv, parquet and json "
    "have all of them. The properties of the file name seed, scheme, draws and the SHA-256 of the data pack."
)
_STYLED = (
    "Drag results.gpkg onto the map and add the layers regions, linkages, edges, actors and nodes. They come with their styles: communities as fills, hubs "
    "sized by composite, ties coloured and dashed by layer and side by side (those of the backbone in full), findings among the linkages thick. "
    "Switch layers of ties on and off in the legend of edges. Meanings of columns are in the table definitions."
)
# Program, what to do there, and the endings of the files that it concerns.
_OPENING = (
    (
        "Excel, LibreOffice",
        "Data > From Text/CSV, file origin 'Unicode (UTF-8)', delimiter comma. A double click may garble names in other scripts or put all columns in one.",
        (".csv",),
    ),
    ("Excel, LibreOffice", _WORKBOOK, (".xlsx",)),
    ("R", 'regions <- read.csv("regions.csv", encoding = "UTF-8", na.strings = "", check.names = FALSE)', (".csv",)),
    ("R", 'hubs <- arrow::read_parquet("hubs.parquet"); the run: arrow::read_parquet("hubs.parquet", as_data_frame = FALSE)$metadata', (".parquet",)),
    ("R", 'nodes <- sf::read_sf("results.gpkg", layer = "nodes"); sf::st_layers("results.gpkg") lists the others.', (".gpkg",)),
    ("R", 'nodes <- sf::read_sf("nodes.geojson")', (".geojson",)),
    ("Python", 'import hypercluster as hc; results = hc.read("results") gives everything back, with types.', (".csv.graphml",)),
    ("Python", 'pandas.read_csv("hubs.csv")', (".csv",)),
    ("Python", 'pandas.read_excel("results.xlsx", sheet_name="hubs")', (".xlsx",)),
    ("Python", 'pandas.read_parquet("hubs.parquet") restores types; pyarrow.parquet.read_schema("hubs.parquet") shows meanings and the run.', (".parquet",)),
    ("Python", 'geopandas.read_file("results.gpkg", layer="nodes")', (".gpkg",)),
    ("Python", 'geopandas.read_file("nodes.geojson")', (".geojson",)),
    ("Python", 'pandas.DataFrame(json.loads(pathlib.Path("results.json").read_text("utf-8"))["tables"]["hubs"])', (".json",)),
    ("DuckDB", "SELECT name, rank FROM 'hubs.parquet' WHERE is_hub;", (".parquet",)),
    ("QGIS", "Layer > Add Layer > Add Delimited Text Layer, regions.csv, X = longitude, Y = latitude, EPSG:4326.", (".csv",)),
    ("QGIS", _STYLED, (".gpkg",)),
    ("QGIS, web maps", "Drag the files onto the map; any library for web maps reads them as they are (RFC 7946, WGS84).", (".geojson",)),
    ("Gephi", _GEPHI, (".graphml", ".gexf")),
    ("networkx", 'networkx.read_graphml("network.graphml"); the layer of an edge is its attribute layer.', (".graphml",)),
    ("networkx", 'networkx.read_gexf("network.gexf"); the layer of an edge is its attribute layer.', (".gexf",)),
    ("igraph", 'igraph.Graph.Read_GraphML("network.graphml"); the same from R: igraph::read_graph("network.graphml", "graphml").', (".graphml",)),
)  # fmt: skip


def opening(files: list[str]) -> list[tuple[str, str]]:
    """Programs and how they open the files, of those kinds that there are."""
    endings = {
        name[name.rindex(".") :]
        for name in files
        if name not in ("provenance.json", "README.txt") and "." in name
    }
    if {".csv", ".graphml"} <= endings:
        endings.add(".csv.graphml")
    return [(program, how) for program, how, kinds in _OPENING if endings & set(kinds)]


def map_remarks(results: Results, files: list[str]) -> list[str]:
    """What a reader of the map files should know of this run: what is missing, and a projection that suits it."""
    if not {"results.gpkg", "nodes.geojson"} & set(files):
        return []
    remarks = []
    if results.boundaries is None:
        instead = "the layer regions is left out" if "results.gpkg" in files else ""
        points = "regions.geojson holds points" if "regions.geojson" in files else ""
        remarks.append(
            f"The data pack has no boundaries: {' and '.join(text for text in (instead, points) if text)}."
        )
    is_placed = results.regions[["latitude", "longitude"]].notna().all(axis=1)
    if not is_placed.all():
        unplaced = ", ".join(results.regions.loc[~is_placed, "name"].astype(str))
        remarks.append(
            f"No place is known of {unplaced}: these rows, their ties and linkages are in the files, but not on the map."
        )
    if results.regions[is_placed].duplicated(["latitude", "longitude"]).any():
        remarks.append("Ties between regions whose seats share one point have no line.")
    if is_placed.any():
        crs = (
            projection(results.regions, (results.provenance.get("pack") or {}).get("map_crs"))
            .to_string()
            .removesuffix(" +type=crs")
        )
        remarks.append(
            f"Coordinates are WGS84. A projection that suits these regions (QGIS: Project > Properties > CRS, custom): {crs}"
        )
    return remarks
