"""How are communities numbered and named?

Number 0 is the largest community. Equal sizes are ordered by their first region.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def canonical_labels(labels: Sequence[int] | np.ndarray) -> np.ndarray:
    """Renumber communities by size, largest first, equal sizes by their first member."""
    import numpy as np

    values, first, inverse, sizes = np.unique(
        np.asarray(labels), return_index=True, return_inverse=True, return_counts=True
    )
    number = np.empty(len(values), dtype=int)
    number[np.lexsort((first, -sizes))] = np.arange(len(values))
    return number[inverse]


def community_letter(label: int) -> str:
    """A, B, ..., Z, AA, AB, ... for 0, 1, ..."""
    letters, rest = "", label + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = string.ascii_uppercase[digit] + letters
    return letters
