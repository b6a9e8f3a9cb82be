"""Which regions belong together?

Methods, how good their partitions are, and the measurements of the hypercluster definition. Labels
are integers in canonical order: 0 is the largest community, equal sizes by their first region.
"""

from __future__ import annotations

from hypercluster.analysis.communities.consensus import (
    co_assignment,
    consensus,
    consensus_table,
    memberships,
)
from hypercluster.analysis.communities.definition import (
    MEASURES,
    group_measures,
    relabelling_percentiles,
    relabellings,
)
from hypercluster.analysis.communities.flow import infomap_partition, infomap_scan
from hypercluster.analysis.communities.labels import canonical_labels, community_letter
from hypercluster.analysis.communities.partitions import (
    METHODS,
    cpm_partition,
    multiplex_partition,
    partition,
)
from hypercluster.analysis.communities.plateau import plateau_partition
from hypercluster.analysis.communities.quality import (
    adjusted_mutual_information,
    agreement,
    choose_gamma,
    community_quality,
    layer_quality,
    partition_agreement,
    stability,
)
from hypercluster.analysis.communities.slices import (
    multislice_partition,
    numbered_alike,
    one_label_each,
)
from hypercluster.analysis.communities.weights import learned_weights

__all__ = [
    "MEASURES",
    "METHODS",
    "adjusted_mutual_information",
    "agreement",
    "canonical_labels",
    "choose_gamma",
    "co_assignment",
    "community_letter",
    "community_quality",
    "consensus",
    "consensus_table",
    "cpm_partition",
    "group_measures",
    "infomap_partition",
    "infomap_scan",
    "layer_quality",
    "learned_weights",
    "memberships",
    "multiplex_partition",
    "multislice_partition",
    "numbered_alike",
    "one_label_each",
    "partition",
    "partition_agreement",
    "plateau_partition",
    "relabelling_percentiles",
    "relabellings",
    "stability",
]
