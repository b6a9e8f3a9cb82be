"""What would an opportunity be about? Directions, technologies, organisations.

Nothing here enters a score. "None listed" means that the pack lists none, not that none exists.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.organisations import CONFIDENCE_ORDER
from hypercluster.words import join

if TYPE_CHECKING:
    import pandas as pd

MOST_LEADS = 3
_SUREST = {level: place for place, level in enumerate(reversed(CONFIDENCE_ORDER))}

# Name and role of an organisation.
Lead = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Context:
    """What opportunities are described with, looked up once.

    Attributes
    ----------
    demands, supplies
        Demand and capability of each region, in the order of `directions`. None where unknown.
    directions
        Codes of the directions.
    names, technologies, development_vectors
        Name, technologies and development vectors of each direction.
    directions_of_industry
        Directions of each industry, largest share first, equal shares by code.
    leads
        Organisations of a region with specific focus on a direction: surest identified, then most
        focused, then by code.
    roles
        Helix roles present in each region.
    platform_vectors
        Roles at both ends and name, in the order of their codes.
    """

    demands: Mapping[str, list[float] | None]
    supplies: Mapping[str, list[float] | None]
    directions: list[str]
    names: Mapping[str, str]
    technologies: Mapping[str, list[str]]
    development_vectors: Mapping[str, list[str]]
    directions_of_industry: Mapping[str, list[str]]
    leads: Mapping[tuple[str, str], list[Lead]]
    roles: Mapping[str, set[str]]
    platform_vectors: list[tuple[frozenset[str], str]]

    def leads_of(self, region: str, direction: str | None) -> list[Lead]:
        """Leads of a region for a direction, best first."""
        return [] if direction is None else self.leads.get((region, direction), [])

    def vectors_between(self, sources: list[Lead], targets: list[Lead]) -> str | None:
        """Platform vectors between the roles of two sets of leads, in order.

        Never of an organisation with itself.
        """
        pairs = {
            frozenset((role_a, role_b))
            for name_a, role_a in sources
            for name_b, role_b in targets
            if name_a != name_b
        }
        return join([name for roles, name in self.platform_vectors if roles in pairs])


def opportunity_context(
    demands: pd.DataFrame | None,
    supplies: pd.DataFrame | None,
    organisations: pd.DataFrame,
    focus: pd.DataFrame,
    *,
    industry_directions: pd.DataFrame,
    technologies: pd.DataFrame,
    platform_vectors: pd.DataFrame,
    development_vectors: pd.DataFrame,
) -> Context:
    """Look up everything that opportunities are described with.

    Parameters
    ----------
    demands, supplies
        Regions x directions. None where the pack lacks what they need.
    organisations, focus
        Located organisations, and organisations x directions in the same order.
    industry_directions, technologies, platform_vectors, development_vectors
        The pack's tables, empty where it has none.
    """
    shares = industry_directions[industry_directions["share"] > 0]
    shares = shares.assign(share=shares["share"].round(9)).sort_values(
        ["share", "direction"], ascending=[False, True]
    )
    return Context(
        demands=_complete_rows(demands),
        supplies=_complete_rows(supplies),
        directions=[] if demands is None else [str(direction) for direction in demands.columns],
        names=dict(zip(technologies["direction"], technologies["direction_name"], strict=True)),
        technologies=_grouped(technologies["direction"], technologies["technology"]),
        development_vectors=_grouped(development_vectors["direction"], development_vectors["name"]),
        directions_of_industry=_grouped(shares["industry"], shares["direction"]),
        leads=_leads(organisations, focus),
        roles={
            str(region): set(roles) for region, roles in organisations.groupby("region")["role"]
        },
        platform_vectors=[
            (frozenset((role_a, role_b)), str(name))
            for name, role_a, role_b in platform_vectors[
                ["platform_vector", "role_a", "role_b"]
            ].itertuples(index=False, name=None)
        ],
    )


def _complete_rows(table: pd.DataFrame | None) -> dict[str, list[float] | None]:
    """Rows as lists, None for a row with missing values."""
    if table is None:
        return {}
    return {
        str(key): None if math.isnan(sum(values)) else values
        for key, values in zip(table.index, table.to_numpy().tolist(), strict=True)
    }


def _grouped(keys: pd.Series, values: pd.Series) -> dict[str, list[str]]:
    """Values by key, in order."""
    grouped: dict[str, list[str]] = {}
    for key, value in zip(keys, values, strict=True):
        grouped.setdefault(str(key), []).append(str(value))
    return grouped


def _leads(organisations: pd.DataFrame, focus: pd.DataFrame) -> dict[tuple[str, str], list[Lead]]:
    """Organisations by region and direction of their focus."""
    rows = organisations[["region", "name", "role", "confidence", "organisation"]].itertuples(
        index=False, name=None
    )
    ordered: dict[tuple[str, str], list[tuple[int, float, str, Lead]]] = {}
    for (region, name, role, confidence, code), shares in zip(
        rows, focus.to_numpy(dtype=float), strict=True
    ):
        for direction, share in zip(focus.columns, shares, strict=True):
            if share > 0 and isinstance(region, str):
                ordered.setdefault((region, str(direction)), []).append(
                    (_SUREST[confidence], -share, code, (name, role))
                )
    return {key: [lead for *_, lead in sorted(leads)] for key, leads in ordered.items()}


def directions_of_pair(context: Context, source: str, target: str) -> list[str]:
    """Directions of a linkage, by the demand that either side meets of the other.

    Where none is met, by common demand. Equal ones are settled by code.
    """
    demand_a, demand_b = context.demands.get(source), context.demands.get(target)
    if demand_a is None or demand_b is None:
        return []
    nothing = [0.0] * len(context.directions)
    supply_a = context.supplies.get(source) or nothing
    supply_b = context.supplies.get(target) or nothing
    demands = list(zip(demand_a, demand_b, strict=True))
    met = [a * supply_b[d] + b * supply_a[d] for d, (a, b) in enumerate(demands)]
    weights = met if any(met) else [a * b for a, b in demands]
    order = sorted(
        range(len(weights)), key=lambda d: (-round(weights[d], 9), context.directions[d])
    )
    return [context.directions[d] for d in order if weights[d] > 0]


def _description(context: Context, directions: list[str]) -> dict[str, str | None]:
    """Names of the directions, their technologies and development vectors."""
    return {
        "directions": join([context.names.get(direction, direction) for direction in directions]),
        "technologies": join(
            [item for direction in directions for item in context.technologies.get(direction, [])]
        ),
        "development_vectors": join(
            [
                name
                for direction in directions
                for name in context.development_vectors.get(direction, [])
            ]
        ),
    }


def _names(leads: list[Lead]) -> str | None:
    """Names of the first few leads, joined."""
    return join([name for name, _ in leads[:MOST_LEADS]])


def describe_pair(context: Context, source: str, target: str) -> dict[str, str | None]:
    """Directions, technologies, organisations of both sides and vectors of a linkage."""
    directions = directions_of_pair(context, source, target)
    first = directions[0] if directions else None
    leads, partners = context.leads_of(source, first), context.leads_of(target, first)
    return {
        **_description(context, directions),
        "lead_organisations_source": _names(leads),
        "lead_organisations_target": _names(partners),
        "platform_vectors": context.vectors_between(leads, partners),
    }


def describe_single(
    context: Context, region: str, industry: str, partners: list[str]
) -> dict[str, str | None]:
    """Directions, technologies, organisations, vectors of an opportunity in a region.

    Partner organisations are those of the first partner region.
    """
    directions = context.directions_of_industry.get(industry, [])
    first = directions[0] if directions else None
    leads = context.leads_of(region, first)
    helpers = context.leads_of(partners[0], first) if partners else []
    return {
        **_description(context, directions),
        "lead_organisations": _names(leads),
        "partner_organisations": _names(helpers),
        "platform_vectors": context.vectors_between(leads, helpers or leads),
    }


def supply_partners(
    context: Context,
    region: str,
    direction: str | None,
    nearness: Mapping[str, float],
    most: int = 3,
) -> list[str]:
    """Regions whose organisations of a direction could help most, best first.

    By capability x distance factor, equal ones by code.
    """
    if direction not in context.directions:
        return []
    position = context.directions.index(direction)
    worth = {
        code: round(row[position] * nearness[code], 9)
        for code, row in context.supplies.items()
        if row is not None and code != region
    }
    return sorted(
        (code for code, value in worth.items() if value > 0), key=lambda code: (-worth[code], code)
    )[:most]


def same_macroregion(macroregions: pd.Series, region: str, partners: list[str]) -> bool | None:
    """Whether region and first partner lie in one macroregion.

    None where either macroregion is missing or there is no partner.
    """
    pair = [macroregions[code] for code in (region, *partners[:1])]
    if len(pair) < 2 or not all(isinstance(code, str) for code in pair):
        return None
    return bool(pair[0] == pair[1])


def with_description(table: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
    """Join descriptions to a table as text, the macroregion as a nullable boolean."""
    kinds = {
        column: "boolean" if column == "is_within_macroregion" else "str"
        for column in described.columns
    }
    return table.join(described.astype(kinds))
