"""Level 1: new clusters inside a region.

An industry qualifies where specialisation is more than chance, the mass is critical, and no cluster organisation
for its directions is listed in the region. "None listed" is not "none exists".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.synchronisation.context import Context, describe_single, joined, same_macroregion, supply_partners, with_description
from hypercluster.synchronisation.score import competition_ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CLUSTER_KIND = "cluster"
STAR_QUOTIENT = 2.0
STAR_SHARE = 0.1
SIZE_STAR_REGIONS = 30


def cluster_stars(counts: pd.DataFrame, shares: pd.DataFrame, location_quotients: pd.DataFrame) -> pd.DataFrame:
    """Cluster stars: specialisation (LQ >= 2), focus, and size where there are at least 30 regions.

    Focus: the region is among the top 10 % (at least one) by share of the industry in the region; size: by count.
    Equal values all count. Fewer than 30 regions give no size star, because one region would be the top 10 %.

    Returns
    -------
    DataFrame
        Regions x industries, 0 to 3; missing for a region without enterprises.

    References
    ----------
    European Cluster Observatory method: Lindqvist, G., Protsiv, S. & Solvell, O. (2011). Regions, Innovation and Economic
    Prosperity. Centre for Strategy and Competitiveness, Stockholm. The focus and size stars use the top 10 % of regions.
    """
    import math

    n = len(counts)
    most = max(1, math.ceil(STAR_SHARE * n))

    def top(values: pd.DataFrame) -> pd.DataFrame:
        ranks = values.round(9).rank(axis=0, method="min", ascending=False)
        return ((ranks <= most) & (values > 0)).astype(float)

    stars = (location_quotients.round(9) >= STAR_QUOTIENT).astype(float) + top(shares)
    if n >= SIZE_STAR_REGIONS:
        stars = stars + top(counts)
    return stars.where(location_quotients.notna())


def new_cluster_table(
    names: pd.Series,
    counts: pd.DataFrame,
    location_quotients: pd.DataFrame,
    *,
    stars: pd.DataFrame,
    excess: pd.DataFrame,
    q_values: pd.DataFrame,
    industries: pd.DataFrame,
    organisations: pd.DataFrame,
    focus: pd.DataFrame,
    industry_directions: pd.DataFrame,
    threshold: float = 1.0,
    min_count: float = 10.0,
    min_stars: int = 1,
    max_q: float = 0.05,
    has_ubiquitous: bool = False,
) -> pd.DataFrame:
    """Specialised industries of every region, those that qualify as a new cluster ranked by excess enterprises.

    Parameters
    ----------
    names
        Name of each region.
    counts, location_quotients, stars, excess, q_values
        Regions x industries. `q_values` come from reporting units; parts of a unit inherit them.
    industries
        The pack's table.
    organisations, focus, industry_directions
        Located organisations, organisations x directions, the pack's table.
    threshold
        Least location quotient of a row.
    min_count, min_stars
        Critical mass: least enterprises and least cluster stars (our choice: 10 and 1).
    max_q
        Largest q-value (our choice: 0.05).
    has_ubiquitous
        Whether industries that are found everywhere may qualify (our choice: not).

    Returns
    -------
    DataFrame
        One row a region and specialised industry; `rank` is missing where a condition fails.
    """
    import numpy as np
    import pandas as pd

    listed = _listed_clusters(names.index, counts.columns, organisations, focus, industry_directions)
    left_out = set(industries.loc[industries["is_ubiquitous"].astype(bool), "industry"]) if not has_ubiquitous else set()
    considered = (location_quotients.round(9) >= threshold).to_numpy() & ~counts.columns.isin(left_out)[None, :]
    r, j = np.nonzero(considered)
    regions, kinds = names.index.to_numpy(), counts.columns.to_numpy()
    clusters = [listed.get((region, industry)) for region, industry in zip(regions[r], kinds[j], strict=True)]
    cells = {
        name: table.to_numpy(dtype=float)[r, j] for name, table in (("count", counts), ("stars", stars), ("q", q_values), ("score", excess))
    }
    qualifies = (
        (cells["count"] >= min_count)
        & (cells["stars"] >= min_stars)
        & (cells["q"] <= max_q)
        & np.array([not found for found in clusters], dtype=bool)
    )
    scores = np.where(qualifies, cells["score"], np.nan)
    rounded = pd.Series(np.round(scores, 9))
    table = pd.DataFrame(
        {
            "region": regions[r],
            "region_name": names.to_numpy()[r],
            "industry": kinds[j],
            "industry_name": industries.set_index("industry")["name"].reindex(kinds[j]).to_numpy(),
            "rank": pd.array(competition_ranks(scores), dtype="Int64"),
            "is_opportunity": qualifies,
            "score": cells["score"],
            "is_tied": rounded.duplicated(keep=False).astype("boolean").where(rounded.notna()),
            "count": cells["count"],
            "location_quotient": location_quotients.to_numpy(dtype=float)[r, j],
            "q_specialised": cells["q"],
            "stars": pd.array(cells["stars"], dtype="Int64"),
            "clusters_listed": pd.Series([joined(found or []) for found in clusters], dtype="str"),
        }
    )
    return table.sort_values(["rank", "score", "region", "industry"], ascending=[True, False, True, True], na_position="last").reset_index(
        drop=True
    )


def _listed_clusters(
    regions: pd.Index, industries: pd.Index, organisations: pd.DataFrame, focus: pd.DataFrame, industry_directions: pd.DataFrame
) -> dict[tuple[str, str], list[str]]:
    """Names of cluster organisations in a region that serve a direction of an industry."""
    serves: dict[tuple[str, str], list[str]] = {}
    needs: dict[str, set[str]] = {}
    for industry, direction, share in industry_directions[["industry", "direction", "share"]].itertuples(index=False, name=None):
        if share > 0 and industry in industries:
            needs.setdefault(industry, set()).add(direction)
    is_cluster = ((organisations["kind"] == CLUSTER_KIND) & organisations["region"].isin(regions)).to_numpy()
    rows = organisations.loc[is_cluster, ["region", "name"]].itertuples(index=False, name=None)
    for (region, name), shares in zip(rows, focus.to_numpy(dtype=float)[is_cluster], strict=True):
        offers = set(focus.columns[shares > 0])
        for industry, directions in needs.items():
            if directions & offers:
                serves.setdefault((region, industry), []).append(str(name))
    return serves


def describe_new_clusters(table: pd.DataFrame, context: Context, regions: pd.DataFrame, factor: np.ndarray) -> pd.DataFrame:
    """Add directions, technologies, candidate cores, missing roles, partners and vectors to every row."""
    import pandas as pd

    described = []
    for row in table.itertuples():
        directions = context.directions_of_industry(row.industry)
        first = directions[0] if directions else None
        partners = supply_partners(context, row.region, first, factor)
        found = describe_single(context, row.region, row.industry, partners)
        own = context.organisations[context.organisations["region"] == row.region]
        missing = [role for role in sorted(set(context.organisations["role"])) if role not in set(own["role"])]
        flags = [f"allocated: {row.region_name}"] if regions.at[row.region, "is_allocated"] else []
        flags += ["none listed: no cluster organisation of the industry's directions"] if row.clusters_listed != row.clusters_listed else []
        described.append(
            {
                **found,
                "candidate_cores": found["lead_organisations"],
                "roles_missing": joined(missing),
                "partner_regions": joined([str(regions.at[partner, "name"]) for partner in partners]),
                "is_within_macroregion": same_macroregion(regions["macroregion"], row.region, partners),
                "flags": joined(flags),
            }
        )
    return with_description(table, pd.DataFrame(described, index=table.index))
