"""Level 1: new clusters inside a region.

An industry qualifies where specialisation is more than chance, the mass is critical, and no cluster
organisation for its directions is listed in the region. "None listed" is not "none exists".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.labels import aligned
from hypercluster.rankings import competition_ranks
from hypercluster.synchronisation.context import (
    Context,
    describe_single,
    same_macroregion,
    supply_partners,
    with_description,
)
from hypercluster.synchronisation.flags import flag_text, new_cluster_flags
from hypercluster.words import Name, join

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CLUSTER_KIND = "cluster"
STAR_QUOTIENT = 2.0
STAR_SHARE = 0.1
SIZE_STAR_REGIONS = 30


def cluster_stars(
    counts: pd.DataFrame, shares: pd.DataFrame, location_quotients: pd.DataFrame
) -> pd.DataFrame:
    """Cluster stars: one each for specialisation, focus and size.

    - Specialisation: LQ >= 2.
    - Focus: the region is among the top 10 % by share of the industry in the region.
    - Size: the region is among the top 10 % by count, where there are at least 30 regions. Fewer
      give no size star.

    Equal values all count, and 10 % of few regions is rounded up (2 of 15, at least one).

    Parameters
    ----------
    counts
        Regions x industries. Give reporting units: parts of a unit would fill the top with copies.
    shares, location_quotients
        Of these counts. Another order of the same labels is aligned.

    Returns
    -------
    DataFrame
        Regions x industries, 0 to 3. Missing for a region without enterprises.

    Raises
    ------
    AnalysisError
        The tables are of other regions or industries.

    References
    ----------
    European Cluster Observatory method: Lindqvist, G., Protsiv, S. & Solvell, O. (2011). Regions,
    Innovation and Economic Prosperity. Centre for Strategy and Competitiveness, Stockholm. The
    focus and size stars use the top 10 % of regions.

    Examples
    --------
    >>> import pandas as pd
    >>> import hypercluster as hc
    >>> counts = pd.DataFrame({"oil": [8, 1], "wool": [2, 39]}, index=["a", "b"])
    >>> cluster_stars(counts, hc.shares(counts), hc.location_quotient(counts))
       oil  wool
    a  2.0   0.0
    b  0.0   1.0
    """
    import pandas as pd

    shares, location_quotients = (
        _like_counts(table, counts, name)
        for name, table in (("shares", shares), ("location quotients", location_quotients))
    )
    tables = [table.to_numpy(dtype=float) for table in (counts, shares, location_quotients)]
    return pd.DataFrame(stars_of_arrays(*tables), index=counts.index, columns=counts.columns)


def stars_of_arrays(counts: np.ndarray, shares: np.ndarray, quotients: np.ndarray) -> np.ndarray:
    """Cluster stars of arrays regions x industries, as `cluster_stars` says."""
    import math

    import numpy as np

    n = len(counts)
    most = max(1, math.ceil(STAR_SHARE * n))

    def top(values: np.ndarray) -> np.ndarray:
        rounded = np.round(values, 9)
        # Among the first k of a column is who reaches its k-th largest value.
        least = np.sort(np.where(np.isnan(rounded), -np.inf, rounded), axis=0)[n - most]
        return np.asarray((rounded >= least) & (values > 0))

    stars = (np.round(quotients, 9) >= STAR_QUOTIENT).astype(float) + top(shares)
    if n >= SIZE_STAR_REGIONS:
        stars += top(counts)
    return np.where(np.isnan(quotients), np.nan, stars)


def _like_counts(table: pd.DataFrame, counts: pd.DataFrame, name: str) -> pd.DataFrame:
    return aligned(table, index=counts.index, columns=counts.columns, name=name, like="counts")


def serving_clusters(
    organisations: pd.DataFrame,
    focus: pd.DataFrame,
    industry_directions: pd.DataFrame,
    industries: pd.Index,
) -> tuple[np.ndarray, np.ndarray]:
    """Cluster organisations, and which industries each serves.

    An organisation serves the industries with a direction in its focus.

    Returns
    -------
    tuple
        Positions in `organisations`, and a boolean matrix of these clusters x industries.
    """
    import numpy as np

    cells = (
        industries.get_indexer(industry_directions["industry"]),
        focus.columns.get_indexer(industry_directions["direction"]),
    )
    has_share = (industry_directions["share"] > 0).to_numpy()
    positions = np.flatnonzero((organisations["kind"] == CLUSTER_KIND).to_numpy())
    return positions, served_industries(
        focus.to_numpy(dtype=float)[positions], cells, has_share, industries=len(industries)
    )


def served_industries(
    focus: np.ndarray,
    cells: tuple[np.ndarray, np.ndarray],
    has_share: np.ndarray,
    *,
    industries: int,
) -> np.ndarray:
    """Which industries organisations serve: those with a direction in their focus.

    Parameters
    ----------
    focus
        Organisations x directions.
    cells
        Positions of industries and of their directions, -1 for unknown.
    has_share
        Which of these have a share above 0.
    industries
        Number of industries.
    """
    import numpy as np

    industry, direction = cells
    has_share = has_share & (direction >= 0) & (industry >= 0)
    needs = np.zeros((industries, focus.shape[1]), dtype=bool)
    needs[industry[has_share], direction[has_share]] = True
    return np.asarray((focus > 0) @ needs.T)


def listed_clusters(
    organisations: pd.DataFrame,
    focus: pd.DataFrame,
    industry_directions: pd.DataFrame,
    *,
    regions: pd.Index,
    industries: pd.Index,
) -> np.ndarray:
    """Number of cluster organisations listed, regions x industries.

    They are counted for an industry if they serve one of its directions.
    """
    import numpy as np

    positions, serves = serving_clusters(organisations, focus, industry_directions, industries)
    rows = regions.get_indexer(organisations["region"].iloc[positions])
    listed = np.zeros((len(regions), len(industries)), dtype=int)
    # Several organisations may add to one row, which plain indexing would do only once.
    np.add.at(listed, rows[rows >= 0], serves[rows >= 0].astype(int))
    return listed


def new_cluster_scores(
    counts: pd.DataFrame,
    location_quotients: pd.DataFrame,
    *,
    stars: pd.DataFrame,
    excess: pd.DataFrame,
    q_values: pd.DataFrame,
    listed: np.ndarray,
    is_ubiquitous: np.ndarray,
    threshold: float = 1.0,
    min_count: float = 10.0,
    min_stars: int = 1,
    max_q: float = 0.05,
    has_ubiquitous: bool = False,
) -> np.ndarray:
    """Excess enterprises of every industry that qualifies as a new cluster.

    Parameters
    ----------
    counts, location_quotients, stars, excess, q_values
        Regions x industries. Another order of the same labels is aligned to `counts`. `q_values`
        come from reporting units, and parts of a unit inherit them.
    listed
        Cluster organisations listed, regions x industries in the order of `counts`.
    is_ubiquitous
        Which industries are present everywhere, in the order of `counts`.
    threshold
        Least location quotient.
    min_count, min_stars
        Critical mass: least enterprises and least cluster stars (our choice: 10 and 1).
    max_q
        Largest q-value (our choice: 0.05).
    has_ubiquitous
        Whether industries that are present everywhere may qualify (our choice: not).

    Returns
    -------
    ndarray
        Regions x industries, in enterprises. Missing where a condition fails.

    Raises
    ------
    AnalysisError
        The tables are of other regions or industries than the counts.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> import hypercluster as hc
    >>> counts = pd.DataFrame({"oil": [80, 10], "wool": [20, 90]}, index=["a", "b"])
    >>> quotients = hc.location_quotient(counts)
    >>> new_cluster_scores(
    ...     counts,
    ...     quotients,
    ...     stars=hc.cluster_stars(counts, hc.shares(counts), quotients),
    ...     excess=hc.excess_enterprises(counts),
    ...     q_values=hc.benjamini_hochberg(hc.p_specialised(counts)),
    ...     listed=np.array([[0, 0], [0, 1]]),
    ...     is_ubiquitous=np.array([False, False]),
    ... ).tolist()
    [[35.0, nan], [nan, nan]]
    """
    import numpy as np

    location_quotients, stars, excess, q_values = (
        _like_counts(table, counts, name)
        for name, table in (
            ("location quotients", location_quotients),
            ("stars", stars),
            ("excess enterprises", excess),
            ("q-values", q_values),
        )
    )
    qualifies = (
        considered_cells(
            location_quotients, is_ubiquitous, threshold=threshold, has_ubiquitous=has_ubiquitous
        )
        & (counts.to_numpy(dtype=float) >= min_count)
        & (stars.to_numpy(dtype=float) >= min_stars)
        & (q_values.to_numpy(dtype=float) <= max_q)
        & (listed == 0)
    )
    return np.where(qualifies, excess.to_numpy(dtype=float), np.nan)


def considered_cells(
    location_quotients: pd.DataFrame,
    is_ubiquitous: np.ndarray,
    *,
    threshold: float,
    has_ubiquitous: bool,
) -> np.ndarray:
    """Specialised industries, regions x industries, ubiquitous ones if requested."""
    specialised = location_quotients.round(9).to_numpy(dtype=float) >= threshold
    considered: np.ndarray = specialised & (has_ubiquitous | ~is_ubiquitous[None, :])
    return considered


def new_cluster_table(
    names: pd.Series,
    counts: pd.DataFrame,
    location_quotients: pd.DataFrame,
    *,
    scores: np.ndarray,
    considered: np.ndarray,
    stars: pd.DataFrame,
    excess: pd.DataFrame,
    q_values: pd.DataFrame,
    industries: pd.DataFrame,
    organisations: pd.DataFrame,
    focus: pd.DataFrame,
    industry_directions: pd.DataFrame,
) -> pd.DataFrame:
    """Specialised industries of every region, with ranks of those that qualify.

    A new cluster ranks by its excess enterprises.

    Parameters
    ----------
    names
        Name of each region.
    scores, considered
        From `new_cluster_scores` and `considered_cells`.
    counts, location_quotients, stars, excess, q_values
        Regions x industries.
    industries
        The pack's table.
    organisations, focus, industry_directions
        Located organisations, organisations x directions, the pack's table.

    Returns
    -------
    DataFrame
        One row a region and considered industry. `rank` is missing where a condition fails.
    """
    import numpy as np
    import pandas as pd

    positions, serves = serving_clusters(organisations, focus, industry_directions, counts.columns)
    clusters = organisations.iloc[positions]
    r, j = np.nonzero(considered)
    regions, codes, values = names.index.to_numpy(), counts.columns.to_numpy(), scores[r, j]
    listed = [
        join(list(clusters["name"][((clusters["region"] == regions[a]) & serves[:, b]).to_numpy()]))
        for a, b in zip(r, j, strict=True)
    ]
    rounded = pd.Series(np.round(values, 9))
    table = pd.DataFrame(
        {
            "region": regions[r],
            "region_name": names.to_numpy()[r],
            "industry": codes[j],
            "industry_name": industries.set_index("industry")["name"].reindex(codes[j]).to_numpy(),
            "rank": pd.array(competition_ranks(values), dtype="Int64"),
            "is_opportunity": ~np.isnan(values),
            "score": excess.to_numpy(dtype=float)[r, j],
            "is_tied": rounded.duplicated(keep=False).astype("boolean").where(rounded.notna()),
            "count": counts.to_numpy(dtype=float)[r, j],
            "location_quotient": location_quotients.to_numpy(dtype=float)[r, j],
            "q_specialised": q_values.to_numpy(dtype=float)[r, j],
            "stars": pd.array(stars.to_numpy(dtype=float)[r, j], dtype="Int64"),
            "clusters_listed": pd.Series(listed, dtype="str"),
        }
    )
    order = ["rank", "score", "region", "industry"]
    return table.sort_values(
        order, ascending=[True, False, True, True], na_position="last"
    ).reset_index(drop=True)


def describe_new_clusters(
    table: pd.DataFrame, context: Context, regions: pd.DataFrame, factor: np.ndarray
) -> pd.DataFrame:
    """Add directions, technologies, organisations, missing roles and partners."""
    import pandas as pd

    described = []
    every_role = sorted(set().union(*context.roles.values()))
    for row in table.itertuples():
        directions = context.directions_of_industry.get(row.industry, [])
        nearness = dict(
            zip(regions.index, factor[regions.index.get_loc(row.region)].tolist(), strict=True)
        )
        partners = supply_partners(
            context, row.region, directions[0] if directions else None, nearness
        )
        description = describe_single(context, row.region, row.industry, partners)
        missing = [role for role in every_role if role not in context.roles.get(row.region, set())]
        flags = new_cluster_flags(
            Name(row.region_name),
            is_allocated=bool(regions.at[row.region, "is_allocated"]),
            has_cluster_organisation=isinstance(row.clusters_listed, str),
        )
        described.append(
            {
                **description,
                "candidate_cores": description["lead_organisations"],
                "roles_missing": join(missing),
                "partner_regions": join([str(regions.at[partner, "name"]) for partner in partners]),
                "is_within_macroregion": same_macroregion(
                    regions["macroregion"], row.region, partners
                ),
                "flags": flag_text(flags),
            }
        )
    return with_description(table, pd.DataFrame(described, index=table.index))
