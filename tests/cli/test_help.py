"""Help: light, complete, and true."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from hypercluster import settings
from hypercluster.analysis.communities import METHODS
from hypercluster.cli import options
from hypercluster.cli.commands import COMMANDS, app
from hypercluster.cli.doctor import EXTRAS
from hypercluster.figures.saving import SUFFIXES
from hypercluster.settings import RANKINGS

HEAVY = {
    "numpy",
    "pandas",
    "networkx",
    "igraph",
    "geopandas",
    "sklearn",
    "scipy",
    "pyproj",
    "shapely",
    "rich",
    "leidenalg",
}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], [], ["opportunities", "--help"]])
def test_help_and_version_import_no_scientific_library(arguments):
    code = (
        "import sys\nfrom hypercluster.cli import main\n"
        f"sys.argv = ['hypercluster', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code\n"
        f"found = {HEAVY!r} & set(sys.modules)\nassert not found, found"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


def test_names_in_help_are_those_of_the_registries():
    assert tuple(f".{name}" for name in options.FIGURE_FORMATS) == SUFFIXES
    assert set(METHODS) < set(settings.METHODS)
    help_of_method = CliRunner().invoke(app, ["communities", "--help"]).stdout
    assert ", ".join(settings.METHODS) in " ".join(help_of_method.split())
    assert tuple(name.replace("-", "_") for name in options.RANKINGS) == RANKINGS


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_help_has_examples_that_parse(name):
    text = CliRunner().invoke(app, [name, "--help"]).stdout
    examples = re.findall(r"^ +hypercluster (.+)$", text, re.MULTILINE)
    assert examples
    for example in examples:
        assert example.split()[0] == name
        assert set(re.findall(r"--[a-z-]+", example)) <= set(
            re.findall(r"(?m)^ +(--[a-z-]+)", text)
        )


def test_the_list_of_commands_says_all_of_each_in_one_line():
    listed = (
        CliRunner()
        .invoke(app, ["--help"], terminal_width=80)
        .stdout.partition("Commands:\n")[2]
        .splitlines()
    )
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    commands = typer.main.get_command(app).commands
    for line, name in zip(listed, COMMANDS, strict=True):
        assert line.endswith(f" {commands[name].short_help}")


def test_the_bare_command_says_what_to_do_first():
    answer = CliRunner().invoke(app, [])
    assert answer.exit_code == 0
    assert "hypercluster analyse" in answer.stdout


def test_doctor_looks_for_every_extra_of_the_package():
    project = tomllib.loads(
        (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    )["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"]) - {"all"}


def test_a_group_of_options_becomes_parameters_without_those_left_out():
    calls = []

    def command(name: str, *, source: options.NewRun, display: options.Display) -> None:
        calls.append((name, source, display))

    plain = options.spread(command)
    assert list(inspect.signature(plain).parameters) == [
        "name",
        *("data", "scheme", "settings", "seed", "draws", "workers"),
        *("is_json", "is_quiet", "is_debug"),
    ]
    values = {"data": None, "scheme": None, "settings": None, "draws": None, "workers": None}
    flags = {"is_json": True, "is_quiet": False, "is_debug": False}
    plain(name="hubs", seed=7, **values, **flags)
    assert calls == [("hubs", options.Source(seed=7), options.Display(is_json=True))]
