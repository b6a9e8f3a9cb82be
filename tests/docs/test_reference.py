"""The written reference of the commands is the one that the code describes."""

from __future__ import annotations

import typer.main

from docs import shown
from hypercluster.cli.commands import app
from hypercluster.cli.reference import cli_reference


def test_the_reference_of_the_commands_is_up_to_date():
    written = (shown.DOCS / "cli.md").read_text(encoding="utf-8")
    assert written == cli_reference(), "run: python -m hypercluster.cli.reference > docs/cli.md"


def test_the_reference_has_every_option_with_its_default():
    sections = {text.partition("\n")[0]: text for text in cli_reference().split("\n## ")}
    for name, command in typer.main.get_command(app).commands.items():
        for option in command.params:
            assert option.param_type_name == "argument" or f"`{option.opts[-1]}" in sections[name]
    assert "| `--out DIR` | `results` |" in sections["analyse"]


def test_a_bar_in_a_text_does_not_end_the_cell_of_a_table():
    tables = [line for line in cli_reference().splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in tables} <= {3, 4}
