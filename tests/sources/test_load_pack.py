"""A sound pack is read with its types, provenance and hash."""

import codecs
import pickle
import subprocess
import sys

import pandas as pd
import pytest
from tiny import TABLES, change, declare, problem_of, problems_of

from hypercluster.errors import AnalysisError, MissingExtraError
from hypercluster.schema import PACK_TABLES
from hypercluster.sources import load_pack


def test_a_pack_is_read_with_types_provenance_and_untouched_text(tiny_pack):
    areas = tiny_pack.table("areas")
    assert (tiny_pack.title, tiny_pack.vintage, tiny_pack.is_synthetic) == (
        "Four made-up areas",
        "2023",
        True,
    )
    assert (tiny_pack.default_scheme, tiny_pack.reporting_scheme) == ("study", "units")
    assert areas.loc[1, "note"] == "NA"
    assert areas.loc[2, ["name", "note"]].to_list() == ["Charlie & <Sons>", "one\ntwo"]
    assert areas["seat_local"].isna().all()
    assert list(areas.columns) == [column.name for column in PACK_TABLES["areas"].columns]
    assert tiny_pack.table("enterprises")["count"].to_list() == [10, 5, 4, 8, 0, 6]
    assert tiny_pack.files["areas"]["licence"] == "CC0-1.0"
    assert set(tiny_pack.files) == {*TABLES, "boundaries"}


def test_an_absent_table_is_empty_and_an_unknown_one_an_error(tiny_pack):
    assert tiny_pack.table("reported_hubs").empty
    assert "claim" in tiny_pack.table("reported_hubs")
    with pytest.raises(AnalysisError, match=r"found 'entreprises'\. Did you mean 'enterprises'"):
        tiny_pack.table("entreprises")


def test_changing_a_table_returned_does_not_change_the_pack(tiny_pack):
    areas = tiny_pack.table("areas")
    areas.loc[0, "name"] = "changed"
    assert tiny_pack.table("areas").loc[0, "name"] == "Alfa"


def test_a_pack_survives_pickling_and_cannot_be_assigned_to(tiny_pack):
    again = pickle.loads(pickle.dumps(tiny_pack))  # noqa: S301
    pd.testing.assert_frame_equal(again.table("areas"), tiny_pack.table("areas"))
    with pytest.raises(AttributeError):
        tiny_pack.title = "other"


def test_the_hash_of_a_pack_is_that_of_its_bytes(tiny_folder):
    before = load_pack(tiny_folder).sha256
    assert load_pack(tiny_folder / "pack.toml").sha256 == before
    change(tiny_folder, "areas.csv", "Alfa,", "Alpha,")
    assert load_pack(tiny_folder).sha256 != before


def test_industries_come_from_the_counts_where_no_table_names_them(tiny_folder):
    change(
        tiny_folder,
        "pack.toml",
        '[tables.industries]\nfile = "industries.csv"\nlicence = "CC0-1.0"\n',
        "",
    )
    (tiny_folder / "industries.csv").unlink()
    industries = load_pack(tiny_folder).table("industries")
    assert industries["name"].to_list() == ["baking", "fishing"]
    assert not industries["is_ubiquitous"].any()


def test_a_byte_order_mark_and_windows_line_ends_are_read(tiny_folder):
    text = TABLES["enterprises"].replace("\n", "\r\n")
    (tiny_folder / "enterprises.csv").write_bytes(codecs.BOM_UTF8 + text.encode())
    assert load_pack(tiny_folder).table("enterprises")["count"].sum() == 33


def test_declared_semicolons_commas_and_spaces_are_read(tiny_folder):
    text = (
        "area;name;latitude;longitude;official_area_km2\nA;Alfa;60,5;30,25;1 "
        "000,5\nB;Bravo;;;2\u00a0000\nC;Charlie;;;3\nD;Delta;;;4\n"
    )
    (tiny_folder / "areas.csv").write_text(text, encoding="utf-8")
    declare(tiny_folder, "areas", 'separator = ";"\ndecimal = ","\nthousands = " "')
    areas = load_pack(tiny_folder).table("areas")
    assert areas["official_area_km2"].to_list() == [1000.5, 2000.0, 3.0, 4.0]
    assert areas.loc[0, "latitude"] == 60.5


def test_rows_without_content_are_no_rows_but_count_in_row_numbers(tiny_folder):
    (tiny_folder / "enterprises.csv").write_text(
        TABLES["enterprises"].replace("C,b", "\n,,\nC,b").replace(",6", ",six"), encoding="utf-8"
    )
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.row, problem.column) == (9, "count")


def test_parquet_and_excel_hold_the_same_tables(tiny_folder):
    pack = load_pack(tiny_folder)
    pack.table("areas").to_parquet(tiny_folder / "areas.parquet")
    pack.table("enterprises").to_excel(
        tiny_folder / "enterprises.xlsx", sheet_name="counts", index=False
    )
    (tiny_folder / "areas.csv").unlink()
    (tiny_folder / "enterprises.csv").unlink()
    change(tiny_folder, "pack.toml", 'file = "areas.csv"', 'file = "areas.parquet"')
    change(
        tiny_folder,
        "pack.toml",
        'file = "enterprises.csv"',
        'file = "enterprises.xlsx"\nsheet = "counts"',
    )
    for name in ("areas", "enterprises"):
        pd.testing.assert_frame_equal(load_pack(tiny_folder).table(name), pack.table(name))


def test_numbers_as_codes_in_excel_are_refused_at_their_row(tiny_folder):
    counts = pd.DataFrame(
        {"reporting_unit": ["AB", 7], "industry": ["baking", "baking"], "count": [1.0, 2.5]}
    )
    counts.to_excel(tiny_folder / "counts.xlsx", index=False)
    change(tiny_folder, "pack.toml", 'file = "enterprises.csv"', 'file = "counts.xlsx"')
    (tiny_folder / "enterprises.csv").unlink()
    text = "\n".join(map(str, problems_of(load_pack, tiny_folder)))
    assert (
        "counts.xlsx, sheet 'Sheet1', row 3, column 'reporting_unit': "
        "expected text; found the number 7." in text
    )
    assert (
        "counts.xlsx, sheet 'Sheet1', row 3, column 'count': expected a whole number; found 2.5."
        in text
    )


def test_parquet_without_its_library_names_the_extra(tiny_folder, monkeypatch):
    change(tiny_folder, "pack.toml", 'file = "enterprises.csv"', 'file = "enterprises.parquet"')
    (tiny_folder / "enterprises.csv").rename(tiny_folder / "enterprises.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'hypercluster\[parquet\]'"):
        load_pack(tiny_folder)


@pytest.mark.parametrize(
    ("suffix", "kind"), [("xlsx", "an Excel workbook"), ("parquet", "a Parquet file")]
)
def test_a_file_that_only_claims_its_type_is_refused(tiny_folder, suffix, kind):
    change(tiny_folder, "pack.toml", 'file = "ties.csv"', f'file = "ties.{suffix}"')
    (tiny_folder / "ties.csv").rename(tiny_folder / f"ties.{suffix}")
    assert problem_of(load_pack, tiny_folder).expected == kind


def test_an_unknown_sheet_suggests_the_nearest(tiny_folder):
    load_pack(tiny_folder).table("ties").to_excel(
        tiny_folder / "ties.xlsx", sheet_name="measured", index=False
    )
    (tiny_folder / "ties.csv").unlink()
    change(tiny_folder, "pack.toml", 'file = "ties.csv"', 'file = "ties.xlsx"\nsheet = "mesured"')
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.found, problem.remedy) == (
        "'mesured'",
        "Did you mean 'measured'? Correct sheet in [tables.ties] of pack.toml.",
    )


def test_loading_does_not_import_geopandas(tiny_folder):
    code = (
        "import sys; from hypercluster.sources import load_pack; "
        f"load_pack({str(tiny_folder)!r}); assert not {{'geopandas', 'networkx', 'igraph'}} & "
        "set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_importing_the_reader_imports_no_pandas():
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, hypercluster.sources; assert not {'pandas', 'numpy'} & set(sys.modules)",
        ],
        check=True,
    )
