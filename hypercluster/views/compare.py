"""What is shown of two runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.views.model import Group, View, ViewColumn, column
from hypercluster.words import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hypercluster.results import Results

RANKING = ViewColumn("ranking", ("ranking",), "term", entity="ranking")
PARTITION = "communities."
PARTITIONS = ("adjusted_mutual_information", "adjusted_rand", "items")


def comparison(tables: Mapping[str, pd.DataFrame], runs: Sequence[Results], first: int) -> Group:
    """What differs between two runs, how far ranks agree, and what shifts most.

    Parameters
    ----------
    tables
        From `compare`.
    runs
        Both runs.
    first
        How many shifts of each ranking are shown.
    """
    below = (
        agreement(tables["agreement"]),
        shifts(tables["rank_shifts"], first),
        remarks(tables),
    )
    return Group("changes", changes(tables["changes"]), below, doubts(tables, runs))


def changes(table: pd.DataFrame) -> View:
    """Settings and facts of the data that differ, settings first."""
    names = [column("run_changes", name, "name") for name in ("what", "in_a", "in_b")]
    return View(
        Note("compare.changes"),
        (column("run_changes", "kind", "text", heading="changed"), *names),
        table,
        nothing=Note("compare.no_changes"),
    )


def agreement(table: pd.DataFrame) -> View:
    """How far each ranking agrees, with each partition as a remark."""
    name = "run_agreement"
    is_partition = table["ranking"].str.startswith(PARTITION)
    has_items = table[["items", "only_a", "only_b"]].sum(axis=1) > 0
    numbers = ("items", "only_a", "only_b", "spearman", "kendall")
    has_ranges = table["outside_ranges"].notna().any()
    return View(
        Note("compare.agreement"),
        (
            RANKING,
            *(column(name, key) for key in numbers),
            ViewColumn("top", ("top_common", "top_items"), "count"),
            column(name, "largest_shift", "signed"),
            *([column(name, "outside_ranges")] if has_ranges else []),
        ),
        table[~is_partition & has_items],
        remarks=tuple(
            Note("compare.partition", {**row, "method": row["ranking"].removeprefix(PARTITION)})
            for row in table.loc[is_partition, ["ranking", *PARTITIONS]].to_dict("records")
        ),
    )


def shifts(table: pd.DataFrame, first: int) -> View:
    """Largest shifts of each ranking that moved."""
    sides = ("a", "b")
    columns = [
        RANKING,
        ViewColumn("largest shifts", ("item_name",), "name"),
        *(ViewColumn(side.upper(), (f"rank_{side}",), "rank") for side in sides),
        column("rank_shifts", "shift", "signed"),
    ]
    if table["is_within_ranges"].notna().any():
        columns += [
            *(
                ViewColumn(
                    f"range {side.upper()}", (f"rank_low_{side}", f"rank_high_{side}"), "range"
                )
                for side in sides
            ),
            ViewColumn("ranges", ("ranges",), "term", entity="compare_ranges"),
        ]
    is_within = table["is_within_ranges"].astype(object)
    moved = table.assign(ranges=is_within.map({True: "inside", False: "outside"}))
    return View(
        Note("compare.shifts"),
        tuple(columns),
        moved[table["shift"].fillna(0) != 0],
        first=first,
        by="ranking",
        nothing=Note("compare.no_shifts"),
    )


def doubts(tables: Mapping[str, pd.DataFrame], runs: Sequence[Results]) -> tuple[Note, ...]:
    """What weakens the comparison."""
    areas = tables["agreement"].attrs
    has_ranges = tables["rank_shifts"]["is_within_ranges"].notna().any()
    counts = [areas[f"regions_{side}"] for side in ("a", "b", "both")]
    is_stated = {
        "compare.no_ranges": not has_ranges and not any(run.provenance["draws"] for run in runs),
        "compare.regions_differ": len(set(counts)) > 1,
        "notes.synthetic": any(run.provenance["pack"]["is_synthetic"] for run in runs),
    }
    return tuple(Note(key, dict(areas)) for key, applies in is_stated.items() if applies)


def remarks(tables: Mapping[str, pd.DataFrame]) -> tuple[Note, ...]:
    """What the columns say."""
    has_ranges = tables["rank_shifts"]["is_within_ranges"].notna().any()
    return (Note("compare.shift"), *([Note("compare.inside")] if has_ranges else []))
