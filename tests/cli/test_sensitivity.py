"""The command that moves one setting."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from hypercluster.compare.sensitivity import OVERVIEW
from hypercluster.layers import LAYERS
from hypercluster.views.sensitivity import swept_rankings


def test_a_sweep_shows_a_line_a_value_with_the_run_itself_starred(call):
    lines = call("sensitivity", "beta", "--values", "0,0.5").stdout.splitlines()
    assert lines[2].split()[0] == "beta"
    assert [line.split("  ")[0].strip() for line in lines[3:5]] == ["0", "0.5 *"]
    assert lines[4].split()[2:] == ["="] * 6
    assert any(line.startswith("Moves most: complementary linkages at 0") for line in lines)
    assert any(line.startswith("Does not move: ") and "diversification" in line for line in lines)
    assert "Ranks at each value, complementary linkages:" in lines


def test_the_table_is_no_wider_than_eighty(call):
    lines = call("sensitivity", "scaling", "--quiet").stdout.splitlines()
    assert all(cell_len(line) <= 80 for line in lines)


def test_top_limits_the_paths(call):
    lines = call(
        "sensitivity", "beta", "--values", "0", "--top", "2", "--quiet"
    ).stdout.splitlines()
    start = lines.index("Ranks at each value, complementary linkages:")
    assert lines[start + 4] == ""


def test_json_holds_both_tables_and_the_convention(call):
    answer = json.loads(
        call("sensitivity", "layer", "--layer", "geography", "--values", "0,2", "--json").stdout
    )
    assert (answer["setting"], answer["base"], answer["scheme"]) == (
        "layers.weights.geography",
        1.0,
        "study",
    )
    assert {row["value"] for row in answer["agreement"]} == {0.0, 1.0, 2.0}
    assert {row["ranking"] for row in answer["paths"]} == set(swept_rankings())
    assert "tau-b" in answer["convention"]


def test_schemes_say_how_many_regions_are_comparable(call):
    assert "14 of 16" in call("sensitivity", "scheme", "--values", "table2").stdout


@pytest.mark.gate
def test_without_a_setting_all_are_shown_at_a_glance(call):
    text = call("sensitivity").stdout
    for name in OVERVIEW:
        assert f"\n{name.rpartition('.')[2]} " in text
    for layer in [*LAYERS][:5]:
        assert f"\nweight {layer} " in text
    assert "Moved most" in text
    assert "By nothing here: new clusters." in text
    table = text.splitlines()[2:14]
    assert all(cell_len(line) <= 80 for line in table)


@pytest.mark.gate
def test_the_glance_as_json_has_a_row_a_setting_and_ranking(call):
    rows = json.loads(call("sensitivity", "--json").stdout)["overview"]
    assert len(rows) == (len(OVERVIEW) + 5) * (len(swept_rankings()) + 1)
    beta = next(
        row
        for row in rows
        if (row["setting"], row["ranking"]) == ("linkages.beta", "linkages.complementary")
    )
    assert beta["top_common"] < beta["top_items"]
    assert beta["is_still"] is False


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["treshold"], "Did you mean 'threshold'"),
        (["run.draws"], "says how a run is made"),
        (["layer"], "--layer NAME"),
        (["beta", "--layer", "geography"], "Leave it out"),
        (["--values", "1"], "Expected a setting with --values"),
        (["beta", "--values", "0,x"], "found 'x'"),
        (["beta", "--values", ","], "at least one value"),
        (["scheme", "--values", "tabel1"], "Did you mean 'table1'"),
        (["layer", "--layer", "geografy", "--values", "2"], "Did you mean 'geography'"),
    ],
)
def test_bad_input_gives_one_error_and_exit_code_two(call, arguments, message):
    answer = call("sensitivity", *arguments, code=2)
    assert answer.stdout == ""
    assert answer.stderr.count("error:") == 1
    assert message in answer.stderr


@pytest.mark.gate
def test_the_glance_at_a_pack_without_schemes_leaves_them_out(call, tmp_path):
    (tmp_path / "pack.toml").write_text(
        'title = "Three areas"\n[tables.areas]\nfile = "areas.csv"\n[tables.enterprises]\nfile = '
        '"enterprises.csv"\n',
        encoding="utf-8",
    )
    (tmp_path / "areas.csv").write_text("area,name\nA,Alpha\nB,Beta\nC,Gamma\n", encoding="utf-8")
    counts = "reporting_unit,industry,count\nA,oil,9\nA,gas,1\nB,oil,2\nB,gas,8\nC,oil,4\nC,gas,5\n"
    (tmp_path / "enterprises.csv").write_text(counts, encoding="utf-8")
    text = call("sensitivity", "--data", tmp_path).stdout
    assert "\nthreshold " in text
    assert "\nscheme " not in text
