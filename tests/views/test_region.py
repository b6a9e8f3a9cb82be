"""A profile of a region names what it has, what is missing, and its best opportunities."""

from __future__ import annotations

import pytest

import hypercluster as hc
from hypercluster.errors import SchemeError
from hypercluster.views.plain import document_text
from hypercluster.views.region import organisations_by_role
from hypercluster.words import LANGUAGES


def test_a_profile_names_organisations_and_missing_roles(run):
    empty = hc.profile(run, "Ненецкий").facts
    assert empty["roles_missing"] == list(empty["organisations"])
    facts = hc.profile(run, "tatarstan").facts
    listed = sum(map(len, facts["organisations"].values()))
    assert listed == run.regions.at["RU-TA", "organisations"]
    assert facts["hub"]["rank_low"] <= facts["hub"]["rank_high"]
    assert all(len(rows) <= 3 for rows in facts["opportunities"].values())


def test_every_region_has_all_its_organisations_and_its_best_ranked_opportunities(quick):
    for region in quick.regions.index:
        facts = hc.profile(quick, str(region)).facts
        by_role = organisations_by_role(quick, str(region))
        assert sum(map(len, by_role.values())) == quick.regions.at[region, "organisations"]
        table = quick.linkages[(quick.linkages[["source", "target"]] == region).any(axis=1)]
        ranks = sorted(table["complementary_rank"].dropna())[:3]
        rows = facts["opportunities"]["linkages_complementary"]
        assert [row["complementary_rank"] for row in rows] == ranks
        assert set(rows[0] if rows else table.columns) == set(table.columns)


def test_the_profile_without_a_region_is_that_of_the_first_hub(quick):
    assert hc.profile(quick).facts["region"]["region"] == quick.hubs.index[0]


def test_an_unknown_region_is_refused_with_the_nearest(quick):
    with pytest.raises(SchemeError, match="Tatarstan"):
        hc.profile(quick, "Tatarstam")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profile_is_said_in_every_language(run, language):
    for region in run.regions.index:
        text = document_text(hc.profile(run, str(region)), language)
        assert "{" not in text
        assert "nan" not in text.lower().split()


def test_a_profile_reads_in_print_and_in_a_notebook(run):
    profile = hc.profile(run, "tatarstan")
    assert len(repr(profile)) < 160
    assert "the source names it a hub in industry: supported here" in str(profile)
    html = profile._repr_html_()
    assert html.count("<table>") == len([view for view in profile.views if len(view.rows)])
    assert "common-ground linkages" in html


def test_small_packs_have_profiles():
    import pandas as pd

    areas = pd.DataFrame({"area": ["A"], "name": ["Alpha"]})
    counts = pd.DataFrame({"reporting_unit": ["A"], "industry": ["oil"], "count": [30]})
    pack = hc.make_pack(areas=areas, enterprises=counts, is_synthetic=True)
    results = hc.analyse(pack, settings=hc.Settings().with_run(draws=0))
    text = str(hc.profile(results))
    assert "no rank: hubs are compared" in text
    assert "the pack has no organisations" in text
    assert "all regions are in one" in text
