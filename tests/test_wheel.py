"""The wheel holds the data, installs without network over existing libraries, and runs from an
empty folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.gate


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, timeout=300)
    return next(folder.glob("*.whl"))


def test_wheel_holds_every_file_of_the_pack_and_no_test(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    pack = ROOT / "data" / "regions"
    expected = {
        f"hypercluster/data/regions/{file.relative_to(pack).as_posix()}"
        for file in pack.rglob("*")
        if file.is_file()
    }
    assert expected <= names
    assert "hypercluster/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/"))]


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "hypercluster"
    own = {
        file.relative_to(ROOT).as_posix()
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {"hypercluster/explorer/panel.html.j2", "hypercluster/explorer/explorer.js"} <= own
    assert own <= names


def test_wheel_runs_from_an_empty_folder_without_network(wheel: Path, tmp_path: Path) -> None:
    target, empty = tmp_path / "target", tmp_path / "empty"
    empty.mkdir()
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(install, check=True, timeout=300)
    environment = {**os.environ, "PYTHONPATH": str(target)}
    where = subprocess.run(
        [sys.executable, "-c", "import hypercluster; print(hypercluster.__file__)"],
        env=environment,
        cwd=empty,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(target)
    run = [sys.executable, "-m", "hypercluster", "analyse", "--draws", "2", "--json"]
    done = subprocess.run(
        run, env=environment, cwd=empty, check=True, capture_output=True, text=True, timeout=300
    )
    found = json.loads(done.stdout)
    assert found["headline"]
    assert (empty / "results" / "network.graphml").exists()
