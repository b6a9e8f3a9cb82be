"""Measured layers: ties that the pack itself supplies, digital ones among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.layers.kind import Absent, LayerKind
from hypercluster.network import Layer, adjacency_matrix
from hypercluster.words import Note, Term

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.settings import Settings


def measured_ties(
    ties: pd.DataFrame, membership: pd.Series, organisations: pd.DataFrame
) -> pd.DataFrame:
    """Ties of a pack between regions, summed over areas and organisations.

    Parameters
    ----------
    ties
        `layer`, `source`, `target`, `weight`.
    membership
        Area to region.
    organisations
        Located organisations.

    Returns
    -------
    DataFrame
        `layer`, `source`, `target`, `weight`. Ties inside one region, of weight 0 or with an end
        outside the scheme do not tie regions and are left out.
    """
    import numpy as np
    import pandas as pd

    if ties.empty:
        return ties[["layer", "source", "target", "weight"]]
    region = pd.concat([membership, organisations.set_index("organisation")["region"]])
    one, other = ties["source"].map(region), ties["target"].map(region)
    between = ties.assign(
        source=np.where(one < other, one, other), target=np.where(one < other, other, one)
    )
    between = between[one.notna() & other.notna() & (one != other) & (ties["weight"] > 0)]
    return between.groupby(["layer", "source", "target"], as_index=False, sort=True)["weight"].sum()


def measured(name: str, ties: pd.DataFrame) -> Layer:
    """Layer of observed ties; `digital` is one of them and is never modelled.

    Parameters
    ----------
    name
        Name of the layer.
    ties
        `source`, `target`, `weight` between regions, with source < target and weight > 0.

    Returns
    -------
    Layer
        The ties as given, in the unit of the pack. A region without a tie is an isolate.

    Raises
    ------
    AnalysisError
        A pair stands twice or in the wrong order, or a weight is not positive and finite.

    Examples
    --------
    >>> import pandas as pd
    >>> calls = pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [12.0]})
    >>> measured("digital", calls)
    <Layer digital: 1 ties, observed, unit as in the pack>
    """
    columns = ties[["source", "target", "weight"]].reset_index(drop=True)
    kind = measured_kind(name)
    return Layer(
        name,
        columns.astype({"source": "str", "target": "str", "weight": "float64"}),
        status=kind.status,
        meaning=kind.meaning,
        unit=kind.unit,
        tables=kind.tables,
    )


def measured_kind(name: str) -> LayerKind:
    """Kind of layer whose ties the pack supplies under a name."""

    def build(inputs: Inputs, settings: Settings) -> np.ndarray | Absent:  # noqa: ARG001
        if name not in set(inputs.ties["layer"]):
            return Absent(Note("absent.not_measured", {"layer": Term("layers", name)}))
        ties = inputs.region_ties
        weights: np.ndarray = adjacency_matrix(
            ties[ties["layer"] == name], inputs.scheme.index
        ).toarray()
        return weights

    return LayerKind(
        name,
        build,
        status="observed",
        meaning="ties as measured in the pack, summed over areas and organisations",
        unit="as in the pack",
        tables="ties",
    )


DIGITAL = measured_kind("digital")
