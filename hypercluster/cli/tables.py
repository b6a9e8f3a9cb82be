"""Regions, hubs and opportunities as tables."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.runs import open_run
from hypercluster.cli.show import FIRST_ROWS, show_group
from hypercluster.errors import AnalysisError, chosen
from hypercluster.rankings import levels


def regions(
    *,
    source: opt.WithoutDraws,
    display: opt.Display,
) -> None:
    """Regions of the scheme: codes, names, size, community.

    Examples
    --------
    hypercluster regions
    hypercluster regions --scheme areas --json
    """
    from hypercluster.views.model import Group
    from hypercluster.views.region import regions as view

    results = open_run(source, display, has_draws=False).results()
    show_group(Group("regions", view(results)), results, source, display, has_draws=False)


def hubs(
    *,
    is_actors: opt.Actors = False,
    has_centralities: Annotated[
        bool, typer.Option("--centralities", help="Every measure of centrality side by side.")
    ] = False,
    top: opt.Top = None,
    source: opt.Source,
    display: opt.Display,
) -> None:
    """Hubs among regions or actors, with the range of each rank.

    Regions, or organisations and groups with --actors.

    Examples
    --------
    hypercluster hubs
    hypercluster hubs --centralities
    hypercluster hubs --actors --top 20
    """
    from hypercluster.views import rankings
    from hypercluster.views.model import Group

    if is_actors and has_centralities:
        raise AnalysisError(
            "Expected --actors or --centralities, which are measured for regions; found both. "
            "Leave one of them out."
        )
    results = open_run(source, display).results()
    if is_actors:
        view = rankings.actor_hubs(results, first=top or FIRST_ROWS // 2)
        show_group(Group("actor_hubs", view), results, source, display, top=top)
    else:
        table = rankings.centralities if has_centralities else rankings.hubs
        view = table(results, first=top or FIRST_ROWS)
        show_group(Group("hubs", view), results, source, display, top=top)


def opportunities(
    *,
    level: Annotated[
        str,
        typer.Option(
            "--level",
            metavar="NAME",
            help=f"One of {', '.join(opt.LEVELS)}.",
            autocompletion=opt.completing(opt.LEVELS),
        ),
    ] = "linkages",
    region: opt.OnlyRegion = None,
    top: opt.Top = None,
    ranking: opt.Ranking = None,
    source: opt.Source,
    display: opt.Display,
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
    from hypercluster.regions import find_region
    from hypercluster.views import rankings
    from hypercluster.views.linkage_facts import linkage_ranking
    from hypercluster.views.model import Group

    name = check_level(level, ranking)
    run = open_run(source, display)
    code = None if region is None else find_region(run.regions, region)
    results = run.results()
    first = top or FIRST_ROWS
    keys: dict[str, Any] = {"level": name}
    kind, *others = levels()[name.replace("-", "_")]
    if others:
        kind = linkage_ranking(results, ranking)
        keys["ranking"] = kind.short.replace("_", "-")
    if kind.null is not None:
        keys["p_global"] = rankings.global_p(results, kind)
    view = rankings.opportunities(results, kind.name, region=code, first=first)
    show_group(Group(name.replace("-", "_"), view, data=keys), results, source, display, top=top)


def check_level(level: str, ranking: str | None) -> str:
    """Name of a level of opportunities, before anything is computed.

    Raises
    ------
    AnalysisError
        There is no such level or ranking, or the level has one ranking only.
    """
    name = chosen(level, opt.LEVELS, "level of opportunities")
    if ranking is not None:
        chosen(ranking, opt.RANKINGS, "ranking of linkages")
        if name != "linkages":
            raise AnalysisError(
                "Expected --ranking with --level linkages, the only level with two rankings; "
                f"found it with --level {name}. Leave one of them out."
            )
    return name
