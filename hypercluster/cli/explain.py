"""One linkage and one region in full: `explain` and `profile`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.options import Display, Source
from hypercluster.cli.runs import open_run, what_ran
from hypercluster.cli.show import document_blocks
from hypercluster.cli.terminal import show
from hypercluster.errors import chosen

if TYPE_CHECKING:
    from hypercluster.results import Results
    from hypercluster.views.model import Document


def explain(
    first: opt.OneRegion = None,
    second: opt.OtherRegion = None,
    *,
    ranking: opt.Ranking = None,
    source: opt.Source,
    display: opt.Display,
) -> None:
    """One linkage: its score, its parts, what would change it.

    Also how sure its rank is and what is unknown. With one region it explains the best linkage of
    that region, without any the linkage ranked first.

    Examples
    --------
    hypercluster explain
    hypercluster explain --ranking common-ground --json
    """
    from hypercluster.views.linkage import explain as explanation

    name = None if ranking is None else chosen(ranking, opt.RANKINGS, "ranking of linkages")
    _show_document(
        source,
        display,
        (first, second),
        lambda results, codes: explanation(results, *codes, ranking=name),
    )


def profile(
    region: Annotated[
        str | None,
        typer.Argument(
            metavar="[REGION]",
            help=f"{opt.ANY_REGION} Without it the strongest hub.",
            show_default=False,
            autocompletion=opt.region_codes,
        ),
    ] = None,
    *,
    source: opt.Source,
    display: opt.Display,
) -> None:
    """One region: what it has, where it stands, what it could do.

    Specialisations, organisations and missing roles, hub measures, community, opportunities.

    Examples
    --------
    hypercluster profile
    hypercluster profile --json
    """
    from hypercluster.views.region import profile as description

    _show_document(
        source,
        display,
        (region,),
        lambda results, codes: description(results, *codes),
    )


def _show_document(
    source: Source,
    display: Display,
    names: tuple[str | None, ...],
    describe: Callable[[Results, list[str]], Document],
) -> None:
    """Print what is said of regions.

    Misspelt names are refused before anything is computed.
    """
    from hypercluster.views.linkage import SCOPE
    from hypercluster.views.linkage_facts import named_regions

    run = open_run(source, display)
    codes = named_regions(run.regions, *names)
    results = run.results()
    document = describe(results, codes)
    if display.is_json:
        notes = [str(note) for note in results.notes]
        answer({**about(results), **document.facts, "scope": str(SCOPE), "notes": notes})
    elif display.is_quiet:
        show(*document_blocks(document, is_quiet=True))
    else:
        show(what_ran(results), "", *document_blocks(document))
