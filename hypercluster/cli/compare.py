"""The command that puts two finished runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.options import (
    Debug,
    Json,
    Quiet,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, about, what_ran
from hypercluster.cli.view import figures, text
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

NAMES = {
    "hubs": "hubs",
    "linkages.complementary": "complementary",
    "linkages.common_ground": "common ground",
    "new_clusters": "new clusters",
    "diversification": "diversification",
    "actor_hubs.organisation": "organisations",
    "actor_hubs.group": "groups",
}
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
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
) -> None:
    """Two finished runs side by side.

    What changed in settings and data, how far ranks agree, what shifted most.

    Examples
    --------
    hypercluster compare results other-results
    hypercluster compare results other-results --top 10
    """
    display = Display(is_json, is_quiet)
    from hypercluster.compare.comparison import compare as compared
    from hypercluster.output.run_folder import read

    runs = [read(run_a), read(run_b)]
    tables = compared(*runs)
    if not tables["agreement"].attrs["regions_both"]:
        raise AnalysisError(
            f"{run_a}, {run_b}: expected runs with regions in common; found none with the same areas. Analyse both with the same --scheme."
        )
    if display.is_json:
        known = tables["agreement"].attrs
        sides = {
            letter: {"folder": str(folder), **about(run)}
            for letter, folder, run in zip("ab", (run_a, run_b), runs, strict=True)
        }
        typer.echo(
            render.as_json(
                {
                    **sides,
                    **known,
                    **{name: render.records(table) for name, table in tables.items()},
                }
            )
        )
        return
    width = render.terminal_width()
    head = [
        f"{'   ' if place else f'{letter}  '}{line}"
        for letter, run in zip("AB", runs, strict=True)
        for place, line in enumerate(what_ran(run, indent=3).splitlines())
    ]
    lines = [] if display.is_quiet else [*head, ""]
    lines += _change_lines(tables["changes"], width)
    lines += ["", *_agreement_lines(tables["agreement"], width)]
    has_verdicts = bool(tables["rank_shifts"]["is_within_ranges"].notna().any())
    lines += _shift_lines(tables["rank_shifts"], top, width, has_verdicts=has_verdicts)
    typer.echo("\n".join([*lines, *([] if display.is_quiet else _remarks(tables, runs, width))]))


def _change_lines(changes: pd.DataFrame, width: int | None) -> list[str]:
    """What differs, settings first."""
    if changes.empty:
        return ["Nothing changed: the same settings, data, seed and versions."]
    fields = [
        text("changed", "kind"),
        text("what", "what", is_cut=True),
        text("in A", "in_a", is_cut=True),
        text("in B", "in_b", is_cut=True),
    ]
    return render.table_lines(fields, changes.to_dict("records"), width=width)


def _agreement_lines(agreement: pd.DataFrame, width: int | None) -> list[str]:
    """How far each ranking and each partition agrees."""
    is_partition = agreement["ranking"].str.startswith("communities.")
    fields = [
        Field("ranking", lambda row: NAMES[row["ranking"]]),
        figures("in both", "items", 0),
        figures("only A", "only_a", 0),
        figures("only B", "only_b", 0),
        figures("Spearman", "spearman"),
        figures("Kendall", "kendall"),
        Field("top", lambda row: f"{row['top_common']}/{row['top_items']}", is_number=True),
        Field("largest shift", lambda row: _signed(row["largest_shift"]), is_number=True),
        *(
            [figures(OUTSIDE, "outside_ranges", 0)]
            if agreement["outside_ranges"].notna().any()
            else []
        ),
    ]
    rankings = agreement[
        ~is_partition & (agreement["items"] + agreement["only_a"] + agreement["only_b"] > 0)
    ]
    lines = render.table_lines(fields, rankings.to_dict("records"), width=width)
    for row in agreement[is_partition].to_dict("records"):
        method = row["ranking"].removeprefix("communities.")
        known = f"adjusted mutual information {render.number(row['adjusted_mutual_information'])}, adjusted Rand {render.number(row['adjusted_rand'])}"
        lines += render.paragraph(
            f"communities ({method}): {known}, {row['items']} regions", width=width
        )
    return lines


def _signed(shift: Any) -> str:
    return render.MISSING if render.is_missing(shift) else f"{int(shift):+d}" if shift else "0"


def _shift_lines(
    shifts: pd.DataFrame, most: int, width: int | None, *, has_verdicts: bool
) -> list[str]:
    """The largest shifts of each ranking that moved."""
    moved = shifts[shifts["shift"].fillna(0) != 0].groupby("ranking", sort=False).head(most)
    if moved.empty:
        return ["", "No rank shifted."]

    def verdict(row: Mapping[str, Any]) -> str:
        return (
            render.MISSING
            if render.is_missing(row["is_within_ranges"])
            else "inside"
            if row["is_within_ranges"]
            else OUTSIDE
        )

    ranges = [
        Field(
            "range A",
            lambda row: render.span(row["rank_low_a"], row["rank_high_a"]),
            is_number=True,
        ),
        Field(
            "range B",
            lambda row: render.span(row["rank_low_b"], row["rank_high_b"]),
            is_number=True,
        ),
        Field("ranges", verdict),
    ]
    fields = [
        Field("ranking", lambda row: NAMES[row["ranking"]]),
        text("largest shifts", "item_name", is_cut=True),
        Field("A", lambda row: render.rank(row["rank_a"]), is_number=True),
        Field("B", lambda row: render.rank(row["rank_b"]), is_number=True),
        Field("shift", lambda row: _signed(row["shift"]), is_number=True),
        *(ranges if has_verdicts else []),
    ]
    return ["", *render.table_lines(fields, moved.to_dict("records"), width=width)]


def _remarks(
    tables: Mapping[str, pd.DataFrame], runs: list[Results], width: int | None
) -> list[str]:
    known = tables["agreement"].attrs
    remarks = [
        "Top: how many of the top k are in both, k as in the run with the smaller. Shift: rank in B minus rank in A, counted among items ranked in both.",
    ]
    shifts = tables["rank_shifts"]
    if shifts["is_within_ranges"].notna().any():
        remarks += [
            f"Inside: the rank in one run lies in the range of the other, so that the shift is no finding; {OUTSIDE}: it does not."
        ]
    elif not any(run.provenance["draws"] for run in runs):
        remarks += ["! No ranges: without draws nothing says whether a shift means anything."]
    if not known["regions_a"] == known["regions_b"] == known["regions_both"]:
        remarks += [
            f"! Regions differ: {known['regions_both']} have the same areas in both (A {known['regions_a']}, B {known['regions_b']}); only these are compared, and ranges are not."
        ]
    remarks += (
        ["! Synthetic data: nothing here describes real regions."]
        if any(run.provenance["pack"]["is_synthetic"] for run in runs)
        else []
    )
    return ["", *(line for remark in remarks for line in render.paragraph(remark, width=width))]
