"""What does a region have, where does it stand, and what could it do?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypercluster.analysis.centrality import CENTRALITIES
from hypercluster.rankings import RANKINGS, RankingKind
from hypercluster.views import rankings
from hypercluster.views.communities import is_whole
from hypercluster.views.doubts import doubts_of
from hypercluster.views.linkage import SCOPE
from hypercluster.views.linkage_facts import named_regions
from hypercluster.views.model import (
    Document,
    Section,
    View,
    ViewColumn,
    column,
    industry_column,
    region_column,
)
from hypercluster.views.names import community_name, flags_of, region_name
from hypercluster.views.plain_data import plain, records
from hypercluster.views.rankings import ENDS
from hypercluster.words import Name, Note, Term, is_missing, span, split

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

BEST = 3  # opportunities of each ranking
ROLE = "organisations_"
GAP = Note("profile.gap")
MEMBER = ["organisation", "name", "role", "organisation_kind", "focus", "city", "confidence"]


def profile(results: Results, region: str | None = None) -> Document:
    """Describe one region: what it has, where it stands, what it could do.

    Parameters
    ----------
    results
        From `analyse` or `read`.
    region
        A region, by code, name in either language, or a part of a name that only one region has.
        None takes the strongest hub.

    Returns
    -------
    Document
        `print` shows it in full, and a notebook as a page. `facts` holds the same as plain data,
        `views` its tables.

    Raises
    ------
    SchemeError
        There is no such region. The message names the nearest.

    Examples
    --------
    >>> import hypercluster as hc
    >>> results = hc.analyse(hc.load_pack(), settings=hc.Settings().with_run(draws=0))
    >>> description = hc.profile(results, "tatarstan")
    >>> description
    Document('Tatarstan, Республика Татарстан (RU-TA)'; Volga · seat Kazan · 487 enterprises)
    >>> description.facts["hub"]["rank"], len(description.facts["organisations"]["science"])
    (2, 1)
    """
    codes = named_regions(results.regions, region)
    code = codes[0] if codes else str(results.hubs.index[0])
    facts = region_facts(results, code)
    title = Note("profile.title", {"name": region_name(results, code), "region": code})
    sections = (
        Section(Note("profile.industries"), (industries_view(results, code),)),
        Section(Note("profile.organisations"), organisations(results, facts)),
        Section(Note("profile.hub"), hub(results, facts)),
        Section(Note("profile.community"), communities(results, code)),
        Section(Note("profile.opportunities"), opportunities(results, code)),
        Section(Note("explain.unsaid"), (SCOPE, *doubts_of(results, [code])), mark="! "),
    )
    return Document(title, lead(facts), sections, facts)


def region_facts(results: Results, region: str) -> dict[str, Any]:
    """Everything that is known of one region, as plain data."""
    by_role = organisations_by_role(results, region)
    membership, claims = (
        table[table["region"] == region].drop(columns="region").reset_index(drop=True)
        for table in (results.membership, results.reported_hubs)
    )
    facts = {
        "region": {"region": region, **results.regions.loc[region].to_dict()},
        "industries": records(_industries(results, region)),
        "organisations": by_role,
        "roles_missing": [role for role, members in by_role.items() if not members],
        "hub": results.hubs.loc[region].to_dict(),
        "reported": records(claims),
        "communities": records(membership),
        "opportunities": {
            name.replace(".", "_"): records(
                table.drop(columns=["partner", "partner_code"], errors="ignore")
            )
            for name, table in best_rows(results, region).items()
        },
    }
    data: dict[str, Any] = plain(facts)
    return data


def organisations_by_role(results: Results, region: str) -> dict[str, list[dict[str, Any]]]:
    """Organisations of a region by role, roles without one included."""
    nodes = results.actors.nodes
    is_member = (nodes["kind"] == "organisation") & (nodes["region"] == region)
    members = nodes[is_member].sort_values("code")
    members = members.rename(columns={"code": "organisation", "label": "name"})[MEMBER]
    return {
        role: records(members[members["role"] == role].drop(columns="role").reset_index(drop=True))
        for role in roles_of(results)
    }


def roles_of(results: Results) -> list[str]:
    """Roles of organisations in the pack, none where it lists no organisations."""
    columns = map(str, results.regions.columns)
    return [name.removeprefix(ROLE) for name in columns if name.startswith(ROLE)]


def industries_view(results: Results, region: str) -> View:
    """Industries of a region, the largest location quotient first."""
    name, count, share, quotient, specialised, q = (
        industry_column(),
        column("indicators", "count", decimals=0, title="profiles.count"),
        column("indicators", "share", "part", title="profiles.share"),
        column("indicators", "location_quotient", title="profiles.lq"),
        column("indicators", "is_specialised", "yes", title="profiles.specialised"),
        column("indicators", "q_specialised", "probability", title="profiles.q"),
    )
    ends = ("location_quotient_low", "location_quotient_high")
    interval = ViewColumn("interval", ends, "between", title="profiles.interval")
    excess, density = (
        column("indicators", source, decimals=0, title=f"ranking_score.{ranking}")
        for source, ranking in (
            ("excess_enterprises", "new_clusters"),
            ("relatedness_density", "diversification"),
        )
    )
    return View(
        Note("profile.industries"),
        (name, count, share, quotient, specialised, q, excess, density),
        _industries(results, region),
        page=(name, count, share, quotient, interval, specialised, q),
    )


def _industries(results: Results, region: str) -> pd.DataFrame:
    names = results.industries.set_index("industry")["name"]
    table = results.indicators[results.indicators["region"] == region].drop(columns="region")
    table = table.assign(industry_name=table["industry"].map(names))
    table = table.sort_values("location_quotient", ascending=False, kind="stable")
    return table.reset_index(drop=True)


def lead(facts: Mapping[str, Any]) -> tuple[Note, ...]:
    """Macroregion, seat and size."""
    region = facts["region"]
    parts = [] if region["macroregion"] is None else [region["macroregion"]]
    if region["seat"] is not None:
        parts.append(Note("profile.seat", {"seat": region["seat"]}))
    allocated = Note("profile.allocated") if region["is_allocated"] else ""
    size = {"count": region["enterprises"], "allocated": allocated}
    return (Note("profile.place", {"parts": (*parts, Note("profile.enterprises", size))}),)


def organisations(results: Results, facts: Mapping[str, Any]) -> tuple[Note, ...]:
    """Organisations by role, and the roles without any."""
    if not facts["organisations"]:
        return (Note("profile.no_organisations"),)
    lines = [
        Note("profile.role", {"role": role, "members": members or (GAP,)})
        for role, members in members_by_role(results, facts)
    ]
    return (*lines, roles_missing(facts))


def members_by_role(
    results: Results, facts: Mapping[str, Any]
) -> list[tuple[Term, tuple[Name | Note, ...]]]:
    """Organisations of every role, with their cities and doubts about who they are."""
    names = _actor_names(results, "organisation")
    return [
        (Term("roles", role), tuple(_member(one, names[one["organisation"]]) for one in members))
        for role, members in facts["organisations"].items()
    ]


def _actor_names(results: Results, kind: str) -> dict[str, Name]:
    """Names of the organisations or industries of the pack, by code."""
    nodes = results.actors.nodes[results.actors.nodes["kind"] == kind]
    language = results.provenance["pack"].get("local_language")
    rows = zip(nodes["code"], nodes["label"], nodes["name_local"], strict=True)
    return {
        code: Name(name, None if is_missing(local) else local, language)
        for code, name, local in rows
    }


def roles_missing(facts: Mapping[str, Any]) -> Note:
    """Roles without an organisation that is listed."""
    missing = tuple(Term("roles", role) for role in facts["roles_missing"])
    return Note("profile.roles_missing", {"roles": missing or (Note("none"),)})


def _member(member: Mapping[str, Any], name: Name) -> Note | Name:
    """Name of an organisation, its city, and doubts about who it is."""
    inside: list[Note | str] = [] if member["city"] is None else [str(member["city"])]
    if member["confidence"] not in (None, "high"):
        confidence = Note(f"confidence.{member['confidence']}")
        inside.append(Note("profile.identified", {"confidence": confidence}))
    return Note("profile.member", {"name": name, "inside": tuple(inside)}) if inside else name


def hub(results: Results, facts: Mapping[str, Any]) -> tuple[Note, ...]:
    """Rank and score as a hub, further measures, and what the source says."""
    values, draws = facts["hub"], results.provenance["draws"]
    if values["rank"] is None:
        return (Note("profile.no_hub_rank"),)
    standing = {
        **{name: values[name] for name in ("rank", "p_top_k")},
        "regions": len(results.hubs),
        "tied": Note("profile.tied") if values["is_tied"] else "",
        "range": span(values["rank_low"], values["rank_high"]),
        "confidence": Term("dots", values["confidence"]) if draws else "",
        "top_k": results.provenance["top_k"]["hubs"],
        "draws": draws,
    }
    lines = [Note("profile.hub_rank" if draws else "profile.hub_rank_no_draws", standing)]
    parts = ("composite", "strength_percentile", "betweenness_percentile", "endowment_percentile")
    lines.append(Note("profile.hub_score", {name: values[name] for name in parts}))
    measures = centralities(values)
    if measures:
        lines.append(Note("profile.measures", {"measures": measures}))
    industries = _actor_names(results, "industry")
    return (*lines, *(claim_note(claim, industries) for claim in facts["reported"]))


def centralities(values: Mapping[str, Any]) -> tuple[Note, ...]:
    """How central a region is by every measure that its row of hubs has a value of."""
    return tuple(
        Note(
            f"profile.measure_{_measure_kind(name)}",
            {"measure": Term("centralities", name), "value": values[name]},
        )
        for name, record in CENTRALITIES.items()
        if not record.is_variant and not is_missing(values[name])
    )


def _measure_kind(name: str) -> str:
    is_whole = CENTRALITIES[name].column.decimals == 0
    return "whole" if is_whole else rankings.centrality_kind(name)


def claim_note(claim: Mapping[str, Any], industries: Mapping[str, Name]) -> Note:
    """What the source says of a hub, against the run."""
    what, _, code = str(claim["measure"]).partition(": ")
    of = (Term("measures", what), *((industries.get(code, Term("roles", code)),) if code else ()))
    verdict = {True: "supported", False: "not_supported", None: "untested"}[claim["is_supported"]]
    return Note(
        "profile.claim",
        {
            "role": Term("roles", claim["role"]),
            "verdict": Note(f"profile.{verdict}"),
            "rank": claim["role_rank"],
            "measure": of,
            "value": claim["value"],
        },
    )


def communities(results: Results, region: str) -> tuple[Note, ...]:
    """Community by every method, how sure it is, and the other members."""
    names = {str(code): region_name(results, str(code)) for code in results.regions.index}
    membership = results.membership[results.membership["region"] == region]
    table = results.communities.set_index(["method", "community"])["regions"]
    composites = results.hubs["composite"]
    lines = []
    for row in membership.itertuples():
        cell = table[row.method, row.community]
        values: dict[str, Any] = {"method": row.method}
        if is_whole(results, len(split(cell))):
            lines.append(Note("profile.one_community", values))
            continue
        others = tuple(names[code] for code in split(cell) if code != region)
        sure = {"share": row.membership_strength, "confidence": Term("dots", str(row.confidence))}
        is_unsure = is_missing(row.membership_strength)
        values |= {
            "letter": row.community,
            "name": community_name(split(cell), composites, names),
            "sure": "" if is_unsure else Note("profile.stays", sure),
            "others": Note("profile.others", {"names": others}) if others else "",
        }
        lines.append(Note("profile.member_of", values))
    return tuple(lines)


def regional_levels() -> list[RankingKind]:
    """Rankings of opportunities whose items lie in regions."""
    return [kind for kind in RANKINGS.values() if kind.is_opportunity and kind.is_regional]


def best_rows(results: Results, region: str) -> dict[str, pd.DataFrame]:
    """The best ranked rows of a region by ranking, linkages with their other end."""
    best = {}
    for kind in regional_levels():
        view = rankings.opportunities(results, kind.name, region=region, first=None)
        ranked = view.rows[view.rows[kind.column("rank")].notna()].head(BEST)
        table = ranked.reset_index(drop=ranked.index.name is None)
        if ENDS[1] in kind.key:
            is_target = table["target"] == region
            table = table.assign(
                partner=table["source_name"].where(is_target, table["target_name"]),
                partner_code=table["source"].where(is_target, table["target"]),
            )
        best[kind.name] = table
    return best


def item_name(
    kind: RankingKind, row: Mapping[str, Any], region: str, names: Callable[[str, str], str]
) -> str:
    """Name of a ranked item of a region: other region, industry, or the region.

    `names` gives the name for `regions` or `industries` and a code.
    """
    if ENDS[1] in kind.key:
        source, target = (str(row[end]) for end in ENDS)
        return names("regions", source if target == region else target)
    others = [pair for pair in zip(kind.key, kind.names, strict=True) if pair[0] != "region"]
    if not others:
        return names("regions", region)
    code, name = others[0]
    return names("industries", str(row[code])) if code == "industry" else str(row[name])


def best_opportunities(results: Results, region: str) -> dict[str, View]:
    """The best ranked opportunities by ranking, without the name of the region."""
    rows = best_rows(results, region)
    views = {name: rankings.opportunities(results, name, region=region) for name in rows}
    return {
        name: replace(
            view,
            columns=tuple(
                _partner(entry) if entry.heading == "other region" else entry
                for entry in view.columns
                if entry.heading != "region" and not entry.is_spare
            ),
            rows=rows[name],
            count=None,
            nothing=Note("none"),
            has_values=True,
        )
        for name, view in views.items()
    }


def _partner(entry: ViewColumn) -> ViewColumn:
    return replace(entry, heading="with", sources=("partner",), code="partner_code")


def opportunities(results: Results, region: str) -> tuple[Note | View, ...]:
    """A table a ranking, and below it what each row would be about."""
    items: list[Note | View] = []
    for name, view in best_opportunities(results, region).items():
        kind = RANKINGS[name]
        flags = flags_of(results, kind.table)
        items.append(replace(view, title=Note(f"ranking.{name}")))
        for row in view.rows.to_dict("records"):
            values = {"rank": row[kind.column("rank")], "parts": about(results, row, flags(row))}
            items += [Note("profile.about", values)] if values["parts"] else []
    return tuple(items)


def about(
    results: Results, row: Mapping[str, Any], flags: tuple[Note, ...]
) -> tuple[Note | str, ...]:
    """What an opportunity would be about, and what it rests on that was not observed."""
    parts: list[Note | str] = [] if is_missing(row.get("directions")) else [row["directions"]]
    leads: dict[str, Name | None] = {"lead_organisations": None}
    if "source" in row:
        leads = {f"lead_organisations_{end}": region_name(results, row[end]) for end in ENDS}
    for source, name in leads.items():
        if source not in row:
            continue
        items = {"items": tuple(split(row[source])) or (Note("none_listed"),)}
        parts.append(
            Note("profile.lead", items)
            if name is None
            else Note("profile.lead_in", {"name": name, **items})
        )
    for source in ("partner_regions", "platform_vectors", "development_vectors"):
        if not is_missing(row.get(source)):
            values = {"term": Term("explain_terms", source), "meaning": row[source]}
            parts.append(Note("explain.meaning", values))
    if flags:
        parts.append(Note("profile.flags", {"flags": flags}))
    return tuple(parts)


def regions(results: Results) -> View:
    """Regions of the scheme: codes, names, size, community."""
    name = "regions"
    has_local = results.regions["name_local"].notna().any()
    return View(
        Note("rankings.regions"),
        (
            column(name, "region", "text"),
            region_column("region", "name", "region", star="is_allocated"),
            *([column(name, "name_local", "name")] if has_local else []),
            column(name, "macroregion", "name", is_spare=True),
            column(name, "enterprises"),
            column(name, "organisations"),
            column(name, "community", "text"),
        ),
        results.regions,
        star=rankings.ALLOCATED,
    )
