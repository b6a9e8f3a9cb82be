"""Does a score beat the simplest thing that could do its job?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.analysis import centrality
from hypercluster.analysis.series import area_under_curve
from hypercluster.rankings import linkage_rankings
from hypercluster.run.baseline import gravity_of, measured_ties, model_of
from hypercluster.run.inputs import prepare
from hypercluster.run.once import once
from hypercluster.schema import conform
from hypercluster.settings import Settings
from hypercluster.synthesis.behaviour import behave
from hypercluster.uncertainty import ensemble

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.once import Run

FIRST = 10  # pairs of which the precision is measured (our choice)
SHIPPED = {"linkages": "score", "hubs": "composite"}
CONVENTION = (
    "linkages: pairs without a listed tie, truth is a tie at the next time; auc: ties count half; "
    f"precision: of the first {FIRST} pairs, and of as many hubs as there are; chance for auc 0.5; "
    "difference: shipped score minus this one over the same worlds"
)


@dataclass(frozen=True, eq=False)
class Comparison:
    """What every world of a comparison starts from."""

    omegas: Sequence[float]
    replicates: int
    options: Mapping[str, Any]
    seed: int


def baselines(
    *,
    omegas: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0),
    replicates: int = 15,
    regions: int = 40,
    industries: int = 12,
    tie_coverage: float = 1.0,
    list_coverage: float = 1.0,
    is_heavy_tailed: bool = False,
    seed: int = 1,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Compare the shipped scores with simple baselines in worlds of known behaviour.

    Parameters
    ----------
    omegas
        Shares of collaboration that industries and research decide, 0 to 1.
    replicates
        Worlds at each share.
    regions, industries, tie_coverage, list_coverage, is_heavy_tailed
        As for `behave`.
    seed
        Of all worlds.
    workers, executor
        Processes, or any executor instead. They never change the table.
    progress
        Called with (worlds done, worlds).

    Returns
    -------
    DataFrame
        One row an omega, measure and score: `omega`, `target` (linkages or hubs), `measure` (auc
        or precision, 0 to 1), `score`, `mean` and `standard_error` over worlds, `difference` and
        `difference_error` (shipped score minus this one, world by world), `replicates`.

        Linkages: `score` (complementary, as shipped), `gravity` (size and place), `size`,
        `nearest`, `cosine` of industry mixes, `complementarity` and `capability_match` alone,
        `fitted` and `fitted_gravity` (`tie_model` with and without industries and capability).
        Hubs: `composite` (as shipped), `enterprises`, `organisations`, `ties`, `strength` over all
        layers, `betweenness`, and `mean_of_logs` of the first three.

    Raises
    ------
    SettingsError
        An option is outside its range.

    References
    ----------
    Hanley, J. A. & McNeil, B. J. (1982). Radiology 143, 29-36. doi:10.1148/radiology.143.1.7063747

    Examples
    --------
    >>> table = baselines(omegas=[0.0], replicates=1, regions=16)
    >>> auc = table[table["measure"] == "auc"].set_index("score")["mean"]
    >>> bool(auc["gravity"] > auc["nearest"])
    True
    """
    import pandas as pd

    options = {
        "regions": regions,
        "industries": industries,
        "tie_coverage": tie_coverage,
        "list_coverage": list_coverage,
        "is_heavy_tailed": is_heavy_tailed,
    }
    worlds = ensemble(
        compare_once,
        Comparison(tuple(omegas), replicates, options, seed),
        seed=seed,
        draws=len(omegas) * replicates,
        workers=workers,
        executor=executor,
        progress=progress,
    )
    values = pd.DataFrame([row for rows in worlds for row in rows])
    groups = values.groupby(["omega", "target", "measure", "score"], sort=False)
    table = groups.agg(
        mean=("value", "mean"),
        standard_error=("value", "sem"),
        difference=("difference", "mean"),
        difference_error=("difference", "sem"),
        replicates=("value", "count"),
    )
    table = conform("baselines", table.reset_index())
    table.attrs["convention"] = CONVENTION
    return table


def compare_once(comparison: Comparison, stream: np.random.SeedSequence) -> list[dict[str, Any]]:
    """Make one world, and measure every score in it.

    Parameters
    ----------
    comparison
        Options.
    stream
        Its key says which share and which replicate. Replicates have the same places, sizes and
        mixes at every share.
    """
    import numpy as np

    level, replicate = divmod(int(stream.spawn_key[-1]), comparison.replicates)
    seed = int(np.random.SeedSequence(comparison.seed, spawn_key=(replicate,)).generate_state(1)[0])
    world = behave(**comparison.options, omega=comparison.omegas[level], seed=seed)
    settings = Settings().with_run(seed=seed)
    run = once(prepare(world.pack, world.pack.default_scheme, settings), settings, seed=seed)
    pairs = np.triu_indices(len(run.inputs.scheme.index), k=1)
    ties = measured_ties(run)
    is_open = ties[pairs] == 0
    is_tied_next = (world.truth_linkages["ties_next"] > 0).to_numpy()[is_open]
    is_hub = world.truth_regions["is_hub"].to_numpy()
    rows = []
    for name, matrix in pair_scores(run).items():
        values = matrix[pairs][is_open]
        values = np.where(np.isnan(values), -np.inf, values)  # not ranked: last
        rows += [
            ("linkages", "auc", name, area_under_curve(values, is_tied_next)),
            ("linkages", "precision", name, precision(values, is_tied_next, FIRST)),
        ]
    hubs = int(is_hub.sum())
    rows += [
        ("hubs", "precision", name, precision(values, is_hub, hubs))
        for name, values in hub_measures(run, ties).items()
    ]
    shipped = {
        (target, measure): value for target, measure, name, value in rows if name == SHIPPED[target]
    }
    return [
        {
            "omega": comparison.omegas[level],
            "target": target,
            "measure": measure,
            "score": name,
            "value": value,
            "difference": shipped[target, measure] - value,
        }
        for target, measure, name, value in rows
    ]


def pair_scores(run: Run) -> dict[str, np.ndarray]:
    """Scores of all pairs by name, regions x regions."""
    import numpy as np

    inputs = run.inputs
    counts = inputs.counts.to_numpy(dtype=float)
    log_sizes = np.log(1 + counts.sum(axis=1))
    length = np.sqrt((counts**2).sum(axis=1, keepdims=True))
    scores = {
        "score": run.linkage_scores[linkage_rankings()[0].short]["score"],
        "gravity": gravity_of(run),
        "size": log_sizes[:, None] + log_sizes,
        "nearest": -inputs.distances,
        "cosine": (counts / length) @ (counts / length).T,
        "complementarity": (run.complementarities + run.complementarities.T) / 2,
    }
    if inputs.match is not None:
        scores["capability_match"] = (inputs.match + inputs.match.T) / 2
    models = {"fitted": model_of(run), "fitted_gravity": model_of(run, is_gravity_alone=True)}
    return scores | {name: model.expected for name, model in models.items() if model is not None}


def hub_measures(run: Run, ties: np.ndarray) -> dict[str, np.ndarray]:
    """Measures of hubs of all regions by name."""
    import numpy as np

    sizes = {
        "enterprises": run.inputs.counts.to_numpy(dtype=float).sum(axis=1),
        "organisations": run.inputs.organisation_number,
        "ties": ties.sum(axis=1),
    }
    logs = [np.log1p(values) for values in sizes.values()]
    standardised = [(values - values.mean()) / (values.std() or 1.0) for values in logs]
    return {
        "composite": run.hub_composite,
        **sizes,
        "strength": run.comparable_strengths.sum(axis=1),
        "betweenness": centrality.betweenness(run.aggregate * run.backbone),
        "mean_of_logs": np.mean(standardised, axis=0),
    }


def precision(scores: np.ndarray, is_true: np.ndarray, first: int) -> float:
    """Share of the first that are true. Those tied at the border count in proportion."""
    import numpy as np

    values = np.where(np.isnan(scores), -np.inf, np.round(scores, 9))
    border = np.sort(values)[-first] if len(values) > first else -np.inf
    is_above, is_border = values > border, values == border
    room = min(first, len(values)) - is_above.sum()
    share = is_true[is_border].mean() if is_border.any() else 0.0
    return float((is_true[is_above].sum() + room * share) / min(first, len(values)))
