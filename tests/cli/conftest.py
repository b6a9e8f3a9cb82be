"""One finished run of the packaged data, shared by all tests of the commands."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import hypercluster as hc
from hypercluster.cli.commands import app


@pytest.fixture(scope="session")
def results(packaged_run):
    return packaged_run(4)


@pytest.fixture(scope="session")
def run_folder(results, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "results"
    hc.write(results, folder)
    return folder


@pytest.fixture
def call():
    """Run a command in this process; fail on a traceback."""

    def call(*arguments, code=0):
        answer = CliRunner().invoke(
            app, [str(argument) for argument in arguments], catch_exceptions=False
        )
        assert answer.exit_code == code, answer.output
        return answer

    return call


@pytest.fixture
def show(call, run_folder):
    """Text that a command prints of the shared run."""
    return lambda *arguments: call(*arguments, "--results", run_folder).stdout


@pytest.fixture
def ask(call, run_folder):
    """JSON that a command prints of the shared run."""

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return lambda *arguments: json.loads(
        call(*arguments, "--results", run_folder, "--json").stdout, parse_constant=refuse
    )
