"""How far apart two regions are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.views.linkage_facts import linkage_of, linkage_ranking
from hypercluster.views.model import Document
from hypercluster.views.plain_data import plain
from hypercluster.words import Note, is_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hypercluster.results import Results

END = ("seat", "latitude", "longitude", "macroregion")
ANSWERS = {None: Note("distance.unknown"), True: Note("yes"), False: Note("no")}


def distance(results: Results, ends: Sequence[str]) -> Document:
    """Distances of two regions: seats, nearest organisations, boundary, decay.

    Parameters
    ----------
    results
        The run.
    ends
        Codes of both regions, of one (with its best linkage), or none (the linkage ranked first).
    """
    row = linkage_of(results, ends, linkage_ranking(results, None))
    first, second = ends if len(ends) == 2 else (row["source"], row["target"])
    facts = _facts(results, row, first, second)
    a, b, nearest = facts["source"], facts["target"], facts["nearest_organisations"]
    between = {"source": a["seat"], "target": b["seat"], "km": facts["geodesic_km"]}
    seats = Note("distance.seats" if between["km"] is not None else "distance.no_seats", between)
    organisations = Note("distance.no_organisations")
    if nearest is not None:
        cities = {
            end: Note("distance.organisation", {key: nearest[end][key] for key in ("name", "city")})
            for end in ("source", "target")
        }
        organisations = Note("distance.nearest", {**cities, "km": nearest["geodesic_km"]})
    keys = ("is_contiguous", "is_within_macroregion")
    boundary = Note("distance.boundary", {key: ANSWERS[facts[key]] for key in keys})
    beta = facts["beta"]
    values = {
        **{key: facts[key] for key in ("delta_km", "beta", "decay", "distance_factor")},
        "rest": None if beta is None else 1 - beta,
    }
    decay = Note("distance.no_decay" if facts["decay"] is None else "distance.decay", values)
    title = Note("distance.title", {"source": a["name"], "target": b["name"]})
    return Document(title, (seats, organisations, boundary, decay), (), facts)


def _facts(results: Results, row: pd.Series, first: str, second: str) -> dict[str, Any]:
    """Distances of one pair as plain data."""
    from hypercluster.analysis.distance import distance_decay, nearest_organisations

    settings = results.provenance["settings"]["linkages"]
    nodes = results.actors.nodes
    organisations = nodes[nodes["kind"] == "organisation"].rename(columns={"code": "organisation"})
    nearest = nearest_organisations(organisations, first, second)
    by_code = organisations.set_index("organisation")
    km, delta = row["geodesic_km"], settings["delta_km"]
    facts: dict[str, Any] = plain(
        {
            **{
                end: {
                    "region": region,
                    "name": results.regions.at[region, "name"],
                    **{key: results.regions.at[region, key] for key in END},
                }
                for end, region in (("source", first), ("target", second))
            },
            "geodesic_km": km,
            "nearest_organisations": None
            if nearest is None
            else {
                **{
                    end: {
                        "organisation": code,
                        "name": by_code.at[code, "label"],
                        "city": by_code.at[code, "city"],
                    }
                    for end, code in zip(("source", "target"), nearest[:2], strict=True)
                },
                "geodesic_km": nearest[2],
            },
            "is_contiguous": row["is_contiguous"],
            "is_within_macroregion": row["is_within_macroregion"],
            "delta_km": delta,
            "beta": settings["beta"],
            "decay": None
            if is_missing(km)
            else float(distance_decay(km, beta=0.0, delta_km=delta)),
            "distance_factor": row["distance_factor"],
        }
    )
    return facts
