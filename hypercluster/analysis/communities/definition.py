"""How does a group of regions measure up to the hypercluster definition?

Measurements of a group, and their percentiles among random groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MEASURES = (
    "effective_industries",
    "macroregions",
    "mean_distance_km",
    "hubs",
    "strength_concentration",
    "internal_observed_ties",
)


def group_measures(
    groups: np.ndarray,
    *,
    counts: np.ndarray,
    macroregions: np.ndarray,
    distances: np.ndarray,
    is_hub: np.ndarray,
    strengths: np.ndarray,
    observed: np.ndarray | None,
) -> dict[str, np.ndarray]:
    """Measurements of the hypercluster definition for many groups of one size at once.

    Parameters
    ----------
    groups
        Groups x members: positions of regions.
    counts
        Regions x industries. A region with missing counts adds nothing.
    macroregions
        Macroregion number of each region, -1 where unknown.
    distances, observed
        Regions x regions: km, and weight of observed ties (None where no layer is observed).
    is_hub, strengths
        One value a region.

    Returns
    -------
    dict
        `effective_industries` = exp of the entropy of summed counts (Hill number of order 1);
        `macroregions` spanned; `mean_distance_km` between members; `hubs`;
        `strength_concentration` (normalised Herfindahl of strengths); `internal_observed_ties`.
        One value a group. Missing where undefined (distance and concentration of one region).

    References
    ----------
    Hill, M. O. (1973). Ecology 54, 427-432. doi:10.2307/1934352
    """
    import numpy as np
    from scipy.special import entr

    size = groups.shape[1]
    total = np.nan_to_num(counts)[groups].sum(axis=1)
    whole = total.sum(axis=1, keepdims=True)
    share = np.divide(total, whole, out=np.full_like(total, np.nan), where=whole > 0)
    numbers = np.arange(int(macroregions.max(initial=-1)) + 1)
    is_spanned = (macroregions[groups][:, :, None] == numbers).any(axis=1)
    first, second = np.triu_indices(size, k=1)
    pairs = (groups[:, first], groups[:, second])
    missing = np.full(len(groups), np.nan)
    strength = strengths[groups]
    with np.errstate(invalid="ignore", divide="ignore"):
        herfindahl = (strength**2).sum(axis=1) / strength.sum(axis=1) ** 2
        concentration = (herfindahl - 1 / size) / (1 - 1 / size) if size > 1 else missing
    return {
        "effective_industries": np.exp(entr(share).sum(axis=1)),
        "macroregions": is_spanned.sum(axis=1).astype(float) if len(numbers) else missing,
        "mean_distance_km": distances[pairs].mean(axis=1) if size > 1 else missing,
        "hubs": is_hub[groups].sum(axis=1).astype(float),
        "strength_concentration": concentration,
        "internal_observed_ties": missing if observed is None else observed[pairs].sum(axis=1),
    }


def relabelling_percentiles(
    measured: dict[str, np.ndarray], relabelled: dict[str, np.ndarray]
) -> dict[str, float]:
    """Percent of relabelled groups with a smaller value (to 1e-9), by measure.

    A tie never counts in favour. Missing where the measure is undefined.
    """
    import numpy as np

    percentiles = {}
    for name, values in measured.items():
        value = round(float(values[0]), 9)
        is_smaller = np.round(relabelled[name], 9) < value
        percentiles[name] = float("nan") if np.isnan(value) else float(100 * is_smaller.mean())
    return percentiles


def relabellings(n: int, count: int, *, seed: int) -> np.ndarray:
    """Random permutations of n regions: count x n positions.

    A community takes the columns of its members.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    return generator.permuted(np.tile(np.arange(n), (count, 1)), axis=1)
