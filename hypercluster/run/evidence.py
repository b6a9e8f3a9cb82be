"""How far the results can be trusted: chance, agreement of methods and layers, and what makes values and ranks differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hypercluster.analysis import communities, layer_comparison
from hypercluster.analysis.actor_communities import actor_communities
from hypercluster.indicators.inference import benjamini_hochberg
from hypercluster.indicators.nulls import p_upper
from hypercluster.network import scaled_weights
from hypercluster.run.draw import Draw
from hypercluster.run.inputs import Inputs
from hypercluster.run.nulls import Null, contributions, qualities
from hypercluster.run.once import Found
from hypercluster.run.trials import Trials
from hypercluster.synchronisation.linkages import RANKINGS, pair_positions
from hypercluster.synchronisation.score import variance_shares
from hypercluster.uncertainty import LIKELY, source_shares

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.actors import ActorGraph
    from hypercluster.settings import Settings

MOST_P = 0.05


def without_draws(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Table with columns that only draws and nulls can fill, all missing."""
    return table.assign(**dict.fromkeys(columns))


def with_chance(table: pd.DataFrame, p_values: np.ndarray, prefix: str = "") -> pd.DataFrame:
    """Fill `p_null`, and `q_null` over the rows with a rank; a row without a rank has neither."""
    import pandas as pd

    ranked = table[f"{prefix}rank"].notna().to_numpy()
    p = pd.Series(p_values, index=table.index).where(ranked)
    q = benjamini_hochberg(p.to_frame())[p.name if p.name is not None else 0]
    return table.assign(**{f"{prefix}p_null": p, f"{prefix}q_null": q})


def with_findings(linkages: pd.DataFrame) -> pd.DataFrame:
    """Say of each pair and ranking whether it may be called a finding: beyond chance and surely among the top."""
    for name in RANKINGS:
        known = linkages[f"{name}_q_null"].notna() & linkages[f"{name}_p_top_k"].notna()
        found = (linkages[f"{name}_q_null"].round(9) <= MOST_P) & (
            linkages[f"{name}_p_top_k"].round(9) >= LIKELY
        )
        linkages = linkages.assign(**{f"{name}_is_finding": found.astype("boolean").where(known)})
    return linkages


def linkages_with_chance(
    linkages: pd.DataFrame,
    found: Found,
    inputs: Inputs,
    nulls: Sequence[Null],
    order: Sequence[int],
) -> pd.DataFrame:
    """Compare every score with the same pair's scores in null networks.

    Parameters
    ----------
    linkages
        The table.
    found, inputs, nulls
        The run, and its nulls.
    order
        Position of each row among the pairs.
    """
    import numpy as np

    if not nulls:
        return without_draws(
            linkages,
            *(f"{name}_{of}" for name in RANKINGS for of in ("p_null", "q_null", "is_finding")),
        )
    source, target = pair_positions(inputs.scheme.index)
    for name in RANKINGS:
        scores = found.linkage_scores[name]["score"][source, target]
        p = p_upper(scores, np.vstack([null.linkages[name] for null in nulls]))
        linkages = with_chance(linkages, p[np.asarray(order, dtype=int)], f"{name}_")
    return with_findings(linkages)


def diversification_with_chance(
    table: pd.DataFrame, found: Found, nulls: Sequence[Null], cells: np.ndarray
) -> pd.DataFrame:
    """Compare every density with that of the same region and industry in null networks."""
    import numpy as np

    if not nulls:
        return without_draws(table, "p_null", "q_null")
    p = p_upper(
        found.density.to_numpy(dtype=float).ravel(),
        np.vstack([null.diversification for null in nulls]),
    )
    return with_chance(table, p[cells])


def communities_with_chance(
    table: pd.DataFrame, found: Found, nulls: Sequence[Null], gamma: float
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


def community_quality_table(found: Found, nulls: Sequence[Null], gamma: float) -> pd.DataFrame:
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


def agreement_table(found: Found, settings: Settings) -> pd.DataFrame:
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


def layer_tables(inputs: Inputs, found: Found) -> dict[str, pd.DataFrame]:
    """Tables `layer_comparison` and `reducibility`; layers are merged on the common scale, without layer weights."""
    equal = dict.fromkeys(found.weights, 1.0)
    scaled = scaled_weights(found.weights, equal)
    return {
        "layer_comparison": layer_comparison.layer_pairs(found.weights, inputs.scheme.index),
        "reducibility": layer_comparison.reducibility(scaled),
    }


def variance_shares_table(found: Found, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Table `variance_shares`: layers in the aggregate and in strength, parts in the hub composite and in each linkage score."""
    import pandas as pd

    hubs, linkages = tables["hubs"], tables["linkages"]
    percentiles = (
        hubs[["strength_percentile", "betweenness_percentile", "endowment_percentile"]] / 3
    )
    shares = {
        "aggregate weight": layer_comparison.layer_variance_shares(found.scaled),
        "overlapping strength": variance_shares(found.comparable),
        "hub composite": variance_shares(
            percentiles.rename(columns=lambda name: str(name).removesuffix("_percentile"))
        ),
    }
    for name in RANKINGS:
        parts = linkages[[f"{name}_profile_part", f"{name}_capability_part"]]
        shares[f"{name} score"] = variance_shares(
            parts.rename(columns=lambda column, name=name: str(column).removeprefix(f"{name}_"))
        )
    rows = [
        {"result": result, "part": str(part), "share": share}
        for result, found_shares in shares.items()
        for part, share in found_shares.items()
    ]
    return pd.DataFrame(rows)


def uncertainty_sources_table(made: Trials, found: Found) -> pd.DataFrame:
    """Table `uncertainty_sources`; no row where too few draws were made to tell sources apart."""
    import numpy as np
    import pandas as pd

    columns = [
        "ranking",
        "source",
        "rank_variance",
        "share",
        "joint_rank_variance",
        "is_largest",
        "draws",
    ]
    tables = [pd.DataFrame(columns=columns)]
    kinds = found.actor_scores.index.str.startswith("group:")

    def ranks(draws: Sequence[Draw]) -> dict[str, np.ndarray]:
        actors = np.vstack([draw.actors for draw in draws])
        return {
            "hubs": np.vstack([draw.hubs for draw in draws]),
            "actor_hubs.organisation": actors[:, ~kinds],
            "actor_hubs.group": actors[:, kinds],
            **{
                f"linkages.{name}": np.vstack([draw.linkages[name] for draw in draws])
                for name in RANKINGS
            },
            "new_clusters": np.vstack([draw.new_clusters for draw in draws]),
            "diversification": np.vstack([draw.diversification for draw in draws]),
        }

    if made.by_source:
        joint = ranks(made.draws)
        alone = {source: ranks(draws) for source, draws in made.by_source.items()}
        for ranking, together in joint.items():
            if together.shape[1]:
                shares = source_shares(
                    {source: found_ranks[ranking] for source, found_ranks in alone.items()},
                    together,
                )
                tables.append(shares.assign(ranking=ranking))
    return pd.concat(tables[1:], ignore_index=True) if len(tables) > 1 else tables[0]
