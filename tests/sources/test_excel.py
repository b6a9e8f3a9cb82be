"""Nothing that a sheet of Excel holds is lost or taken for something else."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from tiny import change, problem_of, problems_of

from hypercluster.errors import DataError
from hypercluster.schema.cells import Fault
from hypercluster.sources import load_pack
from hypercluster.sources.excel import read_sheet

SHEET = "xl/worksheets/sheet1.xml"


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def with_part(content, name, pattern, new):
    """Workbook with a text in one of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as archive:
        for part in old.namelist():
            text = old.read(part)
            if part == name:
                text, count = re.subn(pattern.encode(), new.encode(), text)
                assert count
            archive.writestr(part, text)
    return stream.getvalue()


def read(content, sheet=None):
    return read_sheet(content, "book.xlsx", sheet, "[tables.areas] of pack.toml")


def cells_of(*rows):
    return read(workbook(*rows)).columns


@pytest.fixture
def excel_pack(tiny_folder):
    """The small pack with the organisations in Excel, and what writes other bytes there."""
    change(tiny_folder, "pack.toml", '"organisations.csv"', '"organisations.xlsx"')
    (tiny_folder / "organisations.csv").unlink()

    def write(content):
        (tiny_folder / "organisations.xlsx").write_bytes(content)
        return tiny_folder

    return write


@pytest.mark.parametrize("size", ["A1:G11", "A1:E41", "A1", "A1:ZZ9", "nonsense"])
def test_forty_organisations_are_forty_whatever_size_the_sheet_states(excel_pack, size):
    names = ["organisation", "name", "kind", "role", "area", "confidence", "focus"]
    rows = [[f"n{i:02d}", f"N {i}", "company", "industry", "A", "high", "bread"] for i in range(40)]
    content = with_part(workbook(names, *rows), SHEET, '<dimension ref="[^"]*"', "")
    content = with_part(content, SHEET, "<sheetData>", f'<dimension ref="{size}"/><sheetData>')
    folder = excel_pack(content.replace(b"<dimension  />", b""))
    change(folder, "ties.csv", "digital,o1,o3,1.5\n", "")
    organisations = load_pack(folder).table("organisations")
    assert organisations["organisation"].to_list() == [f"n{i:02d}" for i in range(40)]
    assert (organisations["focus"] == "bread").all()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("=1+1", "a formula that was never computed"),
        ("#N/A", "the error #N/A"),
        ("#REF!", "the error #REF!"),
        ("#DIV/0!", "the error #DIV/0!"),
    ],
)
@pytest.mark.parametrize("column", ["name", "belongs_to"])
def test_a_cell_without_a_value_is_named_and_not_missing(excel_pack, value, found, column):
    names = ["organisation", "name", "kind", "role", "area", "confidence", "belongs_to"]
    row = ["o1", "One", "company", "industry", "A", "high", "o3"]
    row[names.index(column)] = value
    other = ["o3", "Three", "university", "education", "B", "high", None]
    problem = problem_of(load_pack, excel_pack(workbook(names, row, other)))
    cell = f"{'B' if column == 'name' else 'G'}2"
    assert (problem.file, problem.row, problem.column) == (
        "organisations.xlsx, sheet 'Sheet'",
        2,
        column,
    )
    assert (problem.expected, problem.found) == ("a value", f"{found} in {cell}")


def test_problems_in_one_workbook_of_all_tables_name_the_sheet(tiny_folder):
    sheets = {name: pd.read_csv(tiny_folder / f"{name}.csv") for name in ("areas", "enterprises")}
    sheets["enterprises"]["reporting_unit"] = "X"
    hashed = 'sheet = "enterprises"\nsha256 = "' + 64 * "0" + '"'
    with pd.ExcelWriter(tiny_folder / "data.xlsx") as book:
        for name, table in sheets.items():
            table.to_excel(book, sheet_name=name, index=False)
            change(tiny_folder, "pack.toml", f'"{name}.csv"', f'"data.xlsx"\nsheet = "{name}"')
    change(tiny_folder, "pack.toml", 'sheet = "enterprises"', hashed)
    change(tiny_folder, "schemes.csv", "study,CD,D,", "study,CD,E,")
    texts = [str(problem) for problem in problems_of(load_pack, tiny_folder)]
    assert any(
        text.startswith("data.xlsx, sheet 'enterprises', row 2, column 'reporting_unit'")
        for text in texts
    )
    assert any("a code of areas.area (data.xlsx, sheet 'areas')" in text for text in texts)
    assert any("mend first what else is wrong with it" in text for text in texts)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1 306", "Use numbers, not text."),
        ("1,306", "Use numbers, not text."),
        (
            "1.306",
            "It has no fractions: write the whole number (1306 if the point groups thousands).",
        ),
    ],
)
def test_text_that_looks_like_a_number_is_not_answered_with_keys_of_text_files(
    tiny_folder, text, remedy
):
    counts = pd.read_csv(tiny_folder / "enterprises.csv").astype({"count": object})
    counts.loc[0, "count"] = text
    counts.to_excel(tiny_folder / "counts.xlsx", index=False)
    change(tiny_folder, "pack.toml", '"enterprises.csv"', '"counts.xlsx"')
    problem = next(p for p in problems_of(load_pack, tiny_folder) if p.column == "count")
    assert (problem.row, problem.remedy) == (2, remedy)


def test_formulas_that_excel_is_asked_to_compute_are_not_taken_as_zero():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "count")
        sheet.write_formula(1, 0, "=1+1")
    [[cell]] = read(stream.getvalue()).columns
    assert "never computed" in cell.found
    computed = with_part(stream.getvalue(), "xl/workbook.xml", 'fullCalcOnLoad="1"', "")
    assert read(computed).columns == [[0]]


def test_a_formula_that_gave_an_empty_text_is_an_empty_cell():
    content = workbook(["note", "area"], ["=A1", "x"])
    content = with_part(content, "xl/workbook.xml", 'fullCalcOnLoad="1"', "")
    content = with_part(content, SHEET, '<c r="A2"', '<c r="A2" t="str"')
    assert read(content).columns == [[None], ["x"]]


def test_merged_cells_are_named_one_by_one():
    book = openpyxl.Workbook()
    for row in (["area", "name"], ["A", "Alfa"], [None, "Bravo"], ["C", None]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("D8:E9")
    area, name = read(saved(book)).columns
    assert [cell.found for cell in area[:2]] == [f"merged cells in A{row}" for row in (2, 3)]
    assert (area[2], name) == ("C", ["Alfa", "Bravo", None])
    book.active.merge_cells("A1:B1")
    assert [problem.column for problem in problems_of(read, saved(book))] == ["A", "B"]


def test_values_keep_their_kinds():
    day = dt.date(2020, 1, 2)
    columns = cells_of(["a", "b"], [1, "007"], [1.5, " x "], [True, day], [0.25, "a_b"])
    assert columns[0] == [1, 1.5, True, 0.25]
    assert columns[1] == ["007", " x ", dt.datetime(2020, 1, 2), "a_b"]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("0.0%", False),
        ('[Red]0" days"', False),
        ("# ##0.0", False),
        ("[h]:mm", True),
        ("m/y", True),
    ],
)
def test_a_number_that_is_shown_as_a_date_is_one(code, is_date):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "count")
        sheet.write(1, 0, 25, book.add_format({"num_format": code}))
    [[cell]] = read(stream.getvalue()).columns
    assert isinstance(cell, dt.datetime) == is_date


def test_a_date_in_a_column_of_numbers_is_shown(tiny_folder):
    pd.DataFrame(
        {"reporting_unit": ["AB"], "industry": ["baking"], "count": [pd.Timestamp("2020-01-02")]}
    ).to_excel(tiny_folder / "counts.xlsx", index=False)
    change(tiny_folder, "pack.toml", '"enterprises.csv"', '"counts.xlsx"')
    problem = next(p for p in problems_of(load_pack, tiny_folder) if p.column == "count")
    assert problem.found == "2020-01-02 00:00:00"


SOUND = workbook(["area", "count"], ["A", 1])


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "one with a password"),
        (SOUND[:2_000], "a file that cannot be read"),
        (SOUND[-200:], "a file that cannot be read"),
        (b"PK\x03\x04", "a file that cannot be read"),
        (
            with_part(SOUND, SHEET, "^", '<!DOCTYPE a [<!ENTITY b "c">]>'),
            "a file that cannot be read",
        ),
        (with_part(SOUND, SHEET, "</sheetData>", ""), "a file that cannot be read"),
        (with_part(SOUND, SHEET, 'r="B2"', 'r="A2"'), "a file that cannot be read"),
        (with_part(SOUND, SHEET, 'r="B2"', 'r="B9999999"'), "a file that cannot be read"),
        (with_part(SOUND, SHEET, 't="n"><v>1', 't="s"><v>-1'), "a file that cannot be read"),
        (with_part(SOUND, SHEET, 't="n"><v>1', 't="n"><v>1_0'), "a file that cannot be read"),
        (with_part(SOUND, SHEET, 't="n"><v>1', 't="x"><v>0'), "a file that cannot be read"),
    ],
)
def test_a_workbook_with_a_password_or_damage_is_one_sentence(content, found):
    problem = problem_of(read, content)
    assert (problem.file, problem.expected) == ("book.xlsx", "an Excel workbook")
    assert problem.found.startswith(found)


def test_every_flipped_byte_of_a_workbook_is_harmless_or_refused():
    refused = 0
    for position in range(0, len(SOUND), 16):
        spoilt = bytearray(SOUND)
        spoilt[position] ^= 0x5A
        try:
            table = read(bytes(spoilt))
        except DataError:
            refused += 1
        else:
            assert (table.header, table.columns) == (["area", "count"], [["A"], [1]])
    assert refused > 10


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("hypercluster.sources.excel.LARGEST_UNPACKED", 1_000)
    problem = problem_of(read, SOUND)
    assert problem.expected == "a workbook of at most 1,000 bytes when unpacked"


def test_a_fault_is_one_problem_and_no_empty_cell(tiny_folder):
    fault = Fault("a value", "the error #N/A", "Correct it.")
    assert fault != ""
    book = workbook(["reporting_unit", "industry", "count"], ["AB", "baking", "#N/A"])
    (tiny_folder / "counts.xlsx").write_bytes(book)
    change(tiny_folder, "pack.toml", '"enterprises.csv"', '"counts.xlsx"')
    assert len([p for p in problems_of(load_pack, tiny_folder) if "counts.xlsx" in p.file]) == 1
