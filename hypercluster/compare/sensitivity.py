"""Run the analysis with one setting at several values, all else equal, and say how far the ranks move.

No draws: every difference between two rows of an answer comes from the setting alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from hypercluster.compare.comparison import (
    CONVENTION,
    Item,
    Region,
    agreement,
    is_comparable,
    partition_agreement,
    region_keys,
)
from hypercluster.errors import SettingsError
from hypercluster.rankings import competition_ranks, pair_positions
from hypercluster.run.inputs import Inputs, prepare
from hypercluster.run.once import Run, once
from hypercluster.settings import Settings, nearest
from hypercluster.synchronisation.linkages import RANKINGS
from hypercluster.uncertainty import ensemble, top

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.sources import DataPack

Value: TypeAlias = float | str | bool

SCHEME = "scheme"
DELTA = "delta_km"
DELTAS = ("layers.geography.delta_km", "linkages.delta_km")
# Grids are our choice: the threshold spans what draws span, the deltas two octaves to both sides of the default.
GRIDS: dict[str, tuple[float, ...]] = {
    "indicators.threshold": (0.8, 0.9, 1.0, 1.1, 1.25),
    DELTA: (250.0, 500.0, 1000.0, 2000.0, 4000.0),
    "layers.geography.delta_km": (250.0, 500.0, 1000.0, 2000.0, 4000.0),
    "linkages.delta_km": (250.0, 500.0, 1000.0, 2000.0, 4000.0),
    "linkages.beta": (0.0, 0.25, 0.5, 0.75, 1.0),
    "linkages.profile_weight": (0.0, 0.25, 0.5, 0.75, 1.0),
    "communities.gamma": (0.5, 0.75, 1.0, 1.5, 2.0),
}
WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0)
WEIGHED = ("layers.weights", "layers.capability.role_weights")
GAMMA_CHOICE = "communities.gamma_choice"
NAMED = ("hubs", *(f"linkages.{name}" for name in RANKINGS), "new_clusters", "diversification")
COMMUNITIES = "communities"


class Ranks(NamedTuple):
    """What one run ranks, by item, and its communities by region."""

    rankings: dict[str, dict[Item, float]]
    communities: dict[Region, str]


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
    """Run the analysis with one setting at several values and compare each run with the base run.

    Parameters
    ----------
    pack
        From `load_pack` or `make_pack`.
    setting
        Dotted name of a setting, such as `linkages.beta` or `layers.weights.geography`; its last part where that is clear
        (`beta`, `threshold`, `scaling`); `delta_km` for both deltas together; or `scheme`. Those of `run` say how
        a run is made and not by which method, and are refused.
    values
        Values to try; None takes every choice of a setting that has choices, every scheme of the pack, or the grid of `GRIDS`.
    scheme, settings
        The base run; None takes the pack's default and the default settings. Its value is always among those compared. Gamma
        is taken as set: choosing it by stability would need draws.
    workers
        Processes; never changes a result.
    progress
        Called with (runs done, runs).

    Returns
    -------
    dict of DataFrame
        `agreement`: one row per value and ranking (hubs, both rankings of linkages, new clusters, diversification) and one
        for the communities: `setting`, `value`, `is_base`, `ranking`, `items` ranked in both runs, `only_base` and
        `only_value` ranked in one alone, `spearman` and `kendall` (tau-b) with the base run, `top_k`, `top_common` of
        `top_items` and their share `overlap`, `largest_shift` and whose it is; for communities
        `adjusted_mutual_information`, `adjusted_rand` and the number of `communities`; `regions` in both runs.

        `paths`: one row per value, ranking and item of the base run's top k: its `rank` there, as published by that run;
        missing where it has none. The top k of the base includes every tie at its end.

        Across schemes only regions of equal areas are compared. The convention is in `attrs`.

    Raises
    ------
    SettingsError
        There is no such setting, it needs values, or a value is outside its range.
    SchemeError
        The pack has no such scheme.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer. Wiley. doi:10.1002/9780470725184

    Examples
    --------
    >>> import hypercluster as hc
    >>> found = sweep(hc.load_pack(), "linkages.beta", [0.5, 1.0])["agreement"]
    >>> found.loc[found["ranking"] == "hubs", ["value", "is_base", "top_common"]].values.tolist()
    [[0.5, True, 5], [1.0, False, 5]]
    """
    settings, scheme = settings or Settings(), scheme or pack.default_scheme
    name = setting_name(setting, settings)
    base = scheme if name == SCHEME else _value_of(settings, name)
    tried = _tried(name, base, default_values(name, settings, pack) if values is None else values)
    runs = [
        (value, settings) if name == SCHEME else (scheme, _with_value(settings, name, value))
        for value in tried
    ]
    prepared = [(prepare(pack, str(own_scheme), own), own) for own_scheme, own in runs]
    found = ensemble(
        _run,
        prepared,
        seed=settings.run.seed,
        draws=len(prepared),
        workers=workers,
        progress=progress,
    )
    place = tried.index(base)
    tables = _tables(found, place, tried, name, prepared[place][0], settings)
    for table in tables.values():
        table.attrs |= {
            "convention": f"{CONVENTION}; first: the base run, one setting moved, no draws",
            "setting": name,
            "base": base,
        }
    return tables


def setting_name(text: str, settings: Settings) -> str:
    """Full name of a setting that can be swept.

    Raises
    ------
    SettingsError
        There is none of that name; the message suggests the nearest.
    """
    if text in (GAMMA_CHOICE, GAMMA_CHOICE.rpartition(".")[2]):
        raise SettingsError(
            f"Expected a setting that a run without draws can follow; found {text!r}, which needs draws. Sweep communities.gamma."
        )
    if text.startswith(WEIGHED[0]) and settings.layers.weighting != "given":
        raise SettingsError(
            f"Expected layers.weighting 'given' to sweep {text}; found {settings.layers.weighting!r}, which ignores given weights."
        )
    leaves = [name for name, _ in _leaves(settings) if name not in (*WEIGHED, GAMMA_CHOICE)]
    if text in leaves and not text.startswith("run."):
        return text
    wanted = {"delta": DELTA, "profile-weight": "profile_weight"}.get(text, text)
    if wanted in (SCHEME, DELTA) or any(
        wanted.startswith(f"{section}.") and len(wanted) > len(section) + 1 for section in WEIGHED
    ):
        return wanted
    if text.startswith("run.") and text in leaves:
        raise SettingsError(
            f"Expected a setting of the method; found {text!r}, which says how a run is made. Sweep another one, such as linkages.beta."
        )
    if text in WEIGHED or text.removesuffix(".") in WEIGHED:
        part = "role" if text.startswith("layers.capability") else "layer"
        raise SettingsError(
            f"Expected the name of a {part} behind {text.removesuffix('.')}; found none. For example {text.removesuffix('.')}.NAME."
        )
    known = [leaf for leaf in leaves if not leaf.startswith("run.")]
    meant = [leaf for leaf in known if leaf.rpartition(".")[2] == wanted]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise SettingsError(
            f"Expected the name of one setting; found {text!r}, which {len(meant)} have. Name one: {', '.join(meant)}."
        )
    names = [*known, SCHEME, DELTA, *(f"{section}.NAME" for section in WEIGHED)]
    ends = [leaf.rpartition(".")[2] for leaf in known]
    hint = (
        nearest(text, names)
        if "." in text
        else nearest(text, [*ends, SCHEME, DELTA]) or nearest(text, names)
    )
    listed = ", ".join([*short_names(settings), *(f"{section}.NAME" for section in WEIGHED)])
    raise SettingsError(
        f"Expected a setting to sweep; found {text!r}.{hint} One of: {listed}; each also with its section, as linkages.beta."
    )


def short_names(settings: Settings) -> list[str]:
    """Shortest names of all settings that can be swept, weights of single layers and roles apart."""
    leaves = [
        name
        for name, _ in _leaves(settings)
        if name not in (*WEIGHED, GAMMA_CHOICE) and not name.startswith("run.")
    ]
    ends = [leaf.rpartition(".")[2] for leaf in leaves]
    # A short name that several have would not be understood; delta_km alone stands for both.
    return list(
        dict.fromkeys(
            [
                *(
                    end if ends.count(end) == 1 or end == DELTA else leaf
                    for leaf, end in zip(leaves, ends, strict=True)
                ),
                SCHEME,
            ]
        )
    )


def default_values(name: str, settings: Settings, pack: DataPack) -> Sequence[Value]:
    """Values tried where none are given.

    Raises
    ------
    SettingsError
        The setting is a number without a grid.
    """
    if name == SCHEME:
        return [str(scheme) for scheme in pack.table("schemes")["scheme"].unique()]
    if name in GRIDS:
        return GRIDS[name]
    if name.startswith(tuple(f"{section}." for section in WEIGHED)):
        return WEIGHTS
    field = dict(_leaves(settings))[name]
    if "choices" in field.metadata:
        return list(field.metadata["choices"])
    if field.type == "bool":
        return [False, True]
    raise SettingsError(
        f"Expected values for {name}, which has no grid of its own; found none. Give some, such as {_value_of(settings, name)}."
    )


def _leaves(section: Any, prefix: str = "") -> Iterator[tuple[str, Field[Any]]]:
    """Dotted names of all settings with their fields."""
    for field in fields(section):
        value, name = getattr(section, field.name), f"{prefix}{field.name}"
        if is_dataclass(value):
            yield from _leaves(value, f"{name}.")
        else:
            yield name, field


def _value_of(settings: Settings, name: str) -> Value:
    """Value of a setting; a weight that is not named counts 1."""
    if name == DELTA:
        first, second = (_value_of(settings, delta) for delta in DELTAS)
        if first != second:
            raise SettingsError(
                f"Expected one delta in the settings to sweep both together; found {first:g} and {second:g} km. Sweep {DELTAS[0]} or {DELTAS[1]} alone."
            )
        return first
    value: Any = settings
    for part in _parts(name):
        value = value.get(part, 1.0) if isinstance(value, Mapping) else getattr(value, part)
    found: Value = value
    return found


def _parts(name: str) -> list[str]:
    """Steps to a setting; what follows a table of weights is one key, dots included."""
    for section in WEIGHED:
        if name.startswith(f"{section}."):
            return [*section.split("."), name.removeprefix(f"{section}.")]
    return name.split(".")


def _with_value(settings: Settings, name: str, value: Value) -> Settings:
    """Settings with another value of one setting, checked as a whole."""
    for place in DELTAS if name == DELTA else (name,):
        settings = _replaced(settings, _parts(place), value)
    return settings


def _replaced(section: Any, parts: Sequence[str], value: Value) -> Any:
    first, *rest = parts
    if isinstance(section, Mapping):
        return {**section, first: value}
    return replace(
        section, **{first: _replaced(getattr(section, first), rest, value) if rest else value}
    )


def _tried(name: str, base: Value, values: Sequence[Value]) -> list[Value]:
    """Values once each, the base among them; numbers in order, names as given with the base first if it is new."""
    if not len(values):
        raise SettingsError(
            f"Expected at least one value of {name}; found none. Name one besides {base}."
        )
    is_number = isinstance(base, float)
    given = [
        float(value)
        if is_number and isinstance(value, int) and not isinstance(value, bool)
        else value
        for value in values
    ]
    tried = list(dict.fromkeys(given if base in given else [base, *given]))
    return (
        sorted(tried)
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in tried)
        else tried
    )


def _run(runs: Sequence[tuple[Inputs, Settings]], stream: np.random.SeedSequence) -> Ranks:
    """Make the run whose number ends the key of its stream; the seed is that of the settings in all of them."""
    prepared, settings = runs[int(stream.spawn_key[-1])]
    # A copy, because another thread may be pickling the original while values are cached in it.
    inputs = replace(prepared)
    return _ranks(inputs, once(inputs, settings, seed=settings.run.seed), settings)


def _ranks(inputs: Inputs, found: Run, settings: Settings) -> Ranks:
    """What a run ranks, by areas of regions instead of their codes."""
    keys, kinds = (
        list(region_keys(inputs.scheme.regions["areas"]).values()),
        list(inputs.counts.columns),
    )
    r, s = pair_positions(inputs.scheme.index)
    pairs: list[Item] = [tuple(sorted((keys[i], keys[j]))) for i, j in zip(r, s, strict=True)]
    cells: list[Item] = [(key, kind) for key in keys for kind in kinds]
    ranked: list[tuple[list[Item], np.ndarray]] = [
        ([(key,) for key in keys], found.hubs["rank"].to_numpy(dtype=float, na_value=float("nan"))),
        *(
            (pairs, competition_ranks(found.linkage_scores[name]["score"][r, s]))
            for name in RANKINGS
        ),
        (cells, competition_ranks(found.new_cluster_scores.ravel())),
        (cells, competition_ranks(found.diversification_scores.ravel())),
    ]
    rankings = {
        name: {item: float(rank) for item, rank in zip(items, ranks, strict=True) if rank == rank}  # noqa: PLR0124 - missing is unequal to itself
        for name, (items, ranks) in zip(NAMED, ranked, strict=True)
    }
    return Ranks(
        rankings, dict(zip(keys, map(str, found.labels[settings.communities.method]), strict=True))
    )


def _tables(
    found: list[Ranks],
    place: int,
    tried: list[Value],
    name: str,
    inputs: Inputs,
    settings: Settings,
) -> dict[str, pd.DataFrame]:
    """Tables `agreement` and `paths`."""
    base, labels = found[place], _labels(inputs)
    wanted = [
        settings.hubs.top_k,
        *[settings.linkages.top_k] * len(RANKINGS),
        settings.new_clusters.top_k,
        settings.diversification.top_k,
    ]
    tops = {
        ranking: top(top_k, len(base.rankings[ranking]))
        for ranking, top_k in zip(NAMED, wanted, strict=True)
    }
    rows, steps = [], []
    for number, (value, run) in enumerate(zip(tried, found, strict=True)):
        first = {"setting": name, "value": value, "is_base": number == place}
        shared = base.communities.keys() & run.communities.keys()
        for ranking, top_k in tops.items():
            sides = [
                {
                    item: rank
                    for item, rank in side.rankings[ranking].items()
                    if is_comparable(item, shared)
                }
                for side in (base, run)
            ]
            answer = agreement(*sides, top_k=top_k)
            code, words = labels(answer.pop("largest"))
            del answer["shifts"]
            rows.append(
                {
                    **first,
                    "ranking": ranking,
                    **answer,
                    "largest_shift_item": code,
                    "largest_shift_name": words,
                    "regions": len(shared),
                }
            )
            for item, rank in sorted(
                base.rankings[ranking].items(), key=lambda pair: (pair[1], labels(pair[0]))
            ):
                if rank <= top_k:
                    code, words = labels(item)
                    there = run.rankings[ranking].get(item)
                    steps.append(
                        {
                            **first,
                            "ranking": ranking,
                            "item": code,
                            "item_name": words,
                            "base_rank": rank,
                            "rank": there,
                        }
                    )
        communities = partition_agreement(base.communities, run.communities)
        communities |= {"communities": len(set(run.communities.values())), "regions": len(shared)}
        rows.append({**first, "ranking": COMMUNITIES, **communities})
    return {"agreement": _agreement_table(rows), "paths": _paths_table(steps)}


def _labels(inputs: Inputs) -> Callable[[Item | None], tuple[str | None, str | None]]:
    """Give code and name of an item of the base run."""
    regions = inputs.scheme.regions
    codes = {key: region for region, key in region_keys(regions["areas"]).items()}
    names = dict(zip(inputs.industries["industry"], inputs.industries["name"], strict=True))

    def label(item: Item | None) -> tuple[str | None, str | None]:
        if item is None:
            return None, None
        code = [codes[part] if isinstance(part, tuple) else part for part in item]
        words = [
            str(regions.at[codes[part], "name"]) if isinstance(part, tuple) else str(names[part])
            for part in item
        ]
        if len(item) > 1 and all(isinstance(part, tuple) for part in item):
            # As in `linkages`: source before target as text.
            code, words = map(list, zip(*sorted(zip(code, words, strict=True)), strict=True))
        return "; ".join(code), " - ".join(words)

    return label


def _agreement_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    columns = [
        "setting",
        "value",
        "is_base",
        "ranking",
        "items",
        "only_base",
        "only_value",
        "spearman",
        "kendall",
        "top_k",
    ]
    columns += [
        "top_common",
        "top_items",
        "overlap",
        "largest_shift",
        "largest_shift_item",
        "largest_shift_name",
    ]
    columns += ["adjusted_mutual_information", "adjusted_rand", "communities", "regions"]
    table = (
        pd.DataFrame(rows)
        .rename(columns={"only_a": "only_base", "only_b": "only_value"})
        .reindex(columns=columns)
    )
    whole = [
        "items",
        "only_base",
        "only_value",
        "top_k",
        "top_common",
        "top_items",
        "largest_shift",
        "communities",
        "regions",
    ]
    return table.astype(
        {**dict.fromkeys(whole, "Int64"), "largest_shift_item": "str", "largest_shift_name": "str"}
    )


def _paths_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    columns = ["setting", "value", "is_base", "ranking", "item", "item_name", "base_rank", "rank"]
    return pd.DataFrame(rows, columns=columns).astype({"base_rank": "Int64", "rank": "Int64"})
