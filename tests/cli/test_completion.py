"""The shell completes commands, options and the names that options take, and loads no heavy
library for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from hypercluster.cli import options
from hypercluster.output.formats import FORMATS

RUN = """
import sys
from hypercluster.cli.commands import app
try:
    app(prog_name="hypercluster")
finally:
    libraries = {"numpy", "pandas", "networkx", "igraph", "geopandas", "sklearn", "matplotlib"}
    heavy = (libraries | {"jinja2"}) & set(sys.modules)
    print("heavy:", sorted(heavy), file=sys.stderr)
"""


def completed(words: str) -> tuple[list[str], str]:
    """What bash is offered after some words."""
    number = len(words.split()) if words.endswith(" ") else len(words.split()) - 1
    environment = os.environ | {
        "_HYPERCLUSTER_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(number),
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.split(), done.stderr


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("hypercluster op", {"opportunities"}),
        ("hypercluster opportunities --level ", set(options.LEVELS)),
        ("hypercluster opportunities --ranking c", {"complementary", "common-ground"}),
        ("hypercluster communities --method m", {"multiplex", "multislice"}),
        (
            "hypercluster export --format g",
            {name for name in FORMATS if name.startswith("g")},
        ),
        ("hypercluster figure ", set(options.FIGURES)),
        ("hypercluster report --language ", set(options.LANGUAGES)),
        ("hypercluster hubs --dr", {"--draws"}),
        ("hypercluster sensitivity be", {"beta"}),
        ("hypercluster opportunities --region RU-TA", {"RU-TA"}),
        ("hypercluster profile Tatar", {"Tatarstan"}),
        ("hypercluster explain RU-KO RU-TYU-", {"RU-TYU-KHM-YAN"}),
        ("hypercluster profile --data absent RU", set()),
        (
            "hypercluster figure heatmap --column location_quotient_s",
            {"location_quotient_smoothed"},
        ),
        ("hypercluster figure map --format ", {"png", "svg", "pdf"}),
    ],
)
def test_the_shell_offers_what_fits(words, offered):
    found, errors = completed(words)
    assert set(found) == offered
    assert "heavy: []" in errors


def test_completion_can_be_shown_for_a_shell():
    done = subprocess.run(
        [sys.executable, "-m", "hypercluster", "--show-completion", "bash"],
        # Typer looks for the shell that it was started from; there is none below a test runner.
        env=os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0
    assert "_HYPERCLUSTER_COMPLETE" in done.stdout or "COMP_WORDS" in done.stdout


def test_the_regions_of_a_pack_are_offered_and_a_pipe_is_not_waited_for(tiny_folder):
    context = SimpleNamespace(params={"data": tiny_folder})
    assert options.region_codes(context, "A") == ["A", "Alfa", "AB"]
    (tiny_folder / "areas.csv").unlink()
    os.mkfifo(tiny_folder / "areas.csv")
    assert options.region_codes(context, "A") == []
