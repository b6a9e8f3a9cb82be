"""The reference of all commands as Markdown, from the same description that `--help` shows."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer.main

from hypercluster.cli.commands import COMMANDS, app
from hypercluster.cli.options import DEBUG, RUN, SHOW

if TYPE_CHECKING:
    from click import Parameter

SHARED = (*RUN, *SHOW, DEBUG)
_SHARED_HEADING = "Options of many commands"
_EXAMPLES = "Examples:"
_ABOUT = (
    "`hypercluster` alone says what to do first, `hypercluster COMMAND --help` prints one of the sections below, `hypercluster --version` the version. "
    "What a command cannot use, it refuses with one message that says what it expected, what it found and what to do. "
    "Exit code: 0 done, 2 refused, 130 interrupted, 1 a mistake of the program."
)


def cli_reference() -> str:
    """Markdown text of `docs/cli.md`: every command with its arguments, options, defaults and examples."""
    parameters = {name: _parameters(name) for name in COMMANDS}
    shared = {one.name: one for own in parameters.values() for one in own if one.name in SHARED}
    parts = [
        "# Command line",
        "Generated from the help of the commands; do not edit by hand (`python -m hypercluster.cli.reference > docs/cli.md`).",
        _ABOUT,
        _list_of_commands(),
        f"## {_SHARED_HEADING}",
        "Each command says below which of these it takes. They mean the same everywhere.",
        _table([shared[name] for name in SHARED if name in shared]),
        *(text for name, own in parameters.items() for text in _command(name, own)),
    ]
    return "\n\n".join(parts) + "\n"


def _parameters(name: str) -> list[Parameter]:
    group: Any = typer.main.get_command(app)
    return [one for one in group.commands[name].params if one.name != "help"]


def _list_of_commands() -> str:
    rows = [f"| [`{name}`](#{name}) | {_description(name)[0]} |" for name in COMMANDS]
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows])


def _description(name: str) -> list[str]:
    r"""Paragraphs of the help without the examples; `\b` only keeps a terminal from wrapping them."""
    text = inspect.cleandoc(COMMANDS[name].help).partition("\b")[0]
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _examples(name: str) -> str:
    text = inspect.cleandoc(COMMANDS[name].help).partition(_EXAMPLES)[2]
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _command(name: str, parameters: Sequence[Parameter]) -> Iterable[str]:
    own = [one for one in parameters if one.name not in SHARED]
    shared = [f"`{one.opts[-1]}`" for one in parameters if one.name in SHARED]
    arguments = [_name(one) for one in own if one.param_type_name == "argument"]
    yield f"## {name}"
    yield from _description(name)
    yield f"```text\n{' '.join(['hypercluster', name, *arguments, '[OPTIONS]'])}\n```"
    if own:
        yield _table(own)
    yield f"{'Also takes' if own else 'Takes'} {', '.join(shared)}: [{_SHARED_HEADING.lower()}](#{_SHARED_HEADING.lower().replace(' ', '-')})."
    yield f"```sh\n{_examples(name)}\n```"


def _table(parameters: Iterable[Parameter]) -> str:
    rows = [
        f"| {_code(_name(one))} | {_default(one)} | {_cell(getattr(one, 'help', None) or '')} |"
        for one in parameters
    ]
    return "\n".join(["| argument or option | default | meaning |", "| --- | --- | --- |", *rows])


def _name(one: Any) -> str:
    """Argument as its metavar; option as it is typed."""
    if one.param_type_name == "argument":
        return str(one.metavar)
    return one.opts[-1] if one.is_flag else f"{one.opts[-1]} {one.metavar}"


def _default(one: Any) -> str:
    if getattr(one, "is_flag", False) or one.default is None or callable(one.default):
        return ""
    return _code(str(one.default))


def _code(text: str) -> str:
    return f"`{text}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    import sys

    sys.stdout.write(cli_reference())
