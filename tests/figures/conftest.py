"""Runs that the tests of the figures share."""

from __future__ import annotations

import functools
import html
import re

import pytest
from tiny import write_pack

import hypercluster as hc
from hypercluster.figures import FIGURES

OF_RESULTS = ("map", "network", "heatmap", "hubs", "opportunities", "profile")


@pytest.fixture(scope="session")
def drawn(packaged_run):
    """The packaged data with a few draws."""
    return packaged_run(4)


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory):
    """A synthetic pack of three regions with a map."""
    return hc.analyse(
        hc.load_pack(write_pack(tmp_path_factory.mktemp("synthetic") / "pack")),
        settings=hc.Settings().with_run(draws=2),
    )


@pytest.fixture(scope="session")
def profile_table():
    return hc.resolution_profile(
        hc.load_pack(), settings=hc.Settings().with_run(draws=2), gammas=(0.5, 1.0, 1.5)
    )


@pytest.fixture(scope="session")
def swept():
    return hc.sweep(hc.load_pack(), "linkages.beta", [0.0, 0.5])


@pytest.fixture(scope="session")
def overview():
    import pandas as pd

    rows = [
        {
            "setting": setting,
            "ranking": ranking,
            "is_still": is_still,
            "spearman": spearman,
            "adjusted_mutual_information": shared,
        }
        for setting, ranking, is_still, spearman, shared in (
            ("linkages.beta", "hubs", True, 1.0, None),
            ("linkages.beta", "linkages.complementary", False, 0.25, None),
            ("layers.weights.production", "hubs", False, 0.5, None),
            ("layers.weights.production", "communities", False, None, 0.75),
        )
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def tables(drawn, profile_table, swept, overview):
    """What every figure draws, by its name."""
    own = {"resolution": profile_table, "sensitivity": swept, "sensitivity_overview": overview}
    return {**dict.fromkeys(OF_RESULTS, drawn), **own}


@pytest.fixture(scope="session")
def draw(tables):
    """Draw a figure by name; those that do not draw results are told what the run was."""

    def draw(name, **options):
        about = {} if name in OF_RESULTS else {"about": tables["map"].provenance}
        return FIGURES[name].draw(tables[name], **about, **options)

    return draw


@pytest.fixture(scope="session")
def drawing(draw):
    """The figure of a name, width and language, drawn once for the tests that only look at it."""

    @functools.cache
    def drawing(name, width=180, language="en"):
        return draw(name, width=width, language=language)

    return drawing


@pytest.fixture(scope="session")
def describe(tables):
    """Alt text of a figure by name."""

    def describe(name, **options):
        about = {} if name in OF_RESULTS else {"about": tables["map"].provenance}
        return FIGURES[name].alt(tables[name], **about, **options)

    return describe


@pytest.fixture(scope="session")
def words_of():
    """Give every word of a figure, or of an SVG file."""
    from matplotlib.text import Text

    def words_of(drawn):
        if hasattr(drawn, "read_text"):
            return [
                html.unescape(text)
                for text in re.findall(
                    r"<text[^>]*>([^<]*)</text>", drawn.read_text(encoding="utf-8")
                )
            ]
        return [text.get_text() for text in drawn.get_figure(root=True).findobj(Text)]

    return words_of
