"""The report: one HTML file that asks nothing of any network.

Python fills one template. The script inside links map, network and tables and recomputes ranks for
other weights. The closed content policy is the proof that nothing can be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.errors import OutputError
from hypercluster.layers import check_layer_texts
from hypercluster.output_file import partial, refuse_pack, settle
from hypercluster.rankings import RANKINGS
from hypercluster.report.words import LANGUAGES, Texts, is_missing, text_of, texts_of

if TYPE_CHECKING:
    from hypercluster.results import Results

__all__ = ["LANGUAGES", "REPORT", "render", "write_report"]

REPORT = "report.html"
LINKS = 20
THINNEST, THICKEST = 1.0, 5.0
SLIDERS = (
    ("profile_weight", 0, 1, 0.01, 2),
    ("beta", 0, 1, 0.01, 2),
    ("delta_km", 50, 5000, 10, 0),
)
DEFINITIONS = (
    *("score", "complementarity", "similarity", "capability", "untapped", "distance", "hub"),
    *("community", "rank_range", "chance", "location_quotient", "density"),
)


def write_report(
    results: Results, file: str | Path, *, language: str = "en", overwrite: bool = False
) -> Path:
    """Write the report as one HTML file.

    Parameters
    ----------
    results
        The run.
    file
        The file. Missing parents are made.
    language
        `en` or `ru`. Names of regions, industries and organisations are local where the data have
        them.
    overwrite
        Whether an existing file is replaced.

    Returns
    -------
    Path
        The file, which appears whole or not at all.

    Raises
    ------
    OutputError
        The file exists or cannot be written.
    AnalysisError
        The report is not written in that language.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack())  # doctest: +SKIP
    >>> hc.write_report(results, "report.html")  # doctest: +SKIP
    """
    path = Path(file)
    refuse_file(path, overwrite=overwrite)
    page = render(results, language=language).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial(path) as new:
            new.write_bytes(page)
            settle(new)
            new.replace(path)
    except OSError as error:
        raise OutputError(
            f"{file}: the report cannot be written: {error.strerror or error}. Choose another file."
        ) from error
    return path


def refuse_file(file: Path, *, overwrite: bool) -> None:
    """Refuse a file that exists, or a folder in its place.

    Raises
    ------
    OutputError
        There is something of that name, or a data pack around it.
    """
    if file.is_dir():
        raise OutputError(
            f"{file}: expected the name of a file; found a folder. Name a file inside it."
        )
    refuse_pack(file)
    if os.path.lexists(file) and not overwrite:
        raise OutputError(
            f"{file}: the file exists already. "
            "Replace it with overwrite=True (--overwrite on the command line), "
            "or choose another one."
        )


def render(
    results: Results,
    *,
    language: str = "en",
    panel: str = "",
    panel_script: str = "",
    panel_style: str = "",
) -> str:
    """The report as the text of an HTML page.

    Parameters
    ----------
    results
        The run. The page shows nothing else.
    language
        `en` or `ru`.
    panel, panel_script, panel_style
        HTML below the headline, with its script and style, where a server stands behind the page.
        The page may then call its own origin.

    Returns
    -------
    str
        Equal for equal arguments.

    Raises
    ------
    AnalysisError
        The report is not written in that language.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    from hypercluster.drawing.palette import stylesheet

    say = texts_of(language)
    style, script = (
        _in_element(text_of("report.css") + stylesheet(results) + panel_style),
        _in_element(text_of("report.js") + panel_script),
    )
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.from_string(text_of("report.html.j2")).render(
        **_page(results, say),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704
        panel=Markup(panel),  # noqa: S704 - made by the explorer, which escapes what it is given
        policy=_policy(style, script, has_server=bool(panel)),
    )


def _page(results: Results, say: Texts) -> dict[str, Any]:
    """Everything that the template shows."""
    from markupsafe import Markup

    from hypercluster.report import rankings as tables
    from hypercluster.report.explanation import explanations, subject_lines
    from hypercluster.report.first import first_screen
    from hypercluster.report.map import map_of
    from hypercluster.report.names import method_of, names_of
    from hypercluster.report.payload import payload
    from hypercluster.report.profiles import profiles
    from hypercluster.report.ring import ring_of
    from hypercluster.views import rankings, sensitivity
    from hypercluster.views.repeat import repeat_command, settings_file

    check_layer_texts(say.language)
    names = names_of(results, say)
    chart, ring = map_of(results, names.regions), ring_of(results, names.regions)
    places = None if chart is None else chart["places"]
    ranking = str(results.provenance["settings"]["linkages"]["ranking"])
    lines = subject_lines(results, say, names)
    data = payload(results, say, names, places, lines, has_ties=ring["is_crowded"])
    return {
        "w": say,
        "names": names,
        "provenance": results.provenance,
        "top_k": results.provenance["top_k"][f"linkages.{ranking}"],
        "hub_top_k": results.provenance["top_k"]["hubs"],
        "hub_parts": [say(f"hubs.{part}") for part in RANKINGS["hubs"].parts.values()],
        "first": first_screen(results, say, names),
        "map": chart,
        "projection": "" if chart is None else chart["projection"],
        "links": [] if places is None else _links(results, ranking, places, say, names.regions),
        "hub_titles": _hub_titles(results, say, names.regions),
        "ring": ring,
        "absent_layers": ", ".join(say.heading("layers", layer) for layer in ring["absent"]),
        "sliders": _sliders(results, say),
        "explanations": explanations(results, lines, say, names),
        "rankings": tables.pair_tables(results, say, names),
        "hubs": tables.painted(rankings.hubs(results, first=None), say, names),
        "actors": tables.painted(rankings.actor_hubs(results, first=tables.ACTORS), say, names),
        "actors_shown": tables.ACTORS,
        "centralities": tables.painted(rankings.centralities(results, first=None), say, names),
        "claims": tables.claim_rows(results, say, names),
        "communities": tables.community_table(results, say, names),
        "alone": tables.alone(results, names),
        "agreement": tables.agreement_text(results, say),
        "quality": tables.quality_text(results, say),
        "method": method_of(results),
        "levels": tables.level_tables(results, say, names),
        "sensitivity": tables.painted(sensitivity.sources(results), say, names),
        "profiles": profiles(results, say, names),
        "notes": [say(note) for note in results.notes],
        "command": repeat_command(results.provenance),
        "settings_file": settings_file(results.provenance),
        "definitions": DEFINITIONS,
        "settings": _flat(results.provenance["settings"]),
        "data": Markup(data),  # noqa: S704 - `payload` escapes what could end the element
    }


def _links(
    results: Results,
    ranking: str,
    places: dict[str, list[float]],
    say: Texts,
    names: dict[str, str],
) -> list[dict[str, Any]]:
    """The strongest linkages as curves.

    The width follows the square of the score. A curve is pale where its rank is unsure.
    """
    from hypercluster.report.map import curve

    table = results.linkages.reset_index(drop=True)
    ranked = (
        table.dropna(subset=[f"{ranking}_rank"])
        .sort_values(f"{ranking}_rank", kind="stable")
        .head(LINKS)
    )
    largest = float(ranked[f"{ranking}_score"].max()) if len(ranked) else 0.0
    return [
        {
            "pair": int(str(number)),
            "path": curve(places[row["source"]], places[row["target"]]),
            "width": round(
                THINNEST + (THICKEST - THINNEST) * (float(row[f"{ranking}_score"]) / largest) ** 2,
                2,
            )
            if largest > 0
            else THINNEST,
            "is_sure": not is_missing(row[f"{ranking}_confidence"])
            and row[f"{ranking}_confidence"] != "low",
            "title": say(
                "map.link",
                source=names[row["source"]],
                target=names[row["target"]],
                rank=say.rank(row[f"{ranking}_rank"], row[f"{ranking}_is_tied"]),
                range=say.in_range(row[f"{ranking}_rank_low"], row[f"{ranking}_rank_high"]),
                score=say.number(row[f"{ranking}_score"], 2),
            ),
        }
        for number, row in ranked.iterrows()
    ]


def _hub_titles(results: Results, say: Texts, names: dict[str, str]) -> dict[str, str]:
    return {
        str(region): say(
            "map.hub",
            name=names[str(region)],
            rank=say.rank(row["rank"], row["is_tied"]),
            range=say.in_range(row["rank_low"], row["rank_high"]),
            community=say("missing") if is_missing(row["community"]) else row["community"],
        )
        for region, row in results.hubs.iterrows()
    }


def _sliders(results: Results, say: Texts) -> list[dict[str, Any]]:
    settings = results.provenance["settings"]["linkages"]
    has_match = bool(results.linkages["capability_match"].notna().any())
    return [
        {
            "key": key,
            "least": min(least, settings[key]),
            "most": max(most, settings[key]),
            "step": step
            if round(settings[key] / step, 6) == round(settings[key] / step)
            else "any",
            "value": f"{settings[key]:g}",
            "text": say.number(settings[key], decimals),
            "is_off": key == "profile_weight" and not has_match,
        }
        for key, least, most, step, decimals in SLIDERS
    ]


def _flat(section: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Settings by dotted name."""
    return [
        pair
        for key, value in section.items()
        for pair in (
            _flat(value, f"{prefix}{key}.")
            if isinstance(value, dict) and value
            else [(f"{prefix}{key}", value if value != {} else "")]
        )
    ]


def _in_element(text: str) -> str:
    """Text of a script or style element, without indents and lines of comment.

    Raises
    ------
    ValueError
        It would end its element.
    """
    if "</" in text:
        raise ValueError("Expected a script or style without '</'; write '<\\/'.")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _policy(style: str, script: str, *, has_server: bool) -> str:
    """Content policy: this style and this script by their hashes, and nothing else.

    Where there is a server, the page may call it.
    """
    hashes = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (style, script)
    ]
    server = " connect-src 'self';" if has_server else ""
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}';"
        f"{server} base-uri 'none'; form-action 'none'"
    )
