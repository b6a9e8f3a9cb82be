"""The reference of all commands as Markdown, from what `--help` shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import typer.main

from hypercluster.cli.commands import app
from hypercluster.cli.options import GROUPS

SHARED = tuple(field.name for group in GROUPS for field in fields(group))
SHARED_OPTIONS = "[options of many commands](#options-of-many-commands)"
HEAD = """# Command line

Generated from the help of the commands; do not edit by hand \
(`python -m hypercluster.cli.reference > docs/cli.md`).

`hypercluster` alone says what to do first, `hypercluster COMMAND --help` prints one of the \
sections below, `hypercluster --version` the version. What a command cannot use, it refuses with \
one message that says what it expected, what it found and what to do. Exit code: 0 done, 2 \
refused, 130 interrupted (143 by SIGTERM), 1 a mistake of the program or too little memory."""


def cli_reference() -> str:
    """Markdown of `docs/cli.md`: commands, arguments, options, defaults, examples."""
    program: Any = typer.main.get_command(app)
    commands = list(program.commands.values())
    listed = [
        f"| [`{command.name}`](#{command.name}) | {command.short_help} |" for command in commands
    ]
    options = {option.name: option for command in commands for option in command.params}
    parts = [
        HEAD,
        "\n".join(["| command | what it does |", "| --- | --- |", *listed]),
        "## Options of many commands",
        "Each command says below which of these it takes. They mean the same everywhere.",
        _table(options[name] for name in SHARED),
        *(part for command in commands for part in _section(command)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(command: Any) -> list[str]:
    """Description, usage, own arguments and options, shared options, examples."""
    text, _, examples = command.help.partition("\b\nExamples:\n")
    about = [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")]
    special = [option for option in command.params if option.name not in SHARED]
    shared = [f"`{option.opts[-1]}`" for option in command.params if option.name in SHARED]
    arguments = [option.metavar for option in special if option.param_type_name == "argument"]
    usage = " ".join(["hypercluster", command.name, *arguments, "[OPTIONS]"])
    lines = "\n".join(line.strip() for line in examples.splitlines())
    return [
        f"## {command.name}",
        *about,
        f"```text\n{usage}\n```",
        *([_table(special)] if special else []),
        f"{'Also takes' if special else 'Takes'} {', '.join(shared)}: {SHARED_OPTIONS}.",
        f"```sh\n{lines}\n```",
    ]


def _table(options: Iterable[Any]) -> str:
    """One row an argument or option, with its default unless that is empty."""
    rows = []
    for option in options:
        name = (
            option.metavar
            if option.param_type_name == "argument"
            else option.opts[-1]
            if option.is_flag
            else f"{option.opts[-1]} {option.metavar}"
        )
        has_default = not getattr(option, "is_flag", False) and option.default is not None
        default = f"`{option.default}`" if has_default else ""
        meaning = (option.help or "").replace("|", "\\|")
        rows.append(f"| `{name}` | {default} | {meaning} |")
    return "\n".join(["| argument or option | default | meaning |", "| --- | --- | --- |", *rows])


if __name__ == "__main__":
    import sys

    sys.stdout.write(cli_reference())
