"""Code in the README and in the documents runs as it is printed."""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

import hypercluster as hc
from hypercluster.cli import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDE = ROOT / "docs" / "guide.md"
AREAS = "area,name\nA,Alpha\nB,Beta\nC,Gamma\nD,Delta\n"
ENTERPRISES = "reporting_unit,industry,count\nA,food,30\nA,steel,4\nB,food,5\nB,steel,21\nC,food,12\nC,steel,12\nD,food,9\nD,steel,1\n"


def blocks(document: Path, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", document.read_text(encoding="utf-8"))


def cited(language: str) -> list[pytest.param]:
    return [
        pytest.param(block, id=f"{document.stem}-{number}")
        for document in DOCUMENTS
        for number, block in enumerate(blocks(document, language))
    ]


def commands() -> list[str]:
    """Lines of shell blocks and code in the text that call the program."""
    found = []
    for document in DOCUMENTS:
        found += [line for block in blocks(document, "sh") for line in block.splitlines()]
        found += re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8"))
    return list(dict.fromkeys(line for line in found if line.startswith("hypercluster ")))


def toml_block(start: str) -> str:
    (block,) = [block for block in blocks(GUIDE, "toml") if block.startswith(start)]
    return block


def test_the_documents_have_code_of_every_kind() -> None:
    assert len(cited("python")) >= 2
    assert len(cited("sh")) >= 2
    assert len(cited("toml")) >= 2
    assert len(commands()) >= 8


@pytest.mark.parametrize("code", cited("python"))
def test_python_runs_on_its_own(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    (tmp_path / "enterprises.csv").write_text(ENTERPRISES, encoding="utf-8")
    monkeypatch.setattr(hc, "analyse", partial(hc.analyse, settings=hc.Settings().with_run(draws=2)))
    exec(compile(code, "documented", "exec"), {})  # noqa: S102


@pytest.mark.parametrize("line", commands())
def test_a_command_takes_the_arguments_it_is_shown_with(line: str) -> None:
    name, *arguments = shlex.split(line, comments=True)[1:]
    group = typer.main.get_command(app)
    if name.startswith("--"):
        assert name in CliRunner().invoke(app, ["--help"]).stdout
        return
    known = re.findall(r"(?m)^ +(--[a-z-]+)", CliRunner().invoke(app, [name, "--help"]).stdout)
    assert {argument for argument in arguments if argument.startswith("--")} <= set(known)
    assert group.commands[name].make_context(name, arguments).command.name == name


def test_targets_of_make_in_the_readme_exist() -> None:
    wanted = re.findall(r"(?m)^make (\w+)", "".join(blocks(ROOT / "README.md", "sh")))
    assert wanted
    assert set(wanted) <= set(re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8")))


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
        file.write_text(re.sub(rf'(?m)^{start}"\w+"{comment}', f'{start}"{value}" # ', text), encoding="utf-8")
        assert hc.load_settings(file) != hc.Settings()


def test_pack_toml_of_the_guide_describes_a_pack_that_loads(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(toml_block("title"), encoding="utf-8")
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    (tmp_path / "enterprises.csv").write_text(ENTERPRISES.replace(",", ";"), encoding="utf-8")
    pack = hc.load_pack(tmp_path)
    assert (pack.title, pack.vintage, pack.is_synthetic) == ("My regions", "2025", False)
    assert pack.table("enterprises")["count"].tolist() == [30, 4, 5, 21, 12, 12, 9, 1]
