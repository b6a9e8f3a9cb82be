"""What does an opportunity rest on that was not observed?

Flags are notes, which every language puts into words. Tables hold their English text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hypercluster.words import Name, Note, join

FEW_RELATED = 3  # industries; a density over fewer is weak evidence (our choice)


@dataclass(frozen=True)
class End:
    """What is known of one region of a pair.

    `has_organisations` and `has_focus` (an organisation of specific focus) are None where the
    pack lists no organisations or no focus at all.
    """

    name: Name
    is_allocated: bool
    has_organisations: bool | None
    has_focus: bool | None


def linkage_flags(
    ends: tuple[End, End], *, shares_unit: bool, lacks_vector: bool = False
) -> tuple[Note, ...]:
    """Flags of a pair of regions.

    Parameters
    ----------
    ends
        Source and target.
    shares_unit
        Whether both are parts of one reporting unit, so that their similarity is imputed.
    lacks_vector
        Whether organisations lead at both ends, but no platform vector joins their roles.
    """
    flags = [_of("allocated", end.name) for end in ends if end.is_allocated]
    flags += [Note("flags.masked")] if shares_unit else []
    flags += [_of("no_organisation", end.name) for end in ends if end.has_organisations is False]
    flags += [
        _of("no_focus", end.name)
        for end in ends
        if end.has_organisations is not False and end.has_focus is False
    ]
    return (*flags, *([Note("flags.no_vector")] if lacks_vector else []))


def new_cluster_flags(
    region: Name, *, is_allocated: bool, has_cluster_organisation: bool
) -> tuple[Note, ...]:
    """Flags of a new cluster inside a region."""
    flags = [_of("allocated", region)] if is_allocated else []
    return (*flags, *([] if has_cluster_organisation else [Note("flags.no_cluster")]))


def diversification_flags(
    region: Name, *, is_allocated: bool, related: int, has_ties: bool
) -> tuple[Note, ...]:
    """Flags of an industry that a region lacks.

    Parameters
    ----------
    region
        The region.
    is_allocated
        Whether its counts are an allocation.
    related
        Number of industries that the industry is related to.
    has_ties
        Whether any tie of the region to a partner was observed.
    """
    flags = [_of("allocated", region)] if is_allocated else []
    flags += [Note("flags.few_related", {"count": related})] if related < FEW_RELATED else []
    return (*flags, *([] if has_ties else [Note("flags.no_tie")]))


def flag_text(flags: Iterable[Note]) -> str | None:
    """English text of flags, as tables hold it; None for none."""
    return join([str(flag) for flag in flags])


def _of(key: str, name: Name) -> Note:
    return Note(f"flags.{key}", {"name": name})
