"""Known answers of every layer, and rules that hold for all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hypercluster import layers
from hypercluster.backbone import backbone_pairs
from hypercluster.errors import AnalysisError
from hypercluster.network import Layer, layer_from_matrix
from hypercluster.scaling import modularity_norm, normalised_weights

REGIONS = pd.Index(["c", "a", "b"], name="region")


def test_production_similarity_is_one_minus_half_the_krugman_index() -> None:
    counts = pd.DataFrame({"oil": [3.0, 1.0, 3.0], "coal": [1.0, 3.0, 1.0]}, index=REGIONS)
    ties = layers.production(counts).ties.set_index(["source", "target"])["weight"]
    assert ties["a", "c"] == 0.5
    assert ties["b", "c"] == 1.0


def test_pairs_inside_one_reporting_unit_are_masked_in_production() -> None:
    counts = pd.DataFrame({"oil": [1.0, 1.0, 2.0]}, index=REGIONS)
    inside = np.array([[False, True, False], [True, False, False], [False, False, False]])
    layer = layers.production(counts, shares_unit=inside)
    assert ("a", "c") not in set(zip(layer.ties["source"], layer.ties["target"], strict=True))
    assert layer.note == "1 pair inside one reporting unit masked"


def test_affiliation_spreads_each_group_over_its_partners() -> None:
    # g in all three regions: 1/2 each; h in c and a: 1.
    presence = pd.DataFrame([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]], index=["g", "h"], columns=REGIONS)
    ties = layers.affiliation(presence).ties.set_index(["source", "target"])["weight"]
    assert ties.to_dict() == {("a", "c"): 1.5, ("b", "c"): 0.5, ("a", "b"): 0.5}


def test_group_in_one_region_ties_nothing() -> None:
    presence = pd.DataFrame([[1.0, 0.0, 0.0]], index=["g"], columns=REGIONS)
    assert layers.affiliation(presence).ties.empty


def test_institution_is_the_cosine_of_logarithms() -> None:
    kinds = pd.DataFrame({"university": [1, 3, 0], "cluster": [0, 1, 0]}, index=REGIONS)
    expected = np.log(2) * np.log(4) / (np.log(2) * np.hypot(np.log(4), np.log(2)))
    ties = layers.institution(kinds).ties
    assert ties[["source", "target"]].to_numpy().tolist() == [["a", "c"]]
    assert ties["weight"].iloc[0] == pytest.approx(expected)


def test_geography_falls_to_one_over_e_at_delta() -> None:
    distances = np.array([[0.0, 500.0], [500.0, 0.0]])
    assert layers.geography(distances, pd.Index(["a", "b"]), delta_km=500.0).ties["weight"].iloc[
        0
    ] == pytest.approx(np.exp(-1))


def test_capability_match_is_directed_and_missing_without_specific_focus() -> None:
    demands = pd.DataFrame([[1.0, 0.0], [0.5, 0.5]], index=["a", "b"], columns=["d", "e"])
    supplies = pd.DataFrame([[0.5, 0.0], [np.nan, np.nan]], index=["a", "b"], columns=["d", "e"])
    match = layers.capability_match(demands, supplies)
    assert match[1, 0] == 0.25
    assert np.isnan(match[0, 1])
    assert layers.capability(match, pd.Index(["a", "b"])).ties.empty


def test_supplies_in_another_order_match_the_same_and_others_are_refused() -> None:
    labels = {"index": ["a", "b"], "columns": ["d", "e"]}
    demands = pd.DataFrame([[1.0, 0.0], [0.5, 0.5]], **labels)
    supplies = pd.DataFrame([[0.5, 0.0], [0.1, 0.3]], **labels)
    turned = layers.capability_match(demands, supplies.iloc[::-1, ::-1])
    np.testing.assert_array_equal(turned, layers.capability_match(demands, supplies))
    with pytest.raises(AnalysisError, match=r"supplies .* 1 missing \(e\) and 1 unknown \(f\)"):
        layers.capability_match(demands, supplies.rename(columns={"e": "f"}))


def test_focuses_in_another_order_of_organisations_give_the_same_supply() -> None:
    organisations = pd.DataFrame({"region": ["a", "b"], "role": "science"}, index=["o1", "o2"])
    focus = pd.DataFrame({"d": [1.0, 0.0], "e": [0.0, 1.0]}, index=["o1", "o2"])
    regions = pd.Index(["a", "b"])
    pd.testing.assert_frame_equal(
        layers.supply(organisations, focus.iloc[::-1], regions),
        layers.supply(organisations, focus, regions),
    )


def test_supply_saturates_with_the_number_of_organisations() -> None:
    organisations = pd.DataFrame(
        {"region": ["a", "a", "b"], "role": ["science", "industry", "science"]}
    )
    focus = pd.DataFrame({"d": [1.0, 1.0, 0.0]})
    found = layers.supply(
        organisations, focus, pd.Index(["a", "b"]), role_weights={"industry": 0.5}
    )
    assert found.loc["a", "d"] == pytest.approx(1.5 / 2.5)
    assert np.isnan(found.loc["b", "d"])


def test_measured_ties_join_areas_and_organisations_to_regions() -> None:
    ties = pd.DataFrame(
        {
            "layer": ["digital"] * 3,
            "source": ["x1", "o1", "x1"],
            "target": ["y1", "y1", "x2"],
            "weight": [1.0, 2.0, 5.0],
        }
    )
    membership = pd.Series({"x1": "x", "x2": "x", "y1": "y"})
    organisations = pd.DataFrame({"organisation": ["o1"], "region": ["x"]})
    found = layers.measured_ties(ties, membership, organisations)
    assert found.to_dict("records") == [
        {"layer": "digital", "source": "x", "target": "y", "weight": 3.0}
    ]


def test_layer_refuses_what_is_not_a_tidy_table() -> None:
    ties = pd.DataFrame({"source": ["b", "a"], "target": ["a", "b"], "weight": [1.0, -1.0]})
    with pytest.raises(
        AnalysisError, match="not source < target; weights that are not positive and finite"
    ):
        Layer("bad", ties, status="observed", meaning="", unit="", tables="")


def test_layer_from_matrix_leaves_out_missing_and_zero() -> None:
    matrix = np.array([[0.0, np.nan, 0.0], [np.nan, 0.0, 2.0], [0.0, 2.0, 0.0]])
    assert layer_from_matrix(matrix, REGIONS).to_dict("records") == [
        {"source": "a", "target": "b", "weight": 2.0}
    ]


def test_modularity_norm_by_hand() -> None:
    # Two regions, one tie of 1: k = (1, 1), 2m = 2, B = [[-1/2, 1/2], [1/2, -1/2]], norm 1.
    assert modularity_norm(np.array([[0.0, 1.0], [1.0, 0.0]])) == pytest.approx(1.0)
    assert modularity_norm(np.zeros((2, 2))) == 0.0


def test_layer_weights_sum_to_one_and_unknown_names_are_refused() -> None:
    assert normalised_weights(["x", "y"], {"x": 3.0}) == {"x": 0.75, "y": 0.25}
    with pytest.raises(AnalysisError, match="found z"):
        normalised_weights(["x"], {"z": 1.0})
    with pytest.raises(AnalysisError, match="only zeros"):
        normalised_weights(["x"], {"x": 0.0})


def test_backbone_keeps_the_spanning_tree_and_the_strongest_ties() -> None:
    weights = np.array([[0, 5, 1, 0.1], [5, 0, 4, 0.2], [1, 4, 0, 0.3], [0.1, 0.2, 0.3, 0]])
    kept = backbone_pairs(weights, backbone_k=1).toarray()
    assert {(int(i), int(j)) for i, j in zip(*np.nonzero(np.triu(kept)), strict=True)} == {
        (0, 1),
        (1, 2),
        (2, 3),
    }
    assert backbone_pairs(weights, backbone="none").sum() == 12
    assert backbone_pairs(weights, backbone="threshold", backbone_threshold=0.5).sum() == 4


def test_disparity_backbone_keeps_a_dominant_tie() -> None:
    weights = np.zeros((5, 5))
    weights[0, 1:] = [96.0, 1.0, 1.0, 2.0]
    weights += weights.T
    kept = backbone_pairs(weights, backbone="disparity", backbone_alpha=0.05).toarray()
    # p of the strong tie at the hub: (1 - 0.96)^3 = 6.4e-5; a leaf with one tie gives no evidence.
    assert kept[0, 1]
    assert kept.sum() == 2
