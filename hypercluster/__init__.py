"""Analyse regional hyperclusters as multilayer networks.

>>> import hypercluster as hc
>>> pack = hc.load_pack()
>>> results = hc.analyse(pack, scheme="study", settings=hc.Settings().with_run(draws=0))
>>> int(results.hubs["rank"].min())
1

Public names load on first use, so that `import hypercluster` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypercluster.actors import ActorGraph as ActorGraph
    from hypercluster.actors import actor_graph as actor_graph
    from hypercluster.actors import count_by as count_by
    from hypercluster.actors import focus_shares as focus_shares
    from hypercluster.actors import group_presence as group_presence
    from hypercluster.actors import locate as locate
    from hypercluster.actors import select_organisations as select_organisations
    from hypercluster.analysis.centrality import betweenness as betweenness
    from hypercluster.analysis.centrality import eigenvector_versatility as eigenvector_versatility
    from hypercluster.analysis.centrality import pagerank_versatility as pagerank_versatility
    from hypercluster.analysis.centrality import participation as participation
    from hypercluster.analysis.centrality import supra_adjacency as supra_adjacency
    from hypercluster.analysis.communities import cpm_partition as cpm_partition
    from hypercluster.analysis.communities import multiplex_partition as multiplex_partition
    from hypercluster.analysis.distance import distance_matrix as distance_matrix
    from hypercluster.analysis.distance import geodesic_km as geodesic_km
    from hypercluster.analysis.hubs import hub_scores as hub_scores
    from hypercluster.analysis.spectrum import network_effects as network_effects
    from hypercluster.errors import AnalysisError as AnalysisError
    from hypercluster.errors import DataError as DataError
    from hypercluster.errors import HyperclusterError as HyperclusterError
    from hypercluster.errors import MissingExtraError as MissingExtraError
    from hypercluster.errors import OutputError as OutputError
    from hypercluster.errors import SchemeError as SchemeError
    from hypercluster.errors import SettingsError as SettingsError
    from hypercluster.indicators import benjamini_hochberg as benjamini_hochberg
    from hypercluster.indicators import density_added as density_added
    from hypercluster.indicators import entropy as entropy
    from hypercluster.indicators import excess_enterprises as excess_enterprises
    from hypercluster.indicators import herfindahl_index as herfindahl_index
    from hypercluster.indicators import krugman_between as krugman_between
    from hypercluster.indicators import krugman_index as krugman_index
    from hypercluster.indicators import location_quotient as location_quotient
    from hypercluster.indicators import p_specialised as p_specialised
    from hypercluster.indicators import proximity as proximity
    from hypercluster.indicators import relatedness_density as relatedness_density
    from hypercluster.indicators import shares as shares
    from hypercluster.indicators import specialised as specialised
    from hypercluster.indicators import symmetric_location_quotient as symmetric_location_quotient
    from hypercluster.layers import affiliation as affiliation
    from hypercluster.layers import capability as capability
    from hypercluster.layers import capability_match as capability_match
    from hypercluster.layers import demand as demand
    from hypercluster.layers import geography as geography
    from hypercluster.layers import institution as institution
    from hypercluster.layers import measured as measured
    from hypercluster.layers import production as production
    from hypercluster.layers import supply as supply
    from hypercluster.network import Layer as Layer
    from hypercluster.network import RegionalNetwork as RegionalNetwork
    from hypercluster.network import regional_network as regional_network
    from hypercluster.output import read as read
    from hypercluster.output import write as write
    from hypercluster.pipeline import analyse as analyse
    from hypercluster.regions import RegionScheme as RegionScheme
    from hypercluster.regions import allocate as allocate
    from hypercluster.regions import crosswalk as crosswalk
    from hypercluster.regions import find_region as find_region
    from hypercluster.regions import region_scheme as region_scheme
    from hypercluster.results import Results as Results
    from hypercluster.settings import Settings as Settings
    from hypercluster.settings import load_settings as load_settings
    from hypercluster.sources import DataPack as DataPack
    from hypercluster.sources import load_pack as load_pack
    from hypercluster.sources import make_pack as make_pack
    from hypercluster.synchronisation.diversification import diversification_scores as diversification_scores
    from hypercluster.synchronisation.diversification import partners_density as partners_density
    from hypercluster.synchronisation.new_clusters import cluster_stars as cluster_stars
    from hypercluster.synchronisation.new_clusters import new_cluster_scores as new_cluster_scores
    from hypercluster.synchronisation.score import complementarity as complementarity
    from hypercluster.synchronisation.score import linkage_score as linkage_score
    from hypercluster.uncertainty import rank_ranges as rank_ranges

_HOMES = {
    "hypercluster.actors": (
        "ActorGraph",
        "actor_graph",
        "count_by",
        "focus_shares",
        "group_presence",
        "locate",
        "select_organisations",
    ),
    "hypercluster.analysis.centrality": (
        "betweenness",
        "eigenvector_versatility",
        "pagerank_versatility",
        "participation",
        "supra_adjacency",
    ),
    "hypercluster.analysis.communities": (
        "cpm_partition",
        "multiplex_partition",
    ),
    "hypercluster.analysis.distance": (
        "distance_matrix",
        "geodesic_km",
    ),
    "hypercluster.analysis.hubs": ("hub_scores",),
    "hypercluster.analysis.spectrum": ("network_effects",),
    "hypercluster.errors": (
        "AnalysisError",
        "DataError",
        "HyperclusterError",
        "MissingExtraError",
        "OutputError",
        "SchemeError",
        "SettingsError",
    ),
    "hypercluster.indicators": (
        "benjamini_hochberg",
        "density_added",
        "entropy",
        "excess_enterprises",
        "herfindahl_index",
        "krugman_between",
        "krugman_index",
        "location_quotient",
        "p_specialised",
        "proximity",
        "relatedness_density",
        "shares",
        "specialised",
        "symmetric_location_quotient",
    ),
    "hypercluster.layers": (
        "affiliation",
        "capability",
        "capability_match",
        "demand",
        "geography",
        "institution",
        "measured",
        "production",
        "supply",
    ),
    "hypercluster.network": (
        "Layer",
        "RegionalNetwork",
        "regional_network",
    ),
    "hypercluster.output": (
        "read",
        "write",
    ),
    "hypercluster.pipeline": ("analyse",),
    "hypercluster.regions": (
        "RegionScheme",
        "allocate",
        "crosswalk",
        "find_region",
        "region_scheme",
    ),
    "hypercluster.results": ("Results",),
    "hypercluster.settings": (
        "Settings",
        "load_settings",
    ),
    "hypercluster.sources": (
        "DataPack",
        "load_pack",
        "make_pack",
    ),
    "hypercluster.synchronisation.diversification": (
        "diversification_scores",
        "partners_density",
    ),
    "hypercluster.synchronisation.new_clusters": (
        "cluster_stars",
        "new_cluster_scores",
    ),
    "hypercluster.synchronisation.score": (
        "complementarity",
        "linkage_score",
    ),
    "hypercluster.uncertainty": ("rank_ranges",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)  # noqa: PLE0605

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name from its module on first use."""
        from importlib import import_module

        if name == "__version__":
            from importlib.metadata import version

            return version("hypercluster")
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted([*globals(), *_HOME, "__version__"])
