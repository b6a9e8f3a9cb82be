"""How well does what was found agree with what is true: of a partition, and of a score that should tell two kinds apart?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def normalised_mutual_information(one: np.ndarray, other: np.ndarray) -> float:
    """Normalised mutual information of two partitions: MI over the mean of both entropies, 0 to 1; 1 for two trivial ones.

    Parameters
    ----------
    one, other
        Label of each item, integers from 0.

    Examples
    --------
    >>> import numpy as np
    >>> normalised_mutual_information(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    import numpy as np

    joint = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(joint, (one, other), 1 / len(one))
    rows, columns = _entropy(joint.sum(axis=1)), _entropy(joint.sum(axis=0))
    return (
        float(np.clip((rows + columns - _entropy(joint)) / ((rows + columns) / 2), 0, 1))
        if rows + columns > 0
        else 1.0
    )


def _entropy(shares: np.ndarray) -> float:
    """Entropy in nats."""
    import numpy as np

    known = shares[shares > 0]
    return float(-(known * np.log(known)).sum())


def area_under_curve(scores: np.ndarray, is_positive: np.ndarray) -> float:
    """Chance that a positive has a higher score than a negative; equal scores (to 1e-9) count half.

    Parameters
    ----------
    scores
        Missing scores, and who has them, are left out.
    is_positive
        Boolean, one an item.

    Returns
    -------
    float
        0 to 1; missing without a positive or without a negative.

    Examples
    --------
    >>> import numpy as np
    >>> area_under_curve(np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False]))
    0.875
    """
    import numpy as np

    known = ~np.isnan(scores)
    rounded, positive = np.round(scores[known], 9), is_positive[known]
    above = np.sort(rounded[~positive])
    if not positive.any() or not len(above):
        return float("nan")
    below, not_above = (
        np.searchsorted(above, rounded[positive], side=side) for side in ("left", "right")
    )
    return float((below + not_above).mean() / 2 / len(above))
