"""Packs with next to nothing, and with many regions.

A figure, or one message that says what is missing.
"""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.figures import FIGURES

AREAS = pd.DataFrame({"area": list("abcd"), "name": ["$A$", "B_{2}", "C", "D"]})
COUNTS = pd.DataFrame(
    {
        "reporting_unit": list("aabbccdd"),
        "industry": ["oil", "gas"] * 4,
        "count": [3, 4, 5, 1, 2, 2, 6, 9],
    }
)
NO_MAP = ("network", "heatmap", "hubs", "opportunities", "profile")


@pytest.fixture(scope="module")
def no_places():
    return hc.analyse(
        hc.make_pack(areas=AREAS, enterprises=COUNTS), settings=hc.Settings().with_run(draws=2)
    )


@pytest.fixture(scope="module")
def gap():
    """A region nobody reported on."""
    return hc.analyse(
        hc.make_pack(areas=AREAS, enterprises=COUNTS[COUNTS["reporting_unit"] != "d"]),
        settings=hc.Settings().with_run(draws=0),
    )


@pytest.fixture(scope="module")
def alone():
    pack = hc.make_pack(areas=AREAS.head(1), enterprises=COUNTS.head(2))
    return hc.analyse(pack, settings=hc.Settings().with_run(draws=2))


@pytest.fixture(scope="module")
def many(drawn):
    """Eighty-three regions with the numbers of the sixteen, over and over."""
    copies = [
        drawn.regions.rename(index=lambda region, time=time: f"{region}-{time}")
        for time in range(6)
    ]
    regions = pd.concat(copies).head(83).rename_axis("region")
    regions["name"] = [f"Region {place}" for place in range(83)]
    hubs = pd.concat(
        [drawn.hubs.rename(index=lambda region, time=time: f"{region}-{time}") for time in range(6)]
    )
    hubs = hubs.reindex(regions.index).assign(
        rank=pd.array(range(1, 84), dtype="Int64"), name=regions["name"]
    )
    indicators = pd.concat(
        [
            drawn.indicators.assign(region=drawn.indicators["region"] + f"-{time}")
            for time in range(6)
        ]
    )
    indicators = indicators[indicators["region"].isin(regions.index)]
    ties = pd.concat(
        [
            drawn.ties.assign(
                source=drawn.ties["source"] + f"-{time}", target=drawn.ties["target"] + f"-{time}"
            )
            for time in range(5)
        ]
    )
    tables = {"regions": regions, "hubs": hubs, "indicators": indicators, "ties": ties}
    return dataclasses.replace(drawn, tables={**drawn.tables, **tables})


@pytest.mark.parametrize("name", NO_MAP)
@pytest.mark.parametrize("run", ["no_places", "gap", "results"])
def test_packs_without_places_organisations_or_counts_are_drawn(run, name, request):
    results = request.getfixturevalue(run)
    for width, language in ((88, "ru"), (180, "en")):
        FIGURES[name].draw(results, width=width, language=language).get_figure(
            root=True
        ).canvas.draw()
        assert FIGURES[name].alt(results, language=language)


@pytest.mark.parametrize("name", ["heatmap", "profile"])
def test_a_region_alone_is_drawn(alone, name):
    FIGURES[name].draw(alone).get_figure(root=True).canvas.draw()


@pytest.mark.parametrize("name", ["hubs", "opportunities", "network"])
def test_a_region_alone_has_nothing_to_rank_or_tie(alone, name):
    with pytest.raises(hc.AnalysisError, match=r"Expected .*found none"):
        FIGURES[name].draw(alone)


def test_a_region_without_a_rank_comes_last_without_a_dot(gap):
    frame = hc.plot_hubs(gap)
    dots = [
        point
        for line in frame.child_axes[1].lines
        if line.get_marker() == "o"
        for point in line.get_xydata()
        if point[0] == point[0]
    ]
    assert len(dots) == 3
    assert [
        text.get_text()
        for text in frame.child_axes[0].texts
        if text.get_text() in set(AREAS["name"])
    ][-1] == "D"


def test_names_that_look_like_formulas_are_drawn_as_they_are(no_places, words_of):
    assert {"$A$", "B_{2}"} <= set(words_of(hc.plot_hubs(no_places)))


@pytest.mark.parametrize("name", ["network", "heatmap", "hubs"])
@pytest.mark.parametrize("width", [88, 180])
def test_many_regions_fit_on_a_page(many, name, width):
    axes = FIGURES[name].draw(many, width=width)
    assert axes.get_figure(root=True).get_size_inches()[1] * 25.4 < 250
    axes.get_figure(root=True).canvas.draw()


def test_of_many_regions_only_hubs_far_enough_apart_are_numbered(many):
    ring = hc.plot_network(many).child_axes[1]
    numbers = [text.get_text() for text in ring.texts if text.get_text().isdigit()]
    assert 5 <= len(numbers) <= 12


def test_a_sweep_of_a_region_alone_has_nothing_to_compare(alone):
    tables = hc.sweep(
        hc.make_pack(areas=AREAS.head(1), enterprises=COUNTS.head(2)), "linkages.beta", [0.5, 1.0]
    )
    with pytest.raises(hc.AnalysisError, match="Expected a sweep with ranks"):
        hc.plot_sensitivity(tables)
