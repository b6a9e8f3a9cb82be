"""How far apart are two regions?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.runs import Display, Source, open_run, what_ran
from hypercluster.cli.terminal import marked, show, text_of, title
from hypercluster.views.plain_data import plain
from hypercluster.words import is_missing, number

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results


def distance(
    first: opt.OneRegion = None,
    second: opt.OtherRegion = None,
    *,
    data: opt.Data = None,
    scheme: opt.Scheme = None,
    settings_file: opt.SettingsFile = None,
    finished: opt.FinishedRun = None,
    is_json: opt.Json = False,
    is_quiet: opt.Quiet = False,
    _debug: opt.Debug = False,
) -> None:
    """How far apart two regions are.

    Geodesic distance between seats and nearest organisations, common boundary, decay. With one
    region it takes the best linkage of that region, without any the linkage ranked first.

    Examples
    --------
    hypercluster distance
    hypercluster distance --json
    """
    source = Source(data, scheme, settings_file, results=finished)
    display = Display(is_json, is_quiet)
    from hypercluster.views.linkage import linkage_of, linkage_ranking, named_regions

    run = open_run(source, display, has_draws=False)
    ends = named_regions(run.regions, first, second)
    results = run.results()
    row = linkage_of(results, ends, linkage_ranking(results, None))
    facts = facts_of_distance(results, row, ends)
    if display.is_json:
        answer({**about(results), **facts})
        return
    head = [] if display.is_quiet else [what_ran(results, has_draws=False), ""]
    sentences = (_seats(facts), _nearest(facts), _boundary(facts), _decay(facts))
    names = f"{facts['source']['name']} – {facts['target']['name']}"
    show(*head, title(names), *marked("  ", sentences))


def facts_of_distance(results: Results, row: pd.Series, ends: list[str]) -> dict[str, Any]:
    """Distances of one pair as plain data, its ends in the order given."""
    from hypercluster.analysis.distance import distance_decay, nearest_organisations

    first, second = ends if len(ends) == 2 else (row["source"], row["target"])
    settings = results.provenance["settings"]
    nodes = results.actors.nodes
    organisations = nodes[nodes["kind"] == "organisation"].rename(columns={"code": "organisation"})
    nearest = nearest_organisations(organisations, first, second)
    km = row["geodesic_km"]
    decay = (
        None
        if is_missing(km)
        else float(distance_decay(km, beta=0.0, delta_km=settings["linkages"]["delta_km"]))
    )
    facts: dict[str, Any] = {
        "source": _end(results, first),
        "target": _end(results, second),
        "geodesic_km": km,
        "nearest_organisations": None
        if nearest is None
        else {
            "source": _organisation(organisations, nearest[0]),
            "target": _organisation(organisations, nearest[1]),
            "geodesic_km": nearest[2],
        },
        "is_contiguous": row["is_contiguous"],
        "is_within_macroregion": row["is_within_macroregion"],
        "delta_km": settings["linkages"]["delta_km"],
        "beta": settings["linkages"]["beta"],
        "decay": decay,
        "distance_factor": row["distance_factor"],
    }
    values: dict[str, Any] = plain(facts)
    return values


def _end(results: Results, region: str) -> dict[str, Any]:
    row = results.regions.loc[region]
    return {
        "region": region,
        "name": row["name"],
        "seat": row["seat"],
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "macroregion": row["macroregion"],
    }


def _organisation(organisations: pd.DataFrame, code: str) -> dict[str, Any]:
    row = organisations.set_index("organisation").loc[code]
    return {"organisation": code, "name": row["label"], "city": row["city"]}


def _seats(facts: dict[str, Any]) -> str:
    seats = ", ".join(text_of(facts[end]["seat"]) for end in ("source", "target"))
    km = facts["geodesic_km"]
    distance = (
        "unknown, a seat has no latitude and longitude"
        if km is None
        else f"{number(km, 0)} km on the ellipsoid"
    )
    return f"between the seats ({seats}): {distance}"


def _nearest(facts: dict[str, Any]) -> str:
    nearest = facts["nearest_organisations"]
    if nearest is None:
        return "nearest organisations: none listed with a point on one side"
    ends = " – ".join(
        f"{nearest[end]['name']} ({text_of(nearest[end]['city'])})" for end in ("source", "target")
    )
    return f"nearest organisations: {number(nearest['geodesic_km'], 0)} km, {ends}"


def _boundary(facts: dict[str, Any]) -> str:
    boundary, macroregion = (
        {None: "unknown", True: "yes", False: "no"}[facts[key]]
        for key in ("is_contiguous", "is_within_macroregion")
    )
    return f"common land boundary: {boundary}; same macroregion: {macroregion}"


def _decay(facts: dict[str, Any]) -> str:
    factor = number(facts["distance_factor"], 4)
    if facts["decay"] is None:
        return f"distance factor of a linkage: {factor}"
    beta, delta = facts["beta"], facts["delta_km"]
    return (
        f"decay exp(-km/{delta:g}) = {facts['decay']:.4f}; distance factor of a linkage "
        f"{beta:g} + {1 - beta:g} × decay = {factor}"
    )
