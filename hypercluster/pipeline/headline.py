"""The one sentence that a run supports; when nothing stands out, it says that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.uncertainty import LIKELY, SURE, top

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.pipeline.inputs import Inputs
    from hypercluster.pipeline.once import Found
    from hypercluster.regions import RegionScheme
    from hypercluster.settings import Settings

FEWEST = 3
FEWEST_NULLS = 199  # below, no p-value can be as small as 0.005, and none is left after adjustment
MOST_NAMES = 3
WORDS = {"complementary": "complementary", "common_ground": "common-ground"}


def headline(tables: dict[str, pd.DataFrame], scheme: RegionScheme, other: tuple[Inputs, Found] | None, settings: Settings) -> str:
    """Hubs, clearest opportunity, how sure, and whether both hold on the reporting units themselves.

    "Is the strongest" is said only of what ranks first at both ends of its range; "are hubs" of what is in the top k in at
    least 0.9 of the draws; otherwise that nothing stands out, with the first and how often it is in the top k (our
    choice). A linkage is named only where it is also beyond chance. Without draws the sentence says that nothing is known on how sure it is.

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
    """
    hubs, hub_words, most_hub = _hubs(tables["hubs"], settings)
    pairs, pair_words, most_pair = _pairs(tables["linkages"], settings)
    sure = "; no draws were made, so how sure this is remains unknown" if settings.run.draws == 0 else ""
    return f"{hub_words}; {pair_words}{sure}{_under_other_scheme(hubs, pairs, scheme, other, settings, most_hub=most_hub, most_pair=most_pair)}."


def _hubs(hubs: pd.DataFrame, settings: Settings) -> tuple[list[str], str, int]:
    """Regions that are named, what is said of them, and the largest rank that still bears it out."""
    nothing: tuple[list[str], str, int] = ([], "No region is a sure hub", 0)
    ranked = hubs.dropna(subset=["rank"])
    first = ranked[ranked["rank"] == 1]
    k = top(settings.hubs.top_k, len(ranked))
    if len(ranked) < FEWEST:
        return nothing
    if settings.run.draws == 0:
        return ([str(first.index[0])], f"{first['name'].iloc[0]} ranks first as a hub", 1) if len(first) == 1 else nothing
    if len(first) == 1 and first["rank_high"].iloc[0] == 1:
        return [str(first.index[0])], f"{first['name'].iloc[0]} is the strongest hub (rank 1 at both ends of its range)", 1
    sure = ranked[ranked["p_top_k"].round(9) >= SURE]
    named, names = [str(region) for region in sure.index], list(sure["name"])
    if not named:
        return nothing
    if len(named) == 1:
        return named, f"{names[0]} is the surest hub ({_often(k)})", k
    return named, f"{_listed(names)} are the surest hubs ({_often(k)}); which is the strongest stays open", k


def _pairs(linkages: pd.DataFrame, settings: Settings) -> tuple[list[tuple[str, str]], str, int]:  # noqa: PLR0911 - one a case
    """Pairs that are named, what is said of them, and the largest rank that still bears it out."""
    name = settings.linkages.ranking
    kind = WORDS[name]
    nothing: tuple[list[tuple[str, str]], str, int] = ([], f"no pair stands out as a {kind} linkage", 0)
    ranked = linkages.dropna(subset=[f"{name}_rank"])
    first = ranked[ranked[f"{name}_rank"] == 1]
    k = top(settings.linkages.top_k, len(ranked))
    if len(ranked) < FEWEST:
        return nothing
    if settings.run.draws == 0:
        return (_ends(first), f"{_names(first)[0]} ranks first among the {kind} linkages", 1) if len(first) == 1 else nothing
    found = ranked[f"{name}_is_finding"].fillna(value=False).astype(bool)
    sure = ranked[ranked[f"{name}_p_top_k"].round(9) >= SURE]
    beyond = sure[found.reindex(sure.index)]
    if beyond.empty and settings.run.draws < FEWEST_NULLS:
        return [], f"{settings.run.draws} draws are too few to tell a {kind} linkage from chance", 0
    if len(sure) and beyond.empty:
        pairs = f"{len(sure)} pairs are" if len(sure) > 1 else "one pair is"
        return [], f"no {kind} linkage is more than chance gives: {pairs} {_often(k)}, but chance networks score as high", 0
    if len(first) == 1 and first[f"{name}_rank_high"].iloc[0] == 1 and len(beyond):
        return _ends(first), f"{_names(first)[0]} is the clearest {kind} linkage (rank 1 at both ends of its range)", 1
    if len(beyond):
        verb = f"are the surest {kind} linkages" if len(beyond) > 1 else f"is the surest {kind} linkage"
        return _ends(beyond), f"{_listed(_names(beyond))} {verb} ({_often(k)})", k
    share = float(first[f"{name}_p_top_k"].iloc[0])
    if len(first) > 1 or share < LIKELY or not found[first.index[0]]:
        return nothing
    low, high = (int(first[f"{name}_rank_{end}"].iloc[0]) for end in ("low", "high"))
    often = f"beyond chance and among the top {k} in {int(share * 100)} % of draws"
    words = f"no single {kind} linkage stands out: the first, {_names(first)[0]}, is {often}"
    return _ends(first), f"{words} (rank {low}-{high})", k


def _often(k: int) -> str:
    return f"among the top {k} in at least {int(SURE * 100)} % of draws"


def _ends(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return [(str(source), str(target)) for source, target in zip(rows["source"], rows["target"], strict=True)]


def _names(rows: pd.DataFrame) -> list[str]:
    return [f"{source} – {target}" for source, target in zip(rows["source_name"], rows["target_name"], strict=True)]


def _listed(names: list[str]) -> str:
    """Names in one phrase; beyond three the rest is counted."""
    shown = names[:MOST_NAMES] if len(names) > MOST_NAMES + 1 else names
    rest = len(names) - len(shown)
    words = [*shown, f"{rest} more"] if rest else shown
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _under_other_scheme(
    hubs: list[str],
    pairs: list[tuple[str, str]],
    scheme: RegionScheme,
    other: tuple[Inputs, Found] | None,
    settings: Settings,
    *,
    most_hub: int,
    most_pair: int,
) -> str:
    """Whether what is named keeps, on the reporting units too, a rank that bears it out: 1 for a first, k for a top k."""
    if other is None or not (hubs or pairs):
        return ""
    from hypercluster.synchronisation.score import competition_ranks

    inputs, found = other
    index = inputs.scheme.index
    same = {region: inputs.scheme.membership.get(str(areas).split("; ")[0]) for region, areas in scheme.regions["areas"].items()}
    hub_ranks = found.hubs["rank"]
    matrix = found.linkage_scores[settings.linkages.ranking]["score"]
    positions, scores = _upper(matrix)
    ranks = dict(zip(positions, competition_ranks(scores).tolist(), strict=True))
    lost = [scheme.regions["name"][hub] for hub in hubs if not _within(hub_ranks.get(same[hub]), most_hub)]
    for source, target in pairs:
        low, high = sorted(int(position) for position in index.get_indexer([same[source], same[target]]))
        if not _within(ranks.get((low, high)), most_pair):
            lost.append(f"{scheme.regions['name'][source]} – {scheme.regions['name'][target]}")
    what = f"not so for {_listed(lost)}" if lost else "the ranks of one run agree"
    return f"; under {inputs.scheme.name} {what}"


def _upper(matrix: np.ndarray) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Positions and values of the upper triangle."""
    import numpy as np

    row, column = np.triu_indices(len(matrix), k=1)
    return list(zip(row.tolist(), column.tolist(), strict=True)), matrix[row, column]


def _within(rank: float | None, k: int) -> bool:
    """Whether a rank is known and among the first k."""
    import pandas as pd

    return rank is not None and not pd.isna(rank) and rank <= k
