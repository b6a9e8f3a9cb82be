"""Write the files of a folder by name, with the README that explains them and the provenance that repeats them."""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hypercluster.output.folder import PROVENANCE, README, write_folder
from hypercluster.schema import RESULT_TABLES
from hypercluster.sources.manifest import BOUNDARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

    from hypercluster.results import Results


def write_files(
    results: Results,
    folder: str | Path,
    names: Iterable[str],
    *,
    overwrite: bool = False,
    pages: Mapping[str, Callable[[], str]] | None = None,
) -> list[Path]:
    """Write the named files of a run, and pages by name, with README.txt and provenance.json; see `write` of the package."""
    files, pages = [*names, *(pages or {})], pages or {}

    def fill(target: Path) -> None:
        for name in files:
            if name in pages:
                _write_text(target / name, pages[name]())
            else:
                _write_file(results, target / name)
        _write_text(target / README, _readme(results, [*files, PROVENANCE, README]))
        _write_text(
            target / PROVENANCE,
            _provenance(results, {name: sha256(target / name) for name in files}),
        )

    return write_folder(folder, fill, overwrite=overwrite)


def sha256(file: Path) -> str:
    """SHA-256 of the bytes of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_file(results: Results, file: Path) -> None:
    """Write a file as its name says: its suffix the format, its stem the table, graph or layer."""
    writers: dict[str, Callable[[Results, Path], None]] = {
        ".csv": _write_csv,
        ".graphml": partial(_write_graph, suffix=".graphml"),
        ".gexf": partial(_write_graph, suffix=".gexf"),
        ".xlsx": _write_xlsx,
        ".parquet": _write_parquet,
        ".json": _write_json,
        ".gpkg": _write_geopackage,
        ".geojson": _write_geojson,
    }
    if file.stem == BOUNDARIES and results.boundaries is not None:
        _write_boundaries(results, results.boundaries, file)
    else:
        writers[file.suffix](results, file)


def _write_csv(results: Results, file: Path) -> None:
    from hypercluster.output.tables import write_table

    write_table(results.tables[file.stem], RESULT_TABLES[file.stem], file)


def _write_graph(results: Results, file: Path, *, suffix: str) -> None:
    from hypercluster.drawing.graphs import actors_graph, network_graph
    from hypercluster.output.gexf import write_gexf
    from hypercluster.output.graphml import write_graphml

    nodes, edges = (network_graph if file.stem == "network" else actors_graph)(results)
    if suffix == ".gexf":
        write_gexf(nodes, edges, file, description=results.headline)
    else:
        write_graphml(nodes, edges, file)


def _write_xlsx(results: Results, file: Path) -> None:
    from hypercluster.output.xlsx import write_xlsx

    write_xlsx(results, file)


def _write_parquet(results: Results, file: Path) -> None:
    from hypercluster.output.parquet import write_parquet

    write_parquet(results, file.stem, file)


def _write_json(results: Results, file: Path) -> None:
    from hypercluster.output.json_document import write_json

    write_json(results, file)


def _write_geopackage(results: Results, file: Path) -> None:
    from hypercluster.output.geopackage import write_geopackage

    write_geopackage(results, file)


def _write_geojson(results: Results, file: Path) -> None:
    from hypercluster.output.geojson import write_geojson

    write_geojson(results, file.stem, file)


def _write_boundaries(
    results: Results, boundaries: Callable[[], gpd.GeoDataFrame], file: Path
) -> None:
    """Copy the file of the pack, whose hash is in the provenance; write GeoJSON where there is none to copy."""
    if results.boundaries_file is not None and results.boundaries_file.suffix == file.suffix:
        shutil.copyfile(results.boundaries_file, file)
    else:
        _write_text(file, boundaries().reset_index().to_json(drop_id=True) + "\n")


def _readme(results: Results, files: list[str]) -> str:
    from hypercluster.output.readme import readme

    return readme(results, files)


def _provenance(results: Results, files: Mapping[str, str]) -> str:
    """Provenance as JSON, with the headline, the doubts and the SHA-256 of the files."""
    known = {
        **results.provenance,
        "headline": results.headline,
        "notes": list(results.notes),
        "files": dict(files),
    }
    return json.dumps(known, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _write_text(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
