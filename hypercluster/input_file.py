"""Regular files of bounded size, inside the folder that they belong to."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

from hypercluster.errors import DataError, Problem
from hypercluster.limits import DEEPEST, LARGEST_FILE, LARGEST_TOML, LONGEST_LINE

# Opening a pipe that nobody writes to would wait for ever.
_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def checked_path(path: Path, file: str, within: Path) -> Path:
    """Path of a file with links followed, which must not lead out of a folder.

    Raises
    ------
    OSError
        There is no such file.
    DataError
        It leads out of the folder, or is a pipe or a device.
    """
    try:
        target = path.resolve(strict=True)
    except (RuntimeError, ValueError) as error:  # a link to itself; a NUL in the name
        remedy = "Name the file itself."
        raise DataError(Problem(file, "a file", f"a path of no use ({error})", remedy)) from error
    if not target.is_relative_to(within.resolve()):
        found, remedy = "a link that leads out of it", "Put the file itself there."
        raise DataError(Problem(file, "a file inside its folder", found, remedy))
    if not target.is_dir():
        _refuse_special(target.stat().st_mode, file)
    return target


def read_bytes(
    path: Path, file: str, *, within: Path | None = None, most: int = LARGEST_FILE
) -> bytes:
    """Content of a file.

    Parameters
    ----------
    path, file
        Where it is, and its name in messages.
    within
        Folder that it must not lead out of. None allows any place.
    most
        Bytes that it may have.

    Raises
    ------
    OSError
        It cannot be opened.
    DataError
        It leads out of the folder, is a pipe or a device, or is too large.
    """
    target = path if within is None else checked_path(path, file, within)
    with os.fdopen(os.open(target, _AT_ONCE), "rb") as stream:
        _refuse_special(os.fstat(stream.fileno()).st_mode, file)
        content = stream.read(most + 1)
    if len(content) > most:
        size = max(len(content), target.stat().st_size)
        remedy = "Leave out what is not needed, or divide it."
        raise DataError(Problem(file, f"at most {most:,} bytes", f"{size:,}", remedy))
    return content


def _refuse_special(mode: int, file: str) -> None:
    if not stat.S_ISREG(mode):
        remedy = "Save its content as a file."
        raise DataError(Problem(file, "a regular file", "a pipe or a device", remedy))


def read_toml(path: Path, file: str, *, within: Path | None = None) -> dict[str, Any]:
    """Tables of a TOML file.

    Parameters
    ----------
    path, file
        Where it is, and its name in messages.
    within
        Folder that it must not lead out of. None allows any place.

    Raises
    ------
    OSError
        It cannot be opened.
    DataError
        It is no file, too large, not UTF-8, not TOML or nested too deep.
    """
    content = read_bytes(path, file, within=within, most=LARGEST_TOML)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"other bytes at position {error.start}"
        raise DataError(Problem(file, "UTF-8 text", found, "Save the file as UTF-8.")) from error
    for row, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            expected = f"lines of at most {LONGEST_LINE:,} characters"
            raise DataError(Problem(file, expected, f"{len(line):,}", "Shorten the line.", row))
    expected = f"sections and lists inside each other at most {DEEPEST} deep"
    remedy = "Write them as sections such as [tables.areas]."
    too_deep = DataError(Problem(file, expected, "more", remedy))
    try:
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise too_deep from error
    except ValueError as error:
        found = f"a mistake: {error}"
        raise DataError(Problem(file, "TOML", found, "Correct the line.")) from error
    level: list[Any] = [tables]
    for _ in range(DEEPEST):
        inner = [list(item.values()) if isinstance(item, dict) else item for item in level]
        level = [value for items in inner for value in items if isinstance(value, dict | list)]
    if level:
        raise too_deep
    return tables
