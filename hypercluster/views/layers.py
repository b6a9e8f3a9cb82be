"""What is shown of layers: all of them, the ties of one, how they compare."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError, chosen
from hypercluster.views.model import (
    COUNTS_ALLOCATED,
    Group,
    View,
    ViewColumn,
    bar_column,
    column,
    region_column,
)
from hypercluster.views.plain_data import records
from hypercluster.words import MISSING, Note, is_missing, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypercluster.results import Results


def layers(results: Results) -> Group:
    """Layers present and absent, what a weight means, and what is missing or masked."""
    table = results.layers
    status = table["status"].where(table["is_present"], "absent").to_dict()
    view = View(
        Note("layer_tables.layers"),
        (
            column("layers", "layer", "text"),
            column(
                "layers",
                "status",
                "text",
                sources=("layer",),
                lookup=dict(zip(table["layer"], status.values(), strict=True)),
            ),
            *(
                column("layers", name)
                for name in ("ties", "isolates", "total_weight", "scale", "layer_weight")
            ),
        ),
        table,
    )
    rows = table.to_dict("records")
    meanings = [
        Note("layer_tables.of_layer", {"layer": row["layer"], "text": row["meaning"]})
        for row in rows
        if row["is_present"]
    ]
    doubts = [
        Note("layer_tables.of_layer", {"layer": row["layer"], "text": row["note"]})
        for row in rows
        if not is_missing(row["note"])
    ]
    return Group("layers", view, (tuple(meanings),), tuple(doubts))


def present_layer(results: Results, layer: str) -> str:
    """Name of a layer that the run has data for.

    Raises
    ------
    AnalysisError
        There is no such layer, or the pack has no data for it.
    """
    table = results.layers.set_index("layer")
    name = chosen(layer, table.index, "layer")
    if not table.at[name, "is_present"]:
        present = ", ".join(table.index[table["is_present"]])
        raise AnalysisError(
            f"Expected a layer that the pack has data for; {name} is absent: "
            f"{table.at[name, 'note']}. Present: {present}."
        )
    return name


def ties(results: Results, layer: str, *, first: int | None = None) -> Group:
    """Ties of one layer, strongest first."""
    name = present_layer(results, layer)
    names = results.regions["name"]
    table = results.ties[results.ties["layer"] == name]
    table = table.sort_values("weight", ascending=False, kind="stable").reset_index(drop=True)
    table = table.assign(
        source_name=table["source"].map(names), target_name=table["target"].map(names)
    )
    view = View(
        Note("layer_tables.ties", {"layer": name}),
        (
            region_column("region", "source_name", "source"),
            region_column("other region", "target_name", "target", star="is_allocated"),
            column("ties", "weight"),
            bar_column(table, "weight"),
            column("ties", "geodesic_km"),
            *(column("ties", key, "yes") for key in ("is_contiguous", "is_backbone")),
        ),
        table,
        first=first,
        star=COUNTS_ALLOCATED,
    )
    return Group("ties", view, data={"layer": name})


def comparison(results: Results) -> Group:
    """Pairs of layers, how far layers can be merged, and what each contributes."""
    table = results.layer_comparison
    name = "layer_comparison"
    numbers = (
        "shared_ties",
        "edge_overlap",
        "jaccard",
        "tie_correlation",
        "strength_correlation",
        "jensen_shannon_distance",
    )
    stated = table.loc[table["note"].notna(), ["layer", "other_layer", "note"]].to_dict("records")
    more = Note("layer_tables.more_notes", {"count": len(stated) - 1}) if len(stated) > 1 else ""
    view = View(
        Note("layer_tables.comparison"),
        (
            *(column(name, key, "text") for key in ("layer", "other_layer")),
            *(column(name, key) for key in numbers),
        ),
        table,
        remarks=(
            Note("layer_tables.read_comparison"),
            *(Note("layer_tables.of_pair", {**row, "more": more}) for row in stated[:1]),
        ),
        nothing=Note("layer_tables.nothing_to_compare"),
    )
    data = {key: records(results.tables[key]) for key in ("reducibility", "variance_shares")}
    return Group(
        name, view, (_merging(results), _contribution(results)) if len(table) else (), data=data
    )


def _merging(results: Results) -> View:
    """How far layers can be merged without losing what tells them apart."""
    table = results.reducibility
    name = "reducibility"
    return View(
        Note("layer_tables.merging"),
        (
            *(column(name, key) for key in ("layers_left", "quality", "mean_entropy")),
            column(name, "is_best", "yes"),
            ViewColumn("merges", ("merges",), "name"),
        ),
        table.assign(merges=_merges(table["merged_layers"])),
    )


def _contribution(results: Results) -> View:
    """What each layer contributes to the sums over layers."""
    shares = results.variance_shares.pivot(index="part", columns="result", values="share")
    present = results.layers.loc[results.layers["is_present"], "layer"]
    return View(
        Note("layer_tables.contribution"),
        (
            ViewColumn("layer", ("part",)),
            ViewColumn("of aggregate's variance", ("aggregate weight",), "part"),
            ViewColumn("of strength's variance", ("overlapping strength",), "part"),
        ),
        shares.reindex(present).rename_axis("part"),
    )


def _merges(merged_layers: Iterable[str]) -> list[str]:
    """Which two groups each step joins, each named after its first layer."""
    steps = [split(layers) for layers in merged_layers]
    merges = [MISSING]
    for before, after in pairwise(steps):
        joined = [group.split(" + ") for group in before if group not in after]
        merges.append(
            " + ".join(layers[0] + (" etc." if len(layers) > 1 else "") for layers in joined)
        )
    return merges[: len(steps)]
