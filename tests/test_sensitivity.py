"""One setting moves: every run of a sweep is the run with that setting, and the base agrees with
itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.compare import sensitivity
from hypercluster.compare.sensitivity import sweep
from hypercluster.compare.swept import GRIDS, default_values, setting_name
from hypercluster.views.sensitivity import COMMUNITIES, swept_rankings

STILL = hc.Settings().with_run(draws=0)


@pytest.fixture(scope="module")
def pack():
    return hc.load_pack()


@pytest.fixture(scope="module")
def beta(pack):
    return sweep(pack, "beta", [0.5, 1.0, 0.0])


def test_there_is_a_row_for_every_value_and_ranking_and_numbers_are_in_order(beta):
    found = beta["agreement"]
    assert found["value"].unique().tolist() == [0.0, 0.5, 1.0]
    assert (
        found.groupby("value")["ranking"].apply(list).tolist()
        == [[*swept_rankings(), COMMUNITIES]] * 3
    )
    assert set(found["setting"]) == {"linkages.beta"}
    assert beta["agreement"].attrs["base"] == 0.5
    assert "no draws" in beta["paths"].attrs["convention"]


def test_the_base_run_agrees_with_itself(beta):
    own = beta["agreement"].query("is_base")
    assert own["value"].unique().tolist() == [0.5]
    assert own["spearman"].dropna().round(12).eq(1).all()
    assert own["overlap"].dropna().eq(1).all()
    assert own["largest_shift"].dropna().eq(0).all()
    assert own["largest_shift_item"].isna().all()
    assert own["adjusted_mutual_information"].dropna().round(12).tolist() == [1]
    assert own["adjusted_rand"].dropna().round(12).tolist() == [1]


@pytest.mark.parametrize(
    ("setting", "value", "change"),
    [
        ("beta", 1.0, lambda s: replace(s, linkages=replace(s.linkages, beta=1.0))),
        ("threshold", 1.25, lambda s: replace(s, indicators=replace(s.indicators, threshold=1.25))),
        (
            "placement",
            "printed",
            lambda s: replace(s, actors=replace(s.actors, placement="printed")),
        ),
        (
            "layers.weights.geography",
            3,
            lambda s: replace(s, layers=replace(s.layers, weights={"geography": 3.0})),
        ),
        (
            "delta",
            400,
            lambda s: replace(
                s,
                layers=replace(s.layers, geography=replace(s.layers.geography, delta_km=400.0)),
                linkages=replace(s.linkages, delta_km=400.0),
            ),
        ),
    ],
)
def test_a_run_of_a_sweep_is_the_analysis_with_that_setting(pack, setting, value, change):
    found = sweep(pack, setting, [value])
    assert found["agreement"]["value"].nunique() == 2
    results = hc.analyse(pack, settings=change(STILL))
    tables = {
        "hubs": results.hubs["rank"].rename_axis(None),
        **{
            f"linkages.{name}": results.linkages.set_index(
                results.linkages["source"] + "; " + results.linkages["target"]
            )[f"{name}_rank"]
            for name in ("complementary", "common_ground")
        },
        **{
            name: table.set_index(table["region"] + "; " + table["industry"])["rank"]
            for name, table in (
                ("new_clusters", results.new_clusters),
                ("diversification", results.diversification),
            )
        },
    }
    paths = found["paths"].query("~is_base")
    for ranking, own in paths.groupby("ranking"):
        expected = tables[str(ranking)].reindex(own["item"]).astype("Int64")
        assert own["rank"].tolist() == expected.tolist()


def test_the_path_of_the_base_is_its_own_top(pack, beta):
    own = beta["paths"].query("is_base")
    assert (own["rank"] == own["base_rank"]).all()
    hubs = hc.analyse(pack, settings=STILL).hubs
    assert set(own.query("ranking == 'hubs'")["item"]) == set(hubs.index[hubs["rank"] <= 5])


def test_beta_moves_linkages_and_no_profile_of_a_region(beta):
    found = beta["agreement"].set_index(["value", "ranking"])
    assert found.at[(0.0, "linkages.complementary"), "spearman"] < 0.9
    for ranking in ("new_clusters", "diversification"):
        assert found.at[(0.0, ranking), "largest_shift"] == 0


def test_the_number_of_workers_changes_nothing(pack, beta):
    for name, table in sweep(pack, "linkages.beta", [0.0, 1.0], workers=2).items():
        pd.testing.assert_frame_equal(table, beta[name])


def test_progress_counts_the_runs(pack):
    seen = []
    sweep(pack, "beta", [0.0], progress=lambda done, runs: seen.append((done, runs)))
    assert seen == [(1, 2), (2, 2)]


def test_the_overview_makes_a_run_that_sweeps_have_in_common_once(pack, monkeypatch):
    monkeypatch.setattr(sensitivity, "OVERVIEW", ("linkages.beta", "linkages.profile_weight"))
    seen = []
    table = sensitivity.sensitivity_overview(pack, progress=lambda *count: seen.append(count))
    tried = table.drop_duplicates("setting")["values"].str.split(", ").map(len).sum()
    # The two have the run itself in common; one with a weight named is another in name.
    assert seen[-1] == (tried - 1, tried - 1)


def test_across_schemes_regions_are_matched_by_their_areas(pack):
    found = sweep(pack, "scheme", ["subjects"])["agreement"]
    own = found[(found["value"] == "subjects") & (found["ranking"] == "hubs")].iloc[0]
    assert (own["regions"], own["items"]) == (15, 15)
    split = found[(found["value"] == "study") & (found["ranking"] == "hubs")].iloc[0]
    assert split["regions"] == 16


def test_a_scheme_whose_regions_have_other_codes_for_the_same_areas_changes_nothing(tiny_folder):
    schemes = tiny_folder / "schemes.csv"
    text = schemes.read_text(encoding="utf-8")
    renamed = "".join(
        line.replace("study,", "renamed,")
        .replace(",A,A,", ",first,A,")
        .replace(",B,B,", ",second,B,")
        .replace(",CD,", ",third,")
        for line in text.splitlines(keepends=True)
        if line.startswith("study,")
    )
    schemes.write_text(text + renamed, encoding="utf-8")
    found = sweep(hc.load_pack(tiny_folder), "scheme", ["renamed"])["agreement"]
    hubs = found[(found["value"] == "renamed") & (found["ranking"] == "hubs")].iloc[0]
    assert (hubs["regions"], hubs["items"], hubs["largest_shift"]) == (3, 3, 0)


def test_defaults_are_the_choices_of_a_setting_the_schemes_or_a_grid(pack):
    settings = hc.Settings()
    assert default_values("network.scaling", settings, pack) == [
        "modularity_norm",
        "total_weight",
        "none",
    ]
    assert default_values("scheme", settings, pack) == ["table1", "study", "table2", "subjects"]
    assert default_values("new_clusters.has_ubiquitous", settings, pack) == [False, True]
    assert default_values("layers.weights.production", settings, pack) == (0.0, 0.5, 1.0, 2.0, 4.0)
    for name, grid in GRIDS.items():
        assert setting_name(name, settings) == name
        assert list(grid) == sorted(grid)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("threshold", "indicators.threshold"),
        ("beta", "linkages.beta"),
        ("delta", "delta_km"),
        ("linkages.delta_km", "linkages.delta_km"),
        ("scaling", "network.scaling"),
        ("scheme", "scheme"),
        ("layers.capability.role_weights.science", "layers.capability.role_weights.science"),
    ],
)
def test_a_setting_is_known_by_its_full_name_and_by_its_last_part(text, name):
    assert setting_name(text, hc.Settings()) == name


@pytest.mark.parametrize(
    ("setting", "values", "message"),
    [
        ("treshold", None, "Did you mean 'threshold'"),
        ("run.seed", None, "says how a run is made"),
        ("seed", None, "Expected a setting to sweep"),
        ("top_k", None, "Name one: hubs.top_k"),
        ("layers.weights", None, "Expected the name of a layer"),
        ("min_count", None, "no grid of its own"),
        ("gamma_choice", None, "needs draws"),
        ("beta", [], "at least one value"),
        ("beta", [2.0], "at most 1"),
        ("beta", ["far"], "expected a number"),
        ("placement", ["printd"], "Did you mean 'printed'"),
    ],
)
def test_a_setting_or_value_that_cannot_be_swept_is_refused(pack, setting, values, message):
    with pytest.raises(hc.SettingsError, match=message):
        sweep(pack, setting, values)


def test_an_unknown_scheme_and_an_unknown_layer_are_refused(pack):
    with pytest.raises(hc.SchemeError, match="Did you mean 'table1'"):
        sweep(pack, "scheme", ["tabel1"])
    with pytest.raises(hc.AnalysisError, match="Did you mean 'geography'"):
        sweep(pack, "layers.weights.geografy", [2.0])


def test_given_weights_are_not_swept_where_weights_are_learned(pack):
    learned = replace(hc.Settings(), layers=replace(hc.Settings().layers, weighting="learned"))
    with pytest.raises(hc.SettingsError, match="ignores given weights"):
        sweep(pack, "layers.weights.geography", [2.0], settings=learned)


def test_two_deltas_that_differ_are_not_swept_as_one(pack):
    apart = replace(hc.Settings(), linkages=replace(hc.Settings().linkages, delta_km=300.0))
    with pytest.raises(hc.SettingsError, match="found 1000 and 300 km"):
        sweep(pack, "delta", settings=apart)
    assert sweep(pack, "linkages.delta_km", [600], settings=apart)["agreement"][
        "value"
    ].unique().tolist() == [300.0, 600.0]


def test_a_pack_without_organisations_can_be_swept(tiny_folder):
    pack = hc.load_pack(tiny_folder)
    tables = {
        name: table
        for name, table in pack.tables.items()
        if name in ("areas", "schemes", "industries", "enterprises")
    }
    small = hc.make_pack(
        title="Synthetic",
        is_synthetic=True,
        default_scheme="study",
        reporting_scheme="units",
        **tables,
    )
    found = sweep(small, "threshold", [0.5])["agreement"].set_index(["value", "ranking"])
    assert found.at[(0.5, "hubs"), "items"] == 3
    # Nothing there is specialised beyond chance: no new cluster in either run is not agreement.
    assert found.at[(0.5, "new_clusters"), "items"] == 0
    assert np.isnan(found.at[(0.5, "new_clusters"), "overlap"])
