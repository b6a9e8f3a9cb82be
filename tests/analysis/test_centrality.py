"""A new centrality is one record; a wrong argument is refused and a missing value stays missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import hypercluster as hc
from hypercluster.analysis import centrality
from hypercluster.analysis.centrality import CENTRALITIES, Centrality
from hypercluster.columns import Column
from hypercluster.errors import AnalysisError
from hypercluster.schema import RESULT_TABLES
from hypercluster.schema.result_tables import hubs_schema

DEGREE = Centrality(
    Column("degree", "number", "Ties of the region in all layers together.", minimum=0),
    lambda run: sum((weights > 0).sum(axis=1) for weights in run.weights.values()),
)


def test_a_record_arrives_as_a_described_column_of_hubs(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setitem(CENTRALITIES, "degree", DEGREE)
    monkeypatch.setitem(RESULT_TABLES, "hubs", hubs_schema())
    results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    ties = pd.concat([results.ties["source"], results.ties["target"]]).value_counts()
    assert results.hubs["degree"].to_dict() == ties.reindex(results.hubs.index).to_dict()
    hc.write(results, tmp_path / "run")
    assert DEGREE.column.meaning in (tmp_path / "run" / "README.txt").read_text(encoding="utf-8")
    assert hc.read(tmp_path / "run").hubs["degree"].equals(results.hubs["degree"])


@pytest.mark.parametrize(
    "measure", [centrality.pagerank_versatility, centrality.eigenvector_versatility]
)
@pytest.mark.parametrize("n", [0, 2, 4, 7])
def test_another_number_of_regions_than_the_layers_have_is_refused(measure, n) -> None:
    layer = np.ones((3, 3)) - np.eye(3)
    layers = {"x": layer, "y": layer}
    supra = centrality.supra_adjacency(layers, dict.fromkeys(layers, 0.5))
    with pytest.raises(AnalysisError, match=f"found {n} regions for 6 rows"):
        measure(supra, n)


def test_a_missing_strength_leaves_participation_missing() -> None:
    comparable = pd.DataFrame(
        {"x": [1.0, 1.0, 0.0], "y": [1.0, np.nan, 0.0]}, index=["even", "unknown", "isolate"]
    )
    result = centrality.participation(comparable)
    assert result["even"] == 1.0
    assert result[["unknown", "isolate"]].isna().all()


PAIR = np.array([[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("layers", "weights", "coupling", "problem"),
    [
        ({"x": PAIR, "y": PAIR}, {"x": 1.0}, 0.1, r"1 missing \(y\)"),
        ({"x": PAIR}, {"x": 1.0, "z": 1.0}, 0.1, r"1 unknown \(z\)"),
        ({"x": PAIR}, {"x": -1.0}, 0.1, "Expected weights of layers of at least 0"),
        ({"x": PAIR}, {"x": 1.0}, -0.1, "coupling of at least 0; found -0.1"),
        ({"x": -PAIR}, {"x": 1.0}, 0.1, "weights of x of at least 0; found -1"),
        ({"x": np.triu(PAIR)}, {"x": 1.0}, 0.1, "symmetric weights of x"),
        ({"x": csr_array(np.triu(PAIR))}, {"x": 1.0}, 0.1, "symmetric weights of x"),
    ],
)
def test_layers_without_a_supra_adjacency_are_refused(layers, weights, coupling, problem) -> None:
    with pytest.raises(AnalysisError, match=problem):
        centrality.supra_adjacency(layers, weights, coupling=coupling)


def test_negative_strengths_have_no_participation() -> None:
    with pytest.raises(AnalysisError, match="Expected strengths of at least 0"):
        centrality.participation(pd.DataFrame({"x": [1.0, -2.0], "y": [1.0, 1.0]}))


def test_negative_weights_have_no_partition() -> None:
    weights = np.array([[0.0, 1.0, -1.0], [1.0, 0.0, 1.0], [-1.0, 1.0, 0.0]])
    for find in (hc.cpm_partition, lambda layer: hc.multiplex_partition([layer])):
        with pytest.raises(AnalysisError, match="weights of at least 0; found -1: 1 in all"):
            find(weights)
