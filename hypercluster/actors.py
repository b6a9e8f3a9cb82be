"""The graph of actors: organisations, groups, industries, technologies, ties.

An organisation's role comes from what it is, never from the column it is printed in. Groups of the
kinds in `TYING_KINDS` tie regions. A ministry or a regional government that runs many bodies is no
business network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import pandas as pd

TYING_KINDS = ("corporate", "academy")
CONFIDENCE_ORDER = ("low", "medium", "high")
NODE_COLUMNS = (
    "kind", "code", "label", "name_local", "role", "organisation_kind", "group_kind", "focus",
    "region", "city", "latitude", "longitude", "confidence",
)  # fmt: skip
TIE_COLUMNS = ("source", "target", "kind", "weight", "platform_vector")


@dataclass(frozen=True, eq=False)
class ActorGraph:
    """All actors and their typed, undirected ties.

    Attributes
    ----------
    nodes
        Indexed by `actor`, which is `kind:code`, with the columns `NODE_COLUMNS`. Kinds are region,
        organisation, group, industry, direction and technology.
    ties
        `source`, `target`, `kind`, `weight`, `platform_vector`. Kinds: located_in
        (organisation-region, weight 1), member_of (organisation-group, 1), belongs_to
        (organisation-organisation, 1), affiliated_with (two organisations of one tying group in
        different regions, 1/(regions of the group - 1)), active_in (region-industry, enterprises),
        focuses_on (organisation-direction, share), forms (technology-direction, 1).
    """

    nodes: pd.DataFrame
    ties: pd.DataFrame

    def __repr__(self) -> str:
        numbers = self.nodes["kind"].value_counts(sort=False).items()
        nodes = ", ".join(f"{kind} {number}" for kind, number in numbers)
        return f"ActorGraph({len(self.ties)} ties; nodes: {nodes})"

    def to_networkx(self) -> nx.MultiGraph[str]:
        """Networkx multigraph with the kind of a tie as its key.

        Missing attributes are left out.
        """
        import networkx as nx

        graph: nx.MultiGraph[str] = nx.MultiGraph()
        rows = self.nodes.to_dict("index").items()
        graph.add_nodes_from((str(actor), _present(row)) for actor, row in rows)
        for row in self.ties.to_dict("records"):
            graph.add_edge(
                row["source"], row["target"], key=row["kind"], **_present(row, "source", "target")
            )
        return graph

    def to_igraph(self) -> igraph.Graph:
        """Graph of igraph with `name` and all attributes, None where missing."""
        import igraph

        position = {actor: index for index, actor in enumerate(self.nodes.index)}
        graph = igraph.Graph(
            len(position),
            [(position[row.source], position[row.target]) for row in self.ties.itertuples()],
        )
        graph.vs["name"] = list(self.nodes.index)
        for column in self.nodes.columns:
            graph.vs[column] = _plain(self.nodes[column])
        for column in self.ties.columns.drop(["source", "target"]):
            graph.es[column] = _plain(self.ties[column])
        return graph


def _present(row: dict[Any, Any], *left_out: str) -> dict[str, Any]:
    """Attributes of a row that have a value."""
    import pandas as pd

    return {
        str(key): value for key, value in row.items() if key not in left_out and not pd.isna(value)
    }


def _plain(column: pd.Series) -> list[Any]:
    return [
        None if is_missing else value
        for value, is_missing in zip(column.tolist(), column.isna(), strict=True)
    ]


def select_organisations(
    organisations: pd.DataFrame,
    *,
    placement: str = "seat",
    min_confidence: str = "low",
    duplicates: str = "keep",
) -> pd.DataFrame:
    """Organisations that an analysis counts, at the place it takes them to be.

    Parameters
    ----------
    organisations
        The pack's table.
    placement
        `seat` where they really are; `printed` in the row of the source, where one is given.
    min_confidence
        Least confidence of identification: low, medium or high.
    duplicates
        `keep` counts a possible duplicate as the source prints it. `merge` leaves it out where the
        organisation it may duplicate is in the table.

    Returns
    -------
    DataFrame
        Same columns, fewer rows, `area` as chosen.

    Examples
    --------
    >>> import hypercluster as hc
    >>> organisations = hc.load_pack().table("organisations")
    >>> len(organisations), len(hc.select_organisations(organisations, min_confidence="high"))
    (83, 70)
    """
    chosen = organisations
    if placement == "printed":
        chosen = chosen.assign(area=chosen["printed_area"].fillna(chosen["area"]))
    accepted = CONFIDENCE_ORDER[CONFIDENCE_ORDER.index(min_confidence) :]
    chosen = chosen[chosen["confidence"].isin(accepted)]
    if duplicates == "merge":
        chosen = chosen[~chosen["duplicate_of"].isin(chosen["organisation"])]
    return chosen.reset_index(drop=True)


def locate(organisations: pd.DataFrame, membership: pd.Series) -> pd.DataFrame:
    """Organisations with a column `region`, by area code and never by polygon.

    Parameters
    ----------
    organisations
        With a column `area`.
    membership
        Region of each area, from `RegionScheme.membership`.

    Returns
    -------
    DataFrame
        `region` is missing for an organisation outside the scheme.

    Examples
    --------
    >>> import pandas as pd
    >>> membership = pd.Series({"KHM": "TYU", "TYU": "TYU"})
    >>> locate(pd.DataFrame({"area": ["KHM", "MOW"]}), membership)["region"].tolist()
    ['TYU', nan]
    """
    return organisations.assign(region=organisations["area"].map(membership).astype("str"))


def count_by(organisations: pd.DataFrame, regions: pd.Index, column: str) -> pd.DataFrame:
    """Number of organisations of each region by a column.

    Parameters
    ----------
    organisations
        Located organisations. Those outside the scheme are not counted.
    regions
        Codes of the regions, in the order of the result.
    column
        `kind` or `role`.

    Returns
    -------
    DataFrame
        Regions x values of the column, sorted, 0 where none is listed.

    Examples
    --------
    >>> import pandas as pd
    >>> organisations = pd.DataFrame({"region": ["N", "N"], "kind": ["university", "company"]})
    >>> count_by(organisations, pd.Index(["N", "S"]), "kind").loc["S"].to_dict()
    {'company': 0, 'university': 0}
    """
    import numpy as np
    import pandas as pd

    names = sorted(set(organisations[column]))
    region = regions.get_indexer(organisations["region"])
    name = pd.Index(names).get_indexer(organisations[column]) if names else region
    counts = np.zeros((len(regions), len(names)), dtype="int64")
    # add.at counts a pair of positions as often as it stands there.
    np.add.at(counts, (region[region >= 0], name[region >= 0]), 1)
    return pd.DataFrame(counts, index=regions, columns=pd.Index(names, name=column, dtype="str"))


def focus_shares(organisations: pd.DataFrame, focus_directions: pd.DataFrame) -> pd.DataFrame:
    """Share of each direction in each organisation's focus.

    Parameters
    ----------
    organisations
        With columns `organisation` and `focus`.
    focus_directions
        Table of the pack: `focus`, `direction`, `share`, which sums to 1 over the directions.

    Returns
    -------
    DataFrame
        Organisations (rows, in order) x directions. A row of zeros where the focus is general or
        unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = pd.DataFrame({"focus": ["oil"], "direction": ["fuel"], "share": [1.0]})
    >>> organisations = pd.DataFrame({"organisation": ["a", "b"], "focus": ["oil", None]})
    >>> focus_shares(organisations, shares)["fuel"].tolist()
    [1.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    directions = pd.Index(focus_directions["direction"].unique())
    focuses = pd.Index(focus_directions["focus"].unique())
    shares = np.zeros((len(focuses) + 1, len(directions)))
    shares[
        focuses.get_indexer(focus_directions["focus"]),
        directions.get_indexer(focus_directions["direction"]),
    ] = focus_directions["share"]
    # A focus that is not in the table has position -1: the last row, which is empty.
    return pd.DataFrame(
        shares[focuses.get_indexer(organisations["focus"])],
        index=pd.Index(organisations["organisation"]),
        columns=directions,
    )


def tying_groups(groups: pd.DataFrame) -> pd.Index:
    """Codes of the groups that tie regions, in the order of the pack."""
    import pandas as pd

    return pd.Index(groups.loc[groups["kind"].isin(TYING_KINDS), "group"])


def group_presence(
    organisations: pd.DataFrame, groups: pd.DataFrame, regions: pd.Index
) -> pd.DataFrame:
    """Presence of each tying group in each region.

    Parameters
    ----------
    organisations
        Located organisations with `group` and `region`.
    groups
        Table of the pack: `group`, `kind`.
    regions
        Codes of the regions, in the order of the result.

    Returns
    -------
    DataFrame
        Groups x regions, 1.0 or 0.0, without groups that are present nowhere.

    Examples
    --------
    >>> import pandas as pd
    >>> organisations = pd.DataFrame({"group": ["acme", "acme"], "region": ["N", "N"]})
    >>> groups = pd.DataFrame({"group": ["acme"], "kind": ["corporate"]})
    >>> group_presence(organisations, groups, pd.Index(["N", "S"])).loc["acme"].tolist()
    [1.0, 0.0]
    """
    import numpy as np
    import pandas as pd

    tying = tying_groups(groups)
    row = tying.get_indexer(organisations["group"])
    column = regions.get_indexer(organisations["region"])
    is_inside = (row >= 0) & (column >= 0)
    present = np.zeros((len(tying), len(regions)))
    present[row[is_inside], column[is_inside]] = 1.0
    return pd.DataFrame(present, index=tying, columns=regions)[present.any(axis=1)]


def affiliation_pairs(
    organisations: pd.DataFrame, groups: pd.DataFrame, platform_vectors: pd.DataFrame
) -> pd.DataFrame:
    """Pairs of organisations of one tying group in different regions.

    Returns
    -------
    DataFrame
        `source`, `target` (organisations, source < target), `group`, `weight` = 1/(n_g - 1) with
        n_g the regions hosting the group, `platform_vector`.
    """
    import pandas as pd

    members = organisations[
        organisations["group"].isin(tying_groups(groups)) & organisations["region"].notna()
    ]
    members = members[["organisation", "group", "region", "role"]]
    pairs = members.merge(members, on="group", suffixes=("", "_other"))
    pairs = pairs[
        (pairs["organisation"] < pairs["organisation_other"])
        & (pairs["region"] != pairs["region_other"])
    ]
    hosts = members.groupby("group")["region"].nunique()
    # In reverse, so that of two rows with the same roles the first counts.
    vector_of = {
        frozenset((row.role_a, row.role_b)): str(row.platform_vector)
        for row in platform_vectors[::-1].itertuples()
    }
    roles = zip(pairs["role"], pairs["role_other"], strict=True)
    vectors = [vector_of.get(frozenset(both)) for both in roles]
    return pd.DataFrame(
        {
            "source": pairs["organisation"],
            "target": pairs["organisation_other"],
            "group": pairs["group"],
            "weight": 1.0 / (pairs["group"].map(hosts).astype("float64") - 1),
            "platform_vector": pd.Series(vectors, index=pairs.index, dtype="str"),
        }
    ).reset_index(drop=True)


def actor_graph(
    regions: pd.DataFrame,
    counts: pd.DataFrame,
    organisations: pd.DataFrame,
    *,
    groups: pd.DataFrame,
    industries: pd.DataFrame,
    focus_directions: pd.DataFrame,
    technologies: pd.DataFrame,
    platform_vectors: pd.DataFrame,
) -> ActorGraph:
    """Graph of all actors of a scheme.

    Parameters
    ----------
    regions
        Table of the scheme's regions, indexed by region.
    counts
        Enterprises, regions x industries. 0 and missing make no tie.
    organisations
        Located organisations (with `region`). Those outside the scheme keep their other ties.
    groups, industries, focus_directions, technologies, platform_vectors
        The pack's tables, empty where it has none.

    Returns
    -------
    ActorGraph
        Nodes by kind: regions, organisations, groups, industries, directions, technologies.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> sorted(set(results.actors.ties["kind"]))[:3]
    ['active_in', 'affiliated_with', 'belongs_to']
    """
    import pandas as pd

    tables = [
        _nodes("region", regions.index, regions["name"], regions, region=regions.index),
        _nodes(
            "organisation",
            organisations["organisation"],
            organisations["name"],
            organisations,
            organisation_kind=organisations["kind"],
        ),
        _nodes("group", groups["group"], groups["name"], groups, group_kind=groups["kind"]),
        _nodes("industry", industries["industry"], industries["name"], industries),
    ]
    names = technologies.drop_duplicates("direction").set_index("direction")["direction_name"]
    directions = pd.Index([*names.index, *focus_directions["direction"]]).unique()
    tables.append(
        _nodes(
            "direction",
            directions,
            names.reindex(directions).fillna(directions.to_series()),
            pd.DataFrame(),
        )
    )
    items = (
        technologies["direction"]
        + "/"
        + technologies["role"]
        + "/"
        + technologies["item"].astype("str")
    )
    tables.append(_nodes("technology", items, technologies["technology"], technologies, role=None))
    nodes = pd.concat([table for table in tables if len(table)])
    text = {column: "str" for column in NODE_COLUMNS if column not in ("latitude", "longitude")}
    number = dict.fromkeys(("latitude", "longitude"), "float64")
    return ActorGraph(
        nodes.astype(text | number),
        _actor_ties(
            counts,
            organisations,
            groups,
            focus_directions,
            technologies.assign(code=items),
            platform_vectors,
        ),
    )


def _nodes(kind: str, codes: Any, labels: Any, table: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Nodes of one kind in the common columns, taking from the table what it has."""
    import pandas as pd

    values = {"code": codes, "label": labels, "kind": kind}
    values |= {name: columns.get(name, table.get(name)) for name in NODE_COLUMNS[3:]}
    index = pd.Index([f"{kind}:{code}" for code in codes], name="actor", dtype="str")
    # Lists have no index of their own to align with.
    cells = {
        name: value if value is None or isinstance(value, str) else list(value)
        for name, value in values.items()
    }
    return pd.DataFrame(cells, index, list(NODE_COLUMNS), dtype=object)


def _actor_ties(
    counts: pd.DataFrame,
    organisations: pd.DataFrame,
    groups: pd.DataFrame,
    focus_directions: pd.DataFrame,
    technologies: pd.DataFrame,
    platform_vectors: pd.DataFrame,
) -> pd.DataFrame:
    """All typed ties, in the order of `ActorGraph.ties`."""
    import pandas as pd

    def ties(kind: str, source: Any, target: Any, weight: Any, vector: Any = None) -> pd.DataFrame:
        cells = {
            "source": list(source),
            "target": list(target),
            "kind": kind,
            "weight": weight if isinstance(weight, float) else list(weight),
            "platform_vector": None if vector is None else list(vector),
        }
        return pd.DataFrame(cells, dtype=object)

    organisations = organisations.assign(actor="organisation:" + organisations["organisation"])
    located = organisations[organisations["region"].notna()]
    member = organisations[organisations["group"].notna()]
    part = organisations[organisations["belongs_to"].isin(organisations["organisation"])]
    affiliated = affiliation_pairs(organisations, groups, platform_vectors)
    active = counts.stack()
    active = active[active > 0]
    focus = focus_shares(organisations, focus_directions).stack()
    focus = focus[focus > 0]
    parts = [
        ties("located_in", located["actor"], "region:" + located["region"], 1.0),
        ties("member_of", member["actor"], "group:" + member["group"], 1.0),
        ties("belongs_to", part["actor"], "organisation:" + part["belongs_to"], 1.0),
        ties(
            "affiliated_with",
            "organisation:" + affiliated["source"],
            "organisation:" + affiliated["target"],
            affiliated["weight"],
            affiliated["platform_vector"],
        ),
        ties(
            "active_in",
            [f"region:{region}" for region, _ in active.index],
            [f"industry:{industry}" for _, industry in active.index],
            active,
        ),
        ties(
            "focuses_on",
            [f"organisation:{organisation}" for organisation, _ in focus.index],
            [f"direction:{direction}" for _, direction in focus.index],
            focus,
        ),
        ties(
            "forms",
            "technology:" + technologies["code"],
            "direction:" + technologies["direction"],
            1.0,
        ),
    ]
    filled = [part for part in parts if len(part)] or parts[:1]
    merged = pd.concat(filled, ignore_index=True)[list(TIE_COLUMNS)]
    return merged.astype(dict.fromkeys(TIE_COLUMNS, "str") | {"weight": "float64"})
