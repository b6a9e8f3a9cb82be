"""What is shown of communities of regions and of actors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.views.model import Group, View, ViewColumn, column
from hypercluster.views.names import community_name, region_name
from hypercluster.views.plain_data import records
from hypercluster.words import Note, Term, is_missing, split

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

MEMBERS = Note("community_tables.strength")
LAYER = "community_"  # begins the columns of the community in each layer
CANDIDATE = " hypercluster"


def communities(results: Results, method: str | None = None, *, first: int | None = None) -> Group:
    """Communities by one method against definition and chance, and their members.

    Parameters
    ----------
    results
        The run.
    method
        A method that the run used. None takes that of the settings.
    first
        How many communities are shown.
    """
    method = method_of(results, method)
    table = of_method(results.communities, method)
    by_community = table.set_index("community")
    has_draws = bool(results.provenance["draws"])
    sure = {
        community: None if is_whole(results, row["size"]) else row["confidence"]
        for community, row in by_community.iterrows()
    }
    # A region alone is no community that chance could be compared with.
    p = by_community["p_null"].where(by_community["size"] > 1).to_dict()
    verdicts = {verdict: str(verdict).removesuffix(CANDIDATE) for verdict in table["verdict"]}
    name = "communities"
    legends = {
        key: Note(f"community_tables.{key}")
        for key in ("industries", "macroregions", "km", "ties", "p")
    }
    chance = column(
        name, "p_null", "probability", sources=("community",), lookup=p, legend=legends["p"]
    )
    view = View(
        Note("communities.heading"),
        (
            column(name, "community", "text", heading=""),
            column(name, "community_name", "name"),
            column(name, "size"),
            *(
                [column(name, "confidence", "confidence", sources=("community",), lookup=sure)]
                if has_draws
                else []
            ),
            column(name, "verdict", "text", lookup=verdicts),
            column(name, "effective_industries", legend=legends["industries"]),
            column(name, "macroregions", is_spare=True, legend=legends["macroregions"]),
            column(name, "mean_distance_km", is_spare=True, legend=legends["km"]),
            column(name, "hubs"),
            column(name, "internal_observed_ties", legend=legends["ties"]),
            column(name, "internal_observed_ties_percentile"),
            *([chance] if has_draws else []),
        ),
        table,
        page=_page(results, table, chance),
        first=first,
        remarks=_remarks(results, method, table),
    )
    tables = {
        "membership": members_in(results, method),
        "community_quality": of_method(results.community_quality, method),
        "agreement": results.agreement,
    }
    data = {"method": method, **{key: records(rows) for key, rows in tables.items()}}
    return Group(name, view, members(results, method), data=data)


def _page(results: Results, table: pd.DataFrame, chance: ViewColumn) -> tuple[ViewColumn, ...]:
    """Columns of the page, with the names of members and the measured digital ties."""
    name = "communities"
    composites = results.hubs["composite"]
    names = {str(code): region_name(results, str(code)) for code in results.regions.index}
    labels = {
        letter: Note(
            "community_tables.lettered",
            {"letter": letter, "name": community_name(split(regions), composites, names)},
        )
        for letter, regions in zip(table["community"], table["regions"], strict=True)
    }
    digital = {cell: _digital(cell) for cell in table["digital"].dropna()}
    numbers = {
        "industries": "effective_industries",
        "macroregions": "macroregions",
        "hubs": "hubs",
        "ties": "internal_observed_ties",
    }
    return (
        ViewColumn("", ("community",), "note", lookup=labels, title="communities.name"),
        column(name, "regions", "names", entity="regions", title="communities.members"),
        column(name, "verdict", "term", entity="verdicts", title="communities.verdict"),
        replace(chance, title="communities.p"),
        column(name, "membership_strength", "share", title="communities.strength"),
        column(name, "confidence", "confidence", title="rankings.certainty"),
        *(column(name, key, title=f"communities.{title}") for title, key in numbers.items()),
        column(name, "digital", "note", lookup=digital, title="communities.digital"),
    )


def _digital(cell: str) -> Note:
    """Weight of the digital ties inside, or that they were not measured."""
    if cell[:1].isdigit():
        return Note("community_tables.weight", {"weight": float(cell)})
    return Note("sentence", {"text": Term("verdicts", cell)})


def actor_communities(results: Results, *, first: int | None = None) -> Group:
    """Overlapping communities of organisations and groups, those in several first."""
    table = results.actor_communities.sort_values(
        ["is_overlapping", "community", "share", "actor"],
        ascending=[False, True, False, True],
        kind="stable",
    ).reset_index(drop=True)
    name = "actor_communities"
    sizes = table.groupby(["community", "community_name"], sort=True).size()
    listed = tuple(
        Note("community_tables.size", {"name": community, "size": int(size)})
        for (_, community), size in sizes.items()
    )
    view = View(
        Note("community_tables.actors"),
        (
            column(name, "community_name", "name"),
            column(name, "kind", "text", is_spare=True),
            column(name, "name", "name"),
            column(name, "share", "part", heading="ties"),
            column(name, "communities"),
            column(name, "is_overlapping", "yes"),
        ),
        table,
        first=first,
        remarks=(
            Note("community_tables.sizes", {"count": len(sizes), "communities": listed}),
            Note("community_tables.read_actors"),
        ),
        nothing=Note("community_tables.no_actors"),
    )
    return Group(name, view)


def is_whole(results: Results, members: int) -> bool:
    """Whether a community holds every region, so that nothing was told apart."""
    return members == len(results.regions)


def method_of(results: Results, method: str | None = None) -> str:
    """A method that the run holds communities of; None takes that of the settings.

    Raises
    ------
    AnalysisError
        The run did not use that method.
    """
    name = method or str(results.provenance["settings"]["communities"]["method"])
    available = results.communities["method"].unique().tolist()
    if name not in available:
        raise AnalysisError(
            f"Expected a community method of this run ({', '.join(available)}); found {name!r}. "
            f"Make a run with the setting communities.method = {name!r}; on the command line, "
            "leave out --results."
        )
    return name


def of_method(table: pd.DataFrame, method: str) -> pd.DataFrame:
    """Rows of one community method."""
    return table[table["method"] == method].reset_index(drop=True)


def members_in(results: Results, method: str) -> pd.DataFrame:
    """Regions with their community by one method, and their names."""
    table = of_method(results.membership, method)
    return table.assign(region_name=table["region"].map(results.regions["name"]))


def members(results: Results, method: str) -> tuple[tuple[Note, ...], ...]:
    """Who is in which community, how surely, and how that fits layers and methods."""
    table = members_in(results, method)
    sentences = (
        *_by_quality(results, method),
        *agreement(results, method),
        *_overlap(results, table),
        *_by_layer(table),
    )
    return (tuple(_lists(table)), *((sentences,) if sentences else ()))


def _remarks(results: Results, method: str, table: pd.DataFrame) -> tuple[Note, ...]:
    """What the columns say, and what was found without the ties that test them."""
    values = {"method": method}
    if is_whole(results, int(table["size"].max())):
        return (Note("community_tables.whole", values),)
    tested = table[table["is_found_without_observed"].notna()]
    still = tested.loc[tested["is_found_without_observed"].astype(bool), "community"].tolist()
    without = (
        Note("community_tables.not_looked_for")
        if tested.empty
        else Note("community_tables.without_observed", {"communities": still or (Note("none"),)})
    )
    has_draws = bool(results.provenance["draws"])
    is_alone = has_draws and bool((table["size"] == 1).any())
    return (
        Note("community_tables.definition", values),
        without,
        MEMBERS if has_draws else Note("community_tables.no_draws"),
        *((Note("community_tables.alone"),) if is_alone else ()),
    )


def _lists(table: pd.DataFrame) -> Iterator[Note]:
    """Members of every community, with how often each is found with the others."""
    for community, rows in table.groupby("community"):
        names = tuple(
            Note("sentence", {"text": row["region_name"]})
            if is_missing(row["membership_strength"])
            else Note("community_tables.member", row)
            for row in rows[["region_name", "membership_strength"]].to_dict("records")
        )
        yield Note("community_tables.members", {"community": community, "members": names})


def _by_quality(results: Results, method: str) -> tuple[Note, ...]:
    """How well the partition fits each layer, and how likely that is by chance."""
    table = of_method(results.community_quality, method)
    rows = table.loc[table["quality"].notna(), ["layer", "quality", "p_null"]].to_dict("records")
    layers = tuple(
        Note(
            "community_tables.layer" if is_missing(row["p_null"]) else "community_tables.layer_p",
            row,
        )
        for row in rows
    )
    return (Note("community_tables.quality", {"layers": layers}),) if layers else ()


def agreement(results: Results, method: str) -> tuple[Note, ...]:
    """How far the other methods agree, which is undefined where one joins all regions."""
    parts = []
    for row in results.agreement.to_dict("records"):
        if method not in (row["method"], row["other_method"]) or is_missing(row["pairs_alike"]):
            continue
        other = row["other_method"] if row["method"] == method else row["method"]
        is_open = is_missing(row["adjusted_mutual_information"])
        key = "community_tables.undefined" if is_open else "community_tables.agrees"
        parts.append(Note(key, {**row, "method": other}))
    return (Note("community_tables.agreement", {"methods": parts}),) if parts else ()


def _overlap(results: Results, table: pd.DataFrame) -> tuple[Note, ...]:
    """Regions that sit in two consensus communities."""
    largest = int(table["community"].value_counts().max())
    if not results.provenance["draws"] or is_whole(results, largest):
        return ()
    both = table[table["is_overlapping"].fillna(value=False).astype(bool)]
    names = ["region_name", "consensus_community", "consensus_strength"]
    names += ["second_community", "second_strength"]
    rows = both[names].to_dict("records")
    if not rows:
        return (Note("community_tables.no_overlap"),)
    regions = tuple(Note("community_tables.in_two", row) for row in rows)
    return (Note("community_tables.overlap", {"regions": regions}),)


def _by_layer(table: pd.DataFrame) -> tuple[Note, ...]:
    """Regions that change community from layer to layer, where the method lets them."""
    layers = [
        str(name)
        for name in table
        if str(name).startswith(LAYER) and name != "community_name" and table[name].notna().any()
    ]
    if not layers:
        return ()
    regions = []
    for row in table.to_dict("records"):
        others = tuple(
            Note(
                "community_tables.in_layer",
                {"community": row[name], "layer": name.removeprefix(LAYER)},
            )
            for name in layers
            if row[name] != row["community"]
        )
        values = {"name": row["region_name"], "community": row["community"], "others": others}
        regions += [Note("community_tables.differs", values)] if others else []
    key = "community_tables.differ" if regions else "community_tables.none_differs"
    return (Note(key, {"regions": regions}),)
