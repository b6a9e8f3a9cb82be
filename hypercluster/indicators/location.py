"""How concentrated in space is an industry?

Functions of counts, regions x industries, with one value an industry: its shares of the regions,
y_rj = x_rj / x_.j, against those of all enterprises, p_r = x_r. / x_.. (the industry's own
included). An industry without enterprises is missing, and a region without any changes nothing.
`ellison_glaeser` takes plants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators.checks import (
    SUM_TOLERANCE,
    refuse_negative,
    refuse_repeated,
    valid_counts,
)

if TYPE_CHECKING:
    import pandas as pd

GINI_SCALES = {"unit": 1.0, "half": 0.5}


def _distributions(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Shares of regions in each industry, and in all enterprises."""
    complete = valid_counts(counts).fillna(0.0)
    sums, totals = complete.sum(axis=0), complete.sum(axis=1)
    of_all = totals / totals.sum() if totals.sum() > 0 else totals * float("nan")
    return complete.div(sums.where(sums > 0), axis=1), of_all


def hoover_index(counts: pd.DataFrame) -> pd.Series:
    """Hoover index of an industry: sum over regions of |y_rj - p_r| / 2.

    It is the share of the industry's enterprises that would have to move for its distribution to
    be that of all enterprises.

    Parameters
    ----------
    counts
        Regions x industries.

    Returns
    -------
    Series
        One value an industry, from 0 (spread as all) towards 1. Missing for an industry without
        enterprises.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others.

    References
    ----------
    Hoover, E. M. (1936). Review of Economics and Statistics 18, 162-171. doi:10.2307/1927875

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> hoover_index(counts).to_dict()
    {'oil': 0.25, 'wool': 0.25}
    """
    distributions, of_all = _distributions(counts)
    index = distributions.sub(of_all, axis=0).abs().sum(axis=0, min_count=1) / 2
    index.attrs["convention"] = "against all enterprises of the table, 0 to 1"
    return index.rename("hoover_index")


def locational_gini(counts: pd.DataFrame, *, scale: str = "unit") -> pd.Series:
    """Locational Gini coefficient of an industry, from its Lorenz curve.

    The curve is that of y_r over p_r. Regions stand in rising order of y_rj / p_r, which is
    G_j = sum_rs p_r p_s |y_rj / p_r - y_sj / p_s| / 2: regions weigh by their size. Another
    coefficient under the same name leaves them unweighted.

    Parameters
    ----------
    counts
        Regions x industries.
    scale
        `unit`: 0 (spread as all) to below 1, twice the area between curve and diagonal. `half`:
        that area itself, Krugman's 0 to 0.5.

    Returns
    -------
    Series
        One value an industry, missing for an industry without enterprises.

    Raises
    ------
    AnalysisError
        The scale is unknown, or a count is negative, infinite, or missing among others.

    References
    ----------
    Krugman, P. (1991). Geography and Trade, p. 55-56. MIT Press.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> locational_gini(counts).to_dict()
    {'oil': 0.25, 'wool': 0.25}
    >>> locational_gini(counts, scale="half")["oil"].item()
    0.125
    """
    import numpy as np
    import pandas as pd

    if scale not in GINI_SCALES:
        raise AnalysisError(
            f"Expected a scale of {', '.join(GINI_SCALES)}; found {scale!r}. Choose one of these."
        )
    distributions, of_all = _distributions(counts)
    is_populated = (of_all > 0).to_numpy()
    p = of_all.to_numpy(dtype=float)[is_populated]
    coefficients = np.full(distributions.shape[1], np.nan)
    for column in range(distributions.shape[1]):
        y = distributions.iloc[:, column].to_numpy(dtype=float)[is_populated]
        if len(y) and np.isfinite(y).all():
            order = np.argsort(y / p, kind="stable")
            # Twice the area under the curve: strips of width p, between y before and after.
            after = np.cumsum(y[order])
            coefficients[column] = 1 - float((p[order] * (2 * after - y[order])).sum())
    # Rounding may leave an even industry just below 0.
    coefficients = np.maximum(coefficients, 0.0) * GINI_SCALES[scale]
    gini = pd.Series(coefficients, index=counts.columns, name="locational_gini")
    gini.attrs["convention"] = (
        f"scale: 0 to {GINI_SCALES[scale]:g}; regions weighted by all enterprises"
    )
    return gini


def theil_index(counts: pd.DataFrame) -> pd.Series:
    """Theil index of an industry: sum over regions of y_rj ln(y_rj / p_r).

    The information divergence of the industry's distribution from that of all enterprises, with
    0 ln 0 = 0.

    Parameters
    ----------
    counts
        Regions x industries.

    Returns
    -------
    Series
        One value an industry in nats, from 0 (spread as all). Missing for an industry without
        enterprises.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others.

    References
    ----------
    Theil, H. (1967). Economics and Information Theory, ch. 4. North-Holland.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [4, 0], "wool": [0, 4]}, index=["a", "b"])
    >>> theil_index(counts).round(6).to_dict()
    {'oil': 0.693147, 'wool': 0.693147}
    """
    import numpy as np

    distributions, of_all = _distributions(counts)
    ratios = distributions.div(of_all.where(of_all > 0), axis=0)
    terms = distributions * np.log(ratios.where(ratios > 0, 1.0))
    # Rounding may leave an even industry just below 0.
    index = terms.where(distributions.notna()).sum(axis=0, min_count=1).clip(lower=0)
    index.attrs["convention"] = "against all enterprises of the table, base e (nats)"
    return index.rename("theil_index")


def ellison_glaeser(
    plants: pd.DataFrame, *, regional_employment: pd.Series | None = None
) -> pd.Series:
    """Ellison-Glaeser index: concentration of an industry beyond its large plants.

    gamma_j = (G_j - (1 - sum_r p_r^2) H_j) / ((1 - sum_r p_r^2)(1 - H_j)) with
    G_j = sum_r (y_rj - p_r)^2, y_rj the region's share of the industry's employees, p_r its share
    of all employees and H_j the sum of squared shares of plants in the industry.

    Parameters
    ----------
    plants
        One row a plant, with columns `industry`, `region` and `employees`.
    regional_employment
        All employees of each region, or its share of them, indexed by region, each once. None takes
        the plants of the table, those of unknown size as 0.

    Returns
    -------
    Series
        Index `industry`, sorted, without fixed bounds. 0: as if plants chose regions at random in
        proportion to p_r. Above 0.05 the source calls an industry concentrated, and below 0 it is
        more evenly spread than at random. Missing for an industry with a plant of unknown size or
        region, with fewer than two plants, or where one region has all employees. With
        `regional_employment`, also for an industry with plants in a region that it lacks.

    Raises
    ------
    AnalysisError
        A column is absent, employees are negative or infinite, or `regional_employment` has a
        region twice, as where it holds one number a plant, or has none of the plants' regions, or
        less than the plants of a region.

    References
    ----------
    Ellison, G. & Glaeser, E. L. (1997). Journal of Political Economy 105, 889-927.
    doi:10.1086/262098

    Examples
    --------
    >>> import pandas as pd
    >>> industries = ["oil", "oil", "wool", "wool"]
    >>> plants = pd.DataFrame({"industry": industries, "region": list("aabb"), "employees": 1})
    >>> ellison_glaeser(plants).to_dict()
    {'oil': 1.0, 'wool': 1.0}
    """
    absent = [name for name in ("industry", "region", "employees") if name not in plants]
    if absent:
        raise AnalysisError(
            "Expected plants with columns industry, region, employees; "
            f"found none named {', '.join(absent)}. Rename them."
        )
    refuse_negative(plants["employees"], "employees", remedy="Correct them.")
    plants = plants.astype({"employees": float})
    if regional_employment is None:
        by_region = plants.groupby("region")["employees"].sum()
    else:
        refuse_negative(regional_employment, "employees", remedy="Correct them.")
        by_region = regional_employment.astype(float)
        refuse_repeated(
            by_region.index,
            "number of employees a region",
            remedy="Add up the plants of each region.",
        )
        _refuse_less_than_plants(by_region, plants)
    p = by_region / by_region.sum()
    room = 1 - float((p**2).sum())
    industry, sizes = plants["industry"], plants["employees"]
    is_unknown = sizes.isna() | ~plants["region"].isin(p.index[p.notna()])
    total = sizes.groupby(industry).sum()
    in_regions = sizes.groupby([industry, plants["region"]]).sum().unstack(fill_value=0.0)
    y = in_regions.reindex(index=total.index, columns=p.index, fill_value=0.0).div(total, axis=0)
    g = (y - p).pow(2).sum(axis=1)
    h = (sizes / industry.map(total)).pow(2).groupby(industry).sum()
    result = ((g - room * h) / (room * (1 - h))).where(
        (total > 0) & (h < 1 - 1e-12) & (room > 1e-12) & ~is_unknown.groupby(industry).any()
    )
    result = result.rename("ellison_glaeser").rename_axis("industry")
    origin = "the plants" if regional_employment is None else "given regional employment"
    result.attrs["convention"] = f"p_r from {origin}"
    return result


def _refuse_less_than_plants(by_region: pd.Series, plants: pd.DataFrame) -> None:
    """Raise where regions have fewer employees than their plants, or other labels."""
    of_plants = plants.groupby("region")["employees"].sum()
    if len(of_plants) and not of_plants.index.isin(by_region.index).any():
        raise AnalysisError(
            "Expected employment indexed by region; found no region of the plants, such as "
            f"{of_plants.index[0]}. Give the regions as index."
        )
    if abs(by_region.sum() - 1) <= SUM_TOLERANCE:
        return  # shares of all employees
    plants_of = of_plants.reindex(by_region.index)
    too_few = by_region.index[by_region < plants_of * (1 - 1e-9)]
    if len(too_few):
        region = too_few[0]
        raise AnalysisError(
            f"Expected regional employment of at least that of the plants; found "
            f"{by_region[region]:g} for {region}, whose plants have {plants_of[region]:g}: "
            f"{len(too_few)} in all. Give all employees of each region."
        )
