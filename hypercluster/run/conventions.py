"""Every choice behind the numbers of a run, as sentences that go with its results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.rankings import MOST_P
from hypercluster.run.inputs import Inputs
from hypercluster.words import text

if TYPE_CHECKING:
    from hypercluster.settings import Settings

SCALES = {
    "modularity_norm": "Layers are divided by the Frobenius norm of their modularity matrix, "
    "then weighted",
    "total_weight": "Layers are divided by their total weight, then weighted",
    "none": "Layers are added in their own units, weighted but not scaled",
}
BACKBONES = {
    "mst_knn": "maximum spanning tree plus the {k} strongest ties of each region",
    "threshold": "ties of at least {threshold:g} of the largest",
    "disparity": "ties significant at {alpha:g} by the disparity filter",
    "none": "all ties",
}


def conventions(inputs: Inputs, settings: Settings) -> tuple[str, ...]:
    """The choices of a run, each with the value it had."""
    threshold, network = settings.indicators.threshold, settings.network
    communities = settings.communities
    universe = (
        "the total of the pack's reporting units"
        if inputs.reference is None
        else "the pack's reference shares"
    )
    backbone = BACKBONES[network.backbone].format(
        k=network.backbone_k, threshold=network.backbone_threshold, alpha=network.backbone_alpha
    )
    return (
        text("scope.convention"),
        f"Location quotient, Krugman and Hachman index: reference is {universe}.",
        f"Specialised: location quotient >= {threshold:g}, inclusive.",
        (
            "Entropy and varieties: base e (nats). Locational Gini: scale 0 to 1. Herfindahl "
            "index: normalised."
        ),
        (
            "Interval of the location quotient: 90 %, Gamma-Poisson rates with a prior of one "
            "enterprise of the reference mix a unit."
        ),
        (
            "Counts of a part of a reporting unit: equal parts over its areas; tests, proximity "
            "and complexity on reporting units only."
        ),
        (
            "Relatedness density without the diagonal; graded specialisation "
            f"min(LQ/{threshold:g}, 1) in complementarity."
        ),
        (
            "Association strength, cosine and Jaccard: margins are ubiquities (the diagonal of the "
            "co-occurrences)."
        ),
        (
            "Complexity: mean 0 and standard deviation 1 over units and industries, signed by "
            "correlation with diversity."
        ),
        f"{SCALES[network.scaling]}.",
        f"Paths and betweenness on the backbone of the aggregate: {backbone}; cost 1/weight.",
        (
            f"Communities: method {communities.method}, gamma {communities.gamma:g}; "
            "quality is modularity at that gamma."
        ),
        (
            "Hub composite: mean percentile of overlapping strength, betweenness on the backbone "
            "and endowment."
        ),
        (
            f"Distance factor beta + (1 - beta) exp(-d/delta), beta {settings.linkages.beta:g}, "
            f"delta {settings.linkages.delta_km:g} km, d geodesic between seats."
        ),
        "Ties share a rank; values equal to 1e-9 are tied.",
        "Percentiles of communities: share of random relabellings with a smaller value.",
        (
            "p_null: (b + 1)/(n + 1) over nulls in which industry mixes and organisations lie in "
            "other regions, whose sizes and distances stay; p_familywise: step-down maximum."
        ),
        (
            f"A finding is beyond chance (p_familywise, and p_global of its ranking, at most "
            f"{MOST_P:g}) and in the top k in at least half of the draws."
        ),
    )
