"""Figures for papers: functions that take and return axes, with their alt texts.

Numbers are never computed here: a figure shows what the tables say. A new figure is one module
that ends in its record, its name below, and its texts in the catalogues of `words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from hypercluster.figures.figure import Figure

__all__ = ["FIGURES", "Figure"]

_NAMES = (
    "map",
    "network",
    "heatmap",
    "hubs",
    "opportunities",
    "resolution",
    "sensitivity",
    "sensitivity_overview",
    "profile",
)


class _Figures(Mapping[str, Figure]):
    """Records by name, each imported when it is asked for, so that help stays light."""

    def __getitem__(self, name: str) -> Figure:
        if name not in _NAMES:
            raise KeyError(name)
        record: Figure = import_module(f"{__name__}.{name}").FIGURE
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


FIGURES = _Figures()
