"""A figure and its alt text are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import hypercluster as hc


@pytest.fixture(scope="module")
def axes(drawn):
    return hc.plot_hubs(drawn, width=88)


def test_the_alt_text_stands_beside_the_figure_and_in_it(axes, tmp_path):
    files = hc.save_figure(axes, tmp_path / "new" / "hubs.svg", alt="Sure & <plain>")
    assert [file.name for file in files] == ["hubs.svg", "hubs.alt.txt"]
    assert files[1].read_text(encoding="utf-8") == "Sure & <plain>\n"
    assert "Sure &amp; &lt;plain&gt;" in files[0].read_text(encoding="utf-8")
    assert "<dc:date>" not in files[0].read_text(encoding="utf-8")
    assert sorted(tmp_path.rglob("*.partial")) == []


def test_a_figure_of_another_format_shares_the_alt_text(axes, tmp_path):
    hc.save_figure(axes, tmp_path / "hubs.png", alt="same", dpi=40)
    hc.save_figure(axes, tmp_path / "hubs.pdf", alt="same")
    with pytest.raises(hc.OutputError, match=r"hubs\.alt\.txt: the file exists already"):
        hc.save_figure(axes, tmp_path / "hubs.svg", alt="another")
    assert not (tmp_path / "hubs.svg").exists()


def test_an_existing_figure_is_replaced_only_when_asked(axes, tmp_path):
    (tmp_path / "hubs.png").write_text("mine")
    with pytest.raises(hc.OutputError, match="--overwrite"):
        hc.save_figure(axes, tmp_path / "hubs.png")
    assert (tmp_path / "hubs.png").read_text() == "mine"
    hc.save_figure(axes, tmp_path / "hubs.png", overwrite=True, dpi=40)
    assert (tmp_path / "hubs.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["hubs.jpg", "hubs", "folder.png"])
def test_what_cannot_be_a_figure_is_refused(axes, tmp_path, name):
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(hc.OutputError, match="expected a file"):
        hc.save_figure(axes, tmp_path / name)
    assert [file.name for file in tmp_path.iterdir()] == ["folder.png"]


def test_nothing_is_left_where_saving_fails(axes, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(axes.get_figure(root=True)), "savefig", fail)
    with pytest.raises(hc.OutputError, match="No space left"):
        hc.save_figure(axes, tmp_path / "hubs.png", alt="words")
    assert list(tmp_path.iterdir()) == []


def test_fonts_of_a_pdf_are_embedded_as_outlines_that_can_be_searched(drawn, tmp_path):
    hc.save_figure(hc.plot_hubs(drawn, language="ru"), tmp_path / "hubs.pdf")
    content = (tmp_path / "hubs.pdf").read_bytes()
    assert b"/FontFile2" in content
    assert b"/Type3" not in content


@pytest.mark.gate
def test_the_bytes_do_not_depend_on_the_order_of_sets(tmp_path):
    code = (
        "import sys, hypercluster as hc\n"
        "results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))\n"
        "for suffix in ('svg', 'pdf'):\n"
        "    hc.save_figure(hc.plot_map(results), f'{sys.argv[1]}/map.{suffix}')"
    )
    for seed in "12":
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)], env=environment, check=True
        )
    for name in ("map.svg", "map.pdf"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
