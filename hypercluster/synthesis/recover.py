"""How much of what was planted does the analysis find again, at how much noise?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.communities import adjusted_mutual_information
from hypercluster.errors import SettingsError, did_you_mean
from hypercluster.rankings import competition_ranks, pair_positions
from hypercluster.run.inputs import perturb, prepare
from hypercluster.run.once import once, partitions
from hypercluster.settings import METHODS, Settings
from hypercluster.synthesis.agreement import area_under_curve, normalised_mutual_information
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
HUBS, LINKAGES = "composite score", "complementary score"
CONVENTION = (
    "nmi and ami: over the mean of both entropies; hub_precision: among as many as were planted, ties against; "
    f"linkage_auc: ties count half; rank_coverage: nominal 0.9, true rank from the mean of {EXPECTED_FROM} other samples of the plan, "
    "in rank_coverage_counts with organisations and ties as in the pack; "
    "chance: value without structure"
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
    """Plant, analyse with the default settings, and compare what is found with the truth.

    Parameters
    ----------
    noises
        Levels of `synthesise`, 0 to 1.
    replicates
        Packs at each level; replicate i has the same members, hubs and linkages at every level.
    methods
        Community methods; None takes every method that can run (`infomap` needs its extra).
    regions, industries, communities, hubs
        As in `synthesise`.
    draws
        Trial runs behind each range of ranks; 0 leaves coverage missing.
    seed
        Of all packs and searches.
    workers, executor
        Processes, or any executor instead; they never change the table.
    progress
        Called with (packs done, packs).

    Returns
    -------
    DataFrame
        One row per noise, measure and method: `noise`, `measure`, `method`, `mean` and `standard_error` over replicates (missing for
        one), `replicates` with a value, `chance` (what no structure would give; missing where that is not one number).

        - `nmi`, `ami`: normalised and adjusted mutual information between planted and found communities, 0 to 1 and up to 1;
        - `hub_precision`: planted share of the h regions ranked first, h as many as were planted; `hub_precision_at_k`:
          of the top k of the settings;
        - `linkage_auc`: chance that a planted linkage has a higher complementary score than another pair, over pairs with a score;
        - `rank_coverage`: share of regions whose range of hub ranks (5-95 % over draws) holds the true rank, that of the mean
          hub score over other samples of the same plan at the same noise (same rates and seats; counts, organisations and ties
          drawn anew). Nominal 0.9;
        - `rank_coverage_counts`: the same with organisations and ties as in the pack, so that only counts are drawn anew. Ranges
          take the lists of a pack as complete; the distance between both measures says what that assumption is worth.

    Raises
    ------
    SettingsError
        An option is outside its range, or there is no such method.

    References
    ----------
    Vinh, N. X., Epps, J. & Bailey, J. (2010). Journal of Machine Learning Research 11, 2837-2854 (adjusted mutual information); Hanley, J. A.
    & McNeil, B. J. (1982). doi:10.1148/radiology.143.1.7063747 (area under the curve as a chance)

    Examples
    --------
    >>> found = recovery(noises=[0.0], replicates=1, methods=["cpm"], regions=16, communities=2, draws=0)
    >>> found.loc[found["measure"] == "ami", ["method", "mean"]].values.tolist()
    [['cpm', 1.0]]
    """
    import pandas as pd

    chosen = _checked_methods(methods)
    options = _checked_options(
        noises,
        {"regions": regions, "industries": industries, "communities": communities, "seed": seed},
        hubs,
    )
    _check_numbers(replicates, draws)
    trial = Trial(options, tuple(noises), replicates, chosen, draws, seed)
    made = ensemble(
        recover_once,
        trial,
        seed=seed,
        draws=len(noises) * replicates,
        workers=workers,
        executor=executor,
        progress=progress,
    )
    values = pd.DataFrame([row for rows in made for row in rows])
    groups = values.groupby(["noise", "measure", "method"], sort=False)
    table = groups.agg(
        mean=("value", "mean"),
        standard_error=("value", "sem"),
        replicates=("value", "count"),
        chance=("chance", "first"),
    ).reset_index()
    table.attrs["convention"] = CONVENTION
    return table


def recover_once(trial: Trial, stream: np.random.SeedSequence) -> list[dict[str, Any]]:
    """Plant one pack and measure what is found: one row per measure and method.

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
    found = once(inputs, settings, seed=seed)
    rows = [
        *community_recovery(planted, found, trial.methods, seed=seed),
        *hub_recovery(planted, found, settings),
        _row("linkage_auc", LINKAGES, _linkage_auc(planted, found), 0.5),
        *coverage_recovery(planted, inputs, found, settings, expected_from=trial.expected_from),
    ]
    return [{"noise": trial.noises[level], **row} for row in rows]


def community_recovery(
    planted: Planted, found: Run, methods: Sequence[str], *, seed: int
) -> list[dict[str, Any]]:
    """NMI and AMI of each community method with the planted communities."""
    truth = planted.truth_regions["community"].factorize()[0]
    rows = []
    for method in methods:
        settings = replace(
            found.settings, communities=replace(found.settings.communities, method=method)
        )
        labels = partitions(list(found.scaled.values()), settings, seed=seed)[0][method]
        rows.append(_row("nmi", method, normalised_mutual_information(truth, labels), None))
        rows.append(_row("ami", method, adjusted_mutual_information(truth, labels), 0.0))
    return rows


def hub_recovery(planted: Planted, found: Run, settings: Settings) -> list[dict[str, Any]]:
    """Precision of the hub ranking among as many as were planted and among the top k; every tie counts against the top."""
    import numpy as np

    is_hub = planted.truth_regions["is_hub"].to_numpy()
    ranks = worst_ranks(found.hubs["rank"].to_numpy(dtype=float, na_value=np.nan))
    ks = {
        "hub_precision": int(is_hub.sum()),
        "hub_precision_at_k": top(settings.hubs.top_k, len(ranks)),
    }
    return [
        _row(name, HUBS, float((is_hub & (ranks <= k)).sum() / k), float(is_hub.mean()))
        for name, k in ks.items()
    ]


def _linkage_auc(planted: Planted, found: Run) -> float:
    source, target = pair_positions(found.quotients.index)
    return area_under_curve(
        found.linkage_scores["complementary"]["score"][source, target],
        planted.truth_linkages["is_linkage"].to_numpy(),
    )


def coverage_recovery(
    planted: Planted,
    inputs: Inputs,
    found: Run,
    settings: Settings,
    *,
    expected_from: int = EXPECTED_FROM,
) -> list[dict[str, Any]]:
    """Share of regions whose range of hub ranks holds the rank of their expected score; missing without draws."""
    import numpy as np

    shares = {"rank_coverage": float("nan"), "rank_coverage_counts": float("nan")}
    if settings.run.draws:
        ranges = rank_ranges(hub_ranks_drawn(inputs, found, settings), top_k=settings.hubs.top_k)
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


def hub_ranks_drawn(inputs: Inputs, found: Run, settings: Settings) -> np.ndarray:
    """Draws x regions: hub ranks over the draws of a run, the same that its ranges come from."""
    import numpy as np

    given = replace(
        settings,
        layers=replace(settings.layers, weighting="given", weights=dict(found.layer_weights)),
    )
    ranks = []
    for number in range(settings.run.draws):
        generator = np.random.default_rng(
            np.random.SeedSequence(settings.run.seed, spawn_key=(number,))
        )
        drawn, changed = perturb(inputs, given, found.layer_weights, generator)
        ranks.append(
            once(drawn, changed, seed=settings.run.seed)
            .hubs["rank"]
            .to_numpy(dtype=float, na_value=np.nan)
        )
    return np.vstack(ranks)


def expected_hub_ranks(
    planted: Planted, settings: Settings, *, is_counts_only: bool, samples: int = EXPECTED_FROM
) -> np.ndarray:
    """True rank of every region: that of its mean hub score over other samples of the plan, ties sharing the smallest."""
    import numpy as np

    scores = []
    for sample in range(1, samples + 1):
        pack = resample(planted, sample, is_counts_only=is_counts_only)
        scores.append(
            once(prepare(pack, pack.default_scheme, settings), settings, seed=settings.run.seed)
            .hubs["composite"]
            .to_numpy()
        )
    return competition_ranks(np.mean(scores, axis=0))


def _row(measure: str, method: str, value: float, chance: float | None) -> dict[str, Any]:
    return {
        "measure": measure,
        "method": method,
        "value": value,
        "chance": float("nan") if chance is None else chance,
    }


def _checked_methods(methods: Sequence[str] | None) -> tuple[str, ...]:
    """Methods wanted, each once."""
    if methods is None:
        return tuple(method for method in METHODS if method != "infomap" or find_spec("infomap"))
    unknown = [method for method in methods if method not in METHODS]
    if unknown or not methods:
        hint = did_you_mean(unknown[0], METHODS) if unknown else ""
        raise SettingsError(
            f"Expected community methods; found {', '.join(unknown) or 'none'}.{hint} One of: {', '.join(METHODS)}."
        )
    return tuple(dict.fromkeys(methods))


def _checked_options(
    noises: Sequence[float], options: dict[str, int], hubs: int | None
) -> dict[str, int]:
    """Options of `synthesise` but for noise and seed, refused before anything is planted."""
    if not len(noises) or len(set(noises)) < len(noises):
        raise SettingsError(
            f"Expected one or more different levels of noise; found {', '.join(map(str, noises)) or 'none'}. Give each once."
        )
    for noise in noises:
        check_options(
            **options, hubs=1 if hubs is None else hubs, macroregions=1, dates=0, noise=noise
        )
    known = {name: value for name, value in options.items() if name != "seed"}
    return known if hubs is None else {**known, "hubs": hubs}


def _check_numbers(replicates: int, draws: int) -> None:
    if replicates < 1 or draws < 0:
        raise SettingsError(
            f"Expected at least 1 replicate and 0 draws; found {replicates} and {draws}. Change the options."
        )
