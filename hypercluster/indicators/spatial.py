"""Do regions with much of something lie beside each other?

`values` are regions x variables (or one variable), `weights` neighbours: regions x regions, at
least 0, in the same regions or in the same order, for instance contiguity (0 or 1) or inverse
distance. The diagonal is not used.

Regions whose value is missing, and then regions without a neighbour (isolates), are left out: they
are missing for themselves, and without weight in anything else.

p is two-sided: twice the smaller of the two one-sided (b + 1)/(n + 1), at most 1, b the
permutations that go at least as far (to 1e-9). Each variable starts from the same seed, and regions
are permuted in order of their labels, so that p depends neither on the other variables nor on the
order of the table.

The statistics are those of esda. Its p-values are not: for Moran's I, esda 2.9 draws them from the
global random state, folds two one-sided tests into one without doubling, and announces that this
will change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.indicators.inference import benjamini_hochberg

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

FEWEST_REGIONS = 4
QUADRANTS = ("", "high-high", "low-high", "low-low", "high-low")
STANDARDISED = "weights row-standardised; p two-sided by permutation, (b + 1)/(n + 1)"


def moran(
    values: pd.DataFrame | pd.Series,
    weights: pd.DataFrame | np.ndarray,
    *,
    permutations: int = 999,
    seed: int = 1,
) -> pd.DataFrame:
    """Moran's I: likeness of a variable in neighbouring regions.

    I = sum_rs w_rs z_r z_s / sum_r z_r^2 with z the deviation from the mean and w the weights
    divided by their row sums.

    Parameters
    ----------
    values
        Regions x variables, or one named Series.
    weights
        Regions x regions, at least 0. A row holds a region's neighbours.
    permutations
        Number of random orders of the values over regions.
    seed
        Seed of these.

    Returns
    -------
    DataFrame
        One row a variable: `variable`, `regions` (number that entered), `isolates` (left out),
        `moran_i`, `expected_i`, `p_value`, and `q_value` after Benjamini-Hochberg over the
        variables. `expected_i` is -1/(n - 1), the value without spatial order: above it neighbours
        are alike, below it they differ. Missing for a constant variable or fewer than four
        regions.

    Raises
    ------
    AnalysisError
        Weights lack a region, have another size, or are negative, missing or infinite, or there
        are no permutations.

    References
    ----------
    Moran, P. A. P. (1950). Biometrika 37, 17-23. doi:10.1093/biomet/37.1-2.17
    Cliff, A. D. & Ord, J. K. (1981). Spatial Processes. Pion.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> line = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], index=list("abcde"), name="oil")
    >>> moran(line, np.eye(5, k=1) + np.eye(5, k=-1))[["moran_i", "expected_i"]].round(2)
       moran_i  expected_i
    0      0.6       -0.25
    """
    import numpy as np
    import pandas as pd

    rows = []
    table, matrix = _aligned(values, weights)
    for variable in table:
        x, w, positions, isolates = _usable(table[variable], matrix)
        row = {
            "variable": variable,
            "regions": len(positions),
            "isolates": isolates,
            "moran_i": np.nan,
            "expected_i": np.nan,
            "p_value": np.nan,
        }
        if _has_contrast(x):
            w = _row_standardised(w)
            z = x - x.mean()
            row["moran_i"] = float(_esda("Moran", x, w).I)
            row["expected_i"] = -1 / (len(x) - 1)
            shuffled = np.random.default_rng(seed).permuted(
                np.broadcast_to(z, (permutations, len(z))), axis=1
            )
            null = (shuffled * (shuffled @ w.T)).sum(axis=1) / (z**2).sum()
            row["p_value"] = float(_two_sided(np.array([row["moran_i"]]), null[:, None])[0])
        rows.append(row)
    result = pd.DataFrame(
        rows, columns=["variable", "regions", "isolates", "moran_i", "expected_i", "p_value"]
    )
    result["q_value"] = benjamini_hochberg(result[["p_value"]])["p_value"]
    result.attrs["convention"] = f"{STANDARDISED}; {permutations} permutations"
    return result


def local_moran(
    values: pd.DataFrame | pd.Series,
    weights: pd.DataFrame | np.ndarray,
    *,
    permutations: int = 999,
    seed: int = 1,
) -> pd.DataFrame:
    """Local Moran's I of every region: whether it lies among regions like itself.

    I_r = (n - 1) z_r sum_s w_rs z_s / sum_s z_s^2, w the weights divided by their row sums. The
    others' values are permuted over the other regions, and the region's own stays (conditional
    permutation).

    Parameters
    ----------
    values, weights, permutations, seed
        As for `moran`.

    Returns
    -------
    DataFrame
        One row per variable and region, in their order: `variable`, `region`, `local_i`,
        `p_value`, `q_value` (Benjamini-Hochberg over the regions of a variable) and `quadrant`.
        That is `high-high` or `low-low` (like its neighbours), `high-low` or `low-high` (unlike),
        high meaning above the mean, the region first. Missing for regions left out, a constant
        variable, or fewer than four regions.

    Raises
    ------
    AnalysisError
        As for `moran`.

    References
    ----------
    Anselin, L. (1995). Geographical Analysis 27, 93-115. doi:10.1111/j.1538-4632.1995.tb00338.x

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> line = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], index=list("abcde"), name="oil")
    >>> table = local_moran(line, np.eye(5, k=1) + np.eye(5, k=-1))
    >>> table[["region", "local_i", "quadrant"]].iloc[::4]
      region  local_i   quadrant
    0      a      0.8    low-low
    4      e      0.8  high-high
    """
    import numpy as np

    def measure(x: np.ndarray, w: np.ndarray) -> dict[str, np.ndarray]:
        w = _row_standardised(w)
        statistic = _esda("Moran_Local", x, w)
        z = (x - x.mean()) / x.std()
        factor = (len(x) - 1) / (z**2).sum() * z
        lags = _conditional_lags(z, w, permutations=permutations, seed=seed)
        names = np.array(QUADRANTS, dtype=object)[statistic.q]
        return {
            "local_i": statistic.Is,
            "p_value": _two_sided(statistic.Is, factor * lags),
            "quadrant": names,
        }

    result = _per_region(values, weights, measure, ("local_i", "p_value", "q_value", "quadrant"))
    result.attrs["convention"] = f"{STANDARDISED}, own value fixed; {permutations} permutations"
    return result


def getis_ord(
    values: pd.DataFrame | pd.Series,
    weights: pd.DataFrame | np.ndarray,
    *,
    permutations: int = 999,
    seed: int = 1,
) -> pd.DataFrame:
    """Getis and Ord's Gi* of every region: whether it lies among high or low values.

    G_r = sum_s w_rs x_s / sum_s x_s with the region its own neighbour, as near as its nearest
    (w_rr = max_s w_rs, our choice: 1 for contiguity). Its standard value is
    z_r = (sum_s w_rs x_s - W_r m) / (sd sqrt((n sum_s w_rs^2 - W_r^2)/(n - 1))), W_r = sum_s w_rs,
    m and sd mean and population standard deviation. esda's own standard value holds for binary
    weights only, so only G_r is taken from there.

    Parameters
    ----------
    values, weights, permutations, seed
        As for `moran`. Weights are not divided by their row sums.

    Returns
    -------
    DataFrame
        One row per variable and region, in their order: `variable`, `region`, `getis_ord_g`,
        `getis_ord_z`, `p_value` (conditional permutation as for `local_moran`), `q_value` over the
        regions of a variable. z is positive among high values, negative among low ones. Missing
        for regions left out, a constant variable, or fewer than four regions. z and p are also
        missing for a region whose neighbours, all equally near, are all regions, and g where the
        values add up to 0.

    Raises
    ------
    AnalysisError
        As for `moran`.

    References
    ----------
    Ord, J. K. & Getis, A. (1995). Geographical Analysis 27, 286-306.
    doi:10.1111/j.1538-4632.1995.tb00912.x

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> line = pd.Series([1.0, 1.0, 1.0, 4.0, 5.0], index=list("abcde"), name="oil")
    >>> getis_ord(line, np.eye(5, k=1) + np.eye(5, k=-1))["getis_ord_z"].round(2).tolist()
    [-1.31, -1.97, -0.56, 1.31, 1.97]
    """
    import numpy as np

    def measure(x: np.ndarray, w: np.ndarray) -> dict[str, np.ndarray]:
        starred = w + np.diag(w.max(axis=1))
        whole = x.sum()
        # esda divides each row by its sum, which the next factor takes back.
        g = (
            _esda("G_Local", x, starred).Gs * starred.sum(axis=1)
            if abs(whole) > 1e-12
            else np.full(len(x), np.nan)
        )
        sums, squares = starred.sum(axis=1), (starred**2).sum(axis=1)
        spread = (len(x) * squares - sums**2) / (len(x) - 1)
        spread = np.where(spread > 1e-12 * squares, spread, np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            z = (starred @ x - sums * x.mean()) / (x.std() * np.sqrt(spread))
        # A region's own value and the sum of its weights are fixed, so neighbours' means of
        # z-values rank the draws as Gi* does.
        standard, means = (x - x.mean()) / x.std(), _row_standardised(w)
        p = _two_sided(
            means @ standard,
            _conditional_lags(standard, means, permutations=permutations, seed=seed),
        )
        return {"getis_ord_g": g, "getis_ord_z": z, "p_value": np.where(np.isnan(z), np.nan, p)}

    result = _per_region(
        values, weights, measure, ("getis_ord_g", "getis_ord_z", "p_value", "q_value")
    )
    result.attrs["convention"] = (
        "Gi*, own weight the row's largest, weights as given; p two-sided by permutation, "
        f"(b + 1)/(n + 1), own value fixed; {permutations} permutations"
    )
    return result


def _aligned(
    values: pd.DataFrame | pd.Series, weights: pd.DataFrame | np.ndarray
) -> tuple[pd.DataFrame, np.ndarray]:
    """Values as a table, and weights in its order with an empty diagonal, checked."""
    import numpy as np
    import pandas as pd

    table = values.to_frame() if isinstance(values, pd.Series) else values
    if isinstance(weights, pd.DataFrame):
        lacking = [
            str(label)
            for label in table.index
            if label not in weights.index or label not in weights.columns
        ]
        if lacking:
            raise AnalysisError(
                "Expected weights for every region; found none for "
                f"{', '.join(lacking[:5])} ({len(lacking)} in all). "
                "Add them, with 0 for no neighbour."
            )
        weights = weights.loc[table.index, table.index]
    matrix = np.array(weights, dtype=float)
    if matrix.shape != (len(table), len(table)):
        raise AnalysisError(
            f"Expected weights of {len(table)} x {len(table)} regions; "
            f"found {' x '.join(map(str, matrix.shape))}. Give one row and column a region."
        )
    np.fill_diagonal(matrix, 0.0)
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise AnalysisError(
            "Expected weights of at least 0; found missing, infinite or negative ones. "
            "Use 0 for regions that are no neighbours."
        )
    return table, matrix


def _usable(x: pd.Series, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Values that enter, in order of their labels, and what belongs to them.

    Returns values, weights among them, their positions, and the number of isolates left out.
    """
    import numpy as np

    order = np.argsort(x.index.astype(str), kind="stable")
    with_value = order[x.notna().to_numpy()[order]]
    positions = with_value
    # Once is enough for symmetric weights; of others, a region may lose its only neighbour.
    while not (has_neighbour := matrix[np.ix_(positions, positions)].sum(axis=1) > 0).all():
        positions = positions[has_neighbour]
    weights = matrix[np.ix_(positions, positions)]
    return x.to_numpy(dtype=float)[positions], weights, positions, len(with_value) - len(positions)


def _has_contrast(x: np.ndarray) -> bool:
    """Whether there are enough regions, and not all alike."""
    return len(x) >= FEWEST_REGIONS and float(x.std()) > 1e-12 * max(1.0, float(abs(x).max()))


def _per_region(
    values: pd.DataFrame | pd.Series,
    weights: pd.DataFrame | np.ndarray,
    measure: Callable[[np.ndarray, np.ndarray], dict[str, np.ndarray]],
    columns: tuple[str, ...],
) -> pd.DataFrame:
    """A local measure of every variable, with q-values, as one tidy table."""
    import pandas as pd

    table, matrix = _aligned(values, weights)
    blocks = []
    for variable in table:
        block = pd.DataFrame({"variable": variable, "region": table.index})
        x, w, positions, _ = _usable(table[variable], matrix)
        for name in columns:
            block[name] = pd.Series(index=block.index, dtype="str" if name == "quadrant" else float)
        if _has_contrast(x):
            for name, column in measure(x, w).items():
                block.loc[positions, name] = column
            block["q_value"] = benjamini_hochberg(block[["p_value"]])["p_value"]
        blocks.append(block)
    return (
        pd.concat(blocks, ignore_index=True)
        if blocks
        else pd.DataFrame(columns=["variable", "region", *columns])
    )


def _row_standardised(w: np.ndarray) -> np.ndarray:
    """Weights divided by their row sums."""
    standardised: np.ndarray = w / w.sum(axis=1, keepdims=True)
    return standardised


def _esda(name: str, x: np.ndarray, w: np.ndarray) -> Any:
    """A statistic of esda without its permutations and its warnings."""
    import warnings

    import esda
    import numpy as np
    from libpysal.weights import W

    neighbours = {r: np.flatnonzero(row).tolist() for r, row in enumerate(w)}
    sparse = W(
        neighbours,
        {r: w[r, near].tolist() for r, near in neighbours.items()},
        silence_warnings=True,
    )
    options = {"transform": "R", "star": None} if name == "G_Local" else {"transformation": "r"}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return getattr(esda, name)(x, sparse, permutations=0, **options)


def _conditional_lags(x: np.ndarray, w: np.ndarray, *, permutations: int, seed: int) -> np.ndarray:
    """Weighted sums over neighbours with the others' values dealt anew."""
    import numpy as np

    n = len(x)
    orders = np.random.default_rng(seed).permuted(
        np.broadcast_to(np.arange(n - 1), (permutations, n - 1)), axis=1
    )
    lags = np.empty((permutations, n))
    for r in range(n):
        # The first so many of a random order are a random choice of neighbours' values.
        near = np.flatnonzero(w[r])
        lags[:, r] = np.delete(x, r)[orders[:, : len(near)]] @ w[r, near]
    return lags


def _two_sided(observed: np.ndarray, null: np.ndarray) -> np.ndarray:
    """Twice the smaller one-sided (b + 1)/(n + 1), at most 1."""
    import numpy as np

    if not len(null):
        raise AnalysisError(
            "Expected at least 1 permutation; found 0. Use 999, as by default, for p down to 0.002."
        )
    values, draws = np.round(observed, 9), np.round(null, 9)
    above, below = (draws >= values).sum(axis=0), (draws <= values).sum(axis=0)
    return np.asarray(np.minimum(2 * (np.minimum(above, below) + 1) / (len(draws) + 1), 1.0))
