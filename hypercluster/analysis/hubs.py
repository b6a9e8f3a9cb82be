"""Who are the hubs? Regions, organisations and groups, and how they compare with those a source names.

Composite = mean percentile of three measures that say different things; whatever else is computed is shown and
never counted again. Ties are ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def endowment(organisations: pd.Series, excess: pd.Series) -> pd.Series:
    """Endowment of a region: mean of the percentiles of its organisations and of its excess enterprises.

    Both stand for what a hub has to give (our choice: equal weight). Where the pack has no organisations at all,
    excess enterprises alone; missing where a value that others have is missing.
    """
    import pandas as pd

    parts = [_percentile(part) for part in (organisations, excess) if part.notna().any()]
    return pd.concat(parts, axis=1).mean(axis=1, skipna=False) if parts else excess


def _percentile(values: pd.Series) -> pd.Series:
    """Percentile among the others: 100 (smaller + half the equal others)/(n - 1), after rounding to 1e-9.

    Missing values stay missing and do not count; with fewer than two values all are missing.
    """
    import numpy as np
    import pandas as pd

    rounded = np.round(values.to_numpy(dtype=float), 9)
    known = np.sort(rounded[~np.isnan(rounded)])
    if len(known) < 2:
        return values * float("nan")
    smaller, not_larger = (np.searchsorted(known, rounded, side=side) for side in ("left", "right"))
    percentiles = 100 * (smaller + (not_larger - smaller - 1) / 2) / (len(known) - 1)
    return pd.Series(np.where(np.isnan(rounded), np.nan, percentiles), index=values.index)


def _with_ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """Add `composite`, `rank` (largest first, equal values share the smallest) and `is_tied`."""
    composite = scores.mean(axis=1, skipna=False).rename("composite")
    rounded = composite.round(9)
    return scores.assign(
        composite=composite,
        rank=rounded.rank(method="min", ascending=False).astype("Int64"),
        is_tied=rounded.duplicated(keep=False) & rounded.notna(),
    )


def hub_scores(strength: pd.Series, betweenness: pd.Series, endowments: pd.Series) -> pd.DataFrame:
    """Composite hub score of regions: mean percentile of strength, betweenness and endowment (our choice).

    Parameters
    ----------
    strength
        Overlapping strength.
    betweenness
        On the backbone of the aggregate.
    endowments
        From `endowment`.

    Returns
    -------
    DataFrame
        `strength_percentile`, `betweenness_percentile`, `endowment_percentile`, `composite`, `rank`, `is_tied`, on
        the index of the arguments. A region with a missing part has no composite and no rank.

    Examples
    --------
    >>> import pandas as pd
    >>> up, down = pd.Series([1.0, 2.0, 3.0]), pd.Series([3.0, 2.0, 1.0])
    >>> hub_scores(up, up, down)["rank"].tolist()
    [3, 2, 1]
    """
    import pandas as pd

    parts = {"strength_percentile": strength, "betweenness_percentile": betweenness, "endowment_percentile": endowments}
    return _with_ranks(pd.DataFrame({name: _percentile(values) for name, values in parts.items()}))


def actor_scores(organisations: pd.DataFrame, focus: pd.DataFrame, group_presence: pd.DataFrame, regions: pd.Index) -> pd.DataFrame:
    """Composite hub score of organisations and of groups, each among its kind.

    The graph: organisations, their regions, their groups (those that tie; a ministry or regional government makes no
    hub), the organisations they belong to (weight 1 each) and the directions they focus on (weight: share).

    Parameters
    ----------
    organisations
        Located organisations: `organisation`, `region`, `group`, `belongs_to`.
    focus
        Organisations x directions, in the same order.
    group_presence
        Tying groups x regions, 1 or 0.
    regions
        Regions of the scheme.

    Returns
    -------
    DataFrame
        Indexed by actor (`kind:code`), organisations then groups: `strength` (summed tie weights), `betweenness`
        (unweighted, over all pairs), `reach` (a group: regions that host it; an organisation: other regions its group is
        present in), their percentiles, `composite`, `rank`, `is_tied`.
    """
    import numpy as np
    import pandas as pd

    one, other, weight = _actor_ties(organisations, focus, group_presence.index, regions)
    count, groups = len(organisations), len(group_presence)
    n = count + groups + len(regions) + focus.shape[1]
    hosts = group_presence.to_numpy(dtype=float).sum(axis=1)
    group = group_presence.index.get_indexer(organisations["group"])
    partners = np.append(hosts, 0.0)[group] - ((regions.get_indexer(organisations["region"]) >= 0) & (group >= 0))
    measures = pd.DataFrame(
        {
            "strength": (np.bincount(one, weight, n) + np.bincount(other, weight, n))[: count + groups],
            "betweenness": _betweenness(one, other, n)[: count + groups],
            "reach": np.concatenate([partners, hosts]).astype("int64"),
        },
        index=pd.Index(
            [*("organisation:" + organisations["organisation"]), *(f"group:{code}" for code in group_presence.index)], name="actor"
        ),
    )
    kinds = (measures.iloc[:count], measures.iloc[count:])
    return pd.concat([own.join(_with_ranks(own.apply(_percentile).add_suffix("_percentile"))) for own in kinds])


def _actor_ties(
    organisations: pd.DataFrame, focus: pd.DataFrame, groups: pd.Index, regions: pd.Index
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both ends and weight of every tie; nodes are organisations, groups, regions, directions, in this order."""
    import numpy as np
    import pandas as pd

    count = len(organisations)
    own = np.arange(count)
    shares = focus.to_numpy(dtype=float)
    row, column = np.nonzero(shares)
    targets = [
        (own, groups.get_indexer(organisations["group"]), count),
        (own, regions.get_indexer(organisations["region"]), count + len(groups)),
        (own, pd.Index(organisations["organisation"]).get_indexer(organisations["belongs_to"]), 0),
        (row, column, count + len(groups) + len(regions)),
    ]
    weights = [*(np.ones(count) for _ in range(3)), shares[row, column]]
    one = np.concatenate([source[target >= 0] for source, target, _ in targets])
    other = np.concatenate([target[target >= 0] + offset for _, target, offset in targets])
    weight = np.concatenate([values[target >= 0] for values, (_, target, _) in zip(weights, targets, strict=True)])
    return one, other, weight


def _betweenness(one: np.ndarray, other: np.ndarray, n: int) -> np.ndarray:
    import igraph
    import numpy as np

    if n < 3:
        return np.zeros(n)
    graph = igraph.Graph(n, np.column_stack([one, other]).tolist())
    return np.asarray(graph.betweenness(directed=False)) / ((n - 1) * (n - 2) / 2)


def reported_hub_table(
    claims: pd.DataFrame, membership: pd.Series, names: pd.Series, organisations_by_role: pd.DataFrame, hub_ranks: pd.Series
) -> pd.DataFrame:
    """Compare the hubs that a source names with the organisations listed, role by role.

    Parameters
    ----------
    claims
        The pack's `reported_hubs`.
    membership
        Area to region.
    names, hub_ranks
        Name, and rank as a hub, by region.
    organisations_by_role
        Regions x roles.

    Returns
    -------
    DataFrame
        One row a claim and region of the scheme. `is_supported`: the region is among as many as the claim names even
        when every tie counts against it; missing where the pack lists no organisation of that role.
    """
    import pandas as pd

    rows = claims.assign(region=claims["area"].map(membership)).dropna(subset=["region"]).drop_duplicates(["claim", "region"])
    named = rows.groupby("claim")["region"].transform("nunique")
    records = []
    for row, expected in zip(rows.itertuples(), named, strict=True):
        listed = organisations_by_role.get(row.role)
        is_known = listed is not None and bool(listed.notna().all())
        own = listed[row.region] if listed is not None and is_known else None
        larger = int((listed > own).sum()) if listed is not None and own is not None else None
        equal = int((listed == own).sum()) if listed is not None and own is not None else None
        records.append(
            {
                "claim": row.claim,
                "region": row.region,
                "region_name": names[row.region],
                "role": row.role,
                "organisations": own,
                "role_rank": None if larger is None else larger + 1,
                "role_ties": equal,
                "expected_rank": int(expected),
                "is_supported": None if larger is None or equal is None else larger + equal <= expected,
                "hub_rank": hub_ranks[row.region],
                "statement": row.statement,
                "source": row.source,
            }
        )
    columns = [
        "claim",
        "region",
        "region_name",
        "role",
        "organisations",
        "role_rank",
        "role_ties",
        "expected_rank",
        "is_supported",
        "hub_rank",
        "statement",
        "source",
    ]
    return pd.DataFrame(records, columns=columns)


def within_macroregion_share(aggregate: np.ndarray, macroregions: pd.Series) -> pd.Series:
    """Share of a region's aggregate strength with regions of its own macroregion.

    Missing (not 0) where the macroregion is unknown or has a single region, and for an isolate.
    """
    import numpy as np
    import pandas as pd

    codes = macroregions.to_numpy(dtype=object)
    same = codes[:, None] == codes[None, :]
    np.fill_diagonal(same, val=False)
    strength = aggregate.sum(axis=1)
    share = np.divide((aggregate * same).sum(axis=1), strength, out=np.full(len(strength), np.nan), where=strength > 0)
    is_defined = same.any(axis=1) & macroregions.notna().to_numpy()
    return pd.Series(np.where(is_defined, share, np.nan), index=macroregions.index, name="strength_within_macroregion")
