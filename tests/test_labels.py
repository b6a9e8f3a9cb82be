"""Inputs that disagree in order are aligned, those that disagree in their labels refused."""

from __future__ import annotations

import pandas as pd
import pytest

from hypercluster.errors import AnalysisError
from hypercluster.labels import aligned

LABELS = pd.Index(["oil", "gas", "wool"])
SQUARE = pd.DataFrame([[1, 2, 3], [4, 5, 6], [7, 8, 9]], index=LABELS, columns=LABELS)


def test_labels_in_the_same_order_return_the_table_itself() -> None:
    assert aligned(SQUARE, index=LABELS, columns=LABELS, name="ties", like="layers") is SQUARE


def test_labels_in_another_order_are_aligned_on_both_axes() -> None:
    turned = SQUARE.loc[["wool", "oil", "gas"], ["gas", "wool", "oil"]]
    result = aligned(turned, index=LABELS, columns=LABELS, name="ties", like="layers")
    pd.testing.assert_frame_equal(result, SQUARE)
    values = aligned(SQUARE["oil"].iloc[::-1], index=LABELS, name="ties", like="layers")
    pd.testing.assert_series_equal(values, SQUARE["oil"])


def test_labels_of_another_set_are_refused_by_name() -> None:
    other = SQUARE.rename(columns={"oil": "tin"})
    with pytest.raises(
        AnalysisError,
        match=r"Expected ties with the same labels as the layers; found 1 missing \(oil\) and "
        r"1 unknown \(tin\)\. Give both",
    ):
        aligned(other, index=LABELS, columns=LABELS, name="ties", like="layers")


def test_only_the_first_offenders_are_named() -> None:
    many = pd.Series(0.0, index=[f"r{number}" for number in range(20)])
    with pytest.raises(AnalysisError, match=r"17 unknown \(r3, r4, r5, r6, r7\)\."):
        aligned(many, index=many.index[:3], name="ties", like="layers")


def test_labels_given_twice_are_refused() -> None:
    twice = pd.Series([1.0, 2.0, 3.0, 4.0], index=["oil", "gas", "wool", "oil"])
    with pytest.raises(AnalysisError, match=r"1 repeated \(oil\)"):
        aligned(twice, index=LABELS, name="ties", like="layers")
