"""The one sentence that a run supports; when nothing stands out, it says that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.uncertainty import top

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.pipeline.inputs import Inputs
    from hypercluster.pipeline.once import Found
    from hypercluster.regions import RegionScheme
    from hypercluster.settings import Settings

SURE, LIKELY = 0.9, 0.5
FEWEST = 3
WORDS = {"complementary": "complementary", "common_ground": "common-ground"}


def headline(tables: dict[str, pd.DataFrame], scheme: RegionScheme, other: tuple[Inputs, Found] | None, settings: Settings) -> str:
    """Hub, clearest opportunity, how sure, and whether both hold on the reporting units themselves.

    A hub or pair is named only where it holds rank 1 alone among at least three and, with draws, is in the top k in at least half of them (our
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
    hub, hub_words = _hub(tables["hubs"], settings)
    pair, pair_words = _pair(tables["linkages"], settings)
    sure = "; no draws were made, so how sure this is remains unknown" if settings.run.draws == 0 else ""
    return f"{hub_words}; {pair_words}{sure}{_under_other_scheme(hub, pair, scheme, other, settings)}."


def _hub(hubs: pd.DataFrame, settings: Settings) -> tuple[str | None, str]:
    first = hubs[hubs["rank"].eq(1).fillna(value=False)]
    if len(first) != 1 or hubs["rank"].count() < FEWEST:
        return None, "No single region stands out as a hub"
    words = _claim(
        first.iloc[0],
        first["name"].iloc[0],
        "strongest hub",
        settings,
        top_k=top(settings.hubs.top_k, int(hubs["rank"].count())),
        prefix="",
    )
    return (None, "No single region stands out as a hub") if words is None else (str(first.index[0]), words)


def _pair(linkages: pd.DataFrame, settings: Settings) -> tuple[tuple[str, str] | None, str]:
    name = settings.linkages.ranking
    first = linkages[linkages[f"{name}_rank"].eq(1).fillna(value=False)]
    nothing = f"no single pair stands out as a {WORDS[name]} linkage"
    if len(first) != 1 or linkages[f"{name}_rank"].count() < FEWEST:
        return None, nothing
    row = first.iloc[0]
    ends = f"{row['source_name']} – {row['target_name']}"
    words = _claim(
        row,
        ends,
        f"clearest {WORDS[name]} linkage",
        settings,
        top_k=top(settings.linkages.top_k, int(linkages[f"{name}_rank"].count())),
        prefix=f"{name}_",
    )
    return (None, nothing) if words is None else ((str(row["source"]), str(row["target"])), words)


def _claim(row: pd.Series, name: str, what: str, settings: Settings, *, top_k: int, prefix: str) -> str | None:
    """What may be said of the first of a ranking; None where the draws do not support it.

    "Is the strongest" where it is first at both ends of its range, "ranks first" where it is surely (0.9) in the top k,
    "is a candidate for" where it is there in at least half of the draws.
    """
    if settings.run.draws == 0:
        return f"{name} ranks first as the {what}"
    share = float(row[f"{prefix}p_top_k"])
    if share < LIKELY:
        return None
    often = "in all draws" if share == 1 else f"in {int(share * 100)} % of draws"
    how = f"rank {_range(row, prefix)}, among the top {top_k} {often}"
    if row[f"{prefix}rank_high"] == 1:
        return f"{name} is the {what} ({how})"
    return f"{name} {'ranks first as' if share >= SURE else 'is a candidate for'} the {what} ({how})"


def _range(row: pd.Series, prefix: str) -> str:
    low, high = int(row[f"{prefix}rank_low"]), int(row[f"{prefix}rank_high"])
    return f"{low}" if low == high else f"{low}-{high}"


def _under_other_scheme(
    hub: str | None, pair: tuple[str, str] | None, scheme: RegionScheme, other: tuple[Inputs, Found] | None, settings: Settings
) -> str:
    """Whether hub and pair are still first on the reporting units."""
    if other is None or (hub is None and pair is None):
        return ""
    import numpy as np

    inputs, found = other
    same = {region: inputs.scheme.membership.get(str(areas).split("; ")[0]) for region, areas in scheme.regions["areas"].items()}
    checks = []
    if hub is not None:
        ranks = found.hubs["rank"]
        checks.append(("the hub", bool((ranks.get(same[hub]) == 1) and (ranks == 1).sum() == 1)))
    if pair is not None:
        scores = found.linkage_scores[settings.linkages.ranking]["score"].round(9)
        ends = inputs.scheme.index.get_indexer([same[code] for code in pair])
        largest = np.nanmax(scores, initial=-1.0)
        checks.append(("the linkage", bool((ends >= 0).all() and ends[0] != ends[1] and scores[ends[0], ends[1]] == largest)))
    held, lost = ([what for what, holds in checks if holds is wanted] for wanted in (True, False))
    words = [f"{' and '.join(held)} hold{'s' if len(held) == 1 else ''} under {inputs.scheme.name}"] if held else []
    words += [f"{' and '.join(lost)} do{'es' if len(lost) == 1 else ''} not hold under {inputs.scheme.name}"] if lost else []
    return f"; {', '.join(words)}"
