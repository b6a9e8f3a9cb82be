"""Layers of the network: all of them, the ties of one, or how they compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.indicators import ALLOCATED
from hypercluster.cli.options import Display, Source
from hypercluster.cli.runs import chosen, open_run
from hypercluster.cli.show import FIRST_ROWS, show_view
from hypercluster.cli.terminal import (
    Field,
    Grid,
    bar,
    marked,
    number_field,
    percent_field,
    text_field,
    text_of,
    title,
    yes,
)
from hypercluster.cli.view import Screen, starred
from hypercluster.errors import AnalysisError
from hypercluster.layers import LAYERS
from hypercluster.views.plain_data import records
from hypercluster.words import MISSING, is_missing, split

if TYPE_CHECKING:
    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results


def layers(
    *,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer",
            metavar="NAME",
            help=f"List the ties of one layer: {', '.join(LAYERS)}, or a measured one of the pack.",
            autocompletion=opt.completing(tuple(LAYERS)),
        ),
    ] = None,
    is_compared: Annotated[
        bool,
        typer.Option(
            "--compare",
            help="Compare the layers: overlap, correlation, entropy, and what each contributes.",
        ),
    ] = False,
    top: opt.Top = None,
    source: opt.WithoutDraws,
    display: opt.Display,
) -> None:
    """Layers of the network: what ties regions, how they compare.

    Which layers are present or absent, how a weight is meant, and what is missing or masked.

    Examples
    --------
    hypercluster layers
    hypercluster layers --compare
    hypercluster layers --layer production
    """
    if is_compared and layer is not None:
        raise AnalysisError(
            "Expected either --layer or --compare; found both, "
            f"with --layer {layer}. Leave one of them out."
        )
    results = open_run(source, display, has_draws=False).results()
    if is_compared:
        _show_comparison(results, source, display)
    elif layer is not None:
        name = present_layer(results, layer)
        screen = _ties(results, name, top or FIRST_ROWS)
        show_view(
            "ties",
            screen,
            results,
            source,
            display,
            top=top,
            keys={"layer": name},
            has_draws=False,
        )
    else:
        screen = _layers(results)
        below = ["", *(line for row in screen.rows.to_dict("records") for line in _meaning(row))]
        show_view("layers", screen, results, source, display, below=below, has_draws=False)


def _layers(results: Results) -> Screen:
    """Layers present and absent."""
    fields = (
        text_field("layer", "layer"),
        Field("status", lambda row: text_of(row["status"]) if row["is_present"] else "absent"),
        number_field("ties", "ties", 0),
        number_field("isolates", "isolates", 0),
        number_field("total weight", "total_weight"),
        number_field("scale", "scale"),
        number_field("layer weight", "layer_weight"),
    )
    return Screen(results.layers, fields)


def _meaning(row: Mapping[str, Any]) -> list[Block]:
    """What a weight means, and what is missing or masked."""
    meaning = [f"{row['layer']}: {row['meaning']}"] if row["is_present"] else []
    note = [] if is_missing(row["note"]) else [f"{row['layer']}: {row['note']}"]
    return [*marked("  ", meaning), *marked("! ", note)]


def present_layer(results: Results, layer: str) -> str:
    """Name of a layer that the run has data for.

    Raises
    ------
    AnalysisError
        There is no such layer, or the pack has no data for it.
    """
    table = results.layers.set_index("layer")
    name = chosen(layer, table.index.tolist(), "layer")
    if not table.at[name, "is_present"]:
        present = ", ".join(table.index[table["is_present"]])
        raise AnalysisError(
            f"Expected a layer that the pack has data for; {name} is absent: "
            f"{table.at[name, 'note']}. Present: {present}."
        )
    return name


def _ties(results: Results, layer: str, first: int) -> Screen:
    """Ties of one layer, strongest first."""
    names = results.regions["name"]
    table = results.ties[results.ties["layer"] == layer]
    table = table.sort_values("weight", ascending=False, kind="stable").reset_index(drop=True)
    table = table.assign(
        source_name=table["source"].map(names), target_name=table["target"].map(names)
    )
    largest = float(table["weight"].max())
    fields = (
        text_field("region", "source_name", is_name=True),
        starred("other region", "target_name", "is_allocated"),
        number_field("weight", "weight"),
        Field("", lambda row: bar(row["weight"], largest), is_spare=True),
        number_field("km", "geodesic_km", 0),
        Field("border", lambda row: yes(row["is_contiguous"])),
        Field("backbone", lambda row: yes(row["is_backbone"])),
    )
    return Screen(table, fields, first=first, star=ALLOCATED)


def _show_comparison(results: Results, source: Source, display: Display) -> None:
    """Print pairs of layers, how far layers can be merged, and what each contributes."""
    table = results.layer_comparison
    fields = (
        text_field("layer", "layer"),
        text_field("other layer", "other_layer"),
        number_field("shared ties", "shared_ties", 0),
        number_field("overlap", "edge_overlap"),
        number_field("Jaccard", "jaccard"),
        number_field("r ties", "tie_correlation"),
        number_field("rho strength", "strength_correlation"),
        number_field("JS distance", "jensen_shannon_distance"),
    )
    notes = [
        f"{row.layer} and {row.other_layer}: {row.note}"
        for row in table.itertuples()
        if isinstance(row.note, str)
    ]
    more = f" ({len(notes) - 1} more pairs have remarks: column `note` with --json)"
    remarks = (
        (
            "overlap: shared ties over those of the smaller layer; r: Pearson over all pairs; rho: "
            "Spearman over regions; JS: 0 the same, 1 nothing in common."
        ),
        *(note + (more if len(notes) > 1 else "") for note in notes[:1]),
    )
    nothing = "Nothing to compare: fewer than two layers are present."
    show_view(
        "layer_comparison",
        Screen(table, fields, remarks=remarks, nothing=nothing),
        results,
        source,
        display,
        keys={
            "reducibility": records(results.reducibility),
            "variance_shares": records(results.variance_shares),
        },
        below=_merging_and_contribution(results) if len(table) else (),
        has_draws=False,
    )


def _merging_and_contribution(results: Results) -> list[Block]:
    """How far layers can be merged, and what each contributes to the sums."""
    merging = (
        number_field("layers left", "layers_left", 0),
        number_field("quality", "quality", 3),
        number_field("entropy (bits)", "mean_entropy"),
        Field("best", lambda row: "yes" if row["is_best"] else ""),
        text_field("merges", "merges", is_name=True),
    )
    merged = results.reducibility.assign(merges=_merges(results.reducibility["merged_layers"]))
    contribution = (
        text_field("layer", "part"),
        percent_field("% of aggregate's variance", "aggregate weight"),
        percent_field("% of strength's variance", "overlapping strength"),
    )
    shares = results.variance_shares.pivot(index="part", columns="result", values="share")
    present = results.layers.loc[results.layers["is_present"], "layer"]
    layered = shares.reindex(present).rename_axis("part").reset_index()
    return [
        "",
        title("Merging the layers most alike (quality: 1 - mean entropy / aggregate entropy):"),
        Grid(merging, merged.to_dict("records")),
        "",
        title("What each layer contributes (below 0 it runs against the sum):"),
        Grid(contribution, layered.to_dict("records")),
    ]


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
