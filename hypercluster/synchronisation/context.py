"""What an opportunity would be about: directions, technologies, organisations, vectors.

Nothing here enters a score. "None listed" means that the pack lists none, not that none exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SEPARATOR = "; "
MOST_LEADS = 3
CONFIDENCE_ORDER = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, eq=False)
class Context:
    """Tables that opportunities are described with.

    Attributes
    ----------
    demands, supplies
        Regions x directions.
    organisations
        Located organisations.
    focus
        Organisations x directions.
    industry_directions, technologies, platform_vectors, development_vectors
        The pack's tables.
    """

    demands: pd.DataFrame
    supplies: pd.DataFrame
    organisations: pd.DataFrame
    focus: pd.DataFrame
    industry_directions: pd.DataFrame
    technologies: pd.DataFrame
    platform_vectors: pd.DataFrame
    development_vectors: pd.DataFrame

    def direction_names(self, directions: list[str]) -> str | None:
        """Names of directions, joined."""
        names = self.technologies.drop_duplicates("direction").set_index("direction")["direction_name"]
        return joined([str(names.get(direction, direction)) for direction in directions])

    def technologies_of(self, direction: str | None) -> str | None:
        """Technologies of a direction in the order of the source, joined."""
        rows = self.technologies[self.technologies["direction"] == direction]
        return joined([str(technology) for technology in rows["technology"]])

    def development_vectors_of(self, directions: list[str]) -> str | None:
        """Names of the development vectors that the directions serve, joined."""
        rows = self.development_vectors
        return joined([str(name) for direction in directions for name in rows.loc[rows["direction"] == direction, "name"]])

    def directions_of_industry(self, industry: str) -> list[str]:
        """Directions of an industry, largest share first, equal shares in the order of the pack."""
        rows = self.industry_directions
        rows = rows[(rows["industry"] == industry) & (rows["share"] > 0)].sort_values("share", ascending=False, kind="stable")
        return [str(direction) for direction in rows["direction"]]

    def directions_of_pair(self, source: str, target: str) -> list[str]:
        """Directions of a linkage by demand met in either direction; by common demand where none is met."""
        demands, supplies = self.demands, self.supplies.fillna(0.0)
        if demands.shape[1] == 0 or demands.loc[[source, target]].isna().to_numpy().any():
            return []
        met = demands.loc[source] * supplies.loc[target] + demands.loc[target] * supplies.loc[source]
        weights = met if (met > 0).any() else demands.loc[source] * demands.loc[target]
        weights = weights[weights > 0].sort_values(ascending=False, kind="stable")
        return [str(direction) for direction in weights.index]

    def leads(self, region: str, direction: str | None) -> pd.DataFrame:
        """Organisations of a region with specific focus on a direction: surest identified, then most focused, then by code."""
        if direction is None or direction not in self.focus.columns:
            return self.organisations.iloc[:0]
        share = self.focus[direction].to_numpy()
        rows = self.organisations.assign(share=share, order=self.organisations["confidence"].map(CONFIDENCE_ORDER))
        rows = rows[(rows["region"] == region) & (rows["share"] > 0)]
        return rows.sort_values(["order", "share", "organisation"], ascending=[True, False, True]).head(MOST_LEADS)

    def vectors_between(self, one: pd.DataFrame, other: pd.DataFrame) -> str | None:
        """Platform vectors between the roles of two sets of organisations, in the order of the pack."""
        pairs = {frozenset((a, b)) for a in one["role"] for b in other["role"]}
        rows = self.platform_vectors
        return joined([str(row.platform_vector) for row in rows.itertuples() if frozenset((row.role_a, row.role_b)) in pairs])


def joined(texts: list[str]) -> str | None:
    """Join distinct texts in order; None for none."""
    return SEPARATOR.join(dict.fromkeys(texts)) or None


def describe_pair(context: Context, source: str, target: str) -> dict[str, str | None]:
    """Directions, technologies, lead organisations of both sides, platform vectors and development vectors of a linkage."""
    directions = context.directions_of_pair(source, target)
    first = directions[0] if directions else None
    one, other = context.leads(source, first), context.leads(target, first)
    return {
        "directions": context.direction_names(directions),
        "technologies": context.technologies_of(first),
        "lead_organisations_source": joined(list(one["name"])),
        "lead_organisations_target": joined(list(other["name"])),
        "platform_vectors": context.vectors_between(one, other),
        "development_vectors": context.development_vectors_of(directions[:1]),
    }


def describe_single(context: Context, region: str, industry: str, partners: list[str]) -> dict[str, str | None]:
    """The same for an opportunity inside a region, with partner regions in the order given."""
    directions = context.directions_of_industry(industry)
    first = directions[0] if directions else None
    own = context.leads(region, first)
    other = context.leads(partners[0], first) if partners else own.iloc[:0]
    return {
        "directions": context.direction_names(directions),
        "technologies": context.technologies_of(first),
        "lead_organisations": joined(list(own["name"])),
        "partner_regions": joined(partners),
        "partner_organisations": joined(list(other["name"])),
        "platform_vectors": context.vectors_between(own, other if len(other) else own),
        "development_vectors": context.development_vectors_of(directions[:1]),
    }


def supply_partners(context: Context, region: str, direction: str | None, factor: np.ndarray, most: int = 3) -> list[str]:
    """Regions whose organisations of a direction could help most: capability times distance factor, best first."""
    import pandas as pd

    if direction is None or direction not in context.supplies.columns:
        return []
    regions = context.supplies.index
    worth = context.supplies[direction] * pd.Series(factor[regions.get_loc(region)], index=regions)
    worth = worth.drop(region).round(9)
    return [str(code) for code in worth[worth > 0].sort_values(ascending=False, kind="stable").index[:most]]


def same_macroregion(macroregions: pd.Series, region: str, partners: list[str]) -> bool | None:
    """Whether region and first partner lie in one macroregion; None where either is unknown or there is no partner."""
    if not partners or not isinstance(macroregions[region], str) or not isinstance(macroregions[partners[0]], str):
        return None
    return bool(macroregions[region] == macroregions[partners[0]])


def with_description(table: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
    """Join descriptions to a table with their types: text, and a nullable boolean for the macroregion."""
    kinds = {column: "boolean" if column == "is_within_macroregion" else "str" for column in described.columns}
    return table.join(described.astype(kinds))
