"""The tables of measures over time, which the default analysis does not make."""

from __future__ import annotations

from hypercluster.columns import Column, TableSchema

_PERIOD = Column("period", "text", "The earlier and the later date; 'all' for all periods together.")
_PREDICTOR = Column("predictor", "text", "own_density: relatedness density of the unit; density_added: mean added by its partners; own_and_added: both in a logistic regression.", choices=("own_density", "own_and_added", "density_added"))
_SURROGATES = "(b + 1)/(n + 1) over surrogates that keep each unit's own autocorrelation"

_TABLES = (
    TableSchema(
        "entry_prediction",
        "One row per period and predictor: how well does it say which industries enter which reporting units?",
        (
            _PERIOD,
            _PREDICTOR,
            Column("regions", "integer", "Reporting units with candidates.", minimum=0),
            Column("candidates", "integer", "Units and industries that could enter, every predictor known.", "cells", minimum=0),
            Column("entries", "integer", "Those that entered.", "cells", minimum=0),
            Column("auc", "number", "Area under the receiver operating curve; 0.5 is chance.", is_nullable=True, minimum=0, maximum=1, heading="AUC", decimals=3),
            Column("auc_low", "number", "5 % quantile over resampled units.", is_nullable=True, minimum=0, maximum=1, heading="AUC low", decimals=3),
            Column("auc_high", "number", "95 % quantile of the same.", is_nullable=True, minimum=0, maximum=1, heading="AUC high", decimals=3),
            Column("auc_difference", "number", "The area minus that of own density alone on the same cells.", is_nullable=True, minimum=-1, maximum=1, heading="gain", decimals=3),
            Column("difference_low", "number", "5 % quantile over resampled units.", is_nullable=True, minimum=-1, maximum=1, heading="gain low", decimals=3),
            Column("difference_high", "number", "95 % quantile of the same.", is_nullable=True, minimum=-1, maximum=1, heading="gain high", decimals=3),
            Column("difference_p", "number", "One-sided p-value of a gain over own density: (b + 1)/(n + 1), b the resamples without one.", is_nullable=True, minimum=0, maximum=1, heading="p", decimals=3),
            Column("brier", "number", "Mean squared error of the probabilities predicted from other units.", is_nullable=True, minimum=0, maximum=1, heading="Brier", decimals=3),
            Column("brier_reference", "number", "The same if every cell had the share of entries in other units.", is_nullable=True, minimum=0, maximum=1, heading="Brier of shares", decimals=3),
            Column("note", "text", "Why numbers are missing.", is_nullable=True),
        ),
        key=("period", "predictor"),
    ),
    TableSchema(
        "entry_calibration",
        "One row per period, predictor and class of predicted probability: do industries enter as often as predicted?",
        (
            _PERIOD,
            _PREDICTOR,
            Column("bin", "integer", "Class, from the lowest probability; of equal number.", minimum=1),
            Column("candidates", "integer", "Cells in the class.", "cells", minimum=1),
            Column("predicted", "number", "Mean predicted probability of entry.", minimum=0, maximum=1, decimals=3),
            Column("observed", "number", "Share that entered.", minimum=0, maximum=1, decimals=3),
        ),
        key=("period", "predictor", "bin"),
    ),
    TableSchema(
        "synchrony",
        "One row per pair of reporting units: do their series move together?",
        (
            Column("source", "text", "A unit; its code comes first in order.", heading="code"),
            Column("target", "text", "Another unit.", heading="other code"),
            Column("source_name", "text", "Name of the first.", heading="region"),
            Column("target_name", "text", "Name of the second.", heading="other region"),
            Column("changes", "integer", "Changes from date to date that both have.", minimum=0),
            Column("correlation", "number", "Pearson correlation of changes.", is_nullable=True, minimum=-1, maximum=1),
            Column("correlation_p", "number", f"Its two-sided p-value, {_SURROGATES}.", is_nullable=True, minimum=0, maximum=1, heading="p", decimals=3),
            Column("correlation_q", "number", "The same adjusted for all pairs (Benjamini-Hochberg).", is_nullable=True, minimum=0, maximum=1, heading="q", decimals=3),
            Column("concordance", "number", "Share of dates on which both expand or both do not.", is_nullable=True, minimum=0, maximum=1),
            Column("concordance_expected", "number", "The same if both were independent.", is_nullable=True, minimum=0, maximum=1),
            Column("phase_correlation", "number", "Pearson correlation of the phases: concordance corrected for the mean.", is_nullable=True, minimum=-1, maximum=1),
            Column("phase_p", "number", "Its two-sided p-value, robust to autocorrelation (Newey-West).", is_nullable=True, minimum=0, maximum=1, decimals=3),
            Column("phase_q", "number", "The same adjusted for all pairs.", is_nullable=True, minimum=0, maximum=1, decimals=3),
            Column("phase_locking", "number", "Length of the mean difference of angles: 1 is a constant lead or lag.", is_nullable=True, minimum=0, maximum=1),
            Column("locking_p", "number", f"Its p-value, {_SURROGATES}.", is_nullable=True, minimum=0, maximum=1, decimals=3),
            Column("locking_q", "number", "The same adjusted for all pairs.", is_nullable=True, minimum=0, maximum=1, decimals=3),
            Column("note", "text", "What is missing, and why.", is_nullable=True),
        ),
        key=("source", "target"),
    ),
    TableSchema(
        "order_parameter",
        "One row per date: are all reporting units at the same point of their cycle?",
        (
            Column("date", "text", "The date."),
            Column("order_parameter", "number", "Kuramoto's order parameter: 1 all at the same point, about sqrt(pi/(4N)) for N independent units.", minimum=0, maximum=1, heading="order", decimals=3),
        ),
        key=("date",),
    ),
    TableSchema(
        "order_significance",
        "One row: is the mean order parameter larger than that of units which move independently?",
        (
            Column("mean", "number", "Mean order parameter over dates.", minimum=0, maximum=1, decimals=3),
            Column("null_mean", "number", "Its mean over surrogates.", minimum=0, maximum=1, heading="by chance", decimals=3),
            Column("null_high", "number", "95 % quantile of the same.", minimum=0, maximum=1, heading="95 % by chance", decimals=3),
            Column("p_value", "number", f"p-value, {_SURROGATES}.", minimum=0, maximum=1, heading="p", decimals=3),
            Column("regions", "integer", "Units with angles: 16 changes or more and no gap.", minimum=2),
            Column("dates", "integer", "Changes.", minimum=16),
            Column("surrogates", "integer", "Surrogates.", minimum=1),
        ),
    ),
)

SERIES_TABLES: dict[str, TableSchema] = {table.name: table for table in _TABLES}
