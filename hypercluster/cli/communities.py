"""Which columns and remarks communities show, of regions and of actors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.options import (
    METHODS,
    Actors,
    Data,
    Debug,
    Draws,
    FinishedRun,
    Json,
    Quiet,
    Scheme,
    Seed,
    SettingsFile,
    Top,
    Workers,
    completing,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Source, chosen, open_run
from hypercluster.cli.show import show_table
from hypercluster.cli.view import FIRST_ROWS, View, figures, text
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

MEMBERS = "Behind each member: the share of draws in which it is with the others."
P_LEGEND = (
    "p: chance networks with the same margins whose strongest community adds as much to modularity."
)


def communities(
    *,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="NAME",
            help=f"One of {', '.join(METHODS)}; without it as in the settings (infomap: an extra).",
            autocompletion=completing(METHODS),
        ),
    ] = None,
    is_actors: Actors = False,
    top: Top = None,
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    draws: Draws = None,
    workers: Workers = None,
    finished: FinishedRun = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
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
    source = Source(data, scheme, settings_file, seed, draws, workers, finished)
    display = Display(is_json, is_quiet)
    if method is not None:
        chosen(method, METHODS, "community method")
    results = open_run(source, display, method=method).results()
    view = communities_view(results, method=method, is_actors=is_actors, top=top)
    show_table(view, results, source, display, top=top)


def communities_view(
    results: Results,
    *,
    method: str | None,
    is_actors: bool = False,
    top: int | None = None,
    indent: int = 0,
) -> View:
    """Communities of one method with the measurements of the hypercluster definition, or those of actors.

    `indent` cells of the screen are left for what stands before the lines below the table.
    """
    if is_actors:
        if method is not None:
            raise AnalysisError(
                f"Expected either --method or --actors; found both, with --method {method}. Leave one of them out."
            )
        return _actors_view(results, top)
    name = (
        results.provenance["settings"]["communities"]["method"]
        if method is None
        else _method_of(results, method)
    )
    table = results.communities[results.communities["method"] == name].reset_index(drop=True)
    members = results.membership[results.membership["method"] == name].reset_index(drop=True)
    members = members.assign(region_name=members["region"].map(results.regions["name"]))
    keys = {
        "method": name,
        "membership": render.records(members),
        "community_quality": render.records(
            results.community_quality[results.community_quality["method"] == name]
        ),
        "agreement": render.records(results.agreement),
    }
    width = render.terminal_width()
    below = _below(results, name, members, None if width is None else width - indent)
    return View(
        "communities",
        table,
        _fields(results),
        most=top,
        remarks=_remarks(results, name, table),
        below=tuple(below),
        keys=keys,
    )


def is_whole(results: Results, members: int) -> bool:
    """Whether a community holds every region, so that nothing was told apart."""
    return members == len(results.regions)


def _fields(results: Results) -> tuple[Field, ...]:
    def sure(row: Mapping[str, Any]) -> str:
        return render.MISSING if is_whole(results, row["size"]) else render.dots(row["confidence"])

    has_draws = bool(results.provenance["draws"])
    return (
        text("", "community"),
        text("name", "community_name", is_cut=True),
        figures("size", "size", 0),
        *((Field("sure", sure),) if has_draws else ()),
        Field("verdict", lambda row: render.words(row["verdict"]).removesuffix(" hypercluster")),
        figures("ind.", "effective_industries", 1, legend="ind.: effective number of industries."),
        figures("macro", "macroregions", 0, is_spare=True, legend="macro: macroregions."),
        figures("km", "mean_distance_km", 0, is_spare=True, legend="km: mean distance."),
        figures("hubs", "hubs", 0),
        figures(
            "ties",
            "internal_observed_ties",
            1,
            legend="ties: observed ties inside, pct: their percentile among random groups.",
        ),
        figures("pct", "internal_observed_ties_percentile", 0),
        *(
            (Field("p", lambda row: render.tiny(row["p_null"]), is_number=True, legend=P_LEGEND),)
            if has_draws
            else ()
        ),
    )


def _remarks(results: Results, method: str, table: pd.DataFrame) -> tuple[str, ...]:
    if is_whole(results, int(table["size"].max())):
        return (f"Method {method}: no communities; all regions are in one.",)
    return (
        f"Method {method}; a name is that of the strongest member. Candidate hypercluster (our choice): at least 2 effective industries, macroregions and hubs, observed ties above the 95th percentile, and also found without them.",
        _without_observed(table),
        MEMBERS if results.provenance["draws"] else "No draws: membership strength is unknown.",
    )


def _below(results: Results, method: str, members: pd.DataFrame, width: int | None) -> list[str]:
    """Who is in which community, how sure that is, and how well it fits layers and other methods."""
    lists = [
        line
        for community, own in members.groupby("community")
        for line in render.paragraph(
            ", ".join(map(_member, own.to_dict("records"))), mark=f"{community}  ", width=width
        )
    ]
    found = [
        *_layer_line(results, method, width),
        *_agreement_line(results, method, width),
        *_overlap_line(results, members, width),
        *_by_layer_line(members, width),
    ]
    return [*lists, *(["", *found] if found else [])]


def _method_of(results: Results, method: str) -> str:
    """A method that the run holds communities of.

    Raises
    ------
    AnalysisError
        There is no such method, or the run did not use it.
    """
    wanted, held = (
        chosen(method, METHODS, "community method"),
        results.communities["method"].unique().tolist(),
    )
    if wanted not in held:
        raise AnalysisError(
            f"Expected a community method of this run ({', '.join(held)}); found {wanted!r}. Make a run with it: leave out --results, or set communities.method."
        )
    return wanted


def _without_observed(table: pd.DataFrame) -> str:
    """Which communities are found without the observed ties that test them."""
    known = table[table["is_found_without_observed"].notna()]
    found = known.loc[known["is_found_without_observed"].astype(bool), "community"].tolist()
    if known.empty:
        return "Without the observed layers no communities were looked for."
    return f"Also found without the observed ties: {', '.join(found) or 'none'}."


def _member(row: Mapping[str, Any]) -> str:
    """Name of a member and how often it is found with the others."""
    strength = row["membership_strength"]
    return str(row["region_name"]) + (
        "" if render.is_missing(strength) else f" {render.number(strength)}"
    )


def _layer_line(results: Results, method: str, width: int | None) -> list[str]:
    """How well the partition fits each layer, and how likely that is by chance."""
    rows = results.community_quality[results.community_quality["method"] == method]
    parts = [
        f"{row.layer} {render.number(row.quality, 3)}"
        + ("" if render.is_missing(row.p_null) else f" (p {render.tiny(row.p_null)})")
        for row in rows.itertuples()
        if not render.is_missing(row.quality)
    ]
    return (
        render.paragraph(f"Modularity by layer: {', '.join(parts)}.", width=width) if parts else []
    )


def _agreement_line(results: Results, method: str, width: int | None) -> list[str]:
    """How far the other methods agree."""
    table = results.agreement
    own = table[(table["method"] == method) | (table["other_method"] == method)]
    parts = [
        f"{row.other_method if row.method == method else row.method} {_or_undefined(row.adjusted_mutual_information)} ({render.percent(row.pairs_alike)} of pairs)"
        for row in own.itertuples()
        if not render.is_missing(row.pairs_alike)
    ]
    return (
        render.paragraph(
            f"Agreement with other methods, adjusted mutual information: {', '.join(parts)}.",
            width=width,
        )
        if parts
        else []
    )


def _or_undefined(agreement: Any) -> str:
    """An agreement; it is undefined where a method puts all regions in one community."""
    return "undefined" if render.is_missing(agreement) else render.number(agreement)


def _overlap_line(results: Results, members: pd.DataFrame, width: int | None) -> list[str]:
    """Regions that sit in two consensus communities."""
    if not results.provenance["draws"] or is_whole(
        results, int(members["community"].value_counts().max())
    ):
        return []
    both = members[members["is_overlapping"].fillna(value=False).astype(bool)]
    if both.empty:
        return render.paragraph("No region sits in two communities over the draws.", width=width)
    parts = [
        f"{row.region_name} ({row.consensus_community} {render.number(row.consensus_strength)}, {row.second_community} {render.number(row.second_strength)})"
        for row in both.itertuples()
    ]
    return render.paragraph(
        f"Sit in two communities of the consensus over draws (share of membership in each): {', '.join(parts)}.",
        width=width,
    )


def _by_layer_line(members: pd.DataFrame, width: int | None) -> list[str]:
    """Regions that change community from layer to layer, where the method lets them."""
    found = [
        str(column)
        for column in members
        if str(column).startswith("community_") and str(column) != "community_name"
    ]
    layers = [column for column in found if members[column].notna().any()]
    if not layers:
        return []
    parts = []
    for row in members.to_dict("records"):
        other = {
            column.removeprefix("community_"): row[column]
            for column in layers
            if row[column] != row["community"]
        }
        if other:
            parts.append(
                f"{row['region_name']} ({row['community']}; {', '.join(f'{letter} in {layer}' for layer, letter in other.items())})"
            )
    words = f"Differ by layer: {', '.join(parts)}." if parts else "No region differs by layer."
    return render.paragraph(words, width=width)


def _actors_view(results: Results, top: int | None) -> View:
    """Overlapping communities of actors."""
    table = results.actor_communities
    table = table.sort_values(
        ["is_overlapping", "community", "share", "actor"],
        ascending=[False, True, False, True],
        kind="stable",
    )
    table = table.reset_index(drop=True)
    fields = (
        text("community", "community_name", is_cut=True),
        text("kind", "kind", is_spare=True),
        text("name", "name", is_cut=True),
        Field("ties %", lambda row: render.number(row["share"] * 100, 0), is_number=True),
        figures("in", "communities", 0),
        Field("in several", lambda row: "yes" if row["is_overlapping"] else ""),
    )
    sizes = table.groupby(["community", "community_name"], sort=True).size()
    listed = ", ".join(f"{name} {size}" for (_, name), size in sizes.items())
    remarks = (
        f"{len(sizes)} communities with their organisations and groups: {listed}.",
        "Communities of ties, each named after its most central actor. ties %: share of the actor's ties in this one; in: communities with any; in several: a second one has a quarter of the ties.",
    )
    nothing = "No communities of actors: the pack has no organisations with ties."
    return View(
        "actor_communities", table, fields, most=top or FIRST_ROWS, remarks=remarks, nothing=nothing
    )
