"""The whole analysis: results with ranges, notes, headline and provenance."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING

from hypercluster.analysis.communities import plateau_partition
from hypercluster.errors import AnalysisError
from hypercluster.results import Results
from hypercluster.run.headline import finding, sentence
from hypercluster.run.hub_tables import actor_graph_of
from hypercluster.run.inputs import Inputs, prepare
from hypercluster.run.network_tables import network_of
from hypercluster.run.notes import run_notes
from hypercluster.run.once import Run, once
from hypercluster.run.provenance import provenance
from hypercluster.run.resolution import profile_of
from hypercluster.run.tables import result_tables
from hypercluster.run.trials import base_of, trials
from hypercluster.settings import Settings
from hypercluster.sources import boundary_path, examine_boundaries, require_pack

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.sources import DataPack

FEWEST_FOR_STABILITY = 20


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
        Any `concurrent.futures.Executor` to run the draws on, instead of `settings.run.workers`
        processes.
    progress
        Called with (draws done, draws).

    Returns
    -------
    Results
        Equal for equal pack, scheme, settings and seed, whatever the executor and the number of
        workers.

    Raises
    ------
    SchemeError
        The pack has no such scheme.
    AnalysisError
        What is given is no pack, or the settings name a layer that it has no data for.
    DataError
        The boundaries of the pack cannot be used.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> len(results.regions), len(results.linkages)
    (16, 120)
    """
    require_pack(pack)
    settings = settings or Settings()
    has_map = "boundaries" in pack.files
    doubts_of_map = examine_boundaries(pack) if has_map else ()  # before the time for a run
    inputs = prepare(pack, scheme or pack.default_scheme, settings)
    settings, profile = with_stable_gamma(inputs, settings, executor=executor, progress=progress)
    run = once(inputs, settings, seed=settings.run.seed)
    repeats = trials(base_of(run), executor=executor, progress=progress)
    network, actors = network_of(run), actor_graph_of(inputs)
    tables = result_tables(run, repeats, network, actors)
    notes = (*run_notes(pack, inputs, run, settings, tables, profile), *doubts_of_map)
    supported = finding(tables, inputs.scheme, _of_units(pack, run), settings)
    headline = sentence(supported, inputs.scheme.regions["name"].to_dict())
    facts = provenance(pack, run, tables, profile)
    return Results(
        tables,
        network=network,
        actors=actors,
        provenance={
            "hypercluster": facts.pop("hypercluster"),
            "headline": headline,
            "finding": supported,
            "notes": [note.to_dict() for note in notes],
            **facts,
        },
        notes=notes,
        headline=headline,
        boundaries=pack.to_geopandas if has_map else None,
        boundaries_file=boundary_path(pack),
    )


def with_stable_gamma(
    inputs: Inputs,
    settings: Settings,
    *,
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
) -> tuple[Settings, pd.DataFrame | None]:
    """Settings with the resolution they ask for, and the profile behind it.

    `stability` takes one that is stable over draws and beyond chance. `plateau`, for large
    networks, takes the middle of the widest range of resolutions that gives one partition. Where
    there is none, gamma stays as set. There is a profile for `stability` alone.

    Raises
    ------
    AnalysisError
        There are too few draws to judge stability.
    """
    if settings.communities.gamma_choice == "given":
        return settings, None
    if settings.communities.gamma_choice == "plateau":
        run = once(inputs, settings, seed=settings.run.seed)
        gamma = plateau_partition(list(run.scaled.values()), seed=settings.run.seed).gamma
        return _with_gamma(settings, gamma), None
    if settings.run.draws < FEWEST_FOR_STABILITY:
        raise AnalysisError(
            f"Expected at least {FEWEST_FOR_STABILITY} draws for communities.gamma_choice "
            f"'stability'; found {settings.run.draws}. Make more draws, or choose 'given'."
        )
    profile = profile_of(inputs, settings, executor=executor, progress=progress)
    chosen = profile.loc[profile["is_chosen"].astype(bool), "gamma"]
    return _with_gamma(settings, float(chosen.iloc[0]) if len(chosen) else None), profile


def _with_gamma(settings: Settings, gamma: float | None) -> Settings:
    """Settings with a resolution; None leaves it as set."""
    gamma = gamma or settings.communities.gamma
    return replace(settings, communities=replace(settings.communities, gamma=gamma))


def _of_units(pack: DataPack, run: Run) -> tuple[Inputs, Run] | None:
    """The same run on the reporting units themselves: a headline must also hold there."""
    if run.inputs.scheme.name == pack.reporting_scheme:
        return None
    inputs = prepare(pack, pack.reporting_scheme, run.settings)
    return inputs, once(inputs, run.settings, seed=run.seed)
