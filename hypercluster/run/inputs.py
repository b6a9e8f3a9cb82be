"""What does one run start from? The tables of a pack, brought to a region scheme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hypercluster import regions
from hypercluster.analysis import distance
from hypercluster.errors import AnalysisError, did_you_mean
from hypercluster.indicators import arrays, specialisation
from hypercluster.indicators.checks import valid_reference
from hypercluster.layers import measured_ties, saturated_supply, share_similarity
from hypercluster.organisations import locate, select_organisations, tying_groups
from hypercluster.run.roster import Roster, roster_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.regions import RegionScheme
    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack


@dataclass(frozen=True, eq=False)
class Inputs:
    """Tables of a pack in one region scheme.

    Attributes
    ----------
    scheme, reporting
        The regions wanted, and those that counts were published for.
    parts
        Regions x reporting units: part of the unit's areas in the region.
    unit_counts
        Reporting units x industries.
    counts
        Regions x industries, allocated where a region is a part of a unit.
    reference
        Share of each industry in the reference economy; None takes the total of the units.
    distances, boundaries
        Regions x regions, km. Boundaries are None where the pack has no contiguity.
    roster
        Located and selected organisations, empty where the pack has none (`has_organisations`).
    ties
        Measured ties as in the pack.
    industries, groups, industry_directions, focus_directions, technologies
        The pack's tables, empty where it has none.
    platform_vectors, development_vectors, reported_hubs
        The pack's tables, empty where it has none.
    """

    scheme: RegionScheme
    reporting: RegionScheme
    parts: pd.DataFrame
    unit_counts: pd.DataFrame
    counts: pd.DataFrame
    reference: pd.Series | None
    distances: np.ndarray
    boundaries: np.ndarray | None
    roster: Roster
    has_organisations: bool
    ties: pd.DataFrame
    industries: pd.DataFrame
    groups: pd.DataFrame
    industry_directions: pd.DataFrame
    focus_directions: pd.DataFrame
    technologies: pd.DataFrame
    platform_vectors: pd.DataFrame
    development_vectors: pd.DataFrame
    reported_hubs: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<Inputs of {len(self.scheme)} regions (scheme {self.scheme.name}), "
            f"{len(self.unit_counts)} reporting units and {self.counts.shape[1]} industries>"
        )

    def changed(self, **changes: Any) -> Inputs:
        """Inputs with some fields changed. What no draw moves is taken over."""
        new = replace(self, **changes)
        vars(new).update({name: getattr(self, name) for name in UNMOVED})
        return new

    # What no draw moves

    @cached_property
    def is_ubiquitous(self) -> np.ndarray:
        """Industries found everywhere, in the order of the counts."""
        is_ubiquitous: np.ndarray = self.industries["is_ubiquitous"].to_numpy(dtype=bool)
        return is_ubiquitous

    @cached_property
    def shares_unit(self) -> np.ndarray:
        """Pairs of regions inside one reporting unit."""
        return regions.shares_unit(self.parts)

    @cached_property
    def is_allocated(self) -> pd.Series:
        """Regions whose counts are an allocation."""
        return regions.is_allocated(self.parts)

    @cached_property
    def unit_parts(self) -> np.ndarray:
        """Regions x reporting units that have counts: part of the unit in the region."""
        unit_parts: np.ndarray = self.parts[self.unit_counts.index].to_numpy()
        return unit_parts

    @cached_property
    def divided_units(self) -> list[tuple[int, np.ndarray]]:
        """Units that are divided: position, and the region of each of their areas.

        An area outside the scheme has -1.
        """
        import numpy as np

        parts, units = self.unit_parts, self.reporting.membership
        region = self.scheme.index.get_indexer(self.scheme.membership.reindex(units.index))
        return [
            (int(position), region[(units == self.unit_counts.index[position]).to_numpy()])
            for position in np.flatnonzero(((parts > 0) & (parts < 1)).any(axis=0))
        ]

    @cached_property
    def directions(self) -> pd.Index:
        """Directions of synchronisation that industries demand."""
        import pandas as pd

        return pd.Index(self.industry_directions["direction"].unique())

    @cached_property
    def focus_axes(self) -> tuple[pd.Index, pd.Index]:
        """Focuses and directions of the table `focus_directions`."""
        import pandas as pd

        table = self.focus_directions
        return pd.Index(table["focus"].unique()), pd.Index(table["direction"].unique())

    @cached_property
    def demand_cells(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions of industry and direction of every row of `industry_directions`."""
        table = self.industry_directions
        industries = self.unit_counts.columns
        return (
            industries.get_indexer(table["industry"]),
            self.directions.get_indexer(table["direction"]),
        )

    @cached_property
    def focus_cells(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions of focus and direction of every row of `focus_directions`."""
        focuses, directions = self.focus_axes
        table = self.focus_directions
        return focuses.get_indexer(table["focus"]), directions.get_indexer(table["direction"])

    @cached_property
    def tying_groups(self) -> pd.Index:
        """Codes of the groups that tie regions."""
        return tying_groups(self.groups)

    @cached_property
    def focus_of_demand(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions as `demand_cells`, of directions among those of a focus."""
        industry, direction = self.demand_cells[0], self.industry_directions["direction"]
        return industry, self.focus_axes[1].get_indexer(direction)

    @cached_property
    def parent_unit(self) -> tuple[np.ndarray, np.ndarray]:
        """Reporting unit of each region, and whether the region lies inside it alone."""
        parts = self.unit_parts > 0
        return parts.argmax(axis=1), parts.sum(axis=1) == 1

    def inherited(self, values: np.ndarray) -> np.ndarray:
        """Values of reporting units for regions inside one unit, missing for others."""
        import numpy as np

        unit, is_inside = self.parent_unit
        return np.where(is_inside[:, None], values[unit], np.nan)

    # Industries

    @cached_property
    def expected(self) -> np.ndarray:
        """Reference share of each industry, in the order of the counts."""
        if self.reference is None:
            return arrays.total_shares(self.unit_counts.to_numpy())
        shares: np.ndarray = self.expected_shares.reindex(self.counts.columns).to_numpy(dtype=float)
        return shares

    @cached_property
    def expected_shares(self) -> pd.Series:
        """Share of each industry in the reference economy.

        Without a reference it is that of all reporting units together.
        """
        if self.reference is not None:
            return self.reference
        return specialisation.total_shares(self.unit_counts)

    @cached_property
    def shares(self) -> np.ndarray:
        """Share of each industry in its region."""
        return arrays.shares(self.counts.to_numpy())

    @cached_property
    def similarity(self) -> np.ndarray:
        """Production similarity of pairs of regions, masked inside one reporting unit."""
        return share_similarity(self.shares, shares_unit=self.shares_unit)

    # Organisations

    @cached_property
    def organisations(self) -> pd.DataFrame:
        """Organisations that count, located."""
        return self.roster.frame(self.scheme.index)

    @cached_property
    def organisation_number(self) -> np.ndarray:
        """Organisations of each region, missing where the pack has none at all."""
        import numpy as np

        region = self.roster.region
        number = np.bincount(region[region >= 0], minlength=len(self.scheme.index)).astype(float)
        return number if self.has_organisations else np.full_like(number, np.nan)

    @cached_property
    def region_ties(self) -> pd.DataFrame:
        """Measured ties between regions: `layer`, `source`, `target`, `weight`."""
        return measured_ties(self.ties, self.scheme.membership, self.organisations)

    @cached_property
    def group_presence(self) -> np.ndarray:
        """Tying groups x regions, 1 where a group is present. Some rows may be 0."""
        import numpy as np

        group, region = self.roster.group, self.roster.region
        is_tying = (group >= 0) & (region >= 0)
        present = np.zeros((len(self.tying_groups), len(self.scheme.index)))
        present[group[is_tying], region[is_tying]] = 1.0
        return present

    @cached_property
    def presence(self) -> pd.DataFrame:
        """Tying groups present somewhere x regions, 1 where a group is present."""
        import pandas as pd

        table = pd.DataFrame(self.group_presence, self.tying_groups, self.scheme.index)
        return table[self.group_presence.any(axis=1)]

    @cached_property
    def focus_shares(self) -> np.ndarray:
        """Organisations x directions: shares of the focus of each organisation."""
        import numpy as np

        focuses, directions = self.focus_axes
        # A focus without directions has position -1: the last row, which is empty.
        shares = np.zeros((len(focuses) + 1, len(directions)))
        shares[self.focus_cells] = self.focus_directions["share"]
        chosen: np.ndarray = shares[self.roster.lookup.focus[self.roster.rows]]
        return chosen

    @cached_property
    def focus(self) -> pd.DataFrame:
        """Table of `focus_shares`, by organisation and direction."""
        import pandas as pd

        organisations = pd.Index(self.organisations["organisation"])
        return pd.DataFrame(self.focus_shares, organisations, self.focus_axes[1])

    @cached_property
    def demands(self) -> np.ndarray | None:
        """Demand of regions by direction; None where the pack lacks a table for it."""
        import numpy as np

        if not (
            self.has_organisations and len(self.industry_directions) and len(self.focus_directions)
        ):
            return None
        # An industry that the pack does not list has position -1: the last row, left out below.
        parts = np.zeros((self.counts.shape[1] + 1, len(self.directions)))
        parts[self.demand_cells] = self.industry_directions["share"]
        demands: np.ndarray = self.shares @ parts[:-1]
        return demands

    @cached_property
    def supplies(self) -> np.ndarray | None:
        """Supply of regions by direction; None where the pack lacks a table for it."""
        import numpy as np

        if self.demands is None:
            return None
        weight = self.roster.lookup.role_weight[self.roster.rows]
        supplies = saturated_supply(
            self.focus_shares, self.roster.region, weight, regions=len(self.scheme.index)
        )
        is_unknown = np.isnan(supplies).all(axis=1)
        position = self.focus_axes[1].get_indexer(self.directions)
        demanded = np.where(position >= 0, np.nan_to_num(supplies)[:, position], 0.0)
        demanded[is_unknown] = np.nan
        return demanded

    @cached_property
    def match(self) -> np.ndarray | None:
        """Directed capability match, row receives; None where a table is lacking."""
        import numpy as np

        if self.demands is None or self.supplies is None:
            return None
        match: np.ndarray = self.demands @ self.supplies.T
        np.fill_diagonal(match, np.nan)
        return match


# Properties of inputs that every draw takes over.
UNMOVED = (
    "is_ubiquitous",
    "shares_unit",
    "is_allocated",
    "unit_parts",
    "divided_units",
    "directions",
    "focus_axes",
    "demand_cells",
    "focus_cells",
    "focus_of_demand",
    "parent_unit",
    "tying_groups",
)


def prepare(pack: DataPack, scheme: str, settings: Settings) -> Inputs:
    """Bring a pack to a region scheme."""
    areas, schemes = pack.table("areas"), pack.table("schemes")
    wanted = regions.region_scheme(areas, schemes, scheme)
    reporting = (
        wanted
        if scheme == pack.reporting_scheme
        else regions.region_scheme(areas, schemes, pack.reporting_scheme)
    )
    parts = regions.crosswalk(wanted, reporting)
    industries = pack.table("industries")
    counted = pack.table("enterprises").pivot(
        index="reporting_unit", columns="industry", values="count"
    )
    unit_counts = (
        counted.reindex(
            index=reporting.index.intersection(counted.index, sort=False),
            columns=list(industries["industry"]),
        )
        .fillna(0)
        .astype(float)
    )
    unit_counts.index.name = "reporting_unit"
    selected = select_organisations(
        pack.table("organisations"),
        placement=settings.actors.placement,
        min_confidence=settings.actors.min_confidence,
        duplicates=settings.actors.duplicates,
    )
    check_roles(settings.layers.capability.role_weights, pack.table("organisations")["role"])
    shares = pack.table("reference_shares").set_index("industry")["share"]
    return Inputs(
        scheme=wanted,
        reporting=reporting,
        parts=parts,
        unit_counts=unit_counts,
        counts=regions.allocated(unit_counts, parts),
        reference=valid_reference(shares, unit_counts.columns) if len(shares) else None,
        distances=distance.distance_matrix(wanted.regions),
        boundaries=distance.shared_boundaries(
            pack.table("contiguity"), wanted.membership, wanted.index
        )
        if "contiguity" in pack.tables
        else None,
        roster=roster_of(
            locate(selected, wanted.membership),
            wanted.index,
            groups=pack.table("groups"),
            focus_directions=pack.table("focus_directions"),
            role_weights=settings.layers.capability.role_weights,
        ),
        has_organisations="organisations" in pack.tables,
        ties=pack.table("ties"),
        industries=industries,
        **{
            name: pack.table(name)
            for name in (
                "groups",
                "industry_directions",
                "focus_directions",
                "technologies",
                "platform_vectors",
                "development_vectors",
                "reported_hubs",
            )
        },
    )


def check_roles(role_weights: Mapping[str, float], roles: pd.Series) -> None:
    """Refuse a weight for a role that no organisation of the pack has.

    Raises
    ------
    AnalysisError
        A name is no role of the pack. The message suggests the nearest.
    """
    known = sorted(set(roles))
    unknown = [name for name in role_weights if name not in known]
    if unknown:
        hints = "".join(did_you_mean(name, known) for name in unknown[:1])
        raise AnalysisError(
            "Expected roles of the pack in layers.capability.role_weights; "
            f"found {', '.join(unknown)}.{hints} Roles: {', '.join(known) or 'none'}."
        )
