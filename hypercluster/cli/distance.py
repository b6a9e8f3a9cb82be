"""How far apart are two regions?"""

from __future__ import annotations

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.runs import Display, Source, open_run, what_ran
from hypercluster.cli.show import document_blocks
from hypercluster.cli.terminal import show


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
    from hypercluster.views.distance import distance as distances
    from hypercluster.views.linkage import named_regions

    run = open_run(source, display, has_draws=False)
    ends = named_regions(run.regions, first, second)
    results = run.results()
    document = distances(results, ends)
    if display.is_json:
        answer({**about(results), **document.facts})
        return
    head = [] if display.is_quiet else [what_ran(results, has_draws=False), ""]
    show(*head, *document_blocks(document))
