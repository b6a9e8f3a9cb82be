"""Packs with dates: entry of industries, and synchrony of reporting units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about_pack, answer
from hypercluster.cli.runs import Source, chosen, pack_and_settings, what_runs
from hypercluster.cli.show import FIRST_ROWS, SYNTHETIC
from hypercluster.cli.terminal import (
    Field,
    Grid,
    Marked,
    marked,
    number_field,
    probability_field,
    show,
    text_field,
)
from hypercluster.errors import SettingsError
from hypercluster.rankings import MOST_P
from hypercluster.views.plain_data import records
from hypercluster.words import MISSING, is_missing, part, probability

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.sources import DataPack

PREDICTORS = {
    "own_density": "own density",
    "own_and_added": "own + added",
    "density_added": "added alone",
}
READ_ENTRY = (
    "AUC: how often an entry had the higher prediction than a cell without entry; 0.5 is chance. "
    "90 %: over resampled units. vs own: gain over own density alone, p: that there is none. "
    "Brier: mean squared error of probabilities from other units."
)
READ_SYNCHRONY = (
    "corr.: Pearson, of changes. conc.: share of dates in the same phase, beside that by chance. "
    "phase: correlation of phases. lock.: phase locking. q: p-value adjusted for all pairs; that "
    "of phase is too small where cycles are slow and regular, that of corr. less so. p-values and "
    "every pair: --json. An order parameter near 0 is no independence: groups in opposite phases "
    "cancel."
)
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
    data: opt.Data = None,
    settings_file: opt.SettingsFile = None,
    seed: opt.Seed = None,
    is_json: opt.Json = False,
    is_quiet: opt.Quiet = False,
    _debug: opt.Debug = False,
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
    source = Source(data, settings=settings_file, seed=seed)
    from hypercluster.run.series import series_entry, series_synchrony

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
    if is_json:
        _answer(pack, what, seed, tables)
        return
    most = top or FIRST_ROWS
    blocks = _entry(tables) if what == "entry" else _synchrony(tables, most)
    if is_quiet:
        show(*blocks)
    else:
        head = _head(pack, what, seed, tables)
        show(head, "", *blocks, "", *_remarks(pack, what, tables, most))


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


def _entry(tables: Mapping[str, pd.DataFrame]) -> list[Block]:
    """Predictions of entry, and the last calibration of the first predictor."""
    fields = (
        text_field("period", "period", is_name=True),
        Field("predictor", lambda row: PREDICTORS[row["predictor"]]),
        Field("entries", lambda row: f"{row['entries']}/{row['candidates']}", is_number=True),
        number_field("AUC", "auc"),
        Field("90 %", lambda row: _between(row["auc_low"], row["auc_high"]), is_number=True),
        Field("vs own", lambda row: _signed(row["auc_difference"]), is_number=True),
        probability_field("p", "difference_p"),
        number_field("Brier", "brier", 3),
    )
    table = Grid(fields, tables["entry_prediction"].to_dict("records"))
    bins = tables["entry_calibration"]
    if bins.empty:
        return [table]
    last = bins[bins["period"] == bins["period"].iloc[-1]]
    first = last[last["predictor"] == last["predictor"].iloc[0]]
    heading = f"calibration, {first['period'].iloc[0]}, {PREDICTORS[first['predictor'].iloc[0]]}"
    classes = (
        Field(heading, lambda row: f"class {row['bin']}"),
        number_field("candidates", "candidates", 0),
        Field("predicted", lambda row: part(row["predicted"]), is_number=True),
        Field("observed", lambda row: part(row["observed"]), is_number=True),
    )
    return [table, "", Grid(classes, first.to_dict("records"))]


def _synchrony(tables: Mapping[str, pd.DataFrame], most: int) -> list[Block]:
    """The order parameter in a sentence, and the pairs that correlate most."""
    pairs = tables["synchrony"]
    correlation = pairs["correlation"].round(9)
    order = correlation.sort_values(ascending=False, kind="stable", na_position="last").index
    fields = (
        text_field("unit", "source_name", is_name=True),
        text_field("other unit", "target_name", is_name=True),
        number_field("corr.", "correlation"),
        probability_field("corr. q", "correlation_q"),
        Field("conc.", lambda row: part(row["concordance"]), is_number=True),
        Field("by chance", lambda row: part(row["concordance_expected"]), is_number=True),
        number_field("phase", "phase_correlation"),
        probability_field("phase q", "phase_q"),
        number_field("lock.", "phase_locking"),
    )
    table = Grid(fields, pairs.loc[order].head(most).to_dict("records"))
    return [_order(tables["order_significance"]), "", table]


def _order(order: pd.DataFrame) -> Block:
    """The order parameter in a sentence, or why there is none."""
    if order.empty:
        return Marked("! ", f"No order parameter. {order.attrs['note']}")
    row = order.iloc[0]
    return (
        f"Order parameter: mean {row['mean']:.2f} over {int(row['dates'])} changes of "
        f"{int(row['regions'])} units; independent units {row['null_mean']:.2f} "
        f"(95 % below {row['null_high']:.2f}), p {probability(row['p_value'])}."
    )


def _remarks(
    pack: DataPack, what: str, tables: Mapping[str, pd.DataFrame], most: int
) -> list[Block]:
    """How to read the columns, conventions, doubts, scope."""
    from hypercluster.run.series import SCOPE

    table = next(iter(tables.values()))
    remarks: list[Block]
    if what == "entry":
        remarks = [READ_ENTRY]
        notes = table[["period", "predictor", "note"]].dropna().to_numpy()
        doubts = [f"{period}, {PREDICTORS[name]}: {note}." for period, name, note in notes]
    else:
        left = len(table) - most
        more = [f"{left} more pairs: --top {len(table)}"] if left > 0 else []
        remarks = [_beyond_chance(table), READ_SYNCHRONY, *more]
        doubts = [
            f"{(table['note'] == note).sum()} of {len(table)} pairs: {note}."
            for note in table["note"].dropna().unique()
        ]
    return [
        *remarks,
        f"Conventions: {table.attrs['convention']}.",
        *marked("! ", doubts),
        SCOPE,
        *marked("! ", [SYNTHETIC] if pack.is_synthetic else []),
    ]


def _beyond_chance(pairs: pd.DataFrame) -> Block:
    """How many pairs correlate beyond chance, in a sentence."""
    tested = pairs["correlation_q"].dropna().round(9)
    if tested.empty:
        return Marked("! ", "No pair could be tested: a correlation shown here may be chance.")
    beyond = tested <= MOST_P
    together = int((pairs.loc[tested.index, "correlation"] > 0)[beyond].sum())
    return (
        f"{beyond.sum()} of {len(tested)} tested pairs correlate beyond chance (q at most "
        f"{MOST_P:g}), {together} of them move together and the others against each other; "
        "the rest is no finding."
    )


def _between(low: Any, high: Any) -> str:
    return MISSING if is_missing(low) else f"{low:.2f}-{high:.2f}"


def _signed(value: Any) -> str:
    if is_missing(value):
        return MISSING
    return f"{value:+.2f}" if round(value, 2) else "0.00"
