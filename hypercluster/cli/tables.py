"""The table commands: which columns and remarks each shows; one function runs them all alike."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.communities import communities_view
from hypercluster.cli.indicators import ALLOCATED, indicators_view
from hypercluster.cli.layers import layers_view
from hypercluster.cli.opportunities import opportunities_view
from hypercluster.cli.options import GROUPS, LEVELS, METHODS
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Run, Source, about, chosen, open_run, what_ran
from hypercluster.cli.view import (
    FIRST_ROWS,
    View,
    bar,
    figures,
    first_rows,
    hangs_on,
    lines_of,
    ranked,
    starred,
    text,
)
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    from hypercluster.results import Results


def show_table(
    name: str, source: Source, display: Display, *, has_draws: bool, **given: Any
) -> None:
    """Run the table command of a name."""
    check_names(**given)
    run = open_run(source, display, has_draws=has_draws, method=given.get("method"))
    if "region" in given:
        given["region"] = _code(run, given["region"])
    results = run.results()
    view = VIEWS[name](results, **given)
    typer.echo(
        _json(results, view, given)
        if display.is_json
        else "\n".join(_text(results, view, source, display, has_draws=has_draws))
    )


def check_names(
    *,
    level: str | None = None,
    ranking: str | None = None,
    method: str | None = None,
    group: str | None = None,
    **_: Any,
) -> None:
    """Refuse unknown names before anything is computed.

    Raises
    ------
    AnalysisError
        There is no such level, ranking, method or group, or the level has no rankings.
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
    if group is not None:
        chosen(group, GROUPS, "group of indicators")


def _code(run: Run, text: str | None) -> str | None:
    from hypercluster.regions import find_region

    return None if text is None else find_region(run.regions, text)


def _json(results: Results, view: View, given: Mapping[str, Any]) -> str:
    rows = view.rows if given.get("top") is None or not view.has_values else first_rows(view)
    return render.as_json(
        {
            **about(results),
            "notes": list(results.notes),
            **view.keys,
            view.name: render.records(rows),
        }
    )


def _text(
    results: Results, view: View, source: Source, display: Display, *, has_draws: bool
) -> list[str]:
    width = render.terminal_width()
    lines, remarks = lines_of(view, width=width)
    if display.is_quiet:
        return lines
    listed, shown = len(view.rows) if view.listed is None else view.listed, len(first_rows(view))
    remarks += (
        [f"{listed - shown} more: --top {listed}"] if listed > shown and view.has_values else []
    )
    doubts = [
        render.paragraph(note, mark="! ", width=width)
        for note in pressing(results, has_draws=has_draws)
    ]
    if has_draws and results.notes:
        number = render.counted(len(results.notes), "doubt")
        doubts.append(
            render.paragraph(
                f"{number} about this run: {where_doubts_are(source)}", mark="! ", width=width
            )
        )
    return [
        what_ran(results, has_draws=has_draws),
        "",
        *lines,
        *([""] if remarks or view.below else []),
        *(line for remark in remarks for line in render.paragraph(remark, width=width)),
        *view.below,
        *(line for doubt in doubts for line in doubt),
    ]


def where_doubts_are(source: Source) -> str:
    """Where a reader finds the doubts of this very run: its README, or the command that shows them."""
    if source.results is not None:
        return f"{source.results / 'README.txt'} lists them"
    options = [
        f"--{name} {shlex.quote(str(value))}"
        for name, value in vars(source).items()
        if value is not None and name != "workers"
    ]
    return f"`{' '.join(['hypercluster analyse', *options])}` lists them"


def pressing(results: Results, *, has_draws: bool = True) -> list[str]:
    """Doubts without which a table would be misread."""
    doubts = (
        ["Synthetic data: nothing here describes real regions."]
        if results.provenance["pack"]["is_synthetic"]
        else []
    )
    return doubts + (
        ["No ranges: without draws no rank says how sure it is."]
        if has_draws and not results.provenance["draws"]
        else []
    )


def regions_view(results: Results) -> View:
    """Regions of the scheme."""
    table = results.regions
    local = (
        (text("local name", "name_local", is_cut=True),)
        if table["name_local"].notna().any()
        else ()
    )
    fields = (
        text("code", "region"),
        starred("region", "name", "is_allocated"),
        *local,
        text("macroregion", "macroregion", is_cut=True, is_spare=True),
        figures("enterprises", "enterprises", 0),
        figures("orgs", "organisations", 0),
        text("community", "community"),
    )
    return View("regions", table, fields, star=ALLOCATED)


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
    rule = (
        f"in the top {k} in at least half of the draws"
        if results.provenance["draws"]
        else f"in the top {k}"
    )
    remarks = (
        f"Score: mean percentile of strength (str), betweenness (btw) and endowment (end). Hub: {rule}. com.: community.",
        *hangs_on(results, "hubs"),
    )
    return View(
        "hubs",
        table,
        fields,
        most=top or FIRST_ROWS,
        remarks=remarks,
        star=ALLOCATED,
        nothing="No region has a rank: hubs are compared among two regions or more.",
        has_values=bool(table["rank"].notna().any()),
    )


def _actors_view(results: Results, top: int | None) -> View:
    table = results.actor_hubs
    table = table.assign(region_name=table["region"].map(results.regions["name"]))
    fields = (
        text("kind", "kind"),
        *ranked(results),
        text("name", "name", is_cut=True),
        figures("score", "composite", 1),
        bar(table, "composite"),
        figures(
            "reach",
            "reach",
            0,
            is_spare=True,
            legend="Reach: regions that a group is present in, or that its group ties an organisation to.",
        ),
        text("region", "region_name", is_cut=True),
    )
    return View(
        "actor_hubs",
        table,
        fields,
        most=top or FIRST_ROWS // 2,
        by="kind",
        remarks=(
            "Ranked within each kind.",
            *(
                f"Of {kind}s. {line}"
                for kind in ("organisation", "group")
                for line in hangs_on(results, f"actor_hubs.{kind}")
            ),
        ),
        nothing="The pack has no organisations or groups.",
    )


VIEWS: dict[str, Callable[..., View]] = {
    "regions": regions_view,
    "indicators": indicators_view,
    "layers": layers_view,
    "communities": communities_view,
    "hubs": hubs_view,
    "opportunities": opportunities_view,
}
