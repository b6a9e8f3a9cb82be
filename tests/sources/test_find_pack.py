"""Packs are found by name or path, and one is the default."""

import shutil
from pathlib import Path

import pytest
from tiny import problem_of

from hypercluster.sources import data_root, find, load_pack, pack_names


@pytest.fixture
def shelf(tmp_path, tiny_folder, monkeypatch):
    """Data root of its own, with one pack."""
    root = tmp_path / "regions"
    root.mkdir()
    shutil.copytree(tiny_folder, root / "first")
    monkeypatch.setattr(find, "data_root", lambda: root)
    return root


def test_the_only_pack_is_the_default_and_has_a_name(shelf):
    assert load_pack().folder == (shelf / "first").resolve()
    assert load_pack("first").folder == load_pack().folder


def test_among_several_packs_a_file_names_the_default(shelf):
    shutil.copytree(shelf / "first", shelf / "second")
    problem = problem_of(load_pack)
    assert (problem.found, problem.remedy) == ("2", "Name one. Known: first, second.")
    (shelf / "default.txt").write_text("second\n", encoding="utf-8")
    assert load_pack().folder == (shelf / "second").resolve()


@pytest.mark.parametrize("name", ["frist", Path("frist")])
def test_an_unknown_pack_suggests_the_nearest(shelf, name):
    problem = problem_of(load_pack, name)
    assert (problem.file, problem.remedy) == ("frist", "Did you mean 'first'?")


@pytest.mark.parametrize("name", ["x" * 5000, "\0", "areas.csv"])
def test_what_is_no_pack_is_refused(tiny_folder, name, monkeypatch):
    monkeypatch.chdir(tiny_folder)
    assert (
        problem_of(load_pack, name).expected
        == "a folder with pack.toml, or the name of a data pack"
    )


def test_a_folder_without_pack_toml_is_refused(tmp_path):
    problem = problem_of(load_pack, tmp_path)
    assert problem.found == "no such file"
    assert problem.file.endswith("pack.toml")


def test_the_packs_that_come_with_the_package_are_sound():
    assert data_root().is_dir()
    for name in pack_names():
        pack = load_pack(name)
        assert all(pack.files[table]["sha256"] for table in pack.files)
        if "boundaries" in pack.files:
            assert pack.to_geopandas(pack.default_scheme).is_valid.all()
