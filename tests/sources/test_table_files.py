"""Files that cannot be read as they are: hash, encoding, separators, broken rows."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tiny import TABLES, change, declare, problem_of

from hypercluster.errors import DataError
from hypercluster.sources import load_pack


def test_a_wrong_hash_says_which_hash_to_write(tiny_folder):
    digest = hashlib.sha256((tiny_folder / "areas.csv").read_bytes()).hexdigest()
    declare(tiny_folder, "areas", f'sha256 = "{"0" * 64}"')
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.found) == ("areas.csv", digest)
    assert (
        problem.remedy
        == f'Restore the file; if you changed it on purpose, write sha256 = "{digest}" in '
        "[tables.areas] of pack.toml."
    )
    assert load_pack(tiny_folder, verify=False).files["areas"]["sha256"] == digest
    change(tiny_folder, "pack.toml", "0" * 64, digest)
    assert load_pack(tiny_folder).files["areas"]["sha256"] == digest


def test_a_hash_is_proposed_last_and_only_for_a_file_that_is_right(tiny_folder):
    declare(tiny_folder, "areas", f'sha256 = "{"0" * 64}"')
    declare(tiny_folder, "enterprises", f'sha256 = "{"1" * 64}"')
    file = tiny_folder / "enterprises.csv"
    first, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([first, *rows, rows[0]]) + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_pack(tiny_folder)
    *others, areas, enterprises = caught.value.problems
    assert others
    assert not any("hash" in problem.expected for problem in others)
    assert f'write sha256 = "{areas.found}"' in areas.remedy
    assert "mend first what else is wrong with it" in enterprises.remedy


def test_a_missing_file_suggests_the_nearest(tiny_folder):
    (tiny_folder / "areas.csv").rename(tiny_folder / "area.csv")
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.found) == ("areas.csv", "no such file")
    assert problem.remedy == "Did you mean 'area.csv'? Correct [tables.areas] in pack.toml."


def test_a_directory_in_place_of_a_file_is_refused(tiny_folder):
    (tiny_folder / "areas.csv").unlink()
    (tiny_folder / "areas.csv").mkdir()
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.found, problem.remedy) == (
        "areas.csv",
        "a directory",
        "Name the file itself in [tables.areas] of pack.toml.",
    )


def test_a_file_without_permission_is_refused(tiny_folder, monkeypatch):
    opened = os.open

    def refuse(path, flags, *mode, **where):
        if Path(path).name == "areas.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *mode, **where)

    monkeypatch.setattr(os, "open", refuse)
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.found) == ("areas.csv", "no permission to read it")
    assert "chmod" in problem.remedy


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1251", "CP1251"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("koi8-r", "KOI8-R"),
    ],
)
def test_another_encoding_is_refused_with_the_command_that_converts_it(tiny_folder, encoding, name):
    (tiny_folder / "areas.csv").write_bytes(TABLES["areas"].encode(encoding))
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.expected, problem.found) == (
        "areas.csv",
        "UTF-8 text",
        f"text in {name}",
    )
    assert f"iconv -f {name} -t UTF-8 areas.csv > areas.utf8.csv" in problem.remedy


@pytest.mark.parametrize("encoding", ["CP1251", "UTF-16"])
def test_the_command_that_converts_works(tiny_folder, encoding):
    (tiny_folder / "areas.csv").write_bytes(TABLES["areas"].encode(encoding))
    command = (
        problem_of(load_pack, tiny_folder)
        .remedy.removeprefix("Convert it with: ")
        .partition(" (")[0]
    )
    if shutil.which("iconv") is None:
        pytest.skip("needs iconv")
    subprocess.run(command, shell=True, cwd=tiny_folder, check=True)  # noqa: S602
    (tiny_folder / "areas.utf8.csv").replace(tiny_folder / "areas.csv")
    assert load_pack(tiny_folder).table("areas")["name_local"].to_list() == [
        "Альфа",
        "Браво",
        "Чарли",
        "Дельта",
    ]


def test_other_bytes_name_their_row(tiny_folder):
    (tiny_folder / "areas.csv").write_bytes(
        TABLES["areas"]
        .replace("Bravo", "Brävo")
        .replace("Браво", "")
        .encode("utf-8")
        .replace("ä".encode(), b"\xe4")
    )
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.row, problem.found) == (3, "bytes of another encoding")


def test_a_nul_byte_names_its_row(tiny_folder):
    change(tiny_folder, "areas.csv", "Bravo,", "Bra\0vo,")
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.row, problem.found) == ("areas.csv", 3, "a NUL byte")


@pytest.mark.parametrize(
    ("sign", "line"),
    [(";", 'separator = ";"'), ("\t", r'separator = "\t"'), ("|", 'separator = "|"')],
)
def test_an_undeclared_separator_is_refused_with_the_line_to_add(tiny_folder, sign, line):
    (tiny_folder / "enterprises.csv").write_text(
        TABLES["enterprises"].replace(",", sign), encoding="utf-8"
    )
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.row, problem.expected) == (
        "enterprises.csv",
        1,
        "cells separated by a comma",
    )
    assert problem.remedy.startswith(f"Write {line} in [tables.enterprises] of pack.toml")
    declare(tiny_folder, "enterprises", line)
    assert load_pack(tiny_folder).table("enterprises")["count"].sum() == 33


def test_undeclared_decimal_commas_are_refused_with_the_line_to_add(tiny_folder):
    (tiny_folder / "contiguity.csv").write_text(
        'source,target,shared_boundary_km\nA,B,"10,5"\nB,C,"20,5"\n', encoding="utf-8"
    )
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.row, problem.column) == (
        "contiguity.csv",
        2,
        "shared_boundary_km",
    )
    assert 'decimal = ","' in problem.remedy
    assert "[tables.contiguity] in pack.toml" in problem.remedy
    declare(tiny_folder, "contiguity", 'decimal = ","')
    assert load_pack(tiny_folder).table("contiguity")["shared_boundary_km"].to_list() == [
        10.5,
        20.5,
    ]


@pytest.mark.parametrize(("row", "cells"), [("C,baking,4,5", "4 cells"), ("C,baking", "2 cells")])
def test_a_ragged_row_is_named(tiny_folder, row, cells):
    change(tiny_folder, "enterprises.csv", "C,baking,4", row)
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.row, problem.expected, problem.found) == (
        "enterprises.csv",
        4,
        "3 cells as in the header",
        cells,
    )


def test_an_unclosed_quotation_mark_names_its_row(tiny_folder):
    change(tiny_folder, "enterprises.csv", "D,baking", '"D,baking')
    assert problem_of(load_pack, tiny_folder).row == 6


def test_a_million_character_cell_is_named_and_not_echoed(tiny_folder):
    change(tiny_folder, "areas.csv", "Bravoville", "x" * 10**6)
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.row, problem.column, problem.expected) == (
        3,
        "seat",
        "at most 10,000 characters",
    )
    assert len(str(problem)) < 300
    change(tiny_folder, "areas.csv", "x" * 10**6, '"' + 'x""' * 10**6 + '"')
    problem = problem_of(load_pack, tiny_folder)
    assert problem.row == 3
    assert len(str(problem)) < 300


@pytest.mark.parametrize(
    ("content", "found"),
    [("", "an empty file"), ("\n\n", "an empty file"), ("area,name\n", "a header and no rows")],
)
def test_an_empty_file_or_table_is_refused(tiny_folder, content, found):
    (tiny_folder / "areas.csv").write_text(content, encoding="utf-8")
    problem = problem_of(load_pack, tiny_folder)
    assert (problem.file, problem.found) == ("areas.csv", found)


def test_a_missing_file_does_not_suggest_that_of_another_table(tiny_folder):
    (tiny_folder / "groups.csv").unlink()
    assert (
        problem_of(load_pack, tiny_folder).remedy
        == "Restore the file, or correct [tables.groups] in pack.toml."
    )
