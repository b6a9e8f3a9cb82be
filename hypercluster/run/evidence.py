"""How far can results be trusted: ranges, chance, agreement and what moves ranks?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hypercluster.analysis import communities, layer_comparison
from hypercluster.indicators.nulls import p_stepdown, p_upper
from hypercluster.rankings import RANKINGS, RankingKind, is_beyond_chance
from hypercluster.run.draw import Draw
from hypercluster.run.nulls import Null, contributions, mean_of_first, qualities
from hypercluster.run.once import Run
from hypercluster.run.trials import Trials
from hypercluster.scaling import layer_scale
from hypercluster.synchronisation.score import variance_shares
from hypercluster.uncertainty import LIKELY, confidence, rank_ranges, source_shares, top

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CONSENSUS = (
    "consensus_community",
    "consensus_strength",
    "second_community",
    "second_strength",
    "is_overlapping",
)


def built_tables(run: Run) -> dict[str, pd.DataFrame]:
    """Tables of the rankings that build their own, with ranks, the first rank first."""
    import pandas as pd

    tables = {}
    for kind in RANKINGS.values():
        if kind.build is not None:
            table = kind.build(run)
            # Tables of regions are indexed by them.
            if kind.key == ("region",) and table.index.name != "region":
                table = table.set_index("region")
            positions = kind.items(run).get_indexer(kind.keys(table))
            rank = pd.Series(kind.ranks(run)[positions], index=table.index)
            is_tied = rank.duplicated(keep=False) & rank.notna()
            table = table.assign(rank=rank.astype("Int64"), is_tied=is_tied)
            tables[kind.table] = table.sort_values("rank", kind="stable", na_position="last")
    return tables


def ranked_table(name: str, table: pd.DataFrame, run: Run, repeats: Trials) -> pd.DataFrame:
    """Fill what says how sure the rankings of a table are: ranges, p-values, findings."""
    import pandas as pd

    kinds = [kind for kind in RANKINGS.values() if kind.table == name]
    columns = [ranking_evidence(kind, kind.of(table), run, repeats) for kind in kinds]
    # Rankings of different items stand below each other, those of the same side by side.
    axis = 0 if any(kind.rows for kind in kinds) else 1
    evidence = pd.concat(columns, axis=axis).reindex(table.index)
    return table.assign(**{str(column): evidence[column] for column in evidence})


def ranking_evidence(
    kind: RankingKind, rows: pd.DataFrame, run: Run, repeats: Trials
) -> pd.DataFrame:
    """Columns that say how sure a ranking is, for the rows that are its items.

    A row without a rank has no range, no p-value and is no finding.
    """
    import numpy as np
    import pandas as pd

    index, is_ranked = rows.index, rows[kind.column("rank")].notna()
    items = kind.items(run)
    positions = items.get_indexer(kind.keys(rows))
    ranks = draw_ranks(kind, repeats.draws, len(items))[:, positions]
    ranges = rank_ranges(ranks, top_k=top(kind.most(run.settings), int(is_ranked.sum())))
    columns = {str(name): ranges[name].set_axis(index).mask(~is_ranked) for name in ranges}
    if kind.has_condition:
        qualifies = (~np.isnan(ranks)).mean(axis=0) if repeats.draws else np.full(len(rows), np.nan)
        columns["p_qualifies"] = pd.Series(qualifies, index=index)
        columns["confidence"] = confidence(qualifies).set_axis(index).mask(~is_ranked)
    if kind.null is not None:
        nulls = [null.statistics[kind.name] for null in repeats.nulls]
        draws = np.vstack([np.empty((0, len(items))), *nulls])
        p = p_upper(kind.null(run), draws)
        columns["p_null"] = pd.Series(p[positions], index=index).where(is_ranked)
        ranked = np.where(is_ranked, kind.null(run)[positions], np.nan)
        adjusted = p_stepdown(ranked, draws[:, positions])
        columns["p_familywise"] = pd.Series(adjusted, index=index)
    if kind.has_findings:
        p_global = p_of_first(kind, run, repeats.nulls)
        columns["is_finding"] = is_finding(columns["p_familywise"], columns["p_top_k"], p_global)
    return pd.DataFrame(columns).rename(columns=kind.column)


def draw_ranks(kind: RankingKind, draws: Sequence[Draw], items: int) -> np.ndarray:
    """Ranks of a ranking, draws x items."""
    import numpy as np

    return np.vstack([np.empty((0, items)), *(draw.ranks[kind.name] for draw in draws)])


def is_finding(p_familywise: pd.Series, p_top_k: pd.Series, p_global: float) -> pd.Series:
    """Whether an item is a finding: it and its ranking beyond chance, and on top.

    Missing where one of the three is.
    """
    import numpy as np

    both = is_beyond_chance(p_familywise) & (p_top_k.round(9) >= LIKELY)
    both &= bool(is_beyond_chance(p_global))
    is_known = p_familywise.notna() & p_top_k.notna() & (not np.isnan(p_global))
    return both.astype("boolean").where(is_known)


def p_of_first(kind: RankingKind, run: Run, nulls: Sequence[Null]) -> float:
    """Probability of first scores at least as high on the mean by chance."""
    import numpy as np

    first = np.array([null.first[kind.name] for null in nulls], dtype=float)
    return float(p_upper(np.array([mean_of_first(kind, run)]), first[:, None])[0])


def chance_table(run: Run, nulls: Sequence[Null]) -> pd.DataFrame:
    """Table `chance`, on whether a ranking as a whole is beyond chance."""
    import numpy as np
    import pandas as pd

    rows = []
    for kind in RANKINGS.values():
        if kind.null is None:
            continue
        ranked = int((~np.isnan(kind.scores(run))).sum())
        first = np.array([null.first[kind.name] for null in nulls], dtype=float)
        first = first[~np.isnan(first)]
        p = p_of_first(kind, run, nulls)
        rows.append(
            {
                "ranking": kind.name,
                "ranked": ranked,
                "top_k": top(kind.most(run.settings), ranked),
                "mean_score": mean_of_first(kind, run),
                "null_mean": first.mean() if len(first) else np.nan,
                "null_high": np.quantile(first, 0.95) if len(first) else np.nan,
                "p_global": p,
                "is_beyond_chance": None if np.isnan(p) else bool(is_beyond_chance(p)),
            }
        )
    return pd.DataFrame(rows)


def without_draws(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Table with columns that only draws and nulls can fill, all missing."""
    return table.assign(**dict.fromkeys(columns))


def communities_with_chance(table: pd.DataFrame, run: Run, nulls: Sequence[Null]) -> pd.DataFrame:
    """Compare communities with the strongest community of each null network.

    Compared is what a community adds to the quality of the aggregate.
    """
    import numpy as np
    import pandas as pd

    parts = contributions(run)
    communities_of = list(zip(table["method"], table["community"], strict=True))
    values = [parts[method][_label(letter)] for method, letter in communities_of]
    table = table.assign(quality_part=values)
    if not nulls:
        return without_draws(table, "p_null", "is_beyond_chance")
    strongest = pd.DataFrame([null.strongest for null in nulls])[table["method"].tolist()]
    p = p_upper(np.array(values), strongest.to_numpy())
    return table.assign(p_null=p, is_beyond_chance=is_beyond_chance(p))


def _label(letter: str) -> int:
    """Label of a community letter: A is 0."""
    number = 0
    for character in letter:
        number = number * 26 + ord(character) - ord("A") + 1
    return number - 1


def community_quality_table(run: Run, nulls: Sequence[Null]) -> pd.DataFrame:
    """Table `community_quality`."""
    import numpy as np
    import pandas as pd

    rows = []
    for method, values in qualities(run).items():
        for layer, value in values.items():
            chance = np.array(
                [null.quality[method].get(layer, np.nan) for null in nulls], dtype=float
            )
            valid = chance[~np.isnan(chance)]
            p = float(p_upper(np.array([value]), valid[:, None])[0])
            rows.append(
                {
                    "method": method,
                    "layer": layer,
                    "quality": value,
                    "null_mean": valid.mean() if len(valid) else np.nan,
                    "null_high": np.quantile(valid, 0.95) if len(valid) else np.nan,
                    "p_null": p,
                    "is_beyond_chance": None if np.isnan(p) else bool(is_beyond_chance(p)),
                }
            )
    return pd.DataFrame(rows)


def agreement_table(run: Run) -> pd.DataFrame:
    """Table `agreement`: the methods of the run, and multislice.

    Every run can afford one search by multislice, started from the communities of `multiplex`.
    """
    labels, settings = dict(run.labels), run.settings.communities
    if "multislice" not in labels:
        slices = communities.multislice_partition(
            list(run.scaled.values()),
            gamma=settings.gamma,
            omega=settings.omega,
            restarts=1,
            seed=run.seed,
            start=labels["multiplex"],
        )
        labels["multislice"] = communities.one_label_each(slices)
    return communities.agreement(labels)


def with_consensus(
    membership: pd.DataFrame, draws: Mapping[str, np.ndarray], *, seed: int
) -> pd.DataFrame:
    """Fill where each region belongs in the consensus of all draws, method by method.

    Parameters
    ----------
    membership
        The table.
    draws
        Draws x regions, by method. No rows where no draws were repeats.
    seed
        For the search for the consensus.
    """
    import numpy as np
    import pandas as pd

    parts = []
    for labels in draws.values():
        if not len(labels):
            return without_draws(membership, *CONSENSUS)
        table = communities.consensus_table(labels, seed=seed)
        number = int(table["consensus"].max()) + 1
        letters = np.array([communities.community_letter(label) for label in range(number)])
        second = table["second"]
        parts.append(
            pd.DataFrame(
                {
                    "consensus_community": letters[table["consensus"]],
                    "consensus_strength": table["strength"],
                    "second_community": [
                        None if pd.isna(label) else letters[label] for label in second
                    ],
                    "second_strength": table["second_strength"],
                    "is_overlapping": table["is_overlapping"],
                }
            )
        )
    filled = pd.concat(parts, ignore_index=True)
    return membership.assign(**{column: filled[column].array for column in CONSENSUS})


def layer_tables(run: Run) -> dict[str, pd.DataFrame]:
    """Tables `layer_comparison` and `reducibility`.

    Layers are merged on the common scale, without layer weights.
    """
    scaled = {name: layer * (1.0 / layer_scale(layer)) for name, layer in run.weights.items()}
    return {
        "layer_comparison": layer_comparison.layer_pairs(run.weights, run.inputs.scheme.index),
        "reducibility": layer_comparison.reducibility(scaled),
    }


def variance_shares_table(run: Run, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Table `variance_shares`: what makes weights, strengths and scores differ.

    These are layers in the aggregate and in strength, and parts in the scores of rankings.
    """
    import pandas as pd

    shares = {
        "aggregate weight": layer_comparison.layer_variance_shares(run.scaled),
        "overlapping strength": variance_shares(run.comparable),
    }
    for kind in RANKINGS.values():
        if kind.variance_name:
            parts = kind.of(tables[kind.table])[[kind.column(part) for part in kind.parts]]
            parts = parts.set_axis(list(kind.parts.values()), axis=1)
            shares[kind.variance_name] = variance_shares(
                parts / len(kind.parts) if kind.is_mean else parts
            )
    rows = [
        {"result": result, "part": str(part), "share": share}
        for result, by_part in shares.items()
        for part, share in by_part.items()
    ]
    return pd.DataFrame(rows)


def uncertainty_sources_table(repeats: Trials) -> pd.DataFrame:
    """Table `uncertainty_sources`.

    It has no row where too few draws were made to tell sources apart.
    """
    import pandas as pd

    tables = []
    for kind in RANKINGS.values() if repeats.by_source else ():
        items = len(repeats.draws[0].ranks[kind.name])
        if items:
            by_source = {
                source: draw_ranks(kind, draws, items)
                for source, draws in repeats.by_source.items()
            }
            shares = source_shares(by_source, draw_ranks(kind, repeats.draws, items))
            tables.append(shares.assign(ranking=kind.name))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
