"""The run that is shown, as one file to keep: its results folder in a ZIP."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypercluster.results import Results

FOLDER = "results"
# A ZIP knows no earlier date, and a clock would make equal runs differ.
EARLIEST = (1980, 1, 1, 0, 0, 0)


def archive(results: Results, *, language: str) -> bytes:
    """Folder that `write` makes, report included, as the bytes of a ZIP.

    Equal results give equal bytes.
    """
    from hypercluster.output.run_folder import write

    packed = io.BytesIO()
    with TemporaryDirectory() as parent, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(write(results, Path(parent) / FOLDER, report=language)):
            entry = zipfile.ZipInfo(f"{FOLDER}/{path.name}", EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, path.read_bytes())
    return packed.getvalue()
