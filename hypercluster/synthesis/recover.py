"""How much of what was planted does the analysis recover, at how much noise?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.communities import adjusted_mutual_information
from hypercluster.analysis.series import area_under_curve
from hypercluster.errors import SettingsError, did_you_mean
from hypercluster.rankings import competition_ranks, linkage_rankings
from hypercluster.run.inputs import prepare
from hypercluster.run.once import once, partitions
from hypercluster.run.perturb import perturb
from hypercluster.schema import conform
from hypercluster.settings import METHODS, Settings
from hypercluster.synthesis.plan import check_options
from hypercluster.synthesis.plant import resample, synthesise
from hypercluster.uncertainty import ensemble, rank_ranges, top, worst_ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.inputs import Inputs
    from hypercluster.run.once import Run
    from hypercluster.synthesis.plant import Planted

EXPECTED_FROM = 30  # other samples of the plan whose mean stands for the expectation (our choice)
LINKAGE = linkage_rankings()[0]
HUBS, LINKAGES = "composite score", LINKAGE.variance_name
CONVENTION = (
    "nmi and ami: over the mean of both entropies; hub_precision: among as many as were planted, "
    "ties against; linkage_auc: ties count half; rank_coverage: nominal 0.9, true rank from the "
    f"mean of {EXPECTED_FROM} other samples of the plan, in rank_coverage_counts with "
    "organisations and ties as in the pack; chance: value without structure"
)


@dataclass(frozen=True, eq=False)
class Trial:
    """What every trial of a recovery starts from."""

    options: Mapping[str, int]
    noises: Sequence[float]
    replicates: int
    methods: Sequence[str]
    draws: int
    seed: int
    expected_from: int = EXPECTED_FROM


def recovery(
    *,
    noises: Sequence[float] = (0.0, 0.1, 0.2, 0.4),
    replicates: int = 3,
    methods: Sequence[str] | None = None,
    regions: int = 60,
    industries: int = 20,
    communities: int = 4,
    hubs: int | None = None,
    draws: int = 50,
    seed: int = 1,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Plant, analyse with the default settings, and compare the results to the truth.

    Parameters
    ----------
    noises
        Levels of `synthesise`, 0 to 1.
    replicates
        Packs at each level. Replicate i has the same members, hubs and linkages at every level.
    methods
        Community methods. None takes every method that can run (`infomap` needs its extra).
    regions, industries, communities, hubs
        As in `synthesise`.
    draws
        Trial runs behind each range of ranks. 0 leaves coverage missing.
    seed
        Of all packs and searches.
    workers, executor
        Processes, or any executor instead. They never change the table.
    progress
        Called with (packs done, packs).

    Returns
    -------
    DataFrame
        One row per noise, measure and method: `noise`, `measure`, `method`, `mean` and
        `standard_error` over replicates (missing for one), `replicates` with a value, `chance`
        (what no structure would give, missing where that is not one number).

        - `nmi`, `ami`: normalised and adjusted mutual information between planted and detected
          communities, 0 to 1 and up to 1.
        - `hub_precision`: planted share of the h regions ranked first, h as many as were planted.
          `hub_precision_at_k`: of the top k of the settings.
        - `linkage_auc`: chance that a planted linkage has a higher complementary score than another
          pair, over pairs with a score.
        - `rank_coverage`: share of regions whose range of hub ranks (5-95 % over draws) holds the
          true rank, that of the mean hub score over other samples of the same plan at the same
          noise (same rates and seats, but counts, organisations and ties drawn anew). Nominal 0.9.
        - `rank_coverage_counts`: the same with organisations and ties as in the pack, so that only
          counts are drawn anew. Ranges take the lists of a pack as complete: the distance between
          both measures says what that assumption is worth.

    Raises
    ------
    SettingsError
        An option is outside its range, or there is no such method.

    References
    ----------
    Vinh, N. X., Epps, J. & Bailey, J. (2010). Journal of Machine Learning Research 11, 2837-2854
    (adjusted mutual information);
    Hanley, J. A. & McNeil, B. J. (1982). doi:10.1148/radiology.143.1.7063747 (area under the curve
    as a chance)

    Examples
    --------
    >>> table = recovery(
    ...     noises=[0.0], replicates=1, methods=["cpm"], regions=16, communities=2, draws=0
    ... )
    >>> table.loc[table["measure"] == "ami", ["method", "mean"]].values.tolist()
    [['cpm', 1.0]]
    """
    import pandas as pd

    requested = _checked_methods(methods)
    size = {"regions": regions, "industries": industries, "communities": communities, "seed": seed}
    options = _checked_options(noises, size, hubs)
    if replicates < 1 or draws < 0:
        raise SettingsError(
            f"Expected at least 1 replicate and 0 draws; found {replicates} and {draws}. Change "
            "the options."
        )
    trials = ensemble(
        recover_once,
        Trial(options, tuple(noises), replicates, requested, draws, seed),
        seed=seed,
        draws=len(noises) * replicates,
        workers=workers,
        executor=executor,
        progress=progress,
    )
    values = pd.DataFrame([row for rows in trials for row in rows])
    groups = values.groupby(["noise", "measure", "method"], sort=False)
    table = groups.agg(
        mean=("value", "mean"),
        standard_error=("value", "sem"),
        replicates=("value", "count"),
        chance=("chance", "first"),
    )
    table = conform("recovery", table.reset_index())
    table.attrs["convention"] = CONVENTION
    return table


def recover_once(trial: Trial, stream: np.random.SeedSequence) -> list[dict[str, Any]]:
    """Plant one pack and measure what is recovered: one row per measure and method.

    Parameters
    ----------
    trial
        Options.
    stream
        Its key says which noise and which replicate.
    """
    import numpy as np

    level, replicate = divmod(int(stream.spawn_key[-1]), trial.replicates)
    seed = int(np.random.SeedSequence(trial.seed, spawn_key=(replicate,)).generate_state(1)[0])
    planted = synthesise(**trial.options, noise=trial.noises[level], seed=seed)
    settings = Settings().with_run(seed=seed, draws=trial.draws)
    inputs = prepare(planted.pack, planted.pack.default_scheme, settings)
    run = once(inputs, settings, seed=seed)
    rows = [
        *community_recovery(planted, run, trial.methods, seed=seed),
        *hub_recovery(planted, run, settings),
        _row("linkage_auc", LINKAGES, _linkage_auc(planted, run), 0.5),
        *coverage_recovery(planted, inputs, run, settings, expected_from=trial.expected_from),
    ]
    return [{"noise": trial.noises[level], **row} for row in rows]


def community_recovery(
    planted: Planted, run: Run, methods: Sequence[str], *, seed: int
) -> list[dict[str, Any]]:
    """NMI and AMI of each community method with the planted communities."""
    truth = planted.truth_regions["community"].factorize()[0]
    rows = []
    for method in methods:
        settings = replace(
            run.settings, communities=replace(run.settings.communities, method=method)
        )
        labels = partitions(list(run.scaled.values()), settings, seed=seed)[0][method]
        rows.append(_row("nmi", method, normalised_mutual_information(truth, labels), None))
        rows.append(_row("ami", method, adjusted_mutual_information(truth, labels), 0.0))
    return rows


def normalised_mutual_information(a: np.ndarray, b: np.ndarray) -> float:
    """Normalised mutual information of two partitions, to 1e-12.

    Over the mean of both entropies: 0 where one is a single community, 1 where both are.
    """
    import igraph

    return round(float(igraph.compare_communities(a.tolist(), b.tolist(), method="nmi")), 12)


def hub_recovery(planted: Planted, run: Run, settings: Settings) -> list[dict[str, Any]]:
    """Precision of the hub ranking among as many as were planted and the top k.

    Every tie counts against the top.
    """
    import numpy as np

    is_hub = planted.truth_regions["is_hub"].to_numpy()
    ranks = worst_ranks(run.hubs["rank"].to_numpy(dtype=float, na_value=np.nan))
    ks = {
        "hub_precision": int(is_hub.sum()),
        "hub_precision_at_k": top(settings.hubs.top_k, len(ranks)),
    }
    return [
        _row(name, HUBS, float((is_hub & (ranks <= k)).sum() / k), float(is_hub.mean()))
        for name, k in ks.items()
    ]


def _linkage_auc(planted: Planted, run: Run) -> float:
    return area_under_curve(LINKAGE.scores(run), planted.truth_linkages["is_linkage"].to_numpy())


def coverage_recovery(
    planted: Planted,
    inputs: Inputs,
    run: Run,
    settings: Settings,
    *,
    expected_from: int = EXPECTED_FROM,
) -> list[dict[str, Any]]:
    """Share of regions whose range of hub ranks holds that of their expected score.

    Missing without draws.
    """
    import numpy as np

    shares = {"rank_coverage": float("nan"), "rank_coverage_counts": float("nan")}
    if settings.run.draws:
        ranges = rank_ranges(hub_ranks_of_draws(inputs, run, settings), top_k=settings.hubs.top_k)
        low, high = (
            ranges[name].to_numpy(dtype=float, na_value=np.nan)
            for name in ("rank_low", "rank_high")
        )
        for name, is_counts_only in zip(shares, (False, True), strict=True):
            true = expected_hub_ranks(
                planted, settings, is_counts_only=is_counts_only, samples=expected_from
            )
            shares[name] = float(((low <= true) & (true <= high)).mean())
    return [_row(name, HUBS, share, None) for name, share in shares.items()]


def hub_ranks_of_draws(inputs: Inputs, run: Run, settings: Settings) -> np.ndarray:
    """Draws x regions: the hub ranks that the ranges of a run come from."""
    import numpy as np

    weights = dict(run.layer_weights)
    fixed = replace(settings, layers=replace(settings.layers, weighting="given", weights=weights))
    ranks = []
    for number in range(settings.run.draws):
        stream = np.random.SeedSequence(settings.run.seed, spawn_key=(number,))
        trial = perturb(inputs, fixed, weights, np.random.default_rng(stream))
        draw = once(*trial, seed=settings.run.seed)
        ranks.append(draw.hubs["rank"].to_numpy(dtype=float, na_value=np.nan))
    return np.vstack(ranks)


def expected_hub_ranks(
    planted: Planted, settings: Settings, *, is_counts_only: bool, samples: int = EXPECTED_FROM
) -> np.ndarray:
    """Rank of every region's mean hub score over other samples of the plan.

    Equal scores share the smallest rank.
    """
    import numpy as np

    scores = []
    for sample in range(1, samples + 1):
        pack = resample(planted, sample, is_counts_only=is_counts_only)
        inputs = prepare(pack, pack.default_scheme, settings)
        run = once(inputs, settings, seed=settings.run.seed)
        scores.append(run.hubs["composite"].to_numpy())
    return competition_ranks(np.mean(scores, axis=0))


def _row(measure: str, method: str, value: float, chance: float | None) -> dict[str, Any]:
    chance = float("nan") if chance is None else chance
    return {"measure": measure, "method": method, "value": value, "chance": chance}


def _checked_methods(methods: Sequence[str] | None) -> tuple[str, ...]:
    """Community methods, each once."""
    if methods is None:
        return tuple(method for method in METHODS if method != "infomap" or find_spec("infomap"))
    unknown = [method for method in methods if method not in METHODS]
    if unknown or not methods:
        hint = did_you_mean(unknown[0], METHODS) if unknown else ""
        raise SettingsError(
            f"Expected community methods; found {', '.join(unknown) or 'none'}.{hint} One of: "
            f"{', '.join(METHODS)}."
        )
    return tuple(dict.fromkeys(methods))


def _checked_options(
    noises: Sequence[float], size: dict[str, int], hubs: int | None
) -> dict[str, int]:
    """Options of `synthesise` except noise and seed, checked before planting."""
    if not len(noises) or len(set(noises)) < len(noises):
        raise SettingsError(
            "Expected one or more different levels of noise; found "
            f"{', '.join(map(str, noises)) or 'none'}. Give each once."
        )
    for noise in noises:
        check_options(
            **size, hubs=1 if hubs is None else hubs, macroregions=1, dates=0, noise=noise
        )
    options = {name: value for name, value in size.items() if name != "seed"}
    return options if hubs is None else {**options, "hubs": hubs}
