"""The method once more, written from its definitions alone, for the Russian pack under the scheme
`study`.

Nothing here imports the package: plain arithmetic, exact fractions, numpy for linear algebra and
networkx for paths and PageRank. Regions stand in scheme order; matrices are regions x regions.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path

import networkx as nx
import numpy as np

FOLDER = Path(__file__).parents[1] / "data" / "regions" / "russia-resource-2023"
SCHEME, UNITS = "study", "table1"
DELTA_KM, BETA, K_STRONGEST = 1000.0, 0.5, 4
OBSERVED = "affiliation"
LAYERS = ("production", "affiliation", "institution", "geography", "capability")
TYING_KINDS = ("corporate", "academy")


@cache
def table(name):
    """Rows of one CSV file as dicts of text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def areas_of(scheme):
    """Areas of each region of a scheme, in the order of the file."""
    members = defaultdict(list)
    for row in table("schemes"):
        if row["scheme"] == scheme:
            members[row["region"]].append(row["area"])
    return dict(members)


REGIONS = tuple(areas_of(SCHEME))
N = len(REGIONS)
INDUSTRIES = tuple(row["industry"] for row in table("industries"))
DIRECTIONS = tuple(dict.fromkeys(row["direction"] for row in table("technologies")))
REGION_OF = {area: region for region, areas in areas_of(SCHEME).items() for area in areas}
UNIT_OF = {area: unit for unit, areas in areas_of(UNITS).items() for area in areas}
UNIT = {region: UNIT_OF[areas[0]] for region, areas in areas_of(SCHEME).items()}
ORGANISATIONS = tuple({**row, "region": REGION_OF[row["area"]]} for row in table("organisations"))
GROUP_KIND = {row["group"]: row["kind"] for row in table("groups")}
PAIRS = tuple(itertools.combinations(range(N), 2))


def seat(region):
    """Row of the seat area of a region."""
    area = next(
        r["area"]
        for r in table("schemes")
        if r["scheme"] == SCHEME and r["region"] == region and r["is_seat"] == "true"
    )
    return next(row for row in table("areas") if row["area"] == area)


def macroregion(region):
    """The macroregion of a region: that of all its areas, or none."""
    found = {row["macroregion"] for row in table("areas") if REGION_OF[row["area"]] == region}
    return found.pop() if len(found) == 1 else None


# ---- 2. indicators: exact fractions over the printed counts
# ------------------------------------------


@cache
def unit_counts():
    """Whole counts of the reporting units: {unit: {industry: count}}."""
    counts = defaultdict(dict)
    for row in table("enterprises"):
        counts[row["reporting_unit"]][row["industry"]] = int(row["count"])
    return dict(counts)


def total():
    """All enterprises."""
    return sum(sum(row.values()) for row in unit_counts().values())


def column(industry):
    """All enterprises of an industry."""
    return sum(row[industry] for row in unit_counts().values())


def count(region, industry):
    """Count of a region; a part of a unit takes an equal part per area."""
    unit = UNIT[region]
    part = Fraction(len(areas_of(SCHEME)[region]), len(areas_of(UNITS)[unit]))
    return part * unit_counts()[unit][industry]


def share(region, industry):
    """s_rj."""
    row = unit_counts()[UNIT[region]]
    return Fraction(row[industry], sum(row.values()))


def location_quotient(region, industry):
    """s_rj / p_j."""
    return share(region, industry) / Fraction(column(industry), total())


def excess(region, industry):
    """Enterprises above expectation."""
    size = sum(count(region, j) for j in INDUSTRIES)
    return max(Fraction(0), count(region, industry) - size * Fraction(column(industry), total()))


def hypergeometric_tail(unit, industry):
    """P(X >= x) with both margins fixed, as an exact fraction."""
    x, n = unit_counts()[unit][industry], sum(unit_counts()[unit].values())
    marked, everything = column(industry), total()
    ways = sum(
        math.comb(marked, k) * math.comb(everything - marked, n - k)
        for k in range(x, min(marked, n) + 1)
    )
    return Fraction(ways, math.comb(everything, n))


@cache
def q_values():
    """Benjamini-Hochberg over all cells of the reporting units: {(unit, industry): q}."""
    p = {(u, j): hypergeometric_tail(u, j) for u in unit_counts() for j in INDUSTRIES}
    ordered = sorted(p, key=p.get, reverse=True)
    smallest, q = Fraction(1), {}
    for place, cell in enumerate(ordered):
        smallest = min(smallest, p[cell] * len(p) / (len(p) - place))
        q[cell] = smallest
    return q


@cache
def proximity(i, j):
    """n_ij / max(n_i, n_j) over reporting units."""
    has = {unit: {k for k in INDUSTRIES if _unit_quotient(unit, k) >= 1} for unit in unit_counts()}
    n_i, n_j = (sum(k in kept for kept in has.values()) for k in (i, j))
    return Fraction(sum(i in kept and j in kept for kept in has.values()), max(n_i, n_j))


def _unit_quotient(unit, industry):
    row = unit_counts()[unit]
    return Fraction(row[industry], sum(row.values())) / Fraction(column(industry), total())


def _around(industry, value):
    """Proximity-weighted mean of value(j) over the other industries."""
    others = [j for j in INDUSTRIES if j != industry]
    return sum(proximity(industry, j) * value(j) for j in others) / sum(
        proximity(industry, j) for j in others
    )


def relatedness_density(region, industry):
    """In percent, diagonal excluded."""
    return 100 * _around(industry, lambda j: location_quotient(region, j) >= 1)


def graded(region, industry):
    """M = min(LQ, 1)."""
    return min(location_quotient(region, industry), Fraction(1))


@cache
def density_added(region, industry, partner):
    """What the partner adds to the region's density, in percent."""
    return 100 * _around(
        industry, lambda j: max(graded(partner, j) - graded(region, j), Fraction(0))
    )


def missing_industries(region):
    """Industries below the threshold."""
    return [j for j in INDUSTRIES if location_quotient(region, j) < 1]


def complementarity(region, partner):
    """Mean density that the partner adds to the region's missing industries, 0-1."""
    lacked = missing_industries(region)
    return (
        sum(density_added(region, j, partner) for j in lacked) / 100 / len(lacked)
        if lacked
        else Fraction(0)
    )


# ---- 3. layers
# ---------------------------------------------------------------------------------------


def geodesic_km(r, s):
    """Vincenty (1975), inverse problem on WGS84."""
    a, f = 6378.137, 1 / 298.257223563
    b = (1 - f) * a
    first, second = seat(r), seat(s)
    u1, u2 = (
        math.atan((1 - f) * math.tan(math.radians(float(p["latitude"])))) for p in (first, second)
    )
    L = math.radians(float(second["longitude"]) - float(first["longitude"]))
    lam = L
    for _ in range(100):
        sin_sigma = math.hypot(
            math.cos(u2) * math.sin(lam),
            math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam),
        )
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        mid = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2_alpha
        c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
        before, lam = (
            lam,
            L
            + (1 - c)
            * f
            * sin_alpha
            * (sigma + c * sin_sigma * (mid + c * cos_sigma * (2 * mid**2 - 1))),
        )
        if abs(lam - before) < 1e-14:
            break
    u_sq = cos2_alpha * (a**2 - b**2) / b**2
    A = 1 + u_sq / 16384 * (4096 + u_sq * (-768 + u_sq * (320 - 175 * u_sq)))
    B = u_sq / 1024 * (256 + u_sq * (-128 + u_sq * (74 - 47 * u_sq)))
    turn = mid + B / 4 * (
        cos_sigma * (2 * mid**2 - 1) - B / 6 * mid * (4 * sin_sigma**2 - 3) * (4 * mid**2 - 3)
    )
    return b * A * (sigma - B * sin_sigma * turn)


@cache
def distances():
    """Distances between all seats, km."""
    return _symmetric(geodesic_km)


def _symmetric(weight):
    """Matrix of weight(r, s) over all pairs, with an empty diagonal."""
    A = np.zeros((N, N))
    for i, j in PAIRS:
        A[i, j] = A[j, i] = float(weight(REGIONS[i], REGIONS[j]))
    return A


def is_contiguous(r, s):
    """Whether an area of one region borders an area of the other."""
    return any(
        {REGION_OF[row["source"]], REGION_OF[row["target"]]} == {r, s}
        for row in table("contiguity")
    )


def similarity(r, s):
    """1 - Krugman(r, s) / 2; missing inside one reporting unit."""
    if UNIT[r] == UNIT[s]:
        return math.nan
    return 1 - sum(abs(share(r, j) - share(s, j)) for j in INDUSTRIES) / 2


def hosts():
    """Regions that host each tying group."""
    found = defaultdict(set)
    for row in ORGANISATIONS:
        if GROUP_KIND.get(row["group"]) in TYING_KINDS:
            found[row["group"]].add(row["region"])
    return dict(found)


def common_groups(r, s):
    """Newman weight of the groups present in both."""
    return sum(Fraction(1, len(at) - 1) for at in hosts().values() if r in at and s in at)


def institution(r, s):
    """Cosine of log(1 + number) over organisation kinds; 0 without organisations."""
    kinds = sorted({row["kind"] for row in ORGANISATIONS})
    r_vector, s_vector = (
        [
            math.log1p(sum(row["region"] == x and row["kind"] == kind for row in ORGANISATIONS))
            for kind in kinds
        ]
        for x in (r, s)
    )
    size = math.hypot(*r_vector) * math.hypot(*s_vector)
    return sum(a * b for a, b in zip(r_vector, s_vector, strict=True)) / size if size else 0.0


def demand(region, direction):
    """Share of the region's enterprises that works towards a direction."""
    return sum(
        share(region, row["industry"]) * Fraction(row["share"]).limit_denominator(1000)
        for row in table("industry_directions")
        if row["direction"] == direction
    )


def supply(region, direction):
    """n / (1 + n), n organisations of specific focus."""
    parts = {
        (row["focus"], row["direction"]): Fraction(row["share"])
        for row in table("focus_directions")
    }
    n = sum(
        parts.get((row["focus"], direction), 0) for row in ORGANISATIONS if row["region"] == region
    )
    return Fraction(n) / (1 + n)


def has_specific(region):
    """Whether an organisation of specific focus is listed in the region."""
    focuses = {row["focus"] for row in table("focus_directions")}
    return any(row["region"] == region and row["focus"] in focuses for row in ORGANISATIONS)


@cache
def match(region, partner):
    """m_{r<-s}: demand of the region met by organisations of the partner; missing without one."""
    return (
        sum(demand(region, d) * supply(partner, d) for d in DIRECTIONS)
        if has_specific(partner)
        else math.nan
    )


@cache
def layer(name):
    """Weights of a layer; masked and undefined pairs count 0."""
    weights = {
        "production": similarity,
        "affiliation": common_groups,
        "institution": institution,
        "geography": lambda r, s: math.exp(
            -distances()[REGIONS.index(r), REGIONS.index(s)] / DELTA_KM
        ),
        "capability": lambda r, s: (match(r, s) + match(s, r)) / 2,
    }
    return np.nan_to_num(_symmetric(weights[name]))


def modularity_matrix(A):
    """B = A - k k' / 2m."""
    k = A.sum(axis=1)
    return A - np.outer(k, k) / A.sum()


@cache
def scale(name):
    """Frobenius norm of the modularity matrix."""
    return math.sqrt((modularity_matrix(layer(name)) ** 2).sum())


@cache
def aggregate():
    """Sum of the layers, each divided by its scale, at equal weights that sum to 1."""
    return sum(layer(name) / scale(name) for name in LAYERS) / len(LAYERS)


@cache
def backbone():
    """Maximum spanning tree of the aggregate and the strongest ties of each region."""
    A = aggregate()
    graph = nx.Graph([(i, j, {"weight": A[i, j]}) for i, j in PAIRS if A[i, j] > 0])
    kept = nx.Graph(nx.maximum_spanning_tree(graph).edges)
    for i in range(N):
        strongest = sorted(range(N), key=lambda j, i=i: -A[i, j])[:K_STRONGEST]
        kept.add_edges_from((i, j) for j in strongest)
    for i, j in kept.edges:
        kept[i][j]["length"] = 1 / A[i, j]
    return kept


# ---- 4. communities
# ----------------------------------------------------------------------------------


@cache
def multiplex_quality_matrix():
    """Summed modularity matrices of the scaled layers."""
    return sum(modularity_matrix(layer(name) / scale(name)) for name in LAYERS) / len(LAYERS)


@cache
def cpm_quality_matrix():
    """Aggregate minus its mean weight over all pairs."""
    A = aggregate()
    Q = A - A.sum() / (N * (N - 1))
    np.fill_diagonal(Q, 0)
    return Q


def quality(Q, labels):
    """Sum of Q over pairs that share a label."""
    same = np.equal.outer(labels, labels)
    return Q[same].sum()


def best_bipartition(Q):
    """Highest quality of every division into at most two groups: all 2^(N-1) of them."""
    signs = 1 - 2 * ((np.arange(2 ** (N - 1))[:, None] >> np.arange(N)) & 1)
    # With signs s = +-1 the ties inside the groups sum to (Q.sum() + s Q s') / 2.
    return (Q.sum() + np.einsum("ij,jk,ik->i", signs, Q, signs, optimize=True).max()) / 2


def best_by_local_moves(Q, starts, seed=0):
    """Highest quality of greedy single moves from random partitions, each region also free to
    found a group.
    """
    generator, best = np.random.default_rng(seed), -math.inf
    for _ in range(starts):
        labels, has_moved = generator.integers(0, generator.integers(1, N + 1), N), True
        while has_moved:
            has_moved = False
            for i in generator.permutation(N):
                others = np.delete(np.arange(N), i)
                gains = np.bincount(labels[others], Q[i, others], minlength=N)
                if gains.max() > gains[labels[i]] + 1e-12:
                    labels[i], has_moved = gains.argmax(), True
        best = max(best, quality(Q, labels))
    return best


def normalised_herfindahl(values):
    """Herfindahl index of values, 0 (even) to 1 (one)."""
    shares = [v / sum(values) for v in values]
    return (
        (sum(s * s for s in shares) - 1 / len(shares)) / (1 - 1 / len(shares))
        if len(shares) > 1
        else math.nan
    )


def measurements(members, hubs):
    """Measurements of groups given as rows of 0 and 1 over regions; `hubs` marks the hubs."""
    Z = np.asarray(members, dtype=float)
    size = Z.sum(axis=1)
    summed = Z @ np.array([[float(count(r, j)) for j in INDUSTRIES] for r in REGIONS])
    shares = summed / summed.sum(axis=1, keepdims=True)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    spanned = [{macroregion(REGIONS[i]) for i in np.flatnonzero(row)} for row in Z]
    strength = Z * overlapping_strength()
    parts = strength / strength.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "effective_industries": np.exp(-(shares * logs).sum(axis=1)),
            "macroregions": np.array([len(s) for s in spanned], dtype=float),
            "mean_distance_km": np.einsum("gi,ij,gj->g", Z, distances(), Z, optimize=True)
            / (size * (size - 1)),
            "hubs": Z @ hubs,
            "strength_concentration": np.where(
                size > 1, ((parts**2).sum(axis=1) - 1 / size) / (1 - 1 / size), np.nan
            ),
            "internal_observed_ties": np.einsum("gi,ij,gj->g", Z, layer(OBSERVED), Z, optimize=True)
            / 2,
        }


def every_group(size):
    """All groups of a size, as rows of 0 and 1."""
    groups = list(itertools.combinations(range(N), size))
    Z = np.zeros((len(groups), N))
    for row, group in enumerate(groups):
        Z[row, list(group)] = 1
    return Z


# ---- 5. hubs
# -----------------------------------------------------------------------------------------


@cache
def overlapping_strength():
    """Mean over the layers of strength, each layer at mean strength 1."""
    return np.mean(
        [layer(name).sum(axis=1) / layer(name).sum(axis=1).mean() for name in LAYERS], axis=0
    )


@cache
def betweenness():
    """On the backbone with cost 1 / weight, share of the pairs of other regions."""
    found = nx.betweenness_centrality(backbone(), weight="length", normalized=True)
    return np.array([found[i] for i in range(N)])


def percentile(values):
    """Share of the others that are smaller, ties counting half, in percent."""
    values = np.round(np.asarray(values, dtype=float), 9)
    smaller = (values[None, :] < values[:, None]).sum(axis=1)
    equal = (values[None, :] == values[:, None]).sum(axis=1) - 1
    return 100 * (smaller + equal / 2) / (len(values) - 1)


def rank(values):
    """1 for the largest; equal values share the smallest rank; missing where the value is."""
    values = np.round(np.asarray(values, dtype=float), 9)
    return [math.nan if math.isnan(v) else 1 + int((values > v).sum()) for v in values]


def number_of_organisations(region, role=None):
    """Organisations with their seat in the region."""
    return sum(row["region"] == region and role in {None, row["role"]} for row in ORGANISATIONS)


@cache
def composite():
    """Mean percentile of strength, betweenness and endowment, and the three."""
    organisations = percentile([number_of_organisations(r) for r in REGIONS])
    surplus = percentile([float(sum(excess(r, j) for j in INDUSTRIES)) for r in REGIONS])
    parts = [
        percentile(overlapping_strength()),
        percentile(betweenness()),
        percentile((organisations + surplus) / 2),
    ]
    return np.mean(parts, axis=0), *parts


def strength_within_macroregion():
    """Share of the aggregate strength with the own macroregion.

    Missing where the region is alone in it.
    """
    A, homes = aggregate(), [macroregion(r) for r in REGIONS]
    is_same = np.equal.outer(np.array(homes), np.array(homes))
    return np.where(is_same.sum(axis=1) > 1, (A * is_same).sum(axis=1) / A.sum(axis=1), np.nan)


def participation():
    """L/(L-1) (1 - sum_l (k_l / o)^2) with o the sum of the layers' strengths."""
    k = np.array([layer(name).sum(axis=1) / layer(name).sum(axis=1).mean() for name in LAYERS])
    return len(LAYERS) / (len(LAYERS) - 1) * (1 - ((k / k.sum(axis=0)) ** 2).sum(axis=0))


def supra_graph(coupling):
    """Replicas (layer, region), layers at mean strength 1, every two replicas of a region
    coupled.
    """
    graph = nx.Graph()
    for name in LAYERS:
        A = layer(name) / layer(name).sum(axis=1).mean()
        graph.add_nodes_from((name, i) for i in range(N))
        graph.add_weighted_edges_from(
            ((name, i), (name, j), A[i, j]) for i, j in PAIRS if A[i, j] > 0
        )
    graph.add_weighted_edges_from(
        ((a, i), (b, i), coupling) for a, b in itertools.combinations(LAYERS, 2) for i in range(N)
    )
    return graph


def versatility(scores):
    """Summed over the replicas of a region, all regions summing to 1."""
    summed = np.array([sum(scores[name, i] for name in LAYERS) for i in range(N)])
    return summed / summed.sum()


def pagerank_versatility(coupling):
    """PageRank of the supra graph, damping 0.85."""
    return versatility(nx.pagerank(supra_graph(coupling), alpha=0.85, tol=1e-13, max_iter=5000))


def eigenvector_versatility(coupling):
    """Leading eigenvector of the supra graph."""
    graph = supra_graph(coupling)
    nodes = list(graph)
    _, vectors = np.linalg.eigh(nx.to_numpy_array(graph, nodelist=nodes))
    return versatility(dict(zip(nodes, np.abs(vectors[:, -1]), strict=True)))


@cache
def actor_graph():
    """Organisations with their regions, tying groups and the directions of their focus."""
    graph = nx.Graph()
    for row in ORGANISATIONS:
        actor = row["organisation"]
        graph.add_edge(actor, row["region"], weight=1.0)
        if GROUP_KIND.get(row["group"]) in TYING_KINDS:
            graph.add_edge(actor, row["group"], weight=1.0)
        for part in table("focus_directions"):
            if part["focus"] == row["focus"]:
                graph.add_edge(actor, part["direction"], weight=float(part["share"]))
    graph.add_nodes_from((*REGIONS, *DIRECTIONS))
    return graph


def affiliation_strength(actor):
    """A group: its organisations.

    An organisation: 1/(n_g - 1) for each of its group in another region.
    """
    if actor in hosts():
        return sum(row["group"] == actor for row in ORGANISATIONS)
    own = next(row for row in ORGANISATIONS if row["organisation"] == actor)
    if own["group"] not in hosts():
        return 0.0
    elsewhere = [
        row
        for row in ORGANISATIONS
        if row["group"] == own["group"] and row["region"] != own["region"]
    ]
    return len(elsewhere) / max(len(hosts()[own["group"]]) - 1, 1)


def reach(actor):
    """Regions that host a group; for an organisation the others that host its group."""
    if actor in hosts():
        return len(hosts()[actor])
    row = next(row for row in ORGANISATIONS if row["organisation"] == actor)
    return len(hosts().get(row["group"], set()) - {row["region"]})


# ---- 6. opportunities
# --------------------------------------------------------------------------------


def untapped(r, s):
    """1 / (1 + observed ties); missing where a side lists no organisation."""
    has_both = number_of_organisations(r) and number_of_organisations(s)
    return 1 / (1 + layer(OBSERVED)[REGIONS.index(r), REGIONS.index(s)]) if has_both else math.nan


def directed_score(r, s, value):
    """f(d) x untapped x (value + match) / 2, missing where a part is.

    And its profile and capability parts.
    """
    near = BETA + (1 - BETA) * math.exp(-distances()[REGIONS.index(r), REGIONS.index(s)] / DELTA_KM)
    parts = [near * untapped(r, s) * 0.5 * float(x) for x in (value, match(r, s))]
    return sum(parts), *parts


def pair_score(r, s, ranking):
    """Mean of both directed scores, its two parts, and the directed scores."""
    if UNIT[r] == UNIT[s]:
        return (math.nan,) * 5
    values = (
        (complementarity(r, s), complementarity(s, r))
        if ranking == "complementary"
        else (similarity(r, s),) * 2
    )
    to_r, to_s = directed_score(r, s, values[0]), directed_score(s, r, values[1])
    return (*((a + b) / 2 for a, b in zip(to_r, to_s, strict=True)), to_r[0], to_s[0])


def gravity(r, s):
    """ln M_r + ln M_s - 0.9 ln(km + 50); M^2 = (1 + enterprises) (1 + organisations)."""
    if UNIT[r] == UNIT[s]:
        return math.nan
    log_masses = 0.0
    for region in (r, s):
        industries = set(unit_counts()[UNIT[region]]) - ubiquitous_industries()
        size = 1 + float(sum(count(region, industry) for industry in industries))
        log_masses += math.log(size * (1 + number_of_organisations(region))) / 2
    return log_masses - 0.9 * math.log(distances()[REGIONS.index(r), REGIONS.index(s)] + 50)


def laplacian(A):
    """Degree matrix minus A."""
    return np.diag(A.sum(axis=1)) - A


def spectrum_measures(A):
    """Kirchhoff index N sum 1/lambda, lambda_2, and lambda_N / lambda_2."""
    values = np.linalg.eigvalsh(laplacian(A))[1:]
    return N * (1 / values).sum(), values[0], values[-1] / values[0]


def effect_of_tie(i, j, weight):
    """Relative fall of the Kirchhoff index, relative changes of lambda_2 and the eigenratio, by
    adding the tie.
    """
    A = aggregate().copy()
    before = spectrum_measures(A)
    A[i, j] += weight
    A[j, i] += weight
    after = spectrum_measures(A)
    return 1 - after[0] / before[0], after[1] / before[1] - 1, after[2] / before[2] - 1


def without_own_effects(values):
    """Residual of values over PAIRS on one additive effect per region, by least squares."""
    X = np.zeros((len(PAIRS), N))
    for row, (i, j) in enumerate(PAIRS):
        X[row, [i, j]] = 1
    return values - X @ np.linalg.lstsq(X, values, rcond=None)[0]


def directions_of(industry):
    """Directions that an industry demands."""
    return {
        row["direction"]
        for row in table("industry_directions")
        if row["industry"] == industry and float(row["share"]) > 0
    }


def clusters_listed(region, industry):
    """Cluster organisations in the region whose focus serves a direction of the industry."""
    served = {
        row["focus"]
        for row in table("focus_directions")
        if row["direction"] in directions_of(industry)
    }
    return [
        row["name"]
        for row in ORGANISATIONS
        if row["region"] == region and row["kind"] == "cluster" and row["focus"] in served
    ]


def ubiquitous_industries():
    """Industries that the pack says are found everywhere."""
    return {row["industry"] for row in table("industries") if row["is_ubiquitous"] == "true"}


def specific_organisations(region, directions):
    """Names of the organisations there whose focus serves one of the directions, given by name."""
    codes = {
        row["direction"] for row in table("technologies") if row["direction_name"] in directions
    }
    served = {row["focus"] for row in table("focus_directions") if row["direction"] in codes}
    return [
        row["name"] for row in ORGANISATIONS if row["region"] == region and row["focus"] in served
    ]


def stars(region, industry):
    """Specialisation (LQ >= 2) and focus (share among the top 10 % of reporting units).

    No size star below 30.
    """
    shares = {UNIT[r]: share(r, industry) for r in REGIONS}
    at_the_top = math.ceil(len(shares) / 10)
    better = sum(other > share(region, industry) for other in shares.values())
    return int(location_quotient(region, industry) >= 2) + int(better < at_the_top)


def partners_density(region, industry):
    """Density added by partners, weighted by observed ties; missing without ties."""
    i = REGIONS.index(region)
    weights = layer(OBSERVED)[i]
    if not weights.any():
        return math.nan
    return (
        sum(
            w * float(density_added(region, industry, s))
            for w, s in zip(weights, REGIONS, strict=True)
            if w
        )
        / weights.sum()
    )


def platform_vectors(roles_a, roles_b):
    """Vectors between two lists of roles."""
    joined = {frozenset(pair) for pair in itertools.product(roles_a, roles_b)}
    return {
        row["platform_vector"]
        for row in table("platform_vectors")
        if frozenset((row["role_a"], row["role_b"])) in joined
    }
