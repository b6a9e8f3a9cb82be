"""The one sentence that a run supports; when nothing stands out, it says that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.uncertainty import LIKELY, SURE, top

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd

    from hypercluster.regions import RegionScheme
    from hypercluster.run.inputs import Inputs
    from hypercluster.run.once import Found
    from hypercluster.settings import Settings

FEWEST = 3
FEWEST_NULLS = 199  # below, no p-value can be as small as 0.005, and none is left after adjustment
MOST_NAMES = 3
WORDS = {"complementary": "complementary", "common_ground": "common-ground"}


def finding(
    tables: dict[str, pd.DataFrame],
    scheme: RegionScheme,
    other: tuple[Inputs, Found] | None,
    settings: Settings,
) -> dict[str, Any]:
    """What the draws support, as plain data: the case of the hubs and of the linkages, what is named, how often, and the other scheme.

    A strongest hub or clearest linkage is named only where it ranks first at both ends of its range; surest ones where they are in the top k in at
    least 0.9 of the draws; otherwise nothing stands out, and the first linkage is named with how often it is in the top k (our
    choice). A linkage is named only where it is also beyond chance. Without draws nothing is known on how sure a first rank is.

    Parameters
    ----------
    tables
        Tables of the results.
    scheme
        The regions of the run.
    other
        The run on the reporting units, or None where the run is on them already.
    settings
        Parameters of the run.

    Returns
    -------
    dict
        `hubs` and `linkages`, each with `case`, what is named (`regions` or `pairs` of codes) and the figures of the case;
        `other_scheme` with what does not keep its rank there, None where there is nothing to compare.
    """
    hubs, linkages = _hubs(tables["hubs"], settings), _pairs(tables["linkages"], settings)
    return {
        "draws": settings.run.draws,
        "hubs": hubs,
        "linkages": linkages,
        "other_scheme": _under_other_scheme(hubs, linkages, scheme, other, settings),
    }


def headline(
    tables: dict[str, pd.DataFrame],
    scheme: RegionScheme,
    other: tuple[Inputs, Found] | None,
    settings: Settings,
) -> str:
    """Hubs, clearest opportunity, how sure, and whether both hold on the reporting units themselves: the words of `finding`."""
    return sentence(finding(tables, scheme, other, settings), scheme.regions["name"].to_dict())


def sentence(found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The one sentence of a finding.

    Parameters
    ----------
    found
        From `finding`.
    names
        Names of the regions by code.
    """
    sure = (
        "; no draws were made, so how sure this is remains unknown" if found["draws"] == 0 else ""
    )
    return f"{_hub_words(found['hubs'], names)}; {_pair_words(found['linkages'], names)}{sure}{_scheme_words(found['other_scheme'], names)}."


def _hubs(hubs: pd.DataFrame, settings: Settings) -> dict[str, Any]:
    """Case, regions that are named, and the largest rank that still bears it out."""
    nothing = {"case": "none", "regions": [], "most": 0}
    ranked = hubs.dropna(subset=["rank"])
    first = ranked[ranked["rank"] == 1]
    k = top(settings.hubs.top_k, len(ranked))
    if len(ranked) < FEWEST:
        return nothing
    if settings.run.draws == 0:
        return (
            {"case": "first", "regions": [str(first.index[0])], "most": 1}
            if len(first) == 1
            else nothing
        )
    if len(first) == 1 and first["rank_high"].iloc[0] == 1:
        return {"case": "strongest", "regions": [str(first.index[0])], "most": 1}
    sure = ranked[ranked["p_top_k"].round(9) >= SURE]
    return (
        {"case": "surest", "regions": [str(region) for region in sure.index], "most": k}
        if len(sure)
        else nothing
    )


def _hub_words(hubs: Mapping[str, Any], names: Mapping[str, str]) -> str:
    named = [names[region] for region in hubs["regions"]]
    if hubs["case"] == "none":
        return "No region is a sure hub"
    if hubs["case"] == "first":
        return f"{named[0]} ranks first as a hub"
    if hubs["case"] == "strongest":
        return f"{named[0]} is the strongest hub (rank 1 at both ends of its range)"
    if len(named) == 1:
        return f"{named[0]} is the surest hub ({_often(hubs['most'])})"
    return f"{_listed(named)} are the surest hubs ({_often(hubs['most'])}); which is the strongest stays open"


def _pairs(linkages: pd.DataFrame, settings: Settings) -> dict[str, Any]:  # noqa: PLR0911 - one a case
    """Case, pairs that are named, the figures of the case, and the largest rank that still bears it out."""
    name = settings.linkages.ranking
    nothing: dict[str, Any] = {"ranking": name, "case": "none", "pairs": [], "most": 0}
    ranked = linkages.dropna(subset=[f"{name}_rank"])
    first = ranked[ranked[f"{name}_rank"] == 1]
    k = top(settings.linkages.top_k, len(ranked))
    if len(ranked) < FEWEST:
        return nothing
    if settings.run.draws == 0:
        return (
            {**nothing, "case": "first", "pairs": _ends(first), "most": 1}
            if len(first) == 1
            else nothing
        )
    found = ranked[f"{name}_is_finding"].fillna(value=False).astype(bool)
    sure = ranked[ranked[f"{name}_p_top_k"].round(9) >= SURE]
    beyond = sure[found.reindex(sure.index)]
    if beyond.empty and settings.run.draws < FEWEST_NULLS:
        return {**nothing, "case": "too_few_draws", "draws": settings.run.draws}
    if len(sure) and beyond.empty:
        return {**nothing, "case": "no_more_than_chance", "count": len(sure), "top_k": k}
    if len(first) == 1 and first[f"{name}_rank_high"].iloc[0] == 1 and len(beyond):
        return {**nothing, "case": "clearest", "pairs": _ends(first), "most": 1}
    if len(beyond):
        return {**nothing, "case": "surest", "pairs": _ends(beyond), "most": k}
    share = float(first[f"{name}_p_top_k"].iloc[0])
    if len(first) > 1 or share < LIKELY or not found[first.index[0]]:
        return nothing
    low, high = (int(first[f"{name}_rank_{end}"].iloc[0]) for end in ("low", "high"))
    return {
        **nothing,
        "case": "open",
        "pairs": _ends(first),
        "most": k,
        "share": share,
        "rank_low": low,
        "rank_high": high,
    }


def _pair_words(found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    kind, case = WORDS[found["ranking"]], found["case"]
    named = [f"{names[source]} – {names[target]}" for source, target in found["pairs"]]
    if case == "surest":
        verb = (
            f"are the surest {kind} linkages" if len(named) > 1 else f"is the surest {kind} linkage"
        )
        return f"{_listed(named)} {verb} ({_often(found['most'])})"
    if case == "open":
        often = f"beyond chance and among the top {found['most']} in {int(found['share'] * 100)} % of draws"
        ranks = f"rank {found['rank_low']}-{found['rank_high']}"
        return f"no single {kind} linkage stands out: the first, {named[0]}, is {often} ({ranks})"
    if case == "no_more_than_chance":
        pairs = f"{found['count']} pairs are" if found["count"] > 1 else "one pair is"
        return f"no {kind} linkage is more than chance gives: {pairs} {_often(found['top_k'])}, but chance networks score as high"
    return {
        "first": lambda: f"{named[0]} ranks first among the {kind} linkages",
        "clearest": lambda: (
            f"{named[0]} is the clearest {kind} linkage (rank 1 at both ends of its range)"
        ),
        "too_few_draws": lambda: (
            f"{found['draws']} draws are too few to tell a {kind} linkage from chance"
        ),
        "none": lambda: f"no pair stands out as a {kind} linkage",
    }[case]()


def _often(k: int) -> str:
    return f"among the top {k} in at least {int(SURE * 100)} % of draws"


def _ends(rows: pd.DataFrame) -> list[list[str]]:
    return [
        [str(source), str(target)]
        for source, target in zip(rows["source"], rows["target"], strict=True)
    ]


def _listed(names: list[str]) -> str:
    """Names in one phrase; beyond three the rest is counted."""
    shown = names[:MOST_NAMES] if len(names) > MOST_NAMES + 1 else names
    rest = len(names) - len(shown)
    words = [*shown, f"{rest} more"] if rest else shown
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _under_other_scheme(
    hubs: Mapping[str, Any],
    pairs: Mapping[str, Any],
    scheme: RegionScheme,
    other: tuple[Inputs, Found] | None,
    settings: Settings,
) -> dict[str, Any] | None:
    """What is named and does not keep, on the reporting units too, a rank that bears it out: 1 for a first, k for a top k."""
    if other is None or not (hubs["regions"] or pairs["pairs"]):
        return None
    from hypercluster.synchronisation.score import competition_ranks

    inputs, found = other
    index = inputs.scheme.index
    same = {
        region: inputs.scheme.membership.get(str(areas).split("; ")[0])
        for region, areas in scheme.regions["areas"].items()
    }
    hub_ranks = found.hubs["rank"]
    matrix = found.linkage_scores[settings.linkages.ranking]["score"]
    positions, scores = _upper(matrix)
    ranks = dict(zip(positions, competition_ranks(scores).tolist(), strict=True))
    lost_pairs = []
    for source, target in pairs["pairs"]:
        low, high = sorted(
            int(position) for position in index.get_indexer([same[source], same[target]])
        )
        if not _within(ranks.get((low, high)), pairs["most"]):
            lost_pairs.append([source, target])
    lost_regions = [
        hub for hub in hubs["regions"] if not _within(hub_ranks.get(same[hub]), hubs["most"])
    ]
    return {"scheme": inputs.scheme.name, "lost_regions": lost_regions, "lost_pairs": lost_pairs}


def _scheme_words(other: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    if other is None:
        return ""
    lost = [names[region] for region in other["lost_regions"]] + [
        f"{names[source]} – {names[target]}" for source, target in other["lost_pairs"]
    ]
    what = f"this does not hold for {_listed(lost)}" if lost else "the ranks of one run agree"
    return f"; with the regions of scheme {other['scheme']} {what}"


def _upper(matrix: np.ndarray) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Positions and values of the upper triangle."""
    import numpy as np

    row, column = np.triu_indices(len(matrix), k=1)
    return list(zip(row.tolist(), column.tolist(), strict=True)), matrix[row, column]


def _within(rank: float | None, k: int) -> bool:
    """Whether a rank is known and among the first k."""
    import pandas as pd

    return rank is not None and not pd.isna(rank) and rank <= k
