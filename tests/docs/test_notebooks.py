"""The notebooks run from the first cell to the last, and store nothing that could go stale."""

from __future__ import annotations

import importlib.util
import json
import re

import pytest

from docs import shown

NOTEBOOKS = sorted((shown.DOCS / "notebooks").glob("*.ipynb"))
NEEDED = ("ipykernel", "nbclient", "nbformat")


def code(path):
    return [
        cell
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


def test_there_are_three_notebooks():
    assert [path.stem for path in NOTEBOOKS] == ["findings", "first-look", "own-tables"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stores_no_output(path):
    assert code(path)
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_how_many_draws_it_makes(path):
    given = {
        draws
        for cell in code(path)
        for draws in re.findall(r"draws=(\d+)", "".join(cell["source"]))
    }
    text = path.read_text(encoding="utf-8")
    assert given
    assert all(f"**{draws}" in text for draws in given)


@pytest.mark.gate
@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED),
    reason=f"{', '.join(NEEDED)} are needed: the group docs",
)
@pytest.mark.filterwarnings(
    "ignore"
)  # of the kernel's own libraries; those of the notebook show in its output
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_a_warning(path, tmp_path):
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    complaints = [
        output["text"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.get("name") == "stderr"
    ]
    assert complaints == []
