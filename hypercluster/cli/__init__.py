"""The command line: it asks, shows and refuses; all science is in the library.

Help loads none of the scientific libraries: a command imports what it needs when it runs.
"""

from __future__ import annotations

from hypercluster.cli.commands import app, main

__all__ = ["app", "main"]
