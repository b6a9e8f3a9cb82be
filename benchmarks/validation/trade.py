"""Do the parts of the score of linkages find large flows of trade, and what do they add to gravity?

Trade is not collaboration: it only shows whether scores of profiles and places say anything of
large real flows. Exports by product of 159 countries (1998-2000) against flows of 2006.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import hypercluster as hc
from hypercluster.analysis.series import area_under_curve

FILES = ("exports_by_product_1998_2000.csv", "gdp_1998_2000.csv", "bilateral_trade_2006.csv")
TOP = 0.1  # share of the pairs with the largest flows


class Trade(NamedTuple):
    """Unordered pairs of countries: flows of both ways, and the parts of scores."""

    areas: pd.DataFrame
    effects: pd.DataFrame
    pairs: int
    countries: int


def evaluate(folder: Path) -> Trade:
    """Areas under the curve of large flows, and coefficients beside gravity."""
    exports, product, distances, flows = read(folder)
    countries = list(exports.index)
    r, s = np.triu_indices(len(countries), k=1)
    has_distance = ~np.isnan(distances[r, s])
    r, s = r[has_distance], s[has_distance]
    quotients = hc.location_quotient(exports)
    complementarity = hc.complementarity(quotients, hc.proximity(hc.specialised(quotients)))
    shares = exports.div(exports.sum(axis=1), axis=0).to_numpy()
    scores = {
        "gravity": hc.gravity(product, distances),
        "size": np.log(product.to_numpy())[:, None] + np.log(product.to_numpy()),
        "nearest": -distances,
        "complementarity": (complementarity + complementarity.T) / 2,
        "similarity": 1 - np.abs(shares[:, None] - shares).sum(axis=2) / 2,
    }
    values = {name: matrix[r, s] for name, matrix in scores.items()}
    lift = standardised(values["complementarity"])
    nearness = 0.5 + 0.5 * np.exp(-distances[r, s] / 1000)
    values |= {
        "complementarity x distance factor (as in the score)": values["complementarity"] * nearness,
        "gravity + 0.25 complementarity": values["gravity"] + 0.25 * lift,
        "gravity + 1 complementarity": values["gravity"] + lift,
    }
    flow = flows[r, s]
    is_large = flow >= np.quantile(flow, 1 - TOP)
    areas = pd.DataFrame(
        {"AUC": {name: area_under_curve(score, is_large) for name, score in values.items()}}
    )
    is_positive = flow > 0
    parts = {
        "ln(km + 50)": np.log(distances[r, s] + 50),
        "complementarity": lift,
        "similarity": standardised(values["similarity"]),
    }
    design = pd.DataFrame(parts)[is_positive]
    effects = country_effects(
        np.log(flow[is_positive]), design, r[is_positive], s[is_positive], len(countries)
    )
    return Trade(areas, effects, len(r), len(countries))


def read(folder: Path) -> tuple[pd.DataFrame, pd.Series, np.ndarray, np.ndarray]:
    """Exports by product, domestic product, distances and flows of both ways."""
    long = pd.read_csv(folder / FILES[0], dtype={"product": str}, keep_default_na=False)
    exports = long.pivot_table(index="country", columns="product", values="value", aggfunc="sum")
    exports = exports.fillna(0.0).astype(float)
    product = pd.read_csv(folder / FILES[1], keep_default_na=False).set_index("country")["value"]
    countries = exports.index.intersection(product.index)
    exports = exports.loc[countries].loc[:, exports.loc[countries].sum() > 0]
    rows = pd.read_csv(folder / FILES[2], keep_default_na=False)
    rows = rows[rows["iso_o"].isin(countries) & rows["iso_d"].isin(countries)]
    origin, destination = (countries.get_indexer(rows[end]) for end in ("iso_o", "iso_d"))
    flows = np.zeros((len(countries), len(countries)))
    distances = np.full(flows.shape, np.nan)
    flows[origin, destination] = rows["flow"]
    distances[origin, destination] = distances[destination, origin] = rows["distw"]
    return exports, product[countries].astype(float), distances, flows + flows.T


def standardised(values: np.ndarray) -> np.ndarray:
    """Values at mean 0 and standard deviation 1."""
    return (values - values.mean()) / values.std()


def country_effects(
    outcome: np.ndarray, design: pd.DataFrame, r: np.ndarray, s: np.ndarray, number: int
) -> pd.DataFrame:
    """Least squares with an effect of every country; errors robust to pairs that share one."""
    ends = np.zeros((len(outcome), number))
    for end in (r, s):
        ends[np.arange(len(outcome)), end] += 1
    X = np.column_stack([design.to_numpy(), ends])
    inverse = np.linalg.pinv(X.T @ X)
    estimates = inverse @ (X.T @ outcome)
    scores = X * (outcome - X @ estimates)[:, None]
    of_countries = ends.T @ scores
    meat = of_countries.T @ of_countries - scores.T @ scores
    errors = np.sqrt(np.maximum(np.diag(inverse @ meat @ inverse), 0))
    number_of_parts = design.shape[1]
    return pd.DataFrame(
        {"estimate": estimates[:number_of_parts], "standard error": errors[:number_of_parts]},
        index=design.columns,
    )
