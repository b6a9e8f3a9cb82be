"""How long until something happens? Help against a bare typer program, the default run against
its own imports.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from measure import Timing, race_commands

PROGRAM = (
    "import sys; sys.argv[0] = 'hypercluster'; from hypercluster.cli import main; sys.exit(main())"
)
LISTING = """
import json, sys
sys.argv[0] = "hypercluster"
from hypercluster.cli import main
try:
    main()
except SystemExit:
    pass
light = sys.stdlib_module_names | {"hypercluster", "__main__"}
names = [name for name in list(sys.modules) if name.split(".")[0] not in light]
open(sys.argv[sys.argv.index("--out") + 1] + ".json", "w").write(json.dumps(names))
"""
IMPORTING = """
import importlib, json
for name in json.load(open("modules.json")):
    try:
        importlib.import_module(name)
    except ImportError:
        pass
"""


def bare_program(*, is_plain: bool) -> str:
    """Source of a typer program that does nothing, with as many commands and options as ours, each
    written out.

    Parameters
    ----------
    is_plain
        Without rich, as ours; else with the defaults of typer.
    """
    from hypercluster.cli.commands import Commands

    made = (
        "typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)"
        if is_plain
        else "typer.Typer()"
    )
    lines = ["import typer", f"app = {made}"]
    for number, command in enumerate(Commands().values()):
        options = ", ".join(
            f'option_{place}: str | None = typer.Option(None, "--option-{place}", help="What it '
            'does.")'
            for place in range(len(command.params))
        )
        lines += [
            "@app.command()",
            f"def command_{number}({options}) -> None:",
            '    """Do something with it."""',
        ]
    return "\n".join([*lines, ""])


def help_times(folder: Path, *, rounds: int) -> list[Timing]:
    """Whole processes: our help, a bare typer program (plain as ours, and with typer's
    defaults), Python alone.
    """
    for name, is_plain in (("bare_plain", True), ("bare_rich", False)):
        (folder / f"{name}.py").write_text(bare_program(is_plain=is_plain), encoding="utf-8")
    python = [sys.executable, "-c"]
    commands = {
        "hypercluster --help": [*python, PROGRAM, "--help"],
        "bare typer program, plain text as ours": [
            *python,
            "import bare_plain; bare_plain.app()",
            "--help",
        ],
        "bare typer program, typer's defaults": [
            *python,
            "import bare_rich; bare_rich.app()",
            "--help",
        ],
        "python -c pass": [*python, "pass"],
    }
    return race_commands(commands, rounds=rounds, limit=60, folder=folder)


def default_run_times(folder: Path, *, rounds: int) -> tuple[list[Timing], int]:
    """Whole processes: the default run without draws, and importing the third-party modules it has
    loaded at its end.

    Returns
    -------
    tuple
        Times, and the number of those modules.
    """
    arguments = ["analyse", "--draws", "0", "--overwrite", "--out"]
    listed = subprocess.run(
        [sys.executable, "-c", LISTING, *arguments, "modules"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=folder,
    )
    file = folder / "modules.json"
    if not file.is_file():
        return [
            Timing("hypercluster analyse --draws 0", [], failure=listed.stderr.strip()[-200:])
        ], 0
    commands = {
        "hypercluster analyse --draws 0": [sys.executable, "-c", PROGRAM, *arguments, "run"],
        "importing what it needs": [sys.executable, "-c", IMPORTING],
    }
    return race_commands(commands, rounds=rounds, limit=120, folder=folder), len(
        json.loads(file.read_text(encoding="utf-8"))
    )
