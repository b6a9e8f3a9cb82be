"""The workbook as openpyxl reads it: values, types, looks, limits of Excel."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import MissingExtraError, OutputError
from hypercluster.output import xlsx as module
from hypercluster.output.xlsx import write_xlsx
from hypercluster.schema import RESULT_TABLES


@pytest.fixture(scope="session")
def file(any_export):
    return any_export / "results.xlsx"


@pytest.fixture(scope="session")
def book(file):
    book = openpyxl.load_workbook(file)
    yield book
    book.close()


def cells(sheet):
    """Values of a sheet by column."""
    header, *rows = sheet.iter_rows()
    return {name.value: [row[place] for row in rows] for place, name in enumerate(header)}


def test_contents_come_first_and_definitions_last(book):
    assert book.sheetnames == ["contents", *RESULT_TABLES, "definitions"]


def test_every_value_arrives_with_its_type(book, plain_tables):
    for name, table in plain_tables.items():
        found = cells(book[name])
        assert list(found) == list(table)
        for column, values in table.items():
            kind = RESULT_TABLES[name].column(column).kind
            for cell, value in zip(found[column], values, strict=True):
                if value is None:
                    assert cell.value is None, (name, column)
                elif kind == "number":
                    assert cell.data_type == "n"
                    assert cell.value == pytest.approx(value, rel=1e-15)
                else:
                    assert cell.data_type == {"integer": "n", "boolean": "b", "text": "s"}[kind]
                    assert cell.value == value


def test_no_text_is_a_formula_or_a_link(file, book):
    tables = [sheet for sheet in book if sheet.title != "contents"]
    assert not [
        cell
        for sheet in tables
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]
    with zipfile.ZipFile(file) as archive:
        assert not [
            name
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and b"<f>" in archive.read(name)
        ]


def test_a_text_that_looks_like_a_formula_stays_a_text(results, tmp_path):
    write_xlsx(results, tmp_path / "r.xlsx")
    names = cells(openpyxl.load_workbook(tmp_path / "r.xlsx")["regions"])["name"]
    assert {"=Coast", "-Hills, the"} <= {cell.value for cell in names}
    assert {cell.data_type for cell in names} == {"s"}


def test_headers_are_frozen_with_filters_over_all_rows(book, plain_tables):
    for name, table in plain_tables.items():
        sheet = book[name]
        rows = len(next(iter(table.values())))
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes.endswith("2")
        assert (
            sheet.auto_filter.ref == f"A1:{openpyxl.utils.get_column_letter(len(table))}{rows + 1}"
        )
        assert sheet.print_title_rows == "$1:$1"


def test_columns_are_wide_enough_for_their_names_and_not_wider_than_a_page(book):
    for sheet in book.worksheets[1:]:
        # openpyxl joins neighbours of one width.
        widths = {
            place: each.width
            for each in sheet.column_dimensions.values()
            for place in range(each.min, each.max + 1)
        }
        for place, cell in enumerate(sheet[1], start=1):
            width = widths[place]
            assert min(len(cell.value) + 3, 60) <= width <= 61


def test_formats_of_numbers_follow_their_kind(book):
    hubs, regions, linkages = cells(book["hubs"]), cells(book["regions"]), cells(book["linkages"])
    assert hubs["rank"][0].number_format == "#,##0"
    assert hubs["betweenness"][0].number_format == "0.000"
    assert hubs["composite"][0].number_format == "#,##0.00"
    assert regions["latitude"][0].number_format == "0.0000"
    assert linkages["geodesic_km"][0].number_format == "#,##0.00"


def test_contents_say_finding_doubts_run_and_sheets(book, any_results, plain_tables):
    rows = [[cell.value for cell in row] for row in book["contents"].iter_rows()]
    said = {row[0]: row[1] for row in rows if row[0]}
    assert said["Finding"] == any_results.headline
    assert said["Seed"] == any_results.provenance["seed"]
    assert said["SHA-256 of the pack"] == any_results.provenance["pack"]["sha256"]
    assert said["To repeat the run"].startswith("hypercluster analyse --scheme")
    assert {str(note) for note in any_results.notes} <= {row[1] for row in rows}
    for name, table in plain_tables.items():
        (row,) = [row for row in rows if row[0] == name]
        assert row[1:] == [RESULT_TABLES[name].meaning, len(next(iter(table.values())))]


def test_contents_lead_to_every_sheet(book):
    links = {
        cell.hyperlink.location
        for row in book["contents"].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}


def test_definitions_hold_every_column(book, plain_tables):
    found = {
        name: [cell.value for cell in column] for name, column in cells(book["definitions"]).items()
    }
    assert list(zip(found["table"], found["column"], strict=True)) == [
        (name, column) for name, table in plain_tables.items() for column in table
    ]
    for name, column, meaning, unit in zip(
        found["table"], found["column"], found["meaning"], found["unit"], strict=True
    ):
        described = RESULT_TABLES[name].column(column)
        assert (meaning, unit or "") == (described.description, described.unit)
    assert None not in found["missing"]


def test_the_properties_of_the_file_identify_the_run(book, any_results):
    known = {each.name: each.value for each in book.custom_doc_props.props}
    assert known["seed"] == any_results.provenance["seed"]
    assert known["pack_sha256"] == any_results.provenance["pack"]["sha256"]
    assert book.properties.created == dt.datetime(2000, 1, 1)  # noqa: DTZ001 - as the library reads it


def test_pandas_reads_a_sheet(file, any_results):
    ranks = pd.read_excel(file, sheet_name="hubs")["rank"]
    assert ranks.tolist() == pytest.approx(
        any_results.hubs["rank"].astype("float64").tolist(), nan_ok=True
    )


def test_two_writes_are_identical_byte_by_byte(any_results, file, tmp_path):
    write_xlsx(any_results, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


def test_a_table_with_more_rows_than_excel_takes_is_refused_and_nothing_is_written(
    results, tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "MOST_ROWS", len(results.ties))
    with pytest.raises(
        OutputError,
        match=rf"table ties: expected at most {len(results.ties) - 1} rows; found "
        rf"{len(results.ties)}\b",
    ) as error:
        hc.export_xlsx(results, tmp_path / "export")
    assert "csv or parquet" in str(error.value)
    assert not list(tmp_path.iterdir())


def with_names(results, names):
    """Results whose regions are called otherwise."""
    regions = results.regions.assign(name=names.astype("str"))
    return replace(results, tables={**results.tables, "regions": regions})


def test_a_text_longer_than_excel_takes_is_refused_with_its_place(results, tmp_path):
    names = results.regions["name"].astype(object)
    names.iloc[2] = "x" * 32_768
    with pytest.raises(
        OutputError,
        match="table regions, column name, row 4: expected at most 32,767 letters in a cell; "
        "found 32,768",
    ):
        write_xlsx(with_names(results, names), tmp_path / "r.xlsx")


def test_a_text_as_long_as_excel_takes_is_written_whole(results, tmp_path):
    names = results.regions["name"].astype(object)
    names.iloc[0] = "x" * 32_767
    write_xlsx(
        with_names(results, names),
        tmp_path / "r.xlsx",
    )
    assert len(openpyxl.load_workbook(tmp_path / "r.xlsx")["regions"]["B2"].value) == 32_767


def test_a_missing_library_is_named_and_nothing_is_written(results, tmp_path, without):
    without("xlsxwriter")
    with pytest.raises(MissingExtraError, match=r"hypercluster\[excel\]"):
        hc.export_xlsx(results, tmp_path / "export")
    assert not list(tmp_path.iterdir())
