"""Input data: find and read a data pack, verify its hashes, check every table.

Nobody else reads input data.
"""

from __future__ import annotations

from hypercluster.sources.boundaries import (
    boundary_path,
    examine_boundaries,
    read_boundaries,
    read_boundary_file,
)
from hypercluster.sources.find import data_root, pack_names
from hypercluster.sources.load import load_pack, make_pack
from hypercluster.sources.pack import DataPack, require_pack

__all__ = [
    "DataPack",
    "boundary_path",
    "data_root",
    "examine_boundaries",
    "load_pack",
    "make_pack",
    "pack_names",
    "read_boundaries",
    "read_boundary_file",
    "require_pack",
]
