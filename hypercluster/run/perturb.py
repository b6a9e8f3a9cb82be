"""What could data and choices have been? One draw of all that is in doubt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.settings import Settings

CONCENTRATION = 20.0
SOURCES = (
    "counts",
    "allocations",
    "organisations",
    "directions",
    "layer_weights",
    "distance_decay",
    "profile_weight",
    "threshold",
)


def perturb(
    inputs: Inputs,
    settings: Settings,
    layer_weights: Mapping[str, float],
    generator: np.random.Generator,
    *,
    sources: Collection[str] = SOURCES,
) -> tuple[Inputs, Settings]:
    """One draw of everything that is in doubt, or of some of its sources.

    Factors and probabilities are our choice:

    - counts: Gamma-Poisson rates, shrunk by one enterprise of the reference mix (a superpopulation
      model: the table is a count, not a sample);
    - allocations: Dirichlet over the areas of a unit, separately for each industry;
    - organisations: dropped with probability 0.05, 0.15 and 0.5 by high, medium and low confidence,
      a possible duplicate merged and an alternative kind taken with probability 0.5;
    - layer weights, profile weight and tables of directions: Dirichlet around the settings and
      shares (concentration 20);
    - both deltas: a common log-uniform factor from 0.5 to 2;
    - threshold: uniform, 0.8 to 1.25 times the setting.

    Everything is drawn in any case and `sources` says what is used, so that one source alone moves
    exactly as it does among all.
    """
    drawn_counts = _draw_counts(inputs, generator)
    unit_counts = drawn_counts if "counts" in sources else inputs.unit_counts
    counts = allocate(inputs, unit_counts)
    drawn_allocation = _draw_allocation(inputs, unit_counts, counts, generator)
    roster = inputs.roster.drawn(generator)
    industry_directions = _draw_shares(
        inputs.industry_directions, inputs.demand_cells[0] + 1, generator
    )
    focus_directions = _draw_shares(inputs.focus_directions, inputs.focus_cells[0], generator)
    changes: dict[str, Any] = {
        "unit_counts": unit_counts,
        "counts": drawn_allocation if "allocations" in sources else counts,
    }
    if "organisations" in sources:
        changes["roster"] = roster
    if "directions" in sources:
        changes |= {
            "industry_directions": industry_directions,
            "focus_directions": focus_directions,
        }
    return inputs.changed(**changes), _draw_settings(settings, layer_weights, generator, sources)


def allocate(inputs: Inputs, unit_counts: pd.DataFrame) -> pd.DataFrame:
    """Counts of regions from other counts of the same units, as `regions.allocate`."""
    import numpy as np
    import pandas as pd

    parts = inputs.unit_parts
    has_counts = (parts.sum(axis=1) > 0)[:, None]
    counts = np.where(has_counts, parts @ unit_counts.to_numpy(), np.nan)
    return pd.DataFrame(counts, inputs.scheme.index, unit_counts.columns, copy=False)


def _draw_counts(inputs: Inputs, generator: np.random.Generator) -> pd.DataFrame:
    """Rates of enterprises around the counts.

    Gamma(x_rj + p_j, 1) x_r. / (x_r. + 1), with p_j the share of the industry in the reference. The
    prior is worth one enterprise of the reference mix a unit, and the expected total stays that
    of the table. A prior of 1/2 a cell would triple a sparse table.
    """
    import numpy as np
    import pandas as pd

    counts = inputs.unit_counts.to_numpy()
    totals = counts.sum(axis=1, keepdims=True)
    # The layout of the table is kept: sums depend on it in the last digit.
    rates = np.empty_like(counts)
    rates[...] = generator.gamma(counts + np.nan_to_num(inputs.expected), 1.0)
    rates *= totals / (totals + 1)
    return pd.DataFrame(rates, inputs.unit_counts.index, inputs.unit_counts.columns, copy=False)


def _draw_allocation(
    inputs: Inputs,
    unit_counts: pd.DataFrame,
    counts: pd.DataFrame,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Counts of regions with the parts of divided units drawn anew for each industry.

    Sums are preserved.
    """
    import numpy as np
    import pandas as pd

    values, rates, parts = counts.to_numpy(copy=True), unit_counts.to_numpy(), inputs.unit_parts
    for position, region in inputs.divided_units:
        drawn = generator.dirichlet(np.ones(len(region)), size=rates.shape[1]).T
        share = np.zeros_like(values)
        np.add.at(share, region[region >= 0], drawn[region >= 0])
        values += (share - parts[:, [position]]) * rates[position]
    return pd.DataFrame(values.clip(min=0), counts.index, counts.columns, copy=False)


def _draw_shares(
    table: pd.DataFrame, of: np.ndarray, generator: np.random.Generator
) -> pd.DataFrame:
    """Shares of each industry or focus drawn around the pack's.

    A single full share stays.

    Gamma variates divided by their sum are Dirichlet, and one call serves all groups.
    """
    import numpy as np

    variates = generator.gamma(CONCENTRATION * table["share"].to_numpy(dtype=float))
    total = np.bincount(of, variates)[of] if len(table) else variates
    return table.assign(share=np.divide(variates, total, out=np.zeros(len(table)), where=total > 0))


def _draw_settings(
    settings: Settings,
    layer_weights: Mapping[str, float],
    generator: np.random.Generator,
    sources: Collection[str],
) -> Settings:
    """Weights, deltas and threshold of a draw."""
    import numpy as np

    variates = generator.gamma(CONCENTRATION * np.array(list(layer_weights.values())))
    drawn = {name: float(variate) for name, variate in zip(layer_weights, variates, strict=True)}
    weights = drawn if "layer_weights" in sources else dict(layer_weights)
    spread = float(2.0 ** generator.uniform(-1.0, 1.0))
    factor = spread if "distance_decay" in sources else 1.0
    w = settings.linkages.profile_weight
    beta = float(generator.beta(CONCENTRATION * w, CONCENTRATION * (1 - w))) if 0 < w < 1 else w
    weight = beta if "profile_weight" in sources else w
    change = float(generator.uniform(0.8, 1.25))
    return replace(
        settings,
        indicators=replace(
            settings.indicators,
            threshold=settings.indicators.threshold * (change if "threshold" in sources else 1.0),
        ),
        layers=replace(
            settings.layers,
            weighting="given",
            weights=weights,
            geography=replace(
                settings.layers.geography, delta_km=settings.layers.geography.delta_km * factor
            ),
        ),
        linkages=replace(
            settings.linkages, delta_km=settings.linkages.delta_km * factor, profile_weight=weight
        ),
    )
