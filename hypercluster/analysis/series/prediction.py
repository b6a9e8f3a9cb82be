"""Do industries enter regions where what is related to them is there already?

And do the partners of a region add to that? Cells are rows: one a region and industry that could
enter between two dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

PREDICTORS = {
    "own_density": ("own_density",),
    "own_and_added": ("own_density", "density_added"),
    "density_added": ("density_added",),
}
# Entries and other candidates (our choice): with fewer, an area under the curve is mostly chance.
FEWEST = 10
FOLDS = 5
# Inverse strength of the penalty on standardised predictors. It only keeps a perfect separation
# finite.
RIDGE = 1e3
ALL_PERIODS = "all"
MEASURES = (
    "auc",
    "auc_low",
    "auc_high",
    "auc_difference",
    "difference_low",
    "difference_high",
    "difference_p",
    "brier",
    "brier_reference",
)


def area_under_curve(
    scores: np.ndarray, is_positive: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Area under the receiver operating curve.

    How often a positive has a higher score than a negative:
    P(score of a positive > score of a negative) + P(equal)/2. Written here because resamples call
    it a thousand times on the same ranks, and scikit-learn sorts anew every time.

    Parameters
    ----------
    scores
        Equal to 1e-9 are tied. Missing scores, and what has them, are left out.
    is_positive
        1 or true for a positive, 0 or false for a negative.
    weights
        Of each score, by default 1.

    Returns
    -------
    float
        0 to 1, 0.5 is chance. Missing without a positive or without a negative.

    References
    ----------
    Hanley, J. A. & McNeil, B. J. (1982). Radiology 143, 29-36. doi:10.1148/radiology.143.1.7063747

    Examples
    --------
    >>> import numpy as np
    >>> area_under_curve(np.array([3.0, 1.0, 2.0]), np.array([1.0, 0.0, 0.0]))
    1.0
    """
    import numpy as np

    is_valid = ~np.isnan(scores)
    weight = np.ones(len(scores)) if weights is None else weights
    positive = np.asarray(is_positive, dtype=float)
    return _area(_positions(scores[is_valid]), positive[is_valid], weight[is_valid])


def _positions(scores: np.ndarray) -> np.ndarray:
    """Position of each score among the different ones, from the lowest."""
    import numpy as np

    return np.asarray(np.unique(np.round(scores, 9), return_inverse=True)[1])


def _area(positions: np.ndarray, is_positive: np.ndarray, weights: np.ndarray) -> float:
    """Area under the curve from the position of every score."""
    import numpy as np

    positives = np.bincount(positions, weights * is_positive)
    negatives = np.bincount(positions, weights * (1 - is_positive))
    total = float(positives.sum() * negatives.sum())
    if total <= 0:
        return float("nan")
    # Negatives below each score, and half of those that equal it.
    return float(positives @ (np.cumsum(negatives) - negatives / 2)) / total


def entry_prediction(
    cells: pd.DataFrame, *, resamples: int = 999, folds: int = FOLDS, seed: int = 1
) -> pd.DataFrame:
    """How well densities predict which industries enter, by area under the curve.

    The predictors are own relatedness density, density added by partners, and both together: a
    logistic regression on both whose weights for a region come from the other regions (`folds`
    parts, drawn by region), so that no region predicts itself. Each area under the curve stands
    beside that of own density alone on the same cells. Intervals are 5-95 % over resampled regions
    (with all their cells and periods), because cells of one region are not independent. The
    regressions are not fitted anew in them.

    Parameters
    ----------
    cells
        One row a candidate: `period`, `region`, `industry`, `has_entered` (1 or 0), `own_density`,
        `density_added` (measured at the earlier date).
    resamples
        Number of resamples of regions.
    folds
        Parts of the regions, at least 2.
    seed
        Of parts and resamples.

    Returns
    -------
    DataFrame
        One row a period (and "all" where there are several) and predictor:

        - `regions`, `candidates`, `entries`: their numbers;
        - `auc` with `auc_low` and `auc_high`;
        - `auc_difference` against own density with `difference_low`, `difference_high` and
          `difference_p`, one-sided: (b + 1)/(n + 1) with b the resamples without a gain (one-sided
          because weights that have to be learned cost a little where there is nothing to gain);
        - `brier`, the mean squared error of the probabilities predicted from other regions, and
          `brier_reference`, that of the plain share of entries there.

        Only cells where every predictor has a value count, so that predictors are compared on the
        same ones. One that has no value anywhere is missing and switches nothing else off. Missing
        with fewer than 10 entries or 10 other candidates, and `note` says so.

    Raises
    ------
    AnalysisError
        Fewer than 2 parts.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070.
    doi:10.1080/00343404.2020.1861240;
    Field, C. A. & Welsh, A. H. (2007). JRSS B 69, 369-390. doi:10.1111/j.1467-9868.2007.00593.x
    (resampling clusters);
    Brier, G. W. (1950). Monthly Weather Review 78, 1-3.
    doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> density, region = np.tile(np.arange(10.0), 8), np.repeat(list("abcdefgh"), 10)
    >>> cells = pd.DataFrame({"period": "2010 to 2015", "region": region, "industry": density})
    >>> cells = cells.assign(own_density=density, density_added=np.nan)
    >>> cells["has_entered"] = (density >= 5).astype(float)
    >>> table = entry_prediction(cells, resamples=9)
    >>> table["auc"].tolist(), table["note"].iloc[1]
    ([1.0, nan, nan], 'no density_added is known')
    """
    import pandas as pd

    _check_folds(folds)
    rows = []
    for period, group in _periods(cells):
        comparable, lacking = _comparable(group)
        numbers = {
            "regions": comparable["region"].nunique(),
            "candidates": len(comparable),
            "entries": int(comparable["has_entered"].sum()),
        }
        reason = _too_few(comparable)
        for name, columns in PREDICTORS.items():
            missing = [column for column in columns if column in lacking]
            note = f"no {' and no '.join(missing)} is known" if missing else reason
            row = {"period": period, "predictor": name, **numbers, "note": note}
            if not note:
                row |= _measured(comparable, name, resamples=resamples, folds=folds, seed=seed)
            rows.append(row)
    head = ["period", "predictor", "regions", "candidates", "entries"]
    table = pd.DataFrame(rows, columns=[*head, *MEASURES, "note"])
    table = table.astype({**dict.fromkeys(MEASURES, "float64"), "note": "str"})
    table.attrs["convention"] = (
        f"interval: 5-95 % over {resamples} resamples of regions; both: weights from other regions "
        f"({folds} parts)"
    )
    return table


def entry_calibration(
    cells: pd.DataFrame, *, bins: int = 5, folds: int = FOLDS, seed: int = 1
) -> pd.DataFrame:
    """Predicted and observed shares of entries over classes of predicted probability.

    Probabilities are those of `entry_prediction`, from a logistic regression on other regions.
    Classes are equal in number (our choice), equal probabilities staying together.

    Parameters
    ----------
    cells, folds, seed
        As for `entry_prediction`.
    bins
        Number of classes, at least 2.

    Returns
    -------
    DataFrame
        One row a period, predictor and class from the lowest: `period`, `predictor`, `bin`,
        `candidates`, `predicted` (mean probability), `observed` (share that entered). Without rows
        for what cannot be predicted.

    Raises
    ------
    AnalysisError
        Fewer than 2 classes or parts.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> density, region = np.tile(np.arange(10.0), 8), np.repeat(list("abcdefgh"), 10)
    >>> cells = pd.DataFrame({"period": "2010 to 2015", "region": region, "industry": density})
    >>> cells = cells.assign(own_density=density, density_added=np.nan)
    >>> cells["has_entered"] = (density >= 5).astype(float)
    >>> entry_calibration(cells, bins=2)[["predicted", "observed"]].round(2).to_numpy().tolist()
    [[0.0, 0.0], [1.0, 1.0]]
    """
    import numpy as np
    import pandas as pd

    _check_folds(folds)
    if bins < 2:
        raise AnalysisError(f"Expected at least 2 classes of probability; found {bins}. Ask for 5.")
    columns = ["period", "predictor", "bin", "candidates", "predicted", "observed"]
    rows = []
    for period, group in _periods(cells):
        comparable, lacking = _comparable(group)
        if _too_few(comparable):
            continue
        for name, predictors in PREDICTORS.items():
            if set(predictors) & set(lacking):
                continue
            fits = _predicted(comparable, predictors, folds=folds, seed=seed)
            chance = fits["probability"].round(9)
            # Mean ranks keep equal probabilities in one class, that of their middle.
            share = (chance.rank() - 0.5) / len(chance)
            classes = np.minimum((share * bins).astype(int), bins - 1)
            entered = comparable["has_entered"].groupby(classes).mean()
            sizes, predicted = classes.groupby(classes).size(), chance.groupby(classes).mean()
            for number, label in enumerate(sizes.index, start=1):
                values = (number, int(sizes[label]), predicted[label], entered[label])
                rows.append((period, name, *values))
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["convention"] = (
        f"probability: logistic regression on other regions ({folds} parts); {bins} classes of "
        "equal number"
    )
    return table


def _check_folds(folds: int) -> None:
    if folds < 2:
        raise AnalysisError(
            f"Expected at least 2 parts of the regions; found {folds}. Ask for {FOLDS}."
        )


def _periods(cells: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Cells of every period, and of all together where there are several."""
    numbered = cells.reset_index(drop=True)
    names = list(dict.fromkeys(numbered["period"]))
    for name in names:
        yield name, numbered[numbered["period"] == name]
    if len(names) > 1:
        yield ALL_PERIODS, numbered


def _comparable(cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Cells where no predictor is missing, and predictors missing everywhere.

    The latter do not count against a cell.
    """
    columns = PREDICTORS["own_and_added"]
    lacking = [column for column in columns if cells[column].isna().all()]
    return cells.dropna(subset=[column for column in columns if column not in lacking]), lacking


def _too_few(cells: pd.DataFrame) -> str | None:
    """Why entries cannot be told from other candidates, None where they can."""
    entries = int(cells["has_entered"].sum())
    others = len(cells) - entries
    if min(entries, others) >= FEWEST:
        return None
    return f"too few: {entries} entries and {others} other candidates, at least {FEWEST} of each"


def _measured(
    cells: pd.DataFrame, name: str, *, resamples: int, folds: int, seed: int
) -> dict[str, float]:
    """Measures of one predictor, beside own density where that has values."""
    import numpy as np

    entered = cells["has_entered"].to_numpy(dtype=float)
    fits = _predicted(cells, PREDICTORS[name], folds=folds, seed=seed)
    score = (fits["score"] if name == "own_and_added" else cells[name]).to_numpy(dtype=float)
    own_density = cells["own_density"].to_numpy(dtype=float)
    # A resample repeats regions with all their cells: cells weigh as often as their region appears.
    groups, regions = cells["region"].factorize()
    generator = np.random.default_rng(seed)
    positions, reference = _positions(score), _positions(own_density)
    areas = np.empty((resamples, 2))
    for draw in range(resamples):
        sample = generator.integers(len(regions), size=len(regions))
        weights = np.bincount(sample, minlength=len(regions))[groups].astype(float)
        areas[draw] = (
            _area(positions, entered, weights),
            _area(reference, entered, weights),
        )
    auc = area_under_curve(score, entered)
    measures = {
        "auc": auc,
        **_interval(areas[:, 0], "auc"),
        "brier": float(((fits["probability"].to_numpy() - entered) ** 2).mean()),
        "brier_reference": float(((fits["share"].to_numpy() - entered) ** 2).mean()),
    }
    if name == "own_density" or cells["own_density"].isna().all():
        return measures
    gains = np.round(areas[:, 0] - areas[:, 1], 9)
    valid = gains[~np.isnan(gains)]
    return {
        **measures,
        "auc_difference": auc - area_under_curve(own_density, entered),
        **_interval(gains, "difference"),
        "difference_p": float(((valid <= 0).sum() + 1) / (len(valid) + 1)),
    }


def _interval(values: np.ndarray, name: str) -> dict[str, float]:
    """Quantiles 5 % and 95 %, missing without a resample that has both kinds."""
    import numpy as np

    valid = values[~np.isnan(values)]
    low, high = np.quantile(valid, [0.05, 0.95]) if len(valid) else (np.nan, np.nan)
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _predicted(
    cells: pd.DataFrame, columns: Sequence[str], *, folds: int, seed: int
) -> pd.DataFrame:
    """Probability of entry from a logistic regression on other regions.

    `score` is its linear part, `share` that of entries in the other regions. The linear part has no
    intercept: that of a part of the regions only says how often industries entered elsewhere, which
    is lower where they entered more often here, and would turn the pooled order of cells against
    the predictor.
    """
    import numpy as np
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    values = cells[list(columns)].to_numpy(dtype=float)
    entered = cells["has_entered"].to_numpy(dtype=float)
    groups, regions = cells["region"].factorize(sort=True)
    order = np.random.default_rng(seed).permutation(len(regions))
    # A region's position in the random order, modulo the folds: parts differ by one region at most.
    part = (np.argsort(order) % folds)[groups]
    centre, spread = values.mean(axis=0), values.std(axis=0)
    standard = (values - centre) / np.where(np.round(spread, 9) > 0, spread, 1.0)
    fits = np.empty((len(cells), 3))
    for fold in np.unique(part):
        here, elsewhere = part == fold, part != fold
        share = float(entered[elsewhere].mean()) if elsewhere.any() else float("nan")
        if not 0 < share < 1:
            fits[here] = 0.0, share, share
            continue
        model = LogisticRegression(C=RIDGE, max_iter=1000).fit(
            standard[elsewhere], entered[elsewhere]
        )
        fits[here, 0] = standard[here] @ model.coef_[0]
        fits[here, 1] = model.predict_proba(standard[here])[:, 1]
        fits[here, 2] = share
    return pd.DataFrame(fits, index=cells.index, columns=["score", "probability", "share"])
