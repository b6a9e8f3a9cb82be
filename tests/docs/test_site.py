"""The site builds without a warning, holds what it should, and asks the network for nothing."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys

import pytest
from browser import opened_page

import hypercluster as hc
from docs import shown

NEEDED = ("mkdocs", "material", "mkdocs_jupyter", "mkdocstrings")
pytestmark = [
    pytest.mark.gate,
    pytest.mark.skipif(
        any(importlib.util.find_spec(name) is None for name in NEEDED),
        reason=f"{', '.join(NEEDED)} are needed: the group docs",
    ),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, with notebooks that are not run."""
    folder = tmp_path_factory.mktemp("site")
    known = {**os.environ, "HYPERCLUSTER_DOCS_EXECUTE": "false"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(
        command,
        cwd=shown.ROOT,
        env=known,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def texts(site):
    return {
        page.relative_to(site).as_posix(): page.read_text(encoding="utf-8")
        for page in site.rglob("*.html")
    }


def test_no_page_fetches_anything_from_elsewhere(site):
    loads = (
        r"<(?:script|link|img|iframe|source|object|embed)\b[^>]*?"
        r"(?:src|href|data)=[\"']?(?:https?:)?//[^\s\"'>]+"
    )
    assert {
        name: re.findall(loads, text)
        for name, text in texts(site).items()
        if re.search(loads, text)
    } == {}
    styles = "".join(style.read_text(encoding="utf-8") for style in site.rglob("*.css"))
    assert re.findall(r"(?:@import\s+|url\()[\"']?(?:https?:)?//[^\s)\"']+", styles) == []


def test_every_public_name_has_its_entry(site):
    found = {
        name
        for page, text in texts(site).items()
        if page.startswith("api/")
        for name in re.findall(r'<h2 id="hypercluster\.(\w+)"', text)
    }
    assert set(hc.__all__) - found == set()


def test_every_public_name_has_a_page_of_its_subject(site):
    assert not (site / "api" / "other.html").exists(), (
        "name the module in PAGES of docs/hooks/site.py"
    )


def test_nothing_of_the_building_gets_into_the_site(site):
    assert not (site / "hooks").exists()
    assert str(shown.ROOT) not in "".join(texts(site).values())


def test_numbers_of_the_readme_stand_on_the_start_page(site):
    start = texts(site)["index.html"]
    for words in ("Hubs", "no pair is a finding", "10,414,902,288"):
        assert words in (shown.ROOT / "README.md").read_text(encoding="utf-8")
        assert words in start


@pytest.mark.browser
def test_search_answers_in_a_site_opened_from_the_disk(site, browser):
    with opened_page(
        browser, (site / "howto" / "r.html").as_uri(), allowed=("file:", "data:", "blob:", "about:")
    ) as page:
        page.click(".md-search__input")
        page.keyboard.type("sensitivity range")
        page.wait_for_selector(".md-search-result__item", timeout=20_000)
