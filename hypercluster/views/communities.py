"""What is shown of communities of regions and of actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypercluster.results import Results


def is_whole(results: Results, members: int) -> bool:
    """Whether a community holds every region, so that nothing was told apart."""
    return members == len(results.regions)
