"""What is drawn is what the tables say."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import hypercluster as hc
from hypercluster.drawing.network import community_order
from hypercluster.drawing.palette import community_letters


def with_tables(results, **tables):
    """The same results with other tables."""
    return dataclasses.replace(results, tables={**results.tables, **tables})


def dots(panel):
    """Places across of the dots of a panel, from the top."""
    points = [
        point for line in panel.lines if line.get_marker() == "o" for point in line.get_xydata()
    ]
    return [float(x) for x, _ in sorted(points, key=lambda point: point[1])]


def ranges(panel):
    """Ends of the thick lines of a panel, from the top."""
    segments = [
        segment
        for lines in panel.collections
        if lines.get_linewidth()[0] > 2
        for segment in lines.get_segments()
    ]
    return [
        (float(low), float(high))
        for (low, _), (high, _) in sorted(segments, key=lambda segment: segment[0][1])
    ]


def bars(panel):
    """Ends of the stacked bars of a panel by their place, from the top."""
    ends = {}
    for bar in panel.patches:
        ends[bar.get_y()] = max(ends.get(bar.get_y(), 0.0), bar.get_x() + bar.get_width())
    return [ends[place] for place in sorted(ends)]


def test_dots_stand_at_ranks_lines_at_ranges_and_bars_at_the_composite(drawn):
    _, ranks, parts = hc.plot_hubs(drawn).child_axes
    table = drawn.hubs.sort_values("rank", kind="stable")
    assert dots(ranks) == table["rank"].tolist()
    assert ranges(ranks) == [
        (low - 0.25, high + 0.25)
        for low, high in zip(table["rank_low"], table["rank_high"], strict=True)
    ]
    assert bars(parts) == pytest.approx(table["composite"].tolist())


def test_only_the_first_regions_are_drawn_and_the_figure_says_so(drawn, words_of):
    frame = hc.plot_hubs(drawn, top=3)
    assert len(dots(frame.child_axes[1])) == 3
    assert "3 of 16 rows" in "\n".join(words_of(frame))


@pytest.mark.parametrize("ranking", ["complementary", "common-ground"])
def test_parts_of_a_linkage_add_up_to_its_score(drawn, ranking):
    _, ranks, parts = hc.plot_opportunities(drawn, ranking=ranking).child_axes
    prefix = ranking.replace("-", "_")
    table = drawn.linkages.sort_values(f"{prefix}_rank", kind="stable").head(15)
    assert dots(ranks) == table[f"{prefix}_rank"].tolist()
    assert bars(parts) == pytest.approx(table[f"{prefix}_score"].tolist())


def test_filled_dots_are_findings(drawn):
    linkages = drawn.linkages.assign(
        complementary_is_finding=drawn.linkages["complementary_rank"].isin([2, 5])
    )
    panel = hc.plot_opportunities(
        with_tables(drawn, linkages=linkages), ranking="complementary"
    ).child_axes[1]
    filled = [
        line.get_xdata().tolist()
        for line in panel.lines
        if line.get_marker() == "o" and line.get_markerfacecolor() != "white"
    ]
    assert filled == [[2.0, 5.0]]


@pytest.mark.parametrize(
    ("level", "column"), [("new-clusters", "score"), ("diversification", "relatedness_density")]
)
def test_other_levels_are_drawn_from_their_own_tables(drawn, level, column):
    table = getattr(drawn, level.replace("-", "_"))
    table = table[table["rank"].notna()].sort_values("rank", kind="stable").head(15)
    _, ranks, parts = hc.plot_opportunities(drawn, level=level).child_axes
    assert dots(ranks) == table["rank"].tolist()
    assert bars(parts) == pytest.approx(table[column].tolist())


def test_an_unknown_level_is_refused(drawn):
    with pytest.raises(hc.AnalysisError, match="One of: linkages, new_clusters, diversification"):
        hc.plot_opportunities(drawn, level="clusters")


def test_cells_of_the_heatmap_are_the_quotients_in_the_order_of_communities(drawn):
    axes = hc.plot_heatmap(drawn)
    wide = drawn.indicators.pivot(index="region", columns="industry", values="location_quotient")
    wide = wide.reindex(index=community_order(drawn), columns=drawn.industries["industry"])
    np.testing.assert_allclose(axes.collections[0].get_array().reshape(wide.shape), wide.to_numpy())
    assert community_letters(drawn.regions)[wide.index].is_monotonic_increasing


def test_a_missing_value_is_hatched_and_explained(drawn, words_of):
    values = drawn.indicators["location_quotient"].where(drawn.indicators.index > 0)
    axes = hc.plot_heatmap(
        with_tables(drawn, indicators=drawn.indicators.assign(location_quotient=values))
    )
    assert np.ma.count_masked(axes.collections[0].get_array()) == 1
    assert any(patch.get_hatch() for patch in axes.patches)
    assert "missing" in "\n".join(words_of(axes))
    assert "missing" not in "\n".join(words_of(hc.plot_heatmap(drawn)))


def test_bold_values_are_specialised_beyond_chance(drawn):
    texts = hc.plot_heatmap(drawn).texts
    assert (
        sum(text.get_fontweight() == "bold" for text in texts)
        == (drawn.indicators["q_specialised"] <= 0.05).sum()
    )
    assert all(
        text.get_fontweight() == "normal"
        for text in hc.plot_heatmap(drawn, column="relatedness_density").texts
    )


def test_circles_of_the_map_grow_with_the_composite_and_curves_are_the_first_linkages(drawn):
    axes = hc.plot_map(drawn, top=7)
    circles = {
        patch.get_gid().removeprefix("hub "): patch.radius
        for patch in axes.patches
        if str(patch.get_gid()).startswith("hub ")
    }
    assert pd.Series(circles).idxmax() == drawn.hubs["composite"].idxmax()
    assert set(circles) == set(drawn.regions.index)
    curves = {line.get_gid() for line in axes.lines if line.get_gid()}
    first = drawn.linkages[drawn.linkages["complementary_rank"] <= 7]
    assert curves == {
        f"linkage {source} {target}"
        for source, target in zip(first["source"], first["target"], strict=True)
    }


def test_the_map_names_no_hub_on_top_of_another_name_or_circle(drawn):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    axes = hc.plot_map(drawn)
    figure = axes.get_figure(root=True)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    names = {name.split()[0] for name in drawn.regions["name"]}
    texts = [
        text
        for text in axes.child_axes[0].texts
        if text.get_path_effects() and text.get_text().split()[0] in names
    ]
    boxes = [text.get_window_extent(renderer).padded(-1) for text in texts]
    circles = [
        patch.get_window_extent(renderer).padded(-1)
        for patch in axes.patches
        if str(patch.get_gid()).startswith("hub ")
    ]
    assert len(boxes) >= 6
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in [*boxes[place + 1 :], *circles])


def test_on_a_narrow_map_the_hubs_are_numbered_and_named_below(drawn, words_of):
    axes = hc.plot_map(drawn, width=88, names=3)
    strongest = drawn.hubs.sort_values("rank", kind="stable").head(3)
    circles = {patch.get_gid(): patch.center for patch in axes.patches if patch.get_gid()}
    assert [text.get_text() for text in axes.texts] == ["1", "2", "3"]
    assert [text.get_position() for text in axes.texts] == [
        circles[f"hub {region}"] for region in strongest.index
    ]
    assert set(strongest["name"]) <= set(words_of(axes))


def test_a_map_needs_boundaries(results):
    with pytest.raises(hc.AnalysisError, match="Expected boundaries"):
        hc.plot_map(results)


def test_rings_hold_the_strongest_ties_of_every_layer(drawn):
    panels = hc.plot_network(drawn, top=5).child_axes[1:]
    present = drawn.layers.loc[drawn.layers["is_present"].astype(bool), "layer"].tolist()
    assert len(panels) == len(present)
    for panel, layer in zip(panels, present, strict=True):
        own = (
            drawn.ties[drawn.ties["layer"] == layer]
            .sort_values("weight", ascending=False, kind="stable")
            .head(5)
        )
        drawn_ties = {line.get_gid() for line in panel.lines}
        assert drawn_ties == {
            f"tie {source} {target}"
            for source, target in zip(own["source"], own["target"], strict=True)
        }


def test_one_layer_is_one_ring_with_names(drawn, words_of):
    frame = hc.plot_network(drawn, layers="affiliation", language="ru")
    assert len(frame.child_axes) == 2
    assert "Республика Коми" in "\n".join(words_of(frame))


def test_an_absent_layer_is_refused_with_those_present(drawn):
    with pytest.raises(hc.AnalysisError, match=r"found digital\. Present: production"):
        hc.plot_network(drawn, layers=["digital"])


def test_regions_stand_by_community_then_longitude(drawn):
    order = community_order(drawn, by="longitude")
    table = drawn.regions.loc[order]
    assert table["community"].is_monotonic_increasing
    assert all(own["longitude"].is_monotonic_increasing for _, own in table.groupby("community"))


def test_lines_over_resolutions_are_the_profile(profile_table):
    number, stability, quality = hc.plot_resolution(profile_table).child_axes[1:]
    for panel, values in (
        (number, profile_table["communities"]),
        (stability, profile_table["stability"]),
        (quality, profile_table["quality"] - profile_table["null_mean"]),
    ):
        line = next(
            line
            for line in panel.lines
            if len(line.get_xdata()) == len(values) and line.get_linestyle() == "-"
        )
        np.testing.assert_allclose(line.get_ydata(), values)
        np.testing.assert_allclose(line.get_xdata(), profile_table["gamma"])


def test_a_chosen_resolution_is_marked_and_told(profile_table, words_of):
    chosen = profile_table.assign(is_chosen=profile_table["gamma"] == 1.0)
    about = {"draws": 40}
    assert "Most stable beyond chance: gamma 1.00" in hc.resolution_alt(chosen, about=about)
    assert "Chosen: the most stable" in "\n".join(words_of(hc.plot_resolution(chosen, about=about)))
    assert "No resolution is both" in "\n".join(
        words_of(hc.plot_resolution(profile_table.assign(is_chosen=False), about=about))
    )


def test_paths_of_a_sweep_are_its_ranks(swept):
    agreement, paths = hc.plot_sensitivity(swept).child_axes[1:]
    table = swept["paths"][swept["paths"]["ranking"] == "linkages.complementary"]
    expected = {tuple(own["rank"].astype(float)) for _, own in table.groupby("item")}
    assert {tuple(line.get_ydata()) for line in paths.lines} == expected
    spearman = swept["agreement"].query("ranking == 'linkages.complementary'")["spearman"]
    assert any(np.allclose(line.get_ydata(), spearman) for line in agreement.lines)


@pytest.mark.parametrize("width", [3.2, 4.9, 7.0])
def test_titles_of_a_sweep_do_not_overlap_in_small_axes(swept, width):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, 4.0))
    renderer = FigureCanvasAgg(figure).get_renderer()
    sheet, *panels = hc.plot_sensitivity(swept, ax=figure.add_subplot()).child_axes
    figure.draw(renderer)
    titles = [text for text in sheet.texts if text.get_text().startswith(("Agreement", "Rank at"))]
    first, second = (title.get_window_extent(renderer) for title in titles)
    assert len(panels) == 2
    assert not first.overlaps(second)
    for title, panel in zip((first, second), panels, strict=True):
        assert title.y0 > panel.get_window_extent(renderer).y1


def test_names_of_a_sweep_can_be_replaced(swept, words_of):
    codes = {code for item in swept["paths"]["item"] for code in item.split("; ")}
    assert "Место RU-TA" in "\n".join(
        words_of(hc.plot_sensitivity(swept, names={code: f"Место {code}" for code in codes}))
    )


def test_a_setting_that_moves_nothing_is_an_equals_sign(overview):
    texts = [text.get_text() for text in hc.plot_sensitivity_overview(overview).texts]
    assert texts == ["=", "0.25", "0.50", "0.75"]


def test_a_profile_has_the_quotients_the_roles_and_the_best_ranks(drawn, words_of):
    frame = hc.plot_profile(drawn, "irkutsk")
    _, industries, roles, best = frame.child_axes
    own = drawn.indicators[drawn.indicators["region"] == "RU-IRK"].sort_values(
        "location_quotient", ascending=False
    )
    assert dots(industries) == pytest.approx(own["location_quotient"].tolist())
    assert any(patch.get_hatch() for patch in roles.patches)
    assert "gap: none listed" in "\n".join(words_of(frame))
    first = drawn.linkages[
        (drawn.linkages["source"] == "RU-IRK") | (drawn.linkages["target"] == "RU-IRK")
    ]
    ranked = drawn.linkages["complementary_rank"].notna().sum()
    assert dots(best)[0] == pytest.approx((first["complementary_rank"].min() - 1) / (ranked - 1))


def test_a_profile_of_nowhere_is_refused(drawn):
    with pytest.raises(hc.SchemeError):
        hc.plot_profile(drawn, "Atlantis")
