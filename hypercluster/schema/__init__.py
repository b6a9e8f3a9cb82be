"""What every table looks like: columns with kind, unit, meaning and bounds.

One description serves three readers: the check of input tables, the data dictionary in `docs/` and
the `README.txt` of every run, and the reader that restores a finished run with its types.
"""

from __future__ import annotations

from hypercluster.columns import KINDS, Column, TableSchema
from hypercluster.schema.conform import TABLES, conform
from hypercluster.schema.pack_tables import BOUNDARIES, PACK_TABLES
from hypercluster.schema.result_tables import RESULT_TABLES, tidy_schema

__all__ = [
    "BOUNDARIES",
    "KINDS",
    "PACK_TABLES",
    "RESULT_TABLES",
    "TABLES",
    "Column",
    "TableSchema",
    "conform",
    "tidy_schema",
]
