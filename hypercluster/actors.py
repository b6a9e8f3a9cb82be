"""The graph of actors: organisations, groups, industries, technologies, ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypercluster.organisations import affiliation_pairs, focus_shares

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import pandas as pd

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
