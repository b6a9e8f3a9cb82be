"""The results of a run, and one tidy table of each of its rankings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypercluster.display import sizes
from hypercluster.errors import AnalysisError
from hypercluster.rankings import DASH, ranking_kind
from hypercluster.regions import area_membership
from hypercluster.words import SEPARATOR, Notes

if TYPE_CHECKING:
    import folium
    import geopandas as gpd
    import pandas as pd

    from hypercluster.actors import ActorGraph
    from hypercluster.network import RegionalNetwork
    from hypercluster.words import Note


class Tables(dict[str, "pd.DataFrame"]):
    """Tables by name, shown by their sizes and not row by row."""

    def __repr__(self) -> str:
        return f"Tables({sizes(self)})"


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """Everything a run says. Outputs see nothing else.

    The tables are described column by column in `hypercluster.schema.RESULT_TABLES`, in the data
    dictionary and in the `README.txt` of every written run. Each is an attribute too:
    `results.hubs` is `results.tables["hubs"]`. `regions` and `hubs` are indexed by region.

    Attributes
    ----------
    tables
        All tables by name, in the order of `RESULT_TABLES`.
    network, actors
        The multiplex of regions and the heterogeneous graph of actors.
    provenance
        Pack, settings, seed, versions, conventions: what it takes to repeat the run.
    notes
        Doubts a reader must see; `print` and notebooks show their English sentences.
    headline
        What the run supports, and on what grounds.
    boundaries
        Polygons of all areas on the pack's map when called: index `area`, WGS84, those of the
        regions and any around them. None where the pack has no boundaries.
    boundaries_file
        The file that they are read from, which a results folder copies; None where they were given
        as a GeoDataFrame.
    """

    tables: Mapping[str, pd.DataFrame]
    network: RegionalNetwork
    actors: ActorGraph
    provenance: dict[str, Any]
    notes: tuple[Note, ...]
    headline: str
    boundaries: Callable[[], gpd.GeoDataFrame] | None = None
    boundaries_file: Path | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", Tables(self.tables))
        object.__setattr__(self, "notes", Notes(self.notes))

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Table of that name."""
        # Copies and unpickled objects are asked for names before they have any attribute.
        tables: Mapping[str, pd.DataFrame] = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(
            f"Expected an attribute or a table of the results; found {name!r}. "
            f"Tables: {', '.join(tables)}."
        )

    def __dir__(self) -> list[str]:
        """Names of attributes and tables, as an editor completes them."""
        return sorted({*super().__dir__(), *self.tables})

    def __repr__(self) -> str:
        """What was run, and the headline."""
        run = self.provenance
        return (
            f"Results(scheme {run['scheme']!r}, {len(self.regions)} regions, "
            f"{run['draws']} draws, seed {run['seed']}, {len(self.tables)} tables)\n{self.headline}"
        )

    def _repr_html_(self) -> str:
        """Headline, scope, doubts and the first rows of the rankings for notebooks."""
        from hypercluster.views.notebook import results_html

        return results_html(self)

    def to_geopandas(self) -> gpd.GeoDataFrame:
        """Regions with all columns of `regions` and their polygons, in scheme order.

        Coordinates are WGS84.

        Raises
        ------
        AnalysisError
            The pack has no boundaries.
        """
        from hypercluster.sources.boundaries import dissolve

        membership = area_membership(self.regions)
        areas, regions = membership.index.to_list(), membership.to_list()
        shapes = dissolve(self._areas_on_map(), areas, regions)
        return shapes[["geometry"]].join(self.regions)[[*self.regions.columns, "geometry"]]

    def explore(
        self, column: str = "community", *, linkages: int = 20, **options: Any
    ) -> folium.Map:
        """Map to move about in a notebook.

        Regions are filled by a column, hubs are circles, and the strongest linkages are lines. No
        basemap is drawn (`tiles=None`), so that no place is sent to a map server. The page of a
        folium map itself loads its scripts from the web.

        Parameters
        ----------
        column
            Column of `regions` to fill by.
        linkages
            How many of the strongest linkages are drawn, in the ranking of the run.
        options
            Passed to `geopandas.GeoDataFrame.explore`, such as `tiles="CartoDB positron"` or
            `cmap`.

        Raises
        ------
        MissingExtraError
            The extra `explore` is not installed.
        AnalysisError
            The pack has no boundaries, or `regions` has no such column.

        Examples
        --------
        >>> import hypercluster as hc
        >>> results = hc.analyse(hc.load_pack())  # doctest: +SKIP
        >>> results.explore("enterprises").save("map.html")  # doctest: +SKIP
        """
        from hypercluster.drawing.explore import explore_map

        return explore_map(self, column, linkages=linkages, **options)

    def surroundings(self) -> gpd.GeoDataFrame:
        """Areas of the map that belong to no region.

        Indexed by `area`, only `geometry` (WGS84). Empty where the map holds none.

        Raises
        ------
        AnalysisError
            The pack has no boundaries.
        """
        shapes = self._areas_on_map()
        return shapes[~shapes.index.isin(area_membership(self.regions).index)]

    def _areas_on_map(self) -> gpd.GeoDataFrame:
        if self.boundaries is None:
            raise AnalysisError(
                "Expected boundaries; found none with these results. "
                "Add a table boundaries (GeoJSON or GeoPackage) to the data pack."
            )
        return self.boundaries()


def ranking(results: Results, name: str) -> pd.DataFrame:
    """Rank the items of any ranking of a run, in the same columns for all.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    name
        Such as `hubs`, `linkages.complementary`, `new_clusters` or `actor_hubs.group`; the part
        after the dot is enough.

    Returns
    -------
    DataFrame
        One row a ranked item, the first rank first, indexed by the columns that name it in its
        table. `rank`, `item` (codes joined by "; "), `item_name`, `score`; `rank_low`,
        `rank_high`, `p_top_k`, `confidence` over draws, missing without; `is_tied`;
        `p_qualifies` where items are ranked under a condition, which `confidence` then speaks of;
        `p_null`, `p_familywise` and `is_finding` where the ranking has them. Then the parts of the
        score.

    Raises
    ------
    AnalysisError
        There is no such ranking.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> hc.ranking(results, "hubs")[["rank", "item_name"]].head(2).values.tolist()
    [[1, 'Tyumen with Khanty-Mansi and Yamal'], [2, 'Tatarstan']]
    """
    from hypercluster.schema import conform, tidy_schema

    kind = ranking_kind(name)
    table = getattr(results, kind.table)
    table = kind.of(table.reset_index() if table.index.name else table)
    ranked = table[table[kind.column("rank")].notna()]
    ranked = ranked.sort_values(kind.column("rank"), kind="stable").set_index(
        list(kind.key), drop=False
    )
    schema = tidy_schema(kind)
    tidy = {
        "item": _joined(ranked[list(kind.key)], SEPARATOR),
        "item_name": _joined(ranked[list(kind.names)], DASH),
        "score": ranked[kind.column(kind.score)],
    }
    tidy |= {
        column.name: ranked[kind.column(column.name)]
        for column in schema.columns
        if column.name not in tidy
    }
    return conform(schema, ranked[[]].assign(**tidy))


def _joined(texts: pd.DataFrame, separator: str) -> pd.Series:
    """Texts of each row in one."""
    import pandas as pd

    rows = [separator.join(row) for row in texts.itertuples(index=False)]
    return pd.Series(rows, index=texts.index, dtype="str")
