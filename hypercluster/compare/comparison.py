"""Put two finished runs side by side: what changed in settings and data, and what that did to ranks and communities.

Regions are matched by the areas they are made of, so that runs in different schemes can be compared where their regions
are the same. Ranks of both runs stay as published; shifts are counted among the items ranked in both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from hypercluster.regions import SEPARATOR
from hypercluster.uncertainty import rank_agreement

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

Region: TypeAlias = tuple[str, ...]
Item: TypeAlias = tuple[Region | str, ...]

CONVENTION = (
    "Spearman and Kendall tau-b over items ranked in both; shift: second rank minus first, counted among these; "
    "ties count against the top k; regions matched by equal sets of areas"
)


class Ranked(NamedTuple):
    """Where a ranking stands: its table, the columns that name an item, those with its name in words, the prefix of its ranks."""

    table: str
    key: tuple[str, ...]
    name: tuple[str, ...]
    prefix: str = ""


_PAIR, _CELL = (
    (("source", "target"), ("source_name", "target_name")),
    (("region", "industry"), ("region_name", "industry_name")),
)
RANKED: dict[str, Ranked] = {
    "hubs": Ranked("hubs", ("region",), ("name",)),
    "linkages.complementary": Ranked("linkages", *_PAIR, "complementary_"),
    "linkages.common_ground": Ranked("linkages", *_PAIR, "common_ground_"),
    "new_clusters": Ranked("new_clusters", *_CELL),
    "diversification": Ranked("diversification", *_CELL),
    "actor_hubs.organisation": Ranked("actor_hubs", ("actor",), ("name",)),
    "actor_hubs.group": Ranked("actor_hubs", ("actor",), ("name",)),
}
REGIONAL = ("region", "source", "target")


def compare(one: Results, other: Results) -> dict[str, pd.DataFrame]:
    """Compare two runs.

    Parameters
    ----------
    one, other
        Results of `analyse`, or of `read`; A and B in the names of columns.

    Returns
    -------
    dict of DataFrame
        `changes`: one row per setting or fact of the data that differs, leaf by leaf (`kind`: setting, data, run or
        software; `what`, `in_a`, `in_b` as text, missing where a run has none).

        `agreement`: one row per ranking and community method: items ranked in both (`items`) and in one alone, `spearman`,
        `kendall`, `top_k` (the smaller of both), `top_common` of `top_items` and their share `overlap`, `largest_shift`
        and whose it is, `outside_ranges` (shifts that no range explains); for communities `adjusted_mutual_information`
        and `adjusted_rand` over the regions of both.

        `rank_shifts`: one row per ranking and item with a rank in either: published ranks and ranges of both runs,
        `shift`, and `is_within_ranges`: whether the rank in one run lies in the sensitivity range of the other, so that
        the shift says nothing beyond the doubts of the runs. Missing without draws, and where regions of the runs differ,
        since ranges then count regions that the other run has not. Largest shift first.

        Items with a region that the other run lacks are left out; `attrs` says how many regions are in both.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack, settings = hc.load_pack(), hc.Settings().with_run(draws=0)
    >>> one = hc.analyse(pack, settings=settings)  # doctest: +SKIP
    >>> other = hc.analyse(pack, scheme="table1", settings=settings)  # doctest: +SKIP
    >>> compare(one, other)["agreement"]  # doctest: +SKIP
    """
    keys = [region_keys(results.regions["areas"]) for results in (one, other)]
    shared = set(keys[0].values()) & set(keys[1].values())
    has_same_regions = shared == set(keys[0].values()) == set(keys[1].values())
    shifts: list[dict[str, Any]] = []
    agreements: list[dict[str, Any]] = []
    for ranking in RANKED:
        a, b = (
            _ranked_rows(results, ranking, own, shared)
            for results, own in zip((one, other), keys, strict=True)
        )
        # A ranking that a run could not make has no k of its own.
        tops = [
            results.provenance["top_k"][ranking]
            for results in (one, other)
            if ranking in results.provenance["top_k"]
        ]
        ranks = [{item: row["rank"] for item, row in rows.items()} for rows in (a, b)]
        found = agreement(*ranks, top_k=min(tops, default=1))
        rows = _shifted(a, b, found.pop("shifts"), has_same_regions=has_same_regions)
        within = [row["is_within_ranges"] for row in rows if row["is_within_ranges"] is not None]
        moved = found.pop("largest")
        largest = {} if moved is None else a[moved]
        named = {
            "largest_shift_item": largest.get("item"),
            "largest_shift_name": largest.get("item_name"),
        }
        agreements.append(
            {
                "ranking": ranking,
                **found,
                **named,
                "outside_ranges": within.count(False) if within else None,
            }
        )
        shifts += [{"ranking": ranking, **row} for row in rows]
    tables = {
        "changes": changes(one.provenance, other.provenance),
        "agreement": _agreement_table([*agreements, *_partitions(one, other, keys, shared)]),
        "rank_shifts": _shifts_table(shifts),
    }
    for table in tables.values():
        table.attrs |= {
            "convention": CONVENTION,
            "regions_a": len(keys[0]),
            "regions_b": len(keys[1]),
            "regions_both": len(shared),
        }
    return tables


def region_keys(areas: pd.Series) -> dict[str, Region]:
    """Areas of each region, sorted: what a region is, whatever its scheme calls it."""
    return {str(region): tuple(sorted(joined.split(SEPARATOR))) for region, joined in areas.items()}


def item_of(parts: Mapping[str, str], keys: Mapping[str, Region]) -> Item:
    """An item by what it is made of: areas for a region, the code for anything else; a pair in the order of its areas."""
    found: list[Region | str] = [
        keys[code] if column in REGIONAL else code for column, code in parts.items()
    ]
    return tuple(sorted(found)) if "source" in parts else tuple(found)


def is_comparable(item: Item, shared: Collection[Region]) -> bool:
    """Whether every region of an item is in both runs."""
    return all(part in shared for part in item if isinstance(part, tuple))


def agreement(
    one: Mapping[Item, float], other: Mapping[Item, float], *, top_k: int
) -> dict[str, Any]:
    """How far the ranks of two runs agree, as columns of a table; `shifts` by item, `largest` is the item shifted most."""
    import numpy as np

    # Fixed order: the first of equal shifts is the one ranked best in the first run.
    items = [
        *sorted(one, key=lambda item: (one[item], str(item))),
        *sorted((item for item in other if item not in one), key=str),
    ]
    found = rank_agreement(
        *(
            np.array([ranks.get(item, np.nan) for item in items], dtype=float)
            for ranks in (one, other)
        ),
        top_k=top_k,
    )
    largest = (
        None if found.largest is None or found.shifts[found.largest] == 0 else items[found.largest]
    )
    return {
        "items": found.items,
        "only_a": len(one) - found.items,
        "only_b": len(other) - found.items,
        "spearman": found.spearman,
        "kendall": found.kendall,
        "top_k": top_k,
        "top_common": found.top_common,
        "top_items": found.top_items,
        "overlap": found.overlap,
        "largest_shift": None if found.largest is None else int(found.shifts[found.largest]),
        "largest": largest,
        "shifts": dict(zip(items, found.shifts.tolist(), strict=True)),
    }


def partition_agreement(one: Mapping[Region, str], other: Mapping[Region, str]) -> dict[str, Any]:
    """Adjusted mutual information (arithmetic mean of entropies) and adjusted Rand index of two partitions.

    Both are 1 for the same and 0 as by chance, over the regions of both partitions; missing below two regions and where
    one of the partitions is a single community, which agrees with everything.

    References
    ----------
    Vinh, N. X., Epps, J. & Bailey, J. (2010). Journal of Machine Learning Research 11, 2837-2854.
    Hubert, L. & Arabie, P. (1985). doi:10.1007/BF01908075
    """
    from hypercluster.analysis import communities

    shared = sorted(one.keys() & other.keys())
    labels = [[str(side[region]) for region in shared] for side in (one, other)]
    measures = communities.partition_agreement(*labels)
    names = ("adjusted_mutual_information", "adjusted_rand")
    return {"items": len(shared), **{name: measures[name] for name in names}}


def changes(one: Mapping[str, Any], other: Mapping[str, Any]) -> pd.DataFrame:
    """What differs between the provenance of two runs, leaf by leaf; see `compare`."""
    import pandas as pd

    sides = [dict(_facts(provenance)) for provenance in (one, other)]
    rows = [
        {
            "kind": kind,
            "what": what,
            "in_a": sides[0].get((kind, what)),
            "in_b": sides[1].get((kind, what)),
        }
        for kind, what in dict.fromkeys([*sides[0], *sides[1]])
        if sides[0].get((kind, what)) != sides[1].get((kind, what))
    ]
    table = (
        pd.DataFrame(rows, columns=["kind", "what", "in_a", "in_b"])
        .astype("str")
        .where(lambda cells: cells != "None")
    )
    return table.sort_values(
        "kind", key=lambda kinds: kinds.map(list(_KINDS).index), kind="stable"
    ).reset_index(drop=True)


_KINDS = ("setting", "data", "run", "software")


def _facts(provenance: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Facts of a run as text, by kind and dotted name."""
    yield ("setting", "scheme"), str(provenance["scheme"])
    for name, value in _leaves(provenance["settings"], ""):
        # Seed and draws say how a run was made, not by which method.
        yield (
            (("run", name.removeprefix("run.")) if name.startswith("run.") else ("setting", name)),
            value,
        )
    pack = provenance["pack"]
    for name in ("title", "vintage", "source", "is_synthetic", "sha256"):
        yield ("data", f"pack {name}"), str(pack[name])
    for name, entry in pack["tables"].items():
        yield (
            ("data", f"table {name}"),
            f"sha256 {entry['sha256'][:12]}" if "sha256" in entry else "no sha256",
        )
    yield ("software", "hypercluster"), str(provenance["hypercluster"])
    yield from ((("software", name), str(value)) for name, value in provenance["versions"].items())


def _leaves(values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def _ranked_rows(
    results: Results, ranking: str, keys: Mapping[str, Region], shared: Collection[Region]
) -> dict[Item, dict[str, Any]]:
    """Code, name, rank and range of every ranked item that both runs could have."""
    where = RANKED[ranking]
    table = results.tables[where.table]
    table = table.reset_index() if table.index.name else table
    table = table[table[f"{where.prefix}rank"].notna()]
    if where.table == "actor_hubs":
        table = table[table["kind"] == ranking.rpartition(".")[2]]
    rows = {}
    for row in table.to_dict("records"):
        item = item_of({column: row[column] for column in where.key}, keys)
        if is_comparable(item, shared):
            ranks = {
                column: _known(row[f"{where.prefix}{column}"])
                for column in ("rank", "rank_low", "rank_high")
            }
            code, name = (
                SEPARATOR.join(row[column] for column in where.key),
                " - ".join(row[column] for column in where.name),
            )
            rows[item] = {"item": code, "item_name": name, **ranks}
    return rows


def _known(rank: Any) -> int | None:
    import pandas as pd

    return None if pd.isna(rank) else int(rank)


def _shifted(
    a: Mapping[Item, dict[str, Any]],
    b: Mapping[Item, dict[str, Any]],
    shifts: Mapping[Item, float],
    *,
    has_same_regions: bool,
) -> list[dict[str, Any]]:
    """Rows of `rank_shifts`: the largest shift first, then the best rank of the first run, what only one run ranks last."""
    rows = []
    for item in dict.fromkeys([*a, *b]):
        sides, shift = (a.get(item), b.get(item)), shifts[item]
        row: dict[str, Any] = {
            column: next(side[column] for side in sides if side is not None)
            for column in ("item", "item_name")
        }
        for letter, side in zip("ab", sides, strict=True):
            row |= {
                f"{column}_{letter}": None if side is None else side[column]
                for column in ("rank", "rank_low", "rank_high")
            }
        is_both = shift == shift  # noqa: PLR0124 - missing is unequal to itself
        row["shift"] = int(shift) if is_both else None
        row["is_within_ranges"] = _is_within(row) if is_both and has_same_regions else None
        rows.append(row)
    return sorted(
        rows, key=lambda row: -1 if row["shift"] is None else abs(row["shift"]), reverse=True
    )


def _is_within(row: Mapping[str, Any]) -> bool | None:
    """Whether nothing moved, or the rank in one run lies in the range of the other; None where neither has a range."""
    answers = [
        row["shift"] == 0
        or row[f"rank_low_{here}"] <= row[f"rank_{there}"] <= row[f"rank_high_{here}"]
        for here, there in (("a", "b"), ("b", "a"))
        if row[f"rank_low_{here}"] is not None
    ]
    return any(answers) if answers else None


def _partitions(
    one: Results, other: Results, keys: list[dict[str, Region]], shared: Collection[Region]
) -> list[dict[str, Any]]:
    """Agreement of communities, for each method that both runs used."""
    rows = []
    for method in one.membership["method"].unique():
        sides = []
        for results, own in zip((one, other), keys, strict=True):
            rows_of = results.membership[results.membership["method"] == method].dropna(
                subset="community"
            )
            labels = zip(rows_of["region"], rows_of["community"], strict=True)
            sides.append(
                {own[region]: community for region, community in labels if own[region] in shared}
            )
        if sides[1]:
            found = partition_agreement(*sides)
            only = {
                "only_a": len(sides[0]) - found["items"],
                "only_b": len(sides[1]) - found["items"],
            }
            rows.append({"ranking": f"communities.{method}", **found, **only})
    return rows


def _agreement_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    whole = [
        "items",
        "only_a",
        "only_b",
        "top_k",
        "top_common",
        "top_items",
        "largest_shift",
        "outside_ranges",
    ]
    columns = [
        "ranking",
        *whole[:3],
        "spearman",
        "kendall",
        *whole[3:6],
        "overlap",
        whole[6],
        "largest_shift_item",
        "largest_shift_name",
    ]
    columns += [whole[7], "adjusted_mutual_information", "adjusted_rand"]
    table = pd.DataFrame(rows).reindex(columns=columns)
    return table.astype(
        {**dict.fromkeys(whole, "Int64"), "largest_shift_item": "str", "largest_shift_name": "str"}
    )


def _shifts_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    ranks = ["rank_a", "rank_b", "shift", "rank_low_a", "rank_high_a", "rank_low_b", "rank_high_b"]
    table = pd.DataFrame(rows, columns=["ranking", "item", "item_name", *ranks, "is_within_ranges"])
    return table.astype({**dict.fromkeys(ranks, "Int64"), "is_within_ranges": "boolean"})
