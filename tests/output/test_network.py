"""Where nodes lie, how large they are and which colour they have."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod, Transformer

from hypercluster.drawing.network import actors_graph, network_graph
from hypercluster.drawing.palette import GREY, TINTS, tint


def with_regions(results, provenance=None, **columns):
    """The same results with other columns in `regions`."""
    same = {name: getattr(results, name) for name in ("hubs", "ties", "actors", "actor_hubs")}
    return SimpleNamespace(
        **same,
        regions=results.regions.assign(**columns),
        provenance=provenance or results.provenance,
    )


def test_distances_on_the_map_are_those_on_the_ground(results):
    nodes, _ = network_graph(results)
    north, plain = nodes.loc["north"], nodes.loc["plain"]
    ground = (
        Geod(ellps="WGS84").inv(
            north["longitude"], north["latitude"], plain["longitude"], plain["latitude"]
        )[2]
        / 1000
    )
    # Lambert's equal-area map keeps distances within a percent over a thousand kilometres.
    assert math.dist(north[["x", "y"]], plain[["x", "y"]]) == pytest.approx(ground, rel=0.01)


def test_north_is_up_and_east_is_right(results):
    nodes, _ = network_graph(results)
    assert nodes.loc["north", "y"] > nodes.loc["plain", "y"]
    assert nodes.loc["north", "x"] < nodes.loc["plain", "x"]


@pytest.mark.parametrize("units", ["m", "km"])
def test_the_map_of_the_pack_is_used_in_kilometres(results, units):
    crs = f"+proj=aea +lat_1=50 +lat_2=65 +lat_0=0 +lon_0=40 +datum=WGS84 +units={units} +no_defs"
    nodes, _ = network_graph(with_regions(results, {"pack": {"map_crs": crs}}))
    project = Transformer.from_crs("EPSG:4326", crs.replace("=km", "=m"), always_xy=True).transform
    (x, y), (other_x, other_y) = project(30.0, 60.0), project(45.0, 54.0)
    assert nodes.loc["plain", "x"] - nodes.loc["north", "x"] == pytest.approx(
        (other_x - x) / 1000, abs=0.01
    )
    assert nodes.loc["plain", "y"] - nodes.loc["north", "y"] == pytest.approx(
        (other_y - y) / 1000, abs=0.01
    )
    assert nodes[["x", "y"]].abs().max(axis=None) < 2000


def test_no_two_nodes_coincide(any_results):
    for nodes, _ in (network_graph(any_results), actors_graph(any_results)):
        assert not nodes.duplicated(["x", "y"]).any()
        assert nodes[["x", "y"]].notna().all(axis=None)


def test_organisations_of_one_city_lie_on_a_small_ring_around_it(results):
    nodes, _ = actors_graph(results)
    seat = nodes.loc["region:north", ["x", "y"]].to_numpy(dtype=float)
    ring = nodes.loc[
        ["organisation:uni-n", "organisation:lab-n", "organisation:firm-n"], ["x", "y"]
    ].to_numpy(dtype=float)
    radii = np.hypot(*(ring - seat).T)
    assert np.ptp(radii) < 0.01
    assert 0 < radii[0] < 30


def test_an_organisation_without_a_point_lies_at_the_seat_of_its_region(results):
    nodes, _ = actors_graph(results)
    away = math.dist(
        nodes.loc["organisation:inst-p", ["x", "y"]], nodes.loc["region:plain", ["x", "y"]]
    )
    assert 0 < away < 30


def test_what_has_no_place_lies_on_a_ring_around_the_map(results):
    nodes, _ = actors_graph(results)
    known = nodes.loc[
        nodes["latitude"].notna() & (nodes["actor_kind"] == "region"), ["x", "y"]
    ].to_numpy(dtype=float)
    middle = (known.min(axis=0) + known.max(axis=0)) / 2
    outer = nodes.loc[
        nodes["actor_kind"].isin(["group", "industry", "direction", "technology"]), ["x", "y"]
    ].to_numpy(dtype=float)
    assert np.hypot(*(outer - middle).T).min() > np.hypot(*(known - middle).T).max()


def test_without_coordinates_regions_lie_on_a_ring(results):
    nodes, _ = network_graph(with_regions(results, latitude=np.nan, longitude=np.nan))
    assert np.ptp(np.hypot(nodes["x"], nodes["y"])) < 0.01
    assert not nodes.duplicated(["x", "y"]).any()


def test_a_map_across_the_antimeridian_is_not_torn(results):
    places = [178.0, 179.0, -179.0, -178.0, 180.0, np.nan]
    nodes, _ = network_graph(with_regions(results, latitude=65.0, longitude=places))
    assert nodes["x"].max() - nodes["x"].min() < 400


def test_the_strongest_hub_is_largest_and_a_region_without_composite_smallest(results):
    nodes, _ = network_graph(results)
    assert nodes["size"].idxmax() == results.hubs["composite"].idxmax()
    hubs = results.hubs.copy()
    hubs.loc["north", "composite"] = np.nan
    same = with_regions(results)
    same.hubs = hubs
    assert network_graph(same)[0].loc["north", "size"] == 4


def test_equal_importance_makes_all_sizes_4(results):
    same = with_regions(results)
    same.hubs = results.hubs.assign(composite=50.0)
    assert set(network_graph(same)[0]["size"]) == {4.0}


def test_a_colour_is_a_community_and_grey_is_alone(results):
    nodes, _ = network_graph(with_regions(results, community=["A", "A", "B", "B", "C", None]))
    assert nodes["color"].tolist() == [TINTS[0]] * 2 + [TINTS[1]] * 2 + [GREY] * 2


def test_many_communities_have_colours_of_their_own():
    assert len({tint(number) for number in range(40)}) == 40


def test_every_column_of_regions_hubs_and_ties_is_an_attribute(any_results):
    nodes, edges = network_graph(any_results)
    for table, graph in (
        (any_results.regions, nodes),
        (any_results.hubs, nodes),
        (any_results.ties, edges),
    ):
        expected = {"name"} if "label" in graph else set()
        for column in set(table.columns) - expected:
            name = column if column in graph else f"region_{column}"
            rows = table.reindex(graph.index) if graph is nodes else table
            pd.testing.assert_series_equal(
                graph[name], rows[column], check_names=False, check_dtype=False
            )


def test_the_results_are_not_changed(results):
    before = {name: table.copy() for name, table in results.tables.items()}
    nodes = results.actors.nodes.copy()
    network_graph(results)
    actors_graph(results)
    for name, table in results.tables.items():
        pd.testing.assert_frame_equal(table, before[name])
    pd.testing.assert_frame_equal(results.actors.nodes, nodes)
