"""Is a region's variety of industries related or unrelated?

Entropy within and between broader industries (parents), which add up to the entropy of the shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.indicators.checks import refuse_repeated
from hypercluster.indicators.concentration import base_text, entropy_sums
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
        Base of the logarithm. None is e (nats), our choice.

    Returns
    -------
    Series
        One value a region, at least 0. Missing for a region without enterprises, and for one with
        enterprises in an industry without a parent.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others, or an industry has two parents.

    References
    ----------
    Frenken, K., Van Oort, F. & Verburg, T. (2007). Regional Studies 41, 685-697.
    doi:10.1080/00343400601120296

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [1], "gas": [1], "wool": [2]}, index=["a"])
    >>> parents = pd.Series({"oil": "fuel", "gas": "fuel", "wool": "textiles"})
    >>> related_variety(counts, parents, base=2).to_dict()
    {'a': 0.5}
    """
    region_shares = shares(counts)
    of_parent = _parent_shares(region_shares, parents)
    parent_of = parents.reindex(region_shares.columns)
    # Relative to an industry's parent; an industry that is all of its parent adds nothing.
    inside = region_shares.div(
        of_parent.reindex(columns=parent_of).set_axis(region_shares.columns, axis=1)
    )
    variety = entropy_sums(region_shares, inside, base=base)
    return _described(variety, region_shares, parents, base).rename("related_variety")


def unrelated_variety(
    counts: pd.DataFrame, parents: pd.Series, *, base: float | None = None
) -> pd.Series:
    """Unrelated variety: entropy between broader industries.

    UV_r = -sum_g P_rg log P_rg. P_rg is the summed share of the industries of parent g.

    Parameters
    ----------
    counts, parents, base
        As for `related_variety`.

    Returns
    -------
    Series
        One value a region, at least 0, missing as for `related_variety`. Both add up to the
        entropy of the shares.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others, or an industry has two parents.

    References
    ----------
    Frenken, K., Van Oort, F. & Verburg, T. (2007). Regional Studies 41, 685-697.
    doi:10.1080/00343400601120296

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [1], "gas": [1], "wool": [2]}, index=["a"])
    >>> parents = pd.Series({"oil": "fuel", "gas": "fuel", "wool": "textiles"})
    >>> unrelated_variety(counts, parents, base=2).to_dict()
    {'a': 1.0}
    """
    region_shares = shares(counts)
    of_parent = _parent_shares(region_shares, parents)
    variety = entropy_sums(of_parent, of_parent, base=base)
    return _described(variety, region_shares, parents, base).rename("unrelated_variety")


def _parent_shares(region_shares: pd.DataFrame, parents: pd.Series) -> pd.DataFrame:
    """Shares of the broader industries, regions x parents."""
    refuse_repeated(parents.index, "parent of each industry", remedy="Keep one.")
    parent_of = parents.reindex(region_shares.columns)
    return region_shares.T.groupby(parent_of, sort=False).sum(min_count=1).T


def _described(
    variety: pd.Series, region_shares: pd.DataFrame, parents: pd.Series, base: float | None
) -> pd.Series:
    """Missing where the region is empty or has an industry without a parent."""
    orphans = parents.reindex(region_shares.columns).isna()
    has_orphan = (region_shares.loc[:, orphans] > 0).any(axis=1)
    variety = variety.where(region_shares.notna().any(axis=1) & ~has_orphan)
    variety.attrs["convention"] = base_text(base)
    return variety
