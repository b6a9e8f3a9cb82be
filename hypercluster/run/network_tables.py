"""What ties the regions of a run: its network, and the tables of layers and ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.network import RegionalNetwork, ties_of_layers
from hypercluster.run.once import Run
from hypercluster.schema import conform

if TYPE_CHECKING:
    import pandas as pd


def network_of(run: Run) -> RegionalNetwork:
    """Network of the run: its layers as ties that say what they are."""
    inputs, settings = run.inputs, run.settings
    layers = {
        name: run.kinds[name].layer(
            weights, inputs.scheme.index, **run.kinds[name].details(inputs, settings)
        )
        for name, weights in run.weights.items()
    }
    factors = {name: run.layer_weights[name] / run.scales[name] for name in layers}
    ties = ties_of_layers(layers, factors, run.backbone, inputs.scheme.index)
    return RegionalNetwork(inputs.scheme, layers, ties_table(run, ties))


def layers_table(run: Run, network: RegionalNetwork) -> pd.DataFrame:
    """Table `layers`: every layer, present or absent."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    for name in run.kinds:
        if name in run.absent:
            rows.append({"layer": name, "is_present": False, "note": str(run.absent[name])})
            continue
        layer = network.layers[name]
        tied = pd.unique(layer.ties[["source", "target"]].to_numpy().ravel())
        rows.append(
            {
                "layer": name,
                "is_present": True,
                "status": layer.status,
                "meaning": layer.meaning,
                "unit": layer.unit,
                "tables": layer.tables,
                "ties": len(layer.ties),
                "isolates": len(run.inputs.scheme) - len(tied),
                "total_weight": layer.ties["weight"].sum(),
                "scale": run.scales[name],
                "layer_weight": run.layer_weights[name],
                "note": layer.note or None,
            }
        )
    return pd.DataFrame(rows)


def ties_table(run: Run, ties: pd.DataFrame) -> pd.DataFrame:
    """Table `ties`: layers in their order, pairs by code."""
    import numpy as np
    import pandas as pd

    inputs = run.inputs
    source, target = (inputs.scheme.index.get_indexer(ties[end]) for end in ("source", "target"))
    allocated = inputs.is_allocated.to_numpy()
    touching = pd.array(
        [None] * len(ties)
        if inputs.boundaries is None
        else ~np.isnan(inputs.boundaries[source, target]),
        dtype="boolean",
    )
    on_counts = [name for name, kind in run.kinds.items() if kind.is_allocated]
    table = ties.assign(
        geodesic_km=inputs.distances[source, target],
        is_contiguous=touching,
        is_allocated=ties["layer"].isin(on_counts).to_numpy()
        & (allocated[source] | allocated[target]),
    )
    position = {name: number for number, name in enumerate(run.weights)}
    order = np.lexsort(
        (
            table["target"].to_numpy(dtype=str),
            table["source"].to_numpy(dtype=str),
            table["layer"].map(position).to_numpy(),
        )
    )
    return conform("ties", table.iloc[order].reset_index(drop=True))
