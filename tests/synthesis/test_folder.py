"""A synthetic pack in a folder."""

from __future__ import annotations

import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.errors import OutputError
from hypercluster.synthesis import synthesise, write_pack


@pytest.fixture(scope="module")
def planted():
    return synthesise(regions=12, industries=6, communities=3, dates=17, seed=5)


def test_a_written_pack_is_read_back_equal_and_without_a_warning(planted, tmp_path):
    write_pack(planted, tmp_path / "pack")
    found = hc.load_pack(tmp_path / "pack")
    assert found.sha256 == planted.pack.sha256
    assert (found.title, found.source, found.is_synthetic) == (
        planted.pack.title,
        planted.pack.source,
        True,
    )
    assert list(found.tables) == list(planted.pack.tables)
    for name, table in planted.pack.tables.items():
        pd.testing.assert_frame_equal(found.tables[name], table, check_exact=True)


def test_the_truth_lies_beside_the_pack(planted, tmp_path):
    write_pack(planted, tmp_path / "pack")
    regions = pd.read_csv(tmp_path / "pack" / "truth_regions.tsv", sep="\t")
    linkages = pd.read_csv(tmp_path / "pack" / "truth_linkages.tsv", sep="\t")
    assert regions.to_dict("list") == planted.truth_regions.to_dict("list")
    assert linkages.to_dict("list") == planted.truth_linkages.to_dict("list")
    entries = pd.read_csv(tmp_path / "pack" / "truth_entries.tsv", sep="\t")
    assert entries.to_dict("list") == planted.truth_entries.to_dict("list")


def test_the_same_arguments_write_the_same_bytes(planted, tmp_path):
    files = write_pack(planted, tmp_path / "one")
    write_pack(
        synthesise(regions=12, industries=6, communities=3, dates=17, seed=5), tmp_path / "other"
    )
    assert sorted(file.name for file in files) == sorted(
        file.name for file in (tmp_path / "other").iterdir()
    )
    for file in files:
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes()


def test_the_readme_says_synthetic_first_and_lists_what_was_planted(planted, tmp_path):
    write_pack(planted, tmp_path / "pack")
    text = (tmp_path / "pack" / "README.txt").read_text(encoding="utf-8")
    assert text.startswith("SYNTHETIC DATA.")
    for region in planted.truth_regions.loc[planted.truth_regions["is_hub"], "region"]:
        assert region in text


def test_an_existing_pack_is_replaced_only_when_asked(planted, tmp_path):
    write_pack(planted, tmp_path / "pack")
    other = synthesise(regions=12, industries=6, communities=3, seed=6)
    with pytest.raises(OutputError, match="exists already"):
        write_pack(other, tmp_path / "pack")
    assert hc.load_pack(tmp_path / "pack").sha256 == planted.pack.sha256
    write_pack(other, tmp_path / "pack", overwrite=True)
    assert hc.load_pack(tmp_path / "pack").sha256 == other.pack.sha256
    assert not (tmp_path / "pack" / "series.csv").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["pack"]


def test_a_folder_with_other_files_or_results_of_a_run_is_never_replaced(planted, tmp_path):
    write_pack(planted, tmp_path / "pack")
    (tmp_path / "pack" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        write_pack(planted, tmp_path / "pack", overwrite=True)
    results = hc.analyse(planted.pack, settings=hc.Settings().with_run(draws=0))
    hc.write(results, tmp_path / "results")
    before = sorted(file.name for file in (tmp_path / "results").iterdir())
    with pytest.raises(OutputError, match="results of a run"):
        write_pack(planted, tmp_path / "results", overwrite=True)
    assert sorted(file.name for file in (tmp_path / "results").iterdir()) == before
