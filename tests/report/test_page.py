"""The report in a browser.

Linked, sorted, recomputed, read by keyboard, without scripts, in print and by the accessibility
checker.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from browser import opened_page, violations

import hypercluster as hc

pytestmark = [pytest.mark.gate, pytest.mark.browser]
COMPLEMENTARY = '.ranking[data-ranking="complementary"]'
COMMON = '.ranking[data-ranking="common_ground"]'


@pytest.fixture
def page(browser, pages):
    with opened_page(browser, pages["en"]) as opened:
        yield opened


def rows(page, table=COMPLEMENTARY):
    """Texts of the rows of a ranking, cell by cell."""
    return page.eval_on_selector_all(
        f"{table} tbody tr[data-pair]",
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))",
    )


def order(page, table=COMPLEMENTARY):
    return page.eval_on_selector_all(
        f"{table} tbody tr[data-pair]", "rows => rows.map(row => Number(row.dataset.pair))"
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_script_draws_the_same_page_as_python(browser, pages, language):
    found = []
    for has_script in (False, True):
        with opened_page(browser, pages[language], java_script_enabled=has_script) as opened:
            selectors = [f"{COMPLEMENTARY} tbody tr[data-pair]", f"{COMMON} tbody tr[data-pair]"]
            found.append(
                [
                    [
                        re.sub(r"\s+", "", text)
                        for text in opened.locator(selector).all_text_contents()
                    ]
                    for selector in selectors
                ]
                + [
                    opened.locator(".bars rect").evaluate_all(
                        "all => all.slice(0, 40).map(one => [one.getAttribute('x'), "
                        "one.getAttribute('width')].map(Number))"
                    )
                    if has_script
                    else None
                ]
                + [opened.locator("#map-links path").count()]
            )
    without, with_script = found
    assert without[:2] == with_script[:2]
    assert len(with_script[0]) == 25
    assert without[3] == with_script[3] == 20


def test_the_explanation_drawn_by_the_script_says_what_python_wrote(browser, pages):
    with opened_page(browser, pages["en"], java_script_enabled=False) as opened:
        written = opened.locator("#why-text").text_content()
    with opened_page(browser, pages["en"]) as opened:
        opened.locator(f"{COMPLEMENTARY} .pair").first.click()
        drawn = opened.locator("#why-text").text_content()
    assert re.sub(r"\s+", "", drawn) == re.sub(r"\s+", "", written)


def test_any_explanation_of_the_page_says_what_python_says(run, page):
    for ranking in ("complementary", "common_ground"):
        first = run.linkages.nsmallest(9, f"{ranking}_rank")
        for number, row in list(first.iterrows())[::4]:
            document = hc.explain(run, row["source"], row["target"], ranking=ranking)
            pair = page.locator(
                f'.ranking[data-ranking="{ranking}"] tr[data-pair="{number}"] .pair'
            )
            pair.click()
            drawn = page.locator("#why-text").text_content()
            for sentence in document.lead[:2]:
                assert str(sentence) in drawn
            notes = {section.title.key: section.items for section in document.sections}
            assert str(notes["explain.why"][-1]) in drawn
            assert str(notes["explain.how_far"][0]) in drawn
            pair.click()


@pytest.mark.parametrize(
    "given",
    [
        {"profile_weight": 0.5, "beta": 0.5, "delta_km": 1000.0},
        {"profile_weight": 0.9, "beta": 0.0, "delta_km": 400.0},
        {"profile_weight": 0.1, "beta": 0.25, "delta_km": 3500.0},
        {"profile_weight": 1.0, "beta": 1.0, "delta_km": 50.0},
        {"profile_weight": 0.0, "beta": 0.8, "delta_km": 5000.0},
    ],
)
def test_the_page_ranks_as_python_does(page, run, given):
    settings = hc.Settings().with_run(draws=0)
    settings = replace(settings, linkages=replace(settings.linkages, **given))
    wanted = hc.analyse(hc.load_pack(), settings=settings).linkages.set_index(["source", "target"])
    pairs = list(zip(run.linkages["source"], run.linkages["target"], strict=True))
    for ranking in ("complementary", "common_ground"):
        ranks = page.evaluate(
            "([ranking, given]) => window.hypercluster.ranks(ranking, given)", [ranking, given]
        )
        scores = page.evaluate(
            "([ranking, given]) => window.hypercluster.scores(ranking, given)", [ranking, given]
        )
        column = wanted.loc[pairs, f"{ranking}_rank"]
        assert ranks == [None if pd.isna(rank) else int(rank) for rank in column]
        known = [
            (score, value)
            for score, value in zip(scores, wanted.loc[pairs, f"{ranking}_score"], strict=True)
            if score is not None
        ]
        assert max(abs(score - value) for score, value in known) < 1e-9


def test_a_slider_moves_ranks_marks_the_ranges_as_published_and_resets(page):
    before = order(page)
    page.locator("#slider-beta").fill("0")
    assert order(page) != before
    assert (
        "ranges are those of the published settings"
        in page.locator("#weights-status").text_content()
    )
    assert page.locator(f"{COMPLEMENTARY}.stale .up, {COMPLEMENTARY}.stale .down").count() > 0
    first = page.locator(f"{COMPLEMENTARY} tbody .pair").first.text_content()
    assert first in page.locator("#weights-status").text_content()
    assert first in page.locator("#why-text h3").text_content()
    page.locator("#reset").click()
    assert order(page) == before
    assert page.locator(f"{COMPLEMENTARY}.stale").count() == 0
    assert page.locator("#weights-status").text_content() == "Published settings."


def test_a_chosen_row_opens_below_itself_and_is_marked_on_the_map(page):
    third = page.locator(f"{COMPLEMENTARY} tbody tr[data-pair]").nth(2)
    pair = third.get_attribute("data-pair")
    third.locator(".pair").click()
    opened = page.locator(f'{COMPLEMENTARY} tr[data-pair="{pair}"] + tr.detail')
    assert opened.count() == 1
    name = page.locator(f'{COMPLEMENTARY} tr[data-pair="{pair}"] .pair').text_content()
    assert opened.locator("h4").text_content() == name
    assert page.locator("#why-text h3").text_content() == name
    assert page.locator("#map-links .chosen").get_attribute("data-pair") == pair
    page.keyboard.press("Escape")
    assert page.locator("tr.detail").count() == 0


def test_the_rows_of_an_explanation_add_up_to_the_score_as_shown(page):
    for number in range(6):
        page.locator(f"{COMPLEMENTARY} tbody .pair").nth(number).click()
        adds = [
            float(text)
            for text in page.locator("#why-text tbody td:last-child").all_text_contents()
        ]
        assert round(sum(adds), 3) == float(
            page.locator("#why-text tfoot td:last-child").text_content()
        )
        page.locator(f"{COMPLEMENTARY} tbody .pair[aria-expanded=true]").click()


def test_a_region_links_map_and_network(page):
    hub = page.locator('.hub[data-region="RU-KO"]')
    hub.click(force=True)
    assert "Komi Republic" in page.locator("#map-status").text_content()
    assert page.locator('.node.chosen[data-region="RU-KO"]').count() == 1
    near = page.locator("#ring .tie.near").evaluate_all(
        "all => all.map(one => [one.dataset.source, one.dataset.target])"
    )
    assert near
    assert all("RU-KO" in ends for ends in near)
    titles = page.locator("#map-links title").all_text_contents()
    assert titles
    assert all("Komi Republic" in title for title in titles)
    page.keyboard.press("Escape")
    assert page.locator(".chosen").count() == 0


def test_the_page_is_used_by_keyboard_alone(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    seen = set()
    for _ in range(20):
        seen.add(
            page.evaluate(
                "document.activeElement.matches('[data-search]') ? 'search' : "
                "document.activeElement.className"
            )
        )
        page.keyboard.press("Tab")
    assert {"search", "sorter", "pair"} <= seen
    page.locator('.hub[data-region="RU-TA"]').focus()
    page.keyboard.press("Enter")
    assert "Tatarstan" in page.locator("#map-status").text_content()
    page.keyboard.press("Escape")
    assert page.locator("#map-status").text_content() == ""
    page.locator(f"{COMPLEMENTARY} .pair").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("tr.detail").count() == 1
    assert page.evaluate("document.activeElement.className") == "pair"


def test_the_table_is_searched_filtered_sorted_and_continued(page):
    page.locator(f"{COMPLEMENTARY} [data-search]").fill("komi")
    assert all("Komi" in row[2] for row in rows(page))
    page.locator(f"{COMPLEMENTARY} [data-search]").fill("")
    page.locator(f"{COMMON} [data-filter]").select_option("high")
    assert {row[6] for row in rows(page, COMMON)} == {"●●● high"}
    page.locator(f"{COMPLEMENTARY} [data-sort=km]").click()
    distances = [float(row[5].replace(",", "")) for row in rows(page)]
    assert distances == sorted(distances)
    assert (
        page.locator(f"{COMPLEMENTARY} th[aria-sort=ascending]").text_content().strip()
        == "Distance, km"
    )
    page.locator(f"{COMPLEMENTARY} [data-sort=km]").click()
    distances = [float(row[5].replace(",", "")) for row in rows(page)]
    assert distances == sorted(distances, reverse=True)
    while page.locator(f"{COMPLEMENTARY} [data-more]").is_visible():
        page.locator(f"{COMPLEMENTARY} [data-more]").click()
    assert len(rows(page)) == 91


def test_the_other_tables_sort_by_numbers(page):
    hubs = page.locator("#hubs table.sortable").first
    hubs.locator("th", has_text="Betweenness").locator("button").click()
    values = [int(text) for text in hubs.locator("tbody td:nth-child(7)").all_text_contents()]
    assert values == sorted(values)
    assert len(values) == 16


def test_layers_are_switched_and_the_dense_part_is_enlarged(page):
    shown = page.locator("#ring g.layer:not([hidden])")
    assert shown.count() == 1
    page.locator('button[data-layer="affiliation"]').click()
    assert shown.count() == 2
    page.locator('button[data-layer="production"]').click()
    assert [shown.nth(place).get_attribute("data-layer") for place in range(shown.count())] == [
        "affiliation"
    ]
    radius = float(page.locator(".hub").last.get_attribute("r"))
    page.locator('[data-view="dense"]').click()
    assert page.locator("#map-drawing").get_attribute("viewBox") == page.locator(
        "#map-drawing"
    ).get_attribute("data-dense")
    assert float(page.locator(".hub").last.get_attribute("r")) == pytest.approx(
        radius / 3, rel=0.01
    )
    assert page.locator(".view-dense text").first.is_visible()
    assert not page.locator(".view-whole text").first.is_visible()


def test_the_csv_opens_in_a_spreadsheet(page, run, tmp_path):
    with page.expect_download() as download:
        page.locator(f"{COMPLEMENTARY} [data-csv]").click()
    download.value.save_as(tmp_path / "linkages.csv")
    data = (tmp_path / "linkages.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfsource,target,")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 93
    assert "\n" not in "".join(lines)
    first = run.linkages.sort_values("complementary_rank", kind="stable").iloc[0]
    assert lines[1].startswith(f"{first['source']},{first['target']},{first['source_name']}")
    assert float(lines[1].split(",")[7]) == pytest.approx(first["complementary_score"], abs=1e-11)


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("en", "dark"), ("ru", "light")])
def test_the_accessibility_checker_finds_nothing(browser, pages, language, scheme):
    with opened_page(browser, pages[language], color_scheme=scheme) as opened:
        opened.locator(f"{COMPLEMENTARY} .pair").first.click()
        opened.locator("details.profile summary").first.click()
        opened.locator("#slider-beta").fill("0.1")
        assert violations(opened) == []


def test_the_page_reads_without_scripts(browser, pages):
    with opened_page(browser, pages["en"], java_script_enabled=False) as opened:
        assert "hub" in opened.locator("h1").text_content()
        assert opened.locator("#map-drawing .hub").count() == 16
        assert opened.locator("#ring .tie").count() > 100
        assert len(opened.locator(f"{COMPLEMENTARY} tbody tr").all()) == 25
        assert not opened.locator("#weights").is_visible()
        assert not opened.locator(".tools").first.is_visible()
        assert "need scripts" in opened.locator("noscript").text_content()
        opened.locator("details.profile summary").first.click()
        assert opened.locator("details.profile table").first.is_visible()


def test_the_first_screen_states_finding_certainty_and_scope(browser, pages):
    with opened_page(browser, pages["en"]) as opened:
        for selector in (
            "h1",
            ".certainty",
            ".scope",
            ".caveat",
            ".cards",
            ".terms",
            "#map-heading",
        ):
            box = opened.locator(selector).first.bounding_box()
            assert box["y"] + box["height"] < 400, selector
        text = opened.locator("header").inner_text()
        assert re.search(r"hub", text)
        assert re.search(r"in at least 90 % of 20 draws", text)
        assert "16 regions · 5 industries" in text
        assert "potential for alignment" in text
        assert opened.locator("#map-drawing").bounding_box()["y"] < 420
    with opened_page(browser, pages["en"], viewport={"width": 400, "height": 850}) as opened:
        # None is left out: those that say how little is a finding least of all.
        assert [card.is_visible() for card in opened.locator(".cards li").all()] == [True] * 4
        assert opened.locator("#map-drawing").bounding_box()["y"] < 700
        assert opened.evaluate("document.documentElement.scrollWidth") <= 400


def test_the_page_prints_with_everything_open(page, tmp_path):
    page.emulate_media(media="print")
    assert not page.locator("#weights").is_visible()
    data = page.pdf(format="A4", landscape=True, path=tmp_path / "report.pdf")
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) >= 8


def test_a_link_to_a_region_opens_its_profile(page):
    page.locator('#hubs a[href="#region-RU-SA"]').first.click()
    assert page.locator("#region-RU-SA table").is_visible()
