"""Mutations of boundaries: GeoJSON and GeoPackage."""

from __future__ import annotations

import copy
import json
import random
import sqlite3
from collections.abc import Callable
from typing import Any

from .case import LOADS, REFUSED, SAID, SAME, SAYS
from .octets import DAMAGE

File = Callable[[bytes, random.Random], bytes]
Collection = dict[str, Any]
BOWTIE = [[30, 59], [31, 60], [31, 59], [30, 60], [30, 59]]
ELSEWHERE = {
    "VRT": '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>boundaries.geojson'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "a VRT of the network": '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>'
    "/vsicurl/http://127.0.0.1:9/x.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "KML": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><kml '
    'xmlns="http://www.opengis.net/kml/2.2"><Document><name>&a;</name></Document></kml>',
    "CSV": 'code,WKT\n01,"POLYGON ((0 0,1 0,1 1,0 0))"\n',
    "WFS": "<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>",
    "TopoJSON": '{"type":"Topology","objects":{},"arcs":[]}',
    "Esri JSON": '{"geometryType":"esriGeometryPolygon","features":[]}',
    "a list": "[]",
    "garbage": '{"garbage',
    "brackets": "[" * 5000,
    "open brackets of a collection": '{"type":"FeatureCollection","features":' + "[" * 100_000,
}


def _on(change: Callable[[Collection, random.Random], Any]) -> File:
    """Change the collection and write it again."""

    def spoilt(content: bytes, chance: random.Random) -> bytes:
        collection = copy.deepcopy(json.loads(content))
        changed = change(collection, chance)
        return json.dumps(collection if changed is None else changed).encode()

    return spoilt


def _feature(collection: Collection, chance: random.Random) -> Any:
    return chance.choice(collection["features"][:4])  # the fifth is no area of the pack


def _ring(ring: list[Any]) -> File:
    def change(collection: Collection, chance: random.Random) -> None:
        _feature(collection, chance)["geometry"]["coordinates"] = [ring]

    return _on(change)


def _geometry(*geometries: Any) -> File:
    def change(collection: Collection, chance: random.Random) -> None:
        _feature(collection, chance)["geometry"] = chance.choice(geometries)

    return _on(change)


def _crs(collection: Collection, chance: random.Random) -> None:
    named = [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        {"type": "name", "properties": {"name": "EPSG:27700"}},
        {"type": "name", "properties": {"name": "nonsense"}},
        {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "ogcwkt"}},
        {"type": "EPSG", "properties": {"code": 99999999}},
        5, {"type": "name"},
    ]  # fmt: skip
    collection["crs"] = chance.choice(named)


def _code(collection: Collection, chance: random.Random) -> None:
    feature = _feature(collection, chance)
    code = feature["properties"]["code"]
    feature["properties"]["code"] = chance.choice(
        [f"{code}\u200b", f"{code} ", f"{code}\ufeff", 1, None, "", ["01"], {"a": 1}, True]
    )


def _no_feature(collection: Collection, chance: random.Random) -> None:
    collection["features"].pop(chance.randrange(4))


def _twice(collection: Collection, chance: random.Random) -> None:
    collection["features"].append(_feature(collection, chance))


def _order(collection: Collection, chance: random.Random) -> None:
    chance.shuffle(collection["features"])


def _no_key(collection: Collection, chance: random.Random) -> None:
    for feature in collection["features"]:
        feature["properties"] = chance.choice([{}, None, {"area": "01"}])


def _deep(collection: Collection, chance: random.Random) -> None:
    nested: Any = [0, 0]
    for _ in range(chance.choice([6, 60, 400])):
        nested = [nested]
    _feature(collection, chance)["geometry"]["coordinates"] = nested


def _moved(collection: Collection, chance: random.Random) -> None:
    """Put all polygons thousands of kilometres away."""
    east, north = chance.choice([(100, 0), (-150, -60), (0, -100), (400, 0), (1e6, 1e6)])
    for feature in collection["features"]:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[[x + east, y + north] for x, y in ring]]


def _swapped(collection: Collection, chance: random.Random) -> None:
    for feature in collection["features"]:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[[y, x] for x, y in ring]]


def _many_points(content: bytes, chance: random.Random) -> bytes:
    """A ring of a million points."""
    ring = ",".join(f"[{30 + number / 1e6},59]" for number in range(1_000_000))
    collection = json.loads(content)
    collection["features"][0]["geometry"]["coordinates"] = "HERE"
    closed = f"[[[30,60],{ring},[30,60]]]"
    return json.dumps(collection).replace('"HERE"', closed).encode()


def _high(collection: Collection, chance: random.Random) -> None:
    for feature in collection["features"]:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[[*point, 12.5] for point in ring]]


GEOJSON: dict[str, tuple[File, str]] = {
    **DAMAGE,
    **{
        f"{name} by another name": ((lambda c, chance, text=text: text.encode()), REFUSED)
        for name, text in ELSEWHERE.items()
    },
    "features in another order": (_on(_order), SAYS),
    "byte order mark": (lambda content, chance: b"\xef\xbb\xbf" + content, SAME),
    "another encoding": (
        lambda content, chance: content.decode().encode(chance.choice(["utf-16", "utf-32"])),
        SAME,
    ),
    "a reference system": (_on(_crs), SAID),
    "another code": (_on(_code), REFUSED),
    "a feature lost": (_on(_no_feature), REFUSED),
    "a feature twice": (_on(_twice), REFUSED),
    "no codes": (_on(_no_key), REFUSED),
    "no features": (_on(lambda c, chance: {**c, "features": []}), REFUSED),
    "features of another kind": (
        _on(lambda c, chance: {**c, "features": chance.choice([None, 5, {}, ["x"], [None]])}),
        REFUSED,
    ),
    "an open ring": (_ring([[30, 59], [31, 59], [31, 60], [30, 60]]), SAYS),
    "a ring of two points": (_ring([[30, 59], [31, 59]]), REFUSED),
    "a ring of one point": (_ring([[30, 59]] * 4), REFUSED),
    "a bowtie": (_ring(BOWTIE), SAYS),
    "coordinates of text": (_ring([["a", "b"]] * 4), REFUSED),
    "coordinates of nothing": (_ring([[None, None]] * 4), REFUSED),
    "coordinates too large": (_ring([[1e308, 0], [0, 1e308], [1e308, 1e308], [1e308, 0]]), REFUSED),
    "no numbers": (
        lambda content, chance: content.replace(b"59", b"NaN", 1 + chance.randrange(3)),
        REFUSED,
    ),
    "no number of this size": (lambda c, chance: c.replace(b"59", b"1e999", 1), REFUSED),
    "another geometry": (
        _geometry(
            None,
            {},
            5,
            {"type": "Point", "coordinates": [30, 59]},
            {"type": "LineString", "coordinates": [[30, 59], [31, 60]]},
            {"type": "Polygon", "coordinates": []},
            {"type": "Nonsense", "coordinates": []},
            {"type": "GeometryCollection", "geometries": []},
        ),
        REFUSED,
    ),
    "deep brackets": (_on(_deep), REFUSED),
    "polygons far away": (_on(_moved), SAID),
    "latitude before longitude": (_on(_swapped), SAID),
    "heights": (_on(_high), SAYS),
    "a ring of a million points": (_many_points, SAYS),
}


def _sql(*scripts: str) -> File:
    def spoilt(content: bytes, chance: random.Random) -> bytes:
        database = sqlite3.connect(":memory:")
        try:
            database.deserialize(content)
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            database.executescript(chance.choice(scripts))
            database.commit()
            return bytes(database.serialize())
        finally:
            database.close()

    return spoilt


GEOPACKAGE: dict[str, tuple[File, str]] = {
    **DAMAGE,
    "no geometry": (
        _sql("UPDATE areas SET geom = NULL WHERE fid = 2", "UPDATE areas SET geom = x'4750'"),
        REFUSED,
    ),
    "a geometry of garbage": (
        _sql(
            "UPDATE areas SET geom = substr(geom, 1, 60) WHERE fid = 1",
            "UPDATE areas SET geom = x'47500001E6100000FFFFFFFFFF' WHERE fid = 1",
        ),
        REFUSED,
    ),
    "another reference system": (
        _sql(
            "UPDATE gpkg_geometry_columns SET srs_id = 99999",
            "UPDATE gpkg_geometry_columns SET srs_id = -1",
            "UPDATE gpkg_geometry_columns SET srs_id = 0",
            "UPDATE gpkg_spatial_ref_sys SET definition = 'nonsense', organization = 'x'",
        ),
        SAME,
    ),
    "a code lost": (_sql("UPDATE areas SET code = NULL WHERE fid = 1"), REFUSED),
    "a code twice": (_sql("UPDATE areas SET code = '01' WHERE fid = 2"), REFUSED),
    "a code of another kind": (_sql("UPDATE areas SET code = x'ff' WHERE fid = 1"), REFUSED),
    "a table lost": (
        _sql(
            *(
                f"DROP TABLE {name}"
                for name in (
                    "areas",
                    "gpkg_contents",
                    "gpkg_geometry_columns",
                    "gpkg_spatial_ref_sys",
                )
            )
        ),
        SAME,
    ),
    "no rows": (_sql("DELETE FROM areas"), REFUSED),
    "a feature lost": (_sql("DELETE FROM areas WHERE fid = 3"), REFUSED),
    "another page size": (_sql("VACUUM"), LOADS),
    "an extension": (
        _sql(
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name, column_name, extension_name, "
            "definition, scope); INSERT INTO gpkg_extensions VALUES "
            "('areas', 'geom', 'nonsense', 'x', 'read-write')"
        ),
        SAME,
    ),
}
RARE = ("a ring of a million points",)
