"""How QGIS 3.22 and newer draw the layers of the GeoPackage, in QML.

Colours and dashes are those of every other picture. Strengths and ranks stand in widths and sizes,
and a legend names everything, so that colour never tells a thing alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.drawing.palette import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    THIN,
    layer_inks,
    pale,
)
from hypercluster.output.graph_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

INK, PALE, WHITE = "#222222", "#8c8c8c", "#ffffff"
_PALENESS = 0.55  # of territories, so that lines on them can be read
_MM = 0.264  # of a pixel, the unit of dashes
_APART_MM = 0.5  # between the layers of one pair of regions, which share their line
_ROLES = tuple(ink.light for ink in (BLUE, ORANGE, GREEN, PURPLE, BLACK, THIN))
_TOP = 10
# Areas of circles are proportional to the composite, and even the smallest can be seen.
_HUB_SIZE = 'sqrt(4 + 0.36 * coalesce("composite", 0))'

Category = tuple[str, str, str]  # value, label, symbol


def styles(
    layers: Iterable[str],
    *,
    communities: pd.DataFrame,
    ties: Iterable[str],
    roles: Iterable[str],
    ranking: str,
) -> dict[str, str]:
    """Style of every layer that has one.

    Parameters
    ----------
    layers
        Names of the layers in the file.
    communities
        `community`, `name`, `color` (#rrggbb), one row per community. An empty `community` stands
        for regions in none.
    ties
        Names of the layers of ties.
    roles
        Roles of organisations. An empty one stands for those whose role is unknown.
    ranking
        `complementary` or `common_ground`: the ranking that linkages are drawn by.
    """
    documents = {
        "regions": lambda: _regions(communities),
        "nodes": lambda: _nodes(communities),
        "actors": lambda: _actors(sorted(roles, key=lambda role: (not role, role))),
        "edges": lambda: _edges(ties),
        "linkages": lambda: _linkages(ranking),
    }
    return {layer: _document(*documents[layer]()) for layer in layers if layer in documents}


def _regions(communities: pd.DataFrame) -> tuple[str, str, int]:
    rows = communities.itertuples(index=False)
    return (
        _categories(
            "community",
            [
                (row.community, row.name, _symbol("fill", _fill(pale(row.color, _PALENESS))))
                for row in rows
            ],
        ),
        "",
        2,
    )


def _nodes(communities: pd.DataFrame) -> tuple[str, str, int]:
    rows = communities.itertuples(index=False)
    markers = [
        (row.community, row.name, _symbol("marker", _marker(row.color, {"size": _HUB_SIZE})))
        for row in rows
    ]
    return _categories("community", markers), _labels("name", INK, 9), 0


def _actors(roles: Sequence[str]) -> tuple[str, str, int]:
    """Organisations by role, those of one city side by side in rings around it."""
    colours = {
        role: _ROLES[number % len(_ROLES)]
        for number, role in enumerate(role for role in roles if role)
    }
    markers = [
        (
            role,
            role or "role unknown",
            _symbol("marker", _marker(colours.get(role, WHITE), size=1.8)),
        )
        for role in roles
    ]
    inner = _categories("role", markers)
    centre = _symbol("marker", _marker(INK, size=0.6), name="centerSymbol")
    renderer = (
        '<renderer-v2 type="pointDisplacement" tolerance="1.5" toleranceUnit="MM" placement="1" '
        'labelAttributeName="" circleWidth="0.1" circleColor="200,200,200,160" '
        'circleRadiusAddition="2.5">'
        '<labelFontProperties description="Open Sans,8,-1,5,50,0,0,0,0,0" style=""/>'
        f"{inner}{centre}</renderer-v2>"
    )
    return renderer, "", 0


def _edges(ties: Iterable[str]) -> tuple[str, str, int]:
    """Ties by layer, side by side, those of the backbone in full and others faint."""
    inks = layer_inks(ties)
    lines = []
    widths = {"outlineWidth": 'if("is_backbone", 0.4, 0.1)'}
    for number, (name, ink) in enumerate(inks.items()):
        shift = (number - (len(inks) - 1) / 2) * _APART_MM
        line = _line(ink.light, 0.45, ink.dashes, shift, widths)
        lines.append((name, name, _symbol("line", line, {"alpha": 'if("is_backbone", 100, 25)'})))
    return _categories("layer", lines), "", 1


def _linkages(ranking: str) -> tuple[str, str, int]:
    """Pairs of one ranking: findings, others among the first ten, the rest."""
    kind = ranking.replace("_", "-")
    rules = [
        (
            f'"{ranking}_is_finding"',
            f"a finding ({kind}): beyond chance and surely among the first",
            _line("#b2182b", 1.2),
        ),
        (
            f'"{ranking}_rank" <= {_TOP}',
            f"among the first {_TOP} ({kind})",
            _line("#b2182b", 0.5, (6, 4)),
        ),
        (f'"{ranking}_rank" > {_TOP}', f"ranked lower ({kind})", _line(PALE, 0.15)),
        ("ELSE", "ranked in the other ranking only", _line(PALE, 0.15, (2, 4))),
    ]
    # The first rule that holds draws a pair.
    earlier: list[str] = []
    entries = ""
    for number, (condition, label, _) in enumerate(rules):
        once = condition if condition == "ELSE" else " AND ".join([*earlier, condition])
        earlier.append(f"NOT coalesce({condition}, false)")
        entries += (
            f'<rule key="linkages-{number}" symbol="{number}" label={quoted(label)} '
            f"filter={quoted(once)}/>"
        )
    symbols = "".join(
        _symbol("line", line, name=str(number)) for number, (_, _, line) in enumerate(rules)
    )
    renderer = (
        f'<renderer-v2 type="RuleRenderer" symbollevels="0"><rules key="linkages">{entries}</rules>'
        f"<symbols>{symbols}</symbols></renderer-v2>"
    )
    return renderer, "", 1


def _document(renderer: str, labels: str, geometry: int) -> str:
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22.0" styleCategories="Symbology|Labeling" '
        f'labelsEnabled="{int(bool(labels))}">'
        f"{renderer}{labels}<layerGeometryType>{geometry}</layerGeometryType></qgis>\n"
    )


def _categories(column: str, categories: Sequence[Category]) -> str:
    entries = "".join(
        f'<category symbol="{number}" value={quoted(value)} label={quoted(label)} render="true"/>'
        for number, (value, label, _) in enumerate(categories)
    )
    symbols = "".join(
        symbol.replace('name="symbol"', f'name="{number}"', 1)
        for number, (_, _, symbol) in enumerate(categories)
    )
    return (
        f'<renderer-v2 type="categorizedSymbol" attr={quoted(column)} symbollevels="0">'
        f"<categories>{entries}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _symbol(
    kind: str, layer: str, expressions: Mapping[str, str] | None = None, *, name: str = "symbol"
) -> str:
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" force_rhr="0" clip_to_extent="1">'
        f"{_defined(expressions or {})}{layer}</symbol>"
    )


def _fill(colour: str) -> str:
    return _symbol_layer(
        "SimpleFill",
        {
            "color": _rgba(colour),
            "style": "solid",
            "outline_color": _rgba(WHITE),
            "outline_width": "0.3",
        },
    )


def _marker(colour: str, expressions: Mapping[str, str] | None = None, *, size: float = 3.0) -> str:
    looks = {
        "name": "circle",
        "color": _rgba(colour),
        "size": f"{size:g}",
        "outline_color": _rgba(INK),
        "outline_width": "0.25",
    }
    return _symbol_layer("SimpleMarker", looks, expressions)


def _line(
    colour: str,
    width: float,
    dashes: tuple[float, ...] = (),
    shift: float = 0.0,
    expressions: Mapping[str, str] | None = None,
) -> str:
    looks = {
        "line_color": _rgba(colour),
        "line_width": f"{width:g}",
        "line_style": "solid",
        "capstyle": "flat",
        "offset": f"{shift:.3g}",
    }
    if dashes:
        looks |= {
            "use_custom_dash": "1",
            "customdash": ";".join(f"{length * _MM:.3g}" for length in dashes),
        }
    return _symbol_layer("SimpleLine", looks, expressions)


def _symbol_layer(
    kind: str, looks: Mapping[str, str], expressions: Mapping[str, str] | None = None
) -> str:
    options = "".join(
        f'<Option type="QString" name="{name}" value={quoted(value)}/>'
        for name, value in looks.items()
    )
    return (
        f'<layer class="{kind}" enabled="1" locked="0" pass="0">'
        f'<Option type="Map">{options}</Option>{_defined(expressions or {})}</layer>'
    )


def _defined(expressions: Mapping[str, str]) -> str:
    """Properties that follow the data, row by row."""
    properties = "".join(
        f'<Option type="Map" name="{name}"><Option type="bool" name="active" value="true"/>'
        f'<Option type="QString" name="expression" value={quoted(expression)}/>'
        '<Option type="int" name="type" value="3"/></Option>'
        for name, expression in expressions.items()
    )
    held = (
        f'<Option type="Map" name="properties">{properties}</Option>'
        if properties
        else '<Option name="properties"/>'
    )
    collection = '<Option type="QString" name="type" value="collection"/>'
    name = '<Option type="QString" name="name" value=""/>'
    options = f'<Option type="Map">{name}{held}{collection}</Option>'
    return f"<data_defined_properties>{options}</data_defined_properties>"


def _labels(column: str, colour: str, points: int) -> str:
    style = (
        f'<text-style fieldName={quoted(column)} isExpression="0" fontFamily="Open Sans" '
        f'namedStyle="Bold" fontWeight="75" fontSize="{points}" fontSizeUnit="Point" '
        f'textColor="{_rgba(colour)}" textOpacity="1">'
        '<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" '
        f'bufferColor="{_rgba(WHITE)}" bufferOpacity="1"/></text-style>'
    )
    # In the first free place around the symbol, right of it where there is room.
    around = (
        '<placement placement="6" offsetType="1" dist="0.6" distUnits="MM" '
        'predefinedPositionOrder="R,L,TR,BR,TL,BL,TSR,BSR"/>'
    )
    settings = f'{style}{around}<rendering obstacle="1" displayAll="0"/>'
    return f'<labeling type="simple"><settings>{settings}</settings></labeling>'


def _parts(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _rgba(colour: str) -> str:
    return ",".join(map(str, [*_parts(colour), 255]))
