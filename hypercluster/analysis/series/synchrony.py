"""Do two regions move together?

Correlation, concordance of phases, and phase locking of every pair. Everything here is association:
a common shock moves regions together that have no tie.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from hypercluster.analysis.series.angles import (
    ANGLES,
    LEAST_ANGLES,
    NULLS,
    angles,
    has_angle,
    surrogate,
)
from hypercluster.analysis.series.changes import (
    CHANGES,
    LEAST_CHANGES,
    PHASE_RULES,
    changes_of,
    cycle_phases,
    is_varying,
    refuse_unknown,
)
from hypercluster.indicators.inference import benjamini_hochberg

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Our choice: with fewer, a variance robust to autocorrelation has too little to rest on.
LEAST_TESTED = 20
MEASURES = (
    "correlation",
    "correlation_p",
    "correlation_q",
    "concordance",
    "concordance_expected",
    "phase_correlation",
    "phase_p",
    "phase_q",
    "phase_locking",
    "locking_p",
    "locking_q",
)


def synchrony(
    values: pd.DataFrame,
    *,
    change: str = "log",
    rule: str = "growth",
    null: str = "phase",
    surrogates: int = 999,
    seed: int = 1,
) -> pd.DataFrame:
    """How far the series of every pair of regions move together.

    - `correlation`: Pearson, of changes, over dates that both have.
    - `concordance`: share of dates on which both are in the same phase,
      I = mean(S_x S_y + (1 - S_x)(1 - S_y)). `concordance_expected`: the same if both were
      independent, m_x m_y + (1 - m_x)(1 - m_y) with m the share of dates in expansion. Two regions
      that mostly expand are concordant without any link.
    - `phase_correlation`: Pearson, of the phases: (I - expected)/(2 s_x s_y), which corrects for
      that. `phase_p`: two-sided and normal, from its mean
      z_t = (S_xt - m_x)(S_yt - m_y)/(s_x s_y) over a Newey-West variance under independence
      (Bartlett weights, 4 (T/100)^(2/9) lags). z is not centred (our choice): this keeps the test
      from calling short runs significant, and both ends count alike. It is too small for slow,
      regular cycles, which these lags do not span: on independent synthetic regions with cycles of
      about 16 dates, 13 to 36 % of pairs have p <= 0.05, at 40 and at 200 dates alike.
    - `phase_locking`: |mean of exp(i(a_x - a_y))|, a the angles of both: 1 is a constant lead or
      lag, 0 none.

    The p-values of correlation (two-sided) and locking are (b + 1)/(n + 1) over surrogates that
    keep each region's own autocorrelation and break what is between regions. They hardly detect
    regions that follow one regular cycle: surrogates of such a cycle keep a constant lead or lag as
    well. Of the same synthetic pairs 5 to 7 % (correlation) and 6 to 10 % (locking) have p <= 0.05
    at 80 and 200 dates, but 6 to 16 % and 14 to 39 % at 40: read a few cycles with care. q-values:
    Benjamini-Hochberg over the pairs, for each measure by itself.

    Parameters
    ----------
    values
        Dates x regions.
    change
        As for `growth`.
    rule
        As for `cycle_phases`.
    null
        Surrogates: `phase` (phase-randomised) or `shift` (circularly shifted, whose p cannot fall
        much below 1 over the number of dates).
    surrogates
        Their number. 0 leaves those p-values missing.
    seed
        Their seed.

    Returns
    -------
    DataFrame
        One row an unordered pair, `source` < `target`. `changes` counts common dates. What needs
        more dates than there are is missing and `note` says so: 8 changes for any measure, 20 for
        `phase_p`, 16 without a gap for `phase_locking` and p-values from surrogates.

    Raises
    ------
    AnalysisError
        Fewer than two regions or 8 changes, dates out of order, or an unknown choice.

    References
    ----------
    Harding, D. & Pagan, A. (2006). Journal of Econometrics 132, 59-79.
    doi:10.1016/j.jeconom.2005.01.023;
    Newey, W. K. & West, K. D. (1987). Econometrica 55, 703-708. doi:10.2307/1913610;
    Theiler, J. et al. (1992). Physica D 58, 77-94. doi:10.1016/0167-2789(92)90102-S;
    Rosenblum, M. G., Pikovsky, A. S. & Kurths, J. (1996). Physical Review Letters 76, 1804-1807.
    doi:10.1103/PhysRevLett.76.1804

    Examples
    --------
    >>> import pandas as pd
    >>> up_and_down = pd.Series([1.0, 2, 1, 2, 1, 2, 1, 2, 1, 2])
    >>> values = pd.DataFrame({"a": up_and_down, "b": 3 * up_and_down, "c": 1 / up_and_down})
    >>> synchrony(values, surrogates=0)["correlation"].round(9).tolist()
    [1.0, -1.0, -1.0]
    """
    import pandas as pd

    refuse_unknown(null, NULLS, "null")
    changes = changes_of(values, change)
    phases = cycle_phases(changes, rule=rule).to_numpy()
    moves = changes.to_numpy(dtype=float)
    locking, p_correlation, p_locking = _against_surrogates(
        moves, null=null, surrogates=surrogates, seed=seed
    )
    rows = []
    for x, y in combinations(range(moves.shape[1]), 2):
        source, target = sorted((changes.columns[x], changes.columns[y]), key=str)
        row = {
            "source": source,
            "target": target,
            **_pair(moves[:, x], moves[:, y], phases[:, x], phases[:, y]),
        }
        row |= {"phase_locking": locking[x, y], "locking_p": p_locking[x, y]}
        if not math.isnan(row["correlation"]):
            row["correlation_p"] = p_correlation[x, y]
        rows.append(row)
    table = pd.DataFrame(rows)
    for name in ("correlation", "phase", "locking"):
        table[f"{name}_q"] = benjamini_hochberg(table[[f"{name}_p"]])[f"{name}_p"].to_numpy()
    notes = [_note(row, is_tested=surrogates > 0) for row in table.to_dict("records")]
    table["note"] = pd.Series(notes, index=table.index, dtype="str")
    table.attrs["convention"] = (
        f"change: {CHANGES[change]}; expansion: {PHASE_RULES[rule]}; {ANGLES}; "
        f"null: {surrogates} {NULLS[null]} surrogates"
    )
    return table


def _against_surrogates(
    moves: np.ndarray, *, null: str, surrogates: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Phase locking of all pairs, and the p-values of correlation and locking.

    Missing for regions without angles.
    """
    import numpy as np

    size = moves.shape[1]
    locking, p_correlation, p_locking = np.full((3, size, size), np.nan)
    complete = np.flatnonzero(has_angle(moves))
    if len(complete) >= 2:
        square, usable = np.ix_(complete, complete), moves[:, complete]
        correlations, locking[square] = _matrices(usable)
        reached = np.zeros((2, len(complete), len(complete)))
        generator = np.random.default_rng(seed)
        for _ in range(surrogates):
            null_correlations, null_locking = _matrices(surrogate(usable, null, generator))
            reached[0] += np.abs(null_correlations) >= np.abs(correlations) - 1e-9
            reached[1] += null_locking >= locking[square] - 1e-9
        if surrogates:
            p_correlation[square], p_locking[square] = (reached + 1) / (surrogates + 1)
    return locking, p_correlation, p_locking


def _matrices(moves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlation and phase locking of all pairs of columns."""
    import numpy as np

    turned = np.exp(1j * angles(moves))
    return np.corrcoef(moves, rowvar=False), np.abs(turned.conj().T @ turned) / len(moves)


def _pair(
    x: np.ndarray, y: np.ndarray, phase_x: np.ndarray, phase_y: np.ndarray
) -> dict[str, float]:
    """Correlation and concordance of two regions over the dates that both have."""
    import numpy as np

    both = ~np.isnan(x) & ~np.isnan(y)
    number = int(both.sum())
    measures = {"changes": number, **dict.fromkeys(MEASURES, float("nan"))}
    if number < LEAST_CHANGES:
        return measures
    if is_varying(np.column_stack((x[both], y[both]))).all():
        measures["correlation"] = float(np.corrcoef(x[both], y[both])[0, 1])
    m_x, m_y = float(phase_x[both].mean()), float(phase_y[both].mean())
    measures["concordance"] = float((phase_x[both] == phase_y[both]).mean())
    measures["concordance_expected"] = m_x * m_y + (1 - m_x) * (1 - m_y)
    spread = math.sqrt(m_x * (1 - m_x) * m_y * (1 - m_y))
    if spread > 0:
        # Missing dates stay in the series as 0, so that lags of the variance are those of dates.
        products = np.where(both, (phase_x - m_x) * (phase_y - m_y) / spread, 0.0)
        measures["phase_correlation"] = float(np.clip(products.sum() / number, -1, 1))
        if number >= LEAST_TESTED:
            measures["phase_p"] = _p_of_mean(products, number)
    return measures


def _p_of_mean(products: np.ndarray, number: int) -> float:
    """Two-sided normal p-value of a mean that is 0 under the null.

    Newey-West variance. Missing terms are 0.
    """
    import numpy as np

    lags = int(4 * (number / 100) ** (2 / 9))
    variance = float(products @ products) / number
    for lag in range(1, lags + 1):
        variance += 2 * (1 - lag / (lags + 1)) * float(products[lag:] @ products[:-lag]) / number
    if np.round(variance, 12) <= 0:
        return float("nan")
    return math.erfc(abs(float(products.sum())) / math.sqrt(number * variance) / math.sqrt(2))


def _note(row: dict[str, float], *, is_tested: bool) -> str | None:
    """What of a pair is missing, and why."""
    if row["changes"] < LEAST_CHANGES:
        return f"fewer than {LEAST_CHANGES} common changes"
    reasons = []
    if math.isnan(row["correlation"]):
        reasons.append("changes of one region are all equal")
    if math.isnan(row["phase_correlation"]):
        reasons.append("one region is in one phase throughout")
    elif math.isnan(row["phase_p"]) and row["changes"] < LEAST_TESTED:
        reasons.append(f"fewer than {LEAST_TESTED} common changes for phase_p")
    elif math.isnan(row["phase_p"]):
        reasons.append("no variance for phase_p")
    if math.isnan(row["phase_locking"]):
        reasons.append(
            f"no locking{' and p-value of correlation' if is_tested else ''}: fewer than "
            f"{LEAST_ANGLES} changes, a gap, or no variation"
        )
    return "; ".join(reasons) or None
