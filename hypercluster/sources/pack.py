"""What a data pack is: the checked tables of one study, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypercluster.display import sizes
from hypercluster.errors import AnalysisError, SchemeError
from hypercluster.regions import AREAS_SCHEME
from hypercluster.schema import PACK_TABLES
from hypercluster.schema.cells import shorten, suggestion
from hypercluster.schema.check import empty_table
from hypercluster.sources.boundaries import dissolve, read_boundaries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class DataPack:
    """Checked tables of a pack, from `load_pack` or `make_pack`.

    Attributes
    ----------
    title, vintage, source
        What it describes, the year of its data, how to cite them.
    default_scheme, reporting_scheme
        Region scheme analysed by default, and the one that enterprises are counted for. `areas`
        (every area its own region) always exists.
    is_synthetic
        Whether the data are made up.
    local_language, map_crs
        Language of the local names, and projection of maps (PROJ string or EPSG code), or None.
    tables
        The tables that the pack has, columns in schema order. `industries` is always there.
    files
        Per table, boundaries included: file, publisher, licence, retrieved, source, sha256. Each is
        empty where the pack does not say.
    sha256
        Hash over the names and hashes of all tables.
    folder
        Where the files are, or None for a pack made from DataFrames.
    polygons
        Boundaries given as a GeoDataFrame, or None where they are read from `files` when needed.
    """

    title: str
    vintage: str
    source: str
    default_scheme: str
    reporting_scheme: str
    is_synthetic: bool
    local_language: str | None
    map_crs: str | None
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    files: Mapping[str, dict[str, str]] = field(repr=False)
    sha256: str
    folder: Path | None = None
    polygons: gpd.GeoDataFrame | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Title and the size of every table."""
        return f"DataPack({self.title!r}; rows: {sizes(self.tables)})"

    def table(self, name: str) -> pd.DataFrame:
        """Table by name, without rows where the pack does not have it.

        Changing what is returned does not change the pack.

        Raises
        ------
        AnalysisError
            No pack has a table of that name.
        """
        if name in self.tables:
            return self.tables[name].copy(deep=False)
        if name not in PACK_TABLES:
            raise AnalysisError(
                f"Expected a table of a data pack; found {name!r}. {suggestion(name, PACK_TABLES)}"
            )
        return empty_table(PACK_TABLES[name])

    def to_geopandas(self, scheme: str | None = None) -> gpd.GeoDataFrame:
        """Regions of a scheme as polygons, areas dissolved (WGS84).

        Parameters
        ----------
        scheme
            Name of a region scheme. Without it areas are not dissolved: those of the pack come
            first, then whatever else the boundaries hold (for the rest of a map).

        Returns
        -------
        GeoDataFrame
            Index `region` in scheme order, or `area`.

        Raises
        ------
        AnalysisError
            The pack has no boundaries.
        SchemeError
            The pack has no scheme of that name.
        """
        if scheme is None:
            return read_boundaries(self)
        schemes = self.table("schemes")
        names = list(dict.fromkeys([*schemes["scheme"], AREAS_SCHEME]))
        if scheme not in names:
            raise SchemeError(
                f"Expected a region scheme of the pack; found {scheme!r}. "
                f"{suggestion(scheme, names)}"
            )
        rows = schemes[schemes["scheme"] == scheme]
        areas = self.table("areas")["area"]
        codes, regions = (rows["area"], rows["region"]) if len(rows) else (areas, areas)
        return dissolve(read_boundaries(self), codes.to_list(), regions.to_list())


def require_pack(pack: Any) -> None:
    """Refuse what is no data pack, such as the path of one.

    Raises
    ------
    AnalysisError
        It is something else.
    """
    if not isinstance(pack, DataPack):
        raise AnalysisError(
            f"Expected a data pack; found {'None' if pack is None else shorten(pack)}. "
            "Read one from a folder with hc.load_pack, or make one from DataFrames with "
            "hc.make_pack."
        )
