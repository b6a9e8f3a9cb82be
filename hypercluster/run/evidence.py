"""How far the results can be trusted: chance, agreement of methods and layers, and what makes values and ranks differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hypercluster.analysis import communities, layer_comparison
from hypercluster.analysis.actor_communities import actor_communities
from hypercluster.indicators.inference import benjamini_hochberg
from hypercluster.indicators.nulls import p_upper
from hypercluster.network import layer_scale
from hypercluster.rankings import MOST_P, RANKINGS, RankingKind
from hypercluster.run.draw import Draw
from hypercluster.run.inputs import Inputs
from hypercluster.run.nulls import Null, contributions, qualities
from hypercluster.run.once import Run
from hypercluster.run.trials import Trials
from hypercluster.schema import RESULT_TABLES
from hypercluster.synchronisation.score import variance_shares
from hypercluster.uncertainty import LIKELY, confidence, rank_ranges, source_shares, top

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.actors import ActorGraph
    from hypercluster.settings import Settings


def ranked_table(name: str, table: pd.DataFrame, run: Run, made: Trials) -> pd.DataFrame:
    """Table of rankings with what says how sure they are: ranges, p-values and findings."""
    import pandas as pd

    kinds = [kind for kind in RANKINGS.values() if kind.table == name]
    columns = [ranking_evidence(kind, kind.of(table), run, made) for kind in kinds]
    # Rankings of different items stand below each other, those of the same side by side.
    axis = 0 if any(kind.rows for kind in kinds) else 1
    evidence = pd.concat(columns, axis=axis).reindex(table.index)
    return table.assign(**{str(column): evidence[column] for column in evidence})


def ranking_evidence(kind: RankingKind, rows: pd.DataFrame, run: Run, made: Trials) -> pd.DataFrame:
    """Columns that say how sure a ranking is, for the rows that are its items.

    A row without a rank has no range, no p-value and is no finding.
    """
    import numpy as np
    import pandas as pd

    index, is_ranked = rows.index, rows[kind.column("rank")].notna()
    items = kind.items(run)
    positions = items.get_indexer(kind.keys(rows))
    ranks = draw_ranks(kind, made.draws, len(items))[:, positions]
    ranges = rank_ranges(ranks, top_k=top(kind.most(run.settings), int(is_ranked.sum())))
    columns = {str(name): ranges[name].set_axis(index).mask(~is_ranked) for name in ranges}
    if kind.has_condition:
        qualifies = (~np.isnan(ranks)).mean(axis=0) if made.draws else np.full(len(rows), np.nan)
        columns["p_qualifies"] = pd.Series(qualifies, index=index)
        columns["confidence"] = confidence(qualifies).set_axis(index).mask(~is_ranked)
    if kind.null is not None:
        nulls = [null.statistics[kind.name] for null in made.nulls]
        p = p_upper(kind.null(run), np.vstack([np.empty((0, len(items))), *nulls]))
        columns["p_null"] = pd.Series(p[positions], index=index).where(is_ranked)
        columns["q_null"] = benjamini_hochberg(columns["p_null"].to_frame("p"))["p"]
    if kind.has_findings:
        columns["is_finding"] = is_finding(columns["q_null"], columns["p_top_k"])
    return pd.DataFrame(columns).rename(columns=kind.column)


def draw_ranks(kind: RankingKind, draws: Sequence[Draw], items: int) -> np.ndarray:
    """Ranks of a ranking, draws x items; no row without draws."""
    import numpy as np

    return np.vstack([np.empty((0, items)), *(draw.ranks[kind.name] for draw in draws)])


def is_finding(q: pd.Series, p_top_k: pd.Series) -> pd.Series:
    """Whether an item may be called a finding: beyond chance, and among the top in most draws.

    Missing where one of both is.
    """
    is_known = q.notna() & p_top_k.notna()
    is_sure = (q.round(9) <= MOST_P) & (p_top_k.round(9) >= LIKELY)
    return is_sure.astype("boolean").where(is_known)


CONSENSUS = (
    "consensus_community",
    "consensus_strength",
    "second_community",
    "second_strength",
    "is_overlapping",
)


def without_draws(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Table with columns that only draws and nulls can fill, all missing."""
    return table.assign(**dict.fromkeys(columns))


def communities_with_chance(
    table: pd.DataFrame, found: Run, nulls: Sequence[Null], gamma: float
) -> pd.DataFrame:
    """Compare what each community adds to the quality with the strongest community of each null network."""
    import numpy as np
    import pandas as pd

    parts = contributions(found, gamma)
    values = np.array(
        [
            parts[method][_label(letter)]
            for method, letter in zip(table["method"], table["community"], strict=True)
        ]
    )
    table = table.assign(quality_part=values)
    if not nulls:
        return without_draws(table, "p_null", "is_beyond_chance")
    p = [
        float(p_upper(np.array([value]), np.array([[null.strongest[method]] for null in nulls]))[0])
        for value, method in zip(values, table["method"], strict=True)
    ]
    return table.assign(
        p_null=p,
        is_beyond_chance=(pd.Series(p, index=table.index).round(9) <= MOST_P).astype("boolean"),
    )


def _label(letter: str) -> int:
    """Label of a community letter: A is 0."""
    place = 0
    for character in letter:
        place = place * 26 + ord(character) - ord("A") + 1
    return place - 1


def community_quality_table(found: Run, nulls: Sequence[Null], gamma: float) -> pd.DataFrame:
    """Table `community_quality`."""
    import numpy as np
    import pandas as pd

    rows = []
    for method, values in qualities(found, gamma).items():
        for layer, value in values.items():
            chance = np.array(
                [null.quality[method].get(layer, np.nan) for null in nulls], dtype=float
            )
            known = chance[~np.isnan(chance)]
            p = float(p_upper(np.array([value]), chance[:, None])[0]) if len(known) else np.nan
            rows.append(
                {
                    "method": method,
                    "layer": layer,
                    "quality": value,
                    "null_mean": known.mean() if len(known) else np.nan,
                    "null_high": np.quantile(known, 0.95) if len(known) else np.nan,
                    "p_null": p,
                    "is_beyond_chance": None if np.isnan(p) else bool(round(p, 9) <= MOST_P),
                }
            )
    return pd.DataFrame(rows)


def agreement_table(found: Run, settings: Settings) -> pd.DataFrame:
    """Table `agreement`: the methods of the run, and multislice, which every run can afford once."""
    labels = dict(found.labels)
    if "multislice" not in labels:
        chosen = settings.communities
        slices = communities.multislice_partition(
            list(found.scaled.values()),
            gamma=chosen.gamma,
            omega=chosen.omega,
            restarts=1,
            seed=found.seed,
            start=labels["multiplex"],
        )
        labels["multislice"] = communities.one_label_each(slices)
    return communities.agreement(labels)


def actor_communities_table(graph: ActorGraph, settings: Settings) -> pd.DataFrame:
    """Table `actor_communities`."""
    return actor_communities(graph, seed=settings.run.seed)


def with_consensus(
    membership: pd.DataFrame, draws: Mapping[str, np.ndarray], *, seed: int
) -> pd.DataFrame:
    """Fill where each region belongs in the consensus of all draws, method by method.

    Parameters
    ----------
    membership
        The table.
    draws
        Draws x regions, by method.
    seed
        For the search for the consensus.
    """
    import numpy as np
    import pandas as pd

    parts = []
    for labels in draws.values():
        table = communities.consensus_table(labels, seed=seed)
        letters = np.array(
            [
                communities.community_letter(label)
                for label in range(int(table["consensus"].max()) + 1)
            ],
            dtype=object,
        )
        second = table["second"]
        parts.append(
            pd.DataFrame(
                {
                    "consensus_community": letters[table["consensus"].to_numpy()],
                    "consensus_strength": table["strength"],
                    "second_community": pd.Series(
                        [None if pd.isna(label) else letters[label] for label in second],
                        dtype="str",
                    ),
                    "second_strength": table["second_strength"],
                    "is_overlapping": table["is_overlapping"].astype("boolean"),
                }
            )
        )
    filled = pd.concat(parts, ignore_index=True)
    return membership.assign(**{str(column): filled[column].array for column in filled})


def layer_tables(inputs: Inputs, found: Run) -> dict[str, pd.DataFrame]:
    """Tables `layer_comparison` and `reducibility`; layers are merged on the common scale, without layer weights."""
    scaled = {
        name: weights * (1.0 / layer_scale(weights)) for name, weights in found.weights.items()
    }
    return {
        "layer_comparison": layer_comparison.layer_pairs(found.weights, inputs.scheme.index),
        "reducibility": layer_comparison.reducibility(scaled),
    }


def variance_shares_table(found: Run, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Table `variance_shares`: what makes weights, strengths and scores differ.

    Layers in the aggregate and in strength; parts in the scores of rankings.
    """
    import pandas as pd

    shares = {
        "aggregate weight": layer_comparison.layer_variance_shares(found.scaled),
        "overlapping strength": variance_shares(found.comparable),
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


def uncertainty_sources_table(made: Trials) -> pd.DataFrame:
    """Table `uncertainty_sources`; no row where too few draws were made to tell sources apart."""
    import pandas as pd

    columns = RESULT_TABLES["uncertainty_sources"].columns
    tables = [pd.DataFrame(columns=[column.name for column in columns])]
    for kind in RANKINGS.values() if made.by_source else ():
        items = len(made.draws[0].ranks[kind.name])
        if items:
            alone = {
                source: draw_ranks(kind, draws, items) for source, draws in made.by_source.items()
            }
            shares = source_shares(alone, draw_ranks(kind, made.draws, items))
            tables.append(shares.assign(ranking=kind.name))
    return pd.concat(tables[1:], ignore_index=True) if len(tables) > 1 else tables[0]
