"""Series with planted synchrony.

Regions of a community rise and fall together, communities each in their own time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Our choice, like the next four: of a community's growth from quarter to quarter.
PERSISTENCE = 0.6
SWING = 0.03  # standard deviation of a community's growth, logarithms
SHOCK = 0.02  # standard deviation of a region's own growth
FIRST_YEAR = 2000
LEVEL = 100.0


def cycle_series(
    codes: Sequence[str],
    community: np.ndarray,
    *,
    dates: int,
    noise: float,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Quarterly output of every region, as the table `series` of a pack.

    Growth of region r at quarter t: (1 - noise) SWING d_ct + e_rt, c its community, d a first-order
    autoregression with variance 1 less its mean over communities, e normal with standard deviation
    SHOCK. The communities cancel, so that the whole to which noise moves has no cycle. (One regular
    cycle could not be told from chance by surrogates, which keep it.)

    Parameters
    ----------
    codes, community
        Code and community number of each region.
    dates
        Quarters.
    noise
        0 (as planted) to 1 (shocks alone).
    generator
        For the communities and the shocks.

    Returns
    -------
    DataFrame
        `date`, `reporting_unit`, `variable` (output), `value` (index, 100 before the first
        quarter), `unit`.
    """
    import numpy as np
    import pandas as pd

    driver = generator.normal(size=(dates, int(community.max()) + 1))
    for quarter in range(1, dates):
        # Innovations have variance 1 - PERSISTENCE^2, which keeps that of the driver at 1.
        innovation = np.sqrt(1 - PERSISTENCE**2) * driver[quarter]
        driver[quarter] = PERSISTENCE * driver[quarter - 1] + innovation
    if driver.shape[1] > 1:
        driver -= driver.mean(axis=1, keepdims=True)
    shocks = generator.normal(0.0, SHOCK, size=(dates, len(codes)))
    growth = (1 - noise) * SWING * driver[:, community] + shocks
    names = [f"{FIRST_YEAR + quarter // 4}-Q{quarter % 4 + 1}" for quarter in range(dates)]
    return pd.DataFrame(
        {
            "date": np.repeat(names, len(codes)),
            "reporting_unit": np.tile(codes, dates),
            "variable": "output",
            "value": (LEVEL * np.exp(growth.cumsum(axis=0))).round(4).ravel(),
            "unit": "synthetic index",
        }
    )
