"""Series with planted synchrony: regions of a community rise and fall together, communities one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

PERIOD = 16  # quarters of a cycle (our choice, like the next four)
SWING = 0.04  # amplitude of the cycle in growth, logarithms
SHOCK = 0.02  # standard deviation of a region's own growth
FIRST_YEAR = 2000
LEVEL = 100.0


def cycle_series(codes: Sequence[str], community: np.ndarray, *, dates: int, noise: float, generator: np.random.Generator) -> pd.DataFrame:
    """Quarterly output of every region, as the table `series` of a pack.

    Growth of region r at quarter t: (1 - noise) SWING cos(2 pi (t / PERIOD + c / C)) + e_rt, c its community of C, e normal with
    standard deviation SHOCK. The cycles of all communities cancel, so that the whole to which noise moves has none.

    Parameters
    ----------
    codes, community
        Code and community number of each region.
    dates
        Quarters.
    noise
        0 (as planted) to 1 (shocks alone).
    generator
        For the shocks.

    Returns
    -------
    DataFrame
        `date`, `reporting_unit`, `variable` (output), `value` (index, 100 before the first quarter), `unit`.
    """
    import numpy as np
    import pandas as pd

    quarter = np.arange(dates)
    phase = quarter[:, None] / PERIOD + community / (int(community.max()) + 1)
    growth = (1 - noise) * SWING * np.cos(2 * np.pi * phase) + generator.normal(0.0, SHOCK, size=(dates, len(codes)))
    names = [f"{FIRST_YEAR + place // 4}-Q{place % 4 + 1}" for place in quarter]
    return pd.DataFrame(
        {
            "date": np.repeat(names, len(codes)),
            "reporting_unit": np.tile(codes, dates),
            "variable": "output",
            "value": (LEVEL * np.exp(growth.cumsum(axis=0))).round(4).ravel(),
            "unit": "synthetic index",
        }
    )
