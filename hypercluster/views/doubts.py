"""Which doubts about a run concern some of its regions?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hypercluster.words import Name, Note

if TYPE_CHECKING:
    from hypercluster.results import Results

# What weakens every number of a region or a pair, whoever it is.
OF_ALL = frozenset(
    f"notes.{key}"
    for key in (
        "synthetic",
        "no_draws",
        "few_draws",
        "few_industries",
        "no_organisations",
        "layer_absent",
    )
)


def doubts_of(results: Results, regions: Iterable[str]) -> tuple[Note, ...]:
    """Doubts about a run that concern regions, and how many others there are.

    Parameters
    ----------
    results
        The run.
    regions
        Codes of the regions. A doubt that names none of them concerns them if it weakens every
        number (`OF_ALL`).

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> [note.key for note in doubts_of(results, ["RU-KO", "RU-TA"])]
    ['notes.no_draws', 'notes.layer_absent', 'notes.few_industries', 'notes.others']
    """
    names = {str(results.regions.at[region, "name"]) for region in regions}
    doubts = [
        note
        for note in results.notes
        if note.key in OF_ALL or names.intersection(_names(note.values.values()))
    ]
    count = len(results.notes) - len(doubts)
    return (*doubts, *([Note("notes.others", {"count": count})] if count else []))


def _names(values: Iterable[Any]) -> Iterator[str]:
    """Names of regions that the values of a note hold, at any depth."""
    for value in values:
        if isinstance(value, Name):
            yield value.name
        elif isinstance(value, Note):
            yield from _names(value.values.values())
        elif isinstance(value, tuple):
            yield from _names(value)
