"""A workbook for Excel and LibreOffice: contents, tables, what every column means.

Numbers are numbers, booleans are booleans, and no text is ever taken for a formula or a link. A
missing value is an empty cell. No date of writing stands in the file, so that equal results give
equal bytes.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from hypercluster.errors import OutputError
from hypercluster.output.about import definitions, run_facts, scope
from hypercluster.output.format import Format
from hypercluster.output.typed_tables import described_columns, plain_values, typed_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from hypercluster.results import Results
    from hypercluster.schema import Column

LONGEST_NAME, MOST_ROWS, LONGEST_TEXT = 31, 1_048_576, 32_767
_ELSEWHERE = "Export csv or parquet instead."
_NARROWEST, _WIDEST, _FROZEN_WIDTH = 8, 60, 60
_LABELS = {
    "hypercluster": "Version of hypercluster", "scheme": "Scheme of regions", "seed": "Seed",
    "draws": "Draws", "pack": "Data pack", "vintage": "Vintage", "source": "Source",
    "pack_sha256": "SHA-256 of the pack", "data": "Data",
}  # fmt: skip
_IDENTIFYING = ("hypercluster", "scheme", "seed", "draws", "pack_sha256")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(results: Results, file: Path) -> None:
    """Write a workbook.

    Parameters
    ----------
    results
        What to write.
    file
        Where to write it. The sheet `contents` comes first, then one sheet per table, then
        `definitions`. Excel keeps 16 digits of a number. The properties of the file name seed,
        scheme, draws and the SHA-256 of the pack.

    Raises
    ------
    OutputError
        A table has more rows, or a cell more letters, than Excel takes. All of them are named.
    """
    from datetime import datetime
    from io import BytesIO

    import xlsxwriter

    from hypercluster.schema import RESULT_TABLES

    tables = typed_tables(results)
    defined = definitions(results)
    _refuse_too_large({**tables, "definitions": defined})
    content = BytesIO()  # the library would hide what the operating system says of a full disk
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties(
            {
                "title": "Results of hypercluster",
                "comments": results.headline,
                "created": datetime(2000, 1, 1),  # noqa: DTZ001 - the file holds no zone
            }
        )
        for name, value in run_facts(results).items():
            if name in _IDENTIFYING:
                book.set_custom_property(name, value)
        looks = _looks(book)
        sizes = {name: len(table) for name, table in tables.items()}
        _write_contents(book.add_worksheet("contents"), results, sizes, looks)
        for name, table in tables.items():
            formats = [_looks_of(column, looks) for _, column in described_columns(name, table)]
            key = RESULT_TABLES[name].key
            _write_table(book.add_worksheet(name), table, formats, looks, key)
        formats = [looks["wrapped"]] * defined.shape[1]
        sheet = book.add_worksheet("definitions")
        _write_table(sheet, defined, formats, looks, ("table", "column"))
    file.write_bytes(content.getvalue())


def _refuse_too_large(tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse what Excel would cut or not open."""
    problems = []
    for name, table in tables.items():
        if len(name) > LONGEST_NAME:
            expected = f"a name of at most {LONGEST_NAME} letters"
            problems.append(f"table {name}: expected {expected}; found {len(name)}")
        if len(table) >= MOST_ROWS:
            expected = f"at most {MOST_ROWS - 1:,} rows"
            problems.append(f"table {name}: expected {expected}; found {len(table):,}")
        for label in table.select_dtypes("str").columns:
            lengths = table[label].str.len()
            if (lengths > LONGEST_TEXT).any():
                row, longest = int(lengths.argmax()), int(lengths.max())
                problems.append(
                    f"table {name}, column {label}, row {row + 2}: "
                    f"expected at most {LONGEST_TEXT:,} letters in a cell; found {longest:,}"
                )
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        raise OutputError(f"The results do not fit into an Excel workbook:\n{lines}\n{_ELSEWHERE}")


def _looks(book: Any) -> dict[str, Any]:
    """Formats of cells."""
    top = {"valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 12, "bottom": 1}),
        "header": book.add_format(
            {"bold": True, "bg_color": "#e8eef4", "bottom": 1, "valign": "top"}
        ),
        "label": book.add_format({"bold": True, **top}),
        "link": book.add_format({"font_color": "#005a8f", "underline": 1, **top}),
        "wrapped": book.add_format({"text_wrap": True, **top}),
        "left": book.add_format({"align": "left", **top}),
        "text": book.add_format(top),
        "integer": book.add_format({"num_format": "#,##0", **top}),
        "share": book.add_format({"num_format": "0.000", **top}),
        "number": book.add_format({"num_format": "#,##0.00", **top}),
        "degrees": book.add_format({"num_format": "0.0000", **top}),
        "small": book.add_format({"num_format": "0.0000", **top}),
    }


def _looks_of(column: Column, looks: Mapping[str, Any]) -> Any:
    """Format of a column: by its kind, unit and range."""
    if column.kind != "number":
        return looks["integer" if column.kind == "integer" else "text"]
    if column.unit == "degrees":
        return looks["degrees"]
    if column.name.startswith(("p_", "q_")) or "_null" in column.name:
        return looks["small"]
    is_share = column.maximum is not None and column.maximum <= 2
    return looks["share" if is_share or (not column.unit and column.maximum is None) else "number"]


def _write_contents(
    sheet: Any, results: Results, sizes: Mapping[str, int], looks: Mapping[str, Any]
) -> None:
    """Write the finding, its scope and doubts, the run, and the list of sheets."""
    from hypercluster.schema import RESULT_TABLES
    from hypercluster.views.repeat import repeat_command

    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.set_column(2, 2, 10)
    sheet.write_string(0, 0, "Results of hypercluster", looks["title"])
    heads = itertools.chain(["What to keep in mind"], itertools.repeat(""))
    facts = [(_LABELS[name], text) for name, text in run_facts(results).items()]
    missing = (
        "An empty cell is a missing value, never 0; the sheet definitions says what it stands for."
    )
    row = 2
    for pairs in (
        [("Finding", results.headline), ("Scope", scope())],
        list(zip(heads, map(str, results.notes), strict=False)),
        [*facts, ("To repeat the run", repeat_command(results.provenance))],
        [("Missing values", missing)],
    ):
        row = _write_pairs(sheet, row, pairs, looks) + 1
    for column, text in enumerate(("Sheet", "What it holds", "Rows")):
        sheet.write_string(row, column, text, looks["header"])
    described = "What every column of every sheet means, its unit, and what missing stands for."
    sheets = [(name, RESULT_TABLES[name].meaning, size) for name, size in sizes.items()]
    for name, meaning, size in [*sheets, ("definitions", described, None)]:
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", looks["link"], name)
        sheet.write_string(row, 1, meaning, looks["wrapped"])
        if size is not None:
            sheet.write_number(row, 2, size, looks["integer"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_pairs(
    sheet: Any, row: int, pairs: Iterable[tuple[str, str | int]], looks: Mapping[str, Any]
) -> int:
    """Write labels with their texts, and return the row after them."""
    for label, value in pairs:
        sheet.write_string(row, 0, label, looks["label"])
        _write_cell(sheet, row, 1, value, looks["left" if isinstance(value, int) else "wrapped"])
        row += 1
    return row


def _write_table(
    sheet: Any,
    table: pd.DataFrame,
    formats: list[Any],
    looks: Mapping[str, Any],
    key: tuple[str, ...],
) -> None:
    """Write a table with frozen header, filters and columns of fitting width."""
    widths = []
    for column, (name, look) in enumerate(zip(table.columns, formats, strict=True)):
        sheet.write_string(0, column, name, looks["header"])
        values = plain_values(table[name])
        widths.append(_width(name, values))
        sheet.set_column(column, column, widths[-1])
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, row, column, value, look)
    sheet.freeze_panes(1, _frozen(list(table.columns), widths, key))
    sheet.autofilter(0, 0, len(table), table.shape[1] - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_cell(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _width(name: str, values: list[Any]) -> int:
    """Width of a column in letters, with room for the filter button."""
    longest = max(
        (len(value) if isinstance(value, str) else 9 for value in values if value is not None),
        default=0,
    )
    return min(_WIDEST, max(_NARROWEST, len(name) + 4, longest + 1))


def _frozen(names: list[str], widths: list[int], key: tuple[str, ...]) -> int:
    """How many first columns stay in sight.

    These say what a row is, as long as they leave room for others.
    """
    frozen, used = 0, 0
    for name, width in zip(names, widths, strict=True):
        used += width
        if used > _FROZEN_WIDTH or not (name in key or name == "name" or name.endswith("_name")):
            break
        frozen += 1
    return frozen


FORMAT = Format(
    "xlsx",
    write_xlsx,
    files={
        "results.xlsx": "One workbook: contents with the finding and its doubts, a sheet for every "
        "table, definitions of every column."
    },
    tools="Excel",
    library="xlsxwriter",
    extra="excel",
    opening=(
        (
            "Excel, LibreOffice",
            (
                "Open results.xlsx and begin with the sheet contents; the sheet definitions says "
                "what every column means. Numbers have 16 digits; csv, parquet and json have all "
                "of them. The properties of the file name seed, scheme, draws and the SHA-256 of "
                "the data pack."
            ),
        ),
        ("Python", 'pandas.read_excel("results.xlsx", sheet_name="hubs")'),
    ),
)
