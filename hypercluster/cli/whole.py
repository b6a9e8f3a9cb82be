"""The commands that write: a whole run into a folder, or a part of one for another tool."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.cli import communities, opportunities, render, tables
from hypercluster.cli.runs import Display, Source, about, chosen, open_run, what_ran
from hypercluster.cli.view import View, lines_of
from hypercluster.errors import OutputError
from hypercluster.words import LANGUAGES

if TYPE_CHECKING:
    from hypercluster.results import Results

HUBS_SHOWN = 5
LINKAGES_SHOWN = 10
INDENT = 2


def analyse(
    source: Source,
    display: Display,
    *,
    out: Path,
    is_overwrite: bool,
    has_report: bool,
    report_language: str,
) -> None:
    """Run, write, show."""
    language = chosen(report_language, LANGUAGES, "language of the report")
    run = open_run(source, display)
    refuse_existing(out, is_overwrite=is_overwrite)
    from hypercluster.output import write

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
        "notes": list(results.notes),
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
            for line in render.paragraph(note, mark="! ", width=width)
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
    source: Source,
    display: Display,
    *,
    export_formats: list[str] | None,
    export_out: Path,
    is_overwrite: bool,
) -> None:
    """Write one format or several."""
    from hypercluster.output.formats import FORMATS, check_extras
    from hypercluster.output.formats import export as write_formats

    names = [chosen(name, list(FORMATS), "format") for name in export_formats or ["graphml"]]
    check_extras(names)
    refuse_existing(export_out, is_overwrite=is_overwrite)
    results = open_run(source, display).results()
    files = write_formats(results, export_out, names, overwrite=is_overwrite)
    if display.is_json:
        typer.echo(
            render.as_json(
                {
                    **about(results),
                    "formats": names,
                    "out": str(export_out),
                    "files": [str(file) for file in files],
                    "notes": list(results.notes),
                }
            )
        )
        return
    written = render.paragraph(
        f"{export_out}: {', '.join(file.name for file in files)}",
        mark="✓ ",
        width=render.terminal_width(),
    )
    typer.echo("\n".join(written if display.is_quiet else [what_ran(results), *written]))
