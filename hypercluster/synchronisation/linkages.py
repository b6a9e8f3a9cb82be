"""Level 2: linkages between regions, one row an unordered pair.

Rankings of linkages are never added.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster.rankings import RankingKind, competition_ranks, linkage_rankings, pair_positions
from hypercluster.synchronisation.context import Context, describe_pair
from hypercluster.synchronisation.flags import End, flag_text, linkage_flags
from hypercluster.synchronisation.score import linkage_score, variance_shares
from hypercluster.words import Name, Note, join, split

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

DEFAULT = linkage_rankings()[0].short
# What a linkage is about, in the order of its columns.
SUBJECT = (
    "directions",
    "technologies",
    "lead_organisations_source",
    "lead_organisations_target",
    "platform_vectors",
    "development_vectors",
)
NO_VECTOR = str(Note("flags.no_vector"))


def linkage_matrices(
    profiles: Mapping[str, np.ndarray],
    match: np.ndarray | None,
    *,
    factor: np.ndarray,
    shares_unit: np.ndarray,
    profile_weight: float = 0.5,
) -> dict[str, dict[str, np.ndarray]]:
    """Scores of linkages and their parts as matrices, by ranking.

    Parameters
    ----------
    profiles
        What the rankings read from industries, by the column it stands in: `complementarity`,
        which is directed, and `similarity`.
    match
        Directed capability match. None where the pack has none.
    factor
        Distance factor x untapped.
    shares_unit
        Pairs inside one reporting unit: they are not ranked and have no score.
    profile_weight
        Weight of the profile. The capability match has the rest.
    """
    import numpy as np

    masked = np.where(shares_unit, np.nan, factor)
    return {
        kind.short: linkage_score(
            profiles[kind.value], match, factor=masked, profile_weight=profile_weight
        )
        for kind in linkage_rankings()
    }


def linkage_table(
    regions: pd.DataFrame,
    scores: Mapping[str, Mapping[str, np.ndarray]],
    *,
    directed: Mapping[str, np.ndarray],
    symmetric: Mapping[str, np.ndarray],
    has_focus: np.ndarray | None,
    boundaries: np.ndarray | None,
    shares_unit: np.ndarray,
    ranking: str = DEFAULT,
) -> pd.DataFrame:
    """All pairs with scores, parts and ranks of every ranking, best first.

    Parameters
    ----------
    regions
        Indexed by region: `name`, `macroregion`, `is_allocated`, `organisations` (missing where the
        pack has none).
    scores
        From `linkage_matrices`.
    directed, symmetric
        Matrices regions x regions, by column. A directed one gives the mean of both directions, and
        what source and target receive. `complementarity` is among them.
    has_focus
        Whether a region has an organisation of specific focus. None where the pack does not say.
    boundaries
        Common boundaries, regions x regions. None where the pack has no contiguity.
    shares_unit
        Pairs inside one reporting unit.
    ranking
        Ranking that orders the rows. Pairs without a score come last.

    Returns
    -------
    DataFrame
        One row a pair. Parts add up to the score exactly.
    """
    import numpy as np
    import pandas as pd

    r, s = pair_positions(regions.index)
    codes, names = regions.index.to_numpy(dtype=str), regions["name"].to_numpy()
    columns: dict[str, object] = {
        "source": codes[r],
        "target": codes[s],
        "source_name": names[r],
        "target_name": names[s],
    }
    for kind in linkage_rankings():
        columns |= _ranking_columns(kind, scores[kind.short], r, s)
    for name, matrix in directed.items():
        columns |= {
            name: (matrix[r, s] + matrix[s, r]) / 2,
            f"{name}_source": matrix[r, s],
            f"{name}_target": matrix[s, r],
        }
    columns |= {name: matrix[r, s] for name, matrix in symmetric.items()}
    if "gravity" in symmetric:
        gravity_ranks = competition_ranks(symmetric["gravity"][r, s])
        columns["gravity_rank"] = pd.array(gravity_ranks, dtype="Int64")
    gains, counter_gains = (directed["complementarity"][pair] for pair in ((r, s), (s, r)))
    total = gains + counter_gains
    columns["imbalance"] = np.divide(
        np.abs(gains - counter_gains), total, out=np.full(len(r), np.nan), where=total > 0
    )
    columns["is_contiguous"] = pd.array(
        [None] * len(r) if boundaries is None else ~np.isnan(boundaries[r, s]), dtype="boolean"
    )
    columns["is_within_macroregion"] = _within(regions["macroregion"], r, s)
    columns["flags"] = pd.Series(_flags(regions, shares_unit, has_focus, r, s), dtype="str")
    table = pd.DataFrame(columns)
    order = table[f"{ranking}_rank"].fillna(len(table) + 1).to_numpy()
    return table.iloc[np.lexsort((np.arange(len(table)), order))].reset_index(drop=True)


def _ranking_columns(
    kind: RankingKind, score: Mapping[str, np.ndarray], r: np.ndarray, s: np.ndarray
) -> dict[str, object]:
    import numpy as np
    import pandas as pd

    values = score["score"][r, s]
    ranks = competition_ranks(values)
    rounded = pd.Series(np.round(values, 9))
    columns = {
        "rank": pd.array(ranks, dtype="Int64"),
        "score": values,
        **{part: score[part][r, s] for part in kind.parts},
        "score_source": score["directed"][r, s],
        "score_target": score["directed"][s, r],
        "is_tied": rounded.duplicated(keep=False).astype("boolean").where(rounded.notna()),
    }
    return {kind.column(name): values for name, values in columns.items()}


def _within(macroregions: pd.Series, r: np.ndarray, s: np.ndarray) -> pd.Series:
    import pandas as pd

    codes, has_region = macroregions.to_numpy(dtype=object), macroregions.notna().to_numpy()
    return pd.Series(codes[r] == codes[s], dtype="boolean").where(has_region[r] & has_region[s])


def _flags(
    regions: pd.DataFrame,
    shares_unit: np.ndarray,
    has_focus: np.ndarray | None,
    r: np.ndarray,
    s: np.ndarray,
) -> list[str | None]:
    """What each pair rests on that was not observed, in fixed order."""
    import numpy as np

    focused = [None] * len(regions) if has_focus is None else has_focus
    ends = [
        End(
            Name(str(name)),
            bool(is_allocated),
            None if np.isnan(listed) else bool(listed > 0),
            None if is_focused is None else bool(is_focused),
        )
        for name, is_allocated, listed, is_focused in zip(
            regions["name"],
            regions["is_allocated"],
            regions["organisations"].to_numpy(dtype=float),
            focused,
            strict=True,
        )
    ]
    return [
        flag_text(linkage_flags((ends[i], ends[j]), shares_unit=bool(shares_unit[i, j])))
        for i, j in zip(r, s, strict=True)
    ]


def describe_linkages(table: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Add directions, technologies, lead organisations and vectors to every pair."""
    import pandas as pd

    rows = [describe_pair(context, row.source, row.target) for row in table.itertuples()]
    described = table.join(
        pd.DataFrame(rows, columns=list(SUBJECT), index=table.index).astype("str")
    )
    has_leads = described[["lead_organisations_source", "lead_organisations_target"]].notna()
    lacks_vector = has_leads.all(axis=1) & described["platform_vectors"].isna()
    if "flags" not in described:
        return described
    flags = [
        join([*split(flag), *([NO_VECTOR] if lacks else [])])
        for flag, lacks in zip(described["flags"], lacks_vector, strict=True)
    ]
    return described.assign(flags=pd.Series(flags, index=table.index, dtype="str"))


def part_shares(table: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    """Share of the variance of each score that its parts contribute.

    Counted over ranked pairs. None where the score does not vary.
    """
    shares = {}
    for kind in linkage_rankings():
        values = variance_shares(table[[kind.column(part) for part in kind.parts]])
        shares[kind.short] = {
            part: None if math.isnan(share) else float(share)
            for part, share in zip(kind.parts, values, strict=True)
        }
    return shares
