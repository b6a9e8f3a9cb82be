"""Do industries enter regions where what is related is there already, and do the partners of a region add to that?

Cells are rows: one a region and industry that could enter between two dates.
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
FEWEST = 10  # entries and other candidates, our choice: with fewer, an area under the curve is mostly chance
FOLDS = 5
RIDGE = 1e3  # inverse strength of the penalty on standardised predictors: only keeps a perfect separation finite
ALL_PERIODS = "all"


def area_under_curve(
    scores: np.ndarray, has_entered: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Area under the receiver operating curve: how often an entry has the higher score than a candidate that did not enter.

    P(score of an entry > score of another) + P(equal)/2, scores equal to 1e-9 tied; 0.5 is chance. Missing where one kind is missing.

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

    _, place = np.unique(np.round(scores, 9), return_inverse=True)
    return _area(place, has_entered, np.ones(len(scores)) if weights is None else weights)


def _area(place: np.ndarray, has_entered: np.ndarray, weights: np.ndarray) -> float:
    """Area under the curve from the place of every score among the different ones."""
    import numpy as np

    entries = np.bincount(place, weights * has_entered)
    others = np.bincount(place, weights * (1 - has_entered))
    total = float(entries.sum() * others.sum())
    return float(entries @ (np.cumsum(others) - others / 2)) / total if total > 0 else float("nan")


def entry_prediction(
    cells: pd.DataFrame, *, resamples: int = 999, folds: int = FOLDS, seed: int = 1
) -> pd.DataFrame:
    """How well do own relatedness density and density added by partners predict which industries enter?

    The predictors are own density, density added, and both together: a logistic regression on both whose weights for a region come from the
    other regions (`folds` parts, drawn by region), so that no region predicts itself. Each area under the curve stands beside
    that of own density alone on the same cells. Intervals are 5-95 % over resampled regions (with all their cells and periods), because
    cells of one region are not independent; the regressions are not fitted anew in them.

    Parameters
    ----------
    cells
        One row a candidate: `period`, `region`, `industry`, `has_entered` (1 or 0), `own_density`, `density_added` (measured at the earlier date).
    resamples
        Number of resamples of regions.
    folds
        Parts of the regions, at least 2.
    seed
        Of parts and resamples.

    Returns
    -------
    DataFrame
        One row a period (and "all" where there are several) and predictor: `regions`, `candidates`, `entries`, `auc` with `auc_low` and `auc_high`,
        `auc_difference` against own density with `difference_low`, `difference_high` and `difference_p`, one-sided: (b + 1)/(n + 1) with b the resamples
        without a gain (one-sided because weights that have to be learned cost a little where there is nothing to gain); `brier`, the mean squared error of the probabilities predicted out of the region, and `brier_reference`, that of the plain share of entries elsewhere.
        Only cells where every predictor is known count, so that predictors are compared on the same ones; one that is nowhere known is
        missing and switches nothing else off. Missing with fewer than 10 entries or 10 other candidates; `note` says so.

    References
    ----------
    Balland, P.-A. & Boschma, R. (2021). Regional Studies 55, 1059-1070. doi:10.1080/00343404.2020.1861240; Field, C. A. & Welsh, A. H. (2007). JRSS B 69,
    369-390. doi:10.1111/j.1467-9868.2007.00593.x (resampling clusters); Brier, G. W. (1950). Monthly Weather Review 78, 1-3.
    doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> density, region = np.tile(np.arange(10.0), 8), np.repeat(list("abcdefgh"), 10)
    >>> cells = pd.DataFrame({"period": "2010 to 2015", "region": region, "industry": density, "own_density": density, "density_added": np.nan})
    >>> found = entry_prediction(cells.assign(has_entered=(density >= 5).astype(float)), resamples=9)
    >>> found["auc"].tolist(), found["note"].iloc[1]
    ([1.0, nan, nan], 'no density_added is known')
    """
    import pandas as pd

    _check_folds(folds)
    rows = []
    for period, own in _periods(cells):
        known, lacking = _comparable(own)
        head = {
            "regions": known["region"].nunique(),
            "candidates": len(known),
            "entries": int(known["has_entered"].sum()),
        }
        reason = _too_few(known)
        for name, columns in PREDICTORS.items():
            missing = [column for column in columns if column in lacking]
            note = f"no {' and no '.join(missing)} is known" if missing else reason
            found = (
                {} if note else _measured(known, name, resamples=resamples, folds=folds, seed=seed)
            )
            rows.append({"period": period, "predictor": name, **head, **found, "note": note})
    numbers = [
        "auc",
        "auc_low",
        "auc_high",
        "auc_difference",
        "difference_low",
        "difference_high",
        "difference_p",
        "brier",
        "brier_reference",
    ]
    table = pd.DataFrame(
        rows, columns=["period", "predictor", "regions", "candidates", "entries", *numbers, "note"]
    )
    table = table.astype({**dict.fromkeys(numbers, "float64"), "note": "str"})
    table.attrs["convention"] = (
        f"interval: 5-95 % over {resamples} resamples of regions; both: weights from other regions ({folds} parts)"
    )
    return table


def entry_calibration(
    cells: pd.DataFrame, *, bins: int = 5, folds: int = FOLDS, seed: int = 1
) -> pd.DataFrame:
    """Do industries enter as often as predicted? Predicted and observed shares over classes of predicted probability.

    Probabilities are those of `entry_prediction`, from a logistic regression on other regions. Classes are equal in number (our
    choice), equal probabilities staying together.

    Parameters
    ----------
    cells, folds, seed
        As for `entry_prediction`.
    bins
        Number of classes, at least 2.

    Returns
    -------
    DataFrame
        One row a period, predictor and class from the lowest: `candidates`, `predicted` (mean probability), `observed` (share that entered). Without rows
        for what cannot be predicted.
    """
    import numpy as np
    import pandas as pd

    _check_folds(folds)
    if bins < 2:
        raise AnalysisError(f"Expected at least 2 classes of probability; found {bins}. Ask for 5.")
    rows = []
    for period, own in _periods(cells):
        known, lacking = _comparable(own)
        if _too_few(known):
            continue
        for name, columns in PREDICTORS.items():
            if set(columns) & set(lacking):
                continue
            chance = _predicted(known, columns, folds=folds, seed=seed)["probability"].round(9)
            place = np.minimum(((chance.rank() - 0.5) / len(chance) * bins).astype(int), bins - 1)
            entered = known["has_entered"]
            for number, (_, positions) in enumerate(
                sorted(place.groupby(place).groups.items()), start=1
            ):
                share, likely = (
                    float(entered.loc[positions].mean()),
                    float(chance.loc[positions].mean()),
                )
                rows.append(
                    {
                        "period": period,
                        "predictor": name,
                        "bin": number,
                        "candidates": len(positions),
                        "predicted": likely,
                        "observed": share,
                    }
                )
    table = pd.DataFrame(
        rows, columns=["period", "predictor", "bin", "candidates", "predicted", "observed"]
    )
    table.attrs["convention"] = (
        f"probability: logistic regression on other regions ({folds} parts); {bins} classes of equal number"
    )
    return table


def _check_folds(folds: int) -> None:
    if folds < 2:
        raise AnalysisError(
            f"Expected at least 2 parts of the regions; found {folds}. Ask for {FOLDS}."
        )


def _periods(cells: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Cells of every period, and of all together where there are several."""
    plain = cells.reset_index(drop=True)
    names = list(dict.fromkeys(plain["period"]))
    for name in names:
        yield name, plain[plain["period"] == name]
    if len(names) > 1:
        yield ALL_PERIODS, plain


def _comparable(cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Cells where every predictor is known that is known anywhere, and the predictors that are not."""
    columns = PREDICTORS["own_and_added"]
    lacking = [column for column in columns if cells[column].isna().all()]
    return cells.dropna(subset=[column for column in columns if column not in lacking]), lacking


def _too_few(cells: pd.DataFrame) -> str | None:
    entries = int(cells["has_entered"].sum())
    others = len(cells) - entries
    return (
        f"too few: {entries} entries and {others} other candidates, at least {FEWEST} of each"
        if min(entries, others) < FEWEST
        else None
    )


def _measured(
    cells: pd.DataFrame, name: str, *, resamples: int, folds: int, seed: int
) -> dict[str, float]:
    """Area under the curve of one predictor with its interval, beside that of own density, and the error of its probabilities."""
    import numpy as np

    entered = cells["has_entered"].to_numpy(dtype=float)
    predicted = _predicted(cells, PREDICTORS[name], folds=folds, seed=seed)
    own = cells["own_density"].to_numpy(dtype=float)
    score = (
        predicted["score"].to_numpy()
        if name == "own_and_added"
        else cells[name].to_numpy(dtype=float)
    )
    groups, regions = cells["region"].factorize()
    generator = np.random.default_rng(seed)
    drawn = np.empty((resamples, 2))
    places, own_places = (
        np.unique(np.round(values, 9), return_inverse=True)[1] for values in (score, own)
    )
    for draw in range(resamples):
        weights = np.bincount(
            generator.integers(len(regions), size=len(regions)), minlength=len(regions)
        )[groups].astype(float)
        drawn[draw] = _area(places, entered, weights), _area(own_places, entered, weights)
    auc = area_under_curve(score, entered)
    found = {
        "auc": auc,
        **_interval(drawn[:, 0], "auc"),
        "brier": float(((predicted["probability"].to_numpy() - entered) ** 2).mean()),
        "brier_reference": float(((predicted["share"].to_numpy() - entered) ** 2).mean()),
    }
    if name == "own_density" or cells["own_density"].isna().all():
        return found
    gained = np.round(drawn[:, 0] - drawn[:, 1], 9)
    known = gained[~np.isnan(gained)]
    difference = {
        "auc_difference": auc - area_under_curve(own, entered),
        **_interval(gained, "difference"),
    }
    return found | difference | {"difference_p": float(((known <= 0).sum() + 1) / (len(known) + 1))}


def _interval(drawn: np.ndarray, name: str) -> dict[str, float]:
    """5 % and 95 % quantiles; missing without a resample that has both kinds."""
    import numpy as np

    known = drawn[~np.isnan(drawn)]
    low, high = np.quantile(known, [0.05, 0.95]) if len(known) else (np.nan, np.nan)
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _predicted(
    cells: pd.DataFrame, columns: Sequence[str], *, folds: int, seed: int
) -> pd.DataFrame:
    """Probability of entry from a logistic regression on other regions; `score` is its linear part, `share` that of entries there.

    The linear part has no intercept: that of a part of the regions only says how often industries entered elsewhere, which is lower where
    they entered more often here, and would turn the pooled order of cells against the predictor.
    """
    import numpy as np
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    values, entered = (
        cells[list(columns)].to_numpy(dtype=float),
        cells["has_entered"].to_numpy(dtype=float),
    )
    groups, regions = cells["region"].factorize(sort=True)
    order = np.random.default_rng(seed).permutation(len(regions))
    part = (np.argsort(order) % folds)[groups]
    centre, spread = values.mean(axis=0), values.std(axis=0)
    standard = (values - centre) / np.where(np.round(spread, 9) > 0, spread, 1.0)
    found = np.empty((len(cells), 3))
    for fold in np.unique(part):
        here, elsewhere = part == fold, part != fold
        share = float(entered[elsewhere].mean()) if elsewhere.any() else float("nan")
        if not 0 < share < 1:
            found[here] = 0.0, share, share
            continue
        model = LogisticRegression(C=RIDGE, max_iter=1000).fit(
            standard[elsewhere], entered[elsewhere]
        )
        found[here, 0] = standard[here] @ model.coef_[0]
        found[here, 1] = model.predict_proba(standard[here])[:, 1]
        found[here, 2] = share
    return pd.DataFrame(found, index=cells.index, columns=["score", "probability", "share"])
