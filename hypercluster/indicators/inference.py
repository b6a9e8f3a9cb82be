"""Is a specialisation more than chance? Exact tests of cells and their correction for many tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_TERMS = 1_000_000


def p_specialised(counts: pd.DataFrame) -> pd.DataFrame:
    """Exact upper-tail hypergeometric p-value of every cell, both margins fixed.

    P(X >= x_rj) when the x_r. enterprises of the region are drawn without replacement from the
    x_.. of the table, x_.j of which are in the industry.

    Parameters
    ----------
    counts
        Whole counts, reporting units x industries; never allocated parts.

    Returns
    -------
    DataFrame
        Same shape; missing for a unit or an industry without enterprises.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [2, 0], "wool": [0, 2]})
    >>> round(float(p_specialised(counts).iloc[0, 0]), 6)
    0.166667
    """
    import numpy as np
    import pandas as pd

    x = counts.to_numpy(dtype=float).astype("int64")
    rows, columns = np.broadcast_arrays(x.sum(axis=1, keepdims=True), x.sum(axis=0, keepdims=True))
    p = _upper_tail(x.ravel(), rows.ravel(), columns.ravel(), int(x.sum())).reshape(x.shape)
    return pd.DataFrame(np.where((rows > 0) & (columns > 0), p, np.nan), index=counts.index, columns=counts.columns)


def _upper_tail(x: np.ndarray, rows: np.ndarray, columns: np.ndarray, total: int) -> np.ndarray:
    """P(X >= x) of the hypergeometric distribution, each term from logarithms of factorials.

    Written here because importing `scipy.stats` takes longer than the whole analysis of a small pack; a test holds it equal,
    and large tables use the library.
    """
    import numpy as np
    from scipy.special import gammaln

    lengths = np.minimum(rows, columns) - x + 1
    if lengths.sum() > MOST_TERMS:
        from scipy.stats import hypergeom

        return np.asarray(hypergeom.sf(x - 1, total, columns, rows))
    factorial = gammaln(np.arange(total + 1) + 1.0)
    starts = np.cumsum(lengths) - lengths
    cell = np.repeat(np.arange(len(x)), lengths)
    k = x[cell] + np.arange(len(cell)) - starts[cell]
    row, column = rows[cell], columns[cell]
    fixed = factorial[columns] + factorial[total - columns] + factorial[rows] + factorial[total - rows] - factorial[total]
    possible = total - column - row + k >= 0
    rest = np.where(possible, total - column - row + k, 0)
    logs = fixed[cell] - factorial[k] - factorial[column - k] - factorial[row - k] - factorial[rest]
    terms = np.where(possible, np.exp(logs), 0.0)
    # Rounding may carry a tail that is nearly everything past 1.
    return np.minimum(np.add.reduceat(terms, starts), 1.0) if len(terms) else np.ones(len(x))


def benjamini_hochberg(p_values: pd.DataFrame) -> pd.DataFrame:
    """Benjamini-Hochberg adjusted p-values over all cells of a table; missing cells are not tests.

    Examples
    --------
    >>> import pandas as pd
    >>> benjamini_hochberg(pd.DataFrame({"oil": [0.01, 0.04], "gas": [0.03, None]})).round(3).to_numpy().tolist()
    [[0.03, 0.04], [0.04, nan]]

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57, 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    import numpy as np
    import pandas as pd

    values = p_values.to_numpy(dtype=float)
    adjusted = np.full(values.shape, np.nan)
    known = ~np.isnan(values)
    p = values[known]
    order = np.argsort(p)[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    found = np.empty(len(p))
    found[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    adjusted[known] = found
    return pd.DataFrame(adjusted, index=p_values.index, columns=p_values.columns)
