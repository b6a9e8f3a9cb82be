"""The command that puts two finished runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about, answer
from hypercluster.cli.runs import what_ran
from hypercluster.cli.show import SYNTHETIC
from hypercluster.cli.terminal import Field, Grid, Marked, marked, number_field, show, text_field
from hypercluster.errors import AnalysisError
from hypercluster.views.plain_data import records
from hypercluster.words import MISSING, is_missing, number, rank, span, term

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results

OUTSIDE = "outside"


def compare(
    run_a: Annotated[
        Path, typer.Argument(metavar="A", help="Folder of a finished run.", show_default=False)
    ],
    run_b: Annotated[
        Path, typer.Argument(metavar="B", help="Folder of another.", show_default=False)
    ],
    *,
    top: Annotated[
        int,
        typer.Option(
            "--top", metavar="N", min=1, help="Shifts to show of each ranking; --json has all."
        ),
    ] = 3,
    is_json: opt.Json = False,
    is_quiet: opt.Quiet = False,
    _debug: opt.Debug = False,
) -> None:
    """Two finished runs side by side.

    What changed in settings and data, how far ranks agree, what shifted most.

    Examples
    --------
    hypercluster compare results other-results
    hypercluster compare results other-results --top 10
    """
    from hypercluster.compare.comparison import compare as compared
    from hypercluster.output.run_folder import read

    runs = [read(run_a), read(run_b)]
    tables = compared(*runs)
    areas = tables["agreement"].attrs
    if not areas["regions_both"]:
        raise AnalysisError(
            f"{run_a}, {run_b}: expected runs with regions in common; found none with the same "
            "areas. Analyse both with the same --scheme."
        )
    if is_json:
        sides = {
            letter: {"folder": str(folder), **about(run)}
            for letter, folder, run in zip("ab", (run_a, run_b), runs, strict=True)
        }
        answer({**sides, **areas, **{name: records(table) for name, table in tables.items()}})
        return
    head: list[Block] = [
        Marked(f"{side}  ", what_ran(run)) for side, run in zip("AB", runs, strict=True)
    ]
    head.append("")
    show(
        *([] if is_quiet else head),
        _changes(tables["changes"]),
        "",
        *_agreement(tables["agreement"]),
        "",
        _shifts(tables["rank_shifts"], top),
        *([] if is_quiet else ["", *_remarks(tables, runs)]),
    )


def _changes(changes: pd.DataFrame) -> Block:
    """What differs, settings first."""
    if changes.empty:
        return "Nothing changed: the same settings, data, seed and versions."
    fields = [
        text_field("changed", "kind"),
        text_field("what", "what", is_name=True),
        text_field("in A", "in_a", is_name=True),
        text_field("in B", "in_b", is_name=True),
    ]
    return Grid(fields, changes.to_dict("records"))


def _agreement(agreement: pd.DataFrame) -> list[Block]:
    """How far each ranking and each partition agrees."""
    is_partition = agreement["ranking"].str.startswith("communities.")
    has_items = agreement[["items", "only_a", "only_b"]].sum(axis=1) > 0
    fields = [
        Field("ranking", lambda row: term("ranking", row["ranking"]), is_name=True),
        number_field("in both", "items", 0),
        number_field("only A", "only_a", 0),
        number_field("only B", "only_b", 0),
        number_field("Spearman", "spearman"),
        number_field("Kendall", "kendall"),
        Field("top", lambda row: f"{row['top_common']}/{row['top_items']}", is_number=True),
        Field("largest shift", lambda row: _signed(row["largest_shift"]), is_number=True),
    ]
    if agreement["outside_ranges"].notna().any():
        fields.append(number_field(OUTSIDE, "outside_ranges", 0))
    partitions = [
        f"communities ({row['ranking'].removeprefix('communities.')}): adjusted mutual information "
        f"{number(row['adjusted_mutual_information'])}, adjusted Rand "
        f"{number(row['adjusted_rand'])}, {row['items']} regions"
        for row in agreement[is_partition].to_dict("records")
    ]
    rankings = agreement[~is_partition & has_items].to_dict("records")
    return [Grid(fields, rankings), *partitions]


def _signed(shift: Any) -> str:
    return MISSING if is_missing(shift) else f"{int(shift):+d}" if shift else "0"


def _shifts(shifts: pd.DataFrame, most: int) -> Block:
    """The largest shifts of each ranking that moved."""
    moved = shifts[shifts["shift"].fillna(0) != 0].groupby("ranking", sort=False).head(most)
    if moved.empty:
        return "No rank shifted."
    fields = [
        Field("ranking", lambda row: term("ranking", row["ranking"]), is_name=True),
        text_field("largest shifts", "item_name", is_name=True),
        Field("A", lambda row: rank(row["rank_a"]), is_number=True),
        Field("B", lambda row: rank(row["rank_b"]), is_number=True),
        Field("shift", lambda row: _signed(row["shift"]), is_number=True),
    ]
    if shifts["is_within_ranges"].notna().any():
        fields += [_range_field("range A", "a"), _range_field("range B", "b")]
        fields.append(Field("ranges", lambda row: _verdict(row["is_within_ranges"])))
    return Grid(fields, moved.to_dict("records"))


def _range_field(heading: str, side: str) -> Field:
    """Range of the ranks of one run."""
    low, high = f"rank_low_{side}", f"rank_high_{side}"
    return Field(heading, lambda row: span(row[low], row[high]), is_number=True)


def _verdict(is_within: Any) -> str:
    return MISSING if is_missing(is_within) else "inside" if is_within else OUTSIDE


def _remarks(tables: Mapping[str, pd.DataFrame], runs: list[Results]) -> list[Block]:
    """What the columns say, and what weakens the comparison."""
    areas = tables["agreement"].attrs
    remarks: list[Block] = [
        (
            "Top: how many of the top k are in both, k as in the run with the smaller. Shift: "
            "rank in B minus rank in A, counted among items ranked in both."
        )
    ]
    doubts = []
    if tables["rank_shifts"]["is_within_ranges"].notna().any():
        remarks.append(
            "Inside: the rank in one run lies in the range of the other, so that the shift is no "
            f"finding; {OUTSIDE}: it does not."
        )
    elif not any(run.provenance["draws"] for run in runs):
        doubts.append("No ranges: without draws nothing says whether a shift means anything.")
    if not areas["regions_a"] == areas["regions_b"] == areas["regions_both"]:
        doubts.append(
            f"Regions differ: {areas['regions_both']} have the same areas in both "
            f"(A {areas['regions_a']}, B {areas['regions_b']}); "
            "only these are compared, and ranges are not."
        )
    if any(run.provenance["pack"]["is_synthetic"] for run in runs):
        doubts.append(SYNTHETIC)
    return [*remarks, *marked("! ", doubts)]
