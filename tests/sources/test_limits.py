"""Hostile or huge files of a pack are one short message within a moment."""

import io
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from tiny import change, problem_of, problems_of, write_pack

from hypercluster import limits
from hypercluster.errors import AnalysisError
from hypercluster.sources import load_pack, make_pack


def replace_table(folder, name, content, suffix="csv"):
    (folder / f"{name}.csv").unlink()
    change(folder, "pack.toml", f'"{name}.csv"', f'"{name}.{suffix}"')
    (folder / f"{name}.{suffix}").write_bytes(content)


def as_parquet(table, **options):
    stream = io.BytesIO()
    parquet.write_table(table, stream, **options)
    return stream.getvalue()


def invalid_text():
    """Text that is not UTF-8 in its third row."""
    offsets = pa.array([0, 2, 3, 4], pa.int32()).buffers()[1]
    return pa.StringArray.from_buffers(3, offsets, pa.py_buffer(b"ABC\xff"))


def stamps(unit, zone=None, value=2**62):
    return pa.array([value, None, 0], pa.int64()).cast(pa.timestamp(unit, zone))


@pytest.mark.parametrize(
    ("units", "rows", "found"),
    [
        (invalid_text(), [4], "bytes of another encoding"),
        (stamps("us"), [2, 4], "a value of type timestamp[us]"),
        (stamps("us", "Mars/Olympus"), [2, 4], "a value of type timestamp[us, tz=Mars/Olympus]"),
        (pa.array([2**62, None, 0]).cast(pa.date64()), [2, 4], "a value of type date"),
        (pa.array([[1], None, [2]]), [2, 4], "a value of type list"),
        (pa.array([b"A", None, b"\xff"]), [2, 4], "a value of type binary"),
    ],
)
def test_a_value_of_parquet_that_is_none_of_a_table_is_named(tiny_folder, units, rows, found):
    table = pa.table({"reporting_unit": units, "industry": ["baking"] * 3, "count": [1, 2, 3]})
    replace_table(tiny_folder, "enterprises", as_parquet(table), "parquet")
    problems = problems_of(load_pack, tiny_folder)
    problems = [p for p in problems if p.file == "enterprises.parquet" and p.expected != "a value"]
    assert [problem.row for problem in problems] == rows
    assert all(problem.column == "reporting_unit" for problem in problems)
    assert all(problem.found.startswith(found) for problem in problems)


def test_a_column_of_parquet_that_stands_twice_is_named(tiny_folder):
    texts = pa.array(["AB"])
    table = pa.Table.from_arrays([texts, texts, texts], ["industry", "industry", "count"])
    replace_table(tiny_folder, "enterprises", as_parquet(table), "parquet")
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.column, problem.found) == ("industry", "2 of this name")


def test_every_kind_of_text_and_number_of_parquet_is_read(tiny_folder):
    units = pa.array(["AB", "C", "D"])
    kinds = [units, units.cast(pa.large_string()), units.dictionary_encode()]
    counts = [pa.array([3, 4, 5], kind) for kind in (pa.int8(), pa.uint64(), pa.float16())]
    for unit, count in zip(kinds, counts, strict=True):
        table = pa.table({"reporting_unit": unit, "industry": ["baking"] * 3, "count": count})
        pack = write_pack(tiny_folder / str(unit.type)[:10])
        change(pack, "pack.toml", '[tables.reported_totals]\nfile = "reported_totals.csv"\n', "")
        change(pack, "pack.toml", 'licence = "CC0-1.0"\n\n[tables.organ', "\n[tables.organ")
        (pack / "reported_totals.csv").unlink()
        replace_table(pack, "enterprises", as_parquet(table), "parquet")
        assert load_pack(pack).table("enterprises")["count"].to_list() == [3, 4, 5]


@pytest.mark.parametrize("zone", [None, "Mars/Olympus"])
def test_a_time_of_a_frame_that_python_has_no_date_for_is_named(tiny_folder, zone):
    frames = load_pack(tiny_folder).tables
    kind = pd.ArrowDtype(pa.timestamp("us", zone))
    table = frames["enterprises"].assign(count=pd.array(stamps("us", zone).take([0] * 6), kind))
    problems = problems_of(make_pack, areas=frames["areas"], enterprises=table)
    assert [(p.row, p.column) for p in problems if p.column == "count"] == [
        (row, "count") for row in range(2, 8)
    ]


@pytest.mark.parametrize("name", ["title", "default_scheme", "map_crs", "local_language"])
def test_an_argument_of_another_kind_is_named(tiny_folder, name):
    frames = load_pack(tiny_folder).tables
    problem = problem_of(
        make_pack, areas=frames["areas"], enterprises=frames["enterprises"], **{name: 3}
    )
    assert (problem.expected, problem.found) == (f"text for {name} in make_pack", "3")


def test_thirty_million_rows_in_a_small_file_are_refused_at_once(tiny_folder):
    rows = pa.table({"count": pa.nulls(30_000_000, pa.int8())})
    replace_table(tiny_folder, "enterprises", as_parquet(rows), "parquet")
    began = time.process_time()
    problem = problem_of(load_pack, tiny_folder)
    assert time.process_time() - began < 2
    assert (problem.expected, problem.found) == ("at most 2,000,000 rows", "30,000,000")


def test_long_texts_that_repeat_stand_in_memory_once(tiny_folder):
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 50_000, pa.int32()), ["x" * 9_000])
    table = pa.table({"reporting_unit": text, "industry": text, "count": [1] * 50_000})
    replace_table(tiny_folder, "enterprises", as_parquet(table), "parquet")
    began = time.process_time()
    assert problems_of(load_pack, tiny_folder)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("suffix", ["csv", "parquet", "DataFrame"])
def test_a_hundred_thousand_columns_are_one_problem(tiny_folder, suffix):
    names = [f"c{number}" for number in range(100_000 if suffix != "parquet" else 5_000)]
    began = time.process_time()
    if suffix == "DataFrame":
        frames = load_pack(tiny_folder).tables
        wide = pd.DataFrame([range(len(names))], columns=names)
        problem = problem_of(make_pack, areas=frames["areas"], enterprises=wide)
    else:
        content = ",".join(names).encode()
        if suffix == "parquet":
            content = as_parquet(pa.table({name: [1] for name in names}))
        replace_table(tiny_folder, "areas", content, suffix)
        problem = problem_of(load_pack, tiny_folder)
    assert time.process_time() - began < 5
    assert (problem.expected, problem.found) == ("at most 1,000 columns", f"{len(names):,}")


@pytest.mark.parametrize("number", [3_000])
def test_thousands_of_long_unknown_codes_are_named_in_a_moment(tiny_folder, number):
    rows = "".join(f"{code:x<9000},baking,1\n" for code in range(number))
    content = f"reporting_unit,industry,count\n{rows}".encode()
    replace_table(tiny_folder, "enterprises", content)
    began = time.process_time()
    problems = problems_of(load_pack, tiny_folder)
    assert time.process_time() - began < 5
    assert max(len(str(problem)) for problem in problems) < 500
    assert any("and 2990 more such rows" in problem.found for problem in problems)


@pytest.mark.parametrize("cell", ["x" * 19_999, "x" * 10**6, "y" * 9_999])
def test_the_time_for_giant_cells_grows_with_their_size(tiny_folder, cell):
    rows = "".join(f"A,{cell}\n" for _ in range(10**6 // len(cell)))
    content = f"area,name\nA,{'x' * 200_000}\n{rows}".encode()
    replace_table(tiny_folder, "areas", content)
    began = time.process_time()
    problems = problems_of(load_pack, tiny_folder)
    assert time.process_time() - began < 2
    assert (problems[0].row, problems[0].column) == (2, "name")
    assert problems[0].expected == "at most 10,000 characters"


def test_too_many_rows_of_text_are_refused(tiny_folder, monkeypatch):
    for module in ("schema.check", "sources.text"):
        monkeypatch.setattr(f"hypercluster.{module}.MOST_ROWS", 5)
    problems = problems_of(load_pack, tiny_folder)
    assert ("enterprises.csv", "at most 5 rows", "6") in [
        (problem.file, problem.expected, problem.found) for problem in problems
    ]


@pytest.mark.parametrize("weight", ["1e308", "-1e31", "1e-300"])
def test_a_weight_whose_square_overflows_is_refused(tiny_folder, weight):
    change(tiny_folder, "ties.csv", "digital,A,C,2", f"digital,A,C,{weight}")
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.row, problem.column) == (2, "weight")
    assert problem.expected == "0 or a number of a size from 1e-30 to 1e+30"


@pytest.mark.parametrize("name", ["areas.csv/", r"areas\u0000.csv", r"areas.csv\\", r"are\nas.csv"])
def test_a_name_that_no_file_has_is_refused(tiny_folder, name):
    change(tiny_folder, "pack.toml", '"areas.csv"', f'"{name}"')
    problem = next(p for p in problems_of(load_pack, tiny_folder) if p.file == "pack.toml")
    assert problem.expected == "the file of the table in [tables.areas]"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = " + "[" * 3_900, "sections and lists inside each other at most 10 deep"),
        ("x = " + "9" * 3_900, "a known key at the top"),
        ("x = " + "9" * 5_000, "lines of at most 4,000 characters"),
        ("#" * 120_000, "at most 100,000 bytes"),
    ],
)
def test_a_hostile_pack_toml_is_one_message(tiny_folder, line, expected):
    change(tiny_folder, "pack.toml", "title", f"{line}\ntitle")
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.expected) == ("pack.toml", expected)


def test_a_link_to_itself_is_refused(tiny_folder):
    (tiny_folder / "areas.csv").unlink()
    (tiny_folder / "areas.csv").symlink_to("areas.csv")
    assert problem_of(load_pack, tiny_folder).file == "areas.csv"


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_a_pandas_that_writes_none_as_text_is_refused(tiny_folder):
    with (
        pd.option_context("future.infer_string", False),
        pytest.raises(AnalysisError, match=r"reset_option\('future\.infer_string'\)"),
    ):
        load_pack(tiny_folder)
    assert load_pack(tiny_folder).table("areas")["seat_local"].isna().all()


def test_the_guide_lists_every_limit():
    guide = Path(__file__).parents[2].joinpath("docs", "guide.md").read_text(encoding="utf-8")
    values = [value for name, value in vars(limits).items() if name.isupper()]
    assert len(values) > 10
    assert [v for v in values if (f"{v:,}" if isinstance(v, int) else f"{v:g}") not in guide] == []
