"""A new kind of layer is one record, and arrives wherever layers are shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import hypercluster as hc
from hypercluster.analysis import communities
from hypercluster.errors import AnalysisError
from hypercluster.layers import LAYERS, Absent, LayerKind
from hypercluster.run.inputs import Inputs
from hypercluster.settings import Layers

SIZE = LayerKind(
    "size",
    lambda inputs, _: likeness(inputs),
    status="derived",
    meaning="likeness of the number of enterprises",
    unit="0-1",
    tables="enterprises",
    is_allocated=True,
)


def likeness(inputs: Inputs) -> np.ndarray:
    """Smaller over larger number of enterprises of two regions."""
    number = np.nan_to_num(inputs.counts.sum(axis=1).to_numpy(dtype=float))
    larger = np.maximum.outer(number, number)
    smaller = np.minimum.outer(number, number)
    weights = np.divide(smaller, larger, out=np.zeros_like(larger), where=larger > 0)
    np.fill_diagonal(weights, 0.0)
    return weights


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> hc.Results:
    monkeypatch.setitem(LAYERS, SIZE.name, SIZE)
    settings = hc.Settings(layers=Layers(weights={"size": 3.0})).with_run(draws=0)
    return hc.analyse(hc.load_pack(), settings=settings)


def test_it_arrives_in_every_table_of_layers_and_regions(results: hc.Results) -> None:
    row = results.layers.set_index("layer").loc["size"]
    ties = results.ties[results.ties["layer"] == "size"]
    others = results.layers.loc[results.layers["layer"] != "size", "layer_weight"].dropna()
    assert (row["meaning"], row["status"], row["ties"]) == (SIZE.meaning, "derived", len(ties))
    assert row["layer_weight"] == pytest.approx(3 * others.iloc[0])
    assert ties["is_allocated"].any()
    assert results.hubs["strength_size"].gt(0).all()
    assert "size" in set(results.community_quality["layer"])
    assert "size" in set(results.layer_comparison["other_layer"])


def test_it_arrives_in_the_network_and_its_files(results: hc.Results, tmp_path: Path) -> None:
    assert results.network.adjacency("size").sum() > 0
    hc.write(results, tmp_path / "run")
    files = [tmp_path / "run" / "network.graphml", *hc.export_gexf(results, tmp_path / "gexf")]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not file.name.startswith("network") or ">size<" in text or '"size"' in text, file


def test_a_network_and_its_parts_are_written_in_two_lines() -> None:
    results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    network = results.network
    for value in (network, network.scheme, network.layers["production"], results.actors):
        assert len(repr(value)) <= 160, repr(value)
        assert type(value).__name__ in repr(value)


def test_an_absent_layer_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = LayerKind(
        "rivers",
        lambda *_: Absent("the pack has no rivers"),
        status="observed",
        meaning="navigable length",
        unit="km",
        tables="rivers",
    )
    monkeypatch.setitem(LAYERS, "rivers", nothing)
    results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    row = results.layers.set_index("layer").loc["rivers"]
    assert (bool(row["is_present"]), row["note"]) == (False, "the pack has no rivers")
    assert any(
        "Layer rivers is absent: the pack has no rivers." in str(note) for note in results.notes
    )


def test_weights_that_are_no_weights_are_an_error_that_names_the_layer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad = LayerKind("bad", lambda inputs, _: inputs.distances * np.nan, "derived", "", "", "")
    monkeypatch.setitem(LAYERS, "bad", bad)
    with pytest.raises(AnalysisError, match=r"finite weights of at least 0.*layer 'bad'"):
        hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))


@pytest.mark.parametrize(("name", "status"), [("aggregate", "derived"), ("new", "guessed")])
def test_a_record_with_a_reserved_name_or_an_unknown_status_is_refused(
    name: str, status: str
) -> None:
    with pytest.raises(AnalysisError, match="for a kind of layer"):
        LayerKind(name, lambda *_: Absent("never"), status, "", "", "")


def test_learned_weights_are_those_of_the_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    learned = {"production": 3.0, "affiliation": 2.0}
    monkeypatch.setattr(communities, "learned_weights", lambda *_, **__: learned)
    settings = hc.Settings(layers=Layers(weighting="learned")).with_run(draws=0)
    results = hc.analyse(hc.load_pack(), settings=settings)
    rows = results.layers.set_index("layer").loc[results.ties["layer"]]
    expected = results.ties["weight"].to_numpy() * (rows["layer_weight"] / rows["scale"]).to_numpy()
    np.testing.assert_allclose(results.ties["scaled_weight"], expected, rtol=1e-12)
