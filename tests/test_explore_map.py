"""The map of `results.explore()`."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from pyproj import Geod

from hypercluster.drawing.explore import great_circle_line
from hypercluster.errors import AnalysisError, MissingExtraError


@pytest.fixture(scope="module")
def results(packaged_run):
    return packaged_run(4)


def test_the_map_holds_regions_linkages_and_hubs(results):
    page = results.explore("enterprises", linkages=7).get_root().render()
    first = results.linkages.sort_values("complementary_rank").iloc[0]
    assert (
        f"{first['source_name']} – {first['target_name']}".encode(
            "ascii", "backslashreplace"
        ).decode()
        in page
        or first["source_name"] in page
    )
    assert page.count('"LineString"') == 7
    assert page.count('"Point"') == 16
    assert "enterprises" in page
    assert "openstreetmap" not in page.lower().split("<body>")[-1]


def test_options_reach_geopandas(results):
    with pytest.raises(
        AnalysisError, match="Expected a column of the table regions; found 'colour'"
    ):
        results.explore("colour")
    assert "Reds" not in results.explore("enterprises", cmap="Blues").get_root().render()


def test_a_great_circle_has_the_length_of_the_geodesic_and_crosses_the_seam_in_one_piece():
    line = great_circle_line((170, 60), (-170, 62))
    longitudes, latitudes = np.array(line.coords).T
    assert longitudes.max() > 180
    assert Geod(ellps="WGS84").line_length(longitudes, latitudes) == pytest.approx(
        Geod(ellps="WGS84").inv(170, 60, -170, 62)[2], rel=1e-3
    )


def test_without_the_extra_the_remedy_is_named(results, monkeypatch):
    monkeypatch.setitem(sys.modules, "folium", None)
    monkeypatch.setattr("hypercluster.drawing.explore.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"hypercluster\[explore\]"):
        results.explore()
