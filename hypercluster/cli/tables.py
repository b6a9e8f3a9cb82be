"""The table commands: which columns and remarks each shows; one function runs them all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.opportunities import opportunities_view
from hypercluster.cli.options import LEVELS, METHODS
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Run, Source, about, chosen, open_run, what_ran
from hypercluster.cli.view import FIRST_ROWS, View, bar, ends, figures, first_rows, lines_of, ranked, starred, text
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

ALLOCATED = "counts are an allocation of a larger reporting unit"


def show_table(name: str, source: Source, display: Display, *, has_draws: bool, **given: Any) -> None:
    """Run the table command of a name."""
    check_names(**given)
    run = open_run(source, display, has_draws=has_draws)
    if "region" in given:
        given["region"] = _code(run, given["region"])
    results = run.results()
    view = VIEWS[name](results, **given)
    typer.echo(_json(results, view, given) if display.is_json else "\n".join(_text(results, view, display, has_draws=has_draws)))


def check_names(*, level: str | None = None, ranking: str | None = None, method: str | None = None, **_: Any) -> None:
    """Refuse unknown names before anything is computed.

    Raises
    ------
    AnalysisError
        There is no such level, ranking or method, or the level has no rankings.
    """
    from hypercluster.settings import RANKINGS

    wanted = chosen(level, LEVELS, "level of opportunities") if level is not None else "linkages"
    if ranking is not None:
        chosen(ranking, RANKINGS, "ranking of linkages")
        if wanted != "linkages":
            raise AnalysisError(
                f"Expected --ranking with --level linkages, the only level with two rankings; found it with --level {wanted}. Leave one of them out."
            )
    if method is not None:
        chosen(method, METHODS, "community method")


def _code(run: Run, text: str | None) -> str | None:
    from hypercluster.regions import find_region

    return None if text is None else find_region(run.regions, text)


def _json(results: Results, view: View, given: Mapping[str, Any]) -> str:
    rows = view.rows if given.get("top") is None else first_rows(view)
    return render.as_json({**about(results), "notes": list(results.notes), **view.keys, view.name: render.records(rows)})


def _text(results: Results, view: View, display: Display, *, has_draws: bool) -> list[str]:
    width = render.terminal_width()
    lines, star = lines_of(view, width=width)
    if display.is_quiet:
        return lines
    listed, shown = len(view.rows) if view.listed is None else view.listed, len(lines) - 1
    more = [f"{listed - shown} more: --top {listed}"] if listed > shown else []
    remarks = [*view.remarks, *star, *more]
    doubts = [render.paragraph(note, mark="! ", width=width) for note in pressing(results, has_draws=has_draws)]
    doubts += [[f"! {len(results.notes)} doubts about this run: `hypercluster analyse` lists them"]] if has_draws and results.notes else []
    return [
        what_ran(results, has_draws=has_draws),
        "",
        *lines,
        *([""] if remarks or view.below else []),
        *(line for remark in remarks for line in render.paragraph(remark, width=width)),
        *view.below,
        *(line for doubt in doubts for line in doubt),
    ]


def pressing(results: Results, *, has_draws: bool = True) -> list[str]:
    """Doubts without which a table would be misread."""
    doubts = ["Synthetic data: nothing here describes real regions."] if results.provenance["pack"]["is_synthetic"] else []
    return doubts + (["No ranges: without draws no rank says how sure it is."] if has_draws and not results.provenance["draws"] else [])


def regions_view(results: Results) -> View:
    """Regions of the scheme."""
    table = results.regions
    local = (text("local name", "name_local", is_cut=True),) if table["name_local"].notna().any() else ()
    fields = (
        text("code", "region"),
        starred("region", "name", "is_allocated"),
        *local,
        text("macroregion", "macroregion", is_cut=True),
        figures("enterprises", "enterprises", 0),
        figures("orgs", "organisations", 0),
        text("com.", "community"),
    )
    return View("regions", table, fields, remarks=("com.: community",), star=ALLOCATED)


def indicators_view(results: Results, *, region: str | None) -> View:
    """Indicators of every region and industry."""
    table = results.indicators if region is None else results.indicators[results.indicators["region"] == region]
    shown = table.assign(
        region_name=table["region"].map(results.regions["name"]), industry_name=table["industry"].map(industry_names(results))
    )
    fields = (
        starred("region", "region_name", "is_allocated"),
        text("industry", "industry_name", is_cut=True),
        figures("count", "count", 0),
        Field("share %", lambda row: render.number(None if row["share"] is None else row["share"] * 100, 0), is_number=True),
        figures("LQ", "location_quotient"),
        Field("specialised", lambda row: render.yes(row["is_specialised"])),
        Field("q", lambda row: render.tiny(row["q_specialised"]), is_number=True),
        figures("density %", "relatedness_density", 0),
    )
    remarks = (
        "LQ: share over the reference share; q: exact probability of so large a count by chance, adjusted for all cells (false discovery rate)",
    )
    return View("indicators", shown, fields, remarks=remarks, star=ALLOCATED)


def industry_names(results: Results) -> pd.Series:
    """Names of the industries by code."""
    nodes = results.actors.nodes
    return nodes[nodes["kind"] == "industry"].set_index("code")["label"]


def layers_view(results: Results, *, layer: str | None) -> View:
    """Layers present and absent, or the ties of one."""
    if layer is not None:
        return _ties_view(results, layer)
    table = results.layers
    fields = (
        text("layer", "layer"),
        Field("status", lambda row: render.words(row["status"]) if row["is_present"] else "absent"),
        figures("ties", "ties", 0),
        figures("isolates", "isolates", 0),
        figures("total weight", "total_weight"),
        figures("scale", "scale"),
        figures("layer weight", "layer_weight"),
    )
    width = render.terminal_width()
    below = [line for row in table.to_dict("records") for line in _layer_lines(row, width)]
    return View("layers", table, fields, below=tuple(below))


def _layer_lines(row: Mapping[str, Any], width: int | None) -> list[str]:
    """What a weight means, and what is missing or masked."""
    known = render.paragraph(f"{row['layer']}: {row['meaning']}", mark="  ", width=width) if row["is_present"] else []
    note = [] if render.is_missing(row["note"]) else render.paragraph(f"{row['layer']}: {row['note']}", mark="! ", width=width)
    return known + note


def _ties_view(results: Results, layer: str) -> View:
    """Ties of one layer, strongest first."""
    present = results.layers.loc[results.layers["is_present"], "layer"].tolist()
    name = chosen(layer, results.layers["layer"].tolist(), "layer")
    if name not in present:
        reason = results.layers.set_index("layer").at[name, "note"]
        raise AnalysisError(f"Expected a layer that the pack has data for; {name} is absent: {reason}. Present: {', '.join(present)}.")
    names = results.regions["name"]
    table = results.ties[results.ties["layer"] == name].sort_values("weight", ascending=False, kind="stable").reset_index(drop=True)
    table = table.assign(source_name=table["source"].map(names), target_name=table["target"].map(names))
    fields = (
        *ends("is_allocated"),
        figures("weight", "weight"),
        bar(table, "weight"),
        figures("km", "geodesic_km", 0),
        Field("border", lambda row: render.yes(row["is_contiguous"])),
        Field("backbone", lambda row: render.yes(row["is_backbone"])),
    )
    return View("ties", table, fields, star=ALLOCATED, keys={"layer": name})


def communities_view(results: Results, *, method: str | None) -> View:
    """Communities of one method, with the measurements of the hypercluster definition."""
    name = (
        results.provenance["settings"]["communities"]["method"]
        if method is None
        else chosen(method, results.communities["method"].unique().tolist(), "community method")
    )
    table = results.communities[results.communities["method"] == name].reset_index(drop=True)
    members = results.membership[results.membership["method"] == name].reset_index(drop=True)
    members = members.assign(region_name=members["region"].map(results.regions["name"]))
    sure = (Field("sure", lambda row: render.dots(row["confidence"])),) if results.provenance["draws"] else ()
    fields = (
        text("", "community"),
        text("name", "community_name", is_cut=True),
        figures("size", "size", 0),
        *sure,
        Field("verdict", lambda row: render.words(row["verdict"]).removesuffix(" hypercluster")),
        figures("ind.", "effective_industries", 1),
        figures("macro", "macroregions", 0),
        figures("km", "mean_distance_km", 0),
        figures("hubs", "hubs", 0),
        figures("ties", "internal_observed_ties", 1),
        figures("pct", "internal_observed_ties_percentile", 0),
    )
    width = render.terminal_width()
    below = [
        line
        for community, own in members.groupby("community")
        for line in render.paragraph(", ".join(map(_member, own.to_dict("records"))), mark=f"{community}  ", width=width)
    ]
    keys = {"method": name, "membership": render.records(members)}
    remarks = (
        f"Method {name}; a name is that of the strongest member. Candidate: meets all criteria of a hypercluster (our choice).",
        "ind.: effective number of industries; macro: macroregions; km: mean distance; ties: observed ties inside, pct: their percentile among random groups.",
        "Behind each member: the share of draws in which it is with the others."
        if results.provenance["draws"]
        else "No draws: membership strength is unknown.",
    )
    return View("communities", table, fields, remarks=remarks, below=tuple(below), keys=keys)


def _member(row: Mapping[str, Any]) -> str:
    """Name of a member and how often it is found with the others."""
    strength = row["membership_strength"]
    return str(row["region_name"]) + ("" if render.is_missing(strength) else f" {render.number(strength)}")


def hubs_view(results: Results, *, is_actors: bool, top: int | None) -> View:
    """Regions, or organisations and groups, by hub score."""
    if is_actors:
        return _actors_view(results, top)
    table = results.hubs
    fields = (
        *ranked(results),
        starred("region", "name", "is_allocated"),
        figures("score", "composite", 1),
        bar(table, "composite"),
        figures("str", "strength_percentile", 0),
        figures("btw", "betweenness_percentile", 0),
        figures("end", "endowment_percentile", 0),
        text("com.", "community"),
        Field("hub", lambda row: render.yes(row["is_hub"])),
    )
    k = results.provenance["top_k"]["hubs"]
    rule = f"in the top {k} in at least half of the draws" if results.provenance["draws"] else f"in the top {k}"
    remarks = (f"Score: mean percentile of strength (str), betweenness (btw) and endowment (end). Hub: {rule}. com.: community.",)
    return View("hubs", table, fields, most=top or FIRST_ROWS, remarks=remarks, star=ALLOCATED)


def _actors_view(results: Results, top: int | None) -> View:
    table = results.actor_hubs
    table = table.assign(region_name=table["region"].map(results.regions["name"]))
    fields = (
        text("kind", "kind"),
        *ranked(results),
        text("name", "name", is_cut=True),
        figures("score", "composite", 1),
        bar(table, "composite"),
        figures("reach", "reach", 0),
        text("region", "region_name", is_cut=True),
    )
    return View(
        "actor_hubs",
        table,
        fields,
        most=top or FIRST_ROWS // 2,
        by="kind",
        remarks=("Ranked within each kind. Reach: regions that a group is present in, or that its group ties an organisation to.",),
    )


VIEWS: dict[str, Callable[..., View]] = {
    "regions": regions_view,
    "indicators": indicators_view,
    "layers": layers_view,
    "communities": communities_view,
    "hubs": hubs_view,
    "opportunities": opportunities_view,
}
