"""The one list of rankings.

Its contracts, the tidy table, and a ranking added as a newcomer would.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import AnalysisError
from hypercluster.rankings import RANKINGS, RankingKind, competition_ranks, ranking_kind
from hypercluster.run import once, prepare
from hypercluster.schema import RESULT_TABLES, Column, tidy_schema
from hypercluster.schema.result_tables import ranking_schema

QUICK = hc.Settings().with_run(draws=0)


@pytest.fixture(scope="module")
def results(packaged_run):
    return packaged_run(4)


@pytest.fixture(scope="module")
def run():
    pack = hc.load_pack()
    return once(prepare(pack, pack.default_scheme, QUICK), QUICK, seed=1)


@pytest.mark.parametrize("kind", RANKINGS.values(), ids=str)
def test_a_ranking_stands_where_its_record_says(kind):
    schema = RESULT_TABLES[kind.table]
    columns = ["rank", "rank_low", "rank_high", "p_top_k", "confidence", "is_tied", kind.score]
    columns += [*kind.parts, *(["p_null", "p_familywise"] if kind.null else [])]
    columns += ["is_finding"] if kind.has_findings else []
    columns += ["p_qualifies"] if kind.has_condition else []
    for name in [*kind.key, *kind.names, *map(kind.column, columns), kind.value]:
        assert not name or schema.column(name) is not None


@pytest.mark.parametrize("kind", RANKINGS.values(), ids=str)
def test_a_table_ranks_the_items_of_the_run_by_their_scores(kind, run, results):
    table = kind.of(getattr(results, kind.table))
    positions = kind.items(run).get_indexer(kind.keys(table))
    assert (positions >= 0).all()
    scores, ranks = (
        table[kind.column(name)].to_numpy(dtype=float, na_value=np.nan)
        for name in (kind.score, "rank")
    )
    np.testing.assert_array_equal(ranks, kind.ranks(run)[positions])
    is_ranked = ~np.isnan(ranks)
    np.testing.assert_allclose(scores[is_ranked], kind.scores(run)[positions][is_ranked])
    # No item outside the table is ranked.
    assert np.isfinite(kind.ranks(run)).sum() == is_ranked.sum()


@pytest.mark.parametrize("kind", RANKINGS.values(), ids=str)
def test_parts_make_up_the_score(kind, results):
    if kind.parts:
        table = hc.ranking(results, kind.name)
        total = table[list(kind.parts)].sum(axis=1)
        total = total / len(kind.parts) if kind.is_mean else total
        np.testing.assert_allclose(total, table["score"], rtol=1e-12)


@pytest.mark.parametrize("name", RANKINGS)
def test_a_tidy_table_is_described_as_the_table_that_holds_it(results, name):
    kind, table = RANKINGS[name], hc.ranking(results, name)
    schema = tidy_schema(kind)
    assert list(table.columns) == [column.name for column in schema.columns]
    held = RESULT_TABLES[kind.table].column(kind.column("p_top_k"))
    assert schema.column("p_top_k").meaning == held.meaning


def test_the_share_that_confidence_speaks_of_stands_in_the_tidy_table(results):
    table = hc.ranking(results, "new_clusters")
    held = results.new_clusters.dropna(subset=["rank"]).sort_values("rank", kind="stable")
    assert table["p_qualifies"].tolist() == held["p_qualifies"].tolist()
    assert "p_qualifies" not in hc.ranking(results, "diversification")


def test_a_part_that_the_table_does_not_describe_is_an_error_that_names_it(results, monkeypatch):
    kind = replace(RANKINGS["hubs"], parts={"charm_percentile": "charm"})
    monkeypatch.setitem(RANKINGS, "hubs", kind)
    with pytest.raises(AnalysisError, match=r"Expected column 'charm_percentile' in the schema"):
        hc.ranking(results, "hubs")


@pytest.mark.parametrize("name", RANKINGS)
def test_every_ranking_has_one_tidy_table(results, name):
    table = hc.ranking(results, name)
    assert list(table.columns[:4]) == ["rank", "item", "item_name", "score"]
    assert table.index.names == list(RANKINGS[name].key)
    assert table["rank"].is_monotonic_increasing
    assert table["score"].is_monotonic_decreasing
    assert table["rank_low"].notna().all()
    assert table["item"].is_unique
    assert len(table) == results.provenance["top_k"][name] or len(table) > 1


def test_a_ranking_is_known_by_its_name_and_its_short_name(results):
    assert ranking_kind("common-ground") is RANKINGS["linkages.common_ground"]
    assert ranking_kind("group") is RANKINGS["actor_hubs.group"]
    with pytest.raises(AnalysisError, match=r"found 'hub'\. Did you mean 'hubs'\? One of: hubs, "):
        hc.ranking(results, "hub")


def test_without_draws_a_tidy_table_has_no_ranges(tiny_pack):
    table = hc.ranking(hc.analyse(tiny_pack, settings=QUICK), "complementary")
    assert table[["rank_low", "rank_high", "p_top_k", "p_null", "is_finding"]].isna().all(axis=None)


def test_two_tied_scores_share_a_rank_and_a_missing_one_has_none():
    ranks = competition_ranks(np.array([0.3, 0.5, np.nan, 0.3 + 1e-12, 0.1]))
    np.testing.assert_array_equal(ranks, [2, 1, np.nan, 2, 4])


def test_a_record_is_shown_in_one_line():
    assert all(len(repr(kind).splitlines()) == 1 for kind in RANKINGS.values())


def test_rankings_of_linkages_are_named_in_one_module():
    name = r"[\"'](linkages\.)?(complementary|common_ground)(_rank|_score|_)?[\"']"
    modules = Path(hc.__file__).parent.rglob("*.py")
    named = [path.name for path in modules if re.search(name, path.read_text("utf-8"))]
    assert named == ["rankings.py"]


# A ranking as a newcomer adds it: one record. tests/test_newcomer.py shows it everywhere.


def breadth_table(run):
    """Regions by their number of industries."""
    names = run.inputs.scheme.regions["name"]
    return names.to_frame("name").assign(score=BREADTH.scores(run)).rename_axis("region")


BREADTH = RankingKind(
    "breadth",
    table="breadth",
    key=("region",),
    names=("name",),
    section="hubs",
    items=lambda run: run.inputs.scheme.index,
    scores=lambda run: (run.inputs.counts > 0).sum(axis=1).to_numpy(dtype=float),
    score="score",
    idea="how many industries a region has",
    null=lambda run: run.specialised.sum(axis=1).to_numpy(dtype=float),
    variance_name="breadth",
    parts={"score": "industries"},
    build=breadth_table,
    meaning="One row per region, with the most industries first.",
    columns=(
        Column("region", "text", "Code of the region."),
        Column("name", "text", "Its name."),
        Column("score", "number", "Industries that the region has."),
    ),
)


@pytest.fixture
def newcomer(monkeypatch):
    """The package with one ranking more."""
    trials = sys.modules["hypercluster.run.trials"]
    monkeypatch.setitem(RANKINGS, "breadth", BREADTH)
    monkeypatch.setitem(RESULT_TABLES, "breadth", ranking_schema(BREADTH))
    # Sources of doubt are told apart with few draws.
    monkeypatch.setattr(trials, "SOURCE_PART", 1)
    monkeypatch.setattr(trials, "FEWEST_OF_A_SOURCE", 2)


@pytest.mark.usefixtures("newcomer")
def test_a_new_ranking_arrives_everywhere(tiny_pack, tmp_path):
    results = hc.analyse(tiny_pack, settings=hc.Settings().with_run(draws=3))
    table = results.breadth
    # Draws, ranges, p-values.
    ranked = ["rank", "rank_low", "rank_high", "p_top_k", "confidence", "p_null", "p_familywise"]
    assert table[ranked].notna().all(axis=None)
    assert table["p_null"].ge(0.25).all()
    # What moves it, what makes it up, and its k.
    assert "breadth" in set(results.uncertainty_sources["ranking"])
    assert "breadth" in set(results.variance_shares["result"])
    assert results.provenance["top_k"]["breadth"] == 1
    # Its tidy table.
    assert hc.ranking(results, "breadth")["rank"].tolist() == table["rank"].tolist()
    # Files, and what is read back.
    hc.write(results, tmp_path / "run")
    assert (tmp_path / "run" / "breadth.csv").exists()
    assert "breadth.csv" in (tmp_path / "run" / "README.txt").read_text("utf-8")
    again = hc.read(tmp_path / "run")
    pd.testing.assert_frame_equal(again.breadth, table)
    # Comparison and sensitivity.
    agreement = hc.compare(results, again)["agreement"].set_index("ranking")
    assert agreement.at["breadth", "items"] == len(table)
    swept = hc.sweep(tiny_pack, "beta", [1.0])["agreement"]
    assert "breadth" in set(swept["ranking"])


@pytest.mark.usefixtures("newcomer")
def test_a_new_ranking_without_its_table_is_an_error_that_names_it(tiny_pack, monkeypatch):
    monkeypatch.setitem(RANKINGS, "breadth", replace(BREADTH, build=None))
    with pytest.raises(AnalysisError, match=r"table 'breadth'.*ranking 'breadth'.*`build`"):
        hc.analyse(tiny_pack, settings=QUICK)


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda run: breadth_table(run).drop(columns="name"), "'name' is described and not built"),
        (lambda run: breadth_table(run).assign(more=1), "'more' is built and not described"),
    ],
)
def test_a_column_built_or_described_alone_is_an_error_that_names_it(
    tiny_pack, monkeypatch, build, problem
):
    monkeypatch.setitem(RANKINGS, "breadth", replace(BREADTH, build=build))
    with pytest.raises(AnalysisError, match=f"'breadth'.*column {problem}"):
        hc.analyse(tiny_pack, settings=QUICK)


def test_a_record_that_leaves_out_columns_or_a_meaning_is_refused_by_name():
    with pytest.raises(
        AnalysisError, match=r"'breadth'; found that column 'name' is not.*'score'.*\(meaning\)"
    ):
        replace(BREADTH, columns=BREADTH.columns[:1], meaning="")


@pytest.mark.usefixtures("newcomer")
def test_a_table_that_nobody_describes_is_an_error_that_names_it(tiny_pack, monkeypatch):
    monkeypatch.delitem(RESULT_TABLES, "breadth")
    with pytest.raises(AnalysisError, match="'breadth' is built and not described"):
        hc.analyse(tiny_pack, settings=QUICK)


def test_a_number_is_no_ranking() -> None:
    with pytest.raises(AnalysisError, match=r"Expected the name of a ranking; found 3\. One of"):
        ranking_kind(3)  # type: ignore[arg-type]
