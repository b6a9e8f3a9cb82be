"""What notebooks show of results, networks and schemes."""

from __future__ import annotations

import copy
import pickle
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.display import html_list, html_table, shown
from hypercluster.rankings import levels
from hypercluster.schema import RESULT_TABLES
from hypercluster.words import span, text


class Balanced(HTMLParser):
    """Fails on elements that are closed in another order than opened."""

    def __init__(self):
        super().__init__()
        self.opened = []

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "style", "link", "img")
        assert "id" not in dict(attrs)
        self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag


def checked(html):
    parser = Balanced()
    parser.feed(html)
    assert parser.opened == []
    return html


@pytest.fixture(scope="module")
def results(packaged_run):
    return packaged_run(4)


def test_results_show_finding_certainty_scope_and_first_rows(results):
    html = checked(results._repr_html_())
    assert results.headline.split(";")[0] in html
    assert "4 draws behind every range" in html
    assert "potential for alignment" in html
    first = results.hubs.iloc[0]
    assert (
        f'<td style="text-align:right">{span(first["rank_low"], first["rank_high"])}</td>' in html
    )
    assert all(f"results.{name}:" in html for name in results.tables)
    assert all(text(f"{table}.heading") in html for table in levels() if table != "linkages")
    assert html == results._repr_html_()


def test_results_say_in_two_lines_what_they_are(results):
    first, second = repr(results).splitlines()
    count = len(results.tables)
    assert first == f"Results(scheme 'study', 16 regions, 4 draws, seed 1, {count} tables)"
    assert second == results.headline


def test_tables_and_packs_fit_two_lines(results):
    assert repr(results.tables).startswith("Tables(regions 16, indicators 80, ")
    for value in (results.tables, hc.load_pack()):
        assert max(map(len, repr(value).splitlines())) <= 200
        assert "\n" not in repr(value)


def test_every_table_is_an_attribute_and_another_name_is_refused(results):
    for name, table in results.tables.items():
        assert getattr(results, name) is table
        assert name in dir(results)
    assert list(results.tables) == list(RESULT_TABLES)
    with pytest.raises(AttributeError, match=r"found 'hub'\. Tables: regions, indicators"):
        _ = results.hub


def test_results_can_be_copied_and_pickled(results):
    for same in (copy.copy(results), pickle.loads(pickle.dumps(results))):  # noqa: S301 - our own bytes
        pd.testing.assert_frame_equal(same.hubs, results.hubs)


def test_a_network_shows_its_layers(results):
    html = checked(results.network._repr_html_())
    for name, layer in results.network.layers.items():
        assert f">{name}</td>" in html
        assert f">{len(layer.ties)}</td>" in html


def test_a_scheme_shows_its_regions(results):
    html = checked(results.network.scheme._repr_html_())
    assert html.count("<tr>") == 17
    assert "Республика Татарстан" in html


def test_names_are_escaped_and_missing_values_are_dashes():
    areas = pd.DataFrame({"area": list("ABC"), "name": ["<b>Alpha</b>", "Beta & Co", "Gamma"]})
    counts = pd.DataFrame({"reporting_unit": list("ABC"), "industry": "oil", "count": [30, 4, 5]})
    results = hc.analyse(
        hc.make_pack(areas=areas, enterprises=counts, is_synthetic=True),
        settings=hc.Settings().with_run(draws=0),
    )
    html = checked(results._repr_html_())
    assert "Synthetic data" in html
    assert "&lt;b&gt;Alpha&lt;/b&gt;" in html
    assert "nan" not in html.lower().replace("finances", "")
    checked(results.network._repr_html_())
    assert "–" in results.network.scheme._repr_html_()


def test_cells():
    assert [shown(None), shown(float("nan")), shown(pd.NA), shown(1234.5, 1), shown("x")] == [
        "–",
        "–",
        "–",
        "1,234.5",
        "x",
    ]
    assert html_list("none", []) == ""
    assert re.findall(
        r"text-align:(\w+)", html_table("t", ["a", "b"], [["1", "2"]], numbers=["b"])
    ) == [
        "left",
        "left",
        "right",
        "left",
        "right",
    ]
