"""How far apart are two regions?"""

from __future__ import annotations

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.runs import open_run, what_ran
from hypercluster.cli.show import document_blocks
from hypercluster.cli.terminal import show


def distance(
    first: opt.OneRegion = None,
    second: opt.OtherRegion = None,
    *,
    source: opt.WithoutChance,
    display: opt.Display,
) -> None:
    """How far apart two regions are.

    Geodesic distance between seats and nearest organisations, common boundary, decay. With one
    region it takes the best linkage of that region, without any the linkage ranked first.

    Examples
    --------
    hypercluster distance
    hypercluster distance --json
    """
    from hypercluster.views.distance import distance as distances
    from hypercluster.views.linkage_facts import named_regions

    run = open_run(source, display, has_draws=False)
    ends = named_regions(run.regions, first, second)
    results = run.results()
    document = distances(results, ends)
    if display.is_json:
        answer({**about(results), **document.facts})
        return
    head = [] if display.is_quiet else [what_ran(results, has_draws=False), ""]
    show(*head, *document_blocks(document))
