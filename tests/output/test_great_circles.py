"""Lines between places: as short as they can be, curved, cut at 180 degrees."""

from __future__ import annotations

import itertools
import math

import pytest
from pyproj import Geod

from hypercluster.drawing.geometry import STEP_KM, great_circle

ELLIPSOID = Geod(ellps="WGS84")


def length(line):
    return sum(ELLIPSOID.line_length(*zip(*part.coords, strict=True)) for part in line.geoms) / 1000


def steps(line):
    return [
        ELLIPSOID.inv(*one, *other)[2] / 1000
        for part in line.geoms
        for one, other in itertools.pairwise(part.coords)
    ]


PAIRS = [
    ((56.0, 54.7), (142.7, 47.0)),
    ((37.6, 55.8), (37.6, 55.9)),
    ((170.0, 60.0), (-170.0, 65.0)),
    ((-170.0, 65.0), (170.0, 60.0)),
    ((-74.0, 40.7), (151.2, -33.9)),
    ((80.0, 70.0), (-100.0, 70.0)),
    ((10.0, 0.0), (100.0, 0.0)),
]


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_a_line_is_as_long_as_the_shortest_way(start, end):
    assert length(great_circle(start, end)) == pytest.approx(
        ELLIPSOID.inv(*start, *end)[2] / 1000, rel=1e-4
    )


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_no_step_is_longer_than_asked_for(start, end):
    assert max(steps(great_circle(start, end))) <= STEP_KM * 1.001


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_a_line_leads_from_one_end_to_the_other(start, end):
    line = great_circle(start, end)
    assert line.geoms[0].coords[0] == start
    assert line.geoms[-1].coords[-1] == end


def test_a_way_over_high_latitudes_bends_towards_the_pole():
    # Between two places at 60 degrees north, 60 degrees apart: the top of a great circle on the
    # sphere.
    top = math.degrees(math.atan(math.tan(math.radians(60)) / math.cos(math.radians(30))))
    assert great_circle((0.0, 60.0), (60.0, 60.0)).bounds[3] == pytest.approx(top, abs=0.2)


def test_a_way_across_180_degrees_has_two_parts_that_meet_there():
    line = great_circle((170.0, 60.0), (-170.0, 65.0))
    first, second = line.geoms
    assert first.coords[-1][0] == 180.0
    assert second.coords[0] == (-180.0, first.coords[-1][1])
    assert 60 < first.coords[-1][1] < 66


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((180.0, 60.0), (-170.0, 61.0)),
        ((-180.0, 60.0), (170.0, 61.0)),
        ((170.0, 60.0), (-180.0, 61.0)),
    ],
)
def test_a_way_that_ends_on_180_degrees_has_one_part(start, end):
    (part,) = great_circle(start, end).geoms
    assert max(abs(one[0] - other[0]) for one, other in itertools.pairwise(part.coords)) < 10


def test_coordinates_have_at_most_7_decimals():
    line = great_circle((56.0, 54.7), (142.7, 47.0))
    assert all(
        round(degrees, 7) == degrees
        for part in line.geoms
        for point in part.coords
        for degrees in point
    )


def test_one_point_has_no_line():
    assert great_circle((10.0, 50.0), (10.0, 50.0)) is None


def test_an_unknown_place_has_no_line():
    assert great_circle((math.nan, 50.0), (10.0, 50.0)) is None
