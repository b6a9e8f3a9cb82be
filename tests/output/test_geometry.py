"""Names beside points, on paper."""

from __future__ import annotations

import numpy as np
import pytest

from hypercluster.drawing.geometry import (
    Box,
    control_point,
    curve,
    distance,
    needs_leader,
    overlaps,
    place_labels,
    quadratic,
    ring_points,
)

INSIDE = Box(0, 0, 100, 100)


def placed(points, sizes, **options):
    given = {
        "inside": INSIDE,
        "gap": 1.0,
        **options,
    }
    return place_labels(points, [1.0] * len(points), sizes, **given)


def test_a_name_stands_at_the_right_where_there_is_room():
    assert placed([(50, 50)], [(20, 4)]) == [Box(52, 48, 72, 52)]


def test_a_name_stays_inside_the_frame():
    (box,) = placed([(97, 50)], [(20, 4)])
    assert box == Box(75, 48, 95, 52)


def test_names_of_near_points_do_not_overlap():
    points = [(50, 50), (53, 50), (50, 54), (55, 55)]
    boxes = placed(points, [(15, 4)] * 4)
    assert all(boxes)
    assert not any(
        overlaps(one, other) for place, one in enumerate(boxes) for other in boxes[place + 1 :]
    )


def test_a_name_right_beside_its_point_is_nearest_to_it():
    points = [(50, 50), (56, 50), (50, 56), (44, 50), (50, 44)]
    box = placed(points, [(8, 3)])[0]
    if distance(box, points[0]) < 3.6:
        assert all(distance(box, other) > distance(box, points[0]) - 0.2 for other in points[1:])


def test_a_name_without_room_is_left_out():
    assert placed([(50, 50)], [(200, 4)]) == [None]


def test_a_name_moves_off_a_curve():
    across = [(x, 50.0) for x in np.linspace(52, 72, 30)]
    (box,) = placed([(50, 50)], [(20, 4)], avoided=across)
    assert not any(box.left <= x <= box.right and box.bottom <= y <= box.top for x, y in across)


def test_a_curve_begins_and_ends_at_the_circles():
    points = curve((0, 0), (100, 0), first=5, last=10)
    assert np.hypot(*points[0]) == pytest.approx(5, abs=1)
    assert np.hypot(*(points[-1] - [100, 0])) == pytest.approx(10, abs=1)
    assert points[:, 1].max() == pytest.approx(12, abs=0.1)


def test_a_line_leads_to_a_label_that_stands_far_off_or_as_near_to_another_point():
    label = Box(52, 48, 72, 52)
    assert not needs_leader(label, (50, 50), 1.0, [(50, 50)], 1.0)
    assert needs_leader(label, (40, 50), 1.0, [(40, 50)], 1.0)
    assert needs_leader(label, (50, 50), 1.0, [(50, 50), (74, 50)], 1.0)


def test_a_curve_from_west_to_east_bends_north():
    assert control_point((0, 0), (100, 0)) == (50, 24)
    assert quadratic((0, 0), (50, 24), (100, 0), 3)[1].tolist() == [50, 12]


def test_points_of_a_ring_run_clockwise_from_the_top():
    np.testing.assert_allclose(ring_points(4, 2), [[0, 2], [2, 0], [0, -2], [-2, 0]], atol=1e-12)
