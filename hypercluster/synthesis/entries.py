"""Enterprises at two dates with planted entry.

Some of the cells (region and industry) that the plan makes strong are nearly empty at the first
date. What else is at home in the region is there by then, so that relatedness tells where an
industry will come. With noise fewer cells are strong, and strong ones go with nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Our choice, like the next two: least planned location quotient of a cell that can be planted.
STRONG = 1.2
ENTERED = 0.2  # probability that such a cell is planted
BEFORE = 0.1  # part of its enterprises that are there at the first date
STREAM = 2  # of random numbers, beside those of plan and samples


def planted_entries(rates: np.ndarray, *, seed: int) -> np.ndarray:
    """Which cells are planted as entries: the same in every sample of a plan.

    Parameters
    ----------
    rates
        Regions x industries: expected enterprises.
    seed
        Of the choice.

    Returns
    -------
    ndarray of bool
        Regions x industries.

    Examples
    --------
    >>> import numpy as np
    >>> bool(planted_entries(np.ones((3, 2)), seed=1).any())  # nothing stands out
    False
    """
    import numpy as np

    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAM,)))
    expected = rates.sum(axis=1, keepdims=True) * rates.sum(axis=0, keepdims=True) / rates.sum()
    is_entry: np.ndarray = (rates >= STRONG * expected) & (generator.random(rates.shape) < ENTERED)
    return is_entry


def entry_table(
    regions: Sequence[str], industries: Sequence[str], is_entry: np.ndarray
) -> pd.DataFrame:
    """Planted entries as a table: `region`, `industry`, `is_entry`."""
    import numpy as np
    import pandas as pd

    cells = {
        "region": np.repeat(regions, len(industries)),
        "industry": np.tile(industries, len(regions)),
        "is_entry": is_entry.ravel(),
    }
    return pd.DataFrame(cells).astype({"region": "str", "industry": "str"})


def entry_series(
    regions: Sequence[str],
    industries: Sequence[str],
    counts: np.ndarray,
    is_entry: np.ndarray,
    *,
    dates: tuple[str, str],
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Enterprises by industry at two dates, as rows of the table `series` of a pack.

    Parameters
    ----------
    regions, industries
        Codes.
    counts
        Regions x industries: enterprises of the pack, which are those of the second date.
    is_entry
        From `planted_entries`.
    dates
        First and second date.
    generator
        For the counts of the first date: Poisson around those of the second, in planted cells
        around a tenth of them.

    Returns
    -------
    DataFrame
        `date`, `reporting_unit`, `industry`, `variable` (enterprises), `value`, `unit`.
    """
    import numpy as np
    import pandas as pd

    from hypercluster.sources.dates import COUNTED

    before = generator.poisson(np.where(is_entry, BEFORE, 1.0) * counts)
    return pd.DataFrame(
        {
            "date": np.repeat(dates, counts.size),
            "reporting_unit": np.tile(np.repeat(regions, len(industries)), 2),
            "industry": np.tile(industries, 2 * len(regions)),
            "variable": COUNTED,
            "value": np.concatenate([before.ravel(), counts.ravel()]).astype(float),
            "unit": "synthetic count",
        }
    )
