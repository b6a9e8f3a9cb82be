"""Names of regions, industries and actors in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.rankings import RANKINGS
from hypercluster.report.words import Texts
from hypercluster.views.names import community_name, region_name
from hypercluster.words import split, text

if TYPE_CHECKING:
    from hypercluster.results import Results

ACTORS = tuple(kind.short for kind in RANKINGS.values() if kind.table == "actor_hubs")


@dataclass(frozen=True, eq=False)
class Names:
    """Names by code, local where the language of the page is that of the data.

    Attributes
    ----------
    regions, industries, organisations, groups
        Name by code.
    communities
        Name of a community of the run's method by its letter.
    joined_names
        Name on the page by the name that joined cells of the tables hold.
    """

    regions: dict[str, str]
    industries: dict[str, str]
    organisations: dict[str, str]
    groups: dict[str, str]
    communities: dict[str, str]
    joined_names: dict[str, str]

    def joined(self, cell: object) -> list[str]:
        """Names of a joined cell in the language of the page."""
        return [self("named", name) for name in split(cell)]

    def __call__(self, entity: str, code: str) -> str:
        """Name of a region, an industry, or what is `named` so in the tables."""
        names = {"regions": self.regions, "industries": self.industries, "named": self.joined_names}
        return names[entity].get(code, code)


def names_of(results: Results, say: Texts) -> Names:
    """Names of everything that the page shows."""
    nodes = results.actors.nodes
    is_local = say.language == results.provenance["pack"].get("local_language")
    labels = nodes["name_local"].fillna(nodes["label"]) if is_local else nodes["label"]
    by_kind = {
        kind: dict(zip(rows["code"], labels[rows.index], strict=True))
        for kind, rows in nodes.groupby("kind")
    }
    names = {str(code): region_name(results, str(code)) for code in results.regions.index}
    regions = {code: name.in_language(say.language) for code, name in names.items()}
    is_actor = nodes["kind"].isin(ACTORS)
    joined_names = {name.name: name.in_language(say.language) for name in names.values()}
    joined_names |= dict(zip(nodes.loc[is_actor, "label"], labels[is_actor], strict=True))
    table = results.communities[results.communities["method"] == method_of(results)]
    communities = {
        str(row.community): text(
            community_name(split(row.regions), results.hubs["composite"], names), say.language
        )
        for row in table.itertuples()
    }
    industries = dict(zip(results.industries["industry"], results.industries["name"], strict=True))
    return Names(
        regions,
        industries | by_kind.get("industry", {}),
        by_kind.get("organisation", {}),
        by_kind.get("group", {}),
        communities,
        joined_names,
    )


def method_of(results: Results) -> str:
    """Community method of the run."""
    return str(results.provenance["settings"]["communities"]["method"])
