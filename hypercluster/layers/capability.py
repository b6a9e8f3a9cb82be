"""Could a platform match demand with organisations elsewhere, at any distance?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster.indicators.specialisation import shares
from hypercluster.labels import aligned
from hypercluster.layers.kind import Absent, LayerKind
from hypercluster.network import Layer
from hypercluster.words import Note

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.settings import Settings


def demand(counts: pd.DataFrame, industry_directions: pd.DataFrame) -> pd.DataFrame:
    """Demand of each region by direction of synchronisation.

    D_rd = sum_j s_rj x share of direction d in industry j, with s_rj the share of industry j in the
    enterprises of region r.

    Parameters
    ----------
    counts
        Enterprises, regions x industries.
    industry_directions
        Table of the pack: `industry`, `direction`, `share`, which sums to 1 over the directions.

    Returns
    -------
    DataFrame
        Regions x directions, from 0 to 1. Rows sum to 1 where every industry has directions. An
        industry without directions demands nothing. Missing for a region without enterprises.

    Raises
    ------
    AnalysisError
        A count is negative, infinite, or missing among others.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"oil": [1, 0], "wool": [3, 2]}, index=["a", "b"])
    >>> links = {"industry": ["oil", "wool"], "direction": ["fuel", "farms"], "share": [1.0, 1.0]}
    >>> demand(counts, pd.DataFrame(links))["fuel"].to_dict()
    {'a': 0.25, 'b': 0.0}
    """
    import numpy as np
    import pandas as pd

    directions = pd.Index(industry_directions["direction"].unique())
    parts = np.zeros((counts.shape[1] + 1, len(directions)))
    parts[
        counts.columns.get_indexer(industry_directions["industry"]),
        directions.get_indexer(industry_directions["direction"]),
    ] = industry_directions["share"]
    return pd.DataFrame(
        shares(counts).to_numpy(dtype=float) @ parts[:-1], index=counts.index, columns=directions
    )


def supply(
    organisations: pd.DataFrame,
    focus: pd.DataFrame,
    regions: pd.Index,
    *,
    role_weights: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Capability of each region by direction.

    C_sd = n_sd/(1 + n_sd), with n_sd the organisations of region s with a focus on direction d,
    each by the weight of its role.

    Parameters
    ----------
    organisations
        Located organisations: columns `region` and `role`, codes as index.
    focus
        Organisations x directions, from `focus_shares`.
    regions
        Codes of the regions, in the order of the result. Organisations elsewhere do not count.
    role_weights
        Weight of an organisation by helix role. A role not named counts 1 (our choice).

    Returns
    -------
    DataFrame
        Regions x directions, from 0 to below 1. Missing for a region without an organisation of
        specific focus, because a general focus says nothing on capability.

    Raises
    ------
    AnalysisError
        Focuses are of other organisations.

    Examples
    --------
    >>> import pandas as pd
    >>> places = {"region": ["a", "a"], "role": ["science", "business"]}
    >>> focus = pd.DataFrame({"fuel": [1.0, 0.5], "farms": [0.0, 0.5]}, index=["x", "y"])
    >>> supply(pd.DataFrame(places, focus.index), focus, pd.Index(["a", "b"])).round(2).to_dict()
    {'fuel': {'a': 0.6, 'b': nan}, 'farms': {'a': 0.33, 'b': nan}}
    """
    import numpy as np
    import pandas as pd

    focus = aligned(
        focus, index=organisations.index, name="shares of focuses", like="organisations"
    )
    weight = np.array([(role_weights or {}).get(role, 1.0) for role in organisations["role"]])
    supplies = saturated_supply(
        focus.to_numpy(dtype=float),
        regions.get_indexer(organisations["region"]),
        weight,
        regions=len(regions),
    )
    return pd.DataFrame(supplies, index=regions, columns=focus.columns)


def saturated_supply(
    focus: np.ndarray, region: np.ndarray, weight: np.ndarray, *, regions: int
) -> np.ndarray:
    """Supply from positions of regions, -1 outside, and weights, for `supply`."""
    import numpy as np

    number = np.zeros((regions, focus.shape[1]))
    is_inside = region >= 0
    np.add.at(number, region[is_inside], (focus * weight.reshape(-1, 1))[is_inside])
    number[number.sum(axis=1) == 0] = np.nan
    return np.asarray(number / (1 + number))


def capability_match(demands: pd.DataFrame, supplies: pd.DataFrame) -> np.ndarray:
    """Directed match m_{r<-s} = D_r . C_s: row r receives, column s gives.

    Parameters
    ----------
    demands, supplies
        Regions x directions, from `demand` and `supply`. Supplies are brought into the order of the
        demands.

    Returns
    -------
    ndarray
        Regions x regions, 0 to below 1, in the order of the demands. Missing on the diagonal and
        where r has no enterprises or s no organisation of specific focus.

    Raises
    ------
    AnalysisError
        Supplies are of other regions or directions than demands.

    Examples
    --------
    >>> import pandas as pd
    >>> demands = pd.DataFrame([[1.0, 0.0], [0.5, 0.5]], index=["a", "b"], columns=["d", "e"])
    >>> supplies = pd.DataFrame([[0.5, 0.0], [0.0, 0.5]], index=["a", "b"], columns=["d", "e"])
    >>> capability_match(demands, supplies).tolist()
    [[nan, 0.0], [0.25, nan]]
    """
    import numpy as np

    supplies = aligned(
        supplies, index=demands.index, columns=demands.columns, name="supplies", like="demands"
    )
    match: np.ndarray = demands.to_numpy(dtype=float) @ supplies.to_numpy(dtype=float).T
    np.fill_diagonal(match, np.nan)
    return match


def capability_weights(match: np.ndarray) -> np.ndarray:
    """Mean of both directed matches; 0, which is no tie, where either is missing."""
    import numpy as np

    weights: np.ndarray = np.nan_to_num((match + match.T) / 2)
    return weights


def capability(match: np.ndarray, regions: pd.Index) -> Layer:
    """Layer `capability`: mean of both directed matches, modelled.

    It says what a digital platform could broker, never what one does.

    Parameters
    ----------
    match
        From `capability_match`.
    regions
        Codes of the regions, in the order of the match.

    Returns
    -------
    Layer
        No tie where either direction is missing.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> match = np.array([[np.nan, 0.2], [0.4, np.nan]])
    >>> capability(match, pd.Index(["a", "b"])).ties["weight"].round(2).tolist()
    [0.3]
    """
    return CAPABILITY.layer(capability_weights(match), regions)


def _build(inputs: Inputs, settings: Settings) -> np.ndarray | Absent:  # noqa: ARG001
    if inputs.match is not None:
        return capability_weights(inputs.match)
    lacking = [] if inputs.has_organisations else ["organisations"]
    lacking += [
        name for name in ("industry_directions", "focus_directions") if getattr(inputs, name).empty
    ]
    return Absent(Note("absent.no_tables", {"lacking": tuple(lacking)}))


CAPABILITY = LayerKind(
    "capability",
    _build,
    status="modelled",
    meaning="demand of each region met by the other's organisations of specific focus, "
    "mean of both directions",
    unit="0-1",
    tables="enterprises, organisations, industry_directions, focus_directions",
    is_allocated=True,
)
