"""Which communities do organisations and groups form, and who sits in several?

Communities are those of ties, so that actors overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.analysis.leiden import best_partition, leiden
from hypercluster.organisations import TYING_KINDS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.actors import ActorGraph

MEMBERS = ("organisation", "group")
KINDS = ("located_in", "member_of", "belongs_to", "focuses_on")
LEAST_SHARE = 0.25
RESTARTS = 3
COLUMNS = (
    "community",
    "community_name",
    "actor",
    "kind",
    "name",
    "share",
    "communities",
    "is_overlapping",
)


def actor_communities(graph: ActorGraph, *, gamma: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Overlapping communities of organisations and groups.

    They are communities of the ties of the actor graph. Two ties that share an actor are as similar
    as their other two ends: |n(i) and n(j)| / |n(i) or n(j)|, n an actor and all it is tied to. The
    graph of ties weighted by similarity is partitioned (modularity by Leiden, best of three starts,
    our choice in place of a dendrogram cut), and an actor belongs to the communities of its ties.
    (Joining ties by 1/(k - 1), k the ties of the shared actor, would keep the two ties of a bridge
    together.)

    Ties are those of organisations: to their region, corporate or academy group (a ministry or
    regional government that runs many bodies is no network), the organisation they belong to, and
    the directions they focus on. Affiliations between organisations of a group follow from
    membership and are not counted again. What regions are active in says nothing of organisations.

    Parameters
    ----------
    graph
        The actor graph.
    gamma
        Resolution.
    seed
        Start of the random numbers.

    Returns
    -------
    DataFrame
        One row per actor of kind organisation or group and community of one of its ties:
        `community` (1 has the most ties, equal ones by the first actor), `community_name` (after
        the actor with the most ties in it, of any kind), `actor`, `kind`, `name`, `share` of the
        actor's ties, `communities` (number), `is_overlapping` (a second community has at least a
        quarter of its ties, our choice). An actor without ties has no row.

    References
    ----------
    Ahn, Y.-Y., Bagrow, J. P. & Lehmann, S. (2010). Nature 466, 761-764. doi:10.1038/nature09182
    (similarity of ties);
    Evans, T. S. & Lambiotte, R. (2009). Physical Review E 80, 016105.
    doi:10.1103/PhysRevE.80.016105 (communities of the line graph)

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> communities = hc.actor_communities(results.actors)
    >>> communities.groupby("actor")["share"].sum().round(9).unique().tolist()
    [1.0]
    """
    import pandas as pd

    nodes = graph.nodes
    loose = nodes.index[(nodes["kind"] == "group") & ~nodes["group_kind"].isin(TYING_KINDS)]
    is_loose = graph.ties["source"].isin(loose) | graph.ties["target"].isin(loose)
    ties = graph.ties[graph.ties["kind"].isin(KINDS) & ~is_loose].reset_index(drop=True)
    if ties.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    labels = _tie_communities(ties, gamma=gamma, seed=seed)
    ends = pd.concat(
        [pd.DataFrame({"actor": ties[end], "label": labels}) for end in ("source", "target")]
    )
    counts = ends.groupby(["label", "actor"]).size().rename("ties").reset_index()
    strongest = (
        counts.sort_values(["label", "ties", "actor"], ascending=[True, False, True])
        .drop_duplicates("label")
        .set_index("label")["actor"]
    )
    members = counts[counts["actor"].map(nodes["kind"]).isin(MEMBERS)].copy()
    by_actor = members.groupby("actor")
    members["share"] = members["ties"] / by_actor["ties"].transform("sum")
    members["communities"] = by_actor["label"].transform("size")
    # The second largest share of an actor; none where it has one community.
    ordered = members.sort_values("share", ascending=False).groupby("actor").nth(1)
    second = members["actor"].map(ordered.set_index("actor")["share"])
    members = members.assign(
        community=members["label"].map(_numbers(ends)),
        community_name=members["label"].map(strongest).map(nodes["label"]),
        kind=members["actor"].map(nodes["kind"]),
        name=members["actor"].map(nodes["label"]),
        is_overlapping=second.round(9) >= LEAST_SHARE,
        actor=members["actor"].map(nodes["code"]),
    )
    members = members.sort_values(["community", "share", "actor"], ascending=[True, False, True])
    return members[list(COLUMNS)].reset_index(drop=True)


def _numbers(ends: pd.DataFrame) -> pd.Series:
    """Number of each community: 1 has the most ties, equal ones by their first actor."""
    import pandas as pd

    order = (
        ends.groupby("label")
        .agg(size=("actor", "size"), first=("actor", "min"))
        .sort_values(["size", "first"], ascending=[False, True])
    )
    return pd.Series(range(1, len(order) + 1), index=order.index)


def _tie_communities(ties: pd.DataFrame, *, gamma: float, seed: int) -> np.ndarray:
    """Community of every tie, from the graph whose nodes are ties."""
    import igraph
    import numpy as np
    import pandas as pd

    actors = pd.Index(sorted(set(ties["source"]) | set(ties["target"])))
    ends = np.column_stack([actors.get_indexer(ties["source"]), actors.get_indexer(ties["target"])])
    neighbourhoods = [{actor} for actor in range(len(actors))]
    incident: list[list[tuple[int, int]]] = [[] for _ in actors]
    for tie, (source, target) in enumerate(ends.tolist()):
        neighbourhoods[source].add(target)
        neighbourhoods[target].add(source)
        incident[source].append((tie, target))
        incident[target].append((tie, source))
    # Only ties that share an actor can be similar, so pairs are sought actor by actor. Two ties
    # between the same two actors share both: the larger similarity counts.
    similarities: dict[tuple[int, int], float] = {}
    for shared in incident:
        for number, (first, i) in enumerate(shared):
            for second, j in shared[number + 1 :]:
                a, b = neighbourhoods[i], neighbourhoods[j]
                similarity = len(a & b) / len(a | b)
                if similarity > 0:
                    previous = similarities.get((first, second), 0.0)
                    similarities[first, second] = max(similarity, previous)
    if not similarities:
        return np.arange(len(ties))
    graph = igraph.Graph(len(ties), list(similarities))
    weights = [round(similarity, 9) for similarity in similarities.values()]
    results = leiden(
        graph, "modularity", weights=weights, resolutions=[gamma] * RESTARTS, seed=seed
    )
    return best_partition(
        (
            graph.modularity(part.membership, weights=weights, resolution=gamma),
            np.unique(part.membership, return_inverse=True)[1],
        )
        for part in results
    )
