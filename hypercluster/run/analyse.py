"""The whole analysis with its draws: results, ranges, notes, headline and provenance."""

from __future__ import annotations

import platform
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.communities import plateau_partition
from hypercluster.errors import AnalysisError
from hypercluster.network import RegionalNetwork
from hypercluster.rankings import RANKINGS
from hypercluster.results import Results
from hypercluster.run import describe, evidence, indicators
from hypercluster.run.conventions import conventions
from hypercluster.run.draw import Draw
from hypercluster.run.headline import finding, sentence
from hypercluster.run.indicators import Units
from hypercluster.run.inputs import Inputs, prepare
from hypercluster.run.notes import run_notes
from hypercluster.run.once import Run, once
from hypercluster.run.opportunities import opportunity_tables
from hypercluster.run.resolution import profile_of
from hypercluster.run.trials import Trials, base_of, source_draws, trials
from hypercluster.schema import RESULT_TABLES, conform
from hypercluster.settings import Settings
from hypercluster.sources import boundary_path
from hypercluster.synchronisation.linkages import part_shares
from hypercluster.uncertainty import LIKELY, confidence, membership_strength, top
from hypercluster.words import Note

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.actors import ActorGraph
    from hypercluster.sources import DataPack

FEWEST_FOR_STABILITY = 20
LIBRARIES = ("numpy", "scipy", "pandas", "igraph", "leidenalg", "pyproj")


def analyse(
    pack: DataPack,
    *,
    scheme: str | None = None,
    settings: Settings | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """Analyse a data pack: the run itself and its draws.

    Parameters
    ----------
    pack
        From `load_pack` or `make_pack`.
    scheme
        Region scheme; None takes the pack's default.
    settings
        Parameters; None takes the defaults. `settings.run` holds seed, draws and workers.
    executor
        Any `concurrent.futures.Executor` to run the draws on, instead of `settings.run.workers` processes.
    progress
        Called with (draws done, draws).

    Returns
    -------
    Results
        Equal for equal pack, scheme, settings and seed, whatever the executor and the number of workers.

    Raises
    ------
    SchemeError
        The pack has no such scheme.
    AnalysisError
        The settings name a layer that the pack has no data for.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> len(results.regions), len(results.linkages)
    (16, 120)
    """
    settings = settings or Settings()
    scheme = scheme or pack.default_scheme
    inputs = prepare(pack, scheme, settings)
    settings, profile = with_stable_gamma(inputs, settings, executor=executor, progress=progress)
    found = once(inputs, settings, seed=settings.run.seed)
    made = trials(base_of(inputs, found, settings), executor=executor, progress=progress)
    network, actors = describe.network_of(found), describe.actor_graph_of(inputs)
    units = Units(inputs, settings)
    tables = _tables(units, found, settings, made, network, actors)
    notes = run_notes(pack, inputs, found, settings, tables, profile)
    other = _other_scheme(pack, scheme, settings)
    supported = finding(tables, inputs.scheme, other, settings)
    words = sentence(supported, inputs.scheme.regions["name"].to_dict())
    return Results(
        tables,
        network=network,
        actors=actors,
        provenance=_provenance(
            pack, units, found, settings, tables, notes, words, supported, profile
        ),
        notes=notes,
        headline=words,
        boundaries=pack.to_geopandas if "boundaries" in pack.files else None,
        boundaries_file=boundary_path(pack),
    )


def with_stable_gamma(
    inputs: Inputs,
    settings: Settings,
    *,
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
) -> tuple[Settings, pd.DataFrame | None]:
    """Settings with the resolution that was asked for, and the profile behind it where one was made.

    `stability`: stable over draws and beyond chance; `plateau`: in the middle of the widest range of resolutions that gives one partition, for large
    networks. Where there is none, gamma stays as set.

    Raises
    ------
    AnalysisError
        There are too few draws to judge stability.
    """
    if settings.communities.gamma_choice == "given":
        return settings, None
    if settings.communities.gamma_choice == "plateau":
        found = plateau_partition(
            list(once(inputs, settings, seed=settings.run.seed).scaled.values()),
            seed=settings.run.seed,
        ).gamma
        return replace(
            settings,
            communities=replace(settings.communities, gamma=found or settings.communities.gamma),
        ), None
    if settings.run.draws < FEWEST_FOR_STABILITY:
        raise AnalysisError(
            f"Expected at least {FEWEST_FOR_STABILITY} draws for communities.gamma_choice 'stability'; found {settings.run.draws}. Make more draws, or choose 'given'."
        )
    profile = profile_of(inputs, settings, executor=executor, progress=progress)
    chosen = profile.loc[profile["is_chosen"].astype(bool), "gamma"]
    gamma = float(chosen.iloc[0]) if len(chosen) else settings.communities.gamma
    return replace(settings, communities=replace(settings.communities, gamma=gamma)), profile


def _tables(
    units: Units,
    found: Run,
    settings: Settings,
    made: Trials,
    network: RegionalNetwork,
    graph: ActorGraph,
) -> dict[str, pd.DataFrame]:
    """All tables of the results, with ranges and p-values."""
    inputs, nulls, gamma = units.inputs, made.nulls, settings.communities.gamma
    membership = _with_membership_strength(
        describe.membership_table(inputs, found), found, settings, made.draws
    )
    opportunities = opportunity_tables(
        inputs,
        found,
        settings,
        settings.linkages.ranking,
        indicators.opportunity_columns(units, found),
    )
    ranked = {
        "hubs": describe.hubs_table(inputs, found, membership, settings),
        "actor_hubs": describe.actor_hubs_table(inputs, found, graph),
        **opportunities,
    }
    ranked = evidence.ranked_tables(ranked, found, made, settings)
    if made.draws:
        hubs = ranked["hubs"]
        ranked["hubs"] = hubs.assign(is_hub=hubs["p_top_k"].ge(LIKELY))
    communities = describe.communities_table(
        inputs, found, membership, ranked["hubs"]["is_hub"].reindex(inputs.scheme.index), settings
    )
    strength = membership.groupby(["method", "community"])["membership_strength"].mean()
    keys = list(zip(communities["method"], communities["community"], strict=True))
    communities["membership_strength"] = strength.reindex(keys).to_numpy()
    communities["confidence"] = confidence(communities["membership_strength"].to_numpy())
    tables = {
        "regions": describe.regions_table(
            inputs,
            indicators.region_indicators(units, found),
            membership,
            settings.communities.method,
        ),
        "indicators": indicators.indicators_table(units, found),
        "industries": indicators.industries_table(units),
        "proximity": indicators.proximity_table(units, found),
        "layers": describe.layers_table(found, network),
        "ties": network.ties,
        "membership": membership,
        "communities": evidence.communities_with_chance(communities, found, nulls, gamma),
        "reported_hubs": describe.reported_hubs_table(inputs, found),
        **ranked,
        "community_quality": evidence.community_quality_table(found, nulls, gamma),
        "agreement": evidence.agreement_table(found, settings),
        **evidence.layer_tables(inputs, found),
        "variance_shares": evidence.variance_shares_table(found, ranked),
        "uncertainty_sources": evidence.uncertainty_sources_table(made),
        "actor_communities": evidence.actor_communities_table(graph, settings),
        "actor_nodes": graph.nodes.reset_index(),
        "actor_ties": graph.ties,
    }
    return {
        name: conform(name, tables[name]) for name in sorted(tables, key=list(RESULT_TABLES).index)
    }


def _with_membership_strength(
    membership: pd.DataFrame, found: Run, settings: Settings, drawn: list[Draw]
) -> pd.DataFrame:
    import numpy as np

    draws = {
        method: np.array([draw.labels[method] for draw in drawn], dtype=int).reshape(
            -1, len(labels)
        )
        for method, labels in found.labels.items()
    }
    values = np.concatenate(
        [membership_strength(draws[method], labels) for method, labels in found.labels.items()]
    )
    membership = membership.assign(membership_strength=values, confidence=confidence(values))
    return (
        evidence.with_consensus(membership, draws, seed=settings.run.seed)
        if drawn
        else evidence.without_draws(
            membership,
            "consensus_community",
            "consensus_strength",
            "second_community",
            "second_strength",
            "is_overlapping",
        )
    )


def _other_scheme(pack: DataPack, scheme: str, settings: Settings) -> tuple[Inputs, Run] | None:
    """The same run on the reporting units themselves: a headline must also hold there."""
    if scheme == pack.reporting_scheme:
        return None
    inputs = prepare(pack, pack.reporting_scheme, settings)
    return inputs, once(inputs, settings, seed=settings.run.seed)


def _provenance(
    pack: DataPack,
    units: Units,
    found: Run,
    settings: Settings,
    tables: dict[str, pd.DataFrame],
    notes: tuple[Note, ...],
    words: str,
    supported: dict[str, Any],
    profile: pd.DataFrame | None,
) -> dict[str, Any]:
    """What it takes to repeat and judge the run; no clock, path or number of workers."""
    values = replace(settings, run=replace(settings.run, workers=1)).to_dict()
    del values["run"]["workers"]
    return {
        "hypercluster": version("hypercluster"),
        "headline": words,
        "finding": supported,
        "notes": [note.to_dict() for note in notes],
        "scheme": units.inputs.scheme.name,
        "reporting_scheme": pack.reporting_scheme,
        "pack": {
            "title": pack.title,
            "vintage": pack.vintage,
            "source": pack.source,
            "is_synthetic": pack.is_synthetic,
            "sha256": pack.sha256,
            "map_crs": pack.map_crs,
            "local_language": pack.local_language,
            "tables": {name: dict(entry) for name, entry in pack.files.items()},
        },
        "seed": settings.run.seed,
        "draws": settings.run.draws,
        "nulls": settings.run.draws,
        "source_draws": source_draws(settings.run.draws),
        "top_k": {
            kind.name: top(kind.most(settings), int(rows[kind.column("rank")].count()))
            for kind in RANKINGS
            if len(rows := kind.of(tables[kind.table])) or kind.rows is None
        },
        "settings": values,
        "layer_weights": dict(found.layer_weights),
        "complexity": indicators.complexity_provenance(units),
        "resolution": []
        if profile is None
        else profile.astype(object).where(profile.notna(), None).to_dict("records"),
        "variance_shares": part_shares(tables["linkages"]),
        "conventions": list(conventions(units.inputs, settings)),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
    }
