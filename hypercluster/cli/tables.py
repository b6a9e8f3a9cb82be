"""The table commands: which columns and remarks each shows; one function runs them all alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hypercluster.cli import render
from hypercluster.cli.indicators import ALLOCATED
from hypercluster.cli.opportunities import opportunities_view
from hypercluster.cli.options import (
    LEVELS,
    RANKINGS,
    Actors,
    Data,
    Debug,
    Draws,
    FinishedRun,
    Json,
    OnlyRegion,
    Quiet,
    Ranking,
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
from hypercluster.cli.view import (
    FIRST_ROWS,
    View,
    bar,
    figures,
    hangs_on,
    ranked,
    starred,
    text,
)
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    from hypercluster.results import Results


def regions(
    *,
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    finished: FinishedRun = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
) -> None:
    """Regions of the scheme: codes, names, size, community.

    Examples
    --------
    hypercluster regions
    hypercluster regions --scheme areas --json
    """
    source = Source(data, scheme, settings_file, seed, results=finished)
    display = Display(is_json, is_quiet)
    results = open_run(source, display, has_draws=False).results()
    show_table(regions_view(results), results, source, display, has_draws=False)


def hubs(
    *,
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
    """Hubs among regions or actors, with the range of each rank.

    Regions, or organisations and groups with --actors.

    Examples
    --------
    hypercluster hubs
    hypercluster hubs --actors --top 20
    """
    source = Source(data, scheme, settings_file, seed, draws, workers, finished)
    display = Display(is_json, is_quiet)
    results = open_run(source, display).results()
    view = hubs_view(results, is_actors=is_actors, top=top)
    show_table(view, results, source, display, top=top)


def opportunities(
    *,
    level: Annotated[
        str,
        typer.Option(
            "--level",
            metavar="NAME",
            help=f"One of {', '.join(LEVELS)}.",
            autocompletion=completing(LEVELS),
        ),
    ] = "linkages",
    region: OnlyRegion = None,
    top: Top = None,
    ranking: Ranking = None,
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
    """New clusters, linkages, diversification: where to align.

    Synchronisation opportunities: new clusters in a region, linkages between regions,
    diversification. An opportunity is a potential for alignment in one cross-section;
    synchronisation proper needs series over time.

    Examples
    --------
    hypercluster opportunities
    hypercluster opportunities --ranking common-ground --top 5
    hypercluster opportunities --level new-clusters --json
    """
    source = Source(data, scheme, settings_file, seed, draws, workers, finished)
    display = Display(is_json, is_quiet)
    level = check_level(level, ranking)
    from hypercluster.regions import find_region

    run = open_run(source, display)
    code = None if region is None else find_region(run.regions, region)
    results = run.results()
    view = opportunities_view(results, level=level, region=code, top=top, ranking=ranking)
    show_table(view, results, source, display, top=top)


def check_level(level: str, ranking: str | None) -> str:
    """Name of a level of opportunities, before anything is computed.

    Raises
    ------
    AnalysisError
        There is no such level or ranking, or the level has one ranking only.
    """
    name = chosen(level, LEVELS, "level of opportunities")
    if ranking is not None:
        chosen(ranking, RANKINGS, "ranking of linkages")
        if name != "linkages":
            raise AnalysisError(
                "Expected --ranking with --level linkages, the only level with two rankings; "
                f"found it with --level {name}. Leave one of them out."
            )
    return name


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
