"""The map for drawing keeps every region, its size, shared borders, and closes the seam at 180
degrees.
"""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

import hypercluster as hc
from hypercluster.drawing.map import longitudes, map_layers
from hypercluster.drawing.network import community_order, ring
from hypercluster.drawing.palette import layer_inks, stylesheet
from hypercluster.errors import AnalysisError
from hypercluster.layers import LAYERS

QUICK = hc.Settings().with_run(draws=0)


def ragged(west, east, south=50.0, north=60.0, steps=400):
    """A box whose eastern and western borders wobble the same way wherever they lie."""
    latitudes = np.linspace(south, north, steps)
    wobble = 0.2 * np.sin(np.arange(steps))
    right = [(east + shift, latitude) for shift, latitude in zip(wobble, latitudes, strict=True)]
    left = [(west + shift, latitude) for shift, latitude in zip(wobble, latitudes, strict=True)]
    return Polygon([*right, *reversed(left)])


def results_of(shapes, extra=()):
    codes = list("ABCDEFG")[: len(shapes)]
    seats = gpd.GeoSeries(shapes).representative_point()
    areas = pd.DataFrame(
        {
            "area": codes,
            "name": codes,
            "latitude": seats.y,
            "longitude": seats.x,
        }
    )
    counts = pd.DataFrame(
        {
            "reporting_unit": np.repeat(codes, 2),
            "industry": ["oil", "wool"] * len(codes),
            "count": range(1, 2 * len(codes) + 1),
        }
    )
    polygons = gpd.GeoDataFrame(
        {"area": [*codes, *(f"X{n}" for n in range(len(extra)))]},
        geometry=[*shapes, *extra],
        crs="EPSG:4326",
    )
    return hc.analyse(
        hc.make_pack(areas=areas, enterprises=counts, boundaries=polygons), settings=QUICK
    )


def test_neighbours_still_meet_where_borders_are_simplified():
    layers = map_layers(results_of([ragged(30, 35), ragged(35, 40)]), simplify_km=30)
    assert shapely.get_num_coordinates(layers.regions.geometry).sum() < 500
    one, other = layers.regions.geometry
    assert one.intersection(other).area < 1e-6 * one.area
    assert one.union(other).geom_type == "Polygon"
    assert len(one.union(other).interiors) == 0


@pytest.mark.parametrize("scheme", ["study", "subjects"])
@pytest.mark.parametrize("simplify_km", [0, 1, 5])
def test_no_region_is_lost_or_changes_its_size(scheme, simplify_km, packaged_run):
    results = packaged_run(0, scheme)
    layers = map_layers(results, simplify_km=simplify_km)
    real = results.to_geopandas().to_crs(layers.crs).area
    assert list(layers.regions.index) == list(results.regions.index)
    assert (layers.regions.area / real - 1).abs().max() < 0.01
    assert layers.regions.geometry.is_valid.all()
    assert len(layers.surroundings) == len(results.surroundings()) > 0


def test_an_area_smaller_than_the_detail_keeps_its_shape():
    small = box(32, 54, 32.02, 54.02)
    layers = map_layers(results_of([ragged(30, 35).difference(small), small]), simplify_km=60)
    real = gpd.GeoSeries([small], crs="EPSG:4326").to_crs(layers.crs).area.iloc[0]
    assert layers.regions.area.iloc[1] == pytest.approx(real, rel=0.01)


def test_a_region_cut_by_the_180_degree_meridian_is_one_piece_again():
    cut = MultiPolygon([box(170, 60, 180, 70), box(-180, 60, -170, 70)])
    layers = map_layers(results_of([box(150, 60, 170, 70), cut]), simplify_km=20)
    assert layers.regions.geometry.iloc[1].geom_type == "Polygon"


def test_the_default_map_heals_its_seam_and_projects_the_seats():
    layers = map_layers(hc.analyse(hc.load_pack(), settings=QUICK))
    assert "+proj=aea" in layers.crs.srs
    seats = layers.seats
    assert seats.geom_type.eq("Point").all()
    inside = [
        shape.buffer(30_000).contains(seat)
        for shape, seat in zip(layers.regions.geometry, seats, strict=True)
    ]
    assert all(inside)
    assert layers.surroundings.geometry["RU-CHU"].geom_type == "MultiPolygon"
    largest = max(layers.surroundings.geometry["RU-CHU"].geoms, key=lambda part: part.area)
    assert largest.area / layers.surroundings.geometry["RU-CHU"].area > 0.95


def test_without_boundaries_there_is_no_map():
    areas = pd.DataFrame({"area": list("AB"), "name": list("AB")})
    counts = pd.DataFrame({"reporting_unit": list("AB"), "industry": "oil", "count": [3, 4]})
    with pytest.raises(AnalysisError, match="Add a table boundaries"):
        map_layers(hc.analyse(hc.make_pack(areas=areas, enterprises=counts), settings=QUICK))


def test_every_layer_is_told_by_colour_or_by_dash_and_width():
    inks = layer_inks([*LAYERS, "roads", "rivers"])
    assert len({(ink.dashes, ink.is_thin) for ink in inks.values()}) == len(inks)
    assert inks["roads"].light == inks["rivers"].light != inks["production"].light
    known = [ink for name, ink in inks.items() if name in LAYERS]
    assert len({ink.light for ink in known}) == len({ink.dark for ink in known}) == len(known)


def test_an_ink_does_not_depend_on_the_other_layers():
    assert layer_inks(["digital"])["digital"] == layer_inks(LAYERS)["digital"]


def test_a_page_has_a_variable_for_every_layer_and_every_community():
    results = hc.analyse(hc.load_pack(), settings=QUICK)
    many = results.regions.assign(community=[f"{n // 2}" for n in range(16)])
    style = stylesheet(dataclasses.replace(results, tables={**results.tables, "regions": many}))
    for name in ("layer1", "layer5", "part3", "tint8", "alone"):
        assert style.count(f"--{name}:#") == 2  # light and dark
        assert f".{name}{{" in style
    assert "layer6" not in style
    assert "tint9" not in style


def test_the_ring_goes_by_community_and_longitude_with_gaps_between_communities():
    results = hc.analyse(hc.load_pack(), settings=QUICK)
    nodes = ring(results)
    steps = np.diff(nodes["angle"], append=nodes["angle"].iloc[0] + 2 * np.pi)
    is_last = (nodes["letter"] != nodes["letter"].shift(-1)).to_numpy()
    assert list(nodes.index) == community_order(results, by="longitude")
    np.testing.assert_allclose(steps[is_last], 1.6 * steps[~is_last].mean())


def test_longitudes_count_from_the_widest_empty_arc():
    regions = pd.DataFrame({"longitude": [170.0, -175.0, 30.0, np.nan]})
    assert longitudes(regions)[:3].tolist() == [140.0, 155.0, 0.0]
    assert np.isnan(longitudes(regions)[3])
