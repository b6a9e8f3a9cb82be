"""What is known of one region: industries, organisations, standing as a hub, community, its best opportunities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli.answers import about, answer, plain, records
from hypercluster.cli.communities import is_whole
from hypercluster.cli.explain import SCOPE, named_ends
from hypercluster.cli.indicators import industry_names
from hypercluster.cli.linkage import VALUES
from hypercluster.cli.options import (
    ANY_REGION,
    Data,
    Debug,
    Draws,
    FinishedRun,
    Json,
    Quiet,
    Scheme,
    Seed,
    SettingsFile,
    Workers,
)
from hypercluster.cli.runs import DOT, Display, Source, open_run, what_ran
from hypercluster.cli.show import view_field
from hypercluster.cli.terminal import (
    Field,
    Grid,
    Marked,
    clean,
    dots,
    marked,
    number_field,
    percent_field,
    probability_field,
    show,
    text_field,
    title,
    yes,
)
from hypercluster.words import MISSING, number, percent, rank, span

if TYPE_CHECKING:
    from hypercluster.cli.terminal import Block
    from hypercluster.results import Results
    from hypercluster.views.model import View, ViewColumn

BEST = 3
ROLE = "organisations_"


def profile(
    region: Annotated[
        str | None,
        typer.Argument(
            metavar="[REGION]",
            help=f"{ANY_REGION} Without it the strongest hub.",
            show_default=False,
        ),
    ] = None,
    *,
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
    """One region: what it has, where it stands, what it could do.

    Specialisations, organisations and missing roles, hub measures, community, opportunities.

    Examples
    --------
    hypercluster profile
    hypercluster profile --json
    """
    source = Source(data, scheme, settings_file, seed, draws, workers, finished)
    display = Display(is_json, is_quiet)
    run = open_run(source, display)
    ends = named_ends(run, region)
    results = run.results()
    code = ends[0] if ends else str(results.hubs.index[0])
    facts = facts_of_region(results, code)
    if display.is_json:
        notes = [str(note) for note in results.notes]
        answer({**about(results), **facts, "scope": SCOPE, "notes": notes})
    else:
        show(*_blocks(results, code, facts, display))


def facts_of_region(results: Results, region: str) -> dict[str, Any]:
    """Everything that is known of one region, as plain data."""
    industries = results.indicators[results.indicators["region"] == region].drop(columns="region")
    industries = industries.assign(
        industry_name=industries["industry"].map(industry_names(results))
    )
    industries = industries.sort_values("location_quotient", ascending=False, kind="stable")
    by_role = _organisations(results, region)
    membership = results.membership[results.membership["region"] == region].drop(columns="region")
    claims = results.reported_hubs[results.reported_hubs["region"] == region].drop(columns="region")
    facts = {
        "region": {"region": region, **results.regions.loc[region].to_dict()},
        "industries": records(industries.reset_index(drop=True)),
        "organisations": by_role,
        "roles_missing": [role for role, members in by_role.items() if not members],
        "hub": results.hubs.loc[region].to_dict(),
        "reported": records(claims.reset_index(drop=True)),
        "communities": records(membership.reset_index(drop=True)),
        "opportunities": {
            name: records(view.rows) for name, view in _views(results, region).items()
        },
    }
    values: dict[str, Any] = plain(facts)
    return values


def _organisations(results: Results, region: str) -> dict[str, list[dict[str, Any]]]:
    """Organisations of a region by role, roles without one included."""
    nodes = results.actors.nodes
    is_here = (nodes["kind"] == "organisation") & (nodes["region"] == region)
    members = nodes[is_here].sort_values("code")
    members = members.rename(columns={"code": "organisation", "label": "name"})[
        ["organisation", "name", "role", "organisation_kind", "focus", "city", "confidence"]
    ]
    roles = [
        str(column).removeprefix(ROLE)
        for column in results.regions.columns
        if str(column).startswith(ROLE)
    ]
    return {
        role: records(members[members["role"] == role].drop(columns="role").reset_index(drop=True))
        for role in roles
    }


def _blocks(results: Results, region: str, facts: dict[str, Any], display: Display) -> list[Block]:
    """Industries, organisations, standing, community, opportunities, doubts."""
    doubts = [] if display.is_quiet else map(str, results.notes)
    return [
        *([] if display.is_quiet else [what_ran(results), ""]),
        *_heading(facts["region"]),
        *_section("Industries", [_industries(facts)]),
        *_section("Organisations by role", _roles(facts)),
        *_section("As a hub", _hub(results, facts)),
        *_section("Community", _community(results, facts)),
        *_section("Best opportunities of each level", _opportunities(results, region, facts)),
        "",
        *marked("! ", [SCOPE, *doubts]),
    ]


def _section(heading: str, blocks: Iterable[Block]) -> list[Block]:
    """A heading and what stands below it."""
    return ["", title(heading), *marked("  ", blocks)]


def _heading(region: dict[str, Any]) -> list[Block]:
    local = "" if region["name_local"] is None else f" · {region['name_local']}"
    allocated = ", allocated from a larger reporting unit" if region["is_allocated"] else ""
    parts = (
        region["macroregion"],
        None if region["seat"] is None else f"seat {region['seat']}",
        f"{number(region['enterprises'], 0)} enterprises{allocated}",
    )
    return [
        title(f"{region['name']} ({region['region']}){local}"),
        clean(DOT.join(part for part in parts if part)),
    ]


def _industries(facts: dict[str, Any]) -> Grid:
    fields = [
        text_field("industry", "industry_name", is_name=True),
        number_field("count", "count", 0),
        percent_field("share %", "share"),
        number_field("LQ", "location_quotient"),
        Field("specialised", lambda row: yes(row["is_specialised"])),
        probability_field("q", "q_specialised"),
        number_field("excess", "excess_enterprises", 0),
        number_field("density %", "relatedness_density", 0),
    ]
    return Grid(fields, facts["industries"])


def _roles(facts: dict[str, Any]) -> list[str]:
    if not facts["organisations"]:
        return ["the pack has no organisations"]
    nobody = "none listed (none listed does not mean that none exists)"
    lines = [
        f"{role}: {'; '.join(map(_member, members)) or nobody}"
        for role, members in facts["organisations"].items()
    ]
    return [*lines, f"roles missing: {', '.join(facts['roles_missing']) or 'none'}"]


def _member(member: dict[str, Any]) -> str:
    """Name of an organisation, its city, and how surely it is identified where in doubt."""
    is_sure = member["confidence"] in (None, "high")
    parts = [member["city"], None if is_sure else f"{member['confidence']} confidence"]
    inside = ", ".join(str(part) for part in parts if part is not None)
    return f"{member['name']}{f' ({inside})' if inside else ''}"


def _hub(results: Results, facts: dict[str, Any]) -> list[str]:
    hub, draws = facts["hub"], results.provenance["draws"]
    if hub["rank"] is None:
        return ["no rank: hubs are compared among two regions or more"]
    top_k = results.provenance["top_k"]["hubs"]
    tied = ", shared" if hub["is_tied"] else ""
    ranges = (
        f"range {span(hub['rank_low'], hub['rank_high'])}; {dots(hub['confidence'])}: "
        f"among the top {top_k} in {percent(hub['p_top_k'])} of {draws} draws"
        if draws
        else "no ranges"
    )
    percentiles = ", ".join(
        f"{part} {number(hub[f'{part}_percentile'], 1)}"
        for part in ("strength", "betweenness", "endowment")
    )
    others = {
        "participation": number(hub["participation"]),
        "PageRank versatility": number(hub["pagerank_versatility"]),
        "strength within the macroregion": percent(hub["strength_within_macroregion"]),
    }
    names = industry_names(results)
    return [
        f"rank {rank(hub['rank'])} of {len(results.hubs)}{tied}; {ranges}",
        f"score {number(hub['composite'], 1)} = mean of the percentiles of {percentiles}",
        "; ".join(f"{name} {text}" for name, text in others.items() if text != MISSING),
        *(_claim(claim, names) for claim in facts["reported"]),
    ]


def _claim(claim: dict[str, Any], industries: Mapping[str, str]) -> str:
    """A claim of the source against the run."""
    what, _, code = claim["measure"].partition(": ")
    measure = ", ".join(part for part in (what, industries.get(code, code)) if part)
    verdict = {True: "supported", False: "not supported", None: "cannot be tested"}
    return (
        f"the source names it a hub in {claim['role']}: {verdict[claim['is_supported']]} here "
        f"(rank {rank(claim['role_rank'])} by {measure}: {number(claim['value'], 0)})"
    )


def _community(results: Results, facts: dict[str, Any]) -> list[str]:
    """Community by every method, how sure it is, and the other members."""
    lines = []
    table, names = results.membership, results.regions["name"]
    for row in facts["communities"]:
        is_member = (table["method"] == row["method"]) & (table["community"] == row["community"])
        members = table.loc[is_member, "region"]
        if is_whole(results, len(members)):
            lines.append(f"{row['method']}: no communities; all regions are in one")
            continue
        strength = row["membership_strength"]
        sureness = (
            ""
            if strength is None
            else f"; together with the other members in {percent(strength)} of draws, "
            f"{dots(row['confidence'])}"
        )
        others = ", ".join(names[code] for code in members if code != facts["region"]["region"])
        lines.append(
            f"{row['method']}: {row['community']}, {row['community_name']}{sureness}"
            + (f"; with {others}" if others else "")
        )
    return lines


def _views(results: Results, region: str) -> dict[str, View]:
    """Best ranked opportunities of every level, linkages in both rankings."""
    from hypercluster.views import rankings

    views = {
        "new_clusters": rankings.new_clusters(results, region=region),
        **{
            f"linkages_{name}": rankings.linkages(results, ranking=name, region=region)
            for name in VALUES
        },
        "diversification": rankings.diversification(results, region=region),
    }
    best = {}
    for name, view in views.items():
        column = next(column for column in view.columns if column.kind == "rank").sources[0]
        best[name] = view.rows[view.rows[column].notna()].head(BEST)
    return {name: replace(view, rows=best[name], count=None) for name, view in views.items()}


def _opportunities(results: Results, region: str, facts: dict[str, Any]) -> list[Block]:
    """A table a level, and below it what each row would be about."""
    blocks: list[Block] = []
    for name, view in _views(results, region).items():
        rows = [{**row, "partner": _partner(row, region)} for row in facts["opportunities"][name]]
        columns = [_without_region(column) for column in view.columns]
        shown = [column for column in columns if column.heading != "region" and not column.is_spare]
        table: Block = (
            Grid([view_field(column) for column in shown], rows, None) if rows else "none"
        )
        blocks += [
            name.replace("linkages_", "linkages, ").replace("_", " "),
            *marked("  ", [table]),
        ]
        for row in rows:
            position = rank(row.get("rank", row.get(f"{name.removeprefix('linkages_')}_rank")))
            blocks += [Marked("  ", Marked(f"{position}: ", clean(_about(row))))]
    return blocks


def _partner(row: Mapping[str, Any], region: str) -> str | None:
    """Name of the other end of a linkage; None for what has one region."""
    if "source" not in row:
        return None
    return str(row["source_name"] if row["target"] == region else row["target_name"])


def _without_region(column: ViewColumn) -> ViewColumn:
    """The column of a view of all regions, as a view of one region has it."""
    if column.heading != "other region":
        return column
    return replace(column, heading="with", sources=("partner",))


def _about(row: dict[str, Any]) -> str:
    """What an opportunity would be about, in one line."""
    ends = {
        f"could lead in {row[f'{end}_name']}": row[f"lead_organisations_{end}"] or "none listed"
        for end in ("source", "target")
        if f"{end}_name" in row
    }
    parts = {
        "": row["directions"],
        **(ends or {"could lead": row["lead_organisations"] or "none listed"}),
        "partners": row.get("partner_regions"),
        "platform vectors": row["platform_vectors"],
        "development vectors": row["development_vectors"],
        "flags": row["flags"],
    }
    return DOT.join(f"{name}{': ' if name else ''}{text}" for name, text in parts.items() if text)
