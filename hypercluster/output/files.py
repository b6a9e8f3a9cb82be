"""Write the files of formats into a folder, with README.txt and provenance.json."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.output.folder import PROVENANCE, README, write_folder
from hypercluster.output.readme import readme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypercluster.output.format import Format
    from hypercluster.results import Results


def write_files(
    results: Results, folder: str | Path, formats: Sequence[Format], *, overwrite: bool = False
) -> list[Path]:
    """Write all files of some formats, README.txt and provenance.json."""

    def fill(target: Path) -> None:
        hashes = {}
        for record in formats:
            for name in record.meanings:
                record.write(results, target / name)
                hashes[name] = sha256(target / name)
        write_text(target / README, readme(results, formats))
        write_text(target / PROVENANCE, _provenance(results, hashes))

    return write_folder(folder, fill, overwrite=overwrite)


def sha256(file: Path) -> str:
    """SHA-256 of the bytes of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _provenance(results: Results, files: Mapping[str, str]) -> str:
    """Provenance as JSON, with headline, doubts, hashes of the files and of itself."""
    content = {
        **results.provenance,
        "headline": results.headline,
        "notes": [note.to_dict() for note in results.notes],
        "files": dict(files),
    }
    return _json(content | {"sha256": own_sha256(content)})


def own_sha256(provenance: Mapping[str, Any]) -> str:
    """SHA-256 of a provenance as it is written without this hash.

    Raises
    ------
    ValueError
        It holds what no provenance that was written holds.
    """
    return hashlib.sha256(_json(provenance).encode()).hexdigest()


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_text(file: Path, text: str) -> None:
    """Write a text in UTF-8 with line feeds."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
