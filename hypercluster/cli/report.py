"""The command that writes the report as one file."""

from __future__ import annotations

from pathlib import Path

import typer

from hypercluster.cli import render
from hypercluster.cli.runs import Display, Source, about, chosen, open_run, what_ran
from hypercluster.words import LANGUAGES


def report(
    source: Source,
    display: Display,
    *,
    report_out: Path,
    is_report_overwrite: bool,
    report_language: str,
) -> None:
    """Run or read, write, say what was written."""
    from hypercluster.report import refuse_file, write_report

    language = chosen(report_language, LANGUAGES, "language of the report")
    refuse_file(report_out, overwrite=is_report_overwrite)
    results = open_run(source, display).results()
    file = write_report(results, report_out, language=language, overwrite=is_report_overwrite)
    if display.is_json:
        typer.echo(
            render.as_json(
                {
                    **about(results),
                    "headline": results.headline,
                    "language": language,
                    "files": [str(file)],
                    "notes": list(results.notes),
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
