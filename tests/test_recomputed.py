"""Every result table of the Russian pack against the same quantities recomputed from the
definitions.

`recomputed.py` never imports the package. Cells under `test_..._by_hand` were worked out on paper.
"""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import recomputed as own

EXACT = 1e-9  # arithmetic in double precision
RANKINGS = ("complementary", "common_ground")
MEASURED = (
    "effective_industries",
    "macroregions",
    "mean_distance_km",
    "hubs",
    "strength_concentration",
    "internal_observed_ties",
)


@pytest.fixture(scope="module")
def results(packaged_run):
    """The shipped pack under `study`, without draws."""
    return packaged_run(0, own.SCHEME)


def column(values):
    """A nullable column as floats."""
    return pd.Series(values).astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def assert_same(found, expected, tolerance=EXACT):
    """Equal within the tolerance, missing where the other is."""
    np.testing.assert_allclose(
        column(found), column([float(x) for x in expected]), rtol=tolerance, atol=tolerance
    )


def at(rows, **key):
    """The one row with these values."""
    chosen = rows[np.logical_and.reduce([rows[name] == value for name, value in key.items()])]
    assert len(chosen) == 1
    return chosen.iloc[0]


def pairs(rows):
    """Positions of source and target."""
    return [
        (own.REGIONS.index(r), own.REGIONS.index(s))
        for r, s in zip(rows["source"], rows["target"], strict=True)
    ]


def text(value):
    """Parts of a joined cell; none where it is missing."""
    return [] if pd.isna(value) else value.split("; ")


# ---- by hand
# -----------------------------------------------------------------------------------------


def test_indicators_by_hand(results):
    # Coal in Sakha: 30 of 779; all coal 3+1+1+1+9+1+29+1+40+30+19 = 135 of 5301.
    # LQ = (30/779)/(135/5301) = 159030/105165 = 1.5121951...; expected 779*135/5301 = 19.8387097,
    # excess 10.1612903 = 315/31.
    coal = at(results.indicators, region="RU-SA", industry="coal")
    assert coal["location_quotient"] == pytest.approx(62 / 41, rel=1e-12)
    assert coal["excess_enterprises"] == pytest.approx(315 / 31, rel=1e-12)
    assert coal["symmetric_location_quotient"] == pytest.approx(21 / 103, rel=1e-12)
    # Oil in Nenets: the unit has 10 of 76, half of it 5 of 38; all oil 476. LQ = (10/76)/(476/5301)
    # = 53010/36176.
    oil = at(results.indicators, region="RU-NEN", industry="crude_oil_and_natural_gas")
    assert oil["count"] == 5
    assert oil["location_quotient"] == pytest.approx(53010 / 36176, rel=1e-12)


def test_region_measures_by_hand(results):
    # Astrakhan 9, 0, 0, 22, 8 of 39: sum of squares 629/1521, Herfindahl (629/1521 - 1/5)/(4/5) =
    # 406/1521 (3145 - 1521 = 1624; / 4).
    assert results.regions.loc["RU-AST", "herfindahl_index"] == pytest.approx(406 / 1521, rel=1e-12)
    # Krugman: |9/39 - 476/5301| + 1306/5301 + 135/5301 + |22/39 - 1946/5301| + |8/39 - 1438/5301|;
    # positive parts are half of it.
    assert results.regions.loc["RU-AST", "krugman_index"] == pytest.approx(
        2 * (31 / 39 - (476 + 1946) / 5301), rel=1e-12
    )


def test_layers_by_hand(results):
    ties = results.ties.set_index(["layer", "source", "target"])["weight"]
    # Rosneft is in Bashkortostan, Udmurtia, Samara, Sakhalin: 1/3 a pair; Tatneft only in Samara
    # and Tatarstan: 1; Gazprom in three: 1/2.
    assert ties["affiliation", "RU-BA", "RU-SAK"] == pytest.approx(1 / 3, rel=1e-12)
    assert ties["affiliation", "RU-SAM", "RU-TA"] == 1
    assert ties["affiliation", "RU-AST", "RU-ORE"] == 0.5
    # Pairs: Tatneft 1, LUKOIL 1, Ural Branch 1, Gazprom 3 x 1/2, Rosneft and Siberian Branch 6 x
    # 1/3 each: 8.5.
    assert at(results.layers, layer="affiliation")["total_weight"] == pytest.approx(8.5, rel=1e-12)
    # Astrakhan against Komi, positive differences: oil 40/172-9/39 > 0, ores 8/172, coal 9/172,
    # services 44/172-8/39 > 0.
    overlap = 9 / 39 + 71 / 172 + 8 / 39
    assert ties["production", "RU-AST", "RU-KO"] == pytest.approx(overlap, rel=1e-12)
    # Kinds. Arkhangelsk has one centre, Orenburg one technopark, university, academy and
    # industry institute. They have nothing in common, and the cosine is 0.
    # Bashkortostan one each of cluster, centre, technopark, institute, two universities: log 2 /
    # sqrt(4 log^2 2 + log^2 3).
    expected = math.log(2) / math.sqrt(4 * math.log(2) ** 2 + math.log(3) ** 2)
    assert ties["institution", "RU-ARK", "RU-BA"] == pytest.approx(expected, rel=1e-12)


def test_capability_match_by_hand(results):
    # Demand of Komi for hydrocarbons (40 + 44 + 71/3)/172; Tatarstan has 7 organisations for it and
    # none for the others: 7/8.
    # Demand of Tatarstan (49 + 205 + 230/3)/487; Komi has 2: 2/3.
    row = at(results.linkages, source="RU-KO", target="RU-TA")
    to_komi, to_tatarstan = 7 / 8 * (84 + 71 / 3) / 172, 2 / 3 * (254 + 230 / 3) / 487
    assert row["capability_match_source"] == pytest.approx(to_komi, rel=1e-12)
    assert row["capability_match_target"] == pytest.approx(to_tatarstan, rel=1e-12)
    # Komi lacks ores (related to coal only, where Tatarstan has less) and services (related to oil
    # and other minerals, of which
    # Komi has its full share): nothing added, so its directed score is half the distance factor
    # times the match.
    assert row["complementarity_source"] == 0
    factor = 0.5 + 0.5 * math.exp(-row["geodesic_km"] / 1000)
    assert row["complementary_score_source"] == pytest.approx(factor * to_komi / 2, rel=1e-12)


def test_proximity_by_hand(results):
    # Ores are specialised in Krasnoyarsk, Irkutsk, Sakha (3); coal there and in Komi and Sakhalin
    # (5): 3 common, 3/5.
    assert at(results.proximity, industry="coal", other_industry="metal_ores")[
        "proximity"
    ] == pytest.approx(0.6, rel=1e-12)
    # Oil is specialised in none of those three.
    assert (
        at(results.proximity, industry="metal_ores", other_industry="crude_oil_and_natural_gas")[
            "proximity"
        ]
        == 0
    )


# ---- whole columns
# -----------------------------------------------------------------------------------


def test_regions_follow_from_the_counts_and_organisations(results):
    regions = results.regions
    assert tuple(regions.index) == own.REGIONS
    shares = [[own.share(r, j) for j in own.INDUSTRIES] for r in own.REGIONS]
    reference = [own.Fraction(own.column(j), own.total()) for j in own.INDUSTRIES]
    assert_same(
        regions["enterprises"], [sum(own.count(r, j) for j in own.INDUSTRIES) for r in own.REGIONS]
    )
    assert_same(
        regions["krugman_index"],
        [sum(abs(s - p) for s, p in zip(row, reference, strict=True)) for row in shares],
    )
    assert_same(regions["herfindahl_index"], [own.normalised_herfindahl(row) for row in shares])
    assert_same(
        regions["entropy"], [-sum(float(s) * math.log(s) for s in row if s) for row in shares]
    )
    assert_same(
        regions["excess_enterprises"],
        [sum(own.excess(r, j) for j in own.INDUSTRIES) for r in own.REGIONS],
    )
    assert_same(regions["organisations"], [own.number_of_organisations(r) for r in own.REGIONS])
    for role in ("education", "industry", "infrastructure", "science"):
        assert_same(
            regions[f"organisations_{role}"],
            [own.number_of_organisations(r, role) for r in own.REGIONS],
        )
    assert [own.macroregion(r) for r in own.REGIONS] == list(regions["macroregion"])
    assert list(regions.index[regions["is_allocated"]]) == ["RU-ARK", "RU-NEN"]
    assert_same(regions["latitude"], [own.seat(r)["latitude"] for r in own.REGIONS])


def test_indicators_follow_from_the_counts(results):
    rows = results.indicators
    cells = list(zip(rows["region"], rows["industry"], strict=True))
    assert len(cells) == len(set(cells)) == own.N * len(own.INDUSTRIES)
    for name in ("count", "share", "location_quotient", "relatedness_density"):
        assert_same(rows[name], [getattr(own, name)(*cell) for cell in cells])
    assert_same(rows["excess_enterprises"], [own.excess(*cell) for cell in cells])
    assert list(rows["is_specialised"]) == [own.location_quotient(*cell) >= 1 for cell in cells]
    assert_same(
        rows["symmetric_location_quotient"],
        [1 - 2 / (own.location_quotient(*cell) + 1) for cell in cells],
    )
    assert_same(rows["p_specialised"], [own.hypergeometric_tail(own.UNIT[r], j) for r, j in cells])
    assert_same(rows["q_specialised"], [own.q_values()[own.UNIT[r], j] for r, j in cells])


def test_small_probabilities_keep_their_relative_size(results):
    rows = results.indicators
    exact = [
        float(own.hypergeometric_tail(own.UNIT[r], j))
        for r, j in zip(rows["region"], rows["industry"], strict=True)
    ]
    assert min(exact) < 1e-90
    np.testing.assert_allclose(rows["p_specialised"], exact, rtol=1e-8)


def test_proximity_follows_from_the_reporting_units(results):
    rows = results.proximity
    assert_same(
        rows["proximity"],
        [
            own.proximity(*cell)
            for cell in zip(rows["industry"], rows["other_industry"], strict=True)
        ],
    )


@pytest.mark.parametrize("name", own.LAYERS)
def test_layers_and_ties_follow_from_their_definition(results, name):
    A, row = own.layer(name), at(results.layers, layer=name)
    assert_same(
        [row["scale"], row["total_weight"], row["isolates"], row["ties"], row["layer_weight"]],
        [
            own.scale(name),
            A.sum() / 2,
            (A.sum(axis=1) == 0).sum(),
            (A > 0).sum() / 2,
            1 / len(own.LAYERS),
        ],
    )
    ties = results.ties[results.ties["layer"] == name]
    assert len(ties) == (A > 0).sum() / 2
    assert_same(ties["weight"], [A[pair] for pair in pairs(ties)])
    assert_same(
        ties["scaled_weight"], [A[pair] / own.scale(name) / len(own.LAYERS) for pair in pairs(ties)]
    )
    assert_same(ties["geodesic_km"], [own.distances()[pair] for pair in pairs(ties)])
    assert list(ties["is_backbone"]) == [own.backbone().has_edge(*pair) for pair in pairs(ties)]
    assert list(ties["is_contiguous"]) == [
        own.is_contiguous(r, s) for r, s in zip(ties["source"], ties["target"], strict=True)
    ]


@pytest.mark.parametrize("method", ["multiplex", "cpm"])
def test_no_other_partition_is_better_than_the_one_found(results, method):
    Q = {"multiplex": own.multiplex_quality_matrix, "cpm": own.cpm_quality_matrix}[method]()
    labels = (
        results.membership[results.membership["method"] == method]
        .set_index("region")["community"]
        .loc[list(own.REGIONS)]
    )
    found = own.quality(Q, labels.to_numpy())
    assert found >= own.best_bipartition(Q) - EXACT
    assert found == pytest.approx(own.best_by_local_moves(Q, 300), rel=EXACT)
    if method == "multiplex":
        assert found == pytest.approx(own.best_bipartition(Q), rel=EXACT)


@pytest.mark.parametrize("method", ["multiplex", "cpm"])
def test_communities_carry_the_measurements_of_their_members(results, method):
    rows = results.communities[results.communities["method"] == method]
    members = rows["regions"].map(text)
    assert sorted(region for row in members for region in row) == sorted(own.REGIONS)
    Z = np.array([[float(r in row) for r in own.REGIONS] for row in members])
    found = own.measurements(Z, results.hubs.loc[list(own.REGIONS), "is_hub"].to_numpy(dtype=float))
    assert_same(rows["size"], Z.sum(axis=1))
    for name in MEASURED:
        assert_same(rows[name], found[name])


@pytest.mark.parametrize("method", ["multiplex", "cpm"])
def test_percentiles_are_shares_of_all_groups_of_that_size(results, method):
    # A relabelling makes each group a random subset of its size; all subsets are counted here. 5
    # standard errors of 1,000.
    hubs = results.hubs.loc[list(own.REGIONS), "is_hub"].to_numpy(dtype=float)
    for _, row in results.communities[results.communities["method"] == method].iterrows():
        every = own.measurements(own.every_group(row["size"]), hubs)
        for name in MEASURED:
            if pd.isna(row[name]):
                assert pd.isna(row[f"{name}_percentile"])
                continue
            share = (every[name] < row[name] - EXACT).mean()
            assert row[f"{name}_percentile"] / 100 == pytest.approx(
                share, abs=5 * math.sqrt(share * (1 - share) / 1000) + EXACT
            )


def test_verdicts_follow_from_the_four_criteria(results):
    for _, row in results.communities.iterrows():
        is_candidate = (
            row["effective_industries"] >= 2
            and row["macroregions"] >= 2
            and row["hubs"] >= 2
            and row["internal_observed_ties_percentile"] > 95
        )
        assert row["verdict"] == ("candidate hypercluster" if is_candidate else "community")


def test_hubs_follow_from_layers_backbone_and_endowment(results):
    hubs = results.hubs.loc[list(own.REGIONS)]
    composite, *parts = own.composite()
    assert_same(hubs["strength"], own.overlapping_strength())
    for name in own.LAYERS:
        assert_same(hubs[f"strength_{name}"], own.layer(name).sum(axis=1))
    assert_same(hubs["betweenness"], own.betweenness())
    assert_same(hubs["participation"], own.participation())
    for name, part in zip(("strength", "betweenness", "endowment"), parts, strict=True):
        assert_same(hubs[f"{name}_percentile"], part)
    assert_same(hubs["composite"], composite)
    assert_same(hubs["rank"], own.rank(composite))
    assert list(hubs["is_hub"]) == [r <= 5 for r in own.rank(composite)]
    assert_same(hubs["strength_within_macroregion"], own.strength_within_macroregion())


@pytest.mark.parametrize(("name", "coupling"), [("_weak", 0.01), ("", 0.1), ("_strong", 1.0)])
def test_versatility_follows_from_the_supra_graph(results, name, coupling):
    hubs = results.hubs.loc[list(own.REGIONS)]
    assert_same(
        hubs[f"pagerank_versatility{name}"], own.pagerank_versatility(coupling), 1e-8
    )  # both iterate
    assert_same(hubs[f"eigenvector_versatility{name}"], own.eigenvector_versatility(coupling), 1e-8)


def test_actor_hubs_follow_from_the_actor_graph(results):
    rows, graph = results.actor_hubs, own.actor_graph()
    tying = set(own.hosts())
    assert set(rows["actor"]) == {row["organisation"] for row in own.ORGANISATIONS} | tying
    between = nx.betweenness_centrality(graph)
    assert_same(rows["strength"], [own.affiliation_strength(actor) for actor in rows["actor"]])
    assert_same(rows["betweenness"], [between[actor] for actor in rows["actor"]])
    assert_same(rows["reach"], [own.reach(actor) for actor in rows["actor"]])
    for kind in ("organisation", "group"):
        among = rows[rows["kind"] == kind]
        parts = {name: own.percentile(among[name]) for name in ("strength", "betweenness", "reach")}
        composite = np.mean(list(parts.values()), axis=0)
        for name, part in parts.items():
            assert_same(among[f"{name}_percentile"], part)
        assert_same(among["composite"], composite)
        assert_same(among["rank"], own.rank(composite))


def test_reported_hubs_are_judged_by_organisations_of_the_role_or_enterprises_of_the_industry(
    results,
):
    rows = results.reported_hubs
    claims = own.table("reported_hubs")
    assert len(rows) == len(claims)
    ranks = dict(zip(own.REGIONS, own.rank(own.composite()[0]), strict=True))
    for claim in claims:
        region, role = own.REGION_OF[claim["area"]], claim["role"]
        row = at(rows, claim=claim["claim"], region=region)

        def number(r, role=role, industry=claim["industry"]):
            return own.count(r, industry) if industry else own.number_of_organisations(r, role)

        numbers, own_number = [number(r) for r in own.REGIONS], number(region)
        named = sum(other["claim"] == claim["claim"] for other in claims)
        better, same = sum(n > own_number for n in numbers), sum(n == own_number for n in numbers)
        assert (row["value"], row["role_rank"], row["role_ties"]) == (own_number, 1 + better, same)
        assert (row["expected_rank"], row["is_supported"]) == (named, better + same <= named)
        assert row["hub_rank"] == ranks[region]


@pytest.mark.parametrize("ranking", RANKINGS)
def test_linkage_scores_follow_from_their_parts(results, ranking):
    rows = results.linkages
    assert len(rows) == len(own.PAIRS)
    scores = np.array(
        [own.pair_score(r, s, ranking) for r, s in zip(rows["source"], rows["target"], strict=True)]
    )
    for place, name in enumerate(
        ("score", "profile_part", "capability_part", "score_source", "score_target")
    ):
        assert_same(rows[f"{ranking}_{name}"], scores[:, place])
    assert_same(rows[f"{ranking}_rank"], own.rank(scores[:, 0]))
    assert np.isnan(scores[:, 0]).sum() == 29  # Arkhangelsk and Nenets: 2 x 14 + the pair itself


def test_linkage_parts_follow_from_profiles_organisations_and_distance(results):
    rows = results.linkages
    ends = list(zip(rows["source"], rows["target"], strict=True))
    to_source, to_target = (
        [own.complementarity(*pair) for pair in way] for way in (ends, [(s, r) for r, s in ends])
    )
    assert_same(rows["complementarity_source"], to_source)
    assert_same(rows["complementarity_target"], to_target)
    assert_same(
        rows["complementarity"], [(a + b) / 2 for a, b in zip(to_source, to_target, strict=True)]
    )
    assert_same(
        rows["imbalance"],
        [
            abs(a - b) / (a + b) if a + b else math.nan
            for a, b in zip(to_source, to_target, strict=True)
        ],
    )
    assert_same(rows["similarity"], [own.similarity(*pair) for pair in ends])
    assert_same(rows["capability_match_source"], [own.match(r, s) for r, s in ends])
    assert_same(rows["capability_match_target"], [own.match(s, r) for r, s in ends])
    assert_same(rows["observed_ties"], [own.layer(own.OBSERVED)[pair] for pair in pairs(rows)])
    assert_same(rows["untapped"], [own.untapped(*pair) for pair in ends])
    assert_same(rows["geodesic_km"], [own.distances()[pair] for pair in pairs(rows)])
    assert_same(
        rows["distance_factor"],
        [0.5 + 0.5 * math.exp(-own.distances()[pair] / 1000) for pair in pairs(rows)],
    )
    gravity = [own.gravity(*pair) for pair in ends]
    assert_same(rows["gravity"], gravity)
    assert_same(rows["gravity_rank"], own.rank(gravity))
    assert list(rows["is_contiguous"]) == [own.is_contiguous(*pair) for pair in ends]
    assert list(rows["is_within_macroregion"]) == [
        own.macroregion(r) == own.macroregion(s) for r, s in ends
    ]


def test_network_effect_is_what_adding_the_tie_does(results):
    rows = results.linkages
    A = own.aggregate()
    weight = np.median([A[pair] for pair in own.PAIRS if A[pair] > 0])
    effects = {pair: own.effect_of_tie(*pair, weight) for pair in own.PAIRS}
    residuals = dict(
        zip(
            own.PAIRS,
            own.without_own_effects(np.array([effects[pair][0] for pair in own.PAIRS])),
            strict=True,
        )
    )
    found = [tuple(sorted(pair)) for pair in pairs(rows)]
    for place, name in enumerate(("network_effect", "lambda2_change", "eigenratio_change")):
        assert_same(rows[name], [effects[pair][place] for pair in found])
    assert_same(rows["network_effect_residual"], [residuals[pair] for pair in found])


def test_lead_organisations_and_platform_vectors_follow_from_focus_and_role(results):
    role = {row["name"]: row["role"] for row in own.ORGANISATIONS}
    for _, row in results.linkages.iterrows():
        sides = [text(row["lead_organisations_source"]), text(row["lead_organisations_target"])]
        directions = text(row["directions"])
        every = [
            own.specific_organisations(region, directions[:1])
            for region in (row["source"], row["target"])
        ]
        for all_there, leads in zip(every, sides, strict=True):
            assert set(leads) <= set(all_there)
            assert len(leads) == min(3, len(all_there))
        assert set(text(row["platform_vectors"])) == own.platform_vectors(
            *([role[name] for name in side] for side in every)
        )


def test_no_organisation_has_a_platform_vector_with_itself(results):
    alone = results.diversification[results.diversification["partner_organisations"].isna()]
    assert (
        alone.loc[alone["lead_organisations"].str.count("; ").fillna(0) == 0, "platform_vectors"]
        .isna()
        .all()
    )


def test_new_clusters_hold_every_condition(results):
    rows = results.new_clusters
    cells = list(zip(rows["region"], rows["industry"], strict=True))
    specialised = {
        (r, j)
        for r in own.REGIONS
        for j in own.INDUSTRIES
        if own.location_quotient(r, j) >= 1 and j not in own.ubiquitous_industries()
    }
    assert set(cells) == specialised
    assert_same(rows["score"], [own.excess(*cell) for cell in cells])
    assert_same(rows["count"], [own.count(*cell) for cell in cells])
    assert_same(rows["location_quotient"], [own.location_quotient(*cell) for cell in cells])
    assert_same(rows["q_specialised"], [own.q_values()[own.UNIT[r], j] for r, j in cells])
    assert_same(rows["stars"], [own.stars(*cell) for cell in cells])
    assert [text(names) for names in rows["clusters_listed"]] == [
        own.clusters_listed(*cell) for cell in cells
    ]
    holds = [
        own.q_values()[own.UNIT[r], j] <= 0.05
        and own.count(r, j) >= 10
        and own.stars(r, j) >= 1
        and not own.clusters_listed(r, j)
        for r, j in cells
    ]
    assert any(holds)
    assert list(rows["is_opportunity"]) == holds
    scores = [
        float(own.excess(*cell)) if is_held else math.nan
        for cell, is_held in zip(cells, holds, strict=True)
    ]
    assert_same(rows["rank"], own.rank(scores))


def test_diversification_ranks_missing_industries_by_own_density(results):
    rows = results.diversification
    cells = list(zip(rows["region"], rows["industry"], strict=True))
    assert set(cells) == {(r, j) for r in own.REGIONS for j in own.missing_industries(r)}
    density = [float(own.relatedness_density(*cell)) for cell in cells]
    assert_same(rows["relatedness_density"], density)
    assert_same(rows["rank"], own.rank(density))
    assert_same(rows["partners_density"], [own.partners_density(*cell) for cell in cells])
    assert_same(rows["location_quotient"], [own.location_quotient(*cell) for cell in cells])
    assert_same(rows["count"], [own.count(*cell) for cell in cells])
