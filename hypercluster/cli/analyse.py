"""The commands that write: a whole run, a part of one for another tool, a report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.options import Display
from hypercluster.cli.runs import open_run, what_ran
from hypercluster.cli.show import grid, paragraphs
from hypercluster.cli.terminal import clean, marked, show, title
from hypercluster.errors import chosen
from hypercluster.output import formats as formats_of_results
from hypercluster.rankings import levels
from hypercluster.views.plain_data import records
from hypercluster.words import LANGUAGES, number

if TYPE_CHECKING:
    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results

FIRST_HUBS = 5
FIRST_LINKAGES = 10


def analyse(
    *,
    out: opt.OutFolder = Path("results"),
    is_overwrite: opt.OverwriteRun = False,
    has_report: Annotated[
        bool, typer.Option("--report", help="Write report.html into the folder too.")
    ] = False,
    report_language: opt.ReportLanguage = "en",
    source: opt.NewRun,
    display: opt.Display,
) -> None:
    """Run everything, write it into a folder, show the findings.

    The folder holds every table as CSV, the networks as GraphML, the provenance, and a README that
    says what each file and column means.

    Examples
    --------
    hypercluster analyse
    hypercluster analyse --out results --overwrite --workers 2
    """
    language = chosen(report_language, LANGUAGES, "language of the report")
    run = open_run(source, display)
    from hypercluster.output.folder import check_folder
    from hypercluster.output.run_folder import write

    check_folder(out, overwrite=is_overwrite)

    results = run.results()
    files = write(results, out, overwrite=is_overwrite, report=language if has_report else None)
    if display.is_json:
        answer(_findings(results, out, files))
    else:
        show(*_report(results, out, files, display))


def _findings(results: Results, out: Path, files: list[Path]) -> dict[str, Any]:
    return {
        **about(results),
        "headline": str(results.headline),
        "out": str(out),
        "files": [str(file) for file in files],
        "notes": [str(note) for note in results.notes],
        "hubs": records(results.hubs),
        "communities": records(results.communities),
        **{table: records(results.tables[table]) for table in levels()},
    }


def _report(results: Results, out: Path, files: list[Path], display: Display) -> list[Block]:
    """Headline, the first hubs, communities and linkages, doubts, files."""
    from hypercluster.views import communities, rankings

    headline, written = clean(str(results.headline)), _written(out, files)
    if display.is_quiet:
        return [headline, *written]
    settings = results.provenance["settings"]
    method, ranking = settings["communities"]["method"], settings["linkages"]["ranking"]
    hubs = rankings.hubs(results, first=FIRST_HUBS)
    linkages = rankings.linkages(results, ranking=ranking, first=FIRST_LINKAGES)
    ranked = int(results.linkages[f"{ranking}_rank"].notna().sum())
    behind = [str(communities.MEMBERS)] if results.provenance["draws"] else []
    return [
        what_ran(results),
        "",
        headline,
        "",
        title(f"Hubs ({min(FIRST_HUBS, hubs.total)} of {hubs.total})"),
        *marked("  ", [grid(replace(hubs, remarks=hubs.remarks[:1]), rest="")]),
        "",
        title(f"Communities (method {method})"),
        *marked("  ", [*paragraphs(communities.members(results, method))[1:], *behind]),
        "",
        title(
            f"Linkages ({ranking.replace('_', '-')} ranking; {min(FIRST_LINKAGES, ranked)} of "
            f"{ranked} ranked pair{'' if ranked == 1 else 's'})"
        ),
        *marked("  ", [grid(replace(linkages, remarks=linkages.remarks[1:3]), rest="")]),
        "",
        *marked("! ", map(str, results.notes)),
        *written,
    ]


def _written(out: Path, files: list[Path]) -> list[Block]:
    """Folder and names of the files that were written."""
    return marked("✓ ", [f"{out}: {', '.join(file.name for file in files)}"])


def export(
    *,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"One of {formats_of_results.summary()}; repeat the option for several. "
            f"Without it graphml. {formats_of_results.extras()}",
            autocompletion=opt.completing(tuple(formats_of_results.FORMATS)),
        ),
    ] = None,
    out: opt.OutFolder = Path("export"),
    is_overwrite: opt.OverwriteRun = False,
    source: opt.Source,
    display: opt.Display,
) -> None:
    """A run for Excel, QGIS, Gephi, R, pandas or a script.

    The folder has a README.txt that says what each file holds and how to open it.

    Examples
    --------
    hypercluster export --format xlsx --out for-excel --draws 0
    hypercluster export --format geopackage --out for-qgis --draws 0
    hypercluster export --format parquet --format json --out tables --results results
    """
    names = formats_of_results.format_names(formats or ["graphml"])
    formats_of_results.check_extras(names)
    from hypercluster.output.folder import check_folder

    check_folder(out, overwrite=is_overwrite)
    results = open_run(source, display).results()
    files = formats_of_results.export(results, out, names, overwrite=is_overwrite)
    if display.is_json:
        paths = [str(file) for file in files]
        written = {"formats": names, "out": str(out), "files": paths}
        answer({**about(results), **written, "notes": [str(note) for note in results.notes]})
    else:
        show(*([] if display.is_quiet else [what_ran(results)]), *_written(out, files))


def report(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write.")] = Path(
        "report.html"
    ),
    is_overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace that file.")] = False,
    report_language: opt.ReportLanguage = "en",
    source: opt.Source,
    display: opt.Display,
) -> None:
    """One HTML file with everything, to read and to send on.

    Map, network, rankings, explanations and profiles in a file that works from a mail attachment:
    it needs no network and no server. Sliders try other weights. Everything but them and the
    sorting reads without scripts. With --results it is drawn from a finished run.

    Examples
    --------
    hypercluster report
    hypercluster report --results results --out report.html --overwrite
    hypercluster report --language ru --out report-ru.html
    """
    from hypercluster.report import refuse_file, write_report

    language = chosen(report_language, LANGUAGES, "language of the report")
    refuse_file(out, overwrite=is_overwrite)
    results = open_run(source, display).results()
    file = write_report(results, out, language=language, overwrite=is_overwrite)
    if display.is_json:
        written = {"headline": str(results.headline), "language": language, "files": [str(file)]}
        answer({**about(results), **written, "notes": [str(note) for note in results.notes]})
        return
    size = number(file.stat().st_size / 1000, 0)
    head = [what_ran(results), "", clean(str(results.headline)), ""]
    show(
        *([] if display.is_quiet else head),
        *marked("✓ ", [f"{file} ({size} kB): open it in any browser"]),
    )
