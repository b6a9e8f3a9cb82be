"""The options that several commands share, and the names that options take.

Names that options take come from the records of the library where these are light to import;
help and completion load no scientific library.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from hypercluster import figures
from hypercluster.rankings import linkage_rankings
from hypercluster.words import LANGUAGES

SERIES = ("entry", "synchrony")
LEVELS = ("new-clusters", "linkages", "diversification")
RANKINGS = tuple(kind.short.replace("_", "-") for kind in linkage_rankings())
METHODS = ("multiplex", "cpm", "multislice", "infomap")
FIGURES = tuple(name for name in figures.FIGURES if name != "sensitivity_overview")
FIGURE_FORMATS = ("png", "svg", "pdf")

ANY_REGION = (
    "Code, English or local name, or an unambiguous part of one; `hypercluster regions` lists them."
)


def completing(names: tuple[str, ...]) -> Callable[[str], list[str]]:
    """Make a completion that offers the names that begin as typed."""
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


def sweepable_settings(incomplete: str) -> list[str]:
    """Settings that can be swept, read only when the shell asks for them."""
    from hypercluster.compare.swept import short_names
    from hypercluster.settings import Settings

    return [name for name in (*short_names(Settings()), "layer") if name.startswith(incomplete)]


def indicator_columns(incomplete: str) -> list[str]:
    """Number columns of the table `indicators`."""
    from hypercluster.schema import RESULT_TABLES

    columns = RESULT_TABLES["indicators"].columns
    names = [column.name for column in columns if column.kind in ("integer", "number")]
    return [name for name in names if name.startswith(incomplete)]


def region_codes(context: typer.Context, incomplete: str) -> list[str]:
    """Codes and one-word names of the regions of a pack, read without a data library."""
    import csv

    from hypercluster.errors import DataError
    from hypercluster.sources.find import find_manifest
    from hypercluster.sources.manifest import read_manifest

    names: dict[str, None] = {}
    try:
        manifest = find_manifest(context.params.get("data"))
        entries = read_manifest(manifest).entries
        for table, code in (("areas", "area"), ("schemes", "region")):
            entry = entries.get(table, {})
            if not entry.get("file", "").endswith(".csv"):
                continue
            with (manifest.parent / entry["file"]).open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file, delimiter=entry.get("separator", ",")):
                    names |= dict.fromkeys((row.get(code) or "", row.get("name") or ""))
    except (DataError, OSError, UnicodeDecodeError, csv.Error):
        return []
    # A shell takes a word with blanks for several.
    return [word for word in names if word and " " not in word and word.startswith(incomplete)]


Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="PACK", help="Folder of a data pack; without it the packaged one."
    ),
]
Scheme = Annotated[
    str | None,
    typer.Option(
        "--scheme",
        metavar="NAME",
        help="Region scheme; without it the pack's default. `hypercluster doctor` lists them.",
    ),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE.toml",
        help="Parameters of the run; what the file does not name keeps its default.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="N",
        help="Seed of all random numbers; without it as in the settings (1).",
    ),
]
Draws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        metavar="N",
        help="Trial runs behind each range of ranks; without it as in the settings (200); "
        "0: no ranges.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        help="Processes; without it as many as cores where many draws pay for them; "
        "never changes a result.",
    ),
]
FinishedRun = Annotated[
    Path | None,
    typer.Option(
        "--results", metavar="DIR", help="Read this finished run instead of computing one."
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON with full precision; null is missing.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", help="No progress, no line on what ran, no remarks.")
]
# Read by `commands.Command`, which reports errors for all commands.
Debug = Annotated[bool, typer.Option("--debug", help="Show where in the code an error arose.")]

OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write.")]
OverwriteRun = Annotated[
    bool, typer.Option("--overwrite", help="Replace that folder if it holds an earlier run.")
]
Top = Annotated[
    int | None,
    typer.Option(
        "--top",
        metavar="N",
        min=1,
        help="Rows to show; without it the first 10, with --json all.",
    ),
]
OnlyRegion = Annotated[
    str | None,
    typer.Option(
        "--region",
        metavar="REGION",
        help=f"Only rows of this region. {ANY_REGION}",
        autocompletion=region_codes,
    ),
]
OneRegion = Annotated[
    str | None,
    typer.Argument(
        metavar="[REGION]", help=ANY_REGION, show_default=False, autocompletion=region_codes
    ),
]
OtherRegion = Annotated[
    str | None,
    typer.Argument(
        metavar="[OTHER REGION]",
        help="The other end, named in the same way.",
        show_default=False,
        autocompletion=region_codes,
    ),
]
Actors = Annotated[
    bool, typer.Option("--actors", help="Organisations and groups instead of regions.")
]
Ranking = Annotated[
    str | None,
    typer.Option(
        "--ranking",
        metavar="NAME",
        help=f"Of linkages: one of {', '.join(RANKINGS)}; without it as in the settings.",
        autocompletion=completing(RANKINGS),
    ),
]
ReportLanguage = Annotated[
    str,
    typer.Option(
        "--language",
        metavar="NAME",
        help=f"Of the report: one of {', '.join(LANGUAGES)}; ru takes names in the local language.",
        autocompletion=completing(LANGUAGES),
    ),
]
Language = Annotated[
    str,
    typer.Option(
        "--language",
        metavar="NAME",
        help=f"One of {', '.join(LANGUAGES)}; ru takes names in the local language.",
        autocompletion=completing(LANGUAGES),
    ),
]
