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
    from hypercluster.analysis.actor_communities import actor_communities as actor_communities
    from hypercluster.analysis.centrality import betweenness as betweenness
    from hypercluster.analysis.centrality import eigenvector_versatility as eigenvector_versatility
    from hypercluster.analysis.centrality import pagerank_versatility as pagerank_versatility
    from hypercluster.analysis.centrality import participation as participation
    from hypercluster.analysis.centrality import supra_adjacency as supra_adjacency
    from hypercluster.analysis.communities import (
        adjusted_mutual_information as adjusted_mutual_information,
    )
    from hypercluster.analysis.communities import agreement as agreement
    from hypercluster.analysis.communities import choose_gamma as choose_gamma
    from hypercluster.analysis.communities import community_quality as community_quality
    from hypercluster.analysis.communities import consensus as consensus
    from hypercluster.analysis.communities import cpm_partition as cpm_partition
    from hypercluster.analysis.communities import infomap_partition as infomap_partition
    from hypercluster.analysis.communities import infomap_scan as infomap_scan
    from hypercluster.analysis.communities import layer_quality as layer_quality
    from hypercluster.analysis.communities import learned_weights as learned_weights
    from hypercluster.analysis.communities import memberships as memberships
    from hypercluster.analysis.communities import multiplex_partition as multiplex_partition
    from hypercluster.analysis.communities import multislice_partition as multislice_partition
    from hypercluster.analysis.communities import one_label_each as one_label_each
    from hypercluster.analysis.communities import plateau_partition as plateau_partition
    from hypercluster.analysis.communities import stability as stability
    from hypercluster.analysis.distance import distance_matrix as distance_matrix
    from hypercluster.analysis.distance import geodesic_km as geodesic_km
    from hypercluster.analysis.hubs import hub_scores as hub_scores
    from hypercluster.analysis.layer_comparison import layer_pairs as layer_pairs
    from hypercluster.analysis.layer_comparison import (
        layer_variance_shares as layer_variance_shares,
    )
    from hypercluster.analysis.layer_comparison import reducibility as reducibility
    from hypercluster.analysis.layer_comparison import von_neumann_entropy as von_neumann_entropy
    from hypercluster.analysis.series import cycle_phases as cycle_phases
    from hypercluster.analysis.series import entry_calibration as entry_calibration
    from hypercluster.analysis.series import entry_prediction as entry_prediction
    from hypercluster.analysis.series import growth as growth
    from hypercluster.analysis.series import industry_entries as industry_entries
    from hypercluster.analysis.series import order_parameter as order_parameter
    from hypercluster.analysis.series import order_significance as order_significance
    from hypercluster.analysis.series import synchrony as synchrony
    from hypercluster.analysis.spectrum import network_effects as network_effects
    from hypercluster.compare.comparison import compare as compare
    from hypercluster.compare.sensitivity import sweep as sweep
    from hypercluster.errors import AnalysisError as AnalysisError
    from hypercluster.errors import DataError as DataError
    from hypercluster.errors import HyperclusterError as HyperclusterError
    from hypercluster.errors import MissingExtraError as MissingExtraError
    from hypercluster.errors import OutputError as OutputError
    from hypercluster.errors import SchemeError as SchemeError
    from hypercluster.errors import SettingsError as SettingsError
    from hypercluster.figures.heatmap import heatmap_alt as heatmap_alt
    from hypercluster.figures.heatmap import plot_heatmap as plot_heatmap
    from hypercluster.figures.hubs import hubs_alt as hubs_alt
    from hypercluster.figures.hubs import plot_hubs as plot_hubs
    from hypercluster.figures.map import map_alt as map_alt
    from hypercluster.figures.map import plot_map as plot_map
    from hypercluster.figures.network import network_alt as network_alt
    from hypercluster.figures.network import plot_network as plot_network
    from hypercluster.figures.opportunities import opportunities_alt as opportunities_alt
    from hypercluster.figures.opportunities import plot_opportunities as plot_opportunities
    from hypercluster.figures.overview import plot_sensitivity_overview as plot_sensitivity_overview
    from hypercluster.figures.overview import sensitivity_overview_alt as sensitivity_overview_alt
    from hypercluster.figures.paper import figsize as figsize
    from hypercluster.figures.profile import plot_profile as plot_profile
    from hypercluster.figures.profile import profile_alt as profile_alt
    from hypercluster.figures.resolution import plot_resolution as plot_resolution
    from hypercluster.figures.resolution import resolution_alt as resolution_alt
    from hypercluster.figures.saving import save_figure as save_figure
    from hypercluster.figures.sensitivity import plot_sensitivity as plot_sensitivity
    from hypercluster.figures.sensitivity import sensitivity_alt as sensitivity_alt
    from hypercluster.indicators import benjamini_hochberg as benjamini_hochberg
    from hypercluster.indicators import complementary_linkages as complementary_linkages
    from hypercluster.indicators import cooccurrence as cooccurrence
    from hypercluster.indicators import density_added as density_added
    from hypercluster.indicators import economic_complexity as economic_complexity
    from hypercluster.indicators import ellison_glaeser as ellison_glaeser
    from hypercluster.indicators import empirical_bayes as empirical_bayes
    from hypercluster.indicators import entropy as entropy
    from hypercluster.indicators import excess_enterprises as excess_enterprises
    from hypercluster.indicators import fitness_complexity as fitness_complexity
    from hypercluster.indicators import getis_ord as getis_ord
    from hypercluster.indicators import hachman_index as hachman_index
    from hypercluster.indicators import herfindahl_index as herfindahl_index
    from hypercluster.indicators import hoover_index as hoover_index
    from hypercluster.indicators import krugman_between as krugman_between
    from hypercluster.indicators import krugman_index as krugman_index
    from hypercluster.indicators import local_moran as local_moran
    from hypercluster.indicators import location_quotient as location_quotient
    from hypercluster.indicators import location_quotient_interval as location_quotient_interval
    from hypercluster.indicators import locational_gini as locational_gini
    from hypercluster.indicators import moran as moran
    from hypercluster.indicators import opportunity_gain as opportunity_gain
    from hypercluster.indicators import opportunity_outlook as opportunity_outlook
    from hypercluster.indicators import p_specialised as p_specialised
    from hypercluster.indicators import p_underrepresented as p_underrepresented
    from hypercluster.indicators import proximity as proximity
    from hypercluster.indicators import region_similarity as region_similarity
    from hypercluster.indicators import related_variety as related_variety
    from hypercluster.indicators import relatedness_density as relatedness_density
    from hypercluster.indicators import shares as shares
    from hypercluster.indicators import specialised as specialised
    from hypercluster.indicators import symmetric_location_quotient as symmetric_location_quotient
    from hypercluster.indicators import theil_index as theil_index
    from hypercluster.indicators import unrelated_variety as unrelated_variety
    from hypercluster.indicators.exact import count_binary_matrices as count_binary_matrices
    from hypercluster.indicators.exact import exact_cooccurrence as exact_cooccurrence
    from hypercluster.indicators.nulls import cooccurrence_significance as cooccurrence_significance
    from hypercluster.indicators.nulls import curveball as curveball
    from hypercluster.indicators.nulls import p_familywise as p_familywise
    from hypercluster.indicators.nulls import p_upper as p_upper
    from hypercluster.indicators.nulls import patefield_table as patefield_table
    from hypercluster.indicators.nulls import permute_regions as permute_regions
    from hypercluster.indicators.relatedness import relatedness as relatedness
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
    from hypercluster.output.formats import export_csv as export_csv
    from hypercluster.output.formats import export_geojson as export_geojson
    from hypercluster.output.formats import export_geopackage as export_geopackage
    from hypercluster.output.formats import export_gexf as export_gexf
    from hypercluster.output.formats import export_graphml as export_graphml
    from hypercluster.output.formats import export_json as export_json
    from hypercluster.output.formats import export_parquet as export_parquet
    from hypercluster.output.formats import export_xlsx as export_xlsx
    from hypercluster.regions import RegionScheme as RegionScheme
    from hypercluster.regions import allocate as allocate
    from hypercluster.regions import crosswalk as crosswalk
    from hypercluster.regions import find_region as find_region
    from hypercluster.regions import region_scheme as region_scheme
    from hypercluster.report import write_report as write_report
    from hypercluster.results import Results as Results
    from hypercluster.run.analyse import analyse as analyse
    from hypercluster.run.resolution import resolution_profile as resolution_profile
    from hypercluster.run.series import series_entry as series_entry
    from hypercluster.run.series import series_panel as series_panel
    from hypercluster.run.series import series_synchrony as series_synchrony
    from hypercluster.run.spatial import spatial_indicators as spatial_indicators
    from hypercluster.settings import Settings as Settings
    from hypercluster.settings import load_settings as load_settings
    from hypercluster.sources import DataPack as DataPack
    from hypercluster.sources import load_pack as load_pack
    from hypercluster.sources import make_pack as make_pack
    from hypercluster.synchronisation.diversification import (
        diversification_scores as diversification_scores,
    )
    from hypercluster.synchronisation.diversification import partners_density as partners_density
    from hypercluster.synchronisation.new_clusters import cluster_stars as cluster_stars
    from hypercluster.synchronisation.new_clusters import new_cluster_scores as new_cluster_scores
    from hypercluster.synchronisation.score import complementarity as complementarity
    from hypercluster.synchronisation.score import linkage_score as linkage_score
    from hypercluster.synthesis import Planted as Planted
    from hypercluster.synthesis import recovery as recovery
    from hypercluster.synthesis import resample as resample
    from hypercluster.synthesis import synthesise as synthesise
    from hypercluster.synthesis import write_pack as write_pack
    from hypercluster.uncertainty import rank_agreement as rank_agreement
    from hypercluster.uncertainty import rank_ranges as rank_ranges
    from hypercluster.uncertainty import source_shares as source_shares

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
    "hypercluster.analysis.actor_communities": ("actor_communities",),
    "hypercluster.analysis.centrality": (
        "betweenness",
        "eigenvector_versatility",
        "pagerank_versatility",
        "participation",
        "supra_adjacency",
    ),
    "hypercluster.analysis.communities": (
        "adjusted_mutual_information",
        "agreement",
        "choose_gamma",
        "community_quality",
        "consensus",
        "cpm_partition",
        "infomap_partition",
        "infomap_scan",
        "layer_quality",
        "learned_weights",
        "memberships",
        "multiplex_partition",
        "multislice_partition",
        "one_label_each",
        "plateau_partition",
        "stability",
    ),
    "hypercluster.analysis.distance": (
        "distance_matrix",
        "geodesic_km",
    ),
    "hypercluster.analysis.hubs": ("hub_scores",),
    "hypercluster.analysis.layer_comparison": (
        "layer_pairs",
        "layer_variance_shares",
        "reducibility",
        "von_neumann_entropy",
    ),
    "hypercluster.analysis.series": (
        "cycle_phases",
        "entry_calibration",
        "entry_prediction",
        "growth",
        "industry_entries",
        "order_parameter",
        "order_significance",
        "synchrony",
    ),
    "hypercluster.analysis.spectrum": ("network_effects",),
    "hypercluster.compare.comparison": ("compare",),
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
        "complementary_linkages",
        "cooccurrence",
        "density_added",
        "economic_complexity",
        "ellison_glaeser",
        "empirical_bayes",
        "entropy",
        "excess_enterprises",
        "fitness_complexity",
        "getis_ord",
        "hachman_index",
        "herfindahl_index",
        "hoover_index",
        "krugman_between",
        "krugman_index",
        "local_moran",
        "location_quotient",
        "location_quotient_interval",
        "locational_gini",
        "moran",
        "opportunity_gain",
        "opportunity_outlook",
        "p_specialised",
        "p_underrepresented",
        "proximity",
        "region_similarity",
        "related_variety",
        "relatedness_density",
        "shares",
        "specialised",
        "symmetric_location_quotient",
        "theil_index",
        "unrelated_variety",
    ),
    "hypercluster.indicators.exact": (
        "count_binary_matrices",
        "exact_cooccurrence",
    ),
    "hypercluster.indicators.nulls": (
        "cooccurrence_significance",
        "curveball",
        "p_familywise",
        "p_upper",
        "patefield_table",
        "permute_regions",
    ),
    "hypercluster.indicators.relatedness": ("relatedness",),
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
    "hypercluster.figures.heatmap": (
        "heatmap_alt",
        "plot_heatmap",
    ),
    "hypercluster.figures.hubs": (
        "hubs_alt",
        "plot_hubs",
    ),
    "hypercluster.figures.map": (
        "map_alt",
        "plot_map",
    ),
    "hypercluster.figures.network": (
        "network_alt",
        "plot_network",
    ),
    "hypercluster.figures.opportunities": (
        "opportunities_alt",
        "plot_opportunities",
    ),
    "hypercluster.figures.overview": (
        "plot_sensitivity_overview",
        "sensitivity_overview_alt",
    ),
    "hypercluster.figures.paper": ("figsize",),
    "hypercluster.figures.profile": (
        "plot_profile",
        "profile_alt",
    ),
    "hypercluster.figures.resolution": (
        "plot_resolution",
        "resolution_alt",
    ),
    "hypercluster.figures.saving": ("save_figure",),
    "hypercluster.figures.sensitivity": (
        "plot_sensitivity",
        "sensitivity_alt",
    ),
    "hypercluster.report": ("write_report",),
    "hypercluster.output.formats": (
        "export_csv",
        "export_geojson",
        "export_geopackage",
        "export_gexf",
        "export_graphml",
        "export_json",
        "export_parquet",
        "export_xlsx",
    ),
    "hypercluster.run.analyse": ("analyse",),
    "hypercluster.run.resolution": ("resolution_profile",),
    "hypercluster.run.series": (
        "series_entry",
        "series_panel",
        "series_synchrony",
    ),
    "hypercluster.run.spatial": ("spatial_indicators",),
    "hypercluster.regions": (
        "RegionScheme",
        "allocate",
        "crosswalk",
        "find_region",
        "region_scheme",
    ),
    "hypercluster.results": ("Results",),
    "hypercluster.compare.sensitivity": ("sweep",),
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
    "hypercluster.synthesis": (
        "Planted",
        "recovery",
        "resample",
        "synthesise",
        "write_pack",
    ),
    "hypercluster.uncertainty": (
        "rank_agreement",
        "rank_ranges",
        "source_shares",
    ),
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
