"""Why does a linkage have its score, in notes and tables for every reader?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RankingKind, is_beyond_chance
from hypercluster.views.doubts import doubts_of
from hypercluster.views.linkage_facts import (
    changes,
    linkage_facts,
    linkage_of,
    linkage_ranking,
    meanings,
    named_regions,
    to_move,
    unscored,
)
from hypercluster.views.model import Document, Section, View, ViewColumn, bar_column, region_column
from hypercluster.views.names import flags_of, region_name
from hypercluster.views.rankings import ENDS, moved_by, whole
from hypercluster.words import Name, Note, Term, is_missing, span

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

SCOPE = Note("scope.opportunity")
DECIMALS = 3  # of what a part adds
FACTOR_DECIMALS = 4
TECHNOLOGIES = 4  # shown of a linkage


def explain(
    results: Results, a: str | None = None, b: str | None = None, *, ranking: str | None = None
) -> Document:
    """Explain the score and rank of a linkage.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    a, b
        Regions, by code, name in either language, or a part of a name that only one region has.
        With one region its best linkage is explained, without any the one ranked first.
    ranking
        `complementary` or `common_ground`; None takes that of the settings.

    Returns
    -------
    Document
        `print` shows it in full, and a notebook as a page. `facts` holds the same as plain data,
        `views` its tables.

    Raises
    ------
    SchemeError
        There is no such region. The message names the nearest.
    AnalysisError
        The same region was named twice, or there is no such ranking.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> explanation = hc.explain(results, "komi", "tatarstan")
    >>> explanation
    Document('Komi Republic – Tatarstan: linkage, complementary ranking'; Rank 2 of 91 ...)
    >>> round(explanation.facts["score"], 3), explanation.facts["parts"][1]["part"]
    (0.287, 'capability')
    """
    kind = linkage_ranking(results, ranking)
    row = linkage_of(results, named_regions(results.regions, a, b), kind)
    facts = linkage_facts(results, row, kind)
    names = {end: region_name(results, row[end]) for end in ENDS}
    title = Note("explain.title", {**names, "ranking": Term("rankings", kind.short)})
    lead = [standing(facts)]
    if facts["score"] is None:
        sections = _unscored_sections(results, row, kind)
    else:
        lead += [against_chance(facts), *whole(results, kind), by_gravity(facts)]
        lead += moved_by(results, kind.name)
        sections = _scored_sections(results, row, kind, facts, names)
    flags = flags_of(results, "linkages")(row)
    doubts = () if facts["score"] is None else doubts_of(results, [row[end] for end in ENDS])
    last = Section(Note("explain.unsaid"), (SCOPE, *flags, *doubts), mark="! ")
    return Document(title, tuple(lead), (*sections, last), facts)


def rounded_to_sum(parts: Sequence[float], total: float, decimals: int = DECIMALS) -> list[float]:
    """Parts rounded so that they add up to the rounded total (largest remainder).

    Examples
    --------
    >>> rounded_to_sum([0.1234, 0.1234], 0.2468)
    [0.124, 0.123]
    """
    unit = 10**decimals
    # The epsilon keeps 0.3 x 1000 = 299.99999999999994 from losing a unit.
    whole = [int(part * unit + 1e-9) for part in parts]
    left = round(total * unit) - sum(whole)
    by_remainder = sorted(range(len(parts)), key=lambda i: whole[i] - parts[i] * unit)
    for i in by_remainder[: max(left, 0)]:
        whole[i] += 1
    return [value / unit for value in whole]


def _unscored_sections(results: Results, row: pd.Series, kind: RankingKind) -> tuple[Section, ...]:
    return (
        Section(Note("explain.why_no_score"), tuple(unscored(results, row, kind))),
        Section(Note("explain.how_far"), _distance(results, row)),
    )


def _scored_sections(
    results: Results,
    row: pd.Series,
    kind: RankingKind,
    facts: Mapping[str, Any],
    names: Mapping[str, Name],
) -> tuple[Section, ...]:
    terms = tuple(
        Note("explain.meaning", {"term": Term("explain_terms", name), "meaning": note})
        for name, note in meanings(kind).items()
    )
    return (
        Section(Note("explain.why"), (parts_view(facts), largest_part(facts))),
        Section(Note("explain.each_direction"), (directions_view(facts),)),
        Section(Note("explain.what_values_mean"), terms),
        Section(Note("explain.about"), subject(facts, names)),
        Section(Note("explain.how_far"), _distance(results, row)),
        Section(
            Note("explain.what_would_change"),
            (*to_move(results, row, kind), changes_view(results, row, kind)),
        ),
    )


def standing(facts: Mapping[str, Any]) -> Note:
    """Rank, range and confidence."""
    if facts["rank"] is None:
        return Note("explain.no_rank", {"ranked": facts["ranked_pairs"], "pairs": facts["pairs"]})
    values = {
        **{name: facts[name] for name in ("rank", "top_k", "draws")},
        "ranked": facts["ranked_pairs"],
        "tied": Note("explain.tied") if facts["is_tied"] else "",
    }
    if not facts["draws"]:
        return Note("explain.standing_no_draws", values)
    values |= {
        "range": span(facts["rank_low"], facts["rank_high"]),
        "confidence": Term("dots", facts["confidence"]),
        "share": facts["p_top_k"],
    }
    return Note("explain.standing", values)


def against_chance(facts: Mapping[str, Any]) -> Note:
    """Whether the score is more than chance gives, and the pair a finding."""
    if facts["p_null"] is None or facts["p_familywise"] is None:
        return Note("explain.no_chance")
    beyond = "beyond" if is_beyond_chance(facts["p_familywise"]) else "not_beyond"
    finding = "is_finding" if facts["is_finding"] else "no_finding"
    return Note(
        "explain.chance",
        {
            "p": facts["p_null"],
            "all": facts["p_familywise"],
            "beyond": Note(f"explain.{beyond}"),
            "finding": Note(f"explain.{finding}"),
        },
    )


def by_gravity(facts: Mapping[str, Any]) -> Note:
    """Rank that size and place alone would give the pair."""
    if facts["gravity_rank"] is None:
        return Note("explain.no_gravity")
    return Note("explain.gravity", {"rank": facts["gravity_rank"], "pairs": facts["gravity_pairs"]})


def parts_view(facts: Mapping[str, Any]) -> View:
    """Value x weight x untapped x distance = adds, a row each, and the score below."""
    import pandas as pd

    adds = rounded_to_sum([part["adds"] for part in facts["parts"]], facts["score"])
    rows = [
        {**part, "rounded": share, "times": "× ", "equals": "= "}
        for part, share in zip(facts["parts"], adds, strict=True)
        if part["weight"] > 0 or part["value"] is not None
    ]
    rows.append(
        {
            "part": "score",
            "value_name": "score",
            "rounded": facts["score"],
            "times": "",
            "equals": "",
        }
    )
    table = pd.DataFrame(rows)
    numbers = [
        ViewColumn(
            heading,
            (source,),
            "number",
            decimals=FACTOR_DECIMALS if heading != "adds" else DECIMALS,
            sign=sign,
            missing="",
            title=f"explain.columns.{heading}",
        )
        for heading, source, sign in (
            ("value", "value", ""),
            ("weight", "weight", "times"),
            ("untapped", "untapped", "times"),
            ("distance", "distance_factor", "times"),
            ("adds", "rounded", "equals"),
        )
    ]
    return View(
        Note("explain.why"),
        (
            ViewColumn("", ("part",), "term", entity="explain_terms"),
            *numbers,
            bar_column(table, "adds", largest=facts["score"]),
        ),
        table,
        page=(
            ViewColumn(
                "part", ("value_name",), "term", entity="parts", title="explain.columns.part"
            ),
            *(replace(entry, sign="") for entry in numbers),
        ),
    )


def largest_part(facts: Mapping[str, Any]) -> Note:
    """Which part most of the score comes from."""
    if not facts["score"]:
        return Note("explain.adds_nothing")
    part = max(facts["parts"], key=lambda part: part["adds"])
    return mostly_from(part, part["adds"] / facts["score"])


def mostly_from(part: Mapping[str, Any], share: float) -> Note:
    """Say that most of the score comes from a part."""
    value = Term("explain_terms", part["value_name"].replace(" ", "_"))
    values = {"part": Term("explain_terms", part["part"]), "value": value, "share": share}
    return Note("explain.mostly", values)


def directions_view(facts: Mapping[str, Any]) -> View:
    """What each side receives."""
    import pandas as pd

    rows = pd.DataFrame(facts["directions"])
    names = {facts[end]["region"]: facts[end]["name"] for end in ENDS}
    rows["name"] = rows["region"].map(names)
    value = facts["parts"][0]["value_name"]
    columns = (
        region_column("receiver", "name", "region", title="explain.receiver"),
        ViewColumn(value, ("value",), "number", title=f"definitions.{value}"),
        ViewColumn(
            "capability match", ("capability_match",), "number", title="definitions.capability"
        ),
        ViewColumn("score", ("score",), "number", title="explain.columns.score"),
    )
    return View(Note("explain.each_direction"), columns, rows)


def changes_view(results: Results, row: pd.Series, kind: RankingKind) -> View:
    """Score and rank of the pair under other settings."""
    import pandas as pd

    columns = (
        ViewColumn("if", ("if",), "note", title="explain.if"),
        ViewColumn("score", ("score",), "number", title="explain.columns.score"),
        ViewColumn("rank", ("rank", "is_tied"), "rank", title="rankings.rank"),
    )
    rows = pd.DataFrame(changes(results, row, kind))
    return View(Note("explain.what_would_change"), columns, rows)


def subject(facts: Mapping[str, Any], names: Mapping[str, Name]) -> tuple[Note, ...]:
    """What the linkage would be about, and who could lead."""
    if not any(facts["subject"].values()):
        return (Note("explain.about_nothing"),)
    return tuple(
        Note("explain.meaning", {"term": subject_term(name, names), "meaning": _items(name, texts)})
        for name, texts in facts["subject"].items()
    )


def subject_term(column: str, names: Mapping[str, Any]) -> Note:
    """What a column of the subject of a linkage holds."""
    end = column.removeprefix("lead_organisations_")
    if end in names:
        return Note("explain.could_lead", {"name": names[end]})
    return Note("sentence", {"text": Term("explain_terms", column)})


def _items(column: str, texts: Sequence[str]) -> Note:
    """Texts of a column of the subject, few of the many technologies."""
    if not texts:
        return Note("none_listed")
    items: tuple[Any, ...] = tuple(texts)
    left = len(texts) - TECHNOLOGIES if column == "technologies" else 0
    if left > 1:
        items = (*texts[:TECHNOLOGIES], Note("explain.more", {"count": left}))
    return Note("explain.items", {"items": items})


def distance_of_seats(row: Mapping[str, Any], settings: Mapping[str, Any]) -> Note:
    """How far apart the seats are, and what that does to the score."""
    if is_missing(row["geodesic_km"]):
        return Note("explain.distance_unknown")
    values = {"km": row["geodesic_km"], "factor": row["distance_factor"]}
    decay = {name: settings[name] for name in ("beta", "delta_km")}
    return Note("explain.distance", {**values, **decay, "rest": 1 - settings["beta"]})


def _distance(results: Results, row: pd.Series) -> tuple[Note, ...]:
    """How far apart the regions are, and what ties them already."""
    seats = distance_of_seats(row, results.provenance["settings"]["linkages"])
    macroregion = _answer("macroregion", row["is_within_macroregion"])
    boundary = _answer("boundary", row["is_contiguous"])
    ties = row["observed_ties"]
    observed = (
        Note("explain.ties_unknown")
        if is_missing(ties)
        else Note("explain.ties", {"ties": float(ties)})
    )
    values = {"macroregion": macroregion, "boundary": boundary, "ties": observed}
    return seats, Note("explain.tied_already", {**values, "untapped": row["untapped"]})


def _answer(key: str, value: Any) -> Note:
    """Yes, no or unknown, in the words of a key."""
    answer = "unknown" if is_missing(value) else "yes" if value else "no"
    return Note(f"explain.{key}_{answer}")
