"""Where in its cycle is every region, and are all at the same point?

Angles, their surrogates, and the order parameter. Values are dates x regions. An angle needs the
whole series: a region with a gap has none. It is left out and named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis.series.changes import CHANGES, changes_of, is_varying, refuse_unknown
from hypercluster.errors import AnalysisError
from hypercluster.indicators.nulls import p_upper

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NULLS = {"phase": "phase-randomised", "shift": "circularly shifted"}
# Our choice: with fewer, most of the series are its ends, which an analytic signal distorts.
LEAST_ANGLES = 16
ANGLES = "angles: analytic signal of the linearly detrended change"


def order_parameter(values: pd.DataFrame, *, change: str = "log") -> pd.Series:
    """Kuramoto's order parameter at every date.

    R_t = |mean over regions of exp(i a_tr)|, a the angle of a region. Angles are those of the
    analytic (Hilbert) signal of the linearly detrended change. They mean most where one frequency
    prevails, and are distorted at both ends of the series.

    Parameters
    ----------
    values
        Dates x regions.
    change
        As for `growth`.

    Returns
    -------
    Series
        By date: 1 where all regions are at the same point of their cycle, about sqrt(pi/(4N)) where
        N regions are at independent ones, 0 where they cancel. Regions with a gap, or whose change
        does not vary, are left out: `attrs["left_out"]` names them, `attrs["regions"]` counts the
        others. `attrs["mean"]` is the mean over dates.

    Raises
    ------
    AnalysisError
        Fewer than two regions that have 16 changes without a gap.

    References
    ----------
    Kuramoto, Y. (1984). Chemical Oscillations, Waves, and Turbulence. Springer.
    doi:10.1007/978-3-642-69689-3;
    Gabor, D. (1946). Journal of the IEE 93, 429-457. doi:10.1049/ji-3-2.1946.0074

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> wave = np.sin(np.arange(24) * np.pi / 4)
    >>> order = order_parameter(pd.DataFrame({"a": wave, "b": 2 * wave}), change="none")
    >>> order.round(9).unique().tolist()
    [1.0]
    """
    import numpy as np
    import pandas as pd

    changes = changes_of(values, change)
    complete = _complete(changes)
    order = np.abs(np.exp(1j * angles(complete.to_numpy(dtype=float))).mean(axis=1))
    result = pd.Series(order, index=complete.index, name="order_parameter")
    result.attrs.update(
        {
            "convention": f"change: {CHANGES[change]}; {ANGLES}",
            "mean": float(order.mean()),
            "regions": complete.shape[1],
            "left_out": [str(name) for name in changes.columns if name not in complete.columns],
        }
    )
    return result


def order_significance(
    values: pd.DataFrame,
    *,
    change: str = "log",
    null: str = "phase",
    surrogates: int = 999,
    seed: int = 1,
) -> pd.Series:
    """Mean order parameter against that of regions which move independently.

    Parameters
    ----------
    values, change
        As for `order_parameter`.
    null, surrogates, seed
        As for `synchrony`; at least one surrogate.

    Returns
    -------
    Series
        `mean`, `null_mean`, `null_high` (95 % quantile), `p_value` = (b + 1)/(n + 1) with b the
        number of n surrogates that reach the mean, `regions`, `dates`, `surrogates`.

    Raises
    ------
    AnalysisError
        As for `order_parameter`, an unknown null, or no surrogates.

    References
    ----------
    Theiler, J. et al. (1992). Physica D 58, 77-94. doi:10.1016/0167-2789(92)90102-S

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> wave = np.sin(np.arange(24) * np.pi / 4)
    >>> waves = pd.DataFrame({"a": wave, "b": 2 * wave, "c": wave})
    >>> test = order_significance(waves, change="none", surrogates=99)
    >>> float(test["mean"].round(9)), bool(test["null_mean"] < 0.9)
    (1.0, True)
    """
    import numpy as np
    import pandas as pd

    refuse_unknown(null, NULLS, "null")
    if surrogates < 1:
        raise AnalysisError(
            f"Expected at least one surrogate; found {surrogates}. Ask for 99 or more."
        )
    order = order_parameter(values, change=change)
    moves = _complete(changes_of(values, change)).to_numpy(dtype=float)
    generator = np.random.default_rng(seed)
    null_means = np.array(
        [
            np.abs(np.exp(1j * angles(surrogate(moves, null, generator))).mean(axis=1)).mean()
            for _ in range(surrogates)
        ]
    )
    mean = order.attrs["mean"]
    result = pd.Series(
        {
            "mean": mean,
            "null_mean": float(null_means.mean()),
            "null_high": float(np.quantile(null_means, 0.95)),
            "p_value": float(p_upper(np.array([mean]), null_means[:, None])[0]),
            "regions": moves.shape[1],
            "dates": moves.shape[0],
            "surrogates": surrogates,
        },
        name="order_parameter",
    )
    result.attrs["convention"] = (
        f"{order.attrs['convention']}; null: {surrogates} {NULLS[null]} surrogates"
    )
    return result


def has_angle(moves: np.ndarray) -> np.ndarray:
    """Whether each column is long enough, has no gap, and varies around its trend."""
    import numpy as np
    from scipy.signal import detrend

    is_usable: np.ndarray = (
        ~np.isnan(moves).any(axis=0) & is_varying(moves) & (moves.shape[0] >= LEAST_ANGLES)
    )
    if is_usable.any():
        usable = moves[:, is_usable]
        # 1e-12 of the size of the changes is what rounding leaves of a straight line.
        rest = np.abs(detrend(usable, axis=0)).max(axis=0)
        is_usable[is_usable] = rest > 1e-12 * np.abs(usable).max(axis=0)
    return is_usable


def _complete(changes: pd.DataFrame) -> pd.DataFrame:
    """Regions that have angles, at least two."""
    complete = changes.loc[:, has_angle(changes.to_numpy(dtype=float))]
    if complete.shape[1] < 2:
        raise AnalysisError(
            f"Expected at least 2 regions with {LEAST_ANGLES} changes or more, none missing and "
            f"not all equal; found {complete.shape[1]} of {changes.shape[1]} regions over "
            f"{len(changes)} changes. Fill gaps from the source, leave out dates at the ends, or "
            "add dates."
        )
    return complete


def angles(moves: np.ndarray) -> np.ndarray:
    """Angles of the analytic signal of each column's detrended change, by date."""
    import numpy as np
    from scipy.signal import detrend, hilbert

    return np.asarray(np.angle(hilbert(detrend(moves, axis=0), axis=0)))


def surrogate(moves: np.ndarray, null: str, generator: np.random.Generator) -> np.ndarray:
    """Every column with random phases and its own spectrum, or begun at a random date."""
    import numpy as np

    length, regions = moves.shape
    if null == "shift":
        dates = (np.arange(length)[:, None] + generator.integers(length, size=regions)) % length
        return np.asarray(np.take_along_axis(moves, dates, axis=0))
    spectrum = np.fft.rfft(moves, axis=0)
    turns = generator.uniform(0, 2 * np.pi, size=spectrum.shape)
    turns[0] = 0.0  # the mean stays
    if length % 2 == 0:
        turns[-1] = 0.0  # the highest frequency of an even number of dates has no phase
    return np.asarray(np.fft.irfft(spectrum * np.exp(1j * turns), n=length, axis=0))
