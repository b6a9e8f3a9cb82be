"""Communities of regions and of actors: members, measurements, agreement, overlap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.runs import chosen, open_run
from hypercluster.cli.show import FIRST_ROWS, show_view
from hypercluster.cli.terminal import (
    Field,
    Marked,
    clean,
    dots,
    number_field,
    probability_field,
    text_field,
    text_of,
)
from hypercluster.cli.view import Screen
from hypercluster.errors import AnalysisError
from hypercluster.views.communities import is_whole
from hypercluster.views.plain_data import records
from hypercluster.words import MISSING, is_missing, number, percent, probability

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results

MEMBERS = "Behind each member: the share of draws in which it is with the others."
LEGENDS = {
    "ind.": "ind.: effective number of industries.",
    "macro": "macro: macroregions.",
    "km": "km: mean distance.",
    "ties": "ties: observed ties inside, pct: their percentile among random groups.",
    "p": "p: chance networks with the same margins whose strongest community adds as much to "
    "modularity.",
}


def communities(
    *,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="NAME",
            help=f"One of {', '.join(opt.METHODS)}; "
            "without it as in the settings (infomap: an extra).",
            autocompletion=opt.completing(opt.METHODS),
        ),
    ] = None,
    is_actors: opt.Actors = False,
    top: opt.Top = None,
    source: opt.Source,
    display: opt.Display,
) -> None:
    """Communities, against the definition and against chance.

    Each community of regions is measured against the definition of a hypercluster. With --actors
    the overlapping communities of organisations and groups.

    Examples
    --------
    hypercluster communities
    hypercluster communities --method multislice --json
    hypercluster communities --actors --draws 0
    """
    if method is not None:
        chosen(method, opt.METHODS, "community method")
        if is_actors:
            raise AnalysisError(
                "Expected either --method or --actors; found both, "
                f"with --method {method}. Leave one of them out."
            )
    results = open_run(source, display, method=method).results()
    if is_actors:
        view = _actors(results, top)
        show_view("actor_communities", view, results, source, display, top=top)
        return
    name = method_of(results, method)
    tables = {
        "membership": members_in(results, name),
        "community_quality": _of_method(results.community_quality, name),
        "agreement": results.agreement,
    }
    show_view(
        "communities",
        _communities(results, name, top),
        results,
        source,
        display,
        top=top,
        keys={"method": name, **{key: records(table) for key, table in tables.items()}},
        below=["", *members_of(results, name)],
    )


def members_in(results: Results, method: str) -> pd.DataFrame:
    """Regions with their community by one method, and their names."""
    members = _of_method(results.membership, method)
    return members.assign(region_name=members["region"].map(results.regions["name"]))


def _of_method(table: pd.DataFrame, method: str) -> pd.DataFrame:
    return table[table["method"] == method].reset_index(drop=True)


def _communities(results: Results, method: str, top: int | None) -> Screen:
    """Communities of one method with the measurements of the hypercluster definition."""

    def confidence(row: Mapping[str, Any]) -> str:
        return MISSING if is_whole(results, row["size"]) else dots(row["confidence"])

    table = _of_method(results.communities, method)
    has_draws = bool(results.provenance["draws"])
    fields = [
        text_field("", "community"),
        text_field("name", "community_name", is_name=True),
        number_field("size", "size", 0),
        *([Field("sure", confidence)] if has_draws else []),
        Field("verdict", lambda row: text_of(row["verdict"]).removesuffix(" hypercluster")),
        number_field("ind.", "effective_industries", 1, legend=LEGENDS["ind."]),
        number_field("macro", "macroregions", 0, is_spare=True, legend=LEGENDS["macro"]),
        number_field("km", "mean_distance_km", 0, is_spare=True, legend=LEGENDS["km"]),
        number_field("hubs", "hubs", 0),
        number_field("ties", "internal_observed_ties", 1, legend=LEGENDS["ties"]),
        number_field("pct", "internal_observed_ties_percentile", 0),
    ]
    if has_draws:
        fields.append(probability_field("p", "p_null", legend=LEGENDS["p"]))
    return Screen(table, tuple(fields), first=top, remarks=_remarks(results, method, table))


def _remarks(results: Results, method: str, table: pd.DataFrame) -> tuple[str, ...]:
    if is_whole(results, int(table["size"].max())):
        return (f"Method {method}: no communities; all regions are in one.",)
    return (
        (
            f"Method {method}; a name is that of the strongest member. Candidate hypercluster "
            "(our choice): at least 2 effective industries, macroregions and hubs, observed "
            "ties above the 95th percentile, and also found without them."
        ),
        _without_observed(table),
        MEMBERS if results.provenance["draws"] else "No draws: membership strength is unknown.",
    )


def members_of(results: Results, method: str) -> list[Block]:
    """Who is in which community, how surely, and how that fits layers and methods."""
    members = members_in(results, method)
    lists = [
        Marked(f"{community}  ", clean(", ".join(map(_member, rows.to_dict("records")))))
        for community, rows in members.groupby("community")
    ]
    sentences = [
        *_by_quality(results, method),
        *_agreement(results, method),
        *_overlap(results, members),
        *_by_layer(members),
    ]
    return [*lists, *(["", *sentences] if sentences else [])]


def method_of(results: Results, method: str | None) -> str:
    """A method that the run holds communities of; None takes that of the settings.

    Raises
    ------
    AnalysisError
        There is no such method, or the run did not use it.
    """
    default: str = results.provenance["settings"]["communities"]["method"]
    name = default if method is None else chosen(method, opt.METHODS, "community method")
    available = results.communities["method"].unique().tolist()
    if name not in available:
        raise AnalysisError(
            f"Expected a community method of this run ({', '.join(available)}); found {name!r}. "
            "Make a run with it: leave out --results, or set communities.method."
        )
    return name


def _without_observed(table: pd.DataFrame) -> str:
    """Which communities are found without the observed ties that test them."""
    tested = table[table["is_found_without_observed"].notna()]
    if tested.empty:
        return "Without the observed layers no communities were looked for."
    still = tested.loc[tested["is_found_without_observed"].astype(bool), "community"].tolist()
    return f"Also found without the observed ties: {', '.join(still) or 'none'}."


def _member(row: Mapping[str, Any]) -> str:
    """Name of a member and how often it is found with the others."""
    strength = row["membership_strength"]
    return str(row["region_name"]) + ("" if is_missing(strength) else f" {number(strength)}")


def _by_quality(results: Results, method: str) -> list[str]:
    """How well the partition fits each layer, and how likely that is by chance."""
    parts = [
        f"{row.layer} {number(row.quality, 3)}"
        + ("" if is_missing(row.p_null) else f" (p {probability(row.p_null)})")
        for row in _of_method(results.community_quality, method).itertuples()
        if not is_missing(row.quality)
    ]
    return [f"Modularity by layer: {', '.join(parts)}."] if parts else []


def _agreement(results: Results, method: str) -> list[str]:
    """How far the other methods agree, which is undefined where one joins all regions."""
    parts = []
    for row in results.agreement.itertuples():
        if method not in (row.method, row.other_method) or is_missing(row.pairs_alike):
            continue
        other = row.other_method if row.method == method else row.method
        information = row.adjusted_mutual_information
        agreement = "undefined" if is_missing(information) else number(information)
        parts.append(f"{other} {agreement} ({percent(row.pairs_alike)} of pairs)")
    listed = ", ".join(parts)
    return (
        [f"Agreement with other methods, adjusted mutual information: {listed}."] if parts else []
    )


def _overlap(results: Results, members: pd.DataFrame) -> list[str]:
    """Regions that sit in two consensus communities."""
    largest = int(members["community"].value_counts().max())
    if not results.provenance["draws"] or is_whole(results, largest):
        return []
    both = members[members["is_overlapping"].fillna(value=False).astype(bool)]
    if both.empty:
        return ["No region sits in two communities over the draws."]
    parts = [
        f"{row.region_name} ({row.consensus_community} {number(row.consensus_strength)}, "
        f"{row.second_community} {number(row.second_strength)})"
        for row in both.itertuples()
    ]
    return [
        (
            "Sit in two communities of the consensus over draws (share of membership in each): "
            f"{', '.join(parts)}."
        )
    ]


def _by_layer(members: pd.DataFrame) -> list[str]:
    """Regions that change community from layer to layer, where the method lets them."""
    layers = [
        str(column)
        for column in members
        if str(column).startswith("community_")
        and column != "community_name"
        and members[column].notna().any()
    ]
    if not layers:
        return []
    parts = []
    for row in members.to_dict("records"):
        others = ", ".join(
            f"{row[column]} in {column.removeprefix('community_')}"
            for column in layers
            if row[column] != row["community"]
        )
        parts += [f"{row['region_name']} ({row['community']}; {others})"] if others else []
    return [f"Differ by layer: {', '.join(parts)}." if parts else "No region differs by layer."]


def _actors(results: Results, top: int | None) -> Screen:
    """Overlapping communities of actors."""
    table = results.actor_communities.sort_values(
        ["is_overlapping", "community", "share", "actor"],
        ascending=[False, True, False, True],
        kind="stable",
    ).reset_index(drop=True)
    fields = (
        text_field("community", "community_name", is_name=True),
        text_field("kind", "kind", is_spare=True),
        text_field("name", "name", is_name=True),
        Field("ties %", lambda row: number(row["share"] * 100, 0), is_number=True),
        number_field("in", "communities", 0),
        Field("in several", lambda row: "yes" if row["is_overlapping"] else ""),
    )
    sizes = table.groupby(["community", "community_name"], sort=True).size()
    listed = ", ".join(f"{name} {size}" for (_, name), size in sizes.items())
    remarks = (
        f"{len(sizes)} communities with their organisations and groups: {listed}.",
        (
            "Communities of ties, each named after its most central actor. ties %: share of the "
            "actor's ties in this one; in: communities with any; in several: a second one has a "
            "quarter of the ties."
        ),
    )
    nothing = "No communities of actors: the pack has no organisations with ties."
    return Screen(table, fields, first=top or FIRST_ROWS, remarks=remarks, nothing=nothing)
