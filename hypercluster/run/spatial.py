"""Are neighbouring regions specialised in the same industries?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.indicators.spatial import getis_ord, local_moran, moran
from hypercluster.schema import TABLES, conform

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.results import Results

NEAREST = 4
MOST_ISOLATED = 1 / 3


@dataclass(frozen=True, eq=False)
class Spatial:
    """Global and local tables, and which neighbours they rest on."""

    moran: pd.DataFrame
    local: pd.DataFrame
    weights: str


def spatial_indicators(results: Results, *, permutations: int = 999) -> Spatial:
    """Moran's I, local Moran and Gi* of every industry's location quotient.

    Neighbours are regions with a common boundary. Where the pack does not say, or more than a third
    of the regions have no neighbour, they are the four nearest by geodesic distance, either way
    (our choice). Regions whose counts are an allocation are left out, because they would be alike
    by construction.

    Parameters
    ----------
    results
        A run, also one read back.
    permutations
        Permutations behind each p-value. Their seed is that of the run.

    Returns
    -------
    Spatial
        `moran` has one row a variable, `local` one a variable and region. Columns are as in
        `schema.TABLES`, under `moran` and `local_moran`. `weights` says what the neighbours are.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> found = hc.spatial_indicators(results, permutations=99)
    >>> list(found.moran.columns)[:4]
    ['variable', 'regions', 'isolates', 'moran_i']
    """
    import numpy as np

    table = results.indicators
    order = results.regions.index
    values = table.pivot(index="region", columns="industry", values="location_quotient").reindex(
        order
    )
    values = values[list(dict.fromkeys(table["industry"]))]
    values[results.regions["is_allocated"].to_numpy(dtype=bool)] = np.nan
    weights, words = neighbours(results)
    seed = int(results.provenance["seed"])
    own, star = (
        measure(values, weights, permutations=permutations, seed=seed).set_index(
            ["variable", "region"]
        )
        for measure in (local_moran, getis_ord)
    )
    local = own.rename(columns={"p_value": "local_p", "q_value": "local_q"}).join(
        star.rename(columns={"p_value": "getis_ord_p", "q_value": "getis_ord_q"})
    )
    names = [column.name for column in TABLES["local_moran"].columns]
    return Spatial(
        conform("moran", moran(values, weights, permutations=permutations, seed=seed)),
        conform("local_moran", local.reset_index()[names]),
        words,
    )


def neighbours(results: Results) -> tuple[np.ndarray, str]:
    """Neighbour weights in scheme order, and what they are in words."""
    import numpy as np

    order, pairs = results.regions.index, results.linkages
    one, other = order.get_indexer(pairs["source"]), order.get_indexer(pairs["target"])
    touching = np.zeros((len(order), len(order)))
    if pairs["is_contiguous"].notna().all():
        touching[one, other] = touching[other, one] = pairs["is_contiguous"].to_numpy(dtype=float)
        if (touching.sum(axis=1) == 0).mean() <= MOST_ISOLATED:
            return touching, "contiguity (common land boundary), row-standardised for Moran's I"
    distances = np.full((len(order), len(order)), np.inf)
    distances[one, other] = distances[other, one] = (
        pairs["geodesic_km"].fillna(np.inf).to_numpy(dtype=float)
    )
    nearest = np.argsort(np.round(distances, 9), axis=1, kind="stable")[:, :NEAREST]
    weights = np.zeros_like(distances)
    np.put_along_axis(weights, nearest, 1.0, axis=1)
    weights[~np.isfinite(distances)] = 0.0
    return np.maximum(
        weights, weights.T
    ), f"the {NEAREST} nearest regions by geodesic distance, either way"
