"""The tables that compare runs: two finished ones, or one setting at its values."""

from __future__ import annotations

from hypercluster.columns import Column, TableSchema

_SETTING = Column("setting", "text", "Setting that moves.")
_RANKING = Column("ranking", "text", "The ranking; `communities` is the partition by the chosen method.")
_TOP = (
    Column("top_k", "integer", "k: the smaller one where two runs differ.", is_nullable=True, minimum=1),
    Column("top_common", "integer", "Items in the top k of both, every tie counting against it.", is_nullable=True, minimum=0, heading="stay"),
    Column("top_items", "integer", "Size of the larger of both tops.", is_nullable=True, minimum=0, heading="top"),
    Column("overlap", "number", "top_common over top_items.", missing="where both tops are empty", minimum=0, maximum=1),
    Column("largest_shift", "integer", "Second rank minus first where that is largest; below 0 where the item rises.", is_nullable=True, heading="largest shift"),
    Column("largest_shift_item", "text", "Code of the item that shifts most.", missing="where none shifts"),
    Column("largest_shift_name", "text", "Its name.", is_nullable=True),
)
_CORRELATIONS = (
    Column("spearman", "number", "Spearman's correlation of the ranks of the items ranked in both.", is_nullable=True, minimum=-1, maximum=1, heading="Spearman"),
    Column("kendall", "number", "Kendall's tau-b of the same.", is_nullable=True, minimum=-1, maximum=1, heading="Kendall"),
)
_PARTITIONS = (
    Column("adjusted_mutual_information", "number", "Of the communities over the regions of both: 1 the same, 0 as by chance.", missing="for rankings", maximum=1, heading="AMI"),
    Column("adjusted_rand", "number", "Adjusted Rand index of the same.", is_nullable=True, maximum=1, heading="adjusted Rand"),
)
_ITEM = (
    Column("item", "text", "Codes that name the item, joined by '; '."),
    Column("item_name", "text", "Its name."),
)


def _ranks(side: str, run: str) -> tuple[Column, ...]:
    """Published rank and range of an item in one run."""
    return (
        Column(f"rank_{side}", "integer", f"Rank in {run}.", missing="where it has none there", minimum=1),
        Column(f"rank_low_{side}", "integer", f"Lower end of its range in {run}.", is_nullable=True, minimum=1),
        Column(f"rank_high_{side}", "integer", f"Upper end of its range in {run}.", is_nullable=True, minimum=1),
    )


_TABLES = (
    TableSchema(
        "run_changes",
        "One row per setting or fact of the data that differs between two runs.",
        (
            Column("kind", "text", "What differs: setting, data, run or software."),
            Column("what", "text", "Dotted name of it."),
            Column("in_a", "text", "Value in the first run.", missing="where it has none", heading="in A"),
            Column("in_b", "text", "Value in the second run.", is_nullable=True, heading="in B"),
        ),
        key=("kind", "what"),
    ),
    TableSchema(
        "run_agreement",
        "One row per ranking and community method: how far do two runs agree?",
        (
            _RANKING,
            Column("items", "integer", "Items ranked in both, or regions in both.", minimum=0, heading="in both"),
            Column("only_a", "integer", "Items ranked in the first run alone.", minimum=0, heading="only A"),
            Column("only_b", "integer", "Items ranked in the second run alone.", minimum=0, heading="only B"),
            *_CORRELATIONS,
            *_TOP,
            Column("outside_ranges", "integer", "Shifts that no range explains.", missing="without draws", minimum=0, heading="outside"),
            *_PARTITIONS,
        ),
        key=("ranking",),
    ),
    TableSchema(
        "rank_shifts",
        "One row per ranking and item with a rank in one of two runs, the largest shift first.",
        (
            _RANKING,
            *_ITEM,
            *_ranks("a", "the first run"),
            *_ranks("b", "the second run"),
            Column("shift", "integer", "Second rank minus first, counted among the items ranked in both.", missing="without a rank in both"),
            Column("is_within_ranges", "boolean", "Whether the rank in one run lies in the range of the other.", missing="without draws, and where the regions of the runs differ"),
        ),
        key=("ranking", "item"),
    ),
    TableSchema(
        "sweep_agreement",
        "One row per value of a setting and ranking: how far does the run agree with the base run?",
        (
            _SETTING,
            Column("value", "text", "Value of the setting, of the type that the setting has."),
            Column("is_base", "boolean", "Whether this is the value of the base run."),
            _RANKING,
            Column("is_still", "boolean", "Whether no rank differs from the base run, or no region changes community."),
            Column("items", "integer", "Items ranked in both, or regions in both.", minimum=0),
            Column("only_base", "integer", "Items ranked in the base run alone.", is_nullable=True, minimum=0),
            Column("only_value", "integer", "Items ranked in this run alone.", is_nullable=True, minimum=0),
            *_CORRELATIONS,
            *_TOP,
            *_PARTITIONS,
            Column("communities", "integer", "Communities of this run.", missing="for rankings", minimum=1),
            Column("regions", "integer", "Regions in both runs.", minimum=0),
        ),
        key=("value", "ranking"),
    ),
    TableSchema(
        "sweep_paths",
        "One row per value of a setting, ranking and item of the base run's top k.",
        (
            _SETTING,
            Column("value", "text", "Value of the setting, of the type that the setting has."),
            Column("is_base", "boolean", "Whether this is the value of the base run."),
            _RANKING,
            *_ITEM,
            Column("base_rank", "integer", "Rank in the base run.", minimum=1),
            Column("rank", "integer", "Rank in this run, as it publishes it.", missing="where it has none", minimum=1),
        ),
        key=("value", "ranking", "item"),
    ),
    TableSchema(
        "sensitivity_overview",
        "One row per setting and ranking: the least agreement that any of its values gives.",
        (
            _SETTING,
            Column("values", "text", "Values tried, joined by ', '."),
            _RANKING,
            Column("is_still", "boolean", "Whether no value moves a rank, or a region to another community."),
            Column("spearman", "number", "Least Spearman correlation with the base run.", is_nullable=True, minimum=-1, maximum=1, heading="Spearman"),
            Column("top_common", "integer", "Items that stay in the top k where fewest do.", is_nullable=True, minimum=0, heading="stay"),
            Column("top_items", "integer", "Size of the larger of both tops there.", is_nullable=True, minimum=0, heading="top"),
            Column("adjusted_mutual_information", "number", "Least adjusted mutual information of the communities.", missing="for rankings", maximum=1, heading="AMI"),
        ),
        key=("setting", "ranking"),
    ),
)

COMPARE_TABLES: dict[str, TableSchema] = {table.name: table for table in _TABLES}
