"""Is a region's variety of industries related or unrelated? Entropy within and between broader industries.

Both functions take counts, regions x industries, and the broader industry (parent) of each industry; together they
add up to the entropy of the shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.indicators.concentration import base_words
from hypercluster.indicators.specialisation import shares

if TYPE_CHECKING:
    import pandas as pd


def related_variety(
    counts: pd.DataFrame, parents: pd.Series, *, base: float | None = None
) -> pd.Series:
    """Related variety: entropy within broader industries, weighted by their shares.

    RV_r = sum_g P_rg H_rg with P_rg the summed share of the industries of parent g and
    H_rg = sum_{j in g} (s_rj / P_rg) log(P_rg / s_rj).

    Parameters
    ----------
    counts
        Regions x industries.
    parents
        Broader industry of each industry, indexed by industry.
    base
        Base of the logarithm; None is e (nats), our choice.

    Returns
    -------
    Series
        One value a region, at least 0. Missing for a region without enterprises, and for one with enterprises in an industry
        without a parent.

    References
    ----------
    Frenken, K., Van Oort, F. & Verburg, T. (2007). Regional Studies 41, 685-697. doi:10.1080/00343400601120296

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [1], "gas": [1], "wool": [2]}, index=["a"])
    >>> parents = pd.Series({"oil": "fuel", "gas": "fuel", "wool": "textiles"})
    >>> related_variety(counts, parents, base=2).tolist(), unrelated_variety(counts, parents, base=2).tolist()
    ([0.5], [1.0])
    """
    own = shares(counts)
    of_parent = _parent_shares(own, parents)
    kinds = parents.reindex(own.columns)
    # Relative to an industry's parent; an industry that is all of its parent adds nothing.
    inside = own.div(of_parent.reindex(columns=kinds).set_axis(own.columns, axis=1))
    return _variety(own, inside, own, parents, base=base).rename("related_variety")


def unrelated_variety(
    counts: pd.DataFrame, parents: pd.Series, *, base: float | None = None
) -> pd.Series:
    """Unrelated variety: entropy between broader industries, UV_r = -sum_g P_rg log P_rg.

    Parameters, missing values and source as for `related_variety`; the two add up to the entropy of the shares.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [1], "gas": [1], "wool": [2]}, index=["a"])
    >>> unrelated_variety(counts, pd.Series({"oil": "fuel", "gas": "fuel", "wool": "textiles"}), base=2).tolist()
    [1.0]
    """
    own = shares(counts)
    of_parent = _parent_shares(own, parents)
    return _variety(of_parent, of_parent, own, parents, base=base).rename("unrelated_variety")


def _parent_shares(own: pd.DataFrame, parents: pd.Series) -> pd.DataFrame:
    """Shares of the broader industries, regions x parents."""
    return own.T.groupby(parents.reindex(own.columns), sort=False).sum(min_count=1).T


def _variety(
    weights: pd.DataFrame,
    parts: pd.DataFrame,
    own: pd.DataFrame,
    parents: pd.Series,
    *,
    base: float | None,
) -> pd.Series:
    """-sum of weights x log of parts, missing where the region has an industry without a parent."""
    import numpy as np

    nats = -(weights * np.log(parts.where(parts > 0, 1.0))).sum(axis=1)
    orphans = parents.reindex(own.columns).isna()
    has_all = own.notna().any(axis=1) & ~(own.loc[:, orphans] > 0).any(axis=1)
    # 0.0 + turns -0.0 of a single industry into 0.
    found = 0.0 + (nats if base is None else nats / np.log(base)).where(has_all)
    found.attrs["convention"] = base_words(base)
    return found
