"""Why does a linkage have its score, how sure is its rank, and what would change it?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hypercluster.cli.answers import about, answer
from hypercluster.cli.linkage import facts_of_linkage
from hypercluster.cli.options import (
    RANKINGS,
    Data,
    Debug,
    Draws,
    FinishedRun,
    Json,
    OneRegion,
    OtherRegion,
    Quiet,
    Ranking,
    Scheme,
    Seed,
    SettingsFile,
    Workers,
)
from hypercluster.cli.runs import Display, Run, Source, chosen, open_run, what_ran
from hypercluster.cli.tables import ranking_of
from hypercluster.cli.terminal import (
    Field,
    Grid,
    bar,
    dots,
    marked,
    number_field,
    show,
    text_field,
    title,
)
from hypercluster.errors import AnalysisError
from hypercluster.views.rankings import moved_by
from hypercluster.words import is_missing, number, percent, probability, rank, span

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results

SCOPE = (
    "An opportunity is a potential for alignment in one cross-section, not synchronisation: that "
    "needs series over time."
)
SCORE_DECIMALS = 3
MOST_Q = 0.05
TECHNOLOGIES = 4  # shown of a linkage


def explain(
    first: OneRegion = None,
    second: OtherRegion = None,
    *,
    ranking: Ranking = None,
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    draws: Draws = None,
    workers: Workers = None,
    finished: FinishedRun = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
) -> None:
    """One linkage: its score, its parts, what would change it.

    Also how sure its rank is and what is unknown. Without regions it explains the linkage ranked
    first; with one region, the best linkage of that region.

    Examples
    --------
    hypercluster explain
    hypercluster explain --ranking common-ground --json
    """
    source = Source(data, scheme, settings_file, seed, draws, workers, finished)
    display = Display(is_json, is_quiet)
    if ranking is not None:
        chosen(ranking, RANKINGS, "ranking of linkages")
    run = open_run(source, display)
    ends = named_ends(run, first, second)
    results = run.results()
    row = linkage_of(results, ends, ranking_of(results, ranking))
    facts = facts_of_linkage(results, row, ranking_of(results, ranking))
    if display.is_json:
        notes = [str(note) for note in results.notes]
        answer({**about(results), **facts, "scope": SCOPE, "notes": notes})
    else:
        show(*_blocks(results, facts, display))


def named_ends(run: Run, *names: str | None) -> list[str]:
    """Codes of the regions that were named.

    Raises
    ------
    AnalysisError
        The same region was named twice.
    """
    from hypercluster.regions import find_region

    ends = [find_region(run.regions, name) for name in names if name is not None]
    if len(ends) == 2 and ends[0] == ends[1]:
        raise AnalysisError(
            f"Expected two different regions; found {run.regions.at[ends[0], 'name']} twice. "
            "`hypercluster regions` lists all."
        )
    return ends


def linkage_of(results: Results, ends: list[str], ranking: str) -> pd.Series:
    """Row of `linkages` between two regions, or the best ranked one that has all of the named ends."""
    table = results.linkages
    for end in ends:
        table = table[(table["source"] == end) | (table["target"] == end)]
    if table.empty:
        raise AnalysisError(
            f"Expected at least two regions; found {len(results.regions)}. "
            "A scheme of one region has no linkage."
        )
    return table.sort_values(f"{ranking}_rank", kind="stable", na_position="last").iloc[0]


def _blocks(results: Results, facts: dict[str, Any], display: Display) -> list[Block]:
    """Standing, score, distance, what would change the rank, what the data cannot say."""
    ends = f"{facts['source']['name']} – {facts['target']['name']}"
    has_score = facts["score"] is not None
    doubts = [] if display.is_quiet or not has_score else map(str, results.notes)
    return [
        *([] if display.is_quiet else [what_ran(results), ""]),
        title(f"{ends}: linkage, {facts['ranking'].replace('_', '-')} ranking"),
        _standing(facts),
        *(
            _why(results, facts)
            if has_score
            else _section("Why it has no score", facts["unranked_because"])
        ),
        *_section("How far apart", _distance(facts)),
        *(
            _section("What would change its rank", [*facts["to_move"], _changes(facts)])
            if has_score
            else []
        ),
        *_section("What the data cannot say", [SCOPE, *facts["flags"], *doubts], mark="! "),
    ]


def _section(heading: str, blocks: Iterable[Block], mark: str = "  ") -> list[Block]:
    """A heading and what stands below it."""
    return ["", title(heading), *marked(mark, blocks)]


def _why(results: Results, facts: dict[str, Any]) -> list[Block]:
    """How a score comes about, and what the linkage would be about."""
    ranking = facts["ranking"].replace("-", "_")
    meanings = [
        f"{name.replace('_', ' ')}: {meaning}" for name, meaning in facts["meanings"].items()
    ]
    return [
        _against_chance(facts),
        *map(str, moved_by(results, f"linkages.{ranking}")),
        *_section("Why this score", [_arithmetic(facts), _largest(facts)]),
        *_section("In each direction", [_directions(facts)]),
        *_section("What the values mean", meanings),
        *_section("What it would be about", _subject(facts)),
    ]


def _standing(facts: dict[str, Any]) -> str:
    if facts["rank"] is None:
        return f"No rank: {facts['ranked_pairs']} of {facts['pairs']} pairs have one."
    tied = ", shared with others of the same score" if facts["is_tied"] else ""
    standing = f"Rank {facts['rank']} of {facts['ranked_pairs']} ranked pairs{tied}"
    if not facts["draws"]:
        return f"{standing}; no ranges, because the run made no draws."
    return (
        f"{standing}; range {span(facts['rank_low'], facts['rank_high'])} in 90 % of draws; "
        f"{dots(facts['confidence'])} confidence: among the top {facts['top_k']} in "
        f"{percent(facts['p_top_k'])} of {facts['draws']} draws."
    )


def _against_chance(facts: dict[str, Any]) -> str:
    """Whether the score is more than chance gives, and whether the pair is a finding."""
    if is_missing(facts["p_null"]):
        return "Not compared with chance: that takes draws and a score."
    beyond = "beyond chance" if facts["q_null"] <= MOST_Q else "no more than chance gives"
    finding = "a finding, being likely in the top too" if facts["is_finding"] else "no finding"
    return (
        "Chance networks with the same margins score as high with p "
        f"{probability(facts['p_null'])}, q {probability(facts['q_null'])} over all pairs: "
        f"{beyond}; {finding}."
    )


def shares_as_shown(parts: list[float], total: float, decimals: int = SCORE_DECIMALS) -> list[str]:
    """Parts rounded so that they add up to the rounded total as shown (largest remainder)."""
    unit = 10**decimals
    # The epsilon keeps 0.3 x 1000 = 299.99999999999994 from losing a unit.
    whole = [int(part * unit + 1e-9) for part in parts]
    left = round(total * unit) - sum(whole)
    by_remainder = sorted(range(len(parts)), key=lambda i: whole[i] - parts[i] * unit)
    for position in by_remainder[: max(left, 0)]:
        whole[position] += 1
    return [f"{value / unit:.{decimals}f}" for value in whole]


def _arithmetic(facts: dict[str, Any]) -> Grid:
    """Value x weight x untapped x distance = adds, one row a part, and the score below."""
    adds = shares_as_shown([part["adds"] for part in facts["parts"]], facts["score"])
    rows = [
        {**part, "adds_text": f"= {text}"}
        for part, text in zip(facts["parts"], adds, strict=True)
        if part["weight"] > 0 or part["value"] is not None
    ]
    total = number(facts["score"], SCORE_DECIMALS)
    rows.append({"part": "score", "adds_text": total, "adds": None})
    return Grid(
        [
            text_field("", "part"),
            _factor("value", "value", ""),
            _factor("weight", "weight", "× "),
            _factor("untapped", "untapped", "× "),
            _factor("distance", "distance_factor", "× "),
            Field("adds", lambda row: row["adds_text"], is_number=True),
            Field("", lambda row: bar(row["adds"], facts["score"]), is_spare=True),
        ],
        rows,
    )


def _factor(heading: str, key: str, sign: str) -> Field:
    """A factor of the score, blank in the row of the sum."""
    return Field(
        heading,
        lambda row: f"{sign}{number(row[key], 4)}" if key in row else "",
        is_number=True,
    )


def _largest(facts: dict[str, Any]) -> str:
    if not facts["score"]:
        return "Nothing adds to the score."
    first = max(facts["parts"], key=lambda part: part["adds"])
    share = percent(first["adds"] / facts["score"])
    return f"Most comes from {first['part']} ({first['value_name']}): {share} of the score."


def _directions(facts: dict[str, Any]) -> Grid:
    names = {"source": facts["source"]["name"], "target": facts["target"]["name"]}
    fields = [
        Field("receiver", lambda row: f"{names[row['end']]} receives", is_name=True),
        number_field(facts["parts"][0]["value_name"], "value"),
        number_field("capability match", "capability_match"),
        number_field("score", "score"),
    ]
    return Grid(fields, facts["directions"])


def _subject(facts: dict[str, Any]) -> list[str]:
    """What the linkage would be about, and who could lead."""
    subject = facts["subject"]
    named = {
        "directions": subject["directions"],
        "technologies": _first(subject["technologies"]),
        f"could lead in {facts['source']['name']}": subject["lead_organisations_source"],
        f"could lead in {facts['target']['name']}": subject["lead_organisations_target"],
        "platform vectors": subject["platform_vectors"],
        "development vectors": subject["development_vectors"],
    }
    if not any(named.values()):
        return [
            "none listed: the pack has no directions, technologies or organisations for it",
        ]
    return [f"{name}: {'; '.join(texts) or 'none listed'}" for name, texts in named.items()]


def _first(technologies: list[str]) -> list[str]:
    """The first technologies, and how many there are besides."""
    left = len(technologies) - TECHNOLOGIES
    return technologies if left <= 1 else [*technologies[:TECHNOLOGIES], f"{left} more with --json"]


def _distance(facts: dict[str, Any]) -> list[str]:
    km = facts["geodesic_km"]
    factor = f"{number(facts['distance_factor'], 4)} = {facts['distance_formula']}"
    seats = (
        "distance between the seats unknown"
        if km is None
        else f"{km:.0f} km between the seats; distance factor {factor}"
    )
    macroregion = {
        None: "macroregion unknown",
        True: "within one macroregion",
        False: "across macroregions",
    }[facts["is_within_macroregion"]]
    boundary = {
        None: "common boundary unknown",
        True: "common land boundary",
        False: "no common boundary",
    }[facts["is_contiguous"]]
    observed = facts["observed_ties"]
    ties = f"observed ties {'unknown' if observed is None else number(observed)}"
    return [seats, f"{macroregion}; {boundary}; {ties}, untapped {number(facts['untapped'], 4)}"]


def _changes(facts: dict[str, Any]) -> Grid:
    fields = [
        text_field("if", "if", is_name=True),
        number_field("score", "score"),
        Field("rank", lambda row: rank(row["rank"]), is_number=True),
    ]
    return Grid(fields, facts["changes"])
