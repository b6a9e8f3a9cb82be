"""Which industries came to which regions between two dates?

Counts are regions x industries at one date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.indicators.specialisation import location_quotient

if TYPE_CHECKING:
    import pandas as pd


def industry_entries(
    counts_before: pd.DataFrame,
    counts_after: pd.DataFrame,
    *,
    threshold: float = 1.0,
    absent: float = 0.5,
) -> pd.DataFrame:
    """Entries of industries between two dates: 1 where one came, 0 where not.

    A candidate is a cell with LQ < `absent` before. It enters if LQ >= `threshold` after,
    inclusive. The gap between both (our choice) keeps an industry that wavers around the threshold
    from entering over and over. Every date is its own reference.

    Parameters
    ----------
    counts_before, counts_after
        Regions x industries.
    threshold
        As for `specialised`.
    absent
        Location quotient below which an industry counts as absent, above 0 and at most `threshold`.

    Returns
    -------
    DataFrame
        Shape and labels of `counts_before`, floats. Missing where the cell is no candidate, where a
        location quotient is missing at either date (an empty region, an industry that nobody has),
        and for what `counts_after` does not have.

    Raises
    ------
    AnalysisError
        `absent` is outside its range.

    References
    ----------
    Boschma, R., Minondo, A. & Navarro, M. (2013). Economic Geography 89, 29-51.
    doi:10.1111/j.1944-8287.2012.01170.x

    Examples
    --------
    >>> import pandas as pd
    >>> before = pd.DataFrame({"oil": [9, 1], "wool": [1, 9]}, index=["a", "b"])
    >>> after = pd.DataFrame({"oil": [9, 9], "wool": [1, 1]}, index=["a", "b"])
    >>> industry_entries(before, after).to_numpy().tolist()
    [[nan, 1.0], [1.0, nan]]
    """
    if not 0 < absent <= threshold:
        raise AnalysisError(
            f"Expected absent above 0 and at most the threshold {threshold:g}; found {absent:g}. "
            "Choose one such as 0.5."
        )
    before = location_quotient(counts_before).round(9)
    after = location_quotient(counts_after).round(9)
    after = after.reindex(index=before.index, columns=before.columns)
    is_candidate = (before < absent) & after.notna()
    entries = (after >= threshold).astype(float).where(is_candidate)
    entries.attrs = {
        "convention": f"entry: location quotient below {absent:g} before and at least "
        f"{threshold:g} after; reference: total of each date"
    }
    return entries
