"""Which columns and remarks layers show: all of them, the ties of one, or how they compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.indicators import ALLOCATED
from hypercluster.cli.options import (
    LAYERS,
    Data,
    Debug,
    FinishedRun,
    Json,
    Quiet,
    Scheme,
    Seed,
    SettingsFile,
    Top,
    completing,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Source, chosen, open_run
from hypercluster.cli.show import show_table
from hypercluster.cli.view import FIRST_ROWS, View, bar, ends, figures, text
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    from hypercluster.results import Results


def layers(
    *,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer",
            metavar="NAME",
            help=f"List the ties of one layer: {', '.join(LAYERS)}, or a measured one of the pack.",
            autocompletion=completing(LAYERS),
        ),
    ] = None,
    is_compared: Annotated[
        bool,
        typer.Option(
            "--compare",
            help="Compare the layers: overlap, correlation, entropy, and what each contributes.",
        ),
    ] = False,
    top: Top = None,
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    finished: FinishedRun = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
) -> None:
    """Layers of the network: what ties regions, how they compare.

    Which layers are present or absent, how a weight is meant, and what is missing or masked.

    Examples
    --------
    hypercluster layers
    hypercluster layers --compare
    hypercluster layers --layer production
    """
    source = Source(data, scheme, settings_file, seed, results=finished)
    display = Display(is_json, is_quiet)
    results = open_run(source, display, has_draws=False).results()
    view = layers_view(results, layer=layer, is_compared=is_compared, top=top)
    show_table(view, results, source, display, top=top, has_draws=False)


def layers_view(
    results: Results, *, layer: str | None, is_compared: bool, top: int | None = None
) -> View:
    """Layers present and absent, the ties of one, or how they compare."""
    if is_compared and layer is not None:
        raise AnalysisError(
            f"Expected either --layer or --compare; found both, with --layer {layer}. Leave one of them out."
        )
    if is_compared:
        return _comparison_view(results)
    if layer is not None:
        return _ties_view(results, layer, top or FIRST_ROWS)
    table = results.layers
    fields = (
        text("layer", "layer"),
        Field("status", lambda row: render.words(row["status"]) if row["is_present"] else "absent"),
        figures("ties", "ties", 0),
        figures("isolates", "isolates", 0),
        figures("total weight", "total_weight"),
        figures("scale", "scale"),
        figures("layer weight", "layer_weight"),
    )
    width = render.terminal_width()
    below = [line for row in table.to_dict("records") for line in _layer_lines(row, width)]
    return View("layers", table, fields, below=tuple(below))


def _layer_lines(row: Mapping[str, Any], width: int | None) -> list[str]:
    """What a weight means, and what is missing or masked."""
    known = (
        render.paragraph(f"{row['layer']}: {row['meaning']}", mark="  ", width=width)
        if row["is_present"]
        else []
    )
    note = (
        []
        if render.is_missing(row["note"])
        else render.paragraph(f"{row['layer']}: {row['note']}", mark="! ", width=width)
    )
    return known + note


def _ties_view(results: Results, layer: str, most: int) -> View:
    """Ties of one layer, strongest first."""
    present = results.layers.loc[results.layers["is_present"], "layer"].tolist()
    name = chosen(layer, results.layers["layer"].tolist(), "layer")
    if name not in present:
        reason = results.layers.set_index("layer").at[name, "note"]
        raise AnalysisError(
            f"Expected a layer that the pack has data for; {name} is absent: {reason}. Present: {', '.join(present)}."
        )
    names = results.regions["name"]
    table = (
        results.ties[results.ties["layer"] == name]
        .sort_values("weight", ascending=False, kind="stable")
        .reset_index(drop=True)
    )
    table = table.assign(
        source_name=table["source"].map(names), target_name=table["target"].map(names)
    )
    fields = (
        *ends("is_allocated"),
        figures("weight", "weight"),
        bar(table, "weight"),
        figures("km", "geodesic_km", 0),
        Field("border", lambda row: render.yes(row["is_contiguous"])),
        Field("backbone", lambda row: render.yes(row["is_backbone"])),
    )
    return View("ties", table, fields, most=most, star=ALLOCATED, keys={"layer": name})


def _comparison_view(results: Results) -> View:
    """Pairs of layers, and below how far layers can be merged and what each contributes."""
    table = results.layer_comparison
    fields = (
        text("layer", "layer"),
        text("other layer", "other_layer"),
        figures("shared ties", "shared_ties", 0),
        figures("overlap", "edge_overlap"),
        figures("Jaccard", "jaccard"),
        figures("r ties", "tie_correlation"),
        figures("rho strength", "strength_correlation"),
        figures("JS distance", "jensen_shannon_distance"),
    )
    merging = (
        figures("layers left", "layers_left", 0),
        figures("quality", "quality", 3),
        figures("entropy (bits)", "mean_entropy"),
        Field("best", lambda row: "yes" if row["is_best"] else ""),
        text("merges", "merges", is_cut=True),
    )
    shares = results.variance_shares.pivot(index="part", columns="result", values="share")
    layered = shares.reindex(results.layers.loc[results.layers["is_present"], "layer"])[
        ["aggregate weight", "overlapping strength"]
    ]
    contribution = (
        text("layer", "part"),
        Field(
            "% of aggregate's variance",
            lambda row: _hundred(row["aggregate weight"]),
            is_number=True,
        ),
        Field(
            "% of strength's variance",
            lambda row: _hundred(row["overlapping strength"]),
            is_number=True,
        ),
    )
    merged = results.reducibility.assign(merges=_merges(results.reducibility["merged_layers"]))
    notes = [
        f"{row.layer} and {row.other_layer}: {row.note}"
        for row in table.itertuples()
        if isinstance(row.note, str)
    ]
    remarks = (
        "overlap: shared ties over those of the smaller layer; r: Pearson over all pairs; rho: Spearman over regions; JS: 0 the same, 1 nothing in common.",
        *_counted(notes),
    )
    lines, width = [], render.terminal_width()
    for title, beside, rows in (
        (
            "Merging the layers most alike (quality: 1 - mean entropy / aggregate entropy):",
            merging,
            merged,
        ),
        (
            "What each layer contributes (below 0 it runs against the sum):",
            contribution,
            layered.rename_axis("part").reset_index(),
        ),
    ):
        lines += (
            [
                "",
                *render.paragraph(title, width=width),
                *render.table_lines(beside, rows.to_dict("records"), width=width),
            ]
            if len(table)
            else []
        )
    keys = {
        "reducibility": render.records(results.reducibility),
        "variance_shares": render.records(results.variance_shares),
    }
    nothing = "Nothing to compare: fewer than two layers are present."
    return View(
        "layer_comparison",
        table,
        fields,
        remarks=remarks,
        below=tuple(lines),
        keys=keys,
        nothing=nothing,
    )


def _merges(merged_layers: Iterable[str]) -> list[str]:
    """Which two groups each step joins, a group of several named after its first layer."""
    steps = [layers.split("; ") for layers in merged_layers]
    found = [render.MISSING]
    for before, after in pairwise(steps):
        joined = [group.split(" + ") for group in before if group not in after]
        found.append(
            " + ".join(layers[0] + (" etc." if len(layers) > 1 else "") for layers in joined)
        )
    return found[: len(steps)]


def _counted(notes: list[str]) -> tuple[str, ...]:
    """The first remark on a pair, and how many more there are."""
    if not notes:
        return ()
    return (
        notes[0]
        + (
            f" ({len(notes) - 1} more pairs have remarks: column `note` with --json)"
            if len(notes) > 1
            else ""
        ),
    )


def _hundred(share: Any) -> str:
    return render.number(None if render.is_missing(share) else share * 100, 0)
