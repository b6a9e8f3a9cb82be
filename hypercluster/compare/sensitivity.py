"""How far do ranks move when one setting takes other values, all else equal?

No draws are made: every difference between two rows of an answer comes from the setting alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from hypercluster.compare.comparison import (
    CONVENTION,
    Item,
    Region,
    agreement,
    is_comparable,
    items_of,
    partition_agreement,
    region_keys,
    table_of,
)
from hypercluster.compare.swept import (
    DELTA,
    SCHEME,
    WEIGHED,
    Value,
    default_values,
    setting_name,
    tried_values,
    value_of,
    with_value,
)
from hypercluster.rankings import DASH, RANKINGS
from hypercluster.run.inputs import Inputs, prepare
from hypercluster.run.once import once
from hypercluster.settings import Settings
from hypercluster.sources import require_pack
from hypercluster.uncertainty import ensemble, top
from hypercluster.views.sensitivity import COMMUNITIES
from hypercluster.words import SEPARATOR, value_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.sources import DataPack

Variant: TypeAlias = tuple[str, Settings]
Label: TypeAlias = Callable[[Item | None], tuple[str | None, str | None]]

OVERVIEW = (
    "indicators.threshold",
    DELTA,
    "linkages.beta",
    "linkages.profile_weight",
    "communities.gamma",
    "network.scaling",
    "actors.placement",
    SCHEME,
)


class Ranks(NamedTuple):
    """What one run ranks, by ranking and item, and its communities by region."""

    rankings: dict[str, dict[Item, float]]
    communities: dict[Region, str]


class Plan(NamedTuple):
    """What a sweep tries: values of a setting, each with its scheme and settings."""

    name: str
    base: Value
    tried: list[Value]
    variants: list[Variant]


def sweep(
    pack: DataPack,
    setting: str,
    values: Sequence[Value] | None = None,
    *,
    scheme: str | None = None,
    settings: Settings | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, pd.DataFrame]:
    """Compare runs with one setting at several values with the base run.

    Parameters
    ----------
    pack
        From `load_pack` or `make_pack`.
    setting
        Dotted name of a setting, such as `linkages.beta` or `layers.weights.geography`. Its last
        part is enough where that is clear (`beta`, `threshold`, `scaling`). `delta_km` moves both
        deltas together, and `scheme` the region scheme. Settings of `run` say how a run is made
        and not by which method, and are refused.
    values
        Values to try. None takes every choice of a setting that has choices, every scheme of the
        pack, or the grid of `GRIDS`.
    scheme, settings
        The base run. None takes the pack's default and the default settings. Its value is always
        among those compared. Gamma is taken as set: choosing it by stability would need draws.
    workers
        Processes. They never change a result.
    progress
        Called with (runs done, runs).

    Returns
    -------
    dict of DataFrame
        `agreement`: one row per value and ranking of regions, and one for the communities.
        `setting`, `value`, `is_base` and `ranking` name it. `items` are ranked in both runs,
        `only_base` and `only_value` in one alone. `spearman` and `kendall` (tau-b) correlate the
        ranks with those of the base run. `top_common` of `top_items` are in the `top_k` of both,
        the share is `overlap`. `largest_shift` says how far an item goes, and which. Communities
        have `adjusted_mutual_information`, `adjusted_rand` and their number, `communities`.
        `regions` are in both runs.

        `paths`: one row per value, ranking and item of the base run's top k, with its `rank` there
        as published by that run, missing where it has none. The top k of the base includes every
        tie at its end.

        Across schemes only regions of equal areas are compared. The convention is in `attrs`.

    Raises
    ------
    SettingsError
        There is no such setting, it needs values, or a value is outside its range.
    SchemeError
        The pack has no such scheme.
    AnalysisError
        What is given is no pack.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer. Wiley.
    doi:10.1002/9780470725184

    Examples
    --------
    >>> import hypercluster as hc
    >>> agreement = hc.sweep(hc.load_pack(), "linkages.beta", [0.5, 1.0])["agreement"]
    >>> hubs = agreement[agreement["ranking"] == "hubs"]
    >>> hubs[["value", "is_base", "top_common"]].values.tolist()
    [[0.5, True, 5], [1.0, False, 5]]
    """
    require_pack(pack)
    settings, scheme = settings or Settings(), scheme or pack.default_scheme
    plan = _plan(pack, setting, values, scheme, settings)
    return _swept(pack, [plan], scheme, settings, workers, progress)[0]


def _plan(
    pack: DataPack, setting: str, values: Sequence[Value] | None, scheme: str, settings: Settings
) -> Plan:
    """Values to try of a setting, and the scheme and settings of each run."""
    name = setting_name(setting, settings)
    base = scheme if name == SCHEME else value_of(settings, name)
    values = tried_values(
        name, base, default_values(name, settings, pack) if values is None else values
    )
    variants = [
        (str(value), settings) if name == SCHEME else (scheme, with_value(settings, name, value))
        for value in values
    ]
    return Plan(name, base, values, variants)


def _swept(
    pack: DataPack,
    plans: Sequence[Plan],
    scheme: str,
    settings: Settings,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> list[dict[str, pd.DataFrame]]:
    """Tables of several sweeps. A run that several have in common is made once."""
    variants: list[Variant] = []
    for plan in plans:
        variants += [variant for variant in plan.variants if variant not in variants]
    runs = ensemble(
        _run,
        (pack, variants),
        seed=settings.run.seed,
        draws=len(variants),
        workers=workers,
        progress=progress,
    )
    inputs = prepare(pack, scheme, settings)
    answers = []
    for plan in plans:
        of_plan = [runs[variants.index(variant)] for variant in plan.variants]
        position = plan.tried.index(plan.base)
        tables = _tables(of_plan, position, plan.tried, plan.name, inputs, settings)
        for table in tables.values():
            table.attrs |= {
                "convention": f"{CONVENTION}; first: the base run, one setting moved, no draws",
                "setting": plan.name,
                "base": plan.base,
            }
        answers.append(tables)
    return answers


def sensitivity_overview(
    pack: DataPack,
    *,
    scheme: str | None = None,
    settings: Settings | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Compare settings by the least agreement that any of their values gives.

    The settings of `OVERVIEW` and the weight of every layer are swept one after the other.

    Parameters
    ----------
    pack, scheme, settings, workers
        As for `sweep`.
    progress
        Called with (runs done, runs).

    Returns
    -------
    DataFrame
        One row per setting and ranking: `setting`, `values` tried, `ranking`, `is_still` (nothing
        moves), the least `spearman`, `top_common` of `top_items` where the fewest stay in the top,
        and for communities the least `adjusted_mutual_information`.

    Raises
    ------
    SettingsError
        The settings have two deltas, which cannot be moved together.
    SchemeError
        The pack has no such scheme.
    AnalysisError
        What is given is no pack.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.synthesise(regions=6, industries=4, communities=2).pack
    >>> "linkages.beta" in set(hc.sensitivity_overview(pack)["setting"])
    True
    """
    require_pack(pack)
    settings, scheme = settings or Settings(), scheme or pack.default_scheme
    base = once(prepare(pack, scheme, settings), settings, seed=settings.run.seed)
    # A pack may have no scheme but its areas, and the weight of an only layer changes nothing.
    names = [name for name in OVERVIEW if name != SCHEME or default_values(name, settings, pack)]
    names += [f"{WEIGHED[0]}.{layer}" for layer in base.weights] if len(base.weights) > 1 else []
    plans = [_plan(pack, name, None, scheme, settings) for name in names]
    rows = []
    for plan, tables in zip(
        plans, _swept(pack, plans, scheme, settings, workers, progress), strict=True
    ):
        table = tables["agreement"]
        values = ", ".join(value_text(value) for value in table["value"].unique())
        for ranking, group in table.groupby("ranking", sort=False):
            fewest = group.sort_values("overlap", kind="stable").iloc[0]
            rows.append(
                {
                    "setting": plan.name,
                    "values": values,
                    "ranking": ranking,
                    "is_still": bool(group["is_still"].all()),
                    "spearman": group["spearman"].min(),
                    "top_common": fewest["top_common"],
                    "top_items": fewest["top_items"],
                    "adjusted_mutual_information": group["adjusted_mutual_information"].min(),
                }
            )
    return table_of("sensitivity_overview", rows)


def is_still(row: Mapping[str, Any]) -> bool:
    """Whether a run has the same items in the same order, or the same communities."""
    if row["ranking"] == COMMUNITIES:
        return bool(round(row["adjusted_mutual_information"], 9) == 1)
    return all(row[name] == 0 for name in ("largest_shift", "only_base", "only_value"))


def _run(shared: tuple[DataPack, Sequence[Variant]], stream: np.random.SeedSequence) -> Ranks:
    """Make the run whose number ends the key of its stream.

    All runs have the seed of the settings.
    """
    pack, variants = shared
    scheme, settings = variants[int(stream.spawn_key[-1])]
    inputs = prepare(pack, scheme, settings)
    run = once(inputs, settings, seed=settings.run.seed)
    keys = region_keys(inputs.scheme.regions["areas"])
    rankings = {}
    for kind in RANKINGS.values():
        if kind.is_regional:
            ranked = zip(
                items_of(kind, kind.items(run), keys), kind.ranks(run).tolist(), strict=True
            )
            rankings[kind.name] = {item: rank for item, rank in ranked if rank >= 1}
    labels = map(str, run.labels[settings.communities.method])
    return Ranks(rankings, dict(zip(keys.values(), labels, strict=True)))


def _tables(
    runs: list[Ranks],
    position: int,
    values: list[Value],
    name: str,
    inputs: Inputs,
    settings: Settings,
) -> dict[str, pd.DataFrame]:
    """Tables `agreement` and `paths`; `position` is that of the base run."""
    base, label = runs[position], _labels(inputs)
    rows, steps = [], []
    for number, (value, run) in enumerate(zip(values, runs, strict=True)):
        first = {"setting": name, "value": value, "is_base": number == position}
        shared = base.communities.keys() & run.communities.keys()
        for kind in RANKINGS.values():
            if kind.is_regional:
                a, b = base.rankings[kind.name], run.rankings[kind.name]
                top_k = top(kind.most(settings), len(a))
                key = {**first, "ranking": kind.name}
                rows.append({**key, **_agreement(a, b, top_k, shared, label)})
                steps += [{**key, **step} for step in _steps(a, b, top_k, label)]
        partition = partition_agreement(base.communities, run.communities)
        partition |= {"communities": len(set(run.communities.values())), "regions": len(shared)}
        rows.append({**first, "ranking": COMMUNITIES, **partition})
    rows = [{**row, "is_still": is_still(row)} for row in rows]
    return {
        "agreement": _with_values("sweep_agreement", rows),
        "paths": _with_values("sweep_paths", steps),
    }


def _agreement(
    base: Mapping[Item, float],
    run: Mapping[Item, float],
    top_k: int,
    shared: Collection[Region],
    label: Label,
) -> dict[str, Any]:
    """How far a run agrees with the base run in a ranking, over the regions of both."""
    sides = (
        {item: rank for item, rank in ranks.items() if is_comparable(item, shared)}
        for ranks in (base, run)
    )
    row = agreement(*sides, top_k=top_k)
    del row["shifts"]
    code, text = label(row.pop("largest"))
    return {
        "only_base": row.pop("only_a"),
        "only_value": row.pop("only_b"),
        **row,
        "largest_shift_item": code,
        "largest_shift_name": text,
        "regions": len(shared),
    }


def _steps(
    base: Mapping[Item, float], run: Mapping[Item, float], top_k: int, label: Label
) -> Iterator[dict[str, Any]]:
    """Ranks of the items of the top of the base run, in both runs."""
    for item, rank in sorted(base.items(), key=lambda pair: (pair[1], label(pair[0]))):
        if rank <= top_k:
            code, text = label(item)
            yield {"item": code, "item_name": text, "base_rank": rank, "rank": run.get(item)}


def _with_values(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Table of rows as its schema describes it, values of the setting in their type."""
    import pandas as pd

    table = table_of(name, [{**row, "value": value_text(row["value"])} for row in rows])
    return table.assign(value=pd.Series([row["value"] for row in rows]).infer_objects())


def _labels(inputs: Inputs) -> Label:
    """Give code and name of an item of the base run."""
    regions = inputs.scheme.regions
    codes = {key: region for region, key in region_keys(regions["areas"]).items()}
    names = dict(zip(inputs.industries["industry"], inputs.industries["name"], strict=True))

    def label(item: Item | None) -> tuple[str | None, str | None]:
        if item is None:
            return None, None
        parts = [
            (codes[part], str(regions.at[codes[part], "name"]))
            if isinstance(part, tuple)
            else (part, str(names.get(part, part)))
            for part in item
        ]
        if len(item) > 1 and all(isinstance(part, tuple) for part in item):
            parts.sort()  # As in `linkages`: source before target as text.
        return SEPARATOR.join(code for code, _ in parts), DASH.join(name for _, name in parts)

    return label
