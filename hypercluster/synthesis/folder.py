"""Write a synthetic pack into a folder that `load_pack` reads, beside its truth."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.output.folder import PROVENANCE, README, write_folder
from hypercluster.output_file import MANIFEST

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.synthesis.plant import Planted

# A .csv that pack.toml does not name would look like a forgotten table.
TRUTHS = ("truth_regions.tsv", "truth_linkages.tsv", "truth_entries.tsv")
ENTRIES = (
    "truth_entries.tsv: every region and industry, and whether the industry was planted to enter "
    "between the first and the last quarter.\n"
    "series.csv: output of all quarters, and enterprises by industry of the first and the last.\n"
)


def write_pack(planted: Planted, folder: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write a synthetic pack so that its folder appears complete or not at all.

    Parameters
    ----------
    planted
        From `synthesise`.
    folder
        A folder that does not exist yet. Missing parents are made.
    overwrite
        Whether an earlier synthetic pack is replaced. One that was changed by hand, and a folder
        that holds anything else, is never touched.

    Returns
    -------
    list of Path
        The files: a CSV for every table and `pack.toml`, which `load_pack` reads.
        `truth_regions.tsv`, `truth_linkages.tsv` and, with dates, `truth_entries.tsv`
        (tab-separated), which it does not. `provenance.json` with the parameters, and `README.txt`.

    Raises
    ------
    OutputError
        The folder exists, holds other files, or cannot be written. Nothing is left half-written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from hypercluster.sources import load_pack
    >>> from hypercluster.synthesis import synthesise
    >>> planted = synthesise(regions=12, communities=2)
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     files = write_pack(planted, Path(parent) / "made-up")
    ...     load_pack(Path(parent) / "made-up").sha256 == planted.pack.sha256
    True
    """
    texts = {f"{name}.csv": _csv(table) for name, table in planted.pack.tables.items()}
    hashes = {name: _sha256(texts[f"{name}.csv"]) for name in planted.pack.tables}
    truths = {name: getattr(planted, Path(name).stem) for name in TRUTHS}
    texts |= {
        name: _csv(table, separator="\t") for name, table in truths.items() if table is not None
    }
    texts[MANIFEST] = _manifest(planted, hashes)
    provenance = {
        "hypercluster": version("hypercluster"),
        "is_synthetic": True,
        "parameters": dict(planted.parameters),
        "files": {name: _sha256(text) for name, text in texts.items()},
    }
    texts |= {PROVENANCE: json.dumps(provenance, indent=2) + "\n", README: _readme(planted)}

    def fill(target: Path) -> None:
        for name, text in texts.items():
            (target / name).write_bytes(text.encode())

    return write_folder(folder, fill, overwrite=overwrite, is_pack=True)


def _csv(table: pd.DataFrame, *, separator: str = ",") -> str:
    return str(table.to_csv(index=False, lineterminator="\n", sep=separator))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _manifest(planted: Planted, hashes: dict[str, str]) -> str:
    """Content of `pack.toml`. Strings in JSON are strings in TOML."""
    pack = planted.pack
    head: dict[str, Any] = {
        "title": pack.title,
        "vintage": pack.vintage,
        "source": pack.source,
        "synthetic": pack.is_synthetic,
        "default_scheme": pack.default_scheme,
        "reporting_scheme": pack.reporting_scheme,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in head.items()]
    for name, digest in hashes.items():
        entry = {
            "file": f"{name}.csv",
            "source": "Synthetic data made by hypercluster.",
            "sha256": digest,
        }
        lines += ["", f"[tables.{name}]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
    return "\n".join(lines) + "\n"


def _readme(planted: Planted) -> str:
    """Content of `README.txt`."""
    regions, linkages = planted.truth_regions, planted.truth_linkages
    pairs = linkages[linkages["is_linkage"]]
    sizes = regions["community"].value_counts(sort=False).sort_index()
    parameters = "\n".join(f"  {name}: {value:g}" for name, value in planted.parameters.items())
    entries = ENTRIES if planted.truth_entries is not None else ""
    return (
        "SYNTHETIC DATA. Nothing here describes a real place.\n\n"
        f"{planted.pack.title}, made by hypercluster {version('hypercluster')} with\n"
        f"{parameters}\n\n"
        "pack.toml and the .csv files are a data pack: hypercluster analyse --data DIR\n"
        "truth_regions.tsv (tab-separated): the planted community of each region, and whether it "
        "is a planted hub.\n"
        "truth_linkages.tsv: every pair of regions, and whether a complementary linkage was "
        "planted there.\n"
        f"{entries}"
        "The noise says how much of this gave way to the mean of the whole: at 0 nothing, at 1 "
        "none of it is left in the data.\n"
        "provenance.json: the parameters, and the hash of each file. The same parameters make the "
        "same bytes.\n\n"
        "Planted communities: "
        f"{', '.join(f'{name} ({number})' for name, number in sizes.items())}\n"
        f"Planted hubs: {', '.join(regions.loc[regions['is_hub'], 'region'])}\n"
        f"Planted linkages: {', '.join(pairs['source'] + '-' + pairs['target'])}\n"
    )
