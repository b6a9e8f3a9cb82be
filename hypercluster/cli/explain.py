"""Why does a linkage have its score, how sure is its rank, and what would change it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.linkage import facts_of_linkage
from hypercluster.cli.opportunities import ranking_of
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
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Run, Source, about, chosen, open_run, what_ran
from hypercluster.cli.view import hangs_on
from hypercluster.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

SCOPE = "An opportunity is a potential for alignment in one cross-section, not synchronisation: that needs series over time."
PARTS = {"industries": "profile_part", "capability": "capability_part"}
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
    name = ranking_of(results, ranking)
    row = linkage_of(results, ends, name)
    facts = facts_of_linkage(results, row, name)
    if display.is_json:
        typer.echo(
            render.as_json(
                {
                    **about(results),
                    **facts,
                    "scope": SCOPE,
                    "notes": [str(note) for note in results.notes],
                }
            )
        )
    else:
        typer.echo("\n".join(_text(results, facts, display)))


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
            f"Expected two different regions; found {run.regions.at[ends[0], 'name']} twice. `hypercluster regions` lists all."
        )
    return ends


def linkage_of(results: Results, ends: list[str], ranking: str) -> pd.Series:
    """Row of `linkages` between two regions, or the best ranked one that has all of the named ends."""
    table = results.linkages
    for end in ends:
        table = table[(table["source"] == end) | (table["target"] == end)]
    if table.empty:
        raise AnalysisError(
            f"Expected at least two regions; found {len(results.regions)}. A scheme of one region has no linkage."
        )
    return table.sort_values(f"{ranking}_rank", kind="stable", na_position="last").iloc[0]


def _text(results: Results, facts: dict[str, Any], display: Display) -> list[str]:
    width = render.terminal_width()
    source, target = facts["source"]["name"], facts["target"]["name"]
    lines = [] if display.is_quiet else [what_ran(results), ""]
    lines += render.paragraph(
        f"{source} – {target}: linkage, {facts['ranking'].replace('_', '-')} ranking", width=width
    )
    lines += render.paragraph(_standing(facts), width=width)
    lines += (
        ["", "Why it has no score", *_listed(facts["unranked_because"], "  ", width)]
        if facts["score"] is None
        else _why(results, facts, width)
    )
    lines += ["", "How far apart", *_listed(_distance(facts), "  ", width)]
    if facts["score"] is not None:
        lines += [
            "",
            "What would change its rank",
            *_listed(facts["to_move"], "  ", width),
            *_indented(_changes(facts)),
        ]
    doubts = (
        [] if display.is_quiet or facts["score"] is None else [str(note) for note in results.notes]
    )
    return [
        *lines,
        "",
        "What the data cannot say",
        *_listed([SCOPE, *facts["flags"], *doubts], "! ", width),
    ]


def _why(results: Results, facts: dict[str, Any], width: int | None) -> list[str]:
    """How a score comes about, and what the linkage would be about."""
    said = (
        _against_chance(facts),
        *hangs_on(results, f"linkages.{facts['ranking'].replace('-', '_')}"),
    )
    inner = None if width is None else width - 2
    meanings = [
        f"{name.replace('_', ' ')}: {meaning}" for name, meaning in facts["meanings"].items()
    ]
    return [
        *_listed(list(said), "", width),
        *[
            "",
            "Why this score",
            *_indented(_arithmetic(facts, inner)),
            *_listed([_largest(facts)], "  ", width),
        ],
        *["", "In each direction", *_indented(_directions(facts, inner))],
        *["", "What the values mean", *_listed(meanings, "  ", width)],
        *["", "What it would be about", *_subject(facts, width)],
    ]


def _listed(texts: list[str], mark: str, width: int | None) -> list[str]:
    return [line for text in texts for line in render.paragraph(text, mark=mark, width=width)]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _standing(facts: dict[str, Any]) -> str:
    if facts["rank"] is None:
        return f"No rank: {facts['ranked_pairs']} of {facts['pairs']} pairs have one."
    tied = ", shared with others of the same score" if facts["is_tied"] else ""
    rank = f"Rank {facts['rank']} of {facts['ranked_pairs']} ranked pairs{tied}"
    if not facts["draws"]:
        return f"{rank}; no ranges, because the run made no draws."
    sure = f"among the top {facts['top_k']} in {render.percent(facts['p_top_k'])} of {facts['draws']} draws"
    return f"{rank}; range {render.span(facts['rank_low'], facts['rank_high'])} in 90 % of draws; {render.dots(facts['confidence'])} confidence: {sure}."


def _against_chance(facts: dict[str, Any]) -> str:
    """Whether the score is more than chance gives, and whether the pair may be called a finding."""
    if render.is_missing(facts["p_null"]):
        return "Not compared with chance: that takes draws and a score."
    beyond = "beyond chance" if facts["q_null"] <= MOST_Q else "no more than chance gives"
    finding = "a finding, being likely in the top too" if facts["is_finding"] else "no finding"
    return f"Chance networks with the same margins score as high with p {render.tiny(facts['p_null'])}, q {render.tiny(facts['q_null'])} over all pairs: {beyond}; {finding}."


def shares_as_shown(parts: list[float], total: float, decimals: int = SCORE_DECIMALS) -> list[str]:
    """Parts rounded so that they add up to the rounded total as shown (largest remainder)."""
    unit = 10**decimals
    whole = [int(part * unit + 1e-9) for part in parts]
    left = round(total * unit) - sum(whole)
    by_remainder = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place] * unit)
    for place in by_remainder[: max(left, 0)]:
        whole[place] += 1
    return [f"{value / unit:.{decimals}f}" for value in whole]


def _arithmetic(facts: dict[str, Any], width: int | None) -> list[str]:
    """Value x weight x untapped x distance = adds, one row a part, and the score below."""
    adds = shares_as_shown([part["adds"] for part in facts["parts"]], facts["score"])
    is_counted = [part["weight"] > 0 or part["value"] is not None for part in facts["parts"]]
    rows = [
        {**part, "shown": shown}
        for part, shown, counts in zip(facts["parts"], adds, is_counted, strict=True)
        if counts
    ]
    rows.append(
        {"part": "score", "shown": render.number(facts["score"], SCORE_DECIMALS), "adds": None}
    )
    factors = [
        Field(
            heading,
            lambda row, key=key, sign=sign: (  # type: ignore[misc]
                f"{sign}{render.number(row[key], 4)}" if key in row else ""
            ),
            is_number=True,
        )
        for heading, key, sign in (
            ("value", "value", ""),
            ("weight", "weight", "× "),
            ("untapped", "untapped", "× "),
            ("distance", "distance_factor", "× "),
        )
    ]
    fields = [
        Field("", lambda row: row["part"]),
        *factors,
        Field(
            "adds",
            lambda row: ("" if row["part"] == "score" else "= ") + row["shown"],
            is_number=True,
        ),
        Field("", lambda row: render.bar(row["adds"], facts["score"]), is_spare=True),
    ]
    return render.table_lines(fields, rows, width=width)


def _largest(facts: dict[str, Any]) -> str:
    if not facts["score"]:
        return "Nothing adds to the score."
    first = max(facts["parts"], key=lambda part: part["adds"])
    return f"Most comes from {first['part']} ({first['value_name']}): {render.percent(first['adds'] / facts['score'])} of the score."


def _directions(facts: dict[str, Any], width: int | None) -> list[str]:
    ends = {"source": facts["source"]["name"], "target": facts["target"]["name"]}
    fields = [
        Field("receiver", lambda row: f"{ends[row['end']]} receives", is_cut=True),
        Field(
            facts["parts"][0]["value_name"], lambda row: render.number(row["value"]), is_number=True
        ),
        Field(
            "capability match", lambda row: render.number(row["capability_match"]), is_number=True
        ),
        Field("score", lambda row: render.number(row["score"]), is_number=True),
    ]
    return render.table_lines(fields, facts["directions"], width=width)


def _subject(facts: dict[str, Any], width: int | None) -> list[str]:
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
        return _listed(
            ["none listed: the pack has no directions, technologies or organisations for it"],
            "  ",
            width,
        )
    return [
        line
        for name, texts in named.items()
        for line in _listed([f"{name}: {'; '.join(texts) or 'none listed'}"], "  ", width)
    ]


def _first(technologies: list[str]) -> list[str]:
    """The first technologies, and how many there are besides."""
    left = len(technologies) - TECHNOLOGIES
    return technologies if left <= 1 else [*technologies[:TECHNOLOGIES], f"{left} more with --json"]


def _distance(facts: dict[str, Any]) -> list[str]:
    km = facts["geodesic_km"]
    seats = (
        "distance between the seats unknown"
        if km is None
        else f"{km:.0f} km between the seats; distance factor {render.number(facts['distance_factor'], 4)} = {facts['distance_formula']}"
    )
    within = facts["is_within_macroregion"]
    words = (
        "macroregion unknown"
        if within is None
        else "within one macroregion"
        if within
        else "across macroregions"
    )
    boundary = facts["is_contiguous"]
    touching = (
        "common boundary unknown"
        if boundary is None
        else "common land boundary"
        if boundary
        else "no common boundary"
    )
    ties = (
        "observed ties unknown"
        if facts["observed_ties"] is None
        else f"observed ties {render.number(facts['observed_ties'])}"
    )
    return [seats, f"{words}; {touching}; {ties}, untapped {render.number(facts['untapped'], 4)}"]


def _changes(facts: dict[str, Any]) -> list[str]:
    fields = [
        Field("if", lambda row: row["if"]),
        Field("score", lambda row: render.number(row["score"]), is_number=True),
        Field("rank", lambda row: render.rank(row["rank"]), is_number=True),
    ]
    return render.table_lines(fields, facts["changes"])
