"""Does relatedness density say which industries enter a region, beyond size and what is common?

Establishments of 137 mesoregions of Brazil by 287 groups of industries, 2010 and 2015.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

import hypercluster as hc
from hypercluster.analysis.series import area_under_curve

FILES = ("establishments_2010.csv", "establishments_2015.csv")
BELOW = (0.5, 1.0)  # an industry may enter where its quotient is below; it enters from 1
SIZES = ("size of the region", "size of the industry", "diversity", "ubiquity")


class Entry(NamedTuple):
    """Areas under the curve, one row a set of predictors, one column a definition of entry."""

    areas: pd.DataFrame
    cells: dict[float, tuple[int, int]]
    regions: int
    industries: int


def evaluate(folder: Path) -> Entry:
    """Areas under the curve of entries, every region predicted from the others."""
    before, after = (
        pd.read_csv(folder / file, index_col=0).fillna(0.0).astype(float) for file in FILES
    )
    is_present = (before.sum() > 0) & (after.sum() > 0)
    before, after = before.loc[:, is_present], after.loc[:, is_present]
    quotients = hc.location_quotient(before)
    specialised = hc.specialised(quotients)
    proximities = hc.proximity(specialised)
    features = {
        "size of the region": np.log(before.sum(axis=1).to_numpy())[:, None],
        "size of the industry": np.log1p(before.sum().to_numpy())[None, :],
        "diversity": specialised.sum(axis=1).to_numpy(dtype=float)[:, None],
        "ubiquity": specialised.sum().to_numpy(dtype=float)[None, :],
        "own quotient": quotients.to_numpy(),
        "density": hc.relatedness_density(specialised, proximities).to_numpy(),
        "density of log-ratios": log_ratio_density(before, specialised),
    }
    has_entered = (hc.location_quotient(after) >= 1).to_numpy()
    areas, cells = {}, {}
    for limit in BELOW:
        row, column = np.nonzero((quotients < limit).to_numpy())
        values = {
            name: np.broadcast_to(feature, quotients.shape)[row, column]
            for name, feature in features.items()
        }
        entered = has_entered[row, column]
        cells[limit] = (len(entered), int(entered.sum()))
        sets = {
            "density alone": ("density",),
            "own quotient alone": ("own quotient",),
            "sizes, diversity, ubiquity": SIZES,
            "the same and density": (*SIZES, "density"),
            "the same and density of log-ratios": (*SIZES, "density of log-ratios"),
            "the same and own quotient": (*SIZES, "own quotient"),
            "the same, own quotient and density": (*SIZES, "own quotient", "density"),
        }
        areas[f"below {limit:g}"] = {
            name: area_of([values[key] for key in keys], entered, row)
            for name, keys in sets.items()
        }
    return Entry(pd.DataFrame(areas), cells, *before.shape)


def log_ratio_density(counts: pd.DataFrame, specialised: pd.DataFrame) -> np.ndarray:
    """Density from correlations of centred log-ratios, which closure of shares does not make."""
    logs = np.log(counts.to_numpy() + 0.5)
    ratios = logs - logs.mean(axis=1, keepdims=True)
    related = np.maximum(np.corrcoef(ratios.T), 0.0)
    np.fill_diagonal(related, 0.0)
    density: np.ndarray = specialised.to_numpy() @ related / related.sum(axis=0)
    return density


def area_of(columns: list[np.ndarray], entered: np.ndarray, regions: np.ndarray) -> float:
    """Area under the curve of probabilities, those of a region predicted from the others."""
    values = np.column_stack(columns)
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    probabilities = np.zeros(len(entered))
    for train, test in GroupKFold(5).split(values, entered, regions):
        model = LogisticRegression(C=1e3, max_iter=500).fit(values[train], entered[train])
        probabilities[test] = model.predict_proba(values[test])[:, 1]
    return area_under_curve(probabilities, entered)
