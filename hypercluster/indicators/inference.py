"""Is a specialisation more than chance? Exact tests of cells and their correction for many tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


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
    from scipy.stats import hypergeom

    x = counts.to_numpy(dtype=float)
    rows, columns = x.sum(axis=1, keepdims=True), x.sum(axis=0, keepdims=True)
    p = hypergeom.sf(x - 1, x.sum(), columns, rows)
    return pd.DataFrame(np.where((rows > 0) & (columns > 0), p, np.nan), index=counts.index, columns=counts.columns)


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg adjusted p-values over all cells; missing cells are not tests.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). JRSS B 57, 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    import numpy as np
    from scipy.stats import false_discovery_control

    adjusted = np.full(p_values.shape, np.nan)
    known = ~np.isnan(p_values)
    if known.any():
        adjusted[known] = false_discovery_control(p_values[known], method="bh")
    return adjusted
