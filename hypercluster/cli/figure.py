"""The command that draws a figure for a paper, with its alt text beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster import figures
from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, about_pack, answer
from hypercluster.cli.options import Display, Source
from hypercluster.cli.runs import open_run, pack_and_settings, watched, what_ran, what_runs
from hypercluster.cli.tables import check_level
from hypercluster.cli.terminal import clean, marked, show
from hypercluster.errors import SettingsError, chosen
from hypercluster.layers import LAYERS
from hypercluster.words import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hypercluster.cli.terminal import Block
    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack


def figure(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=f"One of {', '.join(opt.FIGURES)}.",
            show_default=False,
            autocompletion=opt.completing(opt.FIGURES),
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="File to write; without it NAME.png here."),
    ] = None,
    image_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="png, svg or pdf; without it as the file's suffix says.",
            autocompletion=opt.completing(opt.FIGURE_FORMATS),
        ),
    ] = None,
    width: Annotated[
        float, typer.Option("--width", metavar="MM", help="88 is one column of a journal, 180 two.")
    ] = 180,
    language: opt.Language = "en",
    region: Annotated[
        str | None,
        typer.Option(
            "--region",
            metavar="REGION",
            help=f"Of profile: {opt.ANY_REGION} Without it the strongest hub.",
            autocompletion=opt.region_codes,
        ),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level",
            metavar="NAME",
            help=f"Of opportunities: one of {', '.join(opt.LEVELS)}; without it linkages.",
            autocompletion=opt.completing(opt.LEVELS),
        ),
    ] = None,
    ranking: opt.Ranking = None,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer",
            metavar="NAME",
            help=f"Of network: one of {', '.join(LAYERS)}, or a measured one; without it all.",
            autocompletion=opt.completing(tuple(LAYERS)),
        ),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(
            "--column",
            metavar="NAME",
            help="Of heatmap: a number column of indicators; without it location_quotient.",
            autocompletion=opt.indicator_columns,
        ),
    ] = None,
    setting: Annotated[
        str | None,
        typer.Option(
            "--setting",
            metavar="NAME",
            help="Of sensitivity: the setting to sweep, such as beta; without it the overview.",
            autocompletion=opt.sweepable_settings,
        ),
    ] = None,
    is_overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file and its alt text.")
    ] = False,
    source: opt.Source,
    display: opt.Display,
) -> None:
    """A figure for a paper: PNG, SVG or PDF, with its alt text.

    The alt text is written into a file beside it. Ranks have their ranges, findings are marked, and
    the caption says regions, draws, seed and scheme. `resolution` and `sensitivity` make runs of
    their own and do not read --results.

    Examples
    --------
    hypercluster figure map
    hypercluster figure opportunities --level new-clusters --width 88 --out new-clusters.svg
    hypercluster figure profile --language ru --out profile.pdf
    hypercluster figure sensitivity --setting beta
    """
    from hypercluster.figures.paper import check_width, house_style
    from hypercluster.figures.saving import check_target, save_figure

    name = chosen(name, opt.FIGURES, "figure")
    options = _options(
        name,
        region=region,
        level=level,
        ranking=ranking,
        layer=layer,
        column=column,
        setting=setting,
    )
    language = chosen(language, LANGUAGES, "language of figures")
    check_width(width)
    file = _target(name, out, image_format)
    check_target(file, overwrite=is_overwrite)
    with house_style():  # says that matplotlib is missing before a run is made
        pass
    draw = _of_results if figures.FIGURES[name].is_of_results else _of_many_runs
    drawing = draw(name, source, display, options, width, language)
    files = save_figure(drawing.ax, file, alt=drawing.alt, overwrite=is_overwrite)
    if display.is_json:
        answer(
            {
                **drawing.about,
                "figure": name,
                "width_mm": width,
                "language": language,
                "files": [str(path) for path in files],
                "alt": drawing.alt,
                "notes": drawing.notes,
            }
        )
        return
    head = [] if display.is_quiet else [drawing.head, "", clean(drawing.alt), ""]
    show(*head, *marked("✓ ", [", ".join(map(str, files))]))


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure, its alt text, what ran (as data and as a line) and doubts."""

    ax: Axes
    alt: str
    about: dict[str, Any]
    head: Block
    notes: Sequence[Any] = ()


def _options(name: str, **values: str | None) -> dict[str, str]:
    """Options that were given, of which those of other figures are refused."""
    options = {key: value for key, value in values.items() if value is not None}
    for option in options:
        names = [each for each in opt.FIGURES if option in figures.FIGURES[each].options]
        if name not in names:
            raise SettingsError(
                f"Expected --{option} with the figure {' or '.join(names)}; "
                f"found it with {name}. Leave it out."
            )
    if "level" in options or "ranking" in options:
        level = check_level(options.get("level", "linkages"), options.get("ranking"))
        options |= {"level": level} if "level" in options else {}
    return options


def _target(name: str, out: Path | None, image_format: str | None) -> Path:
    """File to write, by default named after the figure; format and suffix must agree."""
    suffix = (
        None
        if image_format is None
        else f".{chosen(image_format, opt.FIGURE_FORMATS, 'format of figures')}"
    )
    if out is None:
        return Path(f"{name}{suffix or f'.{opt.FIGURE_FORMATS[0]}'}")
    if suffix is None:
        return out
    if not out.suffix:
        return out.with_suffix(suffix)
    if out.suffix.casefold() != suffix:
        raise SettingsError(
            f"Expected --format {out.suffix[1:]} with {out.name}; found {suffix[1:]}. "
            "Leave --format out, or change the suffix."
        )
    return out


def _of_results(
    name: str,
    source: Source,
    display: Display,
    options: dict[str, str],
    width: float,
    language: str,
) -> Drawing:
    """Draw a figure of a finished or a new run."""
    from hypercluster.regions import find_region

    run = open_run(source, display)
    drawn: dict[str, Any] = dict(options)
    if "region" in drawn:
        drawn["region"] = find_region(run.regions, drawn["region"])
    if "layer" in drawn:
        drawn["layers"] = drawn.pop("layer")
    results = run.results()
    ax = figures.FIGURES[name].draw(results, width=width, language=language, **drawn)
    alt = figures.FIGURES[name].alt(results, language=language, **drawn)
    return Drawing(
        ax, alt, about(results), what_ran(results), [str(note) for note in results.notes]
    )


def _of_many_runs(
    name: str,
    source: Source,
    display: Display,
    options: dict[str, str],
    width: float,
    language: str,
) -> Drawing:
    """Draw a figure of runs that are made for it."""
    if source.results is not None:
        raise SettingsError(
            f"Expected --data for the figure {name}, which makes runs of its own; "
            "found --results. Leave it out."
        )
    has_draws = name == "resolution"
    pack, settings = pack_and_settings(source, has_draws=has_draws)
    scheme = source.scheme or pack.default_scheme
    context: dict[str, Any] = {
        "pack": about_pack(pack),
        "scheme": scheme,
        **({"draws": settings.run.draws} if has_draws else {}),
        "seed": settings.run.seed,
    }
    with watched(display) as progress:
        kind, table, drawn = _table(name, pack, scheme, settings, options, language, progress)
    ax = figures.FIGURES[kind].draw(table, width=width, language=language, about=context, **drawn)
    draws = f"{settings.run.draws} draws" if has_draws else "no draws"
    head = what_runs(pack, f"scheme {scheme}", draws, f"seed {settings.run.seed}")
    alt = figures.FIGURES[kind].alt(table, language=language, about=context)
    return Drawing(ax, alt, context, head)


def _table(
    name: str,
    pack: DataPack,
    scheme: str,
    settings: Settings,
    options: dict[str, str],
    language: str,
    progress: Callable[[int, int], None],
) -> tuple[str, Any, dict[str, Any]]:
    """Name of the figure, the table that it draws, and options of its own."""
    if name == "resolution":
        from hypercluster.run.resolution import resolution_profile

        profile = resolution_profile(pack, scheme=scheme, settings=settings, progress=progress)
        return name, profile, {}
    from hypercluster.compare.sensitivity import sensitivity_overview, sweep

    if "setting" not in options:
        table = sensitivity_overview(
            pack,
            scheme=scheme,
            settings=settings,
            workers=settings.run.workers,
            progress=progress,
        )
        return "sensitivity_overview", table, {}
    swept = sweep(
        pack,
        options["setting"],
        scheme=scheme,
        settings=settings,
        workers=settings.run.workers,
        progress=progress,
    )
    return name, swept, {"names": _local_names(pack, scheme)} if language != "en" else {}


def _local_names(pack: DataPack, scheme: str) -> dict[str, str]:
    """Names of regions and industries in the local language, by code."""
    from hypercluster.regions import region_scheme

    regions = region_scheme(pack.table("areas"), pack.table("schemes"), scheme).regions
    industries = pack.table("industries").set_index("industry")
    columns = [table["name_local"].dropna() for table in (regions, industries)]
    return {str(code): str(name) for names in columns for code, name in names.items()}
