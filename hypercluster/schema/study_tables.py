"""The tables of studies of the method: over resolutions, and over planted data."""

from __future__ import annotations

from hypercluster.columns import Column, TableSchema

_TABLES = (
    TableSchema(
        "resolution_profile",
        "One row per resolution: which communities are both stable and beyond chance?",
        (
            Column("method", "text", "Community method.", choices=("multiplex", "cpm")),
            Column("gamma", "number", "Resolution: higher gives smaller communities.", minimum=0),
            Column("regions", "integer", "Regions of the scheme.", minimum=1),
            Column("communities", "integer", "Communities in the run itself.", minimum=1),
            Column("largest", "integer", "Regions of the largest community.", minimum=1),
            Column(
                "stability",
                "number",
                "Mean adjusted mutual information between the partitions of data draws.",
                missing="below two draws",
                maximum=1,
            ),
            Column(
                "quality",
                "number",
                "Modularity of the aggregate at this resolution.",
                is_nullable=True,
                maximum=1,
                heading="modularity",
                decimals=3,
            ),
            Column(
                "null_mean",
                "number",
                "Mean of the same over chance networks.",
                missing="without them",
                maximum=1,
                heading="by chance",
                decimals=3,
            ),
            Column(
                "p_null",
                "number",
                "Share of chance networks with at least this quality, (b + 1)/(n + 1).",
                is_nullable=True,
                minimum=0,
                maximum=1,
                heading="p",
                decimals=3,
            ),
            Column(
                "is_chosen",
                "boolean",
                "Whether this resolution is the most stable of those beyond chance; of none where "
                "nothing is stable and beyond chance.",
            ),
        ),
        key=("method", "gamma"),
    ),
    TableSchema(
        "recovery",
        "One row per noise, measure and method: how much of what was planted is recovered?",
        (
            Column(
                "noise",
                "number",
                "Part of every signal that gives way to the mean of the whole.",
                minimum=0,
                maximum=1,
            ),
            Column(
                "measure",
                "text",
                "What is compared to the truth.",
                choices=(
                    "nmi",
                    "ami",
                    "hub_precision",
                    "hub_precision_at_k",
                    "linkage_auc",
                    "rank_coverage",
                    "rank_coverage_counts",
                ),
            ),
            Column("method", "text", "Community method, or the score that is ranked."),
            Column(
                "mean", "number", "Mean over replicates.", is_nullable=True, maximum=1, decimals=3
            ),
            Column(
                "standard_error",
                "number",
                "Its standard error.",
                missing="for one replicate",
                minimum=0,
                heading="standard error",
                decimals=3,
            ),
            Column("replicates", "integer", "Replicates with a value.", minimum=0),
            Column(
                "chance",
                "number",
                "What no structure would give.",
                missing="where that is not one number",
                decimals=3,
            ),
        ),
        key=("noise", "measure", "method"),
    ),
    TableSchema(
        "baselines",
        "One row per share of behaviour, measure and score: does a score beat simple ones?",
        (
            Column("omega", "number", "Share of collaboration that industries and research decide; size and place decide the rest.", minimum=0, maximum=1),
            Column("target", "text", "What is to be found.", choices=("linkages", "hubs")),
            Column("measure", "text", "How it is measured.", choices=("auc", "precision")),
            Column("score", "text", "Score that ranks: score and composite are those of a run."),
            Column("mean", "number", "Mean over worlds.", minimum=0, maximum=1, decimals=3),
            Column("standard_error", "number", "Its standard error.", missing="for one world", minimum=0, heading="standard error", decimals=3),
            Column("difference", "number", "Score of a run minus this one, mean over worlds.", minimum=-1, maximum=1, decimals=3),
            Column("difference_error", "number", "Its standard error.", missing="for one world", minimum=0, heading="its error", decimals=3),
            Column("replicates", "integer", "Worlds.", minimum=1),
        ),
        key=("omega", "target", "measure", "score"),
    ),
    TableSchema(
        "moran",
        "One row per variable: are neighbours alike?",
        (
            Column("variable", "text", "Industry whose location quotients are compared."),
            Column("regions", "integer", "Regions with a value and a neighbour that has one.", "regions", minimum=0),
            Column("isolates", "integer", "Regions with a value and no neighbour that has one.", "regions", minimum=0),
            Column("moran_i", "number", "Moran's I.", is_nullable=True, heading="Moran's I"),
            Column("expected_i", "number", "Its mean where values are dealt at random.", is_nullable=True, heading="expected"),
            Column("p_value", "number", "Two-sided p-value by permutation.", is_nullable=True, minimum=0, maximum=1, heading="p", decimals=3),
            Column("q_value", "number", "The same adjusted over the variables (Benjamini-Hochberg).", is_nullable=True, minimum=0, maximum=1, heading="q", decimals=3),
        ),
        key=("variable",),
    ),
    TableSchema(
        "local_moran",
        "One row per variable and region: where are neighbours alike?",
        (
            Column("variable", "text", "Industry whose location quotients are compared."),
            Column("region", "text", "Code of the region."),
            Column("local_i", "number", "Local Moran's I.", missing="without a value or a neighbour", heading="local I"),
            Column("quadrant", "text", "Value of the region and of its neighbours against the mean.", is_nullable=True),
            Column("local_p", "number", "Two-sided p-value of local I by permutation.", is_nullable=True, minimum=0, maximum=1, decimals=3),
            Column("local_q", "number", "The same adjusted over the regions of the variable.", is_nullable=True, minimum=0, maximum=1, decimals=3),
            Column("getis_ord_g", "number", "Share of the whole in the region and its neighbours (Gi*).", is_nullable=True, heading="Gi*"),
            Column("getis_ord_z", "number", "The same standardised.", is_nullable=True, heading="Gi* z"),
            Column("getis_ord_p", "number", "Two-sided p-value of Gi* by permutation.", is_nullable=True, minimum=0, maximum=1, heading="Gi* p", decimals=3),
            Column("getis_ord_q", "number", "The same adjusted over the regions of the variable.", is_nullable=True, minimum=0, maximum=1, heading="Gi* q", decimals=3),
        ),
        key=("variable", "region"),
    ),
)

STUDY_TABLES: dict[str, TableSchema] = {table.name: table for table in _TABLES}
