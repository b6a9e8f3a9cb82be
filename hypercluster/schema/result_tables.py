"""The tables of a run: what every result column means.

The first column of a table whose key is `region` is its index in Python. Pairs are unordered and stand
once, with `source < target`.
"""

from __future__ import annotations

from dataclasses import replace

from hypercluster.analysis.centrality import CENTRALITIES
from hypercluster.columns import Column, TableSchema
from hypercluster.errors import AnalysisError
from hypercluster.rankings import RANKINGS, RankingKind, linkage_rankings
from hypercluster.schema.actor_tables import ACTOR_TABLES
from hypercluster.schema.evidence_tables import EVIDENCE_TABLES


def _ranges(prefix: str = "", what: str = "rank", top: str = "k") -> tuple[Column, ...]:
    """Columns that say how sure a rank is, missing in a run without draws."""
    return (
        Column(f"{prefix}rank_low", "integer", f"Lower end (5 %) of the sensitivity range of the {what}, over the draws in which the row is ranked.", missing="without draws", minimum=1, heading="from"),
        Column(f"{prefix}rank_high", "integer", f"Upper end (95 %) of the sensitivity range of the {what}, over the draws in which the row is ranked.", missing="without draws", minimum=1, heading="to"),
        Column(f"{prefix}p_top_{top}", "number", "Share of draws in which the row is among the top k (k in provenance.json) even when every tie counts against it.", missing="without draws", minimum=0, maximum=1, heading="top k"),
        Column(f"{prefix}confidence", "text", "How sure the rank is: high where the share of draws in the top k is at least 0.9, medium at least 0.5, else low.", missing="without draws", choices=("high", "medium", "low"), heading="sure"),
    )


def _ranking(prefix: str, idea: str) -> tuple[Column, ...]:
    """Columns of one ranking of linkages."""
    return (
        Column(f"{prefix}_rank", "integer", f"Rank by {prefix}_score ({idea}); equal scores share the smallest rank.", missing="where the score is", minimum=1, heading="rank"),
        Column(f"{prefix}_score", "number", f"Score of the {idea} ranking: mean of both directed scores, and the exact sum of the two parts that follow.", is_nullable=True, minimum=0, maximum=1, heading="score"),
        Column(f"{prefix}_profile_part", "number", "What the industries add to the score: distance_factor x untapped x weight x value.", is_nullable=True, minimum=0, maximum=1, heading="industries"),
        Column(f"{prefix}_capability_part", "number", "What the capability match adds to the score: distance_factor x untapped x weight x value.", is_nullable=True, minimum=0, maximum=1, heading="capability"),
        Column(f"{prefix}_score_source", "number", "Directed score of what source receives from target.", is_nullable=True, minimum=0, maximum=1, heading="region receives"),
        Column(f"{prefix}_score_target", "number", "Directed score of what target receives from source.", is_nullable=True, minimum=0, maximum=1, heading="other receives"),
        Column(f"{prefix}_is_tied", "boolean", "Whether another pair has the same score.", is_nullable=True, heading="tied"),
        *_ranges(f"{prefix}_"),
        *_chance(f"{prefix}_", "score"),
        Column(f"{prefix}_is_finding", "boolean", "Whether the pair may be called a finding: the ranking is beyond chance (table chance), so is the row (p_familywise at most 0.05), and it is among the top k in at least half of the draws.", missing="without draws", heading="finding"),
    )


def _chance(prefix: str, what: str) -> tuple[Column, ...]:
    """Columns that compare a value with chance, missing without draws."""
    return (
        Column(f"{prefix}p_null", "number", f"Probability of a {what} at least this high by chance: (b + 1)/(n + 1) over n nulls (industry mixes and organisations moved between regions, sizes and distances fixed).", missing="without draws", minimum=0, maximum=1, heading="p", decimals=3),
        Column(f"{prefix}p_familywise", "number", "Probability that any ranked row reaches what this one does by chance, on its own scale (step-down maximum, Westfall and Young 1993).", is_nullable=True, minimum=0, maximum=1, heading="p all", decimals=3),
    )


_OPPORTUNITY = (
    Column("directions", "text", "Directions of synchronisation that the opportunity serves, most demanded first; joined by '; '.", is_nullable=True),
    Column("technologies", "text", "Technologies of these directions, in their order; joined by '; '.", is_nullable=True),
    Column("lead_organisations_source", "text", "Organisations in source that could lead: up to three of specific focus on the first direction, surest identified first.", is_nullable=True, heading="leads here"),
    Column("lead_organisations_target", "text", "Organisations in target that could lead, up to three.", is_nullable=True, heading="leads there"),
    Column("platform_vectors", "text", "Platform vectors between the roles of all organisations of specific focus on the first direction.", is_nullable=True, heading="platforms"),
    Column("development_vectors", "text", "Development vectors of hyperclusters that the directions serve.", is_nullable=True, heading="vectors"),
    Column("is_within_macroregion", "boolean", "Whether both ends (region and first partner) lie in one macroregion.", missing="where a macroregion or the partner is unknown", heading="one macroregion"),
    Column("flags", "text", "What the row rests on that was not observed (allocated, imputed, masked, none listed); joined by '; '.", is_nullable=True),
)
_SINGLE = (
    *_OPPORTUNITY[:2],
    Column("lead_organisations", "text", "Organisations in the region that could lead: up to three of specific focus on the first direction, surest identified first.", is_nullable=True, heading="leads"),
    Column("partner_regions", "text", "Regions whose organisations or industries could help most; joined by '; '.", is_nullable=True, heading="partners"),
    Column("partner_organisations", "text", "Organisations of specific focus in the first partner region.", is_nullable=True),
    *_OPPORTUNITY[4:],
)

def ranking_schema(kind: RankingKind) -> TableSchema:
    """Description of the table of a ranking that builds its own."""
    subject = (*kind.key, *kind.names)
    return TableSchema(
        kind.table,
        kind.meaning,
        (
            *(column for column in kind.columns if column.name in subject),
            Column("rank", "integer", f"Rank by {kind.score}; equal values share the smallest rank.", missing="where the value is", minimum=1),
            *_ranges(),
            *([Column("p_qualifies", "number", "Share of draws in which every condition holds; confidence speaks of this share.", missing="without draws", minimum=0, maximum=1, heading="qualifies")] if kind.has_condition else []),
            Column("is_tied", "boolean", f"Whether another row has the same {kind.score}."),
            *([] if kind.null is None else _chance("", kind.score)),
            *([Column("is_finding", "boolean", "Whether the row may be called a finding: the ranking is beyond chance (table chance), so is the row (p_familywise at most 0.05), and it is among the top k in at least half of the draws.", missing="without draws", heading="finding")] if kind.has_findings else []),
            *(column for column in kind.columns if column.name not in subject),
        ),
        key=kind.key,
    )


def hubs_schema() -> TableSchema:
    """Description of the table `hubs`, with a column for every one of `CENTRALITIES`."""
    return TableSchema(
        "hubs",
        "One row per region, strongest first.",
        (
            Column("region", "text", "Code of the region.", heading="code"),
            Column("name", "text", "Name in English.", heading="region"),
            Column("rank", "integer", "Rank by composite; equal values share the smallest rank.", missing="where a part of the composite is", minimum=1),
            *_ranges(),
            Column("is_hub", "boolean", "Whether the region is among the top k in at least half of the draws, every tie counting against it; without draws, in the run itself."),
            Column("is_tied", "boolean", "Whether another region has the same composite."),
            Column("composite", "number", "Mean of the three percentiles that follow; nothing else enters.", "percent", True, 0, 100, heading="score", decimals=1),
            Column("strength_percentile", "number", "Percentile of strength among the regions.", "percent", True, 0, 100, heading="str", decimals=0),
            Column("betweenness_percentile", "number", "Percentile of betweenness among the regions.", "percent", True, 0, 100, heading="btw", decimals=0),
            Column("endowment_percentile", "number", "Percentile of endowment, which is the mean of the percentiles of organisations and of excess enterprises.", "percent", True, 0, 100, heading="end", decimals=0),
            Column("strength", "number", "Overlapping strength: layer-weighted mean of the layers' strengths, each layer at mean strength 1.", minimum=0),
            Column("strength_{}", "number", "Strength in this layer, in the layer's own unit.", minimum=0, heading="{}"),
            *(centrality.column for centrality in CENTRALITIES.values()),
            Column("organisations", "integer", "Organisations with their seat in the region.", "organisations", True, 0, heading="orgs"),
            Column("organisations_{}", "integer", "Organisations of this role.", "organisations", True, 0, heading="{} orgs"),
            Column("excess_enterprises", "number", "Enterprises above expectation, summed over industries.", "enterprises", True, 0, heading="excess", decimals=0),
            Column("reported_roles", "text", "Roles in which the source names the region a hub.", missing="where it does not", heading="reported"),
            Column("community", "text", "Community by the chosen method.", is_nullable=True, heading="com."),
            Column("is_allocated", "boolean", "Whether its counts are an allocation."),
        ),
        key=("region",),
    )


_TABLES = (
    TableSchema(
        "regions",
        "One row per region of the scheme, in scheme order.",
        (
            Column("region", "text", "Code of the region.", heading="code"),
            Column("name", "text", "Name in English.", heading="region"),
            Column("name_local", "text", "Name in the local language.", is_nullable=True, heading="local name"),
            Column("macroregion", "text", "Macroregion.", missing="where the areas of the region lie in several or none is given"),
            Column("seat", "text", "Administrative centre.", is_nullable=True),
            Column("latitude", "number", "Latitude of the seat, WGS84.", "degrees", True, -90, 90),
            Column("longitude", "number", "Longitude of the seat, WGS84.", "degrees", True, -180, 180),
            Column("areas", "text", "Areas of the region, joined by '; '."),
            Column("reporting_units", "text", "Reporting units whose counts it takes, joined by '; '.", missing="where it has none"),
            Column("is_allocated", "boolean", "Whether its counts are an allocation of a larger reporting unit and its shares inherited."),
            Column("enterprises", "number", "Enterprises of all industries.", "enterprises", True, 0, decimals=0),
            Column("diversity", "integer", "Industries in which the region is specialised (threshold as set).", "industries", True, 0),
            Column("krugman_index", "number", "Krugman specialisation index against the reference shares (the pack's total unless it gives them): sum of absolute share differences; 0 = same mix, 2 = nothing in common.", is_nullable=True, minimum=0, maximum=2, heading="Krugman"),
            Column("herfindahl_index", "number", "Herfindahl index of the industry shares, normalised to 0 (even) - 1 (one industry).", is_nullable=True, minimum=0, maximum=1, heading="Herfindahl (0-1)"),
            Column("entropy", "number", "Shannon entropy of the industry shares, base e.", "nats", True, 0, heading="entropy (nats)"),
            Column("related_variety", "number", "Related variety: entropy within broader industries, base e.", "nats", True, 0, heading="related (nats)", missing="where industries have no parent"),
            Column("unrelated_variety", "number", "Unrelated variety: entropy between broader industries, base e; with related variety it sums to entropy.", "nats", True, 0, heading="unrelated (nats)"),
            Column("hachman_index", "number", "Hachman index: 1 = the reference's mix, towards 0 = unlike it.", is_nullable=True, minimum=0, maximum=1, heading="Hachman"),
            Column("economic_complexity", "number", "Economic complexity index (mean 0, standard deviation 1; sign: positive correlation with diversity), from reporting units and inherited by their parts. Weak where industries are few.", missing="where the eigenvector is not unique", heading="ECI (z)"),
            Column("fitness", "number", "Fitness (mean 1 over reporting units), inherited by their parts; 0 where it falls without end, missing where the iteration does not converge.", is_nullable=True, minimum=0, heading="fitness (mean 1)"),
            Column("opportunity_outlook", "number", "Opportunity outlook: complexity of the industries it lacks, weighted by its density around them.", is_nullable=True, heading="outlook"),
            Column("excess_enterprises", "number", "Enterprises above expectation, summed over industries: spatial concentration of production.", "enterprises", True, 0, heading="excess", decimals=0),
            Column("organisations", "integer", "Organisations with their seat in the region.", "organisations", True, 0, heading="orgs"),
            Column("organisations_{}", "integer", "Organisations of this role.", "organisations", True, 0, heading="{} orgs"),
            Column("community", "text", "Community by the chosen method.", missing="without one"),
            Column("community_name", "text", "Name of that community, after its strongest member.", is_nullable=True, heading="community"),
        ),
        key=("region",),
    ),
    TableSchema(
        "indicators",
        "One row per region and industry.",
        (
            Column("region", "text", "Code of the region."),
            Column("industry", "text", "Code of the industry."),
            Column("count", "number", "Enterprises; not whole where allocated.", "enterprises", minimum=0, decimals=0),
            Column("is_allocated", "boolean", "Whether the count is an allocation and the share inherited."),
            Column("share", "number", "Share of the industry in the region.", "share", True, 0, 1, missing="for a region without enterprises"),
            Column("location_quotient", "number", "Share divided by the industry's share in the reference (the pack's total unless it gives reference shares).", is_nullable=True, minimum=0, heading="LQ"),
            Column("location_quotient_low", "number", "Lower end (5 %) of the quotient's Gamma-Poisson interval, on reporting units and inherited by their parts.", is_nullable=True, minimum=0, heading="LQ low"),
            Column("location_quotient_high", "number", "Upper end (95 %) of that interval.", is_nullable=True, minimum=0, heading="LQ high"),
            Column("location_quotient_smoothed", "number", "Quotient shrunk towards the whole by empirical Bayes (Marshall), on reporting units and inherited by their parts.", is_nullable=True, minimum=0, heading="EB"),
            Column("symmetric_location_quotient", "number", "(LQ - 1)/(LQ + 1), from -1 to 1.", is_nullable=True, minimum=-1, maximum=1, heading="symmetric LQ"),
            Column("is_specialised", "boolean", "Whether the location quotient reaches the threshold (inclusive).", is_nullable=True),
            Column("p_specialised", "number", "Exact hypergeometric probability of a count at least this large, both margins fixed; on reporting units only, inherited by their parts.", is_nullable=True, minimum=0, maximum=1, heading="p", decimals=3),
            Column("q_specialised", "number", "The same after Benjamini-Hochberg over all cells.", is_nullable=True, minimum=0, maximum=1, heading="q", decimals=3),
            Column("p_underrepresented", "number", "Exact hypergeometric probability of a count at most this large, both margins fixed; on reporting units only, inherited by their parts.", is_nullable=True, minimum=0, maximum=1, heading="p under", decimals=3),
            Column("excess_enterprises", "number", "Enterprises above expectation (0 where below).", "enterprises", True, 0, heading="excess", decimals=0),
            Column("relatedness_density", "number", "Relatedness density around the industry in the region, diagonal excluded.", "percent", True, 0, 100, heading="density", decimals=0),
        ),
        key=("region", "industry"),
    ),
    TableSchema(
        "industries",
        "One row per industry: how it is spread over reporting units, and how complex it is.",
        (
            Column("industry", "text", "Code of the industry.", heading="code"),
            Column("name", "text", "Name in English.", heading="industry"),
            Column("parent", "text", "Broader industry.", is_nullable=True),
            Column("is_ubiquitous", "boolean", "Whether the pack says that it is found everywhere."),
            Column("enterprises", "number", "Enterprises in all reporting units.", "enterprises", minimum=0, decimals=0),
            Column("reference_share", "number", "Its share in the reference (the pack's total unless it gives reference shares).", "share", True, 0, 1, heading="ref. share"),
            Column("ubiquity", "integer", "Reporting units that are specialised in it (threshold as set).", "reporting units", True, 0),
            Column("hoover_index", "number", "Hoover index against all enterprises: half the sum of absolute differences between its and all enterprises' shares of the units; 0 = spread as all.", is_nullable=True, minimum=0, maximum=1, heading="Hoover (0-1)"),
            Column("locational_gini", "number", "Locational Gini coefficient against all enterprises, on the scale from 0 (spread as all) to 1.", is_nullable=True, minimum=0, maximum=1, heading="Gini (0-1)"),
            Column("theil_index", "number", "Theil index of its distribution over the units against that of all enterprises, base e.", "nats", True, 0, heading="Theil (nats)"),
            Column("product_complexity", "number", "Product complexity index (mean 0, standard deviation 1), from the eigenvector of economic complexity. Weak where industries are few.", missing="where that is not unique", heading="PCI (z)"),
            Column("fitness_complexity", "number", "Complexity of the industry by fitness-complexity (mean 1); 0 where it falls without end, missing where the iteration does not converge.", is_nullable=True, minimum=0, heading="complexity (mean 1)"),
        ),
        key=("industry",),
    ),
    TableSchema(
        "proximity",
        "One row per ordered pair of industries: how often reporting units specialise in both, four normalisations, and whether it is more than chance.",
        (
            Column("industry", "text", "An industry."),
            Column("other_industry", "text", "Another industry."),
            Column("cooccurrences", "integer", "Reporting units specialised in both; on the diagonal in the industry.", "reporting units", True, 0, heading="both"),
            Column("proximity", "number", "Minimum of the two conditional probabilities of specialisation, over reporting units.", is_nullable=True, minimum=0, maximum=1, heading="prox. (min)"),
            Column("association_strength", "number", "Co-occurrences over those expected if both were independent.", is_nullable=True, minimum=0, heading="assoc."),
            Column("cosine", "number", "Co-occurrences over the geometric mean of both ubiquities.", is_nullable=True, minimum=0, maximum=1),
            Column("jaccard", "number", "Co-occurrences over the units specialised in either.", is_nullable=True, minimum=0, maximum=1, heading="Jaccard"),
            Column("steijn", "number", "Association by Steijn's probability, which leaves out that an industry cannot co-occur with itself.", is_nullable=True, minimum=0, heading="Steijn"),
            Column("p_null", "number", "Probability of at least so many co-occurrences among all 0/1 tables with the same margins.", missing="on the diagonal", minimum=0, maximum=1, heading="p", decimals=3),
            Column("q_null", "number", "The same after Benjamini-Hochberg over the unordered pairs.", is_nullable=True, minimum=0, maximum=1, heading="q", decimals=3),
            Column("null", "text", "How p_null was found: exact over all tables, or by random ones (curveball).", is_nullable=True),
        ),
        key=("industry", "other_industry"),
    ),
    TableSchema(
        "layers",
        "One row per layer, present or absent.",
        (
            Column("layer", "text", "Name of the layer."),
            Column("is_present", "boolean", "Whether the pack has the data for it."),
            Column("status", "text", "Observed, derived or modelled.", is_nullable=True, choices=("observed", "derived", "modelled")),
            Column("meaning", "text", "What the weight of a tie means; more is always stronger.", is_nullable=True, heading="weight is"),
            Column("unit", "text", "Unit of the weight.", is_nullable=True),
            Column("tables", "text", "Tables of the pack it is made from.", is_nullable=True),
            Column("ties", "integer", "Ties with a weight above 0.", is_nullable=True, minimum=0),
            Column("isolates", "integer", "Regions without a tie.", is_nullable=True, minimum=0),
            Column("total_weight", "number", "Sum of the weights.", is_nullable=True, minimum=0),
            Column("scale", "number", "What weights are divided by before layers are added: the Frobenius norm of the modularity matrix (or as set).", is_nullable=True, minimum=0),
            Column("layer_weight", "number", "Weight of the layer in the aggregate; the weights sum to 1.", is_nullable=True, minimum=0, maximum=1),
            Column("note", "text", "Why it is absent, or which pairs are masked.", is_nullable=True),
        ),
        key=("layer",),
    ),
    TableSchema(
        "ties",
        "One row per layer and tied pair of regions.",
        (
            Column("layer", "text", "Name of the layer."),
            Column("source", "text", "A region.", heading="region"),
            Column("target", "text", "Another region.", heading="other region"),
            Column("weight", "number", "Strength of the tie in the layer's own unit.", minimum=0),
            Column("scaled_weight", "number", "Layer weight x weight / scale: what the tie adds to the aggregate.", minimum=0, decimals=4),
            Column("status", "text", "Observed, derived or modelled.", choices=("observed", "derived", "modelled")),
            Column("geodesic_km", "number", "Distance between the seats on the ellipsoid.", "km", True, 0, heading="km", decimals=0),
            Column("is_contiguous", "boolean", "Whether the regions have a common land boundary.", missing="where the pack does not say", heading="border"),
            Column("is_allocated", "boolean", "Whether the tie depends on an allocation at either end."),
            Column("is_backbone", "boolean", "Whether the pair belongs to the backbone of the aggregate."),
        ),
        key=("layer", "source", "target"),
    ),
    TableSchema(
        "membership",
        "One row per community method and region.",
        (
            Column("method", "text", "Community method."),
            Column("region", "text", "Code of the region."),
            Column("community", "text", "Letter of the community: A is the largest.", heading="com."),
            Column("community_name", "text", "Name, after the strongest member.", heading="community"),
            Column("membership_strength", "number", "Mean share of draws in which the region shares a community with the other members found here.", missing="without draws and for a region alone", minimum=0, maximum=1, heading="stays"),
            Column("confidence", "text", "High where membership strength is at least 0.9, medium at least 0.5, else low.", missing="where it is", choices=("high", "medium", "low"), heading="sure"),
            Column("consensus_community", "text", "Letter of its community in the consensus of all draws (A is the largest; letters are not those of community).", missing="without draws", heading="consensus"),
            Column("consensus_strength", "number", "Share of the region's membership over the draws that lies in that community.", is_nullable=True, minimum=0, maximum=1, heading="share"),
            Column("second_community", "text", "Consensus community with the second largest share.", missing="where there is none", heading="second"),
            Column("second_strength", "number", "That share.", is_nullable=True, minimum=0, maximum=1, heading="second share"),
            Column("is_overlapping", "boolean", "Whether the region sits in two: second share at least 0.25 (our choice).", is_nullable=True, heading="in two"),
            Column("community_{}", "text", "By a method that lets regions differ by layer: community in this layer.", is_nullable=True, heading="in {}"),
        ),
        key=("method", "region"),
    ),
    TableSchema(
        "communities",
        "One row per community method and community, with the measurements of the hypercluster definition.",
        (
            Column("method", "text", "Community method."),
            Column("community", "text", "Letter of the community: A is the largest.", heading="com."),
            Column("community_name", "text", "Name, after the strongest member.", heading="name"),
            Column("regions", "text", "Members, joined by '; '."),
            Column("size", "integer", "Number of members.", "regions", minimum=1),
            Column("is_found_without_observed", "boolean", "Whether the same regions form a community when the observed layers are left out; where not, the test of observed ties would be circular.", is_nullable=True, heading="without observed"),
            Column("verdict", "text", "Candidate hypercluster where all four criteria hold and observed ties did not make the community, else community.", choices=("candidate hypercluster", "community")),
            Column("effective_industries", "number", "Multi-industry: exponential of the entropy of the members' summed counts.", "industries", True, 0, heading="ind.", decimals=1),
            Column("effective_industries_percentile", "number", "Share of random groups of the same size with a smaller value.", "percent", True, 0, 100, heading="ind. pct", decimals=0),
            Column("macroregions", "integer", "Trans-regional: macroregions spanned.", is_nullable=True, minimum=0, heading="macro"),
            Column("macroregions_percentile", "number", "Share of random groups of the same size with a smaller value.", "percent", True, 0, 100, heading="macro pct", decimals=0),
            Column("mean_distance_km", "number", "Trans-regional: mean geodesic distance between members.", "km", True, 0, heading="km", decimals=0, missing="for a region alone"),
            Column("mean_distance_km_percentile", "number", "Share of random groups of the same size with a smaller value.", "percent", True, 0, 100, heading="km pct", decimals=0),
            Column("hubs", "integer", "Multi-core: hubs among the members.", minimum=0),
            Column("hubs_percentile", "number", "Share of random groups of the same size with a smaller value.", "percent", True, 0, 100, heading="hubs pct", decimals=0),
            Column("strength_concentration", "number", "Multi-core: Herfindahl index of the members' strength, normalised to 0 (even) - 1 (one core).", missing="for a region alone", minimum=0, maximum=1, heading="concentration"),
            Column("strength_concentration_percentile", "number", "Share of random groups of the same size with a smaller value.", "percent", True, 0, 100, heading="concentration pct", decimals=0),
            Column("internal_observed_ties", "number", "Network: summed weight of observed ties between members.", is_nullable=True, minimum=0, heading="ties", decimals=1),
            Column("internal_observed_ties_percentile", "number", "Share of random groups of the same size with a smaller value.", "percent", True, 0, 100, heading="pct", decimals=0),
            Column("quality_part", "number", "What the community adds to the modularity of the aggregate.", is_nullable=True, heading="quality", decimals=3),
            Column("p_null", "number", "Probability that the strongest community of a null network adds at least as much: (b + 1)/(n + 1) over n nulls (industry mixes and organisations moved between regions, sizes and distances fixed); guards against picking the best of many.", missing="without draws", minimum=0, maximum=1, heading="p", decimals=3),
            Column("is_beyond_chance", "boolean", "Whether p_null is at most 0.05.", missing="without draws"),
            Column("digital", "text", "Digital: internal weight of measured digital ties, or 'not measured'."),
            Column("membership_strength", "number", "Mean membership strength of the members.", missing="without draws", minimum=0, maximum=1, heading="stays"),
            Column("confidence", "text", "High where mean membership strength is at least 0.9, medium at least 0.5, else low.", is_nullable=True, choices=("high", "medium", "low"), heading="sure"),
            Column("is_allocated", "boolean", "Whether a member's counts are an allocation."),
        ),
        key=("method", "community"),
    ),
    hubs_schema(),
    TableSchema(
        "actor_hubs",
        "One row per organisation and per group that ties regions, strongest of each kind first.",
        (
            Column("actor", "text", "Code of the organisation or group.", heading="code"),
            Column("kind", "text", "Organisation or group.", choices=("organisation", "group")),
            Column("name", "text", "Name in English."),
            Column("rank", "integer", "Rank by composite within its kind; equal values share the smallest rank.", missing="for the only one of its kind", minimum=1),
            *_ranges(),
            Column("is_tied", "boolean", "Whether another actor of the kind has the same composite."),
            Column("composite", "number", "Mean of the three percentiles that follow, within the kind.", "percent", is_nullable=True, minimum=0, maximum=100, heading="score", decimals=1),
            Column("strength_percentile", "number", "Percentile of strength within the kind.", "percent", is_nullable=True, minimum=0, maximum=100, heading="str", decimals=0),
            Column("betweenness_percentile", "number", "Percentile of betweenness within the kind.", "percent", is_nullable=True, minimum=0, maximum=100, heading="btw", decimals=0),
            Column("reach_percentile", "number", "Percentile of reach within the kind.", "percent", is_nullable=True, minimum=0, maximum=100, heading="reach pct", decimals=0),
            Column("strength", "number", "An organisation: summed weight of its affiliations with organisations of its group in other regions, each 1/(regions of the group - 1); a group: its organisations.", minimum=0),
            Column("betweenness", "number", "Unweighted betweenness in the actor graph, share of all pairs.", minimum=0, maximum=1, decimals=3),
            Column("reach", "integer", "Regions reached: for a group those that host it, for an organisation the other regions its groups are present in.", "regions", minimum=0),
            Column("region", "text", "Region of the organisation.", missing="for a group and outside the scheme"),
            Column("role", "text", "Helix role.", missing="for a group"),
            Column("group", "text", "Group of the organisation, or kind of the group.", is_nullable=True),
            Column("source_confidence", "text", "How surely the source's organisation is identified.", missing="for a group", heading="identified"),
        ),
        key=("actor",),
    ),
    TableSchema(
        "reported_hubs",
        "One row per claim of the source and region: does the run support it?",
        (
            Column("claim", "text", "Code of the claim."),
            Column("region", "text", "Region that the claim names.", heading="code"),
            Column("region_name", "text", "Its name.", heading="region"),
            Column("role", "text", "Role in which the source says it leads."),
            Column("measure", "text", "What the claim is compared with: organisations of the role listed, or enterprises of an industry."),
            Column("value", "number", "The measure, of the whole region, which may be wider than the area claimed.", is_nullable=True, minimum=0, decimals=0),
            Column("role_rank", "integer", "Rank by it among the regions of the scheme; equal values share the smallest rank.", is_nullable=True, minimum=1, heading="rank"),
            Column("role_ties", "integer", "Regions with the same value, itself included.", is_nullable=True, minimum=1, heading="with this value"),
            Column("expected_rank", "integer", "Rank that would bear the claim out: the number of regions it names.", minimum=1, heading="expected"),
            Column("is_supported", "boolean", "Whether the measure agrees: the region is among that many even when every tie counts against it.", missing="where the pack has no such measure"),
            Column("hub_rank", "integer", "Rank of the region as a hub overall.", is_nullable=True, minimum=1),
            Column("statement", "text", "What the source says, in our words."),
            Column("source", "text", "Where it says so."),
        ),
        key=("claim", "region"),
    ),
    TableSchema(
        "linkages",
        "One row per unordered pair of regions: an opportunity for a linkage, in two rankings that are never added.",
        (
            Column("source", "text", "A region.", heading="code"),
            Column("target", "text", "Another region.", heading="other code"),
            Column("source_name", "text", "Name of source.", heading="region"),
            Column("target_name", "text", "Name of target.", heading="other region"),
            *(column for kind in linkage_rankings() for column in _ranking(kind.short, kind.idea)),
            Column("complementarity", "number", "Mean of both directed complementarities.", is_nullable=True, minimum=0, maximum=1),
            Column("complementarity_source", "number", "Mean density added to source's missing industries by target (0 where source lacks none).", is_nullable=True, minimum=0, maximum=1, heading="region gains"),
            Column("complementarity_target", "number", "Mean density added to target's missing industries by source.", is_nullable=True, minimum=0, maximum=1, heading="other gains"),
            Column("imbalance", "number", "Absolute difference of the two directed complementarities over their sum.", missing="where both are 0", minimum=0, maximum=1),
            Column("similarity", "number", "Production similarity: 1 - Krugman/2.", missing="(imputed 1) inside one reporting unit", minimum=0, maximum=1),
            Column("capability_match", "number", "Mean of both directed capability matches.", is_nullable=True, minimum=0, maximum=1, heading="capability"),
            Column("capability_match_source", "number", "Demand of source met by organisations of target.", missing="where target has none of specific focus", minimum=0, maximum=1, heading="region is matched"),
            Column("capability_match_target", "number", "Demand of target met by organisations of source.", is_nullable=True, minimum=0, maximum=1, heading="other is matched"),
            Column("observed_ties", "number", "Summed weight of observed ties between the two.", is_nullable=True, minimum=0, decimals=1),
            Column("untapped", "number", "1/(1 + observed ties).", missing="where a side has no organisation", minimum=0, maximum=1),
            Column("geodesic_km", "number", "Distance between the seats on the ellipsoid.", "km", True, 0, heading="km", decimals=0),
            Column("distance_factor", "number", "beta + (1 - beta) exp(-distance/delta).", is_nullable=True, minimum=0, maximum=1, heading="distance"),
            Column("gravity", "number", "Baseline of size and place: ln M + ln M - 0.9 ln(km + 50), M the geometric mean of 1 + enterprises (ubiquitous industries left out) and 1 + organisations.", missing="inside one reporting unit and without a distance", decimals=2),
            Column("gravity_rank", "integer", "Rank by gravity alone: where size and place would put the pair.", is_nullable=True, minimum=1, heading="rank by gravity"),
            Column("expected_ties", "number", "Ties that the model of measured ties expects (table coefficients).", missing="where fewer than 30 pairs have a measured tie", minimum=0, heading="expected ties", decimals=2),
            Column("is_contiguous", "boolean", "Whether they have a common land boundary.", missing="where the pack does not say", heading="border"),
            Column("network_effect", "number", "Relative fall of the Kirchhoff index of the aggregate if a tie of median weight is added; never part of a score.", is_nullable=True, decimals=4),
            Column("network_effect_residual", "number", "The same after taking out the two regions' own effects.", is_nullable=True, heading="residual effect", decimals=4),
            Column("lambda2_change", "number", "Relative change of the algebraic connectivity by that tie.", is_nullable=True, heading="lambda2", decimals=4),
            Column("eigenratio_change", "number", "Relative change of the largest over the smallest non-zero Laplacian eigenvalue; above 0 synchronisation gets harder.", is_nullable=True, heading="eigenratio", decimals=4),
            *_OPPORTUNITY,
        ),
        key=("source", "target"),
    ),
    TableSchema(
        "coefficients",
        "One row per part: how much it counts in the measured ties; empty where fewer than 30 pairs have one.",
        (
            Column("part", "text", "Part of the logarithm of expected ties; complementarity and capability match at standard deviation 1.", choices=("mass", "distance", "complementarity", "capability_match")),
            Column("prior", "number", "Coefficient before any tie is seen.", decimals=2),
            Column("estimate", "number", "Coefficient estimated from the measured ties, drawn towards the prior where they are few.", decimals=2),
            Column("standard_error", "number", "Its standard error, robust to pairs that share a region.", missing="where the part does not vary", minimum=0, heading="standard error", decimals=2),
            Column("low", "number", "Estimate minus 1.96 standard errors.", is_nullable=True, decimals=2),
            Column("high", "number", "Estimate plus 1.96 standard errors.", is_nullable=True, decimals=2),
        ),
        key=("part",),
    ),
    TableSchema(
        "new_clusters",
        "One row per region and specialised industry in which a new cluster could be founded (level 1).",
        (
            Column("region", "text", "Region.", heading="code"),
            Column("region_name", "text", "Its name.", heading="region"),
            Column("industry", "text", "Industry of the possible cluster.", heading="industry code"),
            Column("industry_name", "text", "Its name.", heading="industry"),
            Column("rank", "integer", "Rank by score; equal scores share the smallest rank.", missing="where not every condition holds", minimum=1),
            *_ranges(),
            Column("p_qualifies", "number", "Share of draws in which every condition holds; confidence speaks of this share.", missing="without draws", minimum=0, maximum=1, heading="qualifies"),
            Column("is_opportunity", "boolean", "Whether specialisation beyond chance, critical mass, and no listed cluster all hold."),
            Column("score", "number", "Enterprises above expectation: how large the specialised core is.", "enterprises", True, 0, heading="excess", decimals=0),
            Column("is_tied", "boolean", "Whether another opportunity has the same score.", is_nullable=True),
            Column("count", "number", "Enterprises.", "enterprises", minimum=0, decimals=0),
            Column("location_quotient", "number", "Location quotient.", is_nullable=True, minimum=0, heading="LQ"),
            Column("q_specialised", "number", "Benjamini-Hochberg value of the specialisation, on reporting units.", is_nullable=True, minimum=0, maximum=1, heading="q", decimals=3),
            Column("stars", "integer", "Cluster stars: specialisation and focus, and size where there are at least 30 regions.", is_nullable=True, minimum=0, maximum=3),
            Column("clusters_listed", "text", "Cluster organisations of the industry's directions listed in the region.", is_nullable=True),
            Column("candidate_cores", "text", "Organisations there that could carry the cluster, surest identified first.", is_nullable=True, heading="possible cores"),
            Column("roles_missing", "text", "Helix roles without an organisation in the region.", is_nullable=True),
            *_SINGLE,
        ),
        key=("region", "industry"),
    ),
    TableSchema(
        "diversification",
        "One row per region and industry it lacks: a possible diversification (level 3).",
        (
            Column("region", "text", "Region.", heading="code"),
            Column("region_name", "text", "Its name.", heading="region"),
            Column("industry", "text", "Industry with a location quotient below the threshold.", heading="industry code"),
            Column("industry_name", "text", "Its name.", heading="industry"),
            Column("rank", "integer", "Rank by own relatedness density; equal values share the smallest rank.", is_nullable=True, minimum=1),
            *_ranges(),
            Column("is_tied", "boolean", "Whether another row has the same density.", is_nullable=True),
            Column("relatedness_density", "number", "Own density around the industry.", "percent", True, 0, 100, heading="density", decimals=1),
            Column("partners_density", "number", "Density added by partners, weighted by observed ties.", "percent", True, 0, 100, heading="partners", decimals=1, missing="without ties"),
            *_chance("", "relatedness density"),
            Column("product_complexity", "number", "Product complexity index of the industry. Weak where industries are few.", missing="where it is not defined", heading="PCI"),
            Column("opportunity_gain", "number", "Opportunity gain: what the industry would add to the region's opportunity outlook.", is_nullable=True, heading="gain"),
            Column("location_quotient", "number", "Location quotient.", is_nullable=True, minimum=0, heading="LQ"),
            Column("count", "number", "Enterprises there already.", "enterprises", minimum=0, decimals=0),
            *_SINGLE,
        ),
        key=("region", "industry"),
    ),
)

_RANKED = tuple(ranking_schema(kind) for kind in RANKINGS.values() if kind.build is not None)
RESULT_TABLES: dict[str, TableSchema] = {
    table.name: table for table in (*_TABLES, *_RANKED, *EVIDENCE_TABLES, *ACTOR_TABLES)
}


def tidy_schema(kind: RankingKind) -> TableSchema:
    """Description of the tidy table of a ranking."""
    schema = RESULT_TABLES[kind.table]

    def described(name: str, column: str) -> Column:
        result = schema.column(kind.column(column))
        if result is None:
            raise AnalysisError(
                f"Expected column {kind.column(column)!r} in the schema of {kind.table!r}, which "
                f"holds the ranking {kind.name!r}; found none. Describe it."
            )
        return replace(result, name=name)

    evidence = ["rank_low", "rank_high", "p_top_k", "confidence", "is_tied"]
    evidence += ["p_qualifies"] if kind.has_condition else []
    evidence += ["p_null", "p_familywise"] if kind.null is not None else []
    evidence += ["is_finding"] if kind.has_findings else []
    return TableSchema(
        f"ranking {kind.name}",
        "One row per ranked item, the first rank first.",
        (
            described("rank", "rank"),
            Column("item", "text", "Codes that name the item, joined by '; '."),
            Column("item_name", "text", "Its name."),
            described("score", kind.score),
            *(described(name, name) for name in (*evidence, *kind.parts)),
        ),
        key=kind.key,
    )
