"""What one run starts from: the pack brought to a region scheme, and the same with its doubts drawn at random."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hypercluster import actors, regions
from hypercluster.analysis import distance
from hypercluster.errors import AnalysisError, did_you_mean
from hypercluster.indicators import specialisation
from hypercluster.layers import (
    capability_match,
    demand,
    measured_ties,
    production_similarity,
    supply,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.regions import RegionScheme
    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

DROP_PROBABILITY = {"high": 0.05, "medium": 0.15, "low": 0.5}
CONCENTRATION = 20.0
SOURCES = (
    "counts",
    "allocations",
    "organisations",
    "directions",
    "layer_weights",
    "distance_decay",
    "profile_weight",
    "threshold",
)


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
        Regions x regions, km; boundaries None where the pack has no contiguity.
    organisations
        Located and selected; empty where the pack has none (`has_organisations`).
    role_weights
        Weight of an organisation by helix role, from the settings.
    ties
        Measured ties as in the pack.
    industries, groups, industry_directions, focus_directions, technologies, platform_vectors, development_vectors, reported_hubs
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
    organisations: pd.DataFrame
    has_organisations: bool
    role_weights: Mapping[str, float]
    ties: pd.DataFrame
    industries: pd.DataFrame
    groups: pd.DataFrame
    industry_directions: pd.DataFrame
    focus_directions: pd.DataFrame
    technologies: pd.DataFrame
    platform_vectors: pd.DataFrame
    development_vectors: pd.DataFrame
    reported_hubs: pd.DataFrame

    @cached_property
    def expected_shares(self) -> pd.Series:
        """Share of each industry in the reference economy: as given, else of all reporting units together."""
        return (
            specialisation.total_shares(self.unit_counts)
            if self.reference is None
            else self.reference
        )

    @cached_property
    def is_ubiquitous(self) -> np.ndarray:
        """Industries found everywhere, in the order of the counts."""
        ubiquitous: np.ndarray = self.industries["is_ubiquitous"].to_numpy(dtype=bool)
        return ubiquitous

    @cached_property
    def shares_unit(self) -> np.ndarray:
        """Pairs of regions inside one reporting unit."""
        return regions.shares_unit(self.parts)

    @cached_property
    def is_allocated(self) -> pd.Series:
        """Regions whose counts are an allocation."""
        return regions.is_allocated(self.parts)

    @cached_property
    def similarity(self) -> np.ndarray:
        """Production similarity of every pair of regions, masked inside one reporting unit."""
        return production_similarity(self.counts, shares_unit=self.shares_unit)

    @cached_property
    def region_ties(self) -> pd.DataFrame:
        """Measured ties between regions: `layer`, `source`, `target`, `weight`."""
        return measured_ties(self.ties, self.scheme.membership, self.organisations)

    @cached_property
    def presence(self) -> pd.DataFrame:
        """Tying groups x regions, 1 where a group is present."""
        return actors.group_presence(self.organisations, self.groups, self.scheme.index)

    @cached_property
    def focus(self) -> pd.DataFrame:
        """Organisations x directions: shares of the focus of each organisation."""
        return actors.focus_shares(self.organisations, self.focus_directions)

    @cached_property
    def demands(self) -> pd.DataFrame | None:
        """Demand of regions by direction; None where the pack lacks a table for it."""
        return demand(self.counts, self.industry_directions) if self._has_directions else None

    @cached_property
    def supplies(self) -> pd.DataFrame | None:
        """Supply of regions by direction of demand; None where the pack lacks a table for it."""
        if self.demands is None:
            return None
        supplies = supply(
            self.organisations, self.focus, self.scheme.index, role_weights=self.role_weights
        )
        is_unknown = supplies.isna().all(axis=1)
        supplies = supplies.reindex(columns=self.demands.columns).fillna(0.0)
        supplies.loc[is_unknown] = float("nan")
        return supplies

    @cached_property
    def match(self) -> np.ndarray | None:
        """Directed capability match; row receives. None where the pack lacks a table for it."""
        if self.demands is None or self.supplies is None:
            return None
        return capability_match(self.demands, self.supplies)

    @property
    def _has_directions(self) -> bool:
        return (
            self.has_organisations
            and len(self.industry_directions) > 0
            and len(self.focus_directions) > 0
        )


def prepare(pack: DataPack, scheme: str, settings: Settings) -> Inputs:
    """Bring a pack to a region scheme."""
    areas, schemes = pack.table("areas"), pack.table("schemes")
    wanted = regions.region_scheme(areas, schemes, scheme)
    reporting = regions.region_scheme(areas, schemes, pack.reporting_scheme)
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
    selected = actors.select_organisations(
        pack.table("organisations"),
        placement=settings.actors.placement,
        min_confidence=settings.actors.min_confidence,
        duplicates=settings.actors.duplicates,
    )
    check_roles(settings.layers.capability.role_weights, pack.table("organisations")["role"])
    shares = pack.table("reference_shares")
    return Inputs(
        scheme=wanted,
        reporting=reporting,
        parts=parts,
        unit_counts=unit_counts,
        counts=regions.allocate(unit_counts, parts),
        reference=shares.set_index("industry")["share"] if len(shares) else None,
        distances=distance.distance_matrix(wanted.regions),
        boundaries=distance.shared_boundaries(
            pack.table("contiguity"), wanted.membership, wanted.index
        )
        if "contiguity" in pack.tables
        else None,
        organisations=actors.locate(selected, wanted.membership),
        has_organisations="organisations" in pack.tables,
        role_weights=settings.layers.capability.role_weights,
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
        A name is no role of the pack; the message suggests the nearest.
    """
    known = sorted(set(roles))
    unknown = [name for name in role_weights if name not in known]
    if unknown:
        hints = "".join(did_you_mean(name, known) for name in unknown[:1])
        raise AnalysisError(
            f"Expected roles of the pack in layers.capability.role_weights; found {', '.join(unknown)}.{hints} Roles: {', '.join(known) or 'none'}."
        )


def perturb(
    inputs: Inputs,
    settings: Settings,
    layer_weights: Mapping[str, float],
    generator: np.random.Generator,
    *,
    sources: Collection[str] = SOURCES,
) -> tuple[Inputs, Settings]:
    """One draw of everything that is in doubt, or of some of its sources.

    Counts: Gamma-Poisson rates, shrunk by one enterprise of the reference mix (a superpopulation model: the table is a
    count, not a sample). Allocations: Dirichlet over the areas of a unit, separately per industry. Organisations:
    dropped with probability 0.05, 0.15, 0.5 by high, medium, low confidence; a possible duplicate merged, and an
    alternative kind taken, with probability 0.5. Layer weights and profile weight: Dirichlet around the settings (concentration 20). Both deltas: a
    common log-uniform factor 0.5-2. Threshold: uniform 0.8-1.25 times the setting. Direction tables: Dirichlet around the
    shares (concentration 20). Factors and probabilities are our choice.

    Everything is drawn in any case and `sources` says what is kept, so that one source alone moves exactly as it does
    among all.
    """
    drawn_counts = _draw_counts(inputs, generator)
    unit_counts = drawn_counts if "counts" in sources else inputs.unit_counts
    allocated = _draw_allocation(inputs, unit_counts, generator)
    organisations = _draw_organisations(inputs.organisations, generator)
    industry_directions = _draw_shares(inputs.industry_directions, "industry", generator)
    focus_directions = _draw_shares(inputs.focus_directions, "focus", generator)
    drawn = replace(
        inputs,
        unit_counts=unit_counts,
        counts=allocated
        if "allocations" in sources
        else regions.allocate(unit_counts, inputs.parts),
        organisations=organisations if "organisations" in sources else inputs.organisations,
        industry_directions=industry_directions
        if "directions" in sources
        else inputs.industry_directions,
        focus_directions=focus_directions if "directions" in sources else inputs.focus_directions,
    )
    return drawn, _draw_settings(settings, layer_weights, generator, sources)


def _draw_counts(inputs: Inputs, generator: np.random.Generator) -> pd.DataFrame:
    """Rates of enterprises: Gamma(x_rj + p_j, 1) x_r. / (x_r. + 1), p_j the share of the industry in the reference.

    The prior is worth one enterprise of the reference mix a unit, and the expected total stays that of the table; a
    prior of 1/2 a cell would triple a sparse table.
    """
    counts = inputs.unit_counts
    totals = counts.to_numpy().sum(axis=1, keepdims=True)
    prior = inputs.expected_shares.reindex(counts.columns).fillna(0.0).to_numpy()
    drawn = counts.copy()
    drawn.loc[:, :] = generator.gamma(counts.to_numpy() + prior, 1.0) * (totals / (totals + 1))
    return drawn


def _draw_allocation(
    inputs: Inputs, unit_counts: pd.DataFrame, generator: np.random.Generator
) -> pd.DataFrame:
    """Counts of regions with the parts of divided units drawn anew for each industry; sums are preserved."""
    import numpy as np

    counts = regions.allocate(unit_counts, inputs.parts)
    values, rates = counts.to_numpy(copy=True), unit_counts.to_numpy()
    parts = inputs.parts[unit_counts.index].to_numpy()
    units = inputs.reporting.membership
    region = inputs.scheme.index.get_indexer(inputs.scheme.membership.reindex(units.index))
    for position in np.flatnonzero(((parts > 0) & (parts < 1)).any(axis=0)):
        own = region[(units == unit_counts.index[position]).to_numpy()]
        drawn = generator.dirichlet(np.ones(len(own)), size=rates.shape[1]).T
        share = np.zeros_like(values)
        np.add.at(share, own[own >= 0], drawn[own >= 0])
        values += (share - parts[:, [position]]) * rates[position]
    counts.loc[:, :] = values.clip(min=0)
    return counts


def _draw_organisations(
    organisations: pd.DataFrame, generator: np.random.Generator
) -> pd.DataFrame:
    """Organisations kept in a draw, each of one of the kinds it may be."""
    chance = generator.random(len(organisations))
    merged = generator.random(len(organisations)) < 0.5
    other_kind = (generator.random(len(organisations)) < 0.5) & organisations[
        "alternative_kind"
    ].notna().to_numpy()
    organisations = organisations.assign(
        kind=organisations["kind"].where(~other_kind, organisations["alternative_kind"])
    )
    kept = chance >= organisations["confidence"].map(DROP_PROBABILITY).to_numpy(dtype=float)
    is_duplicate = (
        organisations["duplicate_of"].isin(organisations.loc[kept, "organisation"]).to_numpy()
    )
    return organisations[kept & ~(is_duplicate & merged)].reset_index(drop=True)


def _draw_shares(table: pd.DataFrame, by: str, generator: np.random.Generator) -> pd.DataFrame:
    """Shares of each industry or focus drawn around the pack's; a single full share stays.

    Gamma variates divided by their sum are Dirichlet, and one call serves all groups.
    """
    import numpy as np

    variates = generator.gamma(CONCENTRATION * table["share"].to_numpy(dtype=float))
    total = (
        np.bincount(table[by].factorize()[0], variates)[table[by].factorize()[0]]
        if len(table)
        else variates
    )
    return table.assign(share=np.divide(variates, total, out=np.zeros(len(table)), where=total > 0))


def _draw_settings(
    settings: Settings,
    layer_weights: Mapping[str, float],
    generator: np.random.Generator,
    sources: Collection[str],
) -> Settings:
    """Weights, deltas and threshold of a draw."""
    import numpy as np

    variates = generator.gamma(CONCENTRATION * np.array(list(layer_weights.values())))
    drawn = {name: float(variate) for name, variate in zip(layer_weights, variates, strict=True)}
    weights = drawn if "layer_weights" in sources else dict(layer_weights)
    spread = float(2.0 ** generator.uniform(-1.0, 1.0))
    factor = spread if "distance_decay" in sources else 1.0
    w = settings.linkages.profile_weight
    beta = float(generator.beta(CONCENTRATION * w, CONCENTRATION * (1 - w))) if 0 < w < 1 else w
    weight = beta if "profile_weight" in sources else w
    change = float(generator.uniform(0.8, 1.25))
    return replace(
        settings,
        indicators=replace(
            settings.indicators,
            threshold=settings.indicators.threshold * (change if "threshold" in sources else 1.0),
        ),
        layers=replace(
            settings.layers,
            weighting="given",
            weights=weights,
            geography=replace(
                settings.layers.geography, delta_km=settings.layers.geography.delta_km * factor
            ),
        ),
        linkages=replace(
            settings.linkages, delta_km=settings.linkages.delta_km * factor, profile_weight=weight
        ),
    )
