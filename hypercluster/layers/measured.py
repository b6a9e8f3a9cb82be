"""Measured layers: ties that the pack itself supplies, digital ones among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.network import Layer

if TYPE_CHECKING:
    import pandas as pd


def measured_ties(
    ties: pd.DataFrame, membership: pd.Series, organisations: pd.DataFrame
) -> pd.DataFrame:
    """Ties of a pack between regions: the ends, areas or organisations, replaced by their regions and summed.

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
        `layer`, `source`, `target`, `weight`; ties inside one region, of weight 0 or with an end outside the scheme
        do not tie regions and are left out.
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
    """Layer of measured ties, observed; `digital` is one of them and is never modelled.

    Parameters
    ----------
    name
        Name of the layer.
    ties
        `source`, `target`, `weight` between regions.
    """
    kept = ties[["source", "target", "weight"]].reset_index(drop=True)
    return Layer(
        name,
        kept.astype({"source": "str", "target": "str", "weight": "float64"}),
        status="observed",
        meaning="ties as measured in the pack, summed over areas and organisations",
        unit="as in the pack",
        tables="ties",
    )
