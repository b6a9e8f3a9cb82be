"""The regional network: layers over the same regions, in scheme order.

A layer is a tidy table of ties. Weight always means strength. Undirected pairs stand once with
`source < target`. A region without ties is an isolate, not a missing node.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.backbone import backbone_pairs
from hypercluster.display import html_table, shown
from hypercluster.errors import AnalysisError
from hypercluster.scaling import layer_scale, normalised_weights

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    from hypercluster.regions import RegionScheme

    Weights: TypeAlias = csr_array[Any, Any] | np.ndarray

AGGREGATE = "aggregate"
STATUSES = ("observed", "derived", "modelled")


@dataclass(frozen=True, eq=False)
class Layer:
    """One kind of tie between regions.

    Attributes
    ----------
    name
        Name of the layer.
    ties
        `source`, `target` (codes, source < target), `weight` > 0.
    status
        `observed` (somebody measured the tie), `derived` (computed from data of the ends) or
        `modelled`.
    meaning, unit
        What the weight is, more being stronger.
    tables
        Tables of the pack it is made from.
    note
        What a reader must know, such as masked pairs. Empty where nothing.
    """

    name: str
    ties: pd.DataFrame
    status: str
    meaning: str
    unit: str
    tables: str
    note: str = ""

    def __repr__(self) -> str:
        return f"<Layer {self.name}: {len(self.ties)} ties, {self.status}, unit {self.unit}>"

    def __post_init__(self) -> None:
        ties, problems = self.ties, []
        if self.status not in STATUSES:
            problems.append(f"status {self.status!r} (expected one of {', '.join(STATUSES)})")
        if not (ties["source"] < ties["target"]).all():
            problems.append("pairs that are not source < target")
        if not ((ties["weight"] > 0) & (ties["weight"] < float("inf"))).all():
            problems.append("weights that are not positive and finite")
        if ties.duplicated(["source", "target"]).any():
            problems.append("pairs that stand twice")
        if problems:
            raise AnalysisError(
                f"Expected a valid layer {self.name!r}; found {'; '.join(problems)}. "
                "Correct the table of ties."
            )


def layer_from_matrix(weights: np.ndarray, regions: pd.Index) -> pd.DataFrame:
    """Ties of a symmetric weight matrix: its pairs with a weight above 0.

    A missing weight makes no tie. Weights are rounded to 1e-12, below anything that means
    something, so that pairs that are equal on paper are equal in the table.
    """
    import numpy as np
    import pandas as pd

    first, second = np.triu_indices(len(regions), k=1)
    values = np.round(weights[first, second], 12)
    tied = np.nan_to_num(values) > 0
    codes = regions.to_numpy(dtype=str)
    one, other = codes[first[tied]], codes[second[tied]]
    swapped = one > other
    ties = {
        "source": np.where(swapped, other, one),
        "target": np.where(swapped, one, other),
        "weight": values[tied],
    }
    return pd.DataFrame(ties).astype({"source": "str", "target": "str", "weight": "float64"})


def adjacency_matrix(
    ties: pd.DataFrame, regions: pd.Index, *, weight: str = "weight"
) -> csr_array[Any, tuple[int, int]]:
    """Symmetric sparse adjacency of a table of ties in the order of `regions`."""
    import numpy as np
    from scipy.sparse import csr_array

    one, other = regions.get_indexer(ties["source"]), regions.get_indexer(ties["target"])
    values = ties[weight].to_numpy(dtype=float)
    row, column = np.concatenate([one, other]), np.concatenate([other, one])
    return csr_array(
        (np.concatenate([values, values]), (row, column)), shape=(len(regions), len(regions))
    )


@dataclass(frozen=True, eq=False)
class RegionalNetwork:
    """Layers over the regions of a scheme, with what each adds to their aggregate.

    Attributes
    ----------
    scheme
        The regions.
    layers
        Layers by name, in fixed order. Those that the pack has no data for are left out.
    ties
        All ties, one row a layer and pair: the table `ties` of the results.
    """

    scheme: RegionScheme
    layers: Mapping[str, Layer]
    ties: pd.DataFrame

    def __repr__(self) -> str:
        regions, layers = len(self.scheme), len(self.layers)
        return (
            f"<RegionalNetwork of {regions} regions (scheme {self.scheme.name}), {layers} layers "
            f"and {len(self.ties)} ties>"
        )

    def adjacency(self, layer: str) -> csr_array[Any, tuple[int, int]]:
        """Symmetric weights of a layer, or of the `aggregate` of all, in scheme order.

        The aggregate adds layer weight x weight / scale over layers.
        """
        if layer == AGGREGATE:
            return adjacency_matrix(self.ties, self.scheme.index, weight="scaled_weight")
        if layer not in self.layers:
            raise AnalysisError(
                f"Expected a layer of the network; found {layer!r}. "
                f"Layers: {', '.join([*self.layers, AGGREGATE])}."
            )
        return adjacency_matrix(self.layers[layer].ties, self.scheme.index)

    def to_networkx(self) -> nx.MultiGraph[str]:
        """Return a networkx multigraph, whose edges have their layer as key.

        Missing attributes are left out.
        """
        import networkx as nx

        graph: nx.MultiGraph[str] = nx.MultiGraph(scheme=self.scheme.name)
        for region, row in self.scheme.regions.to_dict("index").items():
            graph.add_node(
                str(region), **{str(key): value for key, value in row.items() if _is_known(value)}
            )
        for row in self.ties.to_dict("records"):
            attributes = {
                str(key): value
                for key, value in row.items()
                if key not in ("source", "target") and _is_known(value)
            }
            graph.add_edge(row["source"], row["target"], key=row["layer"], **attributes)
        return graph

    def to_igraph(self) -> igraph.Graph:
        """Return an igraph graph with parallel edges.

        Vertices are in scheme order, and a missing attribute is None.
        """
        import igraph

        position = {region: index for index, region in enumerate(self.scheme.index)}
        edges = [(position[row.source], position[row.target]) for row in self.ties.itertuples()]
        graph = igraph.Graph(len(position), edges)
        graph.vs["label"] = list(self.scheme.regions["name"])
        graph.vs["name"] = list(self.scheme.index)
        for column in ("macroregion", "latitude", "longitude"):
            graph.vs[column] = [
                value if _is_known(value) else None
                for value in self.scheme.regions[column].tolist()
            ]
        for column in self.ties.columns.drop(["source", "target"]):
            graph.es[column] = [
                value if _is_known(value) else None for value in self.ties[column].tolist()
            ]
        return graph

    def _repr_html_(self) -> str:
        """Table of the layers for notebooks."""
        regions = len(self.scheme)
        pairs = regions * (regions - 1) // 2
        rows = []
        for layer in self.layers.values():
            tied = len(set(layer.ties["source"]) | set(layer.ties["target"]))
            density = shown(len(layer.ties) / pairs if pairs else None, 2)
            rows.append(
                [
                    layer.name,
                    str(len(layer.ties)),
                    density,
                    str(regions - tied),
                    layer.status,
                    layer.unit,
                    layer.meaning,
                ]
            )
        return html_table(
            f"Network of {regions} regions (scheme {self.scheme.name}) "
            f"in {len(self.layers)} layers",
            ["layer", "ties", "density", "isolates", "status", "unit", "weight is"],
            rows,
            numbers=("ties", "density", "isolates"),
        )


def _is_known(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value)


def regional_network(
    scheme: RegionScheme,
    layers: Mapping[str, Layer],
    *,
    weights: Mapping[str, float] | None = None,
    scaling: str = "modularity_norm",
    backbone: str = "mst_knn",
    backbone_k: int = 4,
    backbone_threshold: float = 0.5,
    backbone_alpha: float = 0.05,
) -> RegionalNetwork:
    """Put layers together into one network.

    Weights of a layer are divided by its scale and multiplied with its weight. Their sum is the
    aggregate, whose backbone is marked.

    Parameters
    ----------
    scheme
        The regions, in the order of the nodes.
    layers
        Layers by name.
    weights
        Layer weights by name. Those not named count 1, and all are divided by their sum.
    scaling
        Scale of a layer: `modularity_norm` (default) lets each carry the same community signal,
        `total_weight` divides by the sum of the weights, `none` by 1.
    backbone
        `mst_knn`: maximum spanning tree plus each region's k strongest ties (our choice).
        `threshold`: ties of at least a part of the largest weight. `disparity`: ties significant at
        alpha at either end (Serrano et al. 2009). `none`: all ties.
    backbone_k, backbone_threshold, backbone_alpha
        k, the part, and alpha of the three methods.

    Returns
    -------
    RegionalNetwork
        Its `ties` have `layer`, `source`, `target`, `weight` in the unit of the layer,
        `scaled_weight`, `status` and `is_backbone`. A region without ties is an isolate.

    Raises
    ------
    AnalysisError
        A weight is of no layer of the network, or all weights are 0.

    References
    ----------
    Serrano, M. A., Boguna, M. & Vespignani, A. (2009). PNAS 106, 6483-6488.
    doi:10.1073/pnas.0808904106

    Examples
    --------
    >>> import hypercluster as hc
    >>> import pandas as pd
    >>> pack = hc.load_pack()
    >>> scheme = hc.region_scheme(pack.table("areas"), pack.table("schemes"), "study")
    >>> source, target = sorted(scheme.index[:2])
    >>> ties = pd.DataFrame({"source": [source], "target": [target], "weight": [12.0]})
    >>> network = regional_network(scheme, {"digital": hc.measured("digital", ties)})
    >>> network.ties[["weight", "scaled_weight"]].to_numpy().round(3).tolist()
    [[12.0, 1.0]]
    """
    from scipy.sparse import csr_array

    index = scheme.index
    matrices = {name: adjacency_matrix(layer.ties, index) for name, layer in layers.items()}
    shares = normalised_weights(layers, weights or {})
    factors = {
        name: shares[name] / layer_scale(matrix, scaling=scaling)
        for name, matrix in matrices.items()
    }
    # The sum starts from a sparse matrix, so that a network without layers has an aggregate too.
    aggregate = sum(
        (matrix * factors[name] for name, matrix in matrices.items()),
        start=csr_array((len(index), len(index))),
    )
    pairs = backbone_pairs(
        aggregate,
        backbone=backbone,
        backbone_k=backbone_k,
        backbone_threshold=backbone_threshold,
        backbone_alpha=backbone_alpha,
    )
    return RegionalNetwork(scheme, dict(layers), ties_of_layers(layers, factors, pairs, index))


def ties_of_layers(
    layers: Mapping[str, Layer],
    factors: Mapping[str, float],
    backbone: Weights,
    regions: pd.Index,
) -> pd.DataFrame:
    """Ties of all layers in one table, layer after layer.

    Parameters
    ----------
    layers
        Layers by name.
    factors
        By layer, what its weights are multiplied with before layers are added.
    backbone
        Pairs of the backbone, sparse or dense, 0 for the others.
    regions
        Codes of the regions, in the order of the backbone.

    Returns
    -------
    DataFrame
        `layer`, `source`, `target`, `weight`, `scaled_weight`, `status`, `is_backbone`.
    """
    import numpy as np
    import pandas as pd

    row, column = backbone.nonzero()
    chosen = _pair_keys(row, column, len(regions))
    parts = []
    for name, layer in layers.items():
        ends = regions.get_indexer(layer.ties["source"]), regions.get_indexer(layer.ties["target"])
        parts.append(
            layer.ties.assign(
                layer=name,
                scaled_weight=layer.ties["weight"] * factors[name],
                status=layer.status,
                is_backbone=np.isin(_pair_keys(*ends, len(regions)), chosen),
            )
        )
    columns = {
        "layer": "str",
        "source": "str",
        "target": "str",
        "weight": "float64",
        "scaled_weight": "float64",
        "status": "str",
        "is_backbone": "bool",
    }
    ties = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(columns))
    return ties[list(columns)].astype(columns)


def _pair_keys(one: np.ndarray, other: np.ndarray, n: int) -> np.ndarray:
    """One number a pair of positions, the same in both directions."""
    import numpy as np

    keys: np.ndarray = np.minimum(one, other).astype("int64") * n + np.maximum(one, other)
    return keys
