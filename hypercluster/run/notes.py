"""Doubts that a reader of a run must see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster import regions
from hypercluster.analysis.communities import METHODS
from hypercluster.rankings import MOST_P
from hypercluster.run.headline import FEWEST_NULLS
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run
from hypercluster.synchronisation.linkages import RANKINGS

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

FEW_INDUSTRIES = 20


def run_notes(
    pack: DataPack,
    inputs: Inputs,
    found: Run,
    settings: Settings,
    tables: dict[str, pd.DataFrame],
    profile: pd.DataFrame | None = None,
) -> tuple[str, ...]:
    """Doubts a reader must see, most general first."""
    names, organisations = inputs.scheme.regions["name"], inputs.organisations
    notes = ["Synthetic data: nothing here describes real regions."] if pack.is_synthetic else []
    if settings.run.draws == 0:
        notes.append("No ranges: the run was made without draws, so no rank says how sure it is.")
    allocated = list(names[inputs.is_allocated])
    if allocated:
        notes.append(
            f"Allocated: {', '.join(allocated)} inherit the shares of a larger reporting unit; their counts are equal parts of it."
        )
    outside = regions.outside_scheme(inputs.scheme, inputs.reporting)
    if outside:
        notes.append(
            f"Outside the scheme: {', '.join(outside)}; what lies there is left out, not spread."
        )
    away = int(organisations["region"].isna().sum())
    if away:
        notes.append(
            f"{away} organisation{'s lie' if away > 1 else ' lies'} outside the scheme and count{'' if away > 1 else 's'} in no region."
        )
    notes += _organisation_notes(pack, organisations, settings)
    if profile is not None and not profile["is_chosen"].any():
        notes.append(
            f"No resolution is both stable over draws and beyond chance; communities are those at gamma {settings.communities.gamma:g}."
        )
    return (*notes, *_evidence_notes(pack, inputs, found, settings, tables))


def _evidence_notes(
    pack: DataPack,
    inputs: Inputs,
    found: Run,
    settings: Settings,
    tables: dict[str, pd.DataFrame],
) -> list[str]:
    """Doubts about what the numbers can bear."""
    notes = []
    notes += [f"Layer {name} is absent: {reason}." for name, reason in found.absent.items()]
    total = inputs.counts.sum(axis=1, min_count=1)
    for what, is_so in (
        ("No counts were reported for", total.isna()),
        ("No enterprise at all in", total == 0),
    ):
        if is_so.any():
            notes.append(
                f"{what} {', '.join(inputs.scheme.regions['name'][is_so])}: what needs them is missing there."
            )
    k = inputs.counts.shape[1]
    if k < FEW_INDUSTRIES:
        notes.append(
            f"Only {k} industries: relatedness and complementarity are weak evidence here."
        )
    cells = inputs.unit_counts.size - len(pack.table("enterprises"))
    if cells > 0:
        notes.append(
            f"{cells} combination{'s' if cells > 1 else ''} of reporting unit and industry not listed in enterprises count as 0."
        )
    agreed = _pair_agreement(found)
    if agreed < 1:
        notes.append(
            f"The community methods {' and '.join(METHODS)} treat {agreed:.0%} of the pairs of regions alike; see membership for both."
        )
    if inputs.reference is not None:
        notes.append(
            "Location quotients compare with the pack's reference shares; tests of specialisation compare with its own table."
        )
    unranked = int(tables["linkages"][f"{settings.linkages.ranking}_rank"].isna().sum())
    if unranked:
        notes.append(
            f"{unranked} of {len(tables['linkages'])} pairs have no score: an organisation or a specific focus is not listed at one end, or both share a reporting unit (see flags)."
        )
    notes += _chance_notes(settings, tables)
    if not inputs.has_organisations:
        notes.append(
            "No organisations: untapped potential and capability match are switched off, linkages rest on industries and distance alone."
        )
    return notes


def _chance_notes(settings: Settings, tables: dict[str, pd.DataFrame]) -> list[str]:
    """What no more than chance gives; nothing where no null was made."""
    draws = settings.run.draws
    if draws == 0:
        return []
    if draws < FEWEST_NULLS:
        return [
            f"{draws} draws give no p-value below {1 / (draws + 1):.2g}: too few to tell a linkage or a community from chance."
        ]
    notes = []
    for name in RANKINGS:
        ranked = tables["linkages"][f"{name}_q_null"].dropna()
        beyond = int((ranked.round(9) <= MOST_P).sum())
        if len(ranked) and beyond < len(ranked):
            notes.append(
                f"{beyond or 'None'} of the {len(ranked)} ranked pairs score{'s' if beyond <= 1 else ''} beyond chance in the {name.replace('_', '-')} ranking (q at most {MOST_P:g}); the others are never findings, however sure their rank."
            )
    own = tables["communities"][tables["communities"]["method"] == settings.communities.method]
    chance = own[own["is_beyond_chance"].eq(other=False).fillna(value=False)]
    if len(chance):
        names = ", ".join(chance["community_name"])
        notes.append(
            f"No more than chance gives: {names} (the strongest community of chance networks adds as much to modularity)."
        )
    return notes


def _pair_agreement(found: Run) -> float:
    """Share of the pairs of regions that both standing community methods put together or both apart (Rand index)."""
    import numpy as np

    one, other = (
        found.labels[method][:, None] == found.labels[method][None, :] for method in METHODS
    )
    pairs = np.triu_indices(len(one), k=1)
    return float((one == other)[pairs].mean()) if len(pairs[0]) else 1.0


def _organisation_notes(
    pack: DataPack, organisations: pd.DataFrame, settings: Settings
) -> list[str]:
    """Doubts about organisations: misplaced, unsure, possibly counted twice."""
    if organisations.empty:
        return []
    notes = []
    table = pack.table("organisations")
    moved = int((table["printed_area"].notna() & (table["printed_area"] != table["area"])).sum())
    if moved:
        placed = (
            "at their true seat"
            if settings.actors.placement == "seat"
            else "where they are printed"
        )
        notes.append(
            f"{moved} organisation{'s are' if moved > 1 else ' is'} printed in the wrong row of the source; this run counts them {placed}."
        )
    low = int((organisations["confidence"] == "low").sum())
    if low:
        notes.append(
            f"{low} organisation{'s' if low > 1 else ''} could not be identified with confidence; draws leave each out half of the time."
        )
    double = int(organisations["duplicate_of"].isin(organisations["organisation"]).sum())
    if double:
        notes.append(
            f"{double} organisation{'s are' if double > 1 else ' is'} possibly another name of one listed; counted as printed, merged in half of the draws."
        )
    return notes
