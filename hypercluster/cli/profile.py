"""What is known of one region: industries, organisations, standing as a hub, community, its best opportunities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import indicators, opportunities, render, view
from hypercluster.cli.communities import is_whole
from hypercluster.cli.explain import SCOPE, named_ends
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
from hypercluster.cli.render import Field
from hypercluster.cli.runs import DOT, Display, Source, about, open_run, what_ran
from hypercluster.cli.view import View

if TYPE_CHECKING:
    from hypercluster.results import Results

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
        typer.echo("\n".join(_text(results, code, facts, display)))


def facts_of_region(results: Results, region: str) -> dict[str, Any]:
    """Everything that is known of one region, as plain data."""
    industries = results.indicators[results.indicators["region"] == region].drop(columns="region")
    industries = industries.assign(
        industry_name=industries["industry"].map(indicators.industry_names(results))
    )
    industries = industries.sort_values("location_quotient", ascending=False, kind="stable")
    by_role = _organisations(results, region)
    membership = results.membership[results.membership["region"] == region].drop(columns="region")
    claims = results.reported_hubs[results.reported_hubs["region"] == region].drop(columns="region")
    facts = {
        "region": {"region": region, **results.regions.loc[region].to_dict()},
        "industries": render.records(industries.reset_index(drop=True)),
        "organisations": by_role,
        "roles_missing": [role for role, members in by_role.items() if not members],
        "hub": results.hubs.loc[region].to_dict(),
        "reported": render.records(claims.reset_index(drop=True)),
        "communities": render.records(membership.reset_index(drop=True)),
        "opportunities": {
            name: render.records(table.rows.head(table.most))
            for name, table in _views(results, region).items()
        },
    }
    found: dict[str, Any] = render.plain(facts)
    return found


def _organisations(results: Results, region: str) -> dict[str, list[dict[str, Any]]]:
    """Organisations of a region by role, roles without one included."""
    nodes = results.actors.nodes
    own = nodes[(nodes["kind"] == "organisation") & (nodes["region"] == region)].sort_values("code")
    own = own.rename(columns={"code": "organisation", "label": "name"})[
        ["organisation", "name", "role", "organisation_kind", "focus", "city", "confidence"]
    ]
    roles = [
        str(column).removeprefix(ROLE)
        for column in results.regions.columns
        if str(column).startswith(ROLE)
    ]
    return {
        role: render.records(own[own["role"] == role].drop(columns="role").reset_index(drop=True))
        for role in roles
    }


def _text(results: Results, region: str, facts: dict[str, Any], display: Display) -> list[str]:
    width = render.terminal_width()
    lines = [] if display.is_quiet else [what_ran(results), ""]
    lines += _heading(facts["region"], width)
    lines += [
        "",
        "Industries",
        *_indented(_industries(facts, None if width is None else width - 2)),
    ]
    lines += ["", "Organisations by role", *_roles(facts, width)]
    lines += ["", "As a hub", *_listed(_hub(results, facts), width)]
    lines += ["", "Community", *_listed(_community(results, facts), width)]
    lines += [
        "",
        "Best opportunities of each level",
        *_opportunities(results, region, facts, width),
    ]
    doubts = [SCOPE] if display.is_quiet else [SCOPE, *map(str, results.notes)]
    return [
        *lines,
        "",
        *(line for doubt in doubts for line in render.paragraph(doubt, mark="! ", width=width)),
    ]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _listed(texts: list[str], width: int | None) -> list[str]:
    return [line for text in texts for line in render.paragraph(text, mark="  ", width=width)]


def _heading(known: dict[str, Any], width: int | None) -> list[str]:
    names = f"{known['name']} ({known['region']})" + (
        "" if known["name_local"] is None else f" · {known['name_local']}"
    )
    star = ", allocated from a larger reporting unit" if known["is_allocated"] else ""
    seat = None if known["seat"] is None else f"seat {known['seat']}"
    place = DOT.join(
        part
        for part in (
            known["macroregion"],
            seat,
            f"{render.number(known['enterprises'], 0)} enterprises{star}",
        )
        if part
    )
    return [*render.paragraph(names, width=width), *render.paragraph(place, width=width)]


def _industries(facts: dict[str, Any], width: int | None) -> list[str]:
    fields = [
        view.text("industry", "industry_name", is_cut=True),
        view.figures("count", "count", 0),
        Field(
            "share %",
            lambda row: render.number(None if row["share"] is None else row["share"] * 100, 0),
            is_number=True,
        ),
        view.figures("LQ", "location_quotient"),
        Field("specialised", lambda row: render.yes(row["is_specialised"])),
        Field("q", lambda row: render.tiny(row["q_specialised"]), is_number=True),
        view.figures("excess", "excess_enterprises", 0),
        view.figures("density %", "relatedness_density", 0),
    ]
    return render.table_lines(fields, facts["industries"], width=width)


def _roles(facts: dict[str, Any], width: int | None) -> list[str]:
    if not facts["organisations"]:
        return ["  the pack has no organisations"]
    lines = []
    for role, members in facts["organisations"].items():
        named = "; ".join(_member(member) for member in members)
        lines += render.paragraph(
            f"{role}: {named or 'none listed (none listed does not mean that none exists)'}",
            mark="  ",
            width=width,
        )
    missing = facts["roles_missing"]
    return [*lines, f"  roles missing: {', '.join(missing) if missing else 'none'}"]


def _member(member: dict[str, Any]) -> str:
    """Name of an organisation, its city, and how surely it is identified where that is in doubt."""
    known = [
        member["city"],
        None if member["confidence"] in (None, "high") else f"{member['confidence']} confidence",
    ]
    inside = ", ".join(str(part) for part in known if part is not None)
    return f"{member['name']}{f' ({inside})' if inside else ''}"


def _hub(results: Results, facts: dict[str, Any]) -> list[str]:
    hub, draws = facts["hub"], results.provenance["draws"]
    if hub["rank"] is None:
        return ["no rank: hubs are compared among two regions or more"]
    k = results.provenance["top_k"]["hubs"]
    tied = ", shared" if hub["is_tied"] else ""
    sure = (
        f"; range {render.span(hub['rank_low'], hub['rank_high'])}; {render.dots(hub['confidence'])}: among the top {k} in {render.percent(hub['p_top_k'])} of {draws} draws"
        if draws
        else "; no ranges"
    )
    others = {
        "participation": render.number(hub["participation"]),
        "PageRank versatility": render.number(hub["pagerank_versatility"]),
        "strength within the macroregion": render.percent(hub["strength_within_macroregion"]),
    }
    lines = [
        f"rank {render.rank(hub['rank'])} of {len(results.hubs)}{tied}{sure}",
        (
            f"score {render.number(hub['composite'], 1)} = mean of the percentiles of strength {render.number(hub['strength_percentile'], 1)}, "
            f"betweenness {render.number(hub['betweenness_percentile'], 1)}, endowment {render.number(hub['endowment_percentile'], 1)}"
        ),
        "; ".join(f"{name} {shown}" for name, shown in others.items() if shown != render.MISSING),
    ]
    names = indicators.industry_names(results)
    return lines + [_claim(claim, names) for claim in facts["reported"]]


def _claim(claim: dict[str, Any], industries: Mapping[str, str]) -> str:
    """A claim of the source against the run."""
    what, _, code = claim["measure"].partition(": ")
    measure = ", ".join(part for part in (what, industries.get(code, code)) if part)
    verdict = {True: "supported", False: "not supported", None: "cannot be tested"}[
        claim["is_supported"]
    ]
    return f"the source names it a hub in {claim['role']}: {verdict} here (rank {render.rank(claim['role_rank'])} by {measure}: {render.number(claim['value'], 0)})"


def _community(results: Results, facts: dict[str, Any]) -> list[str]:
    lines = []
    for row in facts["communities"]:
        strength = row["membership_strength"]
        own = (results.membership["method"] == row["method"]) & (
            results.membership["community"] == row["community"]
        )
        if is_whole(results, int(own.sum())):
            lines.append(f"{row['method']}: no communities; all regions are in one")
            continue
        held = (
            ""
            if strength is None
            else f"; together with the other members in {render.percent(strength)} of draws, {render.dots(row['confidence'])}"
        )
        members = results.membership.loc[own, "region"]
        others = ", ".join(
            str(results.regions.at[code, "name"])
            for code in members
            if code != facts["region"]["region"]
        )
        lines.append(
            f"{row['method']}: {row['community']}, {row['community_name']}{held}"
            + (f"; with {others}" if others else "")
        )
    return lines


def _views(results: Results, region: str) -> dict[str, View]:
    """Best ranked opportunities of every level, linkages in both rankings."""
    found = {
        "new_clusters": opportunities.new_clusters_view(results, region=region, most=BEST),
        **{
            f"linkages_{name}": opportunities.linkages_view(
                results, region=region, most=BEST, ranking=name
            )
            for name in VALUES
        },
        "diversification": opportunities.diversification_view(results, region=region, most=BEST),
    }
    ranks = {
        name: f"{name.removeprefix('linkages_')}_rank" if name.startswith("linkages_") else "rank"
        for name in found
    }
    return {
        name: replace(table, rows=table.rows[table.rows[ranks[name]].notna()].head(BEST))
        for name, table in found.items()
    }


def _opportunities(
    results: Results, region: str, facts: dict[str, Any], width: int | None
) -> list[str]:
    lines = []
    for name, table in _views(results, region).items():
        found = [{**row, "partner": _partner(row, region)} for row in facts["opportunities"][name]]
        fields = [
            _without_region(field)
            for field in table.fields
            if field.heading != "region" and not field.is_spare
        ]
        shown = (
            render.table_lines(fields, found, width=None if width is None else width - 4)
            if found
            else ["none"]
        )
        lines += [
            f"  {name.replace('linkages_', 'linkages, ').replace('_', ' ')}",
            *(f"    {line}" for line in shown),
        ]
        lines += [
            line
            for row in found
            for line in render.paragraph(
                _about(row),
                mark=f"    {render.rank(row.get('rank', row.get(f'{name[9:]}_rank')))}: ",
                width=width,
            )
        ]
    return lines


def _partner(row: Mapping[str, Any], region: str) -> str | None:
    """Name of the other end of a linkage; None for what has one region."""
    return (
        None
        if "source" not in row
        else str(row["source_name"] if row["target"] == region else row["target_name"])
    )


def _without_region(field: Field) -> Field:
    """The field of a table of all regions, as a table of one region has it."""
    return view.starred("with", "partner", "flags") if field.heading == "other region" else field


def _about(row: dict[str, Any]) -> str:
    """What an opportunity would be about, in one line."""
    ends = {
        f"could lead in {row[f'{end}_name']}": row[f"lead_organisations_{end}"] or "none listed"
        for end in ("source", "target")
        if f"{end}_name" in row
    }
    said = {
        "": row["directions"],
        **(ends or {"could lead": row["lead_organisations"] or "none listed"}),
        "partners": row.get("partner_regions"),
        "platform vectors": row["platform_vectors"],
        "development vectors": row["development_vectors"],
        "flags": row["flags"],
    }
    return " · ".join(
        f"{name}{': ' if name else ''}{words}" for name, words in said.items() if words
    )
