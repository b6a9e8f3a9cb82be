"""The order of the rows of a pack decides nothing but the order in which results list things."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import write_pack

import hypercluster as hc
from hypercluster.schema import TABLES
from hypercluster.settings import Communities
from hypercluster.sources.load import LISTING_TABLES

FEW = Communities(restarts=2, relabellings=50)
# Cells that list regions or directions in their order, and what is drawn in the order of regions.
ORDERED = ("areas", "regions", "reporting_units", "directions", "technologies", "verdict")
DRAWN = "_percentile"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> hc.DataPack:
    return hc.load_pack(write_pack(tmp_path_factory.mktemp("rows") / "tiny"))


@pytest.fixture(scope="module")
def packaged() -> hc.DataPack:
    return hc.load_pack()


def results_of(
    pack: hc.DataPack, shuffled: tuple[str, ...] = (), *, seed: int = 0, draws: int = 0
) -> hc.Results:
    tables = {
        name: table.sample(frac=1, random_state=seed) if name in shuffled else table
        for name, table in pack.tables.items()
    }
    same = hc.make_pack(
        title=pack.title,
        is_synthetic=pack.is_synthetic,
        default_scheme=pack.default_scheme,
        reporting_scheme=pack.reporting_scheme,
        **tables,
    )
    return hc.analyse(same, settings=hc.Settings(communities=FEW).with_run(draws=draws))


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_in_another_order_give_the_same_files_byte_for_byte(
    tiny: hc.DataPack, tmp_path: Path, seed: int
) -> None:
    others = tuple(name for name in tiny.tables if name not in LISTING_TABLES)
    hc.write(results_of(tiny, draws=2), tmp_path / "one")
    hc.write(results_of(tiny, others, seed=seed, draws=2), tmp_path / "other")
    for file in (tmp_path / "one").iterdir():
        assert (tmp_path / "other" / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.gate
def test_rows_of_the_packaged_data_in_another_order_give_the_same_tables(
    packaged: hc.DataPack,
) -> None:
    others = tuple(name for name in packaged.tables if name not in LISTING_TABLES)
    one, other = results_of(packaged), results_of(packaged, others, seed=1)
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(other.tables[name], table)


def by_key(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of their key, and pairs with their lesser code as source."""
    table = table.reset_index() if table.index.name else table.copy()
    if {"source", "target"} <= set(table.columns):
        is_turned = (table["source"] > table["target"]).to_numpy()
        turned = table.rename(columns=lambda column: column.replace("source", "source?"))
        turned.columns = [
            column.replace("source?", "target")
            if "source?" in column
            else column.replace("target", "source")
            for column in turned.columns
        ]
        rows = pd.concat([table[~is_turned], turned.loc[is_turned, table.columns]])
        table = rows.sort_index()
    return table.sort_values(list(TABLES[name].key), ignore_index=True)


@pytest.mark.parametrize("shuffled", LISTING_TABLES)
@pytest.mark.parametrize("name", ["tiny", pytest.param("packaged", marks=pytest.mark.gate)])
def test_regions_and_industries_in_another_order_have_the_same_values(
    name: str, shuffled: str, request: pytest.FixtureRequest
) -> None:
    pack = request.getfixturevalue(name)
    one, other = results_of(pack), results_of(pack, (shuffled,), seed=3)
    assert one.headline == other.headline
    for table, rows in one.tables.items():
        if {*TABLES[table].key} <= {*rows.columns, rows.index.name}:
            a, b = (by_key(table, results.tables[table]) for results in (one, other))
            is_drawn = a.columns.str.endswith(DRAWN) & (table == "communities")
            for column in a.columns[~is_drawn].difference(ORDERED):
                if pd.api.types.is_float_dtype(a[column]):
                    values = (x[column].to_numpy(float, na_value=np.nan) for x in (a, b))
                    np.testing.assert_allclose(*values, rtol=1e-9, atol=1e-10)
                else:
                    pd.testing.assert_series_equal(a[column], b[column])
