"""What is shown of packs with dates: entry of industries, and synchrony."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.rankings import MOST_P, is_beyond_chance
from hypercluster.views.model import View, ViewColumn, column
from hypercluster.words import Note, Term

if TYPE_CHECKING:
    import pandas as pd

PREDICTOR = ViewColumn("predictor", ("predictor",), "term", entity="predictors")


def entry(table: pd.DataFrame) -> View:
    """How well each predictor says which industries enter where."""
    name = "entry_prediction"
    return View(
        Note("series.entry"),
        (
            column(name, "period", "name"),
            PREDICTOR,
            ViewColumn("entries", ("entries", "candidates"), "count"),
            column(name, "auc", decimals=2),
            ViewColumn("90 %", ("auc_low", "auc_high"), "between"),
            column(name, "auc_difference", "signed", heading="vs own", decimals=2),
            column(name, "difference_p", "probability"),
            column(name, "brier"),
        ),
        table,
        remarks=(Note("series.read_entry"),),
    )


def calibration(table: pd.DataFrame) -> View:
    """Last calibration of the first predictor, of a table with rows."""
    last = table[table["period"] == table["period"].iloc[-1]]
    first = last[last["predictor"] == last["predictor"].iloc[0]]
    predictor = Term("predictors", str(first["predictor"].iloc[0]))
    title = Note("series.calibration", {"period": first["period"].iloc[0], "predictor": predictor})
    classes = [Note("series.bin", {"bin": int(number)}) for number in first["bin"]]
    name = "entry_calibration"
    return View(
        title,
        (
            ViewColumn(str(title), ("class",), "note"),
            column(name, "candidates"),
            column(name, "predicted", "part"),
            column(name, "observed", "part"),
        ),
        first.assign(**{"class": classes}),
    )


def entry_doubts(table: pd.DataFrame) -> tuple[Note, ...]:
    """Why numbers of a predictor are missing."""
    rows = table[["period", "predictor", "note"]].dropna().to_dict("records")
    return tuple(
        Note("series.of_predictor", {**row, "predictor": Term("predictors", row["predictor"])})
        for row in rows
    )


def synchrony(pairs: pd.DataFrame, first: int | None = None) -> View:
    """Pairs of reporting units, those that correlate most first."""
    name = "synchrony"
    correlation = pairs["correlation"].round(9)
    order = correlation.sort_values(ascending=False, kind="stable", na_position="last").index
    tested = pairs["correlation_q"].dropna().round(9)
    beyond = is_beyond_chance(tested)
    counts = {
        "beyond": int(beyond.sum()),
        "tested": len(tested),
        "level": MOST_P,
        "together": int((pairs.loc[tested.index, "correlation"] > 0)[beyond].sum()),
    }
    return View(
        Note("series.synchrony"),
        (
            column(name, "source_name", "name", heading="unit"),
            column(name, "target_name", "name", heading="other unit"),
            column(name, "correlation", heading="corr."),
            column(name, "correlation_q", "probability", heading="corr. q"),
            column(name, "concordance", "part", heading="conc."),
            column(name, "concordance_expected", "part", heading="by chance"),
            column(name, "phase_correlation", heading="phase"),
            column(name, "phase_q", "probability"),
            column(name, "phase_locking", heading="lock."),
        ),
        pairs.loc[order],
        remarks=(
            *([Note("series.beyond_chance", counts)] if len(tested) else []),
            Note("series.read_synchrony"),
        ),
        first=first,
    )


def order_parameter(table: pd.DataFrame) -> Note:
    """The order parameter in a sentence, or why there is none."""
    if table.empty:
        return Note("series.no_order", {"note": str(table.attrs["note"])})
    return Note("series.order", table.iloc[0].to_dict())


def synchrony_doubts(pairs: pd.DataFrame) -> tuple[Note, ...]:
    """What is missing of pairs, and of how many."""
    is_tested = pairs["correlation_q"].notna().any()
    notes = pairs["note"].dropna()
    return (
        *([] if is_tested else [Note("series.untested")]),
        *(
            Note(
                "series.of_pairs",
                {"number": int((notes == note).sum()), "pairs": len(pairs), "note": note},
            )
            for note in notes.unique()
        ),
    )
