r"""What a page of the documents shows, run: its files written, its Python executed, its commands
compared with the output below them.

A page is run from top to bottom in one folder of its own:

- a block with a title (```` ```csv title="land/areas.csv" ````) is written to that file;
- ```` ```python ```` is executed, all blocks of the page in one namespace;
- ```` ```console ```` holds commands after `$ ` and below each what it prints on a terminal of 80
  columns. A line `...` stands for any lines, `...` inside a line for any text;
- ```` ```sh ```` is only checked in `test_documented_code.py`.

`python tests/docs/shown.py` (in the checkout) writes the present output into the pages: a chunk
between two `...` keeps its first line, or the nearest to it, and its number of lines. Read the
difference before it is committed.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from hypercluster.cli import terminal
from hypercluster.cli.commands import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
COLUMNS = 80
CUT = "..."
_FENCE = re.compile(
    r"(?ms)^(?P<indent> *)```(?P<language>\w+)(?P<options>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$"
)
_TITLE = re.compile(r'title="([^"]+)"')


class Block(NamedTuple):
    """A fenced block: its language, the file it is (or ""), its text without indentation, and
    where the text stands in the page.
    """

    language: str
    file: str
    text: str
    start: int
    end: int
    indent: str


class Step(NamedTuple):
    """A command of a console block and the output shown below it."""

    command: str
    shown: str


def pages() -> list[Path]:
    """Return all pages that are written by hand."""
    generated = {"cli.md", "data-dictionary.md"}
    return [page for page in sorted(DOCS.rglob("*.md")) if page.name not in generated]


def is_run(page: Path) -> bool:
    """Whether a page has something to run."""
    return any(
        block.language in ("console", "python")
        for block in blocks(page.read_text(encoding="utf-8"))
    )


def blocks(text: str) -> list[Block]:
    found = []
    for match in _FENCE.finditer(text):
        indent, body = match["indent"], match["text"]
        title = _TITLE.search(match["options"])
        plain = "".join(line.removeprefix(indent) for line in body.splitlines(keepends=True))
        found.append(
            Block(
                match["language"],
                title[1] if title else "",
                plain,
                match.start("text"),
                match.end("text"),
                indent,
            )
        )
    return found


def steps(block: Block) -> list[Step]:
    parts = re.split(r"(?m)^\$ (.+)\n?", block.text)
    assert not parts[0].strip(), f"a console block begins with `$ `; found {parts[0]!r}"
    return [Step(command, shown) for command, shown in zip(parts[1::2], parts[2::2], strict=True)]


def run_page(page: Path, folder: Path) -> Iterator[tuple[Block, list[tuple[Step, str]]]]:
    """Run a page in a folder; yield every console block with what its commands print now."""
    namespace: dict[str, object] = {}
    with contextlib.chdir(folder), _terminal():
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.file:
                Path(block.file).parent.mkdir(parents=True, exist_ok=True)
                Path(block.file).write_text(block.text, encoding="utf-8")
            elif block.language == "python":
                exec(compile(block.text, f"{page.name}", "exec"), namespace)  # noqa: S102
            elif block.language == "console":
                yield block, [(step, printed(step.command)) for step in steps(block)]


def printed(command: str) -> str:
    """Output of a command in this folder."""
    program, *arguments = shlex.split(command, comments=True)
    if program == "python":
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
    assert program == "hypercluster", command
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code in (0, 2), answer.output
    return "\n".join(line.rstrip() for line in answer.output.splitlines()).strip("\n") + "\n"


def agrees(shown: str, found: str) -> bool:
    """Whether the output is what the page shows, with any text for `...`."""
    pattern = "".join(
        r"(?:[^\n]*\n)*"
        if line.strip() == CUT
        else ".*".join(map(re.escape, line.rstrip().split(CUT))) + "\n"
        for line in shown.strip("\n").splitlines()
    )
    return re.fullmatch(pattern, found) is not None


def difference(shown: str, found: str) -> str:
    """Return the lines of the page that are not printed, each with the nearest that is."""
    lines = found.splitlines()
    gone = [
        line
        for line in shown.splitlines()
        if line.strip() not in (CUT, "") and not any(agrees(line, f"{other}\n") for other in lines)
    ]
    pairs = [(line, difflib.get_close_matches(line, lines, n=1, cutoff=0)) for line in gone]
    changed = "\n".join(f"- {line}\n+ {''.join(near)}" for line, near in pairs)
    return (
        changed
        or f"the lines are printed, but in another order, or with others between them:\n{found}"
    )


def refreshed(shown: str, found: str) -> str:
    """Return the present output, cut where the page cuts it."""
    if CUT not in shown:
        return found
    lines, position, kept = found.splitlines(), 0, []
    for chunk in re.split(rf"(?m)^{re.escape(CUT)}\n?", shown.strip("\n") + "\n"):
        wanted = chunk.splitlines()
        if wanted:
            position = position if not kept else _nearest(wanted[0], lines, position)
            now = lines[position : position + len(wanted)]
            kept += [
                old if CUT in old and agrees(old, f"{new}\n") else new
                for old, new in zip(wanted, now, strict=False)
            ]
            position += len(wanted)
        kept.append(CUT)
    return "\n".join(kept[:-1]) + "\n"


def _nearest(wanted: str, lines: list[str], start: int) -> int:
    def close(number: int) -> float:
        return difflib.SequenceMatcher(None, wanted, lines[number]).ratio()

    return max(range(start, len(lines)), key=close)


@contextlib.contextmanager
def _terminal() -> Iterator[None]:
    """A terminal of 80 columns."""
    before = terminal.screen_columns
    terminal.screen_columns = lambda: COLUMNS
    try:
        yield
    finally:
        terminal.screen_columns = before


def refresh(page: Path) -> None:
    """Write what the commands print now into a page."""
    text = page.read_text(encoding="utf-8")
    parts, end = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for block, outputs in run_page(page, Path(folder)):
            shown = "".join(
                f"$ {step.command}\n{refreshed(step.shown, found)}" for step, found in outputs
            )
            parts += [
                text[end : block.start],
                "".join(f"{block.indent}{line}".rstrip() + "\n" for line in shown.splitlines()),
            ]
            end = block.end
    page.write_text("".join([*parts, text[end:]]), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    for page in [Path(name).resolve() for name in sys.argv[1:]] or pages():
        if "```console" in page.read_text(encoding="utf-8"):
            refresh(page)
