"""Which regions belong together?

Methods, how good their partitions are, and the measurements of the hypercluster definition. Labels
are integers in canonical order: 0 is the largest community, equal sizes by their first region.
"""

from __future__ import annotations

from hypercluster.analysis.communities.consensus import co_assignment as co_assignment
from hypercluster.analysis.communities.consensus import consensus as consensus
from hypercluster.analysis.communities.consensus import consensus_table as consensus_table
from hypercluster.analysis.communities.consensus import memberships as memberships
from hypercluster.analysis.communities.definition import MEASURES as MEASURES
from hypercluster.analysis.communities.definition import group_measures as group_measures
from hypercluster.analysis.communities.definition import (
    relabelling_percentiles as relabelling_percentiles,
)
from hypercluster.analysis.communities.definition import relabellings as relabellings
from hypercluster.analysis.communities.flow import infomap_partition as infomap_partition
from hypercluster.analysis.communities.flow import infomap_scan as infomap_scan
from hypercluster.analysis.communities.labels import canonical_labels as canonical_labels
from hypercluster.analysis.communities.labels import community_letter as community_letter
from hypercluster.analysis.communities.partitions import METHODS as METHODS
from hypercluster.analysis.communities.partitions import cpm_partition as cpm_partition
from hypercluster.analysis.communities.partitions import multiplex_partition as multiplex_partition
from hypercluster.analysis.communities.partitions import partition as partition
from hypercluster.analysis.communities.plateau import plateau_partition as plateau_partition
from hypercluster.analysis.communities.quality import (
    adjusted_mutual_information as adjusted_mutual_information,
)
from hypercluster.analysis.communities.quality import agreement as agreement
from hypercluster.analysis.communities.quality import choose_gamma as choose_gamma
from hypercluster.analysis.communities.quality import community_quality as community_quality
from hypercluster.analysis.communities.quality import layer_quality as layer_quality
from hypercluster.analysis.communities.quality import partition_agreement as partition_agreement
from hypercluster.analysis.communities.quality import stability as stability
from hypercluster.analysis.communities.slices import multislice_partition as multislice_partition
from hypercluster.analysis.communities.slices import numbered_alike as numbered_alike
from hypercluster.analysis.communities.slices import one_label_each as one_label_each
from hypercluster.analysis.communities.weights import learned_weights as learned_weights
