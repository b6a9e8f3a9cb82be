"""Which communities do organisations and groups form, and who sits in several? Communities of ties, so that actors overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.actors import TYING_KINDS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.actors import ActorGraph

MEMBERS = ("organisation", "group")
PLACES = ("region", "direction")
KINDS = ("located_in", "member_of", "belongs_to", "focuses_on")
LEAST_SHARE = 0.25
RESTARTS = 3


def actor_communities(graph: ActorGraph, *, gamma: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Overlapping communities of organisations and groups: communities of the ties of the actor graph.

    Two ties that share an actor are as similar as their other two ends: |n(i) and n(j)| / |n(i) or n(j)|, n an actor and all it is tied to. The
    communities of ties are those of the graph of ties weighted by similarity (modularity by Leiden, best of three starts; our choice in place of
    a dendrogram cut), and an actor belongs to those of its ties. (Joining ties by 1/(k - 1), k the ties of the shared actor, would keep the
    two ties of a bridge together.)

    Ties are those of organisations: to their region, corporate or academy group (a ministry or regional government that runs many
    bodies is no network), the organisation they belong to, and the directions they focus on. Affiliations
    between organisations of a group follow from membership and are not counted again; what regions are active in says nothing
    of organisations.

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
        One row per actor of kind organisation or group and community of one of its ties: `community` (1 has the most ties, equal ones by
        the first actor), `community_name` (after the actor with the most ties in it, of any kind), `actor`, `kind`, `name`, `share` of the actor's ties,
        `communities` (number), `is_overlapping` (a second community has at least a quarter of its ties; our choice). An actor without ties
        has no row.

    References
    ----------
    Ahn, Y.-Y., Bagrow, J. P. & Lehmann, S. (2010). Nature 466, 761-764. doi:10.1038/nature09182 (similarity of ties); Evans, T. S. & Lambiotte, R. (2009).
    Physical Review E 80, 016105. doi:10.1103/PhysRevE.80.016105 (communities of the line graph)

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> found = hc.actor_communities(results.actors)
    >>> bool((found.groupby("actor")["share"].sum().round(9) == 1).all())
    True
    """
    import pandas as pd

    nodes = graph.nodes
    loose = nodes.index[(nodes["kind"] == "group") & ~nodes["group_kind"].isin(TYING_KINDS)]
    is_loose = graph.ties["source"].isin(loose) | graph.ties["target"].isin(loose)
    ties = graph.ties[graph.ties["kind"].isin(KINDS) & ~is_loose].reset_index(drop=True)
    columns = [
        "community",
        "community_name",
        "actor",
        "kind",
        "name",
        "share",
        "communities",
        "is_overlapping",
    ]
    if ties.empty:
        return pd.DataFrame(columns=columns)
    labels = _tie_communities(ties, gamma=gamma, seed=seed)
    ends = pd.concat(
        [pd.DataFrame({"actor": ties[end], "label": labels}) for end in ("source", "target")]
    )
    number = ends.groupby(["label", "actor"]).size().rename("ties").reset_index()
    order = (
        ends.groupby("label")
        .agg(size=("actor", "size"), first=("actor", "min"))
        .sort_values(["size", "first"], ascending=[False, True])
    )
    place = pd.Series(range(1, len(order) + 1), index=order.index)
    strongest = (
        number.sort_values(["label", "ties", "actor"], ascending=[True, False, True])
        .drop_duplicates("label")
        .set_index("label")["actor"]
    )
    own = number[number["actor"].map(graph.nodes["kind"]).isin(MEMBERS)].copy()
    own["share"] = own["ties"] / own.groupby("actor")["ties"].transform("sum")
    own["communities"] = own.groupby("actor")["label"].transform("size")
    second = own.groupby("actor")["share"].transform(
        lambda shares: shares.nlargest(2).iloc[-1] if len(shares) > 1 else 0.0
    )
    own = own.assign(
        community=own["label"].map(place),
        community_name=own["label"].map(strongest).map(graph.nodes["label"]),
        kind=own["actor"].map(graph.nodes["kind"]),
        name=own["actor"].map(graph.nodes["label"]),
        is_overlapping=second.round(9) >= LEAST_SHARE,
    )
    own["actor"] = own["actor"].map(graph.nodes["code"])
    return own.sort_values(["community", "share", "actor"], ascending=[True, False, True])[
        columns
    ].reset_index(drop=True)


def _tie_communities(ties: pd.DataFrame, *, gamma: float, seed: int) -> np.ndarray:
    """Community of every tie, from the line graph."""
    import random

    import igraph
    import numpy as np
    import pandas as pd

    actors = pd.Index(sorted(set(ties["source"]) | set(ties["target"])))
    ends = np.column_stack([actors.get_indexer(ties["source"]), actors.get_indexer(ties["target"])])
    around = [{actor} for actor in range(len(actors))]
    at: list[list[tuple[int, int]]] = [[] for _ in actors]
    for number, (one, other) in enumerate(ends.tolist()):
        around[one].add(other)
        around[other].add(one)
        at[one].append((number, other))
        at[other].append((number, one))
    pairs: dict[tuple[int, int], float] = {}
    for own in at:
        for place, (first, one) in enumerate(own):
            for second, other in own[place + 1 :]:
                alike = len(around[one] & around[other]) / len(around[one] | around[other])
                if alike > 0:
                    pairs[first, second] = max(alike, pairs.get((first, second), 0.0))
    if not pairs:
        return np.arange(len(ties))
    graph = igraph.Graph(len(ties), list(pairs))
    weights = [round(weight, 9) for weight in pairs.values()]
    found = []
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        for _ in range(RESTARTS):
            labels = graph.community_leiden(
                "modularity", weights=weights, resolution=gamma, n_iterations=-1
            ).membership
            quality = graph.modularity(labels, weights=weights, resolution=gamma)
            found.append(
                (-round(quality, 9), tuple(np.unique(labels, return_inverse=True)[1].tolist()))
            )
    finally:
        igraph.set_random_number_generator(random)
    return np.asarray(min(found)[1])
