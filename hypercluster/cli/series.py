"""Packs with dates: entry of industries, and synchrony of reporting units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about_pack, answer
from hypercluster.cli.runs import pack_and_settings, what_runs
from hypercluster.cli.show import FIRST_ROWS, SYNTHETIC, grid
from hypercluster.cli.terminal import Marked, marked, show
from hypercluster.errors import SettingsError, chosen
from hypercluster.views.plain_data import records
from hypercluster.words import text

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.sources import DataPack
    from hypercluster.words import Note

FOR = {"entry": ("dates",), "synchrony": ("variable", "industry", "top")}


def series(
    question: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help=f"One of {', '.join(opt.SERIES)}.",
            show_default=False,
            autocompletion=opt.completing(opt.SERIES),
        ),
    ],
    *,
    variable: Annotated[
        str | None,
        typer.Option(
            "--variable",
            metavar="NAME",
            help="Of synchrony: variable of the table series; without it the only one.",
        ),
    ] = None,
    industry: Annotated[
        str | None,
        typer.Option(
            "--industry",
            metavar="CODE",
            help="Of synchrony: one industry; without it the reporting units as a whole.",
        ),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option(
            "--dates",
            metavar="A,B,...",
            help="Of entry: dates to compare, each with the next; without it all.",
        ),
    ] = None,
    top: opt.Top = None,
    source: opt.Dated,
    display: opt.Display,
) -> None:
    """Packs with dates: entry of industries, synchrony.

    Which industries enter where (entry), and which reporting units move together (synchrony). It
    needs a pack with a table `series`; `hypercluster synthesise --dates 48 --out made-up` makes one
    to try it on. Entry reads the variable `enterprises` by industry at two dates or more, synchrony
    any variable at nine or more (17 to test it as a whole). Results are for the reporting units of
    the pack, whatever its schemes.

    Examples
    --------
    hypercluster series entry --data made-up
    hypercluster series synchrony --data made-up --variable output
    hypercluster series synchrony --data made-up --variable output --top 20 --json
    """
    from hypercluster.run.series import SCOPE, series_entry, series_synchrony

    what = chosen(question, opt.SERIES, "question to series")
    options = {"variable": variable, "industry": industry, "dates": dates, "top": top}
    idle = [
        f"--{name}"
        for name, value in options.items()
        if value is not None and name not in FOR[what]
    ]
    if idle:
        raise SettingsError(
            f"Expected options that {what} uses; found {', '.join(idle)}, which it does not. "
            "Leave them out."
        )
    pack, settings = pack_and_settings(source, has_draws=False)
    seed = settings.run.seed
    if what == "entry":
        named = None if dates is None else [date.strip() for date in dates.split(",")]
        chosen_dates = None if named is None else [date for date in named if date]
        tables = series_entry(pack, dates=chosen_dates, settings=settings)
    else:
        tables = series_synchrony(pack, variable=variable, industry=industry, seed=seed)
    if display.is_json:
        _answer(pack, what, seed, tables)
        return
    if what == "entry":
        blocks, doubts = _entry(tables, is_quiet=display.is_quiet)
    else:
        blocks, doubts = _synchrony(tables, top or FIRST_ROWS, is_quiet=display.is_quiet)
    if display.is_quiet:
        show(*blocks)
        return
    conventions = next(iter(tables.values())).attrs["convention"]
    show(
        _head(pack, what, seed, tables),
        "",
        *blocks,
        "",
        text("series.conventions", convention=conventions),
        *marked("! ", map(str, doubts)),
        SCOPE,
        *marked("! ", [SYNTHETIC] if pack.is_synthetic else []),
    )


def _answer(pack: DataPack, what: str, seed: int, tables: Mapping[str, pd.DataFrame]) -> None:
    from hypercluster.run.series import SCOPE

    notes = {name: table.attrs["note"] for name, table in tables.items() if "note" in table.attrs}
    answer(
        {
            "pack": about_pack(pack),
            "asked": what,
            "seed": seed,
            "scope": SCOPE,
            "conventions": {name: table.attrs.get("convention") for name, table in tables.items()},
            "reasons": notes,
            **{name: records(table) for name, table in tables.items()},
        }
    )


def _head(pack: DataPack, what: str, seed: int, tables: Mapping[str, pd.DataFrame]) -> Block:
    """What ran: the variable and its dates or entry, reporting units, and the seed."""
    context = next(iter(tables.values())).attrs
    question = (
        f"{context['variable']}, {context['first_date']} to {context['last_date']}"
        if what == "synchrony"
        else "entry of industries"
    )
    count = int(context["regions"])
    units = f"{count} reporting unit{'' if count == 1 else 's'}"
    return what_runs(pack, question, units, f"seed {seed}")


def _entry(
    tables: Mapping[str, pd.DataFrame], *, is_quiet: bool
) -> tuple[list[Block], tuple[Note, ...]]:
    """Predictions of entry and their calibration, and what is doubtful."""
    from hypercluster.views import series as views

    table, bins = tables["entry_prediction"], tables["entry_calibration"]
    below = [] if bins.empty else ["", grid(views.calibration(bins), is_quiet=is_quiet)]
    return [grid(views.entry(table), is_quiet=is_quiet), *below], views.entry_doubts(table)


def _synchrony(
    tables: Mapping[str, pd.DataFrame], first: int, *, is_quiet: bool
) -> tuple[list[Block], tuple[Note, ...]]:
    """The order parameter and the pairs that correlate most, and what is doubtful."""
    from hypercluster.views import series as views

    table, order = tables["synchrony"], tables["order_significance"]
    sentence = str(views.order_parameter(order))
    head = Marked("! ", sentence) if order.empty else sentence
    pairs = grid(views.synchrony(table, first), is_quiet=is_quiet)
    return [head, "", pairs], views.synchrony_doubts(table)
