"""What is shown of sweeps: how far ranks and communities follow a setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RANKINGS
from hypercluster.views.model import Group, View, ViewColumn
from hypercluster.views.plain_data import records
from hypercluster.words import Note, Term, term, value_text

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

COMMUNITIES = "communities"
SOURCES = 3  # of doubt, named for each ranking
LAYER = "layers.weights."
INFORMATION = "adjusted_mutual_information"


def sweep(tables: Mapping[str, pd.DataFrame], *, first: int | None = None) -> Group:
    """Agreement by value, what that says, and the paths of the top ranks that move.

    Parameters
    ----------
    tables
        `agreement` and `paths`, from `sweep`.
    first
        How many items a table of paths shows.
    """
    agreement, paths = tables["agreement"], tables["paths"]
    name = agreement.attrs["setting"]
    rows = [
        {
            "value": value_text(table["value"].iloc[0]),
            "is_base": bool(table["is_base"].iloc[0]),
            **{row["ranking"]: _cell(row) for row in table.to_dict("records")},
        }
        for _, table in agreement.groupby("value", sort=False)
    ]
    view = View(
        Note("sentence", {"text": name}),
        (
            ViewColumn(
                name.removeprefix(LAYER).rpartition(".")[2], ("value",), "name", star="is_base"
            ),
            *_ranking_columns(),
        ),
        _frame(rows),
        remarks=(
            Note("sweep.of_setting", {"setting": name, "rule": Note("sweep.rule")}),
            Note("sweep.communities"),
            *_most_moved(agreement),
        ),
        star=Note("sweep.itself"),
    )
    below = tuple(
        _paths(str(ranking), table, first)
        for ranking, table in paths.groupby("ranking", sort=False)
        if table["rank"].ne(table["base_rank"]).fillna(value=True).any()
    )
    described = {key: agreement.attrs[key] for key in ("setting", "base", "convention")}
    data = {**described, "paths": records(paths)}
    return Group("agreement", view, below, data=data)


def overview(table: pd.DataFrame) -> Group:
    """One row a setting, then what moves each ranking most."""
    names = {
        name: str(name).replace(LAYER, "weight ").rpartition(".")[2] for name in table["setting"]
    }
    by_setting = table.groupby("setting", sort=False)
    rows = [
        {
            "setting": names[setting],
            **{row["ranking"]: _cell(row) for row in rows.to_dict("records")},
        }
        for setting, rows in by_setting
    ]
    # All layers share one grid, so that it is said once.
    grids = {names[name].partition(" ")[0]: rows["values"].iloc[0] for name, rows in by_setting}
    tried = tuple(Note("sweep.grid", {"name": name, "values": grids[name]}) for name in grids)
    view = View(
        Note("sweep.overview"),
        (ViewColumn("setting", ("setting",), "name"), *_ranking_columns()),
        _frame(rows),
        remarks=(
            _moved(table, names),
            Note("sweep.least", {"rule": Note("sweep.rule")}),
            Note("sweep.communities"),
            Note("sweep.tried", {"grids": tried}),
            Note("sweep.one_setting"),
        ),
    )
    return Group("overview", view)


def sources(results: Results) -> View:
    """What moves each ranking most: its first sources of doubt, each varied alone."""
    table = results.uncertainty_sources.dropna(subset=["share"])
    table = table.sort_values("share", ascending=False, kind="stable")
    rows = []
    for ranking in results.uncertainty_sources["ranking"].unique():
        first = table[table["ranking"] == ranking].head(SOURCES).to_dict("records")
        named = tuple(
            Note("remarks.source", {**row, "source": Term("sources", row["source"])})
            for row in first
        )
        rows += [{"ranking": ranking, "sources": Note("sweep.sources", {"sources": named})}] * bool(
            first
        )
    columns = (
        ViewColumn("ranking", ("ranking",), "term", entity="ranking", title="sensitivity.ranking"),
        ViewColumn("source", ("sources",), "note", title="sensitivity.source"),
    )
    return View(Note("sensitivity.heading"), columns, _frame(rows), page=columns)


def _ranking_columns() -> Iterator[ViewColumn]:
    """One column a ranking of regions, communities last."""
    for name in (*swept_rankings(), COMMUNITIES):
        yield ViewColumn(term("ranking_short", name), (name,), "agreement")


def swept_rankings() -> tuple[str, ...]:
    """Names of the rankings that a sweep follows: those of regions."""
    return tuple(kind.name for kind in RANKINGS.values() if kind.is_regional)


def _cell(row: Mapping[str, Any]) -> Note:
    """How far a ranking or the communities agree with those of the run itself."""
    if row["is_still"]:
        return Note("sweep.same")
    # Over ties alone a correlation is missing; the top may still say something.
    keys = (
        [INFORMATION] if row["ranking"] == COMMUNITIES else ["spearman", "top_common", "top_items"]
    )
    key = "sweep.partition" if row["ranking"] == COMMUNITIES else "sweep.ranks"
    return Note(key, {name: row[name] for name in keys})


def _most_moved(agreement: pd.DataFrame) -> Iterator[Note]:
    """Which ranking the setting moves most, and which it leaves alone."""
    still = agreement.groupby("ranking", sort=False)["is_still"].all()
    moved = agreement[~agreement["is_base"] & agreement["spearman"].notna()]
    if len(moved):
        worst = moved.sort_values(["spearman", "overlap"], kind="stable").iloc[0]
        if not still[worst["ranking"]]:
            names = ("top_common", "top_items", "largest_shift_name", "items")
            values = {
                "ranking": Term("ranking", worst["ranking"]),
                "value": value_text(worst["value"]),
                "shift": int(worst["largest_shift"]),
                **{name: worst[name] for name in names},
            }
            yield Note("sweep.moves_most", values)
    if still.any():
        rankings = tuple(Term("ranking", str(name)) for name in still.index[still])
        yield Note("sweep.does_not_move", {"rankings": rankings})
    fewest, most = agreement["regions"].min(), agreement["regions"].max()
    if fewest < most:
        yield Note("sweep.same_areas", {"fewest": int(fewest), "most": int(most)})


def _moved(table: pd.DataFrame, names: Mapping[str, str]) -> Note:
    """What moves each ranking most, and which rankings nothing moves."""
    moved, still = [], []
    for ranking in (*swept_rankings(), COMMUNITIES):
        name = Term("ranking", ranking)
        rows = table[table["ranking"] == ranking]
        measure = INFORMATION if ranking == COMMUNITIES else "spearman"
        least = rows[~rows["is_still"]].sort_values(measure, kind="stable")
        if least[measure].notna().any():
            worst = least.iloc[0]
            values = {"ranking": name, "setting": names[worst["setting"]], "value": worst[measure]}
            moved.append(Note("sweep.moved_by", values))
        still += [name] if rows["is_still"].all() else []
    unmoved = Note("sweep.unmoved", {"rankings": still}) if still else ""
    return Note("sweep.moved", {"moved": moved or (Note("sweep.nothing"),), "unmoved": unmoved})


def _paths(ranking: str, table: pd.DataFrame, first: int | None) -> View:
    """Rank of each item of the top at every value."""
    base = table.loc[table["is_base"], "value"].iloc[0]
    values = table["value"].unique().tolist()
    rows = [
        {"name": name, **dict(zip(map(value_text, rows["value"]), rows["rank"], strict=True))}
        for (_, name), rows in table.groupby(["item", "item_name"], sort=False)
    ]
    return View(
        Note("sweep.paths", {"ranking": Term("ranking", ranking)}),
        (
            ViewColumn("", ("name",), "name"),
            *(
                ViewColumn(
                    f"{value_text(value)}{' *' if value == base else ''}",
                    (value_text(value),),
                    "rank",
                )
                for value in values
            ),
        ),
        _frame(rows),
        first=first,
    )


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)
