"""How concentrated in space is an industry?

Functions of counts, regions x industries, with one value an industry: its shares of the regions, y_rj = x_rj / x_.j, against
those of all enterprises, p_r = x_r. / x_.. (the industry's own included). Missing for an industry without enterprises; a region
without any changes nothing. `ellison_glaeser` takes plants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators.checks import refuse_repeated, valid_counts, valid_employees

if TYPE_CHECKING:
    import pandas as pd

GINI_SCALES = {"unit": 1.0, "half": 0.5}


def _distributions(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Shares of regions in each industry, and in all enterprises."""
    known = valid_counts(counts).fillna(0.0)
    sums, totals = known.sum(axis=0), known.sum(axis=1)
    return known.div(
        sums.where(sums > 0), axis=1
    ), totals / totals.sum() if totals.sum() > 0 else totals * float("nan")


def hoover_index(counts: pd.DataFrame) -> pd.Series:
    """Hoover index of an industry: sum over regions of |y_rj - p_r| / 2, from 0 (spread as all) towards 1.

    It is the share of the industry's enterprises that would have to move for its distribution to be that of all.

    References
    ----------
    Hoover, E. M. (1936). Review of Economics and Statistics 18, 162-171. doi:10.2307/1927875

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> hoover_index(counts).tolist()
    [0.25, 0.25]
    """
    own, whole = _distributions(counts)
    found = (own.sub(whole, axis=0).abs().sum(axis=0, min_count=1) / 2).rename("hoover_index")
    found.attrs["convention"] = "against all enterprises of the table, 0 to 1"
    return found


def locational_gini(counts: pd.DataFrame, *, scale: str = "unit") -> pd.Series:
    """Locational Gini coefficient of an industry, from the Lorenz curve of y_r over p_r, regions in rising order of y_rj / p_r.

    G_j = sum_rs p_r p_s |y_rj / p_r - y_sj / p_s| / 2: regions weigh by their size. (Another coefficient under the same
    name leaves them unweighted.)

    Parameters
    ----------
    counts
        Regions x industries.
    scale
        `unit`: 0 (spread as all) to below 1, twice the area between curve and diagonal; `half`: that area itself, Krugman's
        0 to 0.5.

    References
    ----------
    Krugman, P. (1991). Geography and Trade, p. 55-56. MIT Press.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [3, 1], "wool": [1, 3]}, index=["a", "b"])
    >>> locational_gini(counts)["oil"].item(), locational_gini(counts, scale="half")["oil"].item()
    (0.25, 0.125)
    """
    import numpy as np
    import pandas as pd

    if scale not in GINI_SCALES:
        raise AnalysisError(
            f"Expected a scale of {', '.join(GINI_SCALES)}; found {scale!r}. Choose one of these."
        )
    own, whole = _distributions(counts)
    values = {}
    for name in range(own.shape[1]):
        y, p = (
            own.iloc[:, name].to_numpy(dtype=float)[whole > 0],
            whole.to_numpy(dtype=float)[whole > 0],
        )
        order = np.argsort(y / p, kind="stable")
        after = np.cumsum(y[order])
        values[name] = (
            1 - float((p[order] * (2 * after - y[order])).sum())
            if np.isfinite(y).all() and len(y)
            else np.nan
        )
    # Rounding may leave an even industry just below 0.
    found = pd.Series(
        np.maximum(list(values.values()), 0.0) * GINI_SCALES[scale],
        index=counts.columns,
        name="locational_gini",
        dtype=float,
    )
    found.attrs["convention"] = (
        f"scale: 0 to {GINI_SCALES[scale]:g}; regions weighted by all enterprises"
    )
    return found


def theil_index(counts: pd.DataFrame) -> pd.Series:
    """Theil index of an industry: sum over regions of y_rj ln(y_rj / p_r), from 0 (spread as all), in nats.

    The information divergence of the industry's distribution from that of all enterprises; 0 ln 0 = 0.

    References
    ----------
    Theil, H. (1967). Economics and Information Theory, ch. 4. North-Holland.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [4, 0], "wool": [0, 4]}, index=["a", "b"])
    >>> round(theil_index(counts)["oil"].item(), 6)
    0.693147
    """
    import numpy as np

    own, whole = _distributions(counts)
    ratios = own.div(whole.where(whole > 0), axis=0)
    terms = (own * np.log(ratios.where(ratios > 0, 1.0))).where(own.notna())
    # Rounding may leave an even industry just below 0.
    found = terms.sum(axis=0, min_count=1).clip(lower=0).rename("theil_index")
    found.attrs["convention"] = "against all enterprises of the table, base e (nats)"
    return found


def ellison_glaeser(
    plants: pd.DataFrame, *, regional_employment: pd.Series | None = None
) -> pd.Series:
    """Ellison-Glaeser index: concentration of an industry beyond what few large plants explain.

    gamma_j = (G_j - (1 - sum_r p_r^2) H_j) / ((1 - sum_r p_r^2)(1 - H_j)) with G_j = sum_r (y_rj - p_r)^2, y_rj the region's
    share of the industry's employees, p_r its share of all employees and H_j the sum of squared shares of plants in the
    industry. 0: as if plants chose regions at random in proportion to p_r; above 0.05 the source calls an industry
    concentrated; negative: more evenly spread than at random.

    Parameters
    ----------
    plants
        One row a plant, with columns `industry`, `region` and `employees`.
    regional_employment
        All employees of each region, indexed by region; None takes the plants of the table.

    Returns
    -------
    Series
        Index `industry`, sorted; no fixed bounds. Missing for an industry with a plant of unknown size or region, with
        fewer than two plants, or where one region has all employees; with `regional_employment`, also for an industry with
        plants in a region that it lacks.

    References
    ----------
    Ellison, G. & Glaeser, E. L. (1997). Journal of Political Economy 105, 889-927. doi:10.1086/262098

    Examples
    --------
    >>> import pandas as pd
    >>> plants = pd.DataFrame({"industry": ["oil", "oil", "wool", "wool"], "region": list("aabb"), "employees": [1, 1, 1, 1]})
    >>> ellison_glaeser(plants).tolist()
    [1.0, 1.0]
    """
    import pandas as pd

    absent = [name for name in ("industry", "region", "employees") if name not in plants]
    if absent:
        raise AnalysisError(
            f"Expected plants with columns industry, region, employees; found none named {', '.join(absent)}. Rename them."
        )
    if regional_employment is None:
        by_region = valid_employees(plants["employees"]).groupby(plants["region"]).sum()
    else:
        valid_employees(plants["employees"])
        by_region = valid_employees(regional_employment)
        refuse_repeated(
            by_region.index,
            "number of employees a region",
            remedy="Add up the plants of each region.",
        )
    p = by_region / by_region.sum()
    room = 1 - float((p**2).sum())
    found = {}
    for industry, own in plants.groupby("industry", sort=True):
        sizes, regions = own["employees"].astype(float), own["region"]
        total = sizes.sum()
        known = sizes.notna().all() and regions.isin(p.index[p.notna()]).all() and total > 0
        h = float(((sizes / total) ** 2).sum()) if known else 1.0
        g = (
            float(
                ((sizes.groupby(regions).sum() / total).reindex(p.index, fill_value=0.0) - p)
                .pow(2)
                .sum()
            )
            if known
            else 0.0
        )
        found[industry] = (
            (g - room * h) / (room * (1 - h)) if room > 1e-12 and h < 1 - 1e-12 else float("nan")
        )
    result = pd.Series(found, name="ellison_glaeser", dtype=float).rename_axis("industry")
    result.attrs["convention"] = (
        f"p_r from {'the plants' if regional_employment is None else 'given regional employment'}"
    )
    return result
