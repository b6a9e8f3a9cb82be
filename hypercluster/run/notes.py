"""What must a reader of a run doubt?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster import regions
from hypercluster.analysis.communities import METHODS
from hypercluster.rankings import MOST_P, is_beyond_chance, linkage_rankings
from hypercluster.run.headline import FEWEST_NULLS
from hypercluster.run.inputs import Inputs
from hypercluster.run.once import Run
from hypercluster.views.indicators import FEW_INDUSTRIES
from hypercluster.views.names import community_name
from hypercluster.words import Name, Note, Term, is_missing, split

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack


def run_notes(
    pack: DataPack,
    inputs: Inputs,
    run: Run,
    settings: Settings,
    tables: dict[str, pd.DataFrame],
    profile: pd.DataFrame | None = None,
) -> tuple[Note, ...]:
    """Doubts that a reader must see, the most general first.

    Parameters
    ----------
    pack, inputs, run, settings
        What was analysed, and the run itself.
    tables
        Tables of the results.
    profile
        Profile of resolutions, where one was made to choose gamma.
    """
    names = region_names(inputs, pack.local_language)
    doubts = [Note("notes.synthetic")] if pack.is_synthetic else []
    if settings.run.draws == 0:
        doubts.append(Note("notes.no_draws"))
    doubts += _named("allocated", names[inputs.is_allocated])
    outside = regions.outside_scheme(inputs.scheme, inputs.reporting)
    if outside:
        doubts.append(Note("notes.outside_scheme", {"names": outside}))
    doubts += _counted("away", int(inputs.organisations["region"].isna().sum()))
    doubts += _organisation_notes(pack, inputs.organisations, settings)
    if profile is not None and not profile["is_chosen"].any():
        doubts.append(Note("notes.no_gamma", {"gamma": float(settings.communities.gamma)}))
    doubts += _data_notes(pack, inputs, run, names)
    doubts += _evidence_notes(inputs, run, settings, tables)
    doubts += _chance_notes(settings, tables, names)
    return (*doubts, *([] if inputs.has_organisations else [Note("notes.no_organisations")]))


def region_names(inputs: Inputs, local_language: str | None) -> pd.Series:
    """Names of the regions by code, with their local names."""
    import pandas as pd

    table = inputs.scheme.regions
    local_names = table["name_local"] if "name_local" in table else [None] * len(table)
    names = [
        Name(str(name), None if is_missing(local) else str(local), local_language)
        for name, local in zip(table["name"], local_names, strict=True)
    ]
    return pd.Series(names, index=table.index, dtype=object)


def _named(key: str, names: pd.Series) -> list[Note]:
    """A doubt about the regions of these names, if any."""
    return [Note(f"notes.{key}", {"names": tuple(names)})] if len(names) else []


def _counted(key: str, count: int) -> list[Note]:
    """A doubt about a number of things, if any."""
    return [Note(f"notes.{key}", {"count": count})] if count > 0 else []


def _data_notes(pack: DataPack, inputs: Inputs, run: Run, names: pd.Series) -> list[Note]:
    """Doubts about what the data leave out."""
    doubts = [
        Note("notes.layer_absent", {"layer": Term("layers", layer), "reason": reason})
        for layer, reason in run.absent.items()
    ]
    totals = inputs.counts.sum(axis=1, min_count=1)
    doubts += _named("no_counts", names[totals.isna()])
    doubts += _named("no_enterprises", names[totals == 0])
    industries = inputs.counts.shape[1]
    if industries < FEW_INDUSTRIES:
        doubts.append(Note("notes.few_industries", {"count": industries}))
    unlisted = inputs.unit_counts.size - len(pack.table("enterprises"))
    return doubts + _counted("unlisted_cells", unlisted)


def _evidence_notes(
    inputs: Inputs, run: Run, settings: Settings, tables: dict[str, pd.DataFrame]
) -> list[Note]:
    """Doubts about what the numbers can bear."""
    doubts = []
    agreement = _pair_agreement(run)
    if agreement < 1:
        doubts.append(Note("notes.methods_agree", {"methods": METHODS, "share": agreement}))
    if inputs.reference is not None:
        doubts.append(Note("notes.reference"))
    ranks = tables["linkages"][f"{settings.linkages.ranking}_rank"]
    if ranks.isna().any():
        counts = {"unranked": int(ranks.isna().sum()), "pairs": len(ranks)}
        reasons = _unranked_because(inputs, run, settings.linkages.ranking)
        doubts.append(Note("notes.unranked", {**counts, "reasons": reasons}))
    return doubts


def _unranked_because(inputs: Inputs, run: Run, ranking: str) -> tuple[Note, ...]:
    """What pairs without a score lack, and how many of them."""
    import numpy as np

    profile = {kind.short: kind.value for kind in linkage_rankings()}[ranking]
    values = {"complementarity": run.complementarities, "similarity": inputs.similarity}[profile]
    is_masked, lacks_profile = inputs.shares_unit, np.isnan(values)
    lacks = {
        "one_unit": is_masked,
        "no_enterprises": lacks_profile & ~is_masked,
        "no_point": np.isnan(run.distance_factor),
        "no_organisation": np.isnan(run.untapped),
        "no_focus": np.isnan(run.untapped + (0 if inputs.match is None else inputs.match)),
    }
    lacks["no_focus"] &= ~lacks["no_organisation"]
    upper = np.triu_indices(len(values), k=1)
    counts = {key: int((matrix | matrix.T)[upper].sum()) for key, matrix in lacks.items()}
    return tuple(
        Note(f"notes.unranked_because.{key}", {"number": number})
        for key, number in counts.items()
        if number
    )


def _chance_notes(
    settings: Settings, tables: dict[str, pd.DataFrame], names: pd.Series
) -> list[Note]:
    """What no more than chance gives, as far as nulls can tell."""
    draws = settings.run.draws
    if draws == 0:
        return []
    if draws < FEWEST_NULLS:
        return [Note("notes.few_draws", {"count": draws, "least": 1 / (draws + 1)})]
    doubts = []
    of_rankings = tables["chance"].set_index("ranking")
    for kind in linkage_rankings():
        whole = of_rankings.loc[kind.name]
        p = tables["linkages"][kind.column("p_familywise")].dropna()
        beyond = int(is_beyond_chance(p).sum())
        values = {"ranking": Term("rankings", kind.short), "level": MOST_P}
        if len(p) and not is_beyond_chance(whole["p_global"]):
            first = {"count": int(whole["top_k"]), "p": float(whole["p_global"])}
            doubts.append(Note("notes.ranking_of_chance", {**values, **first}))
        elif beyond < len(p):
            doubts.append(
                Note("notes.beyond_chance", {**values, "count": beyond, "pairs": len(p)})
                if beyond
                else Note("notes.none_beyond_chance", {**values, "count": len(p)})
            )
    table = tables["communities"]
    is_chance = table["is_beyond_chance"].eq(other=False).fillna(value=False)
    chance = table[is_chance & (table["method"] == settings.communities.method)]
    composites = tables["hubs"]["composite"]
    communities = chance["regions"].map(lambda cell: community_name(split(cell), composites, names))
    return doubts + _named("chance_communities", communities)


def _pair_agreement(run: Run) -> float:
    """Share of the pairs of regions that both methods treat alike (Rand index)."""
    import numpy as np

    a, b = (run.labels[method][:, None] == run.labels[method][None, :] for method in METHODS)
    pairs = np.triu_indices(len(a), k=1)
    return float((a == b)[pairs].mean()) if len(pairs[0]) else 1.0


def _organisation_notes(
    pack: DataPack, organisations: pd.DataFrame, settings: Settings
) -> list[Note]:
    """Doubts about organisations: misplaced, unsure, possibly counted twice."""
    if organisations.empty:
        return []
    table = pack.table("organisations")
    moved = table["printed_area"].notna() & (table["printed_area"] != table["area"])
    duplicates = organisations["duplicate_of"].isin(organisations["organisation"])
    seat = "moved_seat" if settings.actors.placement == "seat" else "moved_printed"
    return [
        *_counted(seat, int(moved.sum())),
        *_counted("unsure", int((organisations["confidence"] == "low").sum())),
        *_counted("duplicates", int(duplicates.sum())),
    ]
