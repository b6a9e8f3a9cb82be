"""The panel offers every setting, says what is in force and how to repeat it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass, replace
from html import unescape

import pytest

import hypercluster as hc
from hypercluster.explorer import panel
from hypercluster.explorer.fields import (
    FIRST,
    WITHHELD,
    PanelField,
    grouped,
    panel_fields,
    request_of,
)
from hypercluster.explorer.job import RunRequest
from hypercluster.settings import settings_from
from hypercluster.words import catalogue

SETTINGS = hc.Settings().with_run(draws=0)


def names(section, prefix=""):
    """Dotted names of all settings."""
    for entry in fields(section):
        value = getattr(section, entry.name)
        yield from (
            names(value, f"{prefix}{entry.name}.")
            if is_dataclass(value)
            else [f"{prefix}{entry.name}"]
        )


def shown(pack, results, settings=SETTINGS, *, language="en", scheme="study"):
    return panel.panel_html(1, RunRequest(scheme, settings), pack, results, language=language)


def nested(found):
    """Settings as the script of the page collects them."""
    settings = {}
    for field in found:
        if field.kind == "weight" and field.value == 1:
            continue
        place = settings
        for key in field.path[:-1]:
            place = place.setdefault(key, {})
        place[field.path[-1]] = field.value
    return settings


@pytest.fixture(scope="module")
def found(pack, first):
    return panel_fields(first.request, pack, first.results)


def test_every_setting_has_a_field_but_the_one_that_changes_no_result(found):
    offered = {field.name for field in found}
    weighed = {name.rpartition(".")[0] for name in offered}
    assert set(names(hc.Settings())) - offered - weighed == set(WITHHELD)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_field_and_group_has_a_label(found, language):
    def labels(section):
        prefix = f"panel.{section}."
        return {key.removeprefix(prefix) for key in catalogue(language) if key.startswith(prefix)}

    plain = [field for field in found if field.kind != "weight"]
    assert [field.name for field in plain if field.name not in labels("labels")] == []
    first, rest = grouped(found)
    assert labels("groups") == set(first) == set(FIRST)
    assert labels("sections") == set(rest)


def test_words_of_the_script_are_all_there():
    script = panel.text_of("explorer.js")
    used = (
        set(re.findall(r'say\("(\w+)"', script))
        | set(re.findall(r"words\.(\w+)", script))
        | {"finished", "other", "cancelled", "failed"}
    )
    assert used | {"running", "stopping"} == set(panel.script_words("en"))


def test_every_field_stands_in_one_group(found):
    first, rest = grouped(found)
    placed = [
        field.name for groups in (first, rest) for group in groups.values() for field in group
    ]
    assert sorted(placed) == sorted(field.name for field in found)


def test_fields_know_their_limits_and_choices(found):
    by_name = {field.name: field for field in found}
    assert by_name["linkages.beta"] == PanelField(
        "linkages.beta", ("linkages", "beta"), "number", 0.5, 0.5, low=0, high=1
    )
    assert by_name["run.draws"].kind == "whole"
    assert by_name["communities.gamma"].high == 10**9
    assert by_name["communities.method"].choices == ("multiplex", "cpm", "multislice", "infomap")
    assert by_name["new_clusters.has_ubiquitous"].kind == "switch"
    assert by_name["scheme"].choices == ("study", "units", "areas")


def test_layers_and_roles_of_the_pack_can_be_weighed(found):
    weighed = {field.name for field in found if field.kind == "weight"}
    assert {"layers.weights.production", "layers.weights.digital"} < weighed
    assert {
        "layers.capability.role_weights.education",
        "layers.capability.role_weights.industry",
    } < weighed


def test_a_weight_of_a_layer_that_the_pack_lacks_is_still_shown(pack, first):
    settings = replace(SETTINGS, layers=replace(SETTINGS.layers, weights={"absent": 2.0}))
    assert "layers.weights.absent" in {
        field.name for field in panel_fields(RunRequest("study", settings), pack, first.results)
    }


@pytest.mark.parametrize(
    "given",
    [
        {},
        {
            "layers": {
                "weights": {"production": 0.0},
                "capability": {"role_weights": {"education": 3.5}},
            }
        },
        {"communities": {"method": "cpm", "gamma": 1e-7}, "new_clusters": {"has_ubiquitous": True}},
    ],
)
def test_fields_lead_back_to_the_settings(pack, first, given):
    settings = settings_from({**given, "run": {"draws": 3}})
    _, *others = panel_fields(RunRequest("study", settings), pack, first.results)
    assert request_of({"scheme": "study", "settings": nested(others)}, pack) == RunRequest(
        "study", settings
    )


def test_without_a_change_all_is_said_to_be_default(pack, first):
    text = shown(pack, first.results, hc.Settings())
    assert "every setting at its default" in text
    assert "panel-difference" not in text


def test_what_differs_is_named_with_its_default(pack, first):
    settings = replace(SETTINGS, communities=replace(SETTINGS.communities, method="cpm"))
    text = shown(pack, first.results, settings, scheme="areas")
    assert "<code>communities.method</code> <strong>cpm</strong> (default multiplex)" in text
    assert "<code>scheme</code> <strong>areas</strong> (default study)" in text


def test_a_resolution_that_the_run_chose_is_named(pack, first):
    settings = replace(SETTINGS, communities=replace(SETTINGS.communities, gamma=2.0))
    assert "gamma that the run chose: <strong>1</strong>" in shown(pack, first.results, settings)


def test_the_command_names_a_pack_of_the_user(pack, first):
    text = unescape(shown(pack, first.results))
    assert f"hypercluster analyse --data {pack.folder} --scheme study --seed 1 --draws 0" in text


def test_the_command_needs_no_name_for_the_packaged_data():
    assert panel.data_option(hc.load_pack()) == ""


def test_settings_of_the_panel_are_a_settings_file(pack, compute, tmp_path):
    settings = settings_from(
        {"run": {"draws": 0}, "hubs": {"top_k": 2}, "layers": {"weights": {"production": 2}}}
    )
    made = compute(2, RunRequest("study", settings), None)
    text = unescape(
        re.search(
            r'<pre id="panel-settings"[^>]*><code>(.*?)</code>', made.page.decode(), re.DOTALL
        )[1]
    )
    assert settings_from(tomllib.loads(text)).with_run(draws=0) == settings


def test_names_of_the_pack_are_escaped(pack, first):
    settings = replace(SETTINGS, layers=replace(SETTINGS.layers, weights={'<b title="x">': 2.0}))
    text = shown(pack, first.results, settings)
    assert "<b title" not in text
    assert "&lt;b title=" in text


def test_the_panel_needs_no_style_or_handler_inside_elements(pack, first):
    assert not re.search(r"\s(style|on\w+)=", shown(pack, first.results))


def test_ids_of_the_page_with_its_panel_are_unique(first):
    ids = re.findall(r'\sid="([^"]+)"', first.page.decode())
    assert len(ids) == len(set(ids))


def test_equal_runs_have_equal_pages(first, compute):
    assert compute(1, first.request, None).page == first.page
