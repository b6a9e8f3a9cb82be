"""The one sentence that a run supports; when nothing stands out, it says that."""

from __future__ import annotations

import math
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
MOST_NAMES = 3
WORDS = {"complementary": "complementary", "common_ground": "common-ground"}


def headline(tables: dict[str, pd.DataFrame], scheme: RegionScheme, other: tuple[Inputs, Found] | None, settings: Settings) -> str:
    """Hubs, clearest opportunity, how sure, and whether both hold on the reporting units themselves.

    "Is the strongest" is said only of what ranks first at both ends of its range; "are hubs" of what is in the top k in at
    least 0.9 of the draws; otherwise that nothing stands out, with the first and how often it is in the top k (our
    choice). Without draws the sentence says that nothing is known on how sure it is.

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
    hubs, hub_words = _hubs(tables["hubs"], settings)
    pairs, pair_words = _pairs(tables["linkages"], settings)
    sure = "; no draws were made, so how sure this is remains unknown" if settings.run.draws == 0 else ""
    return f"{hub_words}; {pair_words}{sure}{_under_other_scheme(hubs, pairs, scheme, other, settings)}."


def _hubs(hubs: pd.DataFrame, settings: Settings) -> tuple[list[str], str]:
    """Regions that are named, and what is said of them."""
    nothing = "No region stands out as a hub"
    ranked = hubs.dropna(subset=["rank"])
    if len(ranked) < FEWEST:
        return [], nothing
    k = top(settings.hubs.top_k, len(ranked))
    first = ranked[ranked["rank"] == 1]
    if settings.run.draws == 0:
        return ([str(first.index[0])], f"{first['name'].iloc[0]} ranks first as a hub") if len(first) == 1 else ([], nothing)
    if len(first) == 1 and first["rank_high"].iloc[0] == 1:
        return [str(first.index[0])], f"{first['name'].iloc[0]} is the strongest hub (rank 1 at both ends of its range)"
    sure = ranked[ranked["p_top_k"].round(9) >= SURE]
    if sure.empty:
        return [], nothing
    often = f"among the top {k} in at least {SURE:.0%} of draws".replace("%", " %")
    if len(sure) == 1:
        return [str(sure.index[0])], f"{sure['name'].iloc[0]} is a hub ({often}), and no other is as sure"
    return [str(region) for region in sure.index], f"{_listed(list(sure['name']))} are hubs ({often}); which is the strongest stays open"


def _pairs(linkages: pd.DataFrame, settings: Settings) -> tuple[list[tuple[str, str]], str]:
    """Pairs that are named, and what is said of them."""
    name = settings.linkages.ranking
    nothing = f"no pair stands out as a {WORDS[name]} linkage"
    ranked = linkages.dropna(subset=[f"{name}_rank"])
    if len(ranked) < FEWEST:
        return [], nothing
    k = top(settings.linkages.top_k, len(ranked))
    first = ranked[ranked[f"{name}_rank"] == 1]
    if settings.run.draws == 0:
        return (_ends(first), f"{_names(first)[0]} ranks first among the {WORDS[name]} linkages") if len(first) == 1 else ([], nothing)
    if len(first) == 1 and first[f"{name}_rank_high"].iloc[0] == 1:
        return _ends(first), f"{_names(first)[0]} is the clearest {WORDS[name]} linkage (rank 1 at both ends of its range)"
    sure = ranked[ranked[f"{name}_p_top_k"].round(9) >= SURE]
    often = f"among the top {k} in at least {SURE:.0%} of draws".replace("%", " %")
    if len(sure):
        verb = "are the surest" if len(sure) > 1 else "is the surest"
        return _ends(sure), f"{_listed(_names(sure))} {verb} {WORDS[name]} linkage{'s' if len(sure) > 1 else ''} ({often})"
    share = float(first[f"{name}_p_top_k"].iloc[0])
    if len(first) == 1 and share >= LIKELY:
        low, high = int(first[f"{name}_rank_low"].iloc[0]), int(first[f"{name}_rank_high"].iloc[0])
        words = f"no single {WORDS[name]} linkage stands out: the first, {_names(first)[0]}, is among the top {k} in {int(share * 100)} % of draws"
        return _ends(first), f"{words} (rank {low}-{high})"
    return [], nothing


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
    hubs: list[str], pairs: list[tuple[str, str]], scheme: RegionScheme, other: tuple[Inputs, Found] | None, settings: Settings
) -> str:
    """Whether what is named is in the top k on the reporting units too."""
    if other is None or not (hubs or pairs):
        return ""
    from hypercluster.synchronisation.score import competition_ranks

    inputs, found = other
    index = inputs.scheme.index
    same = {region: inputs.scheme.membership.get(str(areas).split("; ")[0]) for region, areas in scheme.regions["areas"].items()}
    hub_ranks = found.hubs["rank"]
    hub_k = top(settings.hubs.top_k, int(hub_ranks.count()))
    matrix = found.linkage_scores[settings.linkages.ranking]["score"]
    positions, scores = _upper(matrix)
    ranks = dict(zip(positions, competition_ranks(scores).tolist(), strict=True))
    pair_k = top(settings.linkages.top_k, sum(not math.isnan(rank) for rank in ranks.values()))
    lost = [scheme.regions["name"][hub] for hub in hubs if not _within(hub_ranks.get(same[hub]), hub_k)]
    for source, target in pairs:
        low, high = sorted(int(position) for position in index.get_indexer([same[source], same[target]]))
        if not _within(ranks.get((low, high)), pair_k):
            lost.append(f"{scheme.regions['name'][source]} – {scheme.regions['name'][target]}")
    what = f"not so for {_listed(lost)}" if lost else "this holds"
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
