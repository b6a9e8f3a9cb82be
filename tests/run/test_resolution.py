"""How communities change with the resolution, as a described table."""

from __future__ import annotations

import hypercluster as hc
from hypercluster.schema.check import check, raw_frame
from hypercluster.schema.study_tables import STUDY_TABLES


def test_a_resolution_profile_is_as_it_is_described():
    settings = hc.Settings().with_run(draws=2)
    profile = hc.resolution_profile(hc.load_pack(), settings=settings, gammas=(0.5, 1.5))
    schema = STUDY_TABLES["resolution_profile"]
    checked = check(raw_frame(profile), schema, file="resolution_profile")
    assert not checked.problems, "\n".join(map(str, checked.problems))
    assert list(profile.columns) == [column.name for column in schema.columns]
    assert profile["communities"].is_monotonic_increasing
