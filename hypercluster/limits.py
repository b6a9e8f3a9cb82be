"""How large an input may be, checked before it is taken apart.

The largest table within these limits takes half a minute and three gigabytes of memory.
`docs/guide.md` lists them.
"""

from __future__ import annotations

LARGEST_FILE = 100_000_000
"""Bytes of a table or of boundaries: a million organisations, or the counties of a continent."""

LARGEST_TOML = 100_000
"""Bytes of `pack.toml` and of settings, which are a few thousand bytes."""

LONGEST_LINE = 4_000
"""Characters of a line of TOML; the time for a key with points grows with its square."""

DEEPEST = 10
"""Levels of sections and lists in TOML; three are in use."""

MOST_ROWS = 2_000_000
"""Rows of a table. Parquet can pack a thousand times as many into a small file."""

MOST_COLUMNS = 1_000
"""Columns of a table, and properties of boundaries; no table of a pack has twenty."""

MOST_CELLS = 20_000_000
"""Cells of a table."""

LONGEST_CELL = 10_000
"""Characters of a cell. A longer one is an unclosed quotation mark more often than a text."""

LARGEST_NUMBER = 1e30
"""Size of a number of a table; squares and sums of larger ones overflow."""

SMALLEST_NUMBER = 1e-30
"""Size of a number of a table that is not 0; quotients of smaller ones overflow."""

LARGEST_UNPACKED = 300_000_000
"""Bytes of an Excel or Parquet file when unpacked."""

MOST_POINTS = 3_000_000
"""Points of all boundaries together; maps are drawn from a few thousand."""

MOST_COMPARED = 5_000
"""Names among which the nearest to a mistyped one is sought."""
