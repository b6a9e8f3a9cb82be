"""What is ranked: one record a ranking.

Everything that deals with rankings loops over `RANKINGS`: draws, nulls, ranges, tests, findings,
sources of uncertainty, provenance, sweeps, comparisons, screens, pages, profiles and figures. Ranks
count from 1, the largest score first. Ties share a rank.

A new ranking is a record in `_KINDS` that says what is ranked, builds its table and describes the
columns of it, and its texts in `words/*.toml`: `ranking.NAME`, `ranking_short.NAME`,
`ranking_item.NAME`, and `heading`, `level`, `note`, `score` and `empty` of its table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypercluster.columns import Column
from hypercluster.errors import AnalysisError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.once import Run
    from hypercluster.settings import Settings

MOST_P = 0.05  # p and q at most this are beyond chance (convention)
DASH = " – "  # between the names of an item


@dataclass(frozen=True, eq=False, repr=False)
class RankingKind:
    """One ranking: where it stands in the results, and what a run ranks by.

    Columns are named without the prefix of the ranking.

    Attributes
    ----------
    name
        Name in the provenance and in tables about rankings. Its last part is the short name.
    table
        Table of the results that holds the ranking.
    key, names
        Columns that name an item by code, and those that name it in words.
    section
        Section of the settings that holds its `top_k`.
    items
        Items of a run, by key.
    scores
        Scores of these items in a run. The largest ranks first, a missing one is not ranked.
    score
        Column of the score.
    idea
        What a high score says, in a few words.
    prefix
        What the names of its columns begin with.
    rows
        Column and value of its rows, in a table of several rankings of different items.
    parts
        Columns of the parts of the score, with the short name of each.
    is_mean
        Whether the score is the mean of its parts, not their sum.
    variance_name
        Name of the score in the table `variance_shares`. Empty where its variance is not split.
    value
        Linkages: the column of what is high where a pair ranks high.
    null
        Values that are compared with those of nulls, item by item. None where nothing is.
    has_findings
        Whether an item beyond chance and surely among the top is called a finding.
    has_condition
        Whether an item is ranked only where conditions hold. Then the share of draws in which they
        do is published, and `confidence` speaks of it.
    is_sampled
        Whether a draw may leave items out. Ranks are then stretched to the number of the run.
    is_opportunity
        Whether its table is a level of opportunities, which a command, a figure, the page and the
        profiles show. Hubs have their own.
    build
        Table of a run, one row an item: key, names, score, parts and whatever else is to be
        published. Ranks, ties, ranges and p-values are added. None where `run.tables` builds it.
    meaning, columns
        What a row of that table is, and the columns that `build` returns.
    """

    name: str
    table: str
    key: tuple[str, ...]
    names: tuple[str, ...]
    section: str
    items: Callable[[Run], pd.Index]
    scores: Callable[[Run], np.ndarray]
    score: str
    idea: str
    prefix: str = ""
    rows: tuple[str, str] | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    is_mean: bool = False
    variance_name: str = ""
    value: str = ""
    null: Callable[[Run], np.ndarray] | None = None
    has_findings: bool = False
    has_condition: bool = False
    is_sampled: bool = False
    is_opportunity: bool = True
    build: Callable[[Run], pd.DataFrame] | None = None
    meaning: str = ""
    columns: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        if self.build is None:
            return
        needed = (*self.key, *self.names, self.score, *self.parts)
        described = {column.name for column in self.columns}
        problems = [f"column {name!r} is not described" for name in needed if name not in described]
        problems += [] if self.meaning else ["nothing says what a row is (meaning)"]
        if problems:
            raise AnalysisError(
                f"Expected a description of the table of the ranking {self.name!r}; found that "
                f"{'; '.join(dict.fromkeys(problems))}. Complete `columns` and `meaning` of the "
                "record."
            )

    def __repr__(self) -> str:
        return f"RankingKind({self.name!r}, table {self.table!r}, key {self.key})"

    @property
    def short(self) -> str:
        """Last part of the name, such as the value of the setting `linkages.ranking`."""
        return self.name.rpartition(".")[2]

    @property
    def is_regional(self) -> bool:
        """Whether its items are regions, or regions with something else."""
        return any(column in ("region", "source", "target") for column in self.key)

    def column(self, name: str) -> str:
        """Name of one of its columns in the table."""
        return f"{self.prefix}{name}"

    def ranks(self, run: Run) -> np.ndarray:
        """Ranks of the items of a run."""
        return competition_ranks(self.scores(run))

    def most(self, settings: Settings) -> int:
        """The k that the settings ask for."""
        top_k: int = getattr(settings, self.section).top_k
        return top_k

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of its table that are its items, ranked or not."""
        return table if self.rows is None else table[table[self.rows[0]] == self.rows[1]]

    def keys(self, table: pd.DataFrame) -> pd.Index:
        """Keys of the rows of its table, as in `items`."""
        import pandas as pd

        codes = table.reset_index() if table.index.name in self.key else table
        first, *more = self.key
        return pd.MultiIndex.from_frame(codes[list(self.key)]) if more else pd.Index(codes[first])


def competition_ranks(values: np.ndarray) -> np.ndarray:
    """Rank from the largest, 1 first. Equal values share the smallest rank.

    Parameters
    ----------
    values
        Numbers, compared after rounding to 1e-9.

    Returns
    -------
    ndarray
        Ranks as floats. Missing values stay missing and do not count.

    Examples
    --------
    >>> import numpy as np
    >>> competition_ranks(np.array([5.0, 8.0, 5.0, np.nan, 1.0])).tolist()
    [2.0, 1.0, 2.0, nan, 4.0]
    """
    import numpy as np

    # Not scipy.stats.rankdata: every run ranks, and importing scipy.stats takes as long as a run.
    rounded = np.round(values, 9)
    valid = np.sort(rounded[~np.isnan(rounded)])
    ranks = len(valid) - np.searchsorted(valid, rounded, side="right") + 1.0
    return np.where(np.isnan(rounded), np.nan, ranks)


def is_beyond_chance(p_values: Any) -> Any:
    """Tell whether p or q values are at most the level, to 1e-9. Missing ones are not."""
    import numpy as np

    return np.round(p_values, 9) <= MOST_P


def pair_positions(regions: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Positions of source and target of every unordered pair, in the order of tables.

    Source comes before target as text.
    """
    import numpy as np

    order = np.argsort(regions.to_numpy(dtype=str), kind="stable")
    first, second = np.triu_indices(len(regions), k=1)
    return order[first], order[second]


def _regions(run: Run) -> pd.Index:
    return run.inputs.scheme.index


def _pairs(run: Run) -> pd.Index:
    import pandas as pd

    regions = run.inputs.scheme.index
    source, target = pair_positions(regions)
    return pd.MultiIndex.from_arrays([regions[source], regions[target]])


def _cells(run: Run) -> pd.Index:
    import pandas as pd

    return pd.MultiIndex.from_product([run.inputs.scheme.index, run.inputs.counts.columns])


def _actors(kind: str) -> RankingKind:
    """Ranking of the actors of one kind among themselves."""
    return RankingKind(
        f"actor_hubs.{kind}",
        table="actor_hubs",
        key=("actor",),
        names=("name",),
        section="hubs",
        items=lambda run: run.actor_codes[kind],
        scores=lambda run: run.actor_composites[kind],
        score="composite",
        idea=f"how central a {kind} is",
        rows=("kind", kind),
        is_opportunity=False,
        parts={
            "strength_percentile": "strength",
            "betweenness_percentile": "betweenness",
            "reach_percentile": "reach",
        },
        is_mean=True,
        is_sampled=True,
    )


def _linkages(short: str, value: str, idea: str) -> RankingKind:
    """Ranking of pairs of regions by one reading of their industries."""

    def scores(run: Run) -> np.ndarray:
        pairs: np.ndarray = run.linkage_scores[short]["score"][
            pair_positions(run.inputs.scheme.index)
        ]
        return pairs

    return RankingKind(
        f"linkages.{short}",
        table="linkages",
        key=("source", "target"),
        names=("source_name", "target_name"),
        section="linkages",
        items=_pairs,
        scores=scores,
        score="score",
        idea=idea,
        prefix=f"{short}_",
        parts={"profile_part": "profile_part", "capability_part": "capability_part"},
        variance_name=f"{short} score",
        value=value,
        null=scores,
        has_findings=True,
    )


_KINDS = (
    RankingKind(
        "hubs",
        table="hubs",
        key=("region",),
        names=("name",),
        section="hubs",
        items=_regions,
        scores=lambda run: run.hub_composite,
        score="composite",
        idea="how central a region is",
        parts={
            "strength_percentile": "strength",
            "betweenness_percentile": "betweenness",
            "endowment_percentile": "endowment",
        },
        is_mean=True,
        is_opportunity=False,
        variance_name="hub composite",
    ),
    _actors("organisation"),
    _actors("group"),
    _linkages(
        "complementary", "complementarity", "what each side's industries would add to the other"
    ),
    _linkages("common_ground", "similarity", "what both sides' industries have in common"),
    RankingKind(
        "new_clusters",
        table="new_clusters",
        key=("region", "industry"),
        names=("region_name", "industry_name"),
        section="new_clusters",
        items=_cells,
        scores=lambda run: run.new_cluster_scores.ravel(),
        score="score",
        idea="how large a specialised core without a cluster is",
        has_condition=True,
    ),
    RankingKind(
        "diversification",
        table="diversification",
        key=("region", "industry"),
        names=("region_name", "industry_name"),
        section="diversification",
        items=_cells,
        scores=lambda run: run.diversification_scores.ravel(),
        score="relatedness_density",
        idea="how related an industry is to those the region has",
        null=lambda run: run.density.to_numpy(dtype=float).ravel(),
    ),
)


RANKINGS: dict[str, RankingKind] = {kind.name: kind for kind in _KINDS}


def levels() -> dict[str, tuple[RankingKind, ...]]:
    """Levels of opportunities: their rankings by the table that holds them."""
    kinds = [kind for kind in RANKINGS.values() if kind.is_opportunity]
    return {
        table: tuple(kind for kind in kinds if kind.table == table)
        for table in dict.fromkeys(kind.table for kind in kinds)
    }


def linkage_rankings() -> tuple[RankingKind, ...]:
    """Rankings of the table `linkages`, the first of which is the default."""
    return tuple(kind for kind in RANKINGS.values() if kind.table == "linkages")


def linkage_names() -> tuple[str, ...]:
    """Short names of the rankings of linkages, as settings and options take them."""
    return tuple(kind.short for kind in linkage_rankings())


def ranking_kind(name: str) -> RankingKind:
    """Ranking of a name or short name, a hyphen counting as an underscore.

    Raises
    ------
    AnalysisError
        There is no such ranking.
    """
    if not isinstance(name, str):
        raise AnalysisError(
            f"Expected the name of a ranking; found {name!r}. One of: {', '.join(RANKINGS)}."
        )
    plain = name.strip().casefold().replace("-", "_")
    for kind in RANKINGS.values():
        if plain in (kind.name, kind.short):
            return kind
    hint = did_you_mean(plain, [*RANKINGS, *(kind.short for kind in RANKINGS.values())])
    raise AnalysisError(f"Expected a ranking; found {name!r}.{hint} One of: {', '.join(RANKINGS)}.")
