"""The results of a run: tables, network, actors, provenance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.regions import SEPARATOR
from hypercluster.schema import RESULT_TABLES
from hypercluster.sources.boundaries import dissolve

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hypercluster.actors import ActorGraph
    from hypercluster.network import RegionalNetwork


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """Everything a run found; outputs see nothing else.

    The tables are described column by column in `hypercluster.schema.RESULT_TABLES`, in the data dictionary and in
    the `README.txt` of every written run. `regions` and `hubs` are indexed by region.

    Attributes
    ----------
    network, actors
        The multiplex of regions and the heterogeneous graph of actors.
    provenance
        Pack, settings, seed, versions, conventions: what it takes to repeat the run.
    notes
        Doubts a reader must see.
    headline
        The one sentence that the run supports.
    boundaries
        Polygons of all areas on the pack's map when called: index `area`, WGS84, those of the regions and any around them.
        None where the pack has no boundaries.
    boundaries_file
        The file that they are read from, which a results folder copies; None where they were given as a GeoDataFrame.
    """

    regions: pd.DataFrame
    indicators: pd.DataFrame
    industries: pd.DataFrame
    proximity: pd.DataFrame
    layers: pd.DataFrame
    ties: pd.DataFrame
    membership: pd.DataFrame
    communities: pd.DataFrame
    hubs: pd.DataFrame
    actor_hubs: pd.DataFrame
    reported_hubs: pd.DataFrame
    linkages: pd.DataFrame
    new_clusters: pd.DataFrame
    diversification: pd.DataFrame
    community_quality: pd.DataFrame
    agreement: pd.DataFrame
    layer_comparison: pd.DataFrame
    reducibility: pd.DataFrame
    variance_shares: pd.DataFrame
    uncertainty_sources: pd.DataFrame
    actor_communities: pd.DataFrame
    network: RegionalNetwork
    actors: ActorGraph
    provenance: dict[str, Any]
    notes: tuple[str, ...]
    headline: str
    boundaries: Callable[[], gpd.GeoDataFrame] | None = field(default=None, repr=False)
    boundaries_file: Path | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Headline and the size of every table."""
        sizes = ", ".join(f"{name} {len(table)}" for name, table in self.tables().items())
        return f"Results({self.headline!r}; rows: {sizes})"

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, in the order of `RESULT_TABLES`."""
        return {name: getattr(self, name) for name in RESULT_TABLES}

    def to_geopandas(self) -> gpd.GeoDataFrame:
        """Regions with all columns of `regions` and their polygons (WGS84), in scheme order.

        Raises
        ------
        AnalysisError
            The pack has no boundaries.
        """
        regions = [(area, region) for region, joined in self.regions["areas"].items() for area in joined.split(SEPARATOR)]
        shapes = dissolve(self._areas_on_map(), [area for area, _ in regions], [str(region) for _, region in regions])
        return shapes[["geometry"]].join(self.regions)[[*self.regions.columns, "geometry"]]

    def surroundings(self) -> gpd.GeoDataFrame:
        """Areas of the map that belong to no region: index `area`, only `geometry`, WGS84; empty where the map holds none.

        Raises
        ------
        AnalysisError
            The pack has no boundaries.
        """
        inside = {area for joined in self.regions["areas"] for area in joined.split(SEPARATOR)}
        shapes = self._areas_on_map()
        return shapes[~shapes.index.isin(inside)]

    def _areas_on_map(self) -> gpd.GeoDataFrame:
        if self.boundaries is None:
            raise AnalysisError(
                "Expected boundaries; found none with these results. Add a table boundaries (GeoJSON or GeoPackage) to the data pack."
            )
        return self.boundaries()
