"""The results of a run: tables, network, actors, provenance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypercluster.errors import AnalysisError
from hypercluster.schema import RESULT_TABLES

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
    polygons: Callable[[], gpd.GeoDataFrame] | None = field(default=None, repr=False)

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
            The pack has no boundaries, or the results were read back from a folder, which holds none.
        """
        if self.polygons is None:
            raise AnalysisError(
                "Expected boundaries; found none with these results. Use `pack.to_geopandas(scheme)` of a pack that has boundaries."
            )
        shapes = self.polygons()
        return shapes[["geometry"]].join(self.regions)[[*self.regions.columns, "geometry"]]
