"""Settings: read from TOML, checked at once, and equal to the arguments they feed."""

from __future__ import annotations

import inspect
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from hypercluster import settings
from hypercluster.analysis import communities, distance
from hypercluster.backbone import backbone_pairs
from hypercluster.errors import SettingsError
from hypercluster.indicators import specialisation
from hypercluster.layers import geography, geography_weights
from hypercluster.network import regional_network
from hypercluster.organisations import select_organisations
from hypercluster.scaling import layer_scale
from hypercluster.synchronisation import linkages, new_clusters, score

FED = [
    (settings.Actors, select_organisations, ("placement", "min_confidence", "duplicates")),
    (settings.Indicators, specialisation.specialised, ("threshold",)),
    (settings.Indicators, score.complementarity, ("threshold",)),
    (settings.Geography, geography, ("delta_km",)),
    (settings.Geography, geography_weights, ("delta_km",)),
    (settings.Network, layer_scale, ("scaling",)),
    (
        settings.Network,
        regional_network,
        ("scaling", "backbone", "backbone_k", "backbone_threshold", "backbone_alpha"),
    ),
    (
        settings.Network,
        backbone_pairs,
        ("backbone", "backbone_k", "backbone_threshold", "backbone_alpha"),
    ),
    (settings.Communities, communities.partition, ("gamma", "restarts")),
    (settings.Linkages, distance.distance_decay, ("beta", "delta_km")),
    (settings.Linkages, linkages.linkage_matrices, ("profile_weight",)),
    (settings.Linkages, linkages.linkage_table, ("ranking",)),
    (
        settings.NewClusters,
        new_clusters.new_cluster_scores,
        ("min_count", "min_stars", "max_q", "has_ubiquitous"),
    ),
]


@pytest.mark.parametrize(("section", "function", "names"), FED)
def test_settings_agree_with_the_arguments_they_feed(
    section: type, function: Any, names: tuple[str, ...]
) -> None:
    given = {field.name: field for field in fields(section)}
    arguments = inspect.signature(function).parameters
    for name in names:
        assert arguments[name].kind is inspect.Parameter.KEYWORD_ONLY
        assert (arguments[name].default, arguments[name].annotation) == (
            given[name].default,
            given[name].type,
        )


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "settings.toml"
    file.write_bytes(text.encode(encoding))
    return file


def test_a_whole_number_beyond_every_float_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError,
        match=r"communities\.gamma: expected a number above 0 and .*; found inf",
    ):
        settings.load_settings(write(tmp_path, f"[communities]\ngamma = 1{'0' * 400}\n"))


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("run", "seed", 2**63),
        ("run", "draws", 10**30),
        ("communities", "restarts", 10**30),
        ("communities", "gamma", 1e300),
        ("network", "backbone_k", 2**63),
    ],
)
def test_a_number_that_no_run_can_bear_is_refused_in_toml_and_json(
    tmp_path: Path, section: str, name: str, value: float
) -> None:
    message = rf"{section}\.{name}: expected a number .*at most \d+; found"
    with pytest.raises(SettingsError, match=message):
        settings.load_settings(write(tmp_path, f"[{section}]\n{name} = {value}\n"))
    with pytest.raises(SettingsError, match=message):
        settings.settings_from({section: {name: value}})


def test_the_largest_seed_is_one() -> None:
    assert settings.settings_from({"run": {"seed": 2**63 - 1}}).run.seed == 2**63 - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gamma = 1" + "0" * 5_000, "row 2: expected lines of at most 4,000 characters"),
        (
            "restarts = 0x" + "f" * 3_900,
            "at most 1000000000; found a value of type int",
        ),
        ("gamma = " + "[" * 3_900, "inside each other at most 10 deep; found more"),
        ("gamma = " + "[" * 50 + "]" * 50, "inside each other at most 10 deep; found more"),
        (".".join(["a"] * 1_900) + " = 1", "inside each other at most 10 deep; found more"),
        ("gamma = {}", "communities.gamma: expected a number; found {}."),
        ("[linkages.beta]", "linkages.beta: expected a number; found {}."),
        ("gamma = '" + "\u200b" * 900 + "'", r"found '\u200b\u200b"),
        ('"gam\u200bma" = 1', r"communities.gam\u200bma: unknown setting"),
        ("#" + "x\n" * 60_000, "expected at most 100,000 bytes; found 120,0"),
    ],
)
def test_hostile_settings_are_one_short_message(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load_settings(write(tmp_path, f"[communities]\n{text}\n"))
    assert expected in str(caught.value)
    assert len(str(caught.value)) < 500


def test_settings_from_a_pipe_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.toml")
    with pytest.raises(SettingsError, match="found a pipe or a device"):
        settings.load_settings(tmp_path / "settings.toml")


def test_a_weight_beyond_every_float_is_refused_with_its_name() -> None:
    with pytest.raises(SettingsError, match=r"layers\.weights\.production: expected a number of 0"):
        settings.settings_from({"layers": {"weights": {"production": 10**400}}})


def test_unknown_names_and_wrong_values_are_listed_together() -> None:
    tables = {"communities": {"gama": 1, "gamma": -1}, "layers": {"weights": 3}, "hubs": 5}
    with pytest.raises(SettingsError, match="4 problems in the settings") as caught:
        settings.settings_from(tables)
    for problem in (
        "communities.gama: unknown setting. Did you mean 'gamma'?",
        "communities.gamma: expected a number above 0; found -1",
        "layers.weights: expected a section [layers.weights] of numbers; found 3.",
        "hubs: expected a section [hubs]; found 5.",
    ):
        assert problem in str(caught.value)


def test_a_section_that_is_none_is_refused_in_python_too() -> None:
    with pytest.raises(SettingsError, match=r"run: expected a section \[run\]; found 3"):
        settings.Settings(run=3)  # type: ignore[arg-type]


def test_a_representation_names_what_differs_and_fits_two_lines() -> None:
    assert repr(settings.Settings()) == "Settings()"
    assert repr(settings.Settings().with_run(draws=0)) == "Settings(run.draws=0)"
    changed = settings.settings_from(
        {name: {"top_k": 7} for name in ("hubs", "linkages", "new_clusters", "diversification")}
        | {"run": {"draws": 7}}
    )
    assert repr(changed).endswith(", new_clusters.top_k=7, linkages.top_k=7, ...)")
    assert len(repr(changed)) < 160


def test_nested_tables_are_checked_like_a_file() -> None:
    assert settings.settings_from(
        {"run": {"draws": 7}, "layers": {"weights": {"production": 2}}}
    ).layers.weights == {"production": 2}
    with pytest.raises(SettingsError, match="2 problems in the settings") as caught:
        settings.settings_from({"communities": {"gama": 1}, "hub": {}})
    assert "Did you mean 'gamma'" in str(caught.value)


def test_toml_changes_only_what_it_names(tmp_path: Path) -> None:
    found = settings.load_settings(
        write(
            tmp_path,
            "[run]\ndraws = 7\n[layers.geography]\ndelta_km = 500\n[layers.weights]\nproduction = "
            "2\n",
        )
    )
    assert (found.run.draws, found.run.seed) == (7, 1)
    assert found.layers.geography.delta_km == 500.0
    assert found.layers.weights == {"production": 2}


def test_all_problems_of_a_file_are_listed_with_the_nearest_name(tmp_path: Path) -> None:
    text = "[run]\ndrawss = 7\n[layer]\n[hubs]\ntop_k = 5\ntop_q = 1\n"
    with pytest.raises(SettingsError) as caught:
        settings.load_settings(write(tmp_path, text))
    message = str(caught.value)
    assert "3 problems" in message
    assert "run.drawss: unknown setting. Did you mean 'draws'?" in message
    assert "layer: unknown section. Did you mean 'layers'?" in message
    assert "hubs.top_q" in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[run]\ndraws = 'many'", "run.draws: expected a whole number; found 'many'"),
        ("[run]\ndraws = 1.5", "run.draws: expected a whole number; found 1.5"),
        ("[run]\ndraws = true", "run.draws: expected a whole number; found True"),
        (
            "[linkages]\nbeta = 2",
            "linkages.beta: expected a number at least 0 and at most 1; found 2",
        ),
        ("[linkages]\nbeta = nan", "linkages.beta: expected a number"),
        ("[linkages]\nranking = 'complementry'", "Did you mean 'complementary'"),
        ("[layers.geography]\ndelta_km = 0", "delta_km: expected a number above 0"),
        (
            "[layers.weights]\nproduction = -1",
            "layers.weights.production: expected a number of 0 or more",
        ),
        ("[new_clusters]\nhas_ubiquitous = 1", "expected true or false; found 1"),
        ("run = 3", "run: expected a section"),
        ("[run", "found a mistake"),
    ],
)
def test_wrong_value_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=expected.replace("(", r"\(")):
        settings.load_settings(write(tmp_path, text))


def test_settings_in_another_encoding_or_none_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected UTF-8"):
        settings.load_settings(write(tmp_path, "# Север", "cp1251"))
    with pytest.raises(SettingsError, match="Check the path"):
        settings.load_settings(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="Check the path"):
        settings.load_settings(tmp_path)


def test_settings_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert settings.load_settings(write(tmp_path, "[run]\nseed = 3\n", "utf-8-sig")).run.seed == 3


def test_settings_are_checked_when_made_in_python() -> None:
    with pytest.raises(SettingsError, match=r"hubs.top_k"):
        settings.Settings(hubs=settings.Hubs(top_k=0))
