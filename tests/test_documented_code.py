"""Code and commands in the README and on every page of the documents run as they are printed.

Blocks with output (`console`) and the Python of the pages are run by `tests/docs`; here are the
README, the guide, and every other command.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer.main
from typer.testing import CliRunner

import hypercluster as hc
from docs import shown
from hypercluster.cli.commands import app
from hypercluster.schema import RESULT_TABLES

ROOT = Path(__file__).parents[1]
README, GUIDE = ROOT / "README.md", ROOT / "docs" / "guide.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
AREAS = "area,name\nA,Alpha\nB,Beta\nC,Gamma\nD,Delta\n"
ENTERPRISES = (
    "reporting_unit,industry,count\nA,food,30\nA,steel,4\nB,food,5\nB,steel,21\n"
    "C,food,12\nC,steel,12\nD,food,9\nD,steel,1\n"
)

FEW = {"--draws": "2", "--workers": "1"}
FEWEST_PLANTED = {
    "--draws": "2",
    "--replicates": "1",
    "--regions": "9",
    "--industries": "4",
    "--communities": "2",
    "--noise": "0.1",
}
# What stands for something of the reader's own, and the folders and files of the test that take its
# place.
STANDINS = {"N": "1", "NAME": "csv"}
PACKS = {"PACK": "dated", "made-up": "dated", "path/to/folder": "small", "lorvia": "small"}
OF_A_RUN = {"--data", "--scheme", "--settings", "--seed", "--draws", "--workers", "--method"}
MADE_ANEW = {"resolution", "sensitivity"}  # figures that make runs of their own
UNENDING = {"explore"}  # serves a page until it is stopped
ON_OTHER_DATA = {
    "resolution": "small",
    "sensitivity": "small",
    "series": "dated",
}  # slow on all regions, or without dates


def blocks(document: Path, language: str) -> list[str]:
    return [
        block.text
        for block in shown.blocks(document.read_text(encoding="utf-8"))
        if block.language == language
    ]


def cited(language: str, documents: list[Path]) -> list[pytest.param]:
    return [
        pytest.param(block, id=f"{document.stem}-{number}")
        for document in documents
        for number, block in enumerate(blocks(document, language))
    ]


def commands() -> list[str]:
    """Lines of shell blocks and code in the text that call the program, without comments, each
    once.
    """
    found = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        found += [line for block in blocks(document, "sh") for line in block.splitlines()]
        found += re.findall(r"`(hypercluster [^`\n]+)`", text)
    lines = (
        shlex.join(shlex.split(line, comments=True))
        for line in found
        if line.startswith("hypercluster ")
    )
    return [
        line
        for line in dict.fromkeys(lines)
        if "COMMAND" not in line and not line.startswith("hypercluster --")
    ]


def taken_by(name: str) -> set[str]:
    """Options that a command takes."""
    return {
        option
        for one in typer.main.get_command(app).commands[name].params
        for option in one.opts
        if option.startswith("--")
    }


def made_quick(name: str, arguments: list[str]) -> list[str]:
    """Arguments with stand-ins for what is the reader's own, from a finished run where that is
    the same command, else with few draws.
    """
    given = [STANDINS.get(argument, argument) for argument in arguments]
    if "--data" in given:
        given[given.index("--data") + 1] = PACKS[given[given.index("--data") + 1]]
    if "--recovery" in given:
        return ["--recovery", *(text for pair in FEWEST_PLANTED.items() for text in pair)]
    for option, few in FEW.items():
        if option in given:
            given[given.index(option) + 1] = few
    options = taken_by(name) - set(given)
    if name in ON_OTHER_DATA:
        given += ["--data", ON_OTHER_DATA[name]] if "--data" in options else []
        given += ["--draws", FEW["--draws"]] if "--draws" in options else []
        given += (
            ["--variable", "output"] if "synchrony" in given and "--variable" in options else []
        )  # of two in this pack
    elif "--results" in options and not OF_A_RUN & set(given) and not MADE_ANEW & set(given):
        given += ["--results", "results"]
    elif "--draws" in options and "--results" not in given and name != "synthesise":
        given += ["--draws", FEW["--draws"]]
    return given


def quick_commands() -> list[list[str]]:
    """Commands to run, each once, in the way that is quick."""
    shown_with = [shlex.split(line)[1:] for line in commands()]
    return [
        list(quick)
        for quick in dict.fromkeys(
            (name, *made_quick(name, arguments))
            for name, *arguments in shown_with
            if name not in UNENDING
        )
    ]


def write_dated_pack(folder: Path) -> None:
    """Enterprises of three industries and an output in eight made-up areas over twelve years."""
    random = np.random.default_rng(1)
    areas = pd.DataFrame(
        {"area": list("ABCDEFGH"), "name": [f"Area {letter}" for letter in "ABCDEFGH"]}
    )
    cells = pd.MultiIndex.from_product(
        [map(str, range(2010, 2022)), areas["area"], ["oil", "gas", "wool"]],
        names=["date", "reporting_unit", "industry"],
    )
    counts = pd.DataFrame(
        {"variable": "enterprises", "value": random.poisson(9, len(cells))}, index=cells
    ).reset_index()
    output = counts.drop_duplicates(["date", "reporting_unit"]).assign(
        variable="output", industry=None
    )
    output["value"] = 100 + random.normal(size=len(output)).cumsum()
    latest = counts[counts["date"] == "2021"].rename(columns={"value": "count"})[
        ["reporting_unit", "industry", "count"]
    ]
    folder.mkdir()
    tables = {"areas": areas, "enterprises": latest, "series": pd.concat([counts, output])}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    sections = [f'[tables.{name}]\nfile = "{name}.csv"\n' for name in tables]
    (folder / "pack.toml").write_text(
        "\n".join(['title = "Made-up dates"\nsynthetic = true', *sections]), encoding="utf-8"
    )


def toml_block(start: str) -> str:
    (block,) = [block for block in blocks(GUIDE, "toml") if block.startswith(start)]
    return block


@pytest.fixture(scope="session")
def desk(tmp_path_factory, packaged_run):
    """A folder with what the commands speak of.

    Two finished runs, a small pack and one with dates.
    """
    folder = tmp_path_factory.mktemp("desk")
    hc.write(packaged_run(4), folder / "results")
    hc.write(packaged_run(4, "table1"), folder / "other-results")
    small = [
        "synthesise",
        "--regions",
        "9",
        "--industries",
        "4",
        "--communities",
        "2",
        "--out",
        str(folder / "small"),
    ]
    assert CliRunner().invoke(app, small, catch_exceptions=False).exit_code == 0
    write_dated_pack(folder / "dated")
    return folder


def test_the_documents_have_code_of_every_kind() -> None:
    assert len(cited("python", DOCUMENTS)) >= 6
    assert len(cited("sh", DOCUMENTS)) >= 20
    assert len(cited("toml", DOCUMENTS)) >= 4
    assert len(cited("r", DOCUMENTS)) >= 4
    assert len(commands()) >= 40


@pytest.mark.gate
@pytest.mark.parametrize("code", cited("python", [README, GUIDE]))
def test_python_runs_on_its_own(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    (tmp_path / "enterprises.csv").write_text(ENTERPRISES, encoding="utf-8")
    monkeypatch.setattr(
        hc, "analyse", partial(hc.analyse, settings=hc.Settings().with_run(draws=2))
    )
    exec(compile(code, "documented", "exec"), {})  # noqa: S102


@pytest.mark.parametrize("line", commands())
def test_a_command_takes_the_arguments_it_is_shown_with(line: str) -> None:
    name, *arguments = shlex.split(line)[1:]
    assert name in typer.main.get_command(app).commands
    assert {argument for argument in arguments if argument.startswith("--")} <= taken_by(name) | {
        "--help"
    }
    if "--help" not in arguments:
        typer.main.get_command(app).commands[name].make_context(name, made_quick(name, arguments))


@pytest.mark.gate
@pytest.mark.parametrize("arguments", quick_commands(), ids=" ".join)
def test_a_command_runs_as_it_is_shown(
    arguments: list[str], desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(desk, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    if arguments[0] == "analyse" and "--overwrite" not in arguments:
        shutil.rmtree("results")
    answer = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("code", cited("toml", DOCUMENTS))
def test_toml_is_toml(code: str) -> None:
    assert tomllib.loads(code)


@pytest.mark.parametrize("code", cited("r", DOCUMENTS))
def test_columns_and_tables_in_r_are_those_of_the_results(code: str) -> None:
    columns = {column.name for table in RESULT_TABLES.values() for column in table.columns}
    named = set(re.findall(r"\w+\$(\w+)", code))
    named |= {
        name
        for listed in re.findall(r"\bc\(([^()]*)\)", code)
        for name in re.findall(r'"(\w+)"', listed)
    }
    assert named <= columns
    assert set(re.findall(r'read_table\("(\w+)"\)', code)) <= set(RESULT_TABLES)


def test_targets_of_make_in_the_documents_exist() -> None:
    lines = "".join(text for document in DOCUMENTS for text in blocks(document, "sh"))
    wanted = re.findall(r"(?m)^make (\w+)", lines)
    assert wanted
    assert set(wanted) <= set(
        re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    )


def test_extras_of_the_guide_are_those_of_the_package() -> None:
    section = GUIDE.read_text(encoding="utf-8").partition("## Extras\n")[2].partition("\n## ")[0]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(re.findall(r"\[([a-z]+)\]", section)) == set(project["optional-dependencies"])


def test_settings_of_the_guide_are_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(toml_block("[run]"), encoding="utf-8")
    found = hc.load_settings(file)
    assert set(found.layers.weights.values()) == {1}
    assert replace(found, layers=replace(found.layers, weights={})) == hc.Settings()


def test_other_values_named_in_the_settings_of_the_guide_are_accepted(tmp_path: Path) -> None:
    text = toml_block("[run]")
    others = re.findall(r'(?m)^(\w+ = )"\w+"( *# or )"(\w+)"', text)
    assert others
    for start, comment, value in others:
        file = tmp_path / "settings.toml"
        file.write_text(
            re.sub(rf'(?m)^{start}"\w+"{comment}', f'{start}"{value}" # ', text), encoding="utf-8"
        )
        assert hc.load_settings(file) != hc.Settings()


def test_pack_toml_of_the_guide_describes_a_pack_that_loads(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(toml_block("title"), encoding="utf-8")
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    (tmp_path / "enterprises.csv").write_text(ENTERPRISES.replace(",", ";"), encoding="utf-8")
    pack = hc.load_pack(tmp_path)
    assert (pack.title, pack.vintage, pack.is_synthetic) == ("My regions", "2025", False)
    assert pack.table("enterprises")["count"].tolist() == [30, 4, 5, 21, 12, 12, 9, 1]
