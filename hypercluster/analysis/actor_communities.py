"""Which communities do organisations and groups form, and who sits in several? Communities of ties, so that actors overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.actors import ActorGraph

MEMBERS = ("organisation", "group")
PLACES = ("region", "direction")
KINDS = ("located_in", "member_of", "belongs_to", "focuses_on")
LEAST_SHARE = 0.25
RESTARTS = 10


def actor_communities(graph: ActorGraph, *, gamma: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Overlapping communities of organisations and groups: communities of the ties of the actor graph.

    The line graph has a node for each tie; two ties that share an actor with k ties are joined by 1/(k - 1), so that an actor with
    many ties does not decide alone. Its modularity communities (Leiden, best of ten starts) are communities of ties, and an actor
    belongs to those of its ties.

    Ties are those of organisations: to their region, group, the organisation they belong to, and the directions they focus on. Affiliations
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
    Evans, T. S. & Lambiotte, R. (2009). Physical Review E 80, 016105. doi:10.1103/PhysRevE.80.016105

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> found = hc.actor_communities(results.actors)
    >>> bool((found.groupby("actor")["share"].sum().round(9) == 1).all())
    True
    """
    import pandas as pd

    ties = graph.ties[graph.ties["kind"].isin(KINDS)].reset_index(drop=True)
    columns = ["community", "community_name", "actor", "kind", "name", "share", "communities", "is_overlapping"]
    if ties.empty:
        return pd.DataFrame(columns=columns)
    labels = _tie_communities(ties, gamma=gamma, seed=seed)
    ends = pd.concat([pd.DataFrame({"actor": ties[end], "label": labels}) for end in ("source", "target")])
    number = ends.groupby(["label", "actor"]).size().rename("ties").reset_index()
    order = (
        ends.groupby("label").agg(size=("actor", "size"), first=("actor", "min")).sort_values(["size", "first"], ascending=[False, True])
    )
    place = pd.Series(range(1, len(order) + 1), index=order.index)
    strongest = (
        number.sort_values(["label", "ties", "actor"], ascending=[True, False, True]).drop_duplicates("label").set_index("label")["actor"]
    )
    own = number[number["actor"].map(graph.nodes["kind"]).isin(MEMBERS)].copy()
    own["share"] = own["ties"] / own.groupby("actor")["ties"].transform("sum")
    own["communities"] = own.groupby("actor")["label"].transform("size")
    second = own.groupby("actor")["share"].transform(lambda shares: shares.nlargest(2).iloc[-1] if len(shares) > 1 else 0.0)
    own = own.assign(
        community=own["label"].map(place),
        community_name=own["label"].map(strongest).map(graph.nodes["label"]),
        kind=own["actor"].map(graph.nodes["kind"]),
        name=own["actor"].map(graph.nodes["label"]),
        is_overlapping=second.round(9) >= LEAST_SHARE,
    )
    own["actor"] = own["actor"].map(graph.nodes["code"])
    return own.sort_values(["community", "share", "actor"], ascending=[True, False, True])[columns].reset_index(drop=True)


def _tie_communities(ties: pd.DataFrame, *, gamma: float, seed: int) -> np.ndarray:
    """Community of every tie, from the line graph."""
    import random

    import igraph
    import numpy as np
    import pandas as pd

    actors = pd.Index(sorted(set(ties["source"]) | set(ties["target"])))
    pairs: dict[tuple[int, int], float] = {}
    at = [np.flatnonzero((ties["source"] == actor).to_numpy() | (ties["target"] == actor).to_numpy()) for actor in actors]
    for own in at:
        for place, one in enumerate(own):
            for other in own[place + 1 :]:
                key = (int(one), int(other))
                pairs[key] = pairs.get(key, 0.0) + 1.0 / (len(own) - 1)
    if not pairs:
        return np.arange(len(ties))
    graph = igraph.Graph(len(ties), list(pairs))
    weights = [round(weight, 9) for weight in pairs.values()]
    found = []
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        for _ in range(RESTARTS):
            labels = graph.community_leiden("modularity", weights=weights, resolution=gamma, n_iterations=-1).membership
            quality = graph.modularity(labels, weights=weights, resolution=gamma)
            found.append((-round(quality, 9), tuple(np.unique(labels, return_inverse=True)[1].tolist())))
    finally:
        igraph.set_random_number_generator(random)
    return np.asarray(min(found)[1])
