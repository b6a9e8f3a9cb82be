"""A pack with dates, from its table to the measures over time. All data are synthetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import AnalysisError
from hypercluster.indicators.relatedness import proximity, relatedness_density
from hypercluster.indicators.specialisation import location_quotient, specialised
from hypercluster.run.series import (
    counts_by_date,
    entry_cells,
    series_entry,
    series_panel,
    series_synchrony,
)
from hypercluster.schema.check import check, raw_frame
from hypercluster.schema.series_tables import SERIES_TABLES
from hypercluster.synchronisation.diversification import partners_density

UNITS = [f"u{number:02d}" for number in range(24)]
INDUSTRIES = [f"i{number}" for number in range(8)]
EMPTY = {"industry": None, "unit": None}


def counts(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    high = rng.random((len(UNITS), len(INDUSTRIES))) < 0.35
    return pd.DataFrame(rng.poisson(np.where(high, 30, 2)), index=UNITS, columns=INDUSTRIES)


def rows_of(counts_at: dict[str, pd.DataFrame]) -> pd.DataFrame:
    long = [
        {
            "date": date,
            "reporting_unit": unit,
            "variable": "enterprises",
            "industry": industry,
            "value": float(value),
            "unit": None,
        }
        for date, table in counts_at.items()
        for unit, row in table.iterrows()
        for industry, value in row.items()
    ]
    return pd.DataFrame(long)


def output(dates: int, seed: int = 0, *, kind: str = "year") -> pd.DataFrame:
    """Output of every unit, all moved by one common cycle."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(dates, 1))
    levels = 100 * np.exp(
        np.cumsum(0.02 + 0.03 * common + 0.015 * rng.normal(size=(dates, len(UNITS))), axis=0)
    )
    names = [
        f"{1980 + place}" if kind == "year" else f"{2000 + place // 4}-Q{place % 4 + 1}"
        for place in range(dates)
    ]
    panel = pd.DataFrame(levels, index=names, columns=UNITS).rename_axis("date").reset_index()
    long = panel.melt("date", var_name="reporting_unit", value_name="value")
    return long.assign(variable="output", **EMPTY)


def pack(series: pd.DataFrame, **tables: pd.DataFrame) -> hc.DataPack:
    rng = np.random.default_rng(9)
    areas = pd.DataFrame(
        {
            "area": UNITS,
            "name": [f"Unit {code}" for code in UNITS],
            "latitude": rng.uniform(50, 60, 24),
            "longitude": rng.uniform(30, 60, 24),
        }
    )
    enterprises = (
        counts(1)
        .rename_axis("reporting_unit")
        .reset_index()
        .melt("reporting_unit", var_name="industry", value_name="count")
    )
    return hc.make_pack(
        areas=areas,
        enterprises=enterprises,
        series=series,
        title="Synthetic",
        is_synthetic=True,
        **tables,
    )


TIES = pd.DataFrame({"layer": "digital", "source": UNITS[:-1], "target": UNITS[1:], "weight": 1.0})


def test_cells_hold_the_predictors_of_the_earlier_date():
    found = entry_cells(pack(rows_of({"2010": counts(1), "2015": counts(2)}), ties=TIES))
    quotients = location_quotient(counts(1))
    has = specialised(quotients)
    own = relatedness_density(has, proximity(has))
    chain = np.diag(np.ones(23), 1) + np.diag(np.ones(23), -1)
    added = partners_density(quotients, proximity(has), chain)
    later = location_quotient(counts(2))
    assert set(found["period"]) == {"2010 to 2015"}
    assert len(found) == (quotients < 0.5).sum().sum()
    for row in found.itertuples():
        assert quotients.at[row.region, row.industry] < 0.5
        assert row.has_entered == float(later.at[row.region, row.industry] >= 1)
        assert row.own_density == pytest.approx(own.at[row.region, row.industry])
        assert row.density_added == pytest.approx(added.at[row.region, row.industry])
    assert (
        "observed ties of the pack (as they are, not as they were at the date)"
        in found.attrs["convention"]
    )


def test_without_observed_ties_partners_are_all_others_by_nearness_and_it_is_said():
    found = entry_cells(pack(rows_of({"2010": counts(1), "2015": counts(2)})))
    assert found["density_added"].notna().all()
    assert (
        "all other units by exp(-distance/1000 km), since the pack has no observed ties"
        in found.attrs["convention"]
    )


def test_dates_can_be_chosen_and_each_is_compared_with_the_next():
    given = pack(rows_of({"2010": counts(1), "2015": counts(2), "2020": counts(3)}))
    assert list(dict.fromkeys(entry_cells(given)["period"])) == ["2010 to 2015", "2015 to 2020"]
    assert set(entry_cells(given, dates=["2020", "2010"])["period"]) == {"2010 to 2020"}
    with pytest.raises(AnalysisError, match=r"found 2021. Name some of: 2010, 2015, 2020"):
        entry_cells(given, dates=["2010", "2021"])
    with pytest.raises(AnalysisError, match=r"two or more dates.*found 2010 alone"):
        entry_cells(given, dates=["2010"])


def test_a_unit_without_a_count_is_missing_at_that_date_and_for_nothing_else():
    rows = rows_of({"2010": counts(1), "2015": counts(2)})
    dropped = (
        (rows["date"] == "2010") & (rows["reporting_unit"] == "u03") & (rows["industry"] == "i2")
    )
    found = counts_by_date(pack(rows[~dropped]))
    assert found["2010"].loc["u03"].isna().all()
    pd.testing.assert_frame_equal(
        found["2010"].drop(index="u03"),
        counts(1).drop(index="u03").astype(float),
        check_names=False,
    )
    pd.testing.assert_frame_equal(found["2015"], counts(2).astype(float), check_names=False)
    assert "u03" not in set(entry_cells(pack(rows[~dropped]))["region"])


def test_an_industry_without_rows_at_a_date_is_missing_for_itself():
    rows = rows_of({"2010": counts(1), "2015": counts(2)})
    found = entry_cells(pack(rows[~((rows["date"] == "2010") & (rows["industry"] == "i7"))]))
    assert "i7" not in set(found["industry"])
    assert len(found) > 0


def test_a_panel_is_of_units_as_a_whole_of_one_industry_or_of_their_sum():
    rows = rows_of({"2010": counts(1), "2015": counts(2)})
    given = pack(
        pd.concat(
            [
                rows,
                output(3).assign(
                    date=lambda table: table["date"].map(
                        {"1980": "2010", "1981": "2015", "1982": "2020"}
                    )
                ),
            ]
        )
    )
    assert (
        series_panel(given, variable="enterprises").loc["2010"].tolist()
        == counts(1).sum(axis=1).tolist()
    )
    assert (
        series_panel(given, variable="enterprises", industry="i2").loc["2015"].tolist()
        == counts(2)["i2"].tolist()
    )
    assert series_panel(given, variable="enterprises").loc["2020"].isna().all()
    assert (
        series_panel(given, variable="enterprises")
        .attrs["convention"]
        .startswith("enterprises, sum over 8 industries")
    )
    assert series_panel(given, variable="output").index.tolist() == ["2010", "2015", "2020"]
    with pytest.raises(AnalysisError, match=r"none was named. Name one of: enterprises, output"):
        series_panel(given)
    with pytest.raises(AnalysisError, match=r"found 'i22'.*Did you mean 'i2'"):
        series_panel(given, variable="enterprises", industry="i22")
    with pytest.raises(AnalysisError, match=r"units as a whole only"):
        series_panel(given, variable="output", industry="i2")


def test_a_sum_over_industries_is_missing_where_one_is():
    rows = rows_of({"2010": counts(1), "2015": counts(2)})
    panel = series_panel(pack(rows.drop(index=5)))  # unit u00, industry i5, 2010
    assert np.isnan(panel.at["2010", "u00"])
    assert panel.isna().sum().sum() == 1


def test_a_date_that_nobody_has_is_a_gap_and_no_change_spans_it():
    rows = output(30)
    found = series_synchrony(pack(rows[rows["date"] != "1990"]), surrogates=9)
    assert set(found["synchrony"]["changes"]) == {27}
    assert found["order_parameter"].empty
    assert "16 changes or more, none missing" in found["order_parameter"].attrs["note"]


def test_planted_synchrony_is_found_in_a_pack():
    found = series_synchrony(pack(output(40, kind="quarter")), surrogates=99)
    pairs = found["synchrony"]
    assert len(pairs) == 24 * 23 / 2
    assert pairs["correlation"].median() > 0.6
    assert found["order_significance"]["p_value"].item() == pytest.approx(0.01)
    assert len(found["order_parameter"]) == 39
    assert pairs["source_name"].iloc[0] == "Unit u00"


def test_tables_are_as_they_are_described():
    entry = series_entry(pack(rows_of({"2010": counts(1), "2015": counts(2)})), resamples=9)
    for name, table in {**entry, **series_synchrony(pack(output(40)), surrogates=9)}.items():
        checked = check(raw_frame(table), SERIES_TABLES[name], file=name)
        assert not checked.problems, "\n".join(map(str, checked.problems))
        assert list(table.columns) == [column.name for column in SERIES_TABLES[name].columns]
        assert table.attrs["convention"]


def test_a_pack_without_dates_is_told_what_the_table_must_hold():
    for call in (series_entry, series_synchrony):
        with pytest.raises(
            AnalysisError,
            match=r"a table 'series' with the columns date .* reporting_unit, variable, value"
            r".*one cross-section",
        ):
            call(hc.load_pack())


def test_enterprises_at_one_date_make_no_entry():
    with pytest.raises(AnalysisError, match=r"at two dates or more.*found 1 such dates"):
        series_entry(pack(rows_of({"2010": counts(1)})))
