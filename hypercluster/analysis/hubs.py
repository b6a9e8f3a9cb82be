"""Who are the hubs among regions, organisations and groups?

The composite is the mean percentile of three measures that say different things. Whatever else is
computed is shown and never counted again. Equal scores share a rank. Hubs that a source names are
compared with what the pack counts.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from hypercluster.labels import aligned
from hypercluster.rankings import competition_ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def endowment(organisations: pd.Series, excess: pd.Series) -> pd.Series:
    """Endowment of regions: mean percentile of organisations and excess enterprises.

    Both stand for what a hub has to give (our choice: equal weight). Where the pack has no
    organisations at all, excess enterprises alone. Missing where a value that others have is
    missing.
    """
    import pandas as pd

    organisations = aligned(
        organisations,
        index=excess.index,
        name="numbers of organisations",
        like="excess enterprises",
    )
    values = endowment_of_arrays(organisations.to_numpy(dtype=float), excess.to_numpy(dtype=float))
    return pd.Series(values, index=excess.index)


def endowment_of_arrays(organisations: np.ndarray, excess: np.ndarray) -> np.ndarray:
    """Endowment without labels, as `endowment` has it."""
    import numpy as np

    parts = [percentiles(part) for part in (organisations, excess) if not np.isnan(part).all()]
    return np.asarray(sum(parts) / len(parts)) if parts else excess


def percentiles(values: np.ndarray) -> np.ndarray:
    """Percentile of each value among the others, after rounding to 1e-9.

    100 (smaller + half the equal others)/(n - 1). Missing values stay missing and do not count.
    With fewer than two values all are missing.
    """
    import numpy as np

    rounded = np.round(values.astype(float), 9)
    valid = np.sort(rounded[~np.isnan(rounded)])
    if len(valid) < 2:
        return np.full(len(values), np.nan)
    smaller, not_larger = (np.searchsorted(valid, rounded, side=side) for side in ("left", "right"))
    scaled = 100 * (smaller + (not_larger - smaller - 1) / 2) / (len(valid) - 1)
    return np.where(np.isnan(rounded), np.nan, scaled)


def with_ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """Percentiles with their `composite`, its `rank`, and whether the rank is shared.

    The largest ranks first, and equal values share the smallest rank (`is_tied`). Composite and
    rank are missing where a percentile is.
    """
    import pandas as pd

    composite = mean_percentile(*(scores[part].to_numpy(dtype=float) for part in scores))
    ranks = pd.Series(competition_ranks(composite), scores.index)
    return scores.assign(
        composite=composite,
        rank=ranks.astype("Int64"),
        is_tied=ranks.notna() & ranks.duplicated(keep=False),
    )


def mean_percentile(*parts: np.ndarray) -> np.ndarray:
    """Mean of percentiles, of equal weight (our choice). Missing where one of them is."""
    import numpy as np

    return np.asarray(sum(parts[1:], start=parts[0]) / len(parts))


def hub_scores(strength: pd.Series, betweenness: pd.Series, endowments: pd.Series) -> pd.DataFrame:
    """Composite hub score of regions: mean percentile of three measures (our choice).

    A percentile is 100 (smaller + half the equal others)/(n - 1) among the regions with a value.

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
        `strength_percentile`, `betweenness_percentile`, `endowment_percentile`, `composite`,
        `rank`, `is_tied`, on the index of the strengths. Percentiles and composite are from 0 to
        100. A region with a missing part has no composite and no rank.

    Raises
    ------
    AnalysisError
        The measures are not of the same regions.

    Examples
    --------
    >>> import pandas as pd
    >>> up, down = pd.Series([1.0, 2.0, 3.0]), pd.Series([3.0, 2.0, 1.0])
    >>> hub_scores(up, up, down)["rank"].tolist()
    [3, 2, 1]
    """
    import pandas as pd

    parts = {
        "strength_percentile": strength,
        "betweenness_percentile": betweenness,
        "endowment_percentile": endowments,
    }
    values = {
        name: percentiles(
            aligned(part, index=strength.index, name=f"{name}s", like="strengths").to_numpy(float)
        )
        for name, part in parts.items()
    }
    return with_ranks(pd.DataFrame(values, index=strength.index))


def actor_scores(
    organisations: pd.DataFrame,
    focus: pd.DataFrame,
    group_presence: pd.DataFrame,
    regions: pd.Index,
) -> pd.DataFrame:
    """Composite hub score of organisations and of groups, each among its kind.

    The strength of an organisation is the summed weight 1/(n_g - 1) of its affiliations with
    organisations of its group in other regions, n_g being the regions that host the group. The
    strength of a group is the number of its organisations in the scheme. Only groups that tie
    count: a ministry or regional government makes no hub. Betweenness is measured in the graph of
    organisations, their regions, their groups and the directions they focus on.

    Parameters
    ----------
    organisations
        Located organisations: `organisation`, `region`, `group`.
    focus
        Organisations x directions, in the same order.
    group_presence
        Tying groups x regions, 1 or 0.
    regions
        Regions of the scheme.

    Returns
    -------
    DataFrame
        Indexed by actor (`kind:code`), organisations then groups: `strength`, `betweenness`
        (unweighted, over all pairs), `reach`, their percentiles, `composite`, `rank`, `is_tied`.
        A group reaches the regions that host it, an organisation those that its group adds.
    """
    import pandas as pd

    measures = actor_measures(
        group_presence.index.get_indexer(organisations["group"]),
        regions.get_indexer(organisations["region"]),
        group_presence.to_numpy(dtype=float).sum(axis=1),
        focus.to_numpy(dtype=float),
        regions=len(regions),
    )
    codes = {"organisation": organisations["organisation"], "group": group_presence.index}
    tables = []
    for kind, values in measures.items():
        actors = pd.Index([f"{kind}:{code}" for code in codes[kind]], name="actor")
        parts = {f"{name}_percentile": percentiles(value) for name, value in values.items()}
        table = pd.DataFrame(dict(values), index=actors).astype({"reach": "int64"})
        tables.append(table.join(with_ranks(pd.DataFrame(parts, index=actors))))
    return pd.concat(tables)


def actor_measures(
    group: np.ndarray,
    region: np.ndarray,
    hosts: np.ndarray,
    focus: np.ndarray,
    *,
    regions: int,
) -> dict[str, dict[str, np.ndarray]]:
    """Strength, betweenness and reach of organisations and groups, for `actor_scores`.

    Parameters
    ----------
    group, region
        Position of group and region of each organisation, -1 for none.
    hosts
        Number of regions that host each group.
    focus
        Organisations x directions.
    regions
        Number of regions.
    """
    import numpy as np

    count, groups = len(group), len(hosts)
    ties = _actor_ties(group, region, focus, groups=groups, regions=regions)
    between = _betweenness(ties, count + groups + regions + focus.shape[1])
    is_tied = (group >= 0) & (region >= 0)
    measures = {
        "strength": _affiliations(group, region, hosts),
        "betweenness": between[: count + groups],
        # Position -1, no group, takes the 0 that is appended.
        "reach": np.concatenate([np.where(is_tied, np.append(hosts, 0.0)[group] - 1, 0.0), hosts]),
    }
    return {
        "organisation": {name: values[:count] for name, values in measures.items()},
        "group": {name: values[count:] for name, values in measures.items()},
    }


def _affiliations(group: np.ndarray, region: np.ndarray, hosts: np.ndarray) -> np.ndarray:
    """Affiliation strength of organisations, then number of organisations of groups."""
    import numpy as np

    tied = (group >= 0) & (region >= 0)
    members = np.bincount(group[tied], minlength=len(hosts)).astype(float)
    local = np.zeros((len(hosts), int(region.max(initial=-1)) + 1))
    np.add.at(local, (group[tied], region[tied]), 1.0)
    strength = np.zeros(len(group))
    elsewhere = members[group[tied]] - local[group[tied], region[tied]]
    strength[tied] = elsewhere / np.maximum(hosts[group[tied]] - 1, 1.0)
    return np.concatenate([strength, members])


def _actor_ties(
    group: np.ndarray, region: np.ndarray, focus: np.ndarray, *, groups: int, regions: int
) -> np.ndarray:
    """Both ends of every tie. Nodes are organisations, groups, regions, directions."""
    import numpy as np

    count = len(group)
    row, column = np.nonzero(focus)
    organisation = np.arange(count)
    in_group, in_region = group >= 0, region >= 0
    ties = [
        (organisation[in_group], count + group[in_group]),
        (organisation[in_region], count + groups + region[in_region]),
        (row, count + groups + regions + column),
    ]
    return np.concatenate([np.column_stack(ends) for ends in ties])


def _betweenness(ties: np.ndarray, n: int) -> np.ndarray:
    """Betweenness of each node as a share of the pairs of others."""
    import igraph
    import numpy as np

    if n < 3:
        return np.zeros(n)
    graph = igraph.Graph(n, ties.tolist())
    return np.asarray(graph.betweenness(directed=False)) / ((n - 1) * (n - 2) / 2)


def reported_hub_table(
    claims: pd.DataFrame,
    membership: pd.Series,
    names: pd.Series,
    hub_ranks: pd.Series,
    *,
    by_role: pd.DataFrame,
    by_industry: pd.DataFrame,
) -> pd.DataFrame:
    """Compare the hubs that a source names with what the pack counts.

    Parameters
    ----------
    claims
        The pack's `reported_hubs`. A claim on an industry is compared with enterprises, any other
        with the organisations of its role.
    membership
        Area to region.
    names, hub_ranks
        Name, and rank as a hub, by region.
    by_role, by_industry
        Organisations as regions x roles, and enterprises as regions x industries.

    Returns
    -------
    DataFrame
        One row a claim and region of the scheme. `is_supported`: the region is among as many as
        the claim names even when every tie counts against it. Missing where the pack has no such
        measure.
    """
    import numpy as np
    import pandas as pd

    rows = (
        claims.assign(region=claims["area"].map(membership))
        .dropna(subset=["region"])
        .drop_duplicates(["claim", "region"])
    )
    expected = rows.groupby("claim")["region"].transform("nunique")
    is_on_industry = rows["industry"].notna()
    unknown = pd.Series(np.nan, index=names.index)
    values = [
        by_industry[row.industry] if on_industry else by_role.get(row.role, unknown)
        for row, on_industry in zip(rows.itertuples(), is_on_industry, strict=True)
    ]
    claimed = [float(value[region]) for value, region in zip(values, rows["region"], strict=True)]
    # Among regions with a value: a claim about a region without one is neither right nor wrong.
    larger, equal = (
        pd.array(
            [
                np.nan if np.isnan(of_region) else float(compare(value, of_region).sum())
                for value, of_region in zip(values, claimed, strict=True)
            ],
            dtype="Int64",
        )
        for compare in (operator.gt, operator.eq)
    )
    return pd.DataFrame(
        {
            "claim": rows["claim"],
            "region": rows["region"],
            "region_name": rows["region"].map(names),
            "role": rows["role"],
            "measure": ("enterprises: " + rows["industry"]).where(
                is_on_industry, "organisations: " + rows["role"]
            ),
            "value": claimed,
            "role_rank": larger + 1,
            "role_ties": equal,
            "expected_rank": expected,
            "is_supported": larger + equal <= expected.to_numpy(),
            "hub_rank": rows["region"].map(hub_ranks),
            "statement": rows["statement"],
            "source": rows["source"],
        }
    ).reset_index(drop=True)
