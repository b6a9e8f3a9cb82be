"""What every figure keeps.

The axes given, the settings of matplotlib, the words, the same bytes.
"""

from __future__ import annotations

import re
import sys

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import hypercluster as hc
from hypercluster.figures import FIGURES
from hypercluster.figures.words import LANGUAGES

RESULTS_ALONE = ("map", "network", "heatmap", "hubs", "opportunities", "profile")


def test_every_figure_has_an_alt_text():
    assert all(figure.name == name and figure.alt for name, figure in FIGURES.items())


@pytest.mark.parametrize("name", FIGURES)
def test_the_axes_that_are_given_are_drawn_in_and_returned(name, draw):
    figure = Figure(figsize=(7, 6))
    ax = figure.add_subplot()
    assert draw(name, ax=ax) is ax
    assert figure.axes == [ax]
    assert len(ax.child_axes) or len(ax.patches)


@pytest.mark.parametrize("name", FIGURES)
def test_matplotlib_is_left_as_it_was(name, draw, tmp_path):
    with mpl.rc_context({"font.size": 31.0, "text.usetex": False, "axes.facecolor": "red"}):
        before = dict(mpl.rcParams)
        hc.save_figure(draw(name), tmp_path / "figure.svg")
        assert dict(mpl.rcParams) == before
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


@pytest.mark.parametrize("name", FIGURES)
def test_settings_of_the_user_do_not_change_a_figure(name, draw, tmp_path):
    hc.save_figure(draw(name), tmp_path / "plain.svg")
    with mpl.rc_context(
        {
            "font.size": 31.0,
            "font.family": "serif",
            "axes.grid": True,
            "xtick.labelsize": 20,
            "savefig.bbox": "tight",
        }
    ):
        hc.save_figure(draw(name), tmp_path / "other.svg")
    assert (tmp_path / "plain.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


@pytest.mark.parametrize(
    "suffix",
    [
        "svg",
        pytest.param("png", marks=pytest.mark.gate),
        pytest.param("pdf", marks=pytest.mark.gate),
    ],
)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_the_same_bytes_again(name, suffix, draw, tmp_path):
    for time in "ab":
        hc.save_figure(draw(name, width=88), tmp_path / f"{time}.{suffix}", dpi=60)
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


@pytest.mark.parametrize("width", [88, 180])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_as_wide_as_asked_and_low_enough_for_a_page(name, width, drawing):
    wide, high = drawing(name, width=width).get_figure(root=True).get_size_inches() * 25.4
    assert wide == pytest.approx(width)
    assert high < 250


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [88, 180])
@pytest.mark.parametrize("name", FIGURES)
def test_no_word_is_cut_at_the_edge_or_smaller_than_six_points(
    name, width, language, drawing, monkeypatch
):
    figure = drawing(name, width=width, language=language).get_figure(root=True)
    figure.set_dpi(300)
    shown = []
    plain = Text.draw

    def watched(text, renderer):
        if text.get_visible() and text.get_text().strip():
            shown.append((text.get_text(), text.get_fontsize(), text.get_window_extent(renderer)))
        plain(text, renderer)

    monkeypatch.setattr(Text, "draw", watched)
    FigureCanvasAgg(figure).draw()
    slack = 0.4 * 300 / 25.4
    assert shown
    for words, size, box in shown:
        assert size >= 6, words
        assert -slack <= min(box.x0, box.y0), words
        assert max(box.x1 - figure.bbox.width, box.y1 - figure.bbox.height) <= slack, words


@pytest.mark.parametrize("name", FIGURES)
def test_text_in_svg_stays_text_in_both_languages(name, drawing, tmp_path, words_of):
    hc.save_figure(drawing(name, language="ru"), tmp_path / "figure.svg")
    texts = words_of(tmp_path / "figure.svg")
    assert any(re.search("[а-яё]{4}", text, re.IGNORECASE) for text in texts)
    assert any("study" in text for text in texts)


@pytest.mark.parametrize("name", RESULTS_ALONE)
def test_the_caption_says_regions_draws_and_seed(name, drawing, words_of):
    assert "Regions: 16 · draws: 4 · seed: 1 · scheme: study" in "\n".join(words_of(drawing(name)))


@pytest.mark.parametrize("name", RESULTS_ALONE)
def test_an_alt_text_says_how_sure_its_finding_is(name, describe):
    text = describe(name)
    assert re.search(
        r"draws are too few|% of draws|beyond chance|Mean membership strength over draws", text
    ), text
    assert "scheme: study" in text


@pytest.mark.parametrize("name", FIGURES)
def test_an_alt_text_in_russian_has_no_english_sentence(name, describe):
    text = describe(name, language="ru").split("Данные:")[0]
    assert not re.search(r"\b(the|of|and|with|draws|rank)\b", text), text


@pytest.mark.parametrize(
    "name", [name for name in RESULTS_ALONE if name not in ("heatmap", "network")]
)
def test_without_draws_a_figure_says_so(name, default_results, words_of):
    assert "No draws: ranks without ranges" in "\n".join(
        words_of(FIGURES[name].draw(default_results))
    )
    assert re.search("No draws", FIGURES[name].alt(default_results))


def test_a_dollar_or_a_markup_in_a_name_is_drawn_as_it_is(results, tmp_path, words_of):
    hc.save_figure(hc.plot_hubs(results), tmp_path / "hubs.svg")
    assert 'North <of> "them" & all' in words_of(tmp_path / "hubs.svg")


@pytest.mark.parametrize("name", FIGURES)
def test_figures_of_synthetic_data_say_so(name, synthetic, tables, words_of):
    own = {} if name in RESULTS_ALONE else {name: tables[name]}
    about, run = {"about": synthetic.provenance} if own else {}, synthetic
    for language in LANGUAGES:
        assert (
            "synthetic"
            in "\n".join(
                words_of(FIGURES[name].draw(own.get(name, run), language=language, **about))
            ).casefold()
        )


def test_a_missing_library_is_named_with_the_remedy(drawn, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(hc.MissingExtraError, match=r'pip install "hypercluster\[figures\]"'):
        hc.plot_hubs(drawn)


def test_an_unknown_language_and_a_width_for_nobody_are_refused(drawn):
    with pytest.raises(hc.SettingsError, match="found 'fr'"):
        hc.plot_hubs(drawn, language="fr")
    with pytest.raises(hc.SettingsError, match="from 60 to 400 mm; found 20"):
        hc.plot_hubs(drawn, width=20)
