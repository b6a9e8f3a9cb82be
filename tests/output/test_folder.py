"""A folder appears whole or not at all, and nobody's own files are deleted."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from hypercluster import output_file
from hypercluster.errors import OutputError
from hypercluster.output import folder as module
from hypercluster.output.folder import recover, write_folder


def fill(text="new"):
    """Write what a run writes, in little."""

    def write(folder):
        (folder / "regions.csv").write_text(text, encoding="utf-8")
        (folder / "README.txt").write_text(text, encoding="utf-8")
        provenance = {"hypercluster": "1", "files": {"regions.csv": "hash"}}
        (folder / "provenance.json").write_text(json.dumps(provenance), encoding="utf-8")

    return write


def made(folder, text="old"):
    folder.mkdir(parents=True)
    fill(text)(folder)
    return folder


def text_of(folder):
    return (folder / "regions.csv").read_text(encoding="utf-8")


def tree(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_new_folder_holds_the_files_and_nothing_is_left_beside_it(tmp_path):
    files = write_folder(tmp_path / "results", fill())
    assert files == [
        tmp_path / "results" / name for name in ("README.txt", "provenance.json", "regions.csv")
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_the_folder_has_the_rights_of_any_new_folder(tmp_path):
    (tmp_path / "other").mkdir()
    write_folder(tmp_path / "results", fill())
    assert (tmp_path / "results").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_missing_parents_are_made(tmp_path):
    write_folder(tmp_path / "a" / "b" / "results", fill())
    assert text_of(tmp_path / "a" / "b" / "results") == "new"


def test_a_relative_path_with_a_trailing_slash_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write_folder("results/", fill())[0] == Path("results/README.txt")
    assert text_of(tmp_path / "results") == "new"


def test_an_existing_folder_needs_overwrite(tmp_path):
    made(tmp_path / "results")
    with pytest.raises(
        OutputError,
        match=r"exists already. Replace it with overwrite=True \(--overwrite on the command line\)",
    ):
        write_folder(tmp_path / "results", fill())
    assert text_of(tmp_path / "results") == "old"


def test_overwrite_replaces_the_whole_folder(tmp_path):
    made(tmp_path / "results")
    write_folder(tmp_path / "results", fill(), overwrite=True)
    assert text_of(tmp_path / "results") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_overwrite_replaces_an_empty_folder(tmp_path):
    (tmp_path / "results").mkdir()
    write_folder(tmp_path / "results", fill(), overwrite=True)
    assert text_of(tmp_path / "results") == "new"


def test_a_linked_folder_is_replaced_where_it_lies(tmp_path):
    made(tmp_path / "disk" / "run")
    (tmp_path / "results").symlink_to(tmp_path / "disk" / "run")
    write_folder(tmp_path / "results", fill(), overwrite=True)
    assert (tmp_path / "results").is_symlink()
    assert text_of(tmp_path / "disk" / "run") == "new"


@pytest.mark.parametrize("name", ["thesis.docx", ".hidden"])
def test_a_folder_of_somebody_else_is_never_replaced(tmp_path, name):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=rf"1 other file \({name}\). Move them away"):
        write_folder(tmp_path / "results", fill(), overwrite=True)
    assert tree(tmp_path) == ["results", f"results/{name}"]


def test_a_results_folder_with_a_file_of_the_user_is_not_replaced(tmp_path):
    made(tmp_path / "results")
    (tmp_path / "results" / "map.gephi").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"map\.gephi"):
        write_folder(tmp_path / "results", fill(), overwrite=True)
    assert text_of(tmp_path / "results") == "old"


def test_provenance_of_another_program_protects_its_folder(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "provenance.json").write_text('{"tool": "other"}', encoding="utf-8")
    with pytest.raises(OutputError, match=r"provenance\.json"):
        write_folder(tmp_path / "results", fill(), overwrite=True)


@pytest.mark.parametrize("content", ["[" * 100_000, None])
def test_a_provenance_that_cannot_be_read_protects_its_folder(tmp_path, content):
    provenance = made(tmp_path / "results") / "provenance.json"
    provenance.unlink()
    if content is None:
        os.mkfifo(provenance)  # nobody writes to it: opening it would wait for ever
    else:
        provenance.write_text(content, encoding="utf-8")
    with pytest.raises(OutputError, match=r"provenance\.json"):
        write_folder(tmp_path / "results", fill(), overwrite=True)


def test_a_file_at_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "results").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="found a file"):
        write_folder(tmp_path / "results", fill(), overwrite=True)
    assert (tmp_path / "results").read_text(encoding="utf-8") == "mine"


def test_a_file_as_parent_is_refused(tmp_path):
    (tmp_path / "results").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="a part of the path is a file"):
        write_folder(tmp_path / "results" / "run", fill())


@pytest.mark.parametrize("folder", [".", "", "..", "/"])
def test_the_current_folder_and_those_around_it_are_refused(tmp_path, monkeypatch, folder):
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    with pytest.raises(OutputError, match="found the current folder or one around it"):
        write_folder(folder, fill(), overwrite=True)


@pytest.mark.parametrize("folder", ["a\0b", "x" * 300])
def test_an_impossible_name_is_refused(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="Choose a"):
        write_folder(folder, fill())


def test_a_link_in_a_circle_is_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OutputError, match="Choose a"):
        write_folder(tmp_path / "a", fill())


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "the disk is full. Free space"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EROFS, "the disk is read-only. Choose another folder"),
        (errno.EACCES, "there is no permission to write there. Choose another folder"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("has_old", [False, True])
def test_what_the_system_refuses_is_one_message_and_leaves_nothing(tmp_path, code, remedy, has_old):
    target = tmp_path / "a" / "results"
    if has_old:
        made(target)
    before = tree(tmp_path)

    def fails(folder):
        fill()(folder)
        raise OSError(code, os.strerror(code))

    with pytest.raises(OutputError, match=remedy):
        write_folder(target, fails, overwrite=True)
    assert tree(tmp_path) == before
    assert not has_old or text_of(target) == "old"


def test_a_parent_that_cannot_be_written_is_one_message(tmp_path, monkeypatch):
    def refuse(self, *arguments, **options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="no permission to write there"):
        write_folder(tmp_path / "a" / "results", fill())
    assert tree(tmp_path) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_parent_is_one_message(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission to write there"):
        write_folder(tmp_path / "results", fill())
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_while_writing_leaves_nothing(tmp_path, interruption):
    made(tmp_path / "results")

    def stops(folder):
        fill()(folder)
        raise interruption

    with pytest.raises(interruption):
        write_folder(tmp_path / "results", stops, overwrite=True)
    with pytest.raises(interruption):
        write_folder(tmp_path / "deep" / "er" / "results", stops)
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert text_of(tmp_path / "results") == "old"


def test_an_interruption_between_the_renames_puts_the_old_folder_back(tmp_path, monkeypatch):
    made(tmp_path / "results")
    rename = Path.rename

    def interrupted(self, target):
        if self.name.endswith(".partial"):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "results", fill(), overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert text_of(tmp_path / "results") == "old"


def test_a_swap_killed_between_the_renames_is_undone_by_the_next_command(tmp_path):
    made(tmp_path / "results.previous")
    recover(tmp_path / "results")
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert text_of(tmp_path / "results") == "old"


def test_a_swap_killed_before_the_deletion_is_finished_by_the_next_command(tmp_path):
    made(tmp_path / "results", "new")
    made(tmp_path / "results.previous", "old")
    recover(tmp_path / "results")
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert text_of(tmp_path / "results") == "new"


def test_a_deletion_killed_half_way_is_finished_by_the_next_command(tmp_path, monkeypatch):
    made(tmp_path / "results")
    unlink, count = Path.unlink, []

    def killed(self, **options):
        count.append(self.name)
        if len(count) == 2:
            raise KeyboardInterrupt
        unlink(self, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            write_folder(tmp_path / "results", fill(), overwrite=True)
    assert (tmp_path / "results.previous" / "provenance.json").exists()
    recover(tmp_path / "results")
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert text_of(tmp_path / "results") == "new"


def test_a_restored_folder_needs_overwrite_like_any_other(tmp_path):
    made(tmp_path / "results.previous")
    with pytest.raises(OutputError, match="exists already"):
        write_folder(tmp_path / "results", fill())
    assert text_of(tmp_path / "results") == "old"


def test_a_folder_of_somebody_else_named_previous_is_left_alone(tmp_path):
    (tmp_path / "results.previous").mkdir()
    (tmp_path / "results.previous" / "mine.txt").write_text("mine", encoding="utf-8")
    recover(tmp_path / "results")
    write_folder(tmp_path / "results", fill("first"))
    with pytest.raises(OutputError, match=r"results\.previous: .*mine\.txt"):
        write_folder(tmp_path / "results", fill(), overwrite=True)
    assert text_of(tmp_path / "results") == "first"
    assert (tmp_path / "results.previous" / "mine.txt").exists()


def test_a_medium_that_forbids_deletion_does_not_stop_a_reader(tmp_path, monkeypatch):
    made(tmp_path / "results")
    made(tmp_path / "results.previous")

    def refuse(folder):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(module, "_delete", refuse)
    recover(tmp_path / "results")
    assert text_of(tmp_path / "results") == "old"


def worked_on(pack):
    """A file of a synthetic pack, changed by hand."""
    areas = pack / "areas.csv"
    areas.write_text(areas.read_text(encoding="utf-8").replace("\n", " \n", 1), encoding="utf-8")
    return areas


@pytest.fixture
def pack(tmp_path):
    """Folder of a synthetic pack, which lists its own files."""
    from hypercluster.synthesis import synthesise, write_pack

    write_pack(synthesise(regions=12, communities=2), tmp_path / "pack")
    return tmp_path / "pack"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("has_manifest", [True, False])
def test_results_never_replace_a_pack(pack, has_manifest):
    if not has_manifest:
        (pack / "pack.toml").unlink()
    before = contents(pack)
    with pytest.raises(OutputError, match=r"found a data pack \(pack\.toml\).*never replaced"):
        write_folder(pack, fill(), overwrite=True)
    assert contents(pack) == before


def test_a_pack_beside_results_is_no_leftover_of_a_swap(pack, tmp_path):
    made(tmp_path / "results")
    aside = pack.rename(tmp_path / "results.previous")
    before = contents(aside)
    recover(tmp_path / "results")
    with pytest.raises(OutputError, match="found a data pack"):
        write_folder(tmp_path / "results", fill(), overwrite=True)
    assert contents(aside) == before


def test_a_pack_that_was_changed_by_hand_is_not_synthesised_anew(pack):
    from hypercluster.synthesis import synthesise, write_pack

    worked_on(pack)
    before = contents(pack)
    with pytest.raises(OutputError, match=r"changed since \(areas\.csv\)"):
        write_pack(synthesise(regions=12, communities=2), pack, overwrite=True)
    assert contents(pack) == before


def left_by_a_kill(tmp_path):
    left = tmp_path / ".results.0123abcd.partial"
    left.mkdir()
    (left / "hubs.csv").touch()
    (tmp_path / ".results.89efabcd.partial").touch()
    return left


def test_what_killed_runs_left_is_removed_by_the_next_into_the_same_place(tmp_path):
    left_by_a_kill(tmp_path)
    others = [".other.0123abcd.partial", ".results.mine.partial", ".results.0123ABCD.partial"]
    for name in others:
        (tmp_path / name).mkdir()
    write_folder(tmp_path / "results", fill())
    assert tree(tmp_path)[:3] == sorted(others)
    assert "results" in tree(tmp_path)
    assert not any(name.startswith(".results.0123abcd") for name in tree(tmp_path))


def test_what_another_process_is_writing_stays(tmp_path):
    from hypercluster.output_file import partial

    with partial(tmp_path / "results", is_folder=True) as other:
        (other / "hubs.csv").touch()
        write_folder(tmp_path / "results", fill())
        assert (other / "hubs.csv").exists()
    assert not other.exists()


def test_a_link_in_the_place_of_a_leftover_is_not_followed(tmp_path):
    mine = made(tmp_path / "mine")
    (tmp_path / ".results.0123abcd.partial").symlink_to(mine)
    write_folder(tmp_path / "results", fill())
    assert text_of(mine) == "old"


def test_files_are_on_the_disk_before_the_swap_and_its_name_after(tmp_path, monkeypatch):
    made(tmp_path / "results")
    steps = []
    sync, rename = os.fsync, Path.rename

    def synced(descriptor):
        steps.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        sync(descriptor)

    def renamed(self, target):
        steps.append(f"{self.name} renamed")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    write_folder(tmp_path / "results", fill(), overwrite=True)
    sibling = steps[4]
    assert steps == [
        f"{Path(sibling).stem}.new renamed",
        "README.txt",
        "provenance.json",
        "regions.csv",
        sibling,
        "results renamed",
        f"{sibling} renamed",
        tmp_path.name,
    ]


def test_a_disk_that_is_full_only_when_files_reach_it_keeps_the_old_folder(tmp_path, monkeypatch):
    made(tmp_path / "results")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_folder(tmp_path / "results", fill(), overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert text_of(tmp_path / "results") == "old"


def test_a_file_system_that_cannot_sync_is_no_error(tmp_path, monkeypatch):
    def not_offered(_):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", not_offered)
    assert write_folder(tmp_path / "results", fill())


def test_what_is_being_started_is_no_leftover_of_another(tmp_path, monkeypatch):
    lock, seen = output_file._lock, []

    def removed_meanwhile(path):
        seen.append(output_file.leftovers(tmp_path / "results"))
        return lock(path)

    with monkeypatch.context() as patch:
        # Another program looks for leftovers between the creation of a folder and its lock.
        patch.setattr(output_file, "_lock", lambda path: (patch.undo(), removed_meanwhile(path))[1])
        with output_file.partial(tmp_path / "results", is_folder=True) as folder:
            assert folder.is_dir()
    assert seen == [[]]
    assert list(tmp_path.iterdir()) == []
