"""The commands that write: a whole run into a folder, or a part of one for another tool."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import communities, opportunities, render, tables
from hypercluster.cli.options import (
    Data,
    Debug,
    Draws,
    FinishedRun,
    Json,
    OutFolder,
    OverwriteRun,
    Quiet,
    ReportLanguage,
    Scheme,
    Seed,
    SettingsFile,
    Workers,
    completing,
)
from hypercluster.cli.runs import Display, Source, about, chosen, open_run, what_ran
from hypercluster.cli.view import View, lines_of
from hypercluster.errors import OutputError
from hypercluster.output import formats as formats_of_results
from hypercluster.words import LANGUAGES

if TYPE_CHECKING:
    from hypercluster.results import Results

HUBS_SHOWN = 5
LINKAGES_SHOWN = 10
INDENT = 2


def analyse(
    *,
    out: OutFolder = Path("results"),
    is_overwrite: OverwriteRun = False,
    has_report: Annotated[
        bool, typer.Option("--report", help="Write report.html into the folder too.")
    ] = False,
    report_language: ReportLanguage = "en",
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    draws: Draws = None,
    workers: Workers = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
) -> None:
    """Run everything, write it into a folder, show the findings.

    The folder holds every table as CSV, the networks as GraphML, the provenance, and a README that
    says what each file and column means.

    Examples
    --------
    hypercluster analyse
    hypercluster analyse --out results --overwrite --workers 2
    """
    source = Source(data, scheme, settings_file, seed, draws, workers)
    display = Display(is_json, is_quiet)
    language = chosen(report_language, LANGUAGES, "language of the report")
    run = open_run(source, display)
    refuse_existing(out, is_overwrite=is_overwrite)
    from hypercluster.output.run_folder import write

    results = run.results()
    files = write(results, out, overwrite=is_overwrite, report=language if has_report else None)
    typer.echo(
        render.as_json(_findings(results, out, files))
        if display.is_json
        else "\n".join(_shown(results, out, files, display))
    )


def refuse_existing(folder: Path, *, is_overwrite: bool) -> None:
    """Refuse an existing folder before the time for a run is spent; what an interrupted swap left is restored first."""
    from hypercluster.output.folder import recover

    recover(folder)
    if folder.is_file():
        raise OutputError(
            f"{folder}: expected the name of a folder; found a file. Choose another one with --out."
        )
    if not is_overwrite and os.path.lexists(folder):
        raise OutputError(
            f"{folder}: the folder exists already. Replace it with --overwrite, or choose another one with --out."
        )


def _findings(results: Results, out: Path, files: list[Path]) -> dict[str, Any]:
    return {
        **about(results),
        "headline": results.headline,
        "out": str(out),
        "files": [str(file) for file in files],
        "notes": [str(note) for note in results.notes],
        "hubs": render.records(results.hubs),
        "communities": render.records(results.communities),
        "linkages": render.records(results.linkages),
        "new_clusters": render.records(results.new_clusters),
        "diversification": render.records(results.diversification),
    }


def _shown(results: Results, out: Path, files: list[Path], display: Display) -> list[str]:
    """Headline, the first hubs, communities and linkages, doubts, files."""
    width = render.terminal_width()
    headline = render.paragraph(results.headline, width=width)
    written = render.paragraph(
        f"{out}: {', '.join(file.name for file in files)}", mark="✓ ", width=width
    )
    if display.is_quiet:
        return [*headline, *written]
    method = results.provenance["settings"]["communities"]["method"]
    ranking = results.provenance["settings"]["linkages"]["ranking"]
    lines = [what_ran(results), "", *headline]
    hubs = tables.hubs_view(results, is_actors=False, top=HUBS_SHOWN)
    lines += _section(
        f"Hubs ({min(HUBS_SHOWN, len(results.hubs))} of {len(results.hubs)})",
        hubs,
        width,
        says=hubs.remarks[:1],
    )
    grouped = communities.communities_view(results, method=None, indent=INDENT)
    behind = [communities.MEMBERS] if results.provenance["draws"] else []
    lines += [
        "",
        f"Communities (method {method})",
        *_indented(list(grouped.below)),
        *_indented(behind, width),
    ]
    ranked = int(results.linkages[f"{ranking}_rank"].notna().sum())
    title = f"Linkages ({ranking.replace('_', '-')} ranking; {min(LINKAGES_SHOWN, ranked)} of {render.counted(ranked, 'ranked pair')})"
    linkages = opportunities.linkages_view(
        results, region=None, most=LINKAGES_SHOWN, ranking=ranking
    )
    lines += _section(
        title, linkages, width, says=opportunities.what_chance_gives(results, ranking)
    )
    lines += [
        "",
        *(
            line
            for note in results.notes
            for line in render.paragraph(str(note), mark="! ", width=width)
        ),
    ]
    return [*lines, *written]


def _section(title: str, view: View, width: int | None, *, says: tuple[str, ...]) -> list[str]:
    """A title, the rows of a view, and what the reader of this much of it needs."""
    lines, remarks = lines_of(view, width=None if width is None else width - INDENT)
    needed = [
        remark
        for remark in remarks
        if remark in says or remark.startswith("* ") or remark not in view.remarks
    ]
    return ["", title, *_indented(lines), *_indented(needed, width)]


def _indented(texts: list[str], width: int | None = None) -> list[str]:
    """Lines that stand to the right, texts wrapped to the screen."""
    return [
        f"{' ' * INDENT}{line}".rstrip()
        for text in texts
        for line in (render.paragraph(text, width=width - INDENT) if width else [text])
    ]


def export(
    *,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help=f"One of {formats_of_results.summary()}; repeat the option for several. "
            f"Without it graphml. {formats_of_results.extras()}",
            autocompletion=completing(tuple(formats_of_results.FORMATS)),
        ),
    ] = None,
    out: OutFolder = Path("export"),
    is_overwrite: OverwriteRun = False,
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
    """A run for Excel, QGIS, Gephi, R, pandas or a script.

    The folder has a README.txt that says what each file holds and how to open it.

    Examples
    --------
    hypercluster export --format xlsx --out for-excel --draws 0
    hypercluster export --format geopackage --out for-qgis --draws 0
    hypercluster export --format parquet --format json --out tables --results results
    """
    source = Source(data, scheme, settings_file, seed, draws, workers, finished)
    display = Display(is_json, is_quiet)
    names = [
        chosen(name, list(formats_of_results.FORMATS), "format") for name in formats or ["graphml"]
    ]
    formats_of_results.check_extras(names)
    refuse_existing(out, is_overwrite=is_overwrite)
    results = open_run(source, display).results()
    files = formats_of_results.export(results, out, names, overwrite=is_overwrite)
    if display.is_json:
        typer.echo(
            render.as_json(
                {
                    **about(results),
                    "formats": names,
                    "out": str(out),
                    "files": [str(file) for file in files],
                    "notes": [str(note) for note in results.notes],
                }
            )
        )
        return
    written = render.paragraph(
        f"{out}: {', '.join(file.name for file in files)}",
        mark="✓ ",
        width=render.terminal_width(),
    )
    typer.echo("\n".join(written if display.is_quiet else [what_ran(results), *written]))


def report(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write.")] = Path(
        "report.html"
    ),
    is_overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace that file.")] = False,
    report_language: ReportLanguage = "en",
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
    """One HTML file with everything, to read and to send on.

    Map, network, rankings, explanations and profiles in a file that works from a mail attachment:
    it needs no network and no server. Sliders try other weights; everything but them and the sorting
    reads without scripts. With --results it is drawn from a finished run.

    Examples
    --------
    hypercluster report
    hypercluster report --results results --out report.html --overwrite
    hypercluster report --language ru --out report-ru.html
    """
    source = Source(data, scheme, settings_file, seed, draws, workers, finished)
    display = Display(is_json, is_quiet)
    from hypercluster.report import refuse_file, write_report

    language = chosen(report_language, LANGUAGES, "language of the report")
    refuse_file(out, overwrite=is_overwrite)
    results = open_run(source, display).results()
    file = write_report(results, out, language=language, overwrite=is_overwrite)
    if display.is_json:
        typer.echo(
            render.as_json(
                {
                    **about(results),
                    "headline": results.headline,
                    "language": language,
                    "files": [str(file)],
                    "notes": [str(note) for note in results.notes],
                }
            )
        )
        return
    width = render.terminal_width()
    size = f"{file} ({render.number(file.stat().st_size / 1000, 0)} kB): open it in any browser"
    written = render.paragraph(size, mark="✓ ", width=width)
    shown = (
        written
        if display.is_quiet
        else [what_ran(results), "", *render.paragraph(results.headline, width=width), "", *written]
    )
    typer.echo("\n".join(shown))
