"""The explorer in a browser.

A setting is changed, recomputed and shown; by keyboard; refused; cancelled.
"""

from __future__ import annotations

import threading

import pytest
from browser import opened_page, violations

pytestmark = [pytest.mark.gate, pytest.mark.browser]


def opened(browser, explorer, **options):
    return opened_page(browser, explorer.address, allowed=(explorer.address,), **options)


def recompute(page):
    """Press the button and wait for the new page."""
    with page.expect_navigation():
        page.click("#panel-recompute")
    page.locator("#panel-force:focus").wait_for()


def test_a_changed_setting_is_recomputed_and_shown(browser, serve):
    explorer = serve()
    with opened(browser, explorer) as page:
        assert "linkages.beta" not in page.inner_text("#panel-force")
        before = page.inner_text("#complementary-heading ~ .scroller tbody tr:first-child")
        page.fill("#panel-linkages-beta", "1")
        assert "linkages.beta 0.5 → 1" in page.inner_text("#panel-status")
        recompute(page)
        assert "linkages.beta 1 (default 0.5)" in page.inner_text("#panel-force")
        assert page.input_value("#panel-linkages-beta") == "1"
        assert "these are the new results" in page.inner_text("#panel-status")
        assert page.inner_text("#complementary-heading ~ .scroller tbody tr:first-child") != before
        page.click("#panel-repeat summary")
        assert "beta = 1.0" in page.inner_text("#panel-settings")
    assert explorer.shown.shown.request.settings.linkages.beta == 1


def test_the_keyboard_is_enough(browser, serve):
    explorer = serve()
    with opened(browser, explorer) as page:
        page.focus("#panel-layers-weights-geography")
        page.keyboard.press("Control+a")
        page.keyboard.type("0")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator("#panel-force:focus").wait_for()
        assert "layers.weights.geography 0" in page.inner_text("#panel-force")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "panel-scheme"
    assert explorer.shown.shown.request.settings.layers.weights == {"geography": 0}


def test_another_scheme_has_other_regions(browser, serve):
    with opened(browser, serve()) as page:
        assert page.locator(".profile").count() == 3
        page.select_option("#panel-scheme", "areas")
        recompute(page)
        assert page.locator(".profile").count() == 4


def test_a_bad_setting_is_refused_in_the_page_and_the_results_stay(browser, serve):
    explorer = serve()
    context = browser.new_context()
    page = context.new_page()
    page.goto(explorer.address)
    headline = page.inner_text("h1")
    page.fill("#panel-linkages-beta", "4")
    page.click("#panel-rest summary")
    page.fill("#panel-hubs-top_k", "")
    page.click("#panel-rest summary")
    page.click("#panel-recompute")
    page.wait_for_selector("#panel-problem:not(:empty)")
    assert page.inner_text("#panel-problem").split("\n") == [
        "2 problems in the settings:",
        "  - hubs.top_k: expected a whole number; found ''.",
        "  - linkages.beta: expected a number at least 0 and at most 1; found 4.0.",
    ]
    assert page.eval_on_selector_all(
        "[aria-invalid]", "all => all.map(one => one.dataset.name)"
    ) == ["linkages.beta", "hubs.top_k"]
    assert page.is_visible("#panel-hubs-top_k")
    assert page.evaluate("document.activeElement.id") == "panel-linkages-beta"
    assert page.inner_text("h1") == headline
    page.click("#panel-revert")
    assert page.input_value("#panel-linkages-beta") == "0.5"
    assert page.inner_text("#panel-problem") == ""
    context.close()


def test_a_run_shows_its_progress_and_can_be_cancelled(browser, serve, first):
    def slow(number, request, progress):
        while not threading.Event().wait(0.05):
            progress(3, 8)
        return first

    with opened(browser, serve(slow)) as page:
        page.click("#panel-recompute")
        page.get_by_text("3 of 8 trial runs", exact=True).wait_for()
        assert page.get_attribute("#panel-recompute", "aria-disabled") == "true"
        assert page.is_disabled("#panel-linkages-beta")
        assert "still the ones before" in page.inner_text("#panel-status")
        page.click("#panel-cancel")
        page.wait_for_selector("#panel-cancel", state="hidden")
        assert "Cancelled" in page.inner_text("#panel-status")
        assert not page.is_disabled("#panel-linkages-beta")
        assert page.evaluate("document.activeElement.id") == "panel-recompute"


def test_a_run_that_fails_says_why(browser, serve):
    with opened(browser, serve()) as page:
        page.select_option("#panel-communities-gamma_choice", "stability")
        page.click("#panel-recompute")
        page.wait_for_selector("#panel-problem:not(:empty)")
        assert "at least 20 draws" in page.inner_text("#panel-problem")
        assert "results are still the ones before" in page.inner_text("#panel-status")


def test_sliders_set_what_the_next_run_takes(browser, serve):
    explorer = serve()
    with opened(browser, explorer) as page:
        page.focus("#slider-beta")
        page.keyboard.press("End")
        assert page.input_value("#panel-linkages-beta") == "1"
        page.click("#reset")
        page.locator(".panel-field:not(.changed) #panel-linkages-beta").wait_for()
        assert page.input_value("#panel-linkages-beta") == "0.5"


def test_defaults_are_put_back(browser, serve):
    with opened(browser, serve()) as page:
        assert page.input_value("#panel-run-draws") == "0"
        page.click("#panel-defaults")
        assert page.input_value("#panel-run-draws") == "200"
        assert page.input_value("#panel-scheme") == "study"
        assert "run.draws 0 → 200" in page.inner_text("#panel-status")


def test_another_page_is_told_of_new_results_when_it_is_looked_at(browser, serve):
    explorer = serve()
    with opened(browser, explorer) as page, opened(browser, explorer) as other:
        other.fill("#panel-run-seed", "7")
        recompute(other)
        with page.expect_navigation():
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.get_by_text("Another page of this explorer recomputed").wait_for()
        assert "run.seed 7" in page.inner_text("#panel-force")


def test_the_run_can_be_saved(browser, serve):
    with opened(browser, serve()) as page:
        with page.expect_download() as saved:
            page.click("#panel a[download]")
        assert saved.value.suggested_filename == "hypercluster-results.zip"
        assert saved.value.failure() is None


def test_copying_the_command_says_so(browser, serve):
    with opened(browser, serve(), permissions=["clipboard-read", "clipboard-write"]) as page:
        page.click("#panel-repeat summary")
        page.click('[data-copy="panel-command"]')
        page.get_by_text("Copied.", exact=True).wait_for()
        assert page.evaluate("navigator.clipboard.readText()").startswith(
            "hypercluster analyse --data "
        )


def test_a_stopped_explorer_is_named(browser, serve):
    explorer = serve()
    context = browser.new_context()
    page = context.new_page()
    page.goto(explorer.address)
    page.route("**/recompute", lambda route: route.abort())
    page.click("#panel-recompute")
    page.wait_for_selector("#panel-problem:not(:empty)")
    assert "has been stopped" in page.inner_text("#panel-problem")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_is_accessible(browser, serve, scheme):
    with opened(browser, serve(), color_scheme=scheme) as page:
        page.click("#panel-rest summary")
        page.click("#panel-repeat summary")
        assert violations(page) == []


def test_without_scripts_the_results_are_read_and_the_form_is_gone(browser, serve):
    with opened(browser, serve(), java_script_enabled=False) as page:
        assert page.is_hidden("#panel-form")
        assert "takes scripts" in page.inner_text("#panel")
        assert page.is_visible("#linkages table")
