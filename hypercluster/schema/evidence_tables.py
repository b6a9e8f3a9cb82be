"""The tables of a run that say how far its results can be trusted."""

from __future__ import annotations

from hypercluster.columns import Column, TableSchema

_METHOD = Column("method", "text", "Community method.")
_P = "(b + 1)/(n + 1), b the nulls that reach it among n."

EVIDENCE_TABLES = (
    TableSchema(
        "chance",
        "One row per ranking that is compared with chance: are its first scores higher than those of chance networks?",
        (
            Column("ranking", "text", "Ranking."),
            Column("ranked", "integer", "Rows with a rank.", "rows", minimum=0),
            Column("top_k", "integer", "How many of the first are looked at.", "rows", minimum=0, heading="first"),
            Column("mean_score", "number", "Mean score of the first.", is_nullable=True, heading="mean score", decimals=3),
            Column("null_mean", "number", "Mean of the same in chance networks, each with its own ranking.", missing="without draws", heading="by chance", decimals=3),
            Column("null_high", "number", "95 % quantile of the same.", is_nullable=True, heading="95 % by chance", decimals=3),
            Column("p_global", "number", f"Probability of first scores at least this high on the mean by chance (industry mixes and organisations moved between regions, sizes and distances fixed): {_P}", missing="without draws", minimum=0, maximum=1, heading="p", decimals=3),
            Column("is_beyond_chance", "boolean", "Whether p_global is at most 0.05. Where it is not, no row of the ranking is a finding.", is_nullable=True, heading="beyond chance"),
        ),
        key=("ranking",),
    ),
    TableSchema(
        "community_quality",
        "One row per community method and layer: does the partition fit the layer better than partitions of chance networks fit theirs?",
        (
            _METHOD,
            Column("layer", "text", "Layer of the network, or 'aggregate' for the weighted sum of all."),
            Column("quality", "number", "Modularity of the layer under the method's partition: sum over pairs inside of (A - gamma k k'/2m), over 2m; gamma as set.", is_nullable=True, minimum=-1, maximum=1, decimals=3),
            Column("null_mean", "number", "Mean of the same in networks made from null data, each with its own partition by the same method.", missing="without draws", minimum=-1, maximum=1, heading="by chance", decimals=3),
            Column("null_high", "number", "95 % quantile of the same.", is_nullable=True, minimum=-1, maximum=1, heading="95 % by chance", decimals=3),
            Column("p_null", "number", f"Probability of a quality at least this high by chance (industry mixes and organisations moved between regions, sizes and distances fixed): {_P}", missing="without draws", minimum=0, maximum=1, heading="p", decimals=3),
            Column("is_beyond_chance", "boolean", "Whether p_null is at most 0.05; one row at a time, not adjusted.", is_nullable=True),
        ),
        key=("method", "layer"),
    ),
    TableSchema(
        "agreement",
        "One row per pair of community methods: do they find the same?",
        (
            _METHOD,
            Column("other_method", "text", "Another method."),
            Column("adjusted_mutual_information", "number", "Adjusted mutual information (arithmetic mean of entropies): 1 the same, 0 as chance.", missing="where a method finds one community only", maximum=1, heading="AMI"),
            Column("normalised_mutual_information", "number", "Normalised mutual information (arithmetic mean); not adjusted for chance, high where communities are many and small.", is_nullable=True, minimum=0, maximum=1, heading="NMI"),
            Column("adjusted_rand", "number", "Adjusted Rand index: 1 the same, 0 as chance.", is_nullable=True, maximum=1, heading="ARI"),
            Column("variation_of_information", "number", "Variation of information; 0 the same.", "bits", True, 0, heading="VI (bits)"),
            Column("pairs_alike", "number", "Share of the pairs of regions that both put together or both apart.", is_nullable=True, minimum=0, maximum=1),
        ),
        key=("method", "other_method"),
    ),
    TableSchema(
        "layer_comparison",
        "One row per pair of layers: do they tell the same story?",
        (
            Column("layer", "text", "A layer."),
            Column("other_layer", "text", "Another layer."),
            Column("shared_ties", "integer", "Pairs tied in both.", "pairs", minimum=0),
            Column("edge_overlap", "number", "Shared ties over the ties of the layer with fewer.", is_nullable=True, minimum=0, maximum=1, heading="overlap"),
            Column("jaccard", "number", "Shared ties over the pairs tied in either.", is_nullable=True, minimum=0, maximum=1, heading="Jaccard"),
            Column("tie_correlation", "number", "Pearson correlation of weights over all pairs of regions, 0 where a pair is not tied.", is_nullable=True, minimum=-1, maximum=1, heading="r ties"),
            Column("strength_correlation", "number", "Spearman correlation of the strengths of regions.", is_nullable=True, minimum=-1, maximum=1, heading="rho strength"),
            Column("jensen_shannon_distance", "number", "Square root of the Jensen-Shannon divergence (bits) of both layers' rescaled Laplacians: 0 the same, 1 nothing in common.", is_nullable=True, minimum=0, maximum=1, heading="JS distance"),
            Column("note", "text", "What makes a number here say little, such as every pair being tied.", is_nullable=True),
        ),
        key=("layer", "other_layer"),
    ),
    TableSchema(
        "reducibility",
        "One row per step of merging the layers most alike: how many different stories do the layers tell?",
        (
            Column("layers_left", "integer", "Layers left after the step.", "layers", minimum=1),
            Column("merged_layers", "text", "What is left: merged layers joined by ' + ', layers by '; '."),
            Column("mean_entropy", "number", "Mean von Neumann entropy of the layers left.", "bits", True, 0, heading="entropy (bits)"),
            Column("quality", "number", "1 - mean entropy of the layers left / entropy of the aggregate; higher is more to tell apart.", is_nullable=True, maximum=1, decimals=3),
            Column("is_best", "boolean", "Whether no other step has a higher quality (to 1e-9); of equals the one with fewer layers."),
        ),
        key=("layers_left",),
    ),
    TableSchema(
        "variance_shares",
        "One row per result and part: which part makes the values differ? Shares of a result sum to 1.",
        (
            Column("result", "text", "What varies: weights of the aggregate, strength, a composite or a score."),
            Column("part", "text", "A layer or a part of the score."),
            Column("share", "number", "cov(part, sum)/var(sum) over its rows; below 0 the part runs against the sum.", missing="where the sum does not vary"),
        ),
        key=("result", "part"),
    ),
    TableSchema(
        "uncertainty_sources",
        "One row per ranking and source of uncertainty: which one moves the ranks most when it moves alone?",
        (
            Column("ranking", "text", "The ranking."),
            Column("source", "text", "What was drawn at random, everything else as in the run."),
            Column("rank_variance", "number", "Variance of ranks over the draws of this source alone, mean over rows ranked in all of them.", "ranks squared", True, 0, decimals=1),
            Column("share", "number", "That over the sum of all sources, each alone.", is_nullable=True, minimum=0, maximum=1),
            Column("joint_rank_variance", "number", "The same when all sources move at once; sources that act on each other make it differ from the sum.", "ranks squared", True, 0, heading="joint variance", decimals=1),
            Column("is_largest", "boolean", "Whether no source has a larger share."),
            Column("draws", "integer", "Draws of this source alone.", minimum=1),
        ),
        key=("ranking", "source"),
    ),
    TableSchema(
        "actor_communities",
        "One row per actor and overlapping community of actors that one of its ties belongs to (communities of ties).",
        (
            Column("community", "integer", "Number of the community: 1 has the most ties.", minimum=1, heading="number"),
            Column("community_name", "text", "Name, after its most central actor.", heading="community"),
            Column("actor", "text", "Code of the actor.", heading="code"),
            Column("kind", "text", "Kind of actor."),
            Column("name", "text", "Name in English."),
            Column("share", "number", "Share of the actor's ties that belong to the community.", minimum=0, maximum=1),
            Column("communities", "integer", "Communities that the actor's ties belong to.", minimum=1, heading="in"),
            Column("is_overlapping", "boolean", "Whether a second community has at least a quarter of the actor's ties (our choice).", heading="in several"),
        ),
        key=("community", "actor"),
    ),
)
