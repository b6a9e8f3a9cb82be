"""What does a run support, as data and in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.rankings import is_beyond_chance, ranking_kind
from hypercluster.uncertainty import LIKELY, SURE, top
from hypercluster.words import SEPARATOR, Note, Term, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd

    from hypercluster.regions import RegionScheme
    from hypercluster.run.inputs import Inputs
    from hypercluster.run.once import Run
    from hypercluster.settings import Settings

FEWEST = 3
PLAIN = ("first", "few", "too_few_draws")  # cases without a ground of their own
BELOW_CHANCE = 0.95  # p from which a ranking scores lower than chance networks (convention)
MOST_CANDIDATES = 5  # that a headline names (our choice)
FEWEST_NULLS = 199  # below, p-values are coarser than 0.005 (our choice)


def finding(
    tables: dict[str, pd.DataFrame],
    scheme: RegionScheme,
    unit_run: tuple[Inputs, Run] | None,
    settings: Settings,
) -> dict[str, Any]:
    """Return what the draws support, as plain data.

    A strongest hub or clearest linkage is named only where it ranks first at both ends of its
    range. Surest ones are named where they are in the top k in at least 0.9 of the draws.
    Otherwise nothing stands out, and the first linkage is named with how often it is in the top k
    (our choice). A linkage is named only where it is also beyond chance. Without draws nothing
    says how sure a first rank is.

    Parameters
    ----------
    tables
        Tables of the results.
    scheme
        The regions of the run.
    unit_run
        The run on the reporting units, or None where the run is on them already.
    settings
        Parameters of the run.

    Returns
    -------
    dict
        `hubs` and `linkages`, each with `case`, the codes that are named (`regions` or `pairs`)
        and the figures of the case. `other_scheme` names what does not keep its rank there. It is
        None where there is nothing to compare.
    """
    hubs, linkages = (
        _hubs(tables["hubs"], settings),
        _pairs(tables["linkages"], tables["chance"], settings),
    )
    return {
        "draws": settings.run.draws,
        "hubs": hubs,
        "linkages": linkages,
        "other_scheme": _lost_on_units(hubs, linkages, scheme, unit_run, settings),
    }


def statements(finding: Mapping[str, Any], names: Mapping[str, Any]) -> tuple[Note, ...]:
    """Claim of a finding, and after it one sentence for each of its grounds.

    Parameters
    ----------
    finding
        From `finding`.
    names
        Names of the regions by code.
    """
    hubs, linkages, scheme = finding["hubs"], finding["linkages"], finding["other_scheme"]
    kinds = (
        (_case("hubs", hubs, hubs["regions"]), _hub_values(hubs, names)),
        (_case("pairs", linkages, linkages["pairs"]), _pair_values(linkages, names)),
    )
    hub_claim, pair_claim = (Note(f"finding.{case}", values) for case, values in kinds)
    if finding["draws"]:
        grounds = [
            Note(f"finding.grounds.{case}", {**values, "draws": finding["draws"]})
            for (case, values), entry in zip(kinds, (hubs, linkages), strict=True)
            if entry["case"] not in PLAIN
        ]
    else:
        grounds = [Note("finding.grounds.no_draws")]
    if linkages.get("candidates"):
        pairs = _pair_names(linkages["candidates"], names)
        grounds.append(Note("finding.grounds.candidates", {"names": pairs, **linkages}))
    if scheme is not None:
        grounds.append(_scheme_note(scheme, names))
    return Note("finding.claim", {"hubs": hub_claim, "linkages": pair_claim}), *grounds


def sentence(finding: Mapping[str, Any], names: Mapping[str, Any], language: str = "en") -> str:
    """Say a finding in a few sentences.

    Parameters
    ----------
    finding
        From `finding`.
    names
        Names of the regions by code.
    language
        One of `words.LANGUAGES`.
    """
    claim, *grounds = (text(note, language) for note in statements(finding, names))
    return " ".join([f"{claim}.", *grounds])


def _case(kind: str, entry: Mapping[str, Any], named: Sequence[Any]) -> str:
    """Key of the text of a case, another one for a single surest row."""
    is_single = entry["case"] == "surest" and len(named) == 1
    return f"{kind}_{entry['case']}{'_one' if is_single else ''}"


def _hub_values(hubs: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {"names": tuple(names[region] for region in hubs["regions"]), "most": hubs["most"]}


def _pair_values(linkages: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **linkages,
        "names": _pair_names(linkages["pairs"], names),
        "count": linkages.get("draws", linkages.get("count")),
        "ranking": Term("rankings", linkages["ranking"]),
    }


def _pair_names(pairs: Sequence[Sequence[str]], names: Mapping[str, Any]) -> tuple[Note, ...]:
    return tuple(
        Note("finding.pair", {"source": names[source], "target": names[target]})
        for source, target in pairs
    )


def _scheme_note(entry: Mapping[str, Any], names: Mapping[str, Any]) -> Note:
    """Whether the rows named keep their ranks on the reporting units."""
    regions = tuple(names[region] for region in entry["lost_regions"])
    lost = (*regions, *_pair_names(entry["lost_pairs"], names))
    key = "scheme_lost" if lost else "scheme_agrees"
    return Note(f"finding.grounds.{key}", {"scheme": entry["scheme"], "names": lost})


def _hubs(hubs: pd.DataFrame, settings: Settings) -> dict[str, Any]:
    """Case, regions that are named, and the largest rank that still bears it out."""
    nothing = {"case": "none", "regions": [], "most": 0}
    ranked = hubs.dropna(subset=["rank"])
    first = ranked[ranked["rank"] == 1]
    k = top(settings.hubs.top_k, len(ranked))
    if len(ranked) < FEWEST:
        return {**nothing, "case": "few"}
    if settings.run.draws == 0:
        return (
            {"case": "first", "regions": [str(first.index[0])], "most": 1}
            if len(first) == 1
            else nothing
        )
    if len(first) == 1 and first["rank_high"].iloc[0] == 1:
        return {"case": "strongest", "regions": [str(first.index[0])], "most": 1}
    surest = ranked[ranked["p_top_k"].round(9) >= SURE]
    return (
        {"case": "surest", "regions": [str(region) for region in surest.index], "most": k}
        if len(surest)
        else nothing
    )


def _pairs(  # noqa: PLR0911
    linkages: pd.DataFrame, chance: pd.DataFrame, settings: Settings
) -> dict[str, Any]:
    """Case, named pairs, figures, and the largest rank that bears the case out."""
    name = settings.linkages.ranking
    nothing: dict[str, Any] = {"ranking": name, "case": "none", "pairs": [], "most": 0}
    ranked = linkages.dropna(subset=[f"{name}_rank"])
    first = ranked[ranked[f"{name}_rank"] == 1]
    k = top(settings.linkages.top_k, len(ranked))
    if len(ranked) < FEWEST:
        return {**nothing, "case": "few"}
    if settings.run.draws == 0:
        return (
            {**nothing, "case": "first", "pairs": _ends(first), "most": 1}
            if len(first) == 1
            else nothing
        )
    is_finding = ranked[f"{name}_is_finding"].fillna(value=False).astype(bool)
    surest = ranked[ranked[f"{name}_p_top_k"].round(9) >= SURE]
    beyond = surest[is_finding.reindex(surest.index)]
    if beyond.empty and settings.run.draws < FEWEST_NULLS:
        return {**nothing, "case": "too_few_draws", "draws": settings.run.draws}
    whole = chance.set_index("ranking").loc[ranking_kind(name).name]
    if not is_beyond_chance(whole["p_global"]):
        first_k, p = int(whole["top_k"]), round(float(whole["p_global"]), 9)
        likely = ranked[ranked[f"{name}_p_top_k"].round(9) >= LIKELY].head(MOST_CANDIDATES)
        whole_ranking = {"count": first_k, "p": p, "candidates": _ends(likely)}
        case = "ranking_below_chance" if p >= BELOW_CHANCE else "ranking_of_chance"
        return {**nothing, "case": case, **whole_ranking}
    if len(surest) and beyond.empty:
        surest_pairs = {"count": len(surest), "top_k": k, "p": float(whole["p_global"])}
        return {**nothing, "case": "no_more_than_chance", **surest_pairs}
    if len(first) == 1 and first[f"{name}_rank_high"].iloc[0] == 1 and len(beyond):
        return {**nothing, "case": "clearest", "pairs": _ends(first), "most": 1}
    if len(beyond):
        return {**nothing, "case": "surest", "pairs": _ends(beyond), "most": k}
    share = float(first[f"{name}_p_top_k"].iloc[0])
    if len(first) > 1 or share < LIKELY or not is_finding[first.index[0]]:
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


def _ends(rows: pd.DataFrame) -> list[list[str]]:
    return [
        [str(source), str(target)]
        for source, target in zip(rows["source"], rows["target"], strict=True)
    ]


def _lost_on_units(
    hubs: Mapping[str, Any],
    pairs: Mapping[str, Any],
    scheme: RegionScheme,
    unit_run: tuple[Inputs, Run] | None,
    settings: Settings,
) -> dict[str, Any] | None:
    """What is named and loses its rank on the reporting units.

    A rank is kept that still bears the case out: 1 for a first, k for a top k. A region of several
    units is held against that of its area with the first code.
    """
    if unit_run is None or not (hubs["regions"] or pairs["pairs"]):
        return None
    from hypercluster.rankings import competition_ranks

    inputs, run = unit_run
    index = inputs.scheme.index
    same = {
        region: inputs.scheme.membership.get(min(str(areas).split(SEPARATOR)))
        for region, areas in scheme.regions["areas"].items()
    }
    hub_ranks = run.hubs["rank"]
    matrix = run.linkage_scores[settings.linkages.ranking]["score"]
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


def _upper(matrix: np.ndarray) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Positions and values of the upper triangle."""
    import numpy as np

    row, column = np.triu_indices(len(matrix), k=1)
    return list(zip(row.tolist(), column.tolist(), strict=True)), matrix[row, column]


def _within(rank: float | None, k: int) -> bool:
    """Whether a rank is known and among the first k."""
    import pandas as pd

    return rank is not None and not pd.isna(rank) and rank <= k
