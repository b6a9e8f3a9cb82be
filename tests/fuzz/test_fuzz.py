"""A sample of `make fuzz`: the same cases every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import stops
from .bases import FORMATS, base
from .run import KINDS, outcomes

SEED, CASES = 1, 400
pytestmark = [
    pytest.mark.gate,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads processes of Linux"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_input_is_refused_or_read_as_it_says(kind):
    came = [(number, outcome) for number, outcome, _ in outcomes(SEED, 0, CASES, kind)]
    failed = [
        f"make fuzz SEED={SEED} CASE={number}: {outcome.what}\n{outcome.detail}"
        for number, outcome in came
        if outcome.verdict == "failed"
    ]
    assert not failed, "\n".join(failed)
    assert {"read", "refused"} == {outcome.verdict for _, outcome in came}


@pytest.mark.parametrize("number", range(6))
def test_a_stopped_run_ends_and_leaves_nothing(number):
    stop = stops.one(SEED, number)
    assert not stop.fault, f"make fuzz SEED={SEED} STOP={number}: {stop}"


@pytest.mark.parametrize("form", FORMATS)
def test_the_packs_that_are_spoilt_are_sound(form, tmp_path):
    import hypercluster as hc

    from .packs import compare, written

    files = base(form)
    pack = hc.load_pack(written(files, tmp_path / "pack"))
    compare(pack, pack.to_geopandas(), files)
