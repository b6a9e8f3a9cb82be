"""Rules of the house that a reader relies on, held over the package's own code and public names."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import hypercluster as hc

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "hypercluster").rglob("*.py"))
FUNCTIONS = {
    name: getattr(hc, name) for name in sorted(dir(hc)) if inspect.isfunction(getattr(hc, name))
}
DOCUMENTED = (ast.FunctionDef, ast.ClassDef, ast.Module)


def first_lines(file: Path) -> list[str]:
    """First line of every docstring of a module."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    texts = [ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, DOCUMENTED)]
    return [text.splitlines()[0] for text in texts if text]


def sections(function: object) -> set[str]:
    """Headings of the sections of a docstring."""
    return set(re.findall(r"(?m)^([A-Z]\w+)\n-{3,}$", inspect.getdoc(function) or ""))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_docstrings_begin_with_one_short_sentence(file: Path) -> None:
    assert [line for line in first_lines(file) if len(line) > 80] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_describes_what_it_takes_and_gives(name: str) -> None:
    signature = inspect.signature(FUNCTIONS[name])
    expected = {"Examples"}
    expected |= {"Parameters"} if signature.parameters else set()
    expected |= {"Returns"} if signature.return_annotation not in ("None", None) else set()
    assert expected - sections(FUNCTIONS[name]) == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_names_all_its_parameters(name: str) -> None:
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    described = set(re.findall(r"\w+", text.partition("Parameters\n")[2].partition("\n\n")[0]))
    described |= set(
        re.findall(r"\w+", text.partition("Parameters\n")[2].partition("\nReturns\n")[0])
    )
    assert set(inspect.signature(FUNCTIONS[name]).parameters) - described == set()
