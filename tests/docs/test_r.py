"""The R code of the documents runs on files of a run."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from typer.testing import CliRunner

import hypercluster as hc
from docs import shown
from hypercluster.cli.commands import app

CODE = [
    block.text
    for block in shown.blocks((shown.DOCS / "howto" / "r.md").read_text(encoding="utf-8"))
    if block.language == "r"
]


def r(code, folder):
    return subprocess.run(
        ["Rscript", "--vanilla", "-e", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.gate
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_code_for_r_runs_where_its_packages_are_installed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hc.write(hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=2)), "results")
    for name, folder in (("geopackage", "for-gis"), ("parquet", "for-r")):
        answer = CliRunner().invoke(
            app,
            ["export", "--results", "results", "--format", name, "--out", folder],
            catch_exceptions=False,
        )
        assert answer.exit_code == 0, answer.output
    lines = []
    for code in CODE:
        package = re.search(r"library\((\w+)\)", code)
        lines.append(
            f'if (requireNamespace("{package[1]}", quietly = TRUE)) {{\n{code}}}'
            if package
            else code
        )
    done = r("\n".join(lines), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "rank_low" in done.stdout
