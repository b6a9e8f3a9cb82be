"""Views of rankings show values of the tables, and say what a reader needs below."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.rankings import RANKINGS
from hypercluster.synchronisation.flags import flag_text
from hypercluster.views import rankings
from hypercluster.views.cells import cell
from hypercluster.views.names import community_name, flags_of, region_name
from hypercluster.words import LANGUAGES, split, text

VIEWS = {
    "hubs": rankings.hubs,
    "actor_hubs": rankings.actor_hubs,
    "linkages": rankings.linkages,
    **{
        kind.name: partial(rankings.opportunities, ranking=kind.name)
        for kind in RANKINGS.values()
        if kind.is_opportunity
    },
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("has_draws", [True, False])
def test_every_cell_and_remark_has_words_in_every_language(run, quick, name, has_draws):
    view = VIEWS[name](run if has_draws else quick)
    rows = view.shown().to_dict("records")
    assert rows
    for language in LANGUAGES:
        for column in (*view.columns, *view.page):
            assert all("nan" not in cell(column, row, language).lower() for row in rows)
        for note in (view.title, *view.remarks, view.nothing):
            assert "{" not in text(note, language)


def test_rows_hold_values_and_columns_take_heading_and_decimals_from_the_schema(quick):
    view = rankings.hubs(quick, first=2)
    score = next(column for column in view.columns if column.sources == ("composite",))
    row = view.shown().iloc[0]
    assert (score.heading, score.decimals, score.unit) == ("score", 1, "percent")
    assert score.values(row) == (quick.hubs["composite"].iloc[0],)
    assert cell(score, row) == f"{quick.hubs['composite'].iloc[0]:.1f}"
    assert repr(view) == "View('Hubs'; 2 of 16 rows)"


def test_ranges_and_chance_are_columns_only_where_there_are_draws(run, quick):
    with_draws, without = (
        [column.heading for column in rankings.linkages(results).columns]
        for results in (run, quick)
    )
    assert set(with_draws) - set(without) == {"range", "sure", "p"}


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_has_a_full_heading_in_every_language_for_each_column(quick, name):
    columns = VIEWS[name](quick).page
    assert len(columns) >= 8
    for language in LANGUAGES:
        assert all(text(column.title, language) for column in columns)


def test_a_page_shows_local_names_and_says_where_none_is_listed(quick):
    view = rankings.opportunities(quick, "new_clusters")
    cores, row = view.page[-1], view.shown().iloc[0].to_dict()
    listed, none = ({**row, "candidate_cores": value} for value in ("Lukoil; Tatneft", None))
    assert cell(cores, listed, "ru", lambda entity, name: f"{entity}:{name}") == (
        "named:Lukoil; named:Tatneft"
    )
    assert cell(cores, none) == "none listed"


def test_a_star_is_explained_where_a_row_has_one(quick):
    allocated = quick.hubs.index[quick.hubs["is_allocated"]]
    assert rankings.hubs(quick, first=None).is_starred() == bool(len(allocated))
    assert (
        "* allocated from a larger reporting unit" in rankings.hubs(quick, first=None)._repr_html_()
    )


@pytest.mark.parametrize("table", ["linkages", "new_clusters", "diversification"])
def test_flags_of_rows_are_those_of_the_table(quick, table):
    flags, rows = flags_of(quick, table), getattr(quick, table)
    texts = [flag_text(flags(row)) for _, row in rows.iterrows()]
    assert texts == [None if pd.isna(cell) else cell for cell in rows["flags"]]


@pytest.mark.parametrize("table", ["linkages", "new_clusters", "diversification"])
def test_flags_are_the_same_in_a_scheme_without_organisations_or_ties(table):
    areas = pd.DataFrame({"area": list("ABC"), "name": ["Alpha", "Beta", "Gamma"]})
    counts = pd.DataFrame(
        {"reporting_unit": list("AABB"), "industry": ["oil", "wool"] * 2, "count": [30, 4, 5, 21]}
    )
    pack = hc.make_pack(areas=areas, enterprises=counts, is_synthetic=True)
    results = hc.analyse(pack, settings=hc.Settings().with_run(draws=0))
    test_flags_of_rows_are_those_of_the_table(results, table)


def test_why_a_region_has_no_linkage_is_said_in_every_language(quick):
    region = quick.regions.index[quick.regions["organisations"] == 0][0]
    view = rankings.linkages(quick, region=str(region))
    assert not view.has_values
    assert "no organisation in Nenets Autonomous Okrug. That is no proof" in str(view.nothing)
    assert "Ненецкий автономный округ" in text(view.nothing, "ru")


def test_communities_are_named_as_in_the_table(run):
    names = {str(region): region_name(run, str(region)) for region in run.regions.index}
    for row in run.communities.itertuples():
        assert (
            str(community_name(split(row.regions), run.hubs["composite"], names))
            == row.community_name
        )


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.035, "The first 10 score higher on the mean than in chance networks (p 0.035)."),
        (1.0, "The first 10 score no higher on the mean than in chance networks (p 1.00): no row"),
    ],
)
def test_the_test_of_a_whole_ranking_is_said_below_it_and_of_each_linkage(run, p, said):
    tables = {**run.tables, "chance": run.chance.assign(p_global=p)}
    given = hc.Results(**{**vars(run), "tables": tables})
    for name in ("common_ground", "diversification"):
        view = rankings.opportunities(given, name)
        assert any(str(note).startswith(said) for note in view.remarks)
    explanation = hc.explain(given, ranking="common_ground")
    assert any(str(note).startswith(said) for note in explanation.lead)
    assert explanation.facts["p_global"] == p


def test_a_ranking_that_was_not_tested_as_a_whole_says_nothing_of_it(run, quick):
    assert rankings.whole(quick, RANKINGS["linkages.complementary"]) == ()
    assert rankings.whole(run, RANKINGS["new_clusters"]) == ()
    assert hc.explain(quick).facts["p_global"] is None
