"""Files and folders that appear whole or not at all, and never inside a data pack.

They are written beside their place, put on the disk, and moved in by renaming. Whoever writes holds
a lock, which the system opens when a process ends, however it ends: what nobody locks was left by a
killed one and is removed by the next that writes to the same place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from hypercluster.errors import OutputError

MANIFEST = "pack.toml"
# File systems and systems that put nothing on the disk when asked to.
_NOT_OFFERED = (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS)


def refuse_pack(file: Path) -> None:
    """Refuse a file in the folder of a data pack.

    Raises
    ------
    OutputError
        There is a `pack.toml` beside it.
    """
    if os.path.lexists(file.parent / MANIFEST):
        raise OutputError(
            f"{file}: expected a place outside of data packs; found one in a pack "
            f"({file.parent / MANIFEST}), whose files are never written over. "
            "Choose another folder."
        )


@contextlib.contextmanager
def partial(target: Path, *, is_folder: bool = False) -> Iterator[Path]:
    """New empty file or folder beside a target, to be written and renamed.

    What is left of it in the end is removed, and so is what killed processes left there.
    """
    for leftover in leftovers(target):
        _remove(leftover)
    path = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    # Locked before it has the name by which others would remove it.
    unlocked = path.with_suffix(".new")
    lock = None
    try:
        unlocked.mkdir() if is_folder else unlocked.touch(exist_ok=False)
        lock = _lock(unlocked)
        unlocked.rename(path)
        yield path
    finally:
        for leftover in (unlocked, path):
            if os.path.lexists(leftover):
                _remove(leftover)
        if lock is not None:
            os.close(lock)


def leftovers(target: Path) -> list[Path]:
    """Partial files and folders of a target that no process is writing any more."""
    name = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{8}\.partial")
    if not target.parent.is_dir():
        return []
    left = []
    for path in sorted(target.parent.iterdir()):
        if name.fullmatch(path.name) and not path.is_symlink():
            lock = _lock(path)
            if lock is not None:
                os.close(lock)
                left.append(path)
    return left


def settle(path: Path) -> None:
    """Wait until a file, or a folder with its files, is on the disk.

    Without that a crash of the machine could leave the new name with empty files.

    Raises
    ------
    OSError
        The disk is full, or fails.
    """
    for file in sorted(path.iterdir()) if path.is_dir() else ():
        settle_name(file)
    settle_name(path)


def settle_name(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise
    finally:
        os.close(descriptor)


def _lock(path: Path) -> int | None:
    """Lock a file or folder until the number is closed.

    None where another process holds it, or where the system has no such locks.
    """
    try:
        import fcntl
    except ImportError:
        return None
    descriptor = None
    try:
        descriptor = os.open(path, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if descriptor is not None:
            os.close(descriptor)
        return None
    return descriptor


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
