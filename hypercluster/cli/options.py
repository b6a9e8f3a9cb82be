"""The options that several commands share, and the names that options take.

Names that options take come from the records of the library where these are light to import;
help and completion load no scientific library.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_type_hints

import typer

from hypercluster import figures
from hypercluster.rankings import levels, linkage_rankings
from hypercluster.words import LANGUAGES

SERIES = ("entry", "synchrony")
LEVELS = tuple(level.replace("_", "-") for level in levels())
RANKINGS = tuple(kind.short.replace("_", "-") for kind in linkage_rankings())
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
    import io

    from hypercluster.errors import DataError
    from hypercluster.input_file import read_bytes
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
            folder = manifest.parent
            content = read_bytes(folder / entry["file"], entry["file"], within=folder)
            rows = io.StringIO(content.decode("utf-8-sig"), newline="")
            for row in csv.DictReader(rows, delimiter=entry.get("separator", ",")):
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


@dataclass(frozen=True)
class Source:
    """Where results come from: a finished run, or a new one with these parameters.

    None keeps what the settings say.
    """

    data: Data = None
    scheme: Annotated[
        str | None,
        typer.Option(
            "--scheme",
            metavar="NAME",
            help="Region scheme; without it the pack's default. `hypercluster doctor` lists them.",
        ),
    ] = None
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings",
            metavar="FILE.toml",
            help="Parameters of the run; what the file does not name keeps its default.",
        ),
    ] = None
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            help="Seed of all random numbers; without it as in the settings (1).",
        ),
    ] = None
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws",
            metavar="N",
            help="Trial runs behind each range of ranks; without it as in the settings (200); "
            "0: no ranges.",
        ),
    ] = None
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            help="Processes; without it as many as cores where many draws pay for them; "
            "never changes a result.",
        ),
    ] = None
    results: Annotated[
        Path | None,
        typer.Option(
            "--results", metavar="DIR", help="Read this finished run instead of computing one."
        ),
    ] = None


@dataclass(frozen=True)
class Display:
    """How much is printed, and for whom."""

    is_json: Annotated[
        bool, typer.Option("--json", help="Print JSON with full precision; null is missing.")
    ] = False
    is_quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress, no line on what ran, no remarks.")
    ] = False
    # Read by `commands.Command`, which reports errors for all commands.
    is_debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the code an error arose.")
    ] = False


@dataclass(frozen=True)
class Without:
    """Names of the options of a group that a command does not take."""

    names: frozenset[str]


NewRun: TypeAlias = Annotated[Source, Without(frozenset({"results"}))]
WithoutDraws: TypeAlias = Annotated[Source, Without(frozenset({"draws", "workers"}))]
WithoutChance: TypeAlias = Annotated[Source, Without(frozenset({"seed", "draws", "workers"}))]
Sweep: TypeAlias = Annotated[Source, Without(frozenset({"draws", "results"}))]
Dated: TypeAlias = Annotated[Source, Without(frozenset({"scheme", "draws", "workers", "results"}))]
Planting: TypeAlias = Annotated[
    Source, Without(frozenset({"data", "scheme", "settings", "results"}))
]


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function whose groups of options are parameters one by one.

    Parameters
    ----------
    function
        A command. A parameter of type `Source` or `Display` stands for the fields of that group,
        but for those that its type leaves out (`Without`).
    """
    groups: dict[str, tuple[Callable[..., Any], list[str]]] = {}
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        kind = getattr(parameter.annotation, "__origin__", parameter.annotation)
        if kind not in GROUPS:
            parameters.append(parameter)
            continue
        left_out = {
            name
            for mark in getattr(parameter.annotation, "__metadata__", ())
            for name in mark.names
        }
        hints = get_type_hints(kind, include_extras=True)
        options = [field for field in fields(kind) if field.name not in left_out]
        groups[parameter.name] = kind, [field.name for field in options]
        parameters += [
            parameter.replace(name=field.name, default=field.default, annotation=hints[field.name])
            for field in options
        ]

    @functools.wraps(function)
    def command(**values: Any) -> None:
        for name, (kind, names) in groups.items():
            values[name] = kind(**{option: values.pop(option) for option in names})
        function(**values)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {}
    return command


GROUPS = (Source, Display)

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
