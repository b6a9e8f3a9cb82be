"""Values of tables as JSON has them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.words import is_missing

if TYPE_CHECKING:
    import pandas as pd


def plain(value: Any) -> Any:
    """Return a value as JSON has it: missing and infinite become null.

    Examples
    --------
    >>> plain({"rank": float("nan"), "names": ("a", None)})
    {'rank': None, 'names': ['a', None]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_missing(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as JSON has them, a named index first."""
    flat = table.reset_index() if table.index.name else table
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in flat.astype(object).to_dict("records")
    ]
