"""Mistakes in pack.toml are named with the remedy."""

import json

import pytest
from tiny import PACK, change, declare, problem_of, problems_of

from hypercluster.sources import load_pack


@pytest.mark.parametrize(
    ("old", "new", "expected", "found", "remedy"),
    [
        ("vintage", "vintaeg", "a known key at the top", "'vintaeg'", "Did you mean 'vintage'?"),
        ('"2023"', "2023", 'text in quotes, such as "2023" for vintage at the top', "2023", "Correct the value."),
        ("synthetic = true", 'synthetic = "yes"', "true or false for synthetic at the top", "'yes'", "Correct the value."),
        ('title = "Four made-up areas"', "", "a title", "none", 'Add title = "..." at the top.'),
        ("[tables.contiguity]", "[tables.contigiuty]", "the name of a table", "[tables.contigiuty]", "Did you mean 'contiguity'?"),
        ('file = "groups.csv"\nlicence', 'file = "groups.csv"\nlicense', "a known key in [tables.groups]", "'license'", "Did you mean 'licence'?"),
        ('file = "groups.csv"', "", "the file of the table in [tables.groups]", "none", "Write [tables.groups] and below it file"),
        ('file = "boundaries.geojson"', 'file = "b/"', "the file of the table in [tables.boundaries]", "'b/'", 'Write [tables.boundaries] and below it file = "boundaries.geojson".'),
        ('file = "groups.csv"', 'file = "../groups.csv"', "a file inside the folder of the pack", "'../groups.csv'", "Move the file"),
        ('file = "groups.csv"', 'file = "groups.xls"', "a file of a type that is read (.csv, .parquet, .xlsx)", "'groups.xls'", "Save the sheet"),
        ('file = "groups.csv"', 'file = "groups.csv"\nseparator = "::"', "separator to be a comma or", "'::'", "Write for example"),
        ('file = "groups.csv"', 'file = "groups.csv"\ndecimal = "_"', "decimal to be a point or a comma", "'_'", 'Write decimal = "."'),
        ('file = "groups.csv"', 'file = "groups.csv"\nthousands = "."', "thousands to be a space, comma", "'.'", "Write for example"),
        ('file = "groups.csv"', 'file = "groups.csv"\nsheet = "one"', "a known key in [tables.groups]", "'sheet'", "Known: "),
        ('default_scheme = "study"', 'default_scheme = "stduy"', "a region scheme of the pack as default_scheme", "'stduy'", "Did you mean 'study'?"),
    ],
)  # fmt: skip
def test_a_mistake_in_pack_toml_is_named(tiny_folder, old, new, expected, found, remedy):
    change(tiny_folder, "pack.toml", old, new)
    problems = [
        problem
        for problem in problems_of(load_pack, tiny_folder)
        if problem.expected.startswith(expected)
    ]
    assert len(problems) == 1
    assert (problems[0].file, problems[0].found) == ("pack.toml", found)
    assert problems[0].remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("content", "expected", "found"),
    [
        (b"title = ", "TOML", "a mistake: Invalid value (at end of document)"),
        ('title = "Уфа"'.encode("cp1251"), "UTF-8 text", "other bytes at position 9"),
        (b'title = "t"\ntables = 3', "sections such as [tables.areas] for tables at the top", "3"),
    ],
)
def test_a_pack_toml_that_cannot_be_read_is_one_message(tiny_folder, content, expected, found):
    (tiny_folder / "pack.toml").write_bytes(content)
    assert (expected, found) in [
        (problem.expected, problem.found) for problem in problems_of(load_pack, tiny_folder)
    ]


def test_required_tables_must_be_declared(tiny_folder):
    (tiny_folder / "pack.toml").write_text(PACK, encoding="utf-8")
    assert [problem.remedy for problem in problems_of(load_pack, tiny_folder)][:2] == [
        'Add a section [tables.areas] with file = "...".',
        'Add a section [tables.enterprises] with file = "...".',
    ]


def test_a_date_may_stand_without_quotes(tiny_folder):
    declare(tiny_folder, "areas", "retrieved = 2026-11-21")
    assert load_pack(tiny_folder).files["areas"]["retrieved"] == "2026-11-21"


def test_an_undeclared_data_file_is_warned_of(tiny_folder):
    (tiny_folder / "extra.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"pack.toml does not name extra.csv, which is not read"):
        load_pack(tiny_folder)


@pytest.mark.parametrize("sign", ["\\u001b[31m", "\\u0000", "\\u0085", "\\u2028", "\\ufffe"])
@pytest.mark.parametrize("key", ["title", "vintage", "source"])
def test_control_characters_are_refused_with_their_place(tiny_folder, key, sign):
    text = (tiny_folder / "pack.toml").read_text(encoding="utf-8")
    lines = [
        f'{key} = "made{sign} up"' if line.startswith(f"{key} =") else line
        for line in text.splitlines()
    ]
    (tiny_folder / "pack.toml").write_text("\n".join(lines), encoding="utf-8")
    problem = problem_of(load_pack, tiny_folder)
    assert problem.expected == f"text without control characters for {key} at the top"
    assert problem.found.endswith(ascii(json.loads(f'"{sign[:6]}"')))


def test_control_characters_in_a_section_are_refused_and_a_source_may_take_lines(tiny_folder):
    change(tiny_folder, "pack.toml", 'source = "made up for the tests"', 'source = """made\nup"""')
    assert load_pack(tiny_folder).source == "made\nup"
    declare(tiny_folder, "areas", 'publisher = "\\u001b[2J"')
    assert problem_of(load_pack, tiny_folder).expected.endswith("for publisher in [tables.areas]")


def test_the_order_of_sections_and_keys_changes_nothing(tiny_folder):
    before = load_pack(tiny_folder)
    declare(tiny_folder, "areas", 'publisher = "P"\nseparator = ","\ndecimal = "."')
    text = (tiny_folder / "pack.toml").read_text(encoding="utf-8")
    top, *sections = text.split("\n[tables.")

    def turned(section):
        head, *keys = section.strip().splitlines()
        return "\n".join([head, *reversed(keys)]) + "\n"

    one = load_pack(tiny_folder)
    text = "\n[tables.".join([top, *map(turned, reversed(sections))])
    (tiny_folder / "pack.toml").write_text(text, encoding="utf-8")
    other = load_pack(tiny_folder)
    assert json.dumps(one.files) == json.dumps(other.files)
    assert list(one.files) == list(before.files)
    assert (one.sha256, list(one.tables)) == (other.sha256, list(other.tables))
