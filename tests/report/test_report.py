"""The report as a file: what it says, how large it is, that it fetches nothing and cannot be broken by a name."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest
import shapely

import hypercluster as hc
from hypercluster.errors import AnalysisError, OutputError
from hypercluster.rankings import competition_ranks
from hypercluster.report import first, render
from hypercluster.report.map import _path
from hypercluster.report.names import names_of
from hypercluster.report.payload import P_DIGITS
from hypercluster.report.words import text_of, texts_of
from hypercluster.views.names import flags_of
from hypercluster.words import Note, probability, text

QUICK = hc.Settings().with_run(draws=0)


@pytest.fixture(scope="module")
def english(run):
    return render(run)


@pytest.fixture(scope="module")
def russian(run):
    return render(run, language="ru")


def data_of(page):
    return json.loads(
        re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1]
    )


def visible(page):
    """Text that a reader sees, roughly: without scripts, styles and tags."""
    body = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_sixteen_regions_take_less_than_420_kilobytes(english, russian):
    assert len(english.encode()) < 420_000
    assert len(russian.encode()) < 420_000


@pytest.mark.parametrize("language", ["en", "ru"])
def test_one_draw_compares_no_pair_with_chance_and_shows_everything_else(tiny_pack, language):
    results = hc.analyse(tiny_pack, settings=hc.Settings().with_run(draws=1))
    assert results.linkages["complementary_p_null"].notna().any()
    assert results.linkages["complementary_p_familywise"].isna().all()
    assert text(Note("explain.no_chance"), language) in visible(render(results, language=language))
    assert "Not compared with chance: that takes two draws" in str(hc.explain(results))


def test_a_border_that_runs_straight_on_is_one_step_and_a_spike_stays():
    frame = SimpleNamespace(pixels=lambda points: points)
    square = shapely.Polygon([(0, 0), (2, 0), (4, 0), (4, 1), (4, 4), (0, 4), (0, 2)])
    assert _path(square, frame, units=1) == "M0 0l4 0 0 4-4 0z"
    spiked = shapely.Polygon([(0, 0), (4, 0), (6, 0), (4, 0), (4, 4), (0, 4)])
    assert _path(spiked, frame, units=1) == "M0 0l6 0-2 0 0 4-4 0z"


@pytest.mark.gate
def test_83_regions_and_all_their_pairs_take_less_than_1600_kilobytes(tmp_path):
    """Synthetic counts, organisations and ties on the areas of the default map."""
    shapes = hc.load_pack().to_geopandas()
    hc.write_pack(hc.synthesise(regions=len(shapes), seed=1), tmp_path / "synthetic")
    tables = {
        name: table.copy()
        for name, table in hc.load_pack(tmp_path / "synthetic").tables.items()
        if name != "contiguity"
    }
    code = dict(zip(tables["areas"]["area"], shapes.index, strict=True))
    for table in tables.values():
        for column in table.columns.intersection(["area", "reporting_unit", "source", "target"]):
            table[column] = table[column].map(code)
    middles = shapes.geometry.representative_point()
    tables["areas"] = tables["areas"].assign(
        latitude=middles.y.to_numpy(), longitude=middles.x.to_numpy()
    )
    pack = hc.make_pack(
        **tables, boundaries=shapes.reset_index(), is_synthetic=True, title="Synthetic regions"
    )
    results = hc.analyse(pack, settings=hc.Settings().with_run(draws=2))
    assert len(results.linkages) == 3403
    for language in ("en", "ru"):
        page = render(results, language=language)
        assert len(page.encode()) < 1_600_000
        assert page.count('<path class="tint') + page.count('<path class="alone"') == 83


@pytest.mark.gate
def test_the_page_is_the_same_for_the_same_run_and_after_reading_it_back(run, english, tmp_path):
    assert render(run) == english
    hc.write(run, tmp_path / "run", report="en")
    assert (tmp_path / "run" / "report.html").read_text(encoding="utf-8") == english
    assert render(hc.read(tmp_path / "run")) == english


def test_the_script_knows_no_name_of_a_part_of_the_score():
    script = text_of("report.js")
    for word in ("complementarity", "similarity", "capability_match", "industries", "capability "):
        assert word not in script


def test_the_policy_allows_this_style_and_this_script_alone(english):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', english)[1].replace(
        "&#39;", "'"
    )
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "unsafe" not in policy
    for kind, element in (("style-src", "<style>"), ("script-src", "<script>")):
        text = english.split(element)[1].split(f"</{element[1:]}")[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert ' style="' not in english
    assert not re.search(r' on\w+="', english)


def test_the_page_names_no_other_place(english):
    assert re.findall(r'(?:src|href)="([^#"][^"]*)"', english) == []
    assert "url(" not in english
    assert "@import" not in english


@pytest.mark.parametrize("ranking", ["complementary", "common_ground"])
def test_the_first_rows_are_those_of_the_table(run, english, ranking):
    section = english.split(f'<section class="ranking" data-ranking="{ranking}"')[1].split(
        "</section>"
    )[0]
    found = [int(number) for number in re.findall(r'<tr data-pair="(\d+)">', section)]
    ranked = run.linkages.dropna(subset=[f"{ranking}_rank"]).sort_values(
        f"{ranking}_rank", kind="stable"
    )
    assert found == ranked.index[:25].tolist()
    for row in ranked.head(25).itertuples():
        assert f"{row.source_name} – {row.target_name}" in section


def test_the_data_give_the_published_scores_again(run, english):
    pairs, ranked = data_of(english)["pairs"], data_of(english)["rankings"]
    for ranking, value in (("complementary", "complementarity"), ("common_ground", "similarity")):
        scores = []
        for part, match, untapped, km in zip(
            pairs[value], pairs["capability_match"], pairs["untapped"], pairs["km"], strict=True
        ):
            has_score = None not in (part, match, untapped)
            scores.append(
                (0.5 + 0.5 * 2.718281828459045 ** (-km / 1000))
                * untapped
                * (0.5 * part + 0.5 * match)
                if has_score
                else float("nan")
            )
        is_ranked = [rank is not None for rank in ranked[ranking]["rank"]]
        values = pd.Series(scores).where(is_ranked)
        assert competition_ranks(values.to_numpy())[is_ranked].tolist() == [
            rank for rank in ranked[ranking]["rank"] if rank is not None
        ]
        pd.testing.assert_series_equal(
            values,
            run.linkages[f"{ranking}_score"],
            check_names=False,
            atol=1e-9,
            check_exact=False,
        )


def test_the_page_writes_a_probability_as_every_other_screen():
    for nulls in (19, 200, 999):
        for exceeding in range(nulls + 1):
            p = (1 + exceeding) / (1 + nulls)
            assert probability(round(p, P_DIGITS)) == probability(p)


def test_the_data_hold_probabilities_with_enough_digits(run, english):
    sent = data_of(english)["rankings"]["complementary"]["p"]
    p = run.linkages["complementary_p_null"]
    assert sent == [None if pd.isna(value) else round(value, P_DIGITS) for value in p]


def test_the_page_says_the_headline_of_the_run(run):
    words = texts_of("en")
    screen = first.first_screen(run, words, names_of(run, words))
    assert " ".join([f"{screen['headline']}.", *screen["certainty"]]) == run.headline
    assert "20 repeated runs" in screen["scope"]


def cards_of(results, language="en"):
    words = texts_of(language)
    cards = first.first_screen(results, words, names_of(results, words))["cards"]
    return {card["title"]: card for card in cards}


def with_linkages(run, **columns):
    tables = {**run.tables, "linkages": run.linkages.assign(**columns)}
    return hc.Results(**{**vars(run), "tables": tables})


def test_findings_of_both_rankings_are_counted_and_each_is_named(run):
    first_of = {
        ranking: (run.linkages[f"{ranking}_rank"] == 1).fillna(value=False).astype(bool)
        for ranking in ("complementary", "common_ground")
    }
    p = run.linkages["common_ground_p_familywise"].where(~first_of["common_ground"], 0.01)
    given = with_linkages(
        run, common_ground_is_finding=first_of["common_ground"], common_ground_p_familywise=p
    )
    card = cards_of(given)["Linkages that are findings"]
    beyond = [int((given.linkages[f"{name}_p_familywise"] <= 0.05).sum()) for name in first_of]
    assert card["value"] == "1"
    assert card["note"] == (
        f"complementary: 0 of 91, {beyond[0]} beyond chance; "
        f"common-ground: 1 of 91, {beyond[1]} beyond chance"
    )
    untested = with_linkages(
        run, complementary_p_familywise=float("nan"), common_ground_p_familywise=float("nan")
    )
    assert cards_of(untested)["Linkages that are findings"]["value"] == "–"


def test_the_test_of_a_whole_ranking_stands_below_each_table_and_explanation(run, english):
    whole = run.chance.set_index("ranking")
    for name in ("linkages.complementary", "linkages.common_ground"):
        p = text("remarks.whole_of_chance", count=10, p=whole.at[name, "p_global"])
        assert english.count(p) >= 2
    assert "than in chance networks" in english.partition('id="diversification"')[2]


@pytest.mark.parametrize(
    ("is_finding", "is_candidate", "said"),
    [
        (True, False, "finding"),
        (False, False, "not a finding"),
        (False, True, "a candidate, not a finding"),
        (pd.NA, False, "not compared with chance"),
    ],
)
def test_the_first_linkage_is_called_what_it_is(run, is_finding, is_candidate, said):
    tables = {
        **run.tables,
        "linkages": run.linkages.assign(complementary_is_finding=is_finding),
    }
    row = run.linkages.sort_values("complementary_rank").iloc[0]
    finding = run.provenance["finding"]
    candidates = [[row["source"], row["target"]]] if is_candidate else []
    linkages = {**finding["linkages"], "candidates": candidates, "count": 10, "p": 1.0}
    finding = {**finding, "linkages": linkages}
    provenance = {**run.provenance, "finding": finding}
    given = hc.Results(**{**vars(run), "tables": tables, "provenance": provenance})
    note = cards_of(given)["First complementary linkage"]["note"]
    assert note.endswith(f"; {said}")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_without_draws_no_range_is_named(packaged_run, language):
    page = render(packaged_run(0), language=language)
    assert {"en": ", range ", "ru": ", диапазон "}[language] not in visible(page)
    assert "–," not in visible(page.partition('id="regions"')[2].partition("</section>")[0])


def test_no_table_has_two_headings_alike_and_the_projection_stands_once(english):
    for head in re.findall(r"<thead>(.*?)</thead>", english, re.DOTALL):
        headings = [visible(one).strip() for one in re.findall(r"<th .*?</th>", head, re.DOTALL)]
        assert len(set(headings)) == len(headings), headings
    assert english.count("+proj=aea") == 1


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("hubs", "linkages", "wanted"),
    [
        ({"case": "none"}, {"case": "none"}, {"en": "No region is a sure hub; no pair stands out", "ru": "Ни один регион"}),
        ({"case": "few"}, {"case": "few"}, {"en": "Too few regions have a rank", "ru": "слишком мало"}),
        ({"case": "strongest", "regions": ["RU-TA"], "most": 1}, {"case": "clearest", "pairs": [["RU-KO", "RU-TA"]], "most": 1}, {"en": "Tatarstan is the strongest hub; Komi Republic – Tatarstan is the clearest", "ru": "Республика Татарстан – сильнейший хаб"}),
        ({"case": "surest", "regions": ["RU-TA"], "most": 5}, {"case": "no_more_than_chance", "count": 4, "top_k": 10, "p": 0.01}, {"en": "Tatarstan is the surest hub; no single complementary linkage is more than chance", "ru": "не превосходит случайную"}),
        ({"case": "first", "regions": ["RU-TA"], "most": 1}, {"case": "first", "pairs": [["RU-KO", "RU-TA"]], "most": 1}, {"en": "Tatarstan ranks first as a hub", "ru": "первый хаб"}),
        ({"case": "surest", "regions": ["RU-TA", "RU-KO"], "most": 5}, {"case": "surest", "pairs": [["RU-KO", "RU-TA"]], "most": 10}, {"en": "is the surest complementary linkage", "ru": "самая надёжная"}),
        ({"case": "none"}, {"case": "too_few_draws", "draws": 9}, {"en": "9 draws are too few", "ru": "9 прогонов мало"}),
    ],
)  # fmt: skip
def test_every_case_of_a_finding_has_its_words(run, language, hubs, linkages, wanted):
    finding = {
        "draws": 20,
        "hubs": {"regions": [], "most": 0, **hubs},
        "linkages": {"ranking": "complementary", "pairs": [], "most": 0, **linkages},
        "other_scheme": {"scheme": "own", "lost_regions": ["RU-TA"], "lost_pairs": []},
    }
    given = hc.Results(**{**vars(run), "provenance": {**run.provenance, "finding": finding}})
    words = texts_of(language)
    screen = first.first_screen(given, words, names_of(given, words))
    assert wanted[language] in screen["headline"]
    assert "{" not in " ".join([screen["headline"], *screen["certainty"]])


def test_the_russian_page_speaks_russian(run, russian):
    assert '<html lang="ru">' in russian
    visible_text = visible(russian)
    for russian_word in (
        "Республика Татарстан",
        "Карта: хабы и сильнейшие связи",
        "Почему такая оценка",
        "Добыча металлических руд",
    ):
        assert russian_word in visible_text
    for note in run.notes:
        assert text(note, "ru") in html.unescape(visible_text)
        assert text(note, "ru") != str(note)
    for table in ("linkages", "new_clusters", "diversification"):
        flags = flags_of(run, table)
        found = {flag for _, row in getattr(run, table).iterrows() for flag in flags(row)}
        assert found
        assert [flag for flag in found if text(flag, "ru") == str(flag)] == []


def test_every_doubt_of_a_run_has_a_russian_wording(packaged_run):
    """Runs of other packs state other doubts."""
    areas = pd.DataFrame({"area": ["A", "B", "C"], "name": ["Alpha", "Beta", "Gamma"]})
    counts = pd.DataFrame(
        {"reporting_unit": list("AABB"), "industry": ["oil", "wool"] * 2, "count": [30, 4, 5, 21]}
    )
    notes = list(
        hc.analyse(
            hc.make_pack(areas=areas, enterprises=counts, is_synthetic=True), settings=QUICK
        ).notes
    )
    notes += packaged_run(4).notes
    notes += packaged_run(0, "table2").notes
    assert len(set(notes)) >= 12
    assert sorted(str(note) for note in notes if text(note, "ru") == str(note)) == []


def test_names_cannot_break_the_page():
    names = ['North <of> "them" & all', "=Coast", "-Hills, the"]
    areas = pd.DataFrame({"area": list("ABC"), "name": names})
    counts = pd.DataFrame({"reporting_unit": list("ABC"), "industry": "oil", "count": [30, 4, 5]})
    page = render(hc.analyse(hc.make_pack(areas=areas, enterprises=counts), settings=QUICK))
    assert "North &lt;of&gt; &#34;them&#34; &amp; all" in page
    assert "<of>" not in page
    assert data_of(page)["regions"]["name"][0] == 'North <of> "them" & all'


def test_a_name_cannot_end_the_script():
    areas = pd.DataFrame(
        {
            "area": ["A", "B", "C"],
            "name": ["</script><script>alert(1)</script>", "Beta", "{{ 7*7 }}"],
        }
    )
    counts = pd.DataFrame(
        {
            "reporting_unit": list("AABBCC"),
            "industry": ["oil", "wool"] * 3,
            "count": [30, 4, 5, 21, 9, 9],
        }
    )
    page = render(hc.analyse(hc.make_pack(areas=areas, enterprises=counts), settings=QUICK))
    assert "<script>alert" not in page
    assert page.count("</script>") == 2
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize("size", [1, 2, 3])
def test_small_packs_without_map_draws_or_organisations_are_reported(size):
    areas = pd.DataFrame({"area": list("ABC")[:size], "name": ["Alpha", "Beta", "Gamma"][:size]})
    counts = pd.DataFrame(
        {"reporting_unit": list("ABC")[:size], "industry": "oil", "count": [30, 4, 5][:size]}
    )
    results = hc.analyse(
        hc.make_pack(areas=areas, enterprises=counts, is_synthetic=True), settings=QUICK
    )
    for language in ("en", "ru"):
        page = render(results, language=language)
        assert texts_of(language)("synthetic") in visible(page)
        assert texts_of(language)("map.none") in visible(page)
        assert "Alpha" in page
        assert "nan" not in visible(page).lower().split()


def test_all_profiles_say_what_is_there_and_what_is_not_listed(run, english):
    for region in run.regions.index:
        profile = english.split(f'<details id="region-{region}"')[1].split("</details>")[0]
        roles = [column for column in run.regions.columns if column.startswith("organisations_")]
        gaps = sum(run.regions.at[region, column] == 0 for column in roles)
        assert profile.count('class="gap"') == gaps
        assert "Best opportunities" in profile
        assert profile.count("<tr>") == 1 + run.indicators["region"].eq(region).sum()


def test_the_method_part_repeats_the_run(run, english):
    assert "hypercluster analyse --scheme study --seed 1 --draws 20" in english
    assert run.provenance["pack"]["sha256"] in english
    assert "+proj=aea" in english


def test_an_existing_file_is_kept_unless_asked(run, tmp_path):
    file = tmp_path / "report.html"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        hc.write_report(run, file)
    assert file.read_text(encoding="utf-8") == "mine"
    hc.write_report(run, file, overwrite=True)
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_report_is_written_whole_or_not_at_all(run, tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OutputError, match="cannot be written"):
        hc.write_report(run, tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_another_language_is_refused(run):
    with pytest.raises(AnalysisError, match="en, ru; found 'de'"):
        render(run, language="de")


def test_a_server_may_be_called_only_where_there_is_a_panel(run, english):
    page = render(
        run, panel="<p>Recompute</p>", panel_script="const panel = 1;", panel_style=".panel{}"
    )
    assert "connect-src 'self'" in page.replace("&#39;", "'")
    assert "connect-src" not in english
    assert "<p>Recompute</p>" in page
