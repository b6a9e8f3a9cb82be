"""The command for packs with dates, on made-up data."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from rich.cells import cell_len

from hypercluster.cli import options
from hypercluster.cli.series import FOR
from hypercluster.schema.series_tables import SERIES_TABLES
from hypercluster.words import catalogue

PREDICTORS = {
    name: catalogue("en")[f"predictors.{name}"]
    for name in SERIES_TABLES["entry_prediction"].column("predictor").choices
}

UNITS = [f"u{number:02d}" for number in range(20)]
MANIFEST = 'title = "Made-up units"\nsynthetic = true\n' + "".join(
    f'[tables.{name}]\nfile = "{name}.csv"\n' for name in ("areas", "enterprises", "series")
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A synthetic pack with quarters of output and, in the same quarters, two dates of
    enterprises.
    """
    rng = np.random.default_rng(1)
    path = tmp_path_factory.mktemp("dated")
    pd.DataFrame({"area": UNITS, "name": [f"Unit {code}" for code in UNITS]}).to_csv(
        path / "areas.csv", index=False
    )
    growth = 0.02 + 0.03 * rng.normal(size=(32, 1)) + 0.02 * rng.normal(size=(32, 20))
    levels = 100 * np.exp(np.cumsum(growth, axis=0))
    names = [f"{2000 + place // 4}-Q{place % 4 + 1}" for place in range(32)]
    rows = [
        (date, unit, "", "output", levels[t, u])
        for t, date in enumerate(names)
        for u, unit in enumerate(UNITS)
    ]
    for date in ("2000-Q1", "2007-Q4"):
        table = rng.poisson(np.where(rng.random((20, 8)) < 0.35, 30, 2))
        rows += [
            (date, unit, f"i{k}", "enterprises", table[u, k])
            for u, unit in enumerate(UNITS)
            for k in range(8)
        ]
    series = pd.DataFrame(rows, columns=["date", "reporting_unit", "industry", "variable", "value"])
    series.to_csv(path / "series.csv", index=False)
    last = series[(series["variable"] == "enterprises") & (series["date"] == "2007-Q4")].astype(
        {"value": "int64"}
    )
    last.rename(columns={"value": "count"})[["reporting_unit", "industry", "count"]].to_csv(
        path / "enterprises.csv", index=False
    )
    (path / "pack.toml").write_text(MANIFEST, encoding="utf-8")
    return path


def test_questions_of_the_help_are_those_of_the_command():
    assert tuple(FOR) == options.SERIES


def test_synchrony_shows_the_order_parameter_pairs_and_what_it_cannot_say(call, folder):
    text = call(
        "series", "synchrony", "--data", folder, "--variable", "output", "--top", "3"
    ).stdout
    lines = text.splitlines()
    assert (
        lines[0]
        == "SYNTHETIC DATA · Made-up units · output, 2000-Q1 to 2007-Q4 · 20 reporting units · "
        "seed 1"
    )
    assert lines[2].startswith("Order parameter: mean 0.")
    assert "p 0.001" in lines[2]
    assert len([line for line in lines if line.startswith("Unit ")]) == 3
    assert "187 more: --top 190" in text
    assert "of 190 tested pairs correlate beyond chance" in text
    assert "association" in text
    assert "expansion: change above 0" in text


def test_entry_shows_every_predictor_beside_own_density(call, folder):
    text = call("series", "entry", "--data", folder).stdout
    for predictor in PREDICTORS.values():
        assert f"2000-Q1 to 2007-Q4  {predictor}" in text
    assert "entry: location quotient below 0.5 before and at least 1 after" in text
    assert (
        "density added: unknown, since the pack has neither observed ties nor seats with "
        "coordinates" in text
    )
    assert "own + added: no density_added is known" in text
    assert "calibration, 2000-Q1 to 2007-Q4, own density" in text


def test_tables_are_no_wider_than_eighty(call, folder):
    for arguments in (("entry",), ("synchrony", "--variable", "output")):
        table = call("series", *arguments, "--data", folder, "--quiet").stdout.splitlines()
        assert all(cell_len(line) <= 80 for line in table if not line.startswith("Order parameter"))


def test_json_holds_every_table_with_its_convention(call, folder):
    answer = json.loads(
        call("series", "synchrony", "--data", folder, "--variable", "output", "--json").stdout
    )
    assert (answer["asked"], answer["seed"], answer["pack"]["is_synthetic"]) == (
        "synchrony",
        1,
        True,
    )
    assert len(answer["synchrony"]) == 190
    assert len(answer["order_parameter"]) == 31
    assert "phase-randomised" in answer["conventions"]["order_significance"]
    assert "association" in answer["scope"]
    entry = json.loads(call("series", "entry", "--data", folder, "--json").stdout)
    assert [row["predictor"] for row in entry["entry_prediction"]] == list(PREDICTORS)
    assert entry["entry_prediction"][1]["auc"] is None


def test_a_short_series_says_what_is_missing(call, folder):
    text = call("series", "synchrony", "--data", folder, "--variable", "enterprises", code=2).stderr
    assert (
        "Expected at least 2 regions and 8 changes from date to date; found 20 regions and 0 "
        "changes." in text
    )


def test_the_packaged_data_has_no_dates_and_the_message_says_what_to_add(call):
    for what in options.SERIES:
        message = call("series", what, code=2).stderr
        assert message.startswith(
            "error: Expected a table 'series' with the columns date (2020, 2020-Q2, 2020-06 or "
            "2020-06-30), reporting_unit, "
        )
        assert "one cross-section" in message
        assert "Add the table to the pack." in message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sync",), "Expected a question to series; found 'sync'."),
        (("entry", "--variable", "output"), "found --variable, which it does not. Leave them out."),
        (("synchrony", "--dates", "2000-Q1"), "found --dates, which it does not."),
        (("synchrony",), "none was named. Name one of: enterprises, output."),
        (("entry", "--dates", "2000-Q1,2003-Q1"), "found 2003-Q1. Name some of: 2000-Q1, 2007-Q4."),
    ],
)
def test_mistakes_are_named(call, folder, arguments, message):
    assert message in call("series", *arguments, "--data", folder, code=2).stderr
