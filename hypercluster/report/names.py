"""Names of regions, industries and actors in the language of the page: local names where the data have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.report.words import Words, is_missing

if TYPE_CHECKING:
    from hypercluster.results import Results

_COMMUNITY, _ALONE = " community", " alone"  # as `communities_table` names them


@dataclass(frozen=True, eq=False)
class Names:
    """Names by code.

    Attributes
    ----------
    regions, industries, organisations, groups
        Name by code.
    communities
        Name of a community by its letter, of the run's method.
    by_english
        Names of regions, organisations and groups by their name in the tables.
    """

    regions: dict[str, str]
    industries: dict[str, str]
    organisations: dict[str, str]
    groups: dict[str, str]
    communities: dict[str, str]
    by_english: dict[str, str]

    def joined(self, text: object, *, separator: str = "; ") -> list[str]:
        """Names of a joined cell, each in the language of the page."""
        return (
            []
            if is_missing(text)
            else [self.by_english.get(name, name) for name in str(text).split(separator)]
        )


def names_of(results: Results, words: Words) -> Names:
    """Names of everything that the page shows."""
    is_local = words.language == results.provenance["pack"].get("local_language")
    nodes = results.actors.nodes
    local = (
        nodes["name_local"].where(nodes["name_local"].notna(), nodes["label"])
        if is_local
        else nodes["label"]
    )
    by_kind = {
        kind: dict(
            zip(nodes.loc[nodes["kind"] == kind, "code"], local[nodes["kind"] == kind], strict=True)
        )
        for kind in ("organisation", "group", "industry")
    }
    table = results.regions
    own = (
        table["name_local"].where(table["name_local"].notna(), table["name"])
        if is_local
        else table["name"]
    )
    regions = {str(region): str(name) for region, name in own.items()}
    english = dict(zip(table["name"], own, strict=True)) | {
        label: name
        for label, name, kind in zip(nodes["label"], local, nodes["kind"], strict=True)
        if kind in ("organisation", "group")
    }
    communities = {
        str(row.community): _community(str(row.community_name), english, words)
        for row in results.communities.itertuples()
        if row.method == method_of(results)
    }
    industries = {
        str(row.industry): str(row.name) for row in results.industries.itertuples()
    } | by_kind["industry"]
    return Names(
        regions, industries, by_kind["organisation"], by_kind["group"], communities, english
    )


def method_of(results: Results) -> str:
    """Community method of the run."""
    return str(results.provenance["settings"]["communities"]["method"])


def _community(name: str, english: dict[str, str], words: Words) -> str:
    """Name of a community by its strongest member; of a region alone, its own."""
    strongest = name.removesuffix(_COMMUNITY)
    if strongest != name:
        return words("communities_of", name=english.get(strongest, strongest))
    alone = name.removesuffix(_ALONE)
    return words("alone_of", name=english.get(alone, alone)) if alone != name else name
