"""The command for packs with dates: entry of industries, and synchrony of reporting units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.options import (
    SERIES,
    Data,
    Debug,
    Json,
    Quiet,
    Seed,
    SettingsFile,
    Top,
    completing,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Source, chosen, head_line, pack_and_settings, titled
from hypercluster.cli.view import FIRST_ROWS, figures, text
from hypercluster.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.sources import DataPack

PREDICTORS = {
    "own_density": "own density",
    "own_and_added": "own + added",
    "density_added": "added alone",
}
MOST_Q = 0.05
READ_ENTRY = (
    "AUC: how often an entry had the higher prediction than a cell without entry; 0.5 is chance. 90 %: over resampled units. vs own: gain over own "
    "density alone, p: that there is none. Brier: mean squared error of probabilities from other units."
)
READ_SYNCHRONY = (
    "corr.: Pearson, of changes. conc.: share of dates in the same phase, beside that by chance. phase: correlation of phases. lock.: phase locking. "
    "q: p-value adjusted for all pairs; that of phase is too small where cycles are slow and regular, that of corr. less so. p-values and every pair: --json. An order parameter near 0 is no independence: groups in opposite phases cancel."
)
FOR = {"entry": ("dates",), "synchrony": ("variable", "industry", "top")}


def series(
    question: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help=f"One of {', '.join(SERIES)}.",
            show_default=False,
            autocompletion=completing(SERIES),
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
    top: Top = None,
    data: Data = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
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
    display = Display(is_json, is_quiet)
    from hypercluster.run.series import series_entry, series_synchrony

    what = chosen(question, SERIES, "question to series")
    given = {"variable": variable, "industry": industry, "dates": dates, "top": top}
    idle = [
        f"--{name}" for name, value in given.items() if value is not None and name not in FOR[what]
    ]
    if idle:
        raise SettingsError(
            f"Expected options that {what} uses; found {', '.join(idle)}, which it does not. Leave them out."
        )
    pack, settings = pack_and_settings(source, has_draws=False)
    seed = settings.run.seed
    if what == "entry":
        wanted = (
            None if dates is None else [date.strip() for date in dates.split(",") if date.strip()]
        )
        tables = series_entry(pack, dates=wanted, settings=settings)
    else:
        tables = series_synchrony(pack, variable=variable, industry=industry, seed=seed)
    if display.is_json:
        typer.echo(render.as_json(_answer(pack, what, seed, tables)))
        return
    width = render.terminal_width()
    most = top or FIRST_ROWS
    lines = (
        _entry_lines(tables, width) if what == "entry" else _synchrony_lines(tables, most, width)
    )
    if not display.is_quiet:
        lines = [
            *_ran(pack, what, seed, tables, width),
            "",
            *lines,
            *_remarks(pack, what, tables, most, width),
        ]
    typer.echo("\n".join(lines))


def _answer(
    pack: DataPack, what: str, seed: int, tables: Mapping[str, pd.DataFrame]
) -> dict[str, Any]:
    from hypercluster.run.series import SCOPE

    known = {
        "title": pack.title,
        "vintage": pack.vintage,
        "source": pack.source,
        "is_synthetic": pack.is_synthetic,
        "sha256": pack.sha256,
    }
    conventions = {name: table.attrs.get("convention") for name, table in tables.items()}
    reasons = {name: table.attrs["note"] for name, table in tables.items() if "note" in table.attrs}
    rows = {name: render.records(table) for name, table in tables.items()}
    return {
        "pack": known,
        "asked": what,
        "seed": seed,
        "scope": SCOPE,
        "conventions": conventions,
        "reasons": reasons,
        **rows,
    }


def _ran(
    pack: DataPack, what: str, seed: int, tables: Mapping[str, pd.DataFrame], width: int | None
) -> list[str]:
    """What ran."""
    known = next(iter(tables.values())).attrs
    span = (
        f"{known['variable']}, {known['first_date']} to {known['last_date']}"
        if what == "synchrony"
        else "entry of industries"
    )
    parts = [
        render.clean(span),
        render.counted(int(known["regions"]), "reporting unit"),
        f"seed {seed}",
    ]
    return head_line(
        titled(pack.title, pack.vintage), *parts, is_synthetic=pack.is_synthetic, width=width
    )


def _entry_lines(tables: Mapping[str, pd.DataFrame], width: int | None) -> list[str]:
    fields = (
        text("period", "period", is_cut=True),
        Field("predictor", lambda row: PREDICTORS[row["predictor"]]),
        Field("entries", lambda row: f"{row['entries']}/{row['candidates']}", is_number=True),
        figures("AUC", "auc"),
        Field("90 %", lambda row: _between(row["auc_low"], row["auc_high"]), is_number=True),
        Field("vs own", lambda row: _signed(row["auc_difference"]), is_number=True),
        Field("p", lambda row: render.tiny(row["difference_p"]), is_number=True),
        Field("Brier", lambda row: f"{render.number(row['brier'], 3)}", is_number=True),
    )
    lines = render.table_lines(fields, tables["entry_prediction"].to_dict("records"), width=width)
    bins = tables["entry_calibration"]
    if bins.empty:
        return lines
    last = bins[bins["period"] == bins["period"].iloc[-1]]
    own = last[last["predictor"] == last["predictor"].iloc[0]]
    heading = f"calibration, {own['period'].iloc[0]}, {PREDICTORS[own['predictor'].iloc[0]]}"
    classes = (
        Field(heading, lambda row: f"class {row['bin']}"),
        figures("candidates", "candidates", 0),
        Field("predicted", lambda row: _hundred(row["predicted"]), is_number=True),
        Field("observed", lambda row: _hundred(row["observed"]), is_number=True),
    )
    return [*lines, "", *render.table_lines(classes, own.to_dict("records"), width=width)]


def _synchrony_lines(tables: Mapping[str, pd.DataFrame], most: int, width: int | None) -> list[str]:
    pairs = tables["synchrony"]
    order = (
        pairs["correlation"]
        .round(9)
        .sort_values(ascending=False, kind="stable", na_position="last")
        .index
    )
    fields = (
        text("unit", "source_name", is_cut=True),
        text("other unit", "target_name", is_cut=True),
        figures("corr.", "correlation"),
        Field("corr. q", lambda row: render.tiny(row["correlation_q"]), is_number=True),
        Field("conc.", lambda row: _hundred(row["concordance"]), is_number=True),
        Field("by chance", lambda row: _hundred(row["concordance_expected"]), is_number=True),
        figures("phase", "phase_correlation"),
        Field("phase q", lambda row: render.tiny(row["phase_q"]), is_number=True),
        figures("lock.", "phase_locking"),
    )
    lines = render.table_lines(fields, pairs.loc[order].head(most).to_dict("records"), width=width)
    return [*_order_lines(tables["order_significance"], width), "", *lines]


def _order_lines(whole: pd.DataFrame, width: int | None) -> list[str]:
    """The order parameter in a sentence, or why there is none."""
    if whole.empty:
        return render.paragraph(
            f"No order parameter. {whole.attrs['note']}", mark="! ", width=width
        )
    row = whole.iloc[0]
    said = (
        f"Order parameter: mean {row['mean']:.2f} over {int(row['dates'])} changes of {int(row['regions'])} units; independent units {row['null_mean']:.2f} "
        f"(95 % below {row['null_high']:.2f}), p {render.tiny(row['p_value'])}."
    )
    return render.paragraph(said, width=width)


def _remarks(
    pack: DataPack, what: str, tables: Mapping[str, pd.DataFrame], most: int, width: int | None
) -> list[str]:
    from hypercluster.run.series import SCOPE

    first = next(iter(tables.values()))
    if what == "entry":
        remarks = [READ_ENTRY]
        rows = first[["period", "predictor", "note"]].dropna().to_numpy()
        seen = [f"! {period}, {PREDICTORS[name]}: {note}." for period, name, note in rows]
    else:
        remarks = [
            _beyond_chance(first),
            READ_SYNCHRONY,
            *([f"{len(first) - most} more pairs: --top {len(first)}"] if len(first) > most else []),
        ]
        seen = [
            f"! {(first['note'] == note).sum()} of {len(first)} pairs: {note}."
            for note in first["note"].dropna().unique()
        ]
    synthetic = (
        ["! Synthetic data: nothing here describes real regions."] if pack.is_synthetic else []
    )
    said = [*remarks, f"Conventions: {first.attrs['convention']}.", *seen, SCOPE, *synthetic]
    return ["", *(line for remark in said for line in render.paragraph(remark, width=width))]


def _beyond_chance(pairs: pd.DataFrame) -> str:
    """How many pairs correlate beyond chance, in a sentence."""
    tested = pairs["correlation_q"].dropna().round(9)
    together = int((pairs.loc[tested.index, "correlation"] > 0)[tested <= MOST_Q].sum())
    if tested.empty:
        return "! No pair could be tested: a correlation shown here may be chance."
    return f"{(tested <= MOST_Q).sum()} of {len(tested)} tested pairs correlate beyond chance (q at most {MOST_Q:g}), {together} of them move together and the others against each other; the rest is no finding."


def _between(low: Any, high: Any) -> str:
    return render.MISSING if render.is_missing(low) else f"{low:.2f}-{high:.2f}"


def _signed(value: Any) -> str:
    return (
        render.MISSING
        if render.is_missing(value)
        else f"{value:+.2f}"
        if round(value, 2)
        else "0.00"
    )


def _hundred(share: Any) -> str:
    return render.MISSING if render.is_missing(share) else f"{100 * share:.0f} %"
