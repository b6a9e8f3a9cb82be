"""The command line: it asks, shows and refuses. All science is in the library.

Help loads none of the scientific libraries: a command imports what it needs when it runs.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line, heeding a Ctrl-C before anything else is imported."""
    from hypercluster.cli.ending import ended_in_order

    with ended_in_order():
        from hypercluster.cli.commands import run

        run()
