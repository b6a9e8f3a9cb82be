"""Names of regions and communities, and flags of rows, from the tables of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hypercluster.synchronisation.flags import (
    End,
    diversification_flags,
    linkage_flags,
    new_cluster_flags,
)
from hypercluster.words import Name, Note, is_missing, split

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results


def region_name(results: Results, region: str) -> Name:
    """Name of a region, with its local name."""
    row = results.regions.loc[region]
    return Name(
        str(row["name"]),
        None if is_missing(row["name_local"]) else str(row["name_local"]),
        results.provenance["pack"].get("local_language"),
    )


def community_name(
    members: Sequence[str], composites: pd.Series, names: Mapping[str, Name]
) -> Note:
    """Name of a community after its strongest member, the first by code if tied.

    Parameters
    ----------
    members
        Codes of the members.
    composites
        Hub score by region.
    names
        Names of the regions by code.
    """
    strongest = composites.reindex(sorted(members)).fillna(-1.0).round(9).idxmax()
    key = "communities_of" if len(members) > 1 else "alone_of"
    return Note(key, {"name": names[str(strongest)]})


def flags_of(results: Results, table: str) -> Callable[[Mapping[str, Any]], tuple[Note, ...]]:
    """Give the flags of any row of a table of opportunities, as notes.

    The text of the notes is that of the column `flags`, which is made by the same functions.

    Parameters
    ----------
    results
        The run.
    table
        Table of a ranking of opportunities. A row of one without flags has none.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> flags = flags_of(results, "diversification")
    >>> print(flags(results.diversification.iloc[0])[0])
    allocated: Arkhangelsk Oblast
    """
    if table not in _FLAGS:
        return lambda _: ()
    return _FLAGS[table](results)


def _of_linkages(results: Results) -> Callable[[Mapping[str, Any]], tuple[Note, ...]]:
    ends = _ends(results)
    units = {
        region: set(split(cell)) for region, cell in results.regions["reporting_units"].items()
    }

    def flags(row: Mapping[str, Any]) -> tuple[Note, ...]:
        source, target = row["source"], row["target"]
        has_leads = not any(
            is_missing(row[f"lead_organisations_{end}"]) for end in ("source", "target")
        )
        return linkage_flags(
            (ends[source], ends[target]),
            shares_unit=bool(units[source] & units[target]),
            lacks_vector=has_leads and is_missing(row["platform_vectors"]),
        )

    return flags


def _ends(results: Results) -> dict[Any, End]:
    """What is known of every region as an end of pairs."""
    table, regions = results.linkages, results.regions
    gives = [
        *zip(table["source"], table["capability_match_target"], strict=True),
        *zip(table["target"], table["capability_match_source"], strict=True),
    ]
    focused = {region for region, match in gives if not is_missing(match)}
    return {
        region: End(
            region_name(results, str(region)),
            bool(row["is_allocated"]),
            None if is_missing(row["organisations"]) else bool(row["organisations"] > 0),
            region in focused if focused else None,
        )
        for region, row in regions.iterrows()
    }


def _of_new_clusters(results: Results) -> Callable[[Mapping[str, Any]], tuple[Note, ...]]:
    return lambda row: new_cluster_flags(
        region_name(results, row["region"]),
        is_allocated=bool(results.regions.at[row["region"], "is_allocated"]),
        has_cluster_organisation=not is_missing(row["clusters_listed"]),
    )


def _of_diversification(results: Results) -> Callable[[Mapping[str, Any]], tuple[Note, ...]]:
    related = related_industries(results.proximity)
    return lambda row: diversification_flags(
        region_name(results, row["region"]),
        is_allocated=bool(results.regions.at[row["region"], "is_allocated"]),
        related=related[row["industry"]],
        has_ties=not is_missing(row["partners_density"]),
    )


def related_industries(proximity: pd.DataFrame) -> dict[str, int]:
    """Number of other industries that each industry is related to."""
    is_pair = proximity["industry"] != proximity["other_industry"]
    is_related = is_pair & (proximity["proximity"] > 0)
    counts = is_related.groupby(proximity["industry"], sort=False).sum()
    return {str(industry): int(count) for industry, count in counts.items()}


_FLAGS: dict[str, Callable[[Results], Callable[[Mapping[str, Any]], tuple[Note, ...]]]] = {
    "linkages": _of_linkages,
    "new_clusters": _of_new_clusters,
    "diversification": _of_diversification,
}
