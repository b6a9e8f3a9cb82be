"""Arguments and options of the commands, each described once.

Names that the library checks (levels, rankings, formats, methods, layers) stand here as plain strings, so that help
loads no library; a test asserts that they are the real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from hypercluster.words import LANGUAGES

SERIES = ("entry", "synchrony")
LEVELS = ("new-clusters", "linkages", "diversification")
RANKINGS = ("complementary", "common-ground")
FORMATS = ("graphml", "gexf", "csv", "xlsx", "parquet", "json", "geopackage", "geojson")
METHODS = ("multiplex", "cpm", "multislice", "infomap")
GROUPS = ("specialisation", "concentration", "relatedness", "complexity", "spatial")
FIGURES = (
    "map",
    "network",
    "heatmap",
    "hubs",
    "opportunities",
    "resolution",
    "sensitivity",
    "profile",
)
FIGURE_FORMATS = ("png", "svg", "pdf")
LAYERS = ("production", "affiliation", "institution", "geography", "capability", "digital")

RUN = ("data", "scheme", "settings", "seed", "draws", "workers", "results")
QUICK = ("data", "scheme", "settings", "seed", "results")
SHOW = ("is_json", "is_quiet")
DEBUG = "is_debug"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


_NO: bool = False
_REGION = (
    "Code, English or local name, or an unambiguous part of one; `hypercluster regions` lists them."
)

PARAMETERS: dict[str, tuple[Any, Any]] = {
    "data": (
        Path | None,
        typer.Option(
            None,
            "--data",
            metavar="PACK",
            help="Folder of a data pack; without it the packaged one.",
        ),
    ),
    "scheme": (
        str | None,
        typer.Option(
            None,
            "--scheme",
            metavar="NAME",
            help="Region scheme; without it the pack's default. `hypercluster doctor` lists them.",
        ),
    ),
    "settings": (
        Path | None,
        typer.Option(
            None,
            "--settings",
            metavar="FILE.toml",
            help="Parameters of the run; what the file does not name keeps its default.",
        ),
    ),
    "seed": (
        int | None,
        typer.Option(
            None,
            "--seed",
            metavar="N",
            help="Seed of all random numbers; without it as in the settings (1).",
        ),
    ),
    "draws": (
        int | None,
        typer.Option(
            None,
            "--draws",
            metavar="N",
            help="Trial runs behind each range of ranks; without it as in the settings (200); 0: no ranges.",
        ),
    ),
    "workers": (
        int | None,
        typer.Option(
            None,
            "--workers",
            metavar="N",
            help="Processes; without it as many as cores where many draws pay for them; never changes a result.",
        ),
    ),
    "results": (
        Path | None,
        typer.Option(
            None,
            "--results",
            metavar="DIR",
            help="Read this finished run instead of computing one.",
        ),
    ),
    "is_json": (
        bool,
        typer.Option(_NO, "--json", help="Print JSON with full precision; null is missing."),
    ),
    "is_quiet": (
        bool,
        typer.Option(_NO, "--quiet", help="No progress, no line on what ran, no remarks."),
    ),
    "is_debug": (bool, typer.Option(_NO, "--debug", help="Show where in the code an error arose.")),
    "out": (
        Path,
        typer.Option(
            Path("results"), "--out", metavar="DIR", help="Folder to write.", show_default=True
        ),
    ),
    "export_out": (
        Path,
        typer.Option(
            Path("export"), "--out", metavar="DIR", help="Folder to write.", show_default=True
        ),
    ),
    "is_overwrite": (
        bool,
        typer.Option(_NO, "--overwrite", help="Replace that folder if it holds an earlier run."),
    ),
    "export_formats": (
        list[str] | None,
        typer.Option(
            None,
            "--format",
            metavar="NAME",
            help=f"One of {_listed(FORMATS)}; repeat the option for several. Without it graphml.",
        ),
    ),
    "region": (
        str | None,
        typer.Option(
            None, "--region", metavar="REGION", help=f"Only rows of this region. {_REGION}"
        ),
    ),
    "top": (
        int | None,
        typer.Option(
            None,
            "--top",
            metavar="N",
            min=1,
            help="Rows to show; without it the first 10, with --json all.",
        ),
    ),
    "layer": (
        str | None,
        typer.Option(
            None,
            "--layer",
            metavar="NAME",
            help=f"List the ties of one layer: {_listed(LAYERS)}, or a measured one of the pack.",
        ),
    ),
    "method": (
        str | None,
        typer.Option(
            None,
            "--method",
            metavar="NAME",
            help=f"One of {_listed(METHODS)}; without it as in the settings (infomap: an extra).",
        ),
    ),
    "group": (
        str,
        typer.Option(
            "specialisation",
            "--group",
            metavar="NAME",
            help=f"One of {_listed(GROUPS)}.",
            show_default=True,
        ),
    ),
    "is_compared": (
        bool,
        typer.Option(
            _NO,
            "--compare",
            help="Compare the layers: overlap, correlation, entropy, and what each contributes.",
        ),
    ),
    "is_actors": (
        bool,
        typer.Option(_NO, "--actors", help="Organisations and groups instead of regions."),
    ),
    "level": (
        str,
        typer.Option(
            "linkages",
            "--level",
            metavar="NAME",
            help=f"One of {_listed(LEVELS)}.",
            show_default=True,
        ),
    ),
    "ranking": (
        str | None,
        typer.Option(
            None,
            "--ranking",
            metavar="NAME",
            help=f"Of linkages: one of {_listed(RANKINGS)}; without it as in the settings.",
        ),
    ),
    "swept": (
        str | None,
        typer.Argument(
            None,
            metavar="[SETTING]",
            help="threshold, delta, beta, layer (with --layer), scaling, placement, scheme, or any setting by its dotted name; without it the overview.",
            show_default=False,
        ),
    ),
    "values": (
        str | None,
        typer.Option(
            None,
            "--values",
            metavar="A,B,...",
            help="Values to try; without it every choice, or a grid around the default.",
        ),
    ),
    "swept_layer": (
        str | None,
        typer.Option(None, "--layer", metavar="NAME", help="The layer whose weight is moved."),
    ),
    "asked": (
        str,
        typer.Argument(metavar="WHAT", help=f"One of {_listed(SERIES)}.", show_default=False),
    ),
    "variable": (
        str | None,
        typer.Option(
            None,
            "--variable",
            metavar="NAME",
            help="Of synchrony: variable of the table series; without it the only one.",
        ),
    ),
    "industry": (
        str | None,
        typer.Option(
            None,
            "--industry",
            metavar="CODE",
            help="Of synchrony: one industry; without it the reporting units as a whole.",
        ),
    ),
    "dates": (
        str | None,
        typer.Option(
            None,
            "--dates",
            metavar="A,B,...",
            help="Of entry: dates to compare, each with the next; without it all.",
        ),
    ),
    "run_a": (
        Path,
        typer.Argument(metavar="A", help="Folder of a finished run.", show_default=False),
    ),
    "run_b": (Path, typer.Argument(metavar="B", help="Folder of another.", show_default=False)),
    "shifts_shown": (
        int,
        typer.Option(
            3,
            "--top",
            metavar="N",
            min=1,
            help="Shifts to show of each ranking; --json has all.",
            show_default=True,
        ),
    ),
    "pack_out": (
        Path | None,
        typer.Option(
            None,
            "--out",
            metavar="DIR",
            help="Folder to write the pack into; without it synthetic.",
        ),
    ),
    "is_pack_overwrite": (
        bool,
        typer.Option(
            _NO, "--overwrite", help="Replace that folder if it holds an earlier synthetic pack."
        ),
    ),
    "planted_regions": (
        int,
        typer.Option(
            60,
            "--regions",
            metavar="N",
            help="Regions, three or more a community.",
            show_default=True,
        ),
    ),
    "planted_industries": (
        int,
        typer.Option(
            20,
            "--industries",
            metavar="N",
            help="Industries, two or more a community.",
            show_default=True,
        ),
    ),
    "planted_communities": (
        int,
        typer.Option(
            4, "--communities", metavar="N", help="Planted communities.", show_default=True
        ),
    ),
    "planted_hubs": (
        int | None,
        typer.Option(
            None,
            "--hubs",
            metavar="N",
            help="Planted hubs; without it one in ten regions, at least one a community.",
        ),
    ),
    "planted_dates": (
        int | None,
        typer.Option(
            None,
            "--dates",
            metavar="N",
            help="Quarters of a series with planted synchrony and entry, 17 or more; without it none.",
        ),
    ),
    "noises": (
        list[float] | None,
        typer.Option(
            None,
            "--noise",
            metavar="X",
            help="0 as planted, 1 no structure; without it 0.1. With --recovery several: repeat the option.",
        ),
    ),
    "is_recovery": (
        bool,
        typer.Option(
            _NO,
            "--recovery",
            help="Write nothing; measure how much of what is planted is found again.",
        ),
    ),
    "replicates": (
        int | None,
        typer.Option(
            None,
            "--replicates",
            metavar="N",
            help="Packs at each noise, with --recovery; without it 3.",
        ),
    ),
    "figure": (
        str,
        typer.Argument(metavar="NAME", help=f"One of {_listed(FIGURES)}.", show_default=False),
    ),
    "figure_out": (
        Path | None,
        typer.Option(
            None, "--out", metavar="FILE", help="File to write; without it NAME.png here."
        ),
    ),
    "figure_format": (
        str | None,
        typer.Option(
            None,
            "--format",
            metavar="NAME",
            help="png, svg or pdf; without it as the file's suffix says.",
        ),
    ),
    "width": (
        float,
        typer.Option(
            180,
            "--width",
            metavar="MM",
            help="88 is one column of a journal, 180 two.",
            show_default=True,
        ),
    ),
    "language": (
        str,
        typer.Option(
            "en",
            "--language",
            metavar="NAME",
            help=f"One of {_listed(LANGUAGES)}; ru takes names in the local language.",
            show_default=True,
        ),
    ),
    "figure_region": (
        str | None,
        typer.Option(
            None,
            "--region",
            metavar="REGION",
            help=f"Of profile: {_REGION} Without it the strongest hub.",
        ),
    ),
    "figure_level": (
        str | None,
        typer.Option(
            None,
            "--level",
            metavar="NAME",
            help=f"Of opportunities: one of {_listed(LEVELS)}; without it linkages.",
        ),
    ),
    "figure_layer": (
        str | None,
        typer.Option(
            None,
            "--layer",
            metavar="NAME",
            help=f"Of network: one of {_listed(LAYERS)}, or a measured one; without it all.",
        ),
    ),
    "column": (
        str | None,
        typer.Option(
            None,
            "--column",
            metavar="NAME",
            help="Of heatmap: a number column of indicators; without it location_quotient.",
        ),
    ),
    "setting": (
        str | None,
        typer.Option(
            None,
            "--setting",
            metavar="NAME",
            help="Of sensitivity: the setting to sweep, such as beta; without it the overview.",
        ),
    ),
    "report_out": (
        Path,
        typer.Option(
            Path("report.html"), "--out", metavar="FILE", help="File to write.", show_default=True
        ),
    ),
    "is_report_overwrite": (bool, typer.Option(_NO, "--overwrite", help="Replace that file.")),
    "has_report": (
        bool,
        typer.Option(_NO, "--report", help="Write report.html into the folder too."),
    ),
    "report_language": (
        str,
        typer.Option(
            "en",
            "--language",
            metavar="NAME",
            help=f"Of the report: one of {_listed(LANGUAGES)}; ru takes names in the local language.",
            show_default=True,
        ),
    ),
    "port": (
        int,
        typer.Option(
            8765,
            "--port",
            metavar="N",
            min=0,
            max=65535,
            help="Port of this machine; where it is taken, another free one is used; 0: any free one.",
            show_default=True,
        ),
    ),
    "is_browser_left": (
        bool,
        typer.Option(_NO, "--no-browser", help="Only print the address; open no browser."),
    ),
    "is_figure_overwrite": (
        bool,
        typer.Option(_NO, "--overwrite", help="Replace the file and its alt text."),
    ),
    "one": (str | None, typer.Argument(None, metavar="[REGION]", help=_REGION, show_default=False)),
    "other": (
        str | None,
        typer.Argument(
            None,
            metavar="[OTHER REGION]",
            help="The other end, named in the same way.",
            show_default=False,
        ),
    ),
    "only": (
        str | None,
        typer.Argument(
            None,
            metavar="[REGION]",
            help=f"{_REGION} Without it the strongest hub.",
            show_default=False,
        ),
    ),
}

# What the shell completes after an option or in place of an argument; paths it knows by itself.
COMPLETED: dict[str, tuple[str, ...]] = {
    "asked": SERIES,
    "export_formats": FORMATS,
    "figure": FIGURES,
    "figure_format": FIGURE_FORMATS,
    "figure_layer": LAYERS,
    "figure_level": LEVELS,
    "group": GROUPS,
    "language": LANGUAGES,
    "layer": LAYERS,
    "level": LEVELS,
    "method": METHODS,
    "ranking": RANKINGS,
    "report_language": LANGUAGES,
    "swept_layer": LAYERS,
}


def _among(names: tuple[str, ...]) -> Callable[[str], list[str]]:
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


def _settings(incomplete: str) -> list[str]:
    """Settings that can be swept; read only when asked for."""
    from hypercluster.compare.sensitivity import short_names
    from hypercluster.settings import Settings

    return [name for name in (*short_names(Settings()), "layer") if name.startswith(incomplete)]


for _key, _names in COMPLETED.items():
    PARAMETERS[_key][1].autocompletion = _among(_names)
for _key in ("swept", "setting"):
    PARAMETERS[_key][1].autocompletion = _settings
