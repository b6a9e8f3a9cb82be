"""Put a finished folder of files in place, whole or not at all.

Everything is written into a new folder beside the target and then moved in by renaming. A folder
that is replaced is first renamed `DIR.previous`, so that at every moment one complete folder
exists. Only folders that this package wrote are ever replaced or deleted, and only while they hold
nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.errors import DataError, OutputError
from hypercluster.input_file import checked_path, read_bytes
from hypercluster.output_file import MANIFEST, partial, settle, settle_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROVENANCE = "provenance.json"
README = "README.txt"
_DROPPED_BY_DESKTOPS = (".DS_Store", "Thumbs.db", "desktop.ini")
_ELSEWHERE = "Choose another folder."
_NOT_ALONE = (
    "expected a folder for the results alone; found the current folder or one around it. "
    "Name a folder inside it."
)
_REMEDIES = {
    errno.ENOSPC: "the disk is full. Free space, or choose a folder on another disk.",
    errno.EDQUOT: "the disk quota is used up. Free space, or choose a folder on another disk.",
    errno.EROFS: f"the disk is read-only. {_ELSEWHERE}",
    errno.EACCES: f"there is no permission to write there. {_ELSEWHERE}",
    errno.EPERM: f"there is no permission to write there. {_ELSEWHERE}",
    errno.EBUSY: "the folder is in use as a mount point. Choose a folder inside it.",
    errno.ENOTDIR: f"a part of the path is a file, not a folder. {_ELSEWHERE}",
    errno.EEXIST: f"a part of the path is a file, not a folder. {_ELSEWHERE}",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one.",
}


def write_folder(
    folder: str | Path,
    fill: Callable[[Path], None],
    *,
    overwrite: bool = False,
    is_pack: bool = False,
) -> list[Path]:
    """Write a folder of files so that it appears complete or not at all.

    Parameters
    ----------
    folder
        The folder to make: relative, absolute, or a link to a folder, which is followed. Missing
        parents are made.
    fill
        Called with an empty folder, which it fills.
    overwrite
        Whether a results folder of that name may be replaced.
    is_pack
        Whether it is a data pack that is written. It may replace an earlier synthetic pack as that
        was written, and results never do.

    Returns
    -------
    list of Path
        The files, sorted by name, below `folder` as it was given.

    Raises
    ------
    OutputError
        The folder exists, holds files of somebody else, or cannot be written. Nothing is left
        behind.
    """
    target = _resolved(folder)
    check_folder(folder, overwrite=overwrite, is_pack=is_pack)
    with _reported(folder), _new_parents(target), partial(target, is_folder=True) as sibling:
        fill(sibling)
        names = sorted(file.name for file in sibling.iterdir())
        settle(sibling)
        _move_in(sibling, target)
    return [Path(folder) / name for name in names]


def check_folder(folder: str | Path, *, overwrite: bool = False, is_pack: bool = False) -> None:
    """Refuse a folder that `write_folder` would refuse, before a run is made.

    What an interrupted swap left is restored first.

    Raises
    ------
    OutputError
        The folder exists, is a data pack, or holds files of somebody else.
    """
    recover(folder)
    with _reported(folder):
        _check(folder, _resolved(folder), overwrite=overwrite, is_pack=is_pack)


def recover(folder: str | Path) -> None:
    """Finish or undo a swap that was interrupted.

    Where the folder is missing and `DIR.previous` holds results, these are moved back. Where both
    exist, the swap was over and `DIR.previous` is deleted. Anything that is not a results folder is
    left alone.

    Raises
    ------
    OutputError
        The earlier results cannot be moved back.
    """
    target = _resolved(folder)
    previous = _previous(target)
    with _reported(folder):
        if not previous.is_dir() or foreign_files(previous):
            return
        if target.is_dir():
            if has_pack(previous) and (not has_pack(target) or edited_files(previous)):
                return  # no leftover of a swap, or one that somebody has worked on
            # A medium that forbids it does no harm to a reader; a writer finds out in its own swap.
            with contextlib.suppress(OSError):
                _delete(previous)
        elif not os.path.lexists(target):
            previous.rename(target)


def foreign_files(folder: Path) -> list[str]:
    """Names in a folder that this package did not write.

    The provenance of a results folder lists the files written with it. In any other folder all
    names are foreign. An empty folder holds nothing foreign.
    """
    files = _hashes(folder)
    ours = set() if files is None else {PROVENANCE, README, *files}
    names = {entry.name for entry in folder.iterdir()}
    return sorted(names - ours - set(_DROPPED_BY_DESKTOPS))


def edited_files(folder: Path) -> list[str]:
    """Names of files that are no longer as this package wrote them."""
    edited = []
    for name, digest in (_hashes(folder) or {}).items():
        try:
            with checked_path(folder / name, name, folder).open("rb") as stream:
                is_edited = hashlib.file_digest(stream, "sha256").hexdigest() != digest
        except FileNotFoundError:
            continue
        except (OSError, DataError):  # a link to elsewhere, a pipe, a folder
            is_edited = True
        edited += [name] * is_edited
    return edited


def has_pack(folder: Path) -> bool:
    """Whether a folder is a data pack, or was one before its `pack.toml` went."""
    return os.path.lexists(folder / MANIFEST) or MANIFEST in (_hashes(folder) or {})


def _hashes(folder: Path) -> dict[str, Any] | None:
    """Hashes of the files that a provenance lists; None where there is no provenance."""
    try:
        provenance = json.loads(read_bytes(folder / PROVENANCE, PROVENANCE, within=folder))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(provenance, dict) or "hypercluster" not in provenance:
        return None
    files = provenance.get("files")
    return files if isinstance(files, dict) else {}


def _resolved(folder: str | Path) -> Path:
    try:
        target = Path(folder).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(
            f"{folder}: expected the path of a folder; found one that leads nowhere ({error}). "
            f"{_ELSEWHERE}"
        ) from error
    if not target.name:
        raise OutputError(f"{folder}: {_NOT_ALONE}")
    return target


def _previous(target: Path) -> Path:
    return target.with_name(f"{target.name}.previous")


def _check(folder: str | Path, target: Path, *, overwrite: bool, is_pack: bool) -> None:
    """Refuse what would delete or hide files of somebody else."""
    if Path.cwd().is_relative_to(target):
        raise OutputError(f"{folder}: {_NOT_ALONE}")
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise OutputError(f"{folder}: expected a folder or nothing; found a file. {_ELSEWHERE}")
    if not is_pack:
        _refuse_packs(target)
    if not overwrite:
        raise OutputError(
            f"{folder}: the folder exists already. "
            "Replace it with overwrite=True (--overwrite on the command line), "
            "or choose another one."
        )
    for path in (target, _previous(target)):
        if not os.path.lexists(path):
            continue
        foreign = foreign_files(path) if path.is_dir() else [path.name]
        if foreign:
            listed = ", ".join(foreign[:5]) + (", ..." if len(foreign) > 5 else "")
            raise OutputError(
                f"{path.name}: expected only results of an earlier run, which overwriting may "
                f"replace; found {len(foreign)} other file{'s' if len(foreign) != 1 else ''} "
                f"({listed}). Move them away, or choose another folder."
            )
        if is_pack:
            _refuse_worked_on(folder, path)


def _refuse_packs(target: Path) -> None:
    """Refuse to put results in the place of a data pack."""
    for path in (target, _previous(target)):
        if has_pack(path):
            raise OutputError(
                f"{path.name}: expected a folder for results; found a data pack ({MANIFEST}), "
                f"which is never replaced. {_ELSEWHERE}"
            )


def _refuse_worked_on(folder: str | Path, path: Path) -> None:
    """Refuse to replace anything but an earlier synthetic pack as it was written."""
    if not has_pack(path) and any(path.iterdir()):
        found = "results of a run"
    elif edited := edited_files(path):
        found = f"one with files that were changed since ({', '.join(edited[:5])})"
    else:
        return
    raise OutputError(
        f"{folder}: expected an earlier synthetic pack as it was written, which overwriting may "
        f"replace; found {found}. {_ELSEWHERE}"
    )


@contextlib.contextmanager
def _reported(folder: str | Path) -> Iterator[None]:
    """Turn what the operating system refuses into one message with a remedy."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, f"{error.strerror or error}. {_ELSEWHERE}")
        raise OutputError(f"{folder}: the results folder cannot be written: {remedy}") from error


@contextlib.contextmanager
def _new_parents(target: Path) -> Iterator[None]:
    """Make missing parents, and remove them again if what follows fails."""
    missing = [parent for parent in target.parents if not parent.exists()]
    new: list[Path] = []
    try:
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            new.append(parent)
        yield
    except BaseException:
        for parent in reversed(new):
            with contextlib.suppress(OSError):
                parent.rmdir()
        raise


def _move_in(sibling: Path, target: Path) -> None:
    """Rename the new folder to its name, moving an old one out of the way first."""
    if not target.exists():
        sibling.rename(target)
        settle_name(target.parent)
        return
    previous = _previous(target)
    if previous.exists():
        _delete(previous)
    target.rename(previous)
    try:
        sibling.rename(target)
    except BaseException:
        previous.rename(target)
        raise
    settle_name(target.parent)
    # The new folder is in place; what cannot be deleted now is deleted by the next command.
    with contextlib.suppress(OSError):
        _delete(previous)


def _delete(folder: Path) -> None:
    """Delete a results folder, its provenance last.

    An interrupted deletion can then still be told from foreign files.
    """
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name == PROVENANCE):
        entry.unlink(missing_ok=True)
    folder.rmdir()
