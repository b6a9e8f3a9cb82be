"""The system's chromium for tests of pages.

Fails on any request that leaves the page and on any error of the console.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NODE_MODULES = Path(
    os.environ.get("HYPERCLUSTER_NODE_MODULES", Path(__file__).parent / "output" / "node_modules")
).resolve()


def chromium() -> str:
    """Path of the browser; skips with a reason where there is none, except in CI, where it must
    be.
    """
    path = shutil.which("chromium")
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("chromium is not installed")
    assert path is not None, "chromium must be installed in CI"
    return path


@contextlib.contextmanager
def opened_browser():
    """A running browser."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def opened_page(browser, url, *, allowed=("file:", "data:", "blob:"), **options):
    """A page on a new profile; what it must not do is asserted when it is closed."""
    context = (
        browser.new_context(viewport={"width": 1400, "height": 1000}, **options)
        if "viewport" not in options
        else browser.new_context(**options)
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    wrong = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(allowed) else wrong.append(f"request {request.url}")
        ),
    )
    page.on(
        "console",
        lambda message: (
            wrong.append(f"console {message.text}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.goto(url)
    try:
        yield page
    finally:
        context.close()
    assert wrong == []


def violations(page) -> list[str]:
    """What the accessibility checker (axe-core, for tests only) finds on a page."""
    script = NODE_MODULES / "axe-core" / "axe.min.js"
    if not script.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("axe-core must be installed in CI")
        pytest.skip("axe-core is not installed; run `npm install` on tests/output/package.json")
    # Evaluated by the debugger, so that the page's own closed policy stays in force.
    page.evaluate(script.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run(document)).violations.map(v => [v.id, v.nodes.map(n => "
        "n.target.join(' ')).slice(0, 3)])"
    )
    return [f"{name}: {', '.join(targets)}" for name, targets in found]
