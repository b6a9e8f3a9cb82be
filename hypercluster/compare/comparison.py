"""What differs between two finished runs, in their inputs and in their results?

Regions are matched by the areas they are made of, so that runs in different schemes can be
compared where their regions are the same. Ranks of both runs stay as published. Shifts are counted
among the items ranked in both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.analysis import communities
from hypercluster.rankings import RANKINGS, RankingKind
from hypercluster.results import ranking
from hypercluster.schema import TABLES, conform
from hypercluster.uncertainty import rank_agreement
from hypercluster.words import SEPARATOR

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

Region: TypeAlias = tuple[str, ...]
Item: TypeAlias = tuple[Region | str, ...]

CONVENTION = (
    "Spearman and Kendall tau-b over items ranked in both; shift: second rank minus first, counted "
    "among these; ties count against the top k; regions matched by equal sets of areas"
)
REGIONAL = ("region", "source", "target")
RANKS = ("rank", "rank_low", "rank_high")
KINDS = ("setting", "data", "run", "software")


def compare(one: Results, other: Results) -> dict[str, pd.DataFrame]:
    """Compare two runs.

    Parameters
    ----------
    one, other
        Results of `analyse` or `read`. Columns call them A and B.

    Returns
    -------
    dict of DataFrame
        `changes`: one row per setting or fact of the data that differs, leaf by leaf. `kind` is
        setting, data, run or software; `what`, `in_a` and `in_b` are text, missing where a run has
        none.

        `agreement`: one row per ranking and community method. `items` are ranked in both, `only_a`
        and `only_b` in one alone. `spearman` and `kendall` correlate their ranks. `top_common` of
        `top_items` are in the top k of both, the share is `overlap`, and `top_k` is the smaller k.
        `largest_shift` says how far an item goes, and which. `outside_ranges` counts shifts that no
        range explains. Communities have `adjusted_mutual_information` and `adjusted_rand` over
        the regions of both.

        `rank_shifts`: one row per ranking and item with a rank in either run, the largest shift
        first: published ranks and ranges of both, `shift`, and `is_within_ranges`. A shift is
        within where the rank in one run lies in the sensitivity range of the other, so that it
        says nothing beyond the doubts of the runs. That is missing without draws, and where the
        regions of the runs differ, since ranges then count regions that the other run has not.

        Items with a region that the other run lacks are left out. `attrs` says how many regions
        are in both.

    Examples
    --------
    >>> import hypercluster as hc
    >>> one = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> agreement = hc.compare(one, one)["agreement"]
    >>> agreement[["ranking", "items", "top_common"]].head(2).values.tolist()
    [['hubs', 16, 5], ['actor_hubs.organisation', 83, 5]]
    """
    runs = (one, other)
    keys = [region_keys(results.regions["areas"]) for results in runs]
    regions = [set(by_region.values()) for by_region in keys]
    shared = regions[0] & regions[1]
    has_same_regions = regions[0] == regions[1]
    agreements, shifts = [], []
    for kind in RANKINGS.values():
        a, b = (
            _ranked_rows(results, kind, by_region, shared)
            for results, by_region in zip(runs, keys, strict=True)
        )
        # A ranking that a run could not make has no k of its own.
        tops = [results.provenance["top_k"].get(kind.name) for results in runs]
        ranks = [{item: row["rank"] for item, row in rows.items()} for rows in (a, b)]
        row = agreement(*ranks, top_k=min((top for top in tops if top), default=1))
        shifted = _shifted(a, b, row.pop("shifts"), has_same_regions=has_same_regions)
        verdicts = [entry["is_within_ranges"] for entry in shifted]
        largest = a.get(row.pop("largest"), {})
        agreements.append(
            {
                "ranking": kind.name,
                **row,
                "largest_shift_item": largest.get("item"),
                "largest_shift_name": largest.get("item_name"),
                "outside_ranges": verdicts.count(False)
                if any(v is not None for v in verdicts)
                else None,
            }
        )
        shifts += [{"ranking": kind.name, **entry} for entry in shifted]
    agreements += _partitions(one, other, keys, shared)
    attrs = {
        "convention": CONVENTION,
        "regions_a": len(keys[0]),
        "regions_b": len(keys[1]),
        "regions_both": len(shared),
    }
    tables = {
        "changes": changes(one.provenance, other.provenance),
        "agreement": table_of("run_agreement", agreements),
        "rank_shifts": table_of("rank_shifts", shifts),
    }
    for table in tables.values():
        table.attrs |= attrs
    return tables


def table_of(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Table of rows as its schema describes it.

    A value that a row lacks is missing.
    """
    import pandas as pd

    described = [column.name for column in TABLES[name].columns]
    columns = dict.fromkeys([*described, *(column for row in rows for column in row)])
    return conform(name, pd.DataFrame(rows, columns=list(columns)))


def region_keys(areas: pd.Series) -> dict[str, Region]:
    """Areas of each region, sorted: what a region is, whatever its scheme calls it."""
    return {str(region): tuple(sorted(joined.split(SEPARATOR))) for region, joined in areas.items()}


def items_of(kind: RankingKind, codes: Iterable[Any], keys: Mapping[str, Region]) -> list[Item]:
    """Items of a ranking by what they are made of.

    That is the areas of a region, and the code of all else. A pair of regions is in the order of
    its areas.
    """
    is_region = [column in REGIONAL for column in kind.key]
    items: list[Item] = []
    for code in codes:
        parts = code if isinstance(code, tuple) else (code,)
        item = tuple(
            keys[part] if regional else part
            for part, regional in zip(parts, is_region, strict=True)
        )
        items.append(tuple(sorted(item)) if "source" in kind.key else item)
    return items


def is_comparable(item: Item, shared: Collection[Region]) -> bool:
    """Whether every region of an item is in both runs."""
    return all(part in shared for part in item if isinstance(part, tuple))


def agreement(
    one: Mapping[Item, float], other: Mapping[Item, float], *, top_k: int
) -> dict[str, Any]:
    """How far the ranks of two runs agree, as columns of a table.

    `shifts` are by item, and `largest` is the item shifted most.
    """
    import numpy as np

    # Fixed order: the first of equal shifts is the one ranked best in the first run.
    items = [
        *sorted(one, key=lambda item: (one[item], str(item))),
        *sorted((item for item in other if item not in one), key=str),
    ]
    ranks = [
        np.array([side.get(item, np.nan) for item in items], dtype=float) for side in (one, other)
    ]
    result = rank_agreement(*ranks, top_k=top_k)
    largest = result.largest
    return {
        "items": result.items,
        "only_a": len(one) - result.items,
        "only_b": len(other) - result.items,
        "spearman": result.spearman,
        "kendall": result.kendall,
        "top_k": top_k,
        "top_common": result.top_common,
        "top_items": result.top_items,
        "overlap": result.overlap,
        "largest_shift": None if largest is None else int(result.shifts[largest]),
        "largest": None if largest is None or not result.shifts[largest] else items[largest],
        "shifts": dict(zip(items, result.shifts.tolist(), strict=True)),
    }


def partition_agreement(one: Mapping[Region, str], other: Mapping[Region, str]) -> dict[str, Any]:
    """Adjusted mutual information and adjusted Rand index of two partitions.

    Both are 1 for the same and 0 as by chance, over the regions of both partitions. They are
    missing below two regions and where one of the partitions is a single community, which agrees
    with everything. The information is divided by the mean of both entropies.

    References
    ----------
    Vinh, N. X., Epps, J. & Bailey, J. (2010). Journal of Machine Learning Research 11, 2837-2854.
    Hubert, L. & Arabie, P. (1985). doi:10.1007/BF01908075
    """
    shared = sorted(one.keys() & other.keys())
    labels = [[str(side[region]) for region in shared] for side in (one, other)]
    measures = communities.partition_agreement(*labels)
    names = ("adjusted_mutual_information", "adjusted_rand")
    return {"items": len(shared), **{name: measures[name] for name in names}}


def changes(one: Mapping[str, Any], other: Mapping[str, Any]) -> pd.DataFrame:
    """What differs between the provenance of two runs, leaf by leaf, as in `compare`."""
    a, b = (dict(_facts(provenance)) for provenance in (one, other))
    facts = sorted(dict.fromkeys([*a, *b]), key=lambda fact: KINDS.index(fact[0]))
    rows = [
        {"kind": fact[0], "what": fact[1], "in_a": a.get(fact), "in_b": b.get(fact)}
        for fact in facts
        if a.get(fact) != b.get(fact)
    ]
    return table_of("run_changes", rows)


def _facts(provenance: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Facts of a run as text, by kind and dotted name."""
    yield ("setting", "scheme"), str(provenance["scheme"])
    for name, value in _leaves(provenance["settings"], ""):
        # Seed and draws say how a run was made, not by which method.
        is_of_run = name.startswith("run.")
        yield ("run" if is_of_run else "setting", name.removeprefix("run.")), value
    pack = provenance["pack"]
    for name in ("title", "vintage", "source", "is_synthetic", "sha256"):
        yield ("data", f"pack {name}"), str(pack[name])
    for name, entry in pack["tables"].items():
        digest = f"sha256 {entry['sha256'][:12]}" if "sha256" in entry else "no sha256"
        yield ("data", f"table {name}"), digest
    yield ("software", "hypercluster"), str(provenance["hypercluster"])
    yield from ((("software", name), str(value)) for name, value in provenance["versions"].items())


def _leaves(values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def _ranked_rows(
    results: Results, kind: RankingKind, keys: Mapping[str, Region], shared: Collection[Region]
) -> dict[Item, dict[str, Any]]:
    """Code, name, rank and range of every ranked item that both runs could have."""
    table = ranking(results, kind.name)
    columns = table[["item", "item_name", *RANKS]].astype(object)
    rows = columns.where(columns.notna(), None).to_dict("records")
    items = items_of(kind, table.index, keys)
    return {item: row for item, row in zip(items, rows, strict=True) if is_comparable(item, shared)}


def _shifted(
    a: Mapping[Item, dict[str, Any]],
    b: Mapping[Item, dict[str, Any]],
    shifts: Mapping[Item, float],
    *,
    has_same_regions: bool,
) -> list[dict[str, Any]]:
    """Rows of `rank_shifts`: the largest shift first, what only one run ranks last.

    Of equal shifts the one with the best rank in the first run is first.
    """
    rows = []
    for item in dict.fromkeys([*a, *b]):
        row_a, row_b, shift = a.get(item, {}), b.get(item, {}), shifts[item]
        is_in_both = bool(row_a) and bool(row_b)
        row: dict[str, Any] = {
            **{column: (row_a or row_b)[column] for column in ("item", "item_name")},
            **{f"{column}_a": row_a.get(column) for column in RANKS},
            **{f"{column}_b": row_b.get(column) for column in RANKS},
            "shift": int(shift) if is_in_both else None,
        }
        row["is_within_ranges"] = _is_within(row) if is_in_both and has_same_regions else None
        rows.append(row)
    return sorted(rows, key=lambda row: 1 if row["shift"] is None else -abs(row["shift"]))


def _is_within(row: Mapping[str, Any]) -> bool | None:
    """Whether nothing moved, or the rank in one run lies in the range of the other.

    None where neither has a range.
    """
    verdicts = [
        row["shift"] == 0
        or row[f"rank_low_{side}"] <= row[f"rank_{opposite}"] <= row[f"rank_high_{side}"]
        for side, opposite in (("a", "b"), ("b", "a"))
        if row[f"rank_low_{side}"] is not None
    ]
    return any(verdicts) if verdicts else None


def _partitions(
    one: Results, other: Results, keys: list[dict[str, Region]], shared: Collection[Region]
) -> list[dict[str, Any]]:
    """Agreement of communities, for each method that both runs used."""
    rows = []
    for method in one.membership["method"].unique():
        a, b = (
            _communities(results, method, by_region, shared)
            for results, by_region in zip((one, other), keys, strict=True)
        )
        if b:
            measures = partition_agreement(a, b)
            counts = {
                "only_a": len(a) - measures["items"],
                "only_b": len(b) - measures["items"],
            }
            rows.append({"ranking": f"communities.{method}", **measures, **counts})
    return rows


def _communities(
    results: Results, method: str, keys: Mapping[str, Region], shared: Collection[Region]
) -> dict[Region, str]:
    """Community by one method of every region that both runs have."""
    table = results.membership[results.membership["method"] == method].dropna(subset="community")
    labels = zip(table["region"], table["community"], strict=True)
    return {keys[region]: community for region, community in labels if keys[region] in shared}
