"""What the first screen of the page says: the finding, its certainty, its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.rankings import is_beyond_chance, linkage_rankings
from hypercluster.report.names import Names, method_of
from hypercluster.report.words import Texts, is_missing
from hypercluster.run.headline import statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hypercluster.results import Results


def first_screen(results: Results, say: Texts, names: Names) -> dict[str, Any]:
    """Headline, certainty, scope and cards.

    Returns
    -------
    dict
        `headline`, `certainty` (sentences), `scope`, `caveat`, `terms` (sentences cut before and
        after the term), `cards`.
    """
    finding = results.provenance["finding"]
    claim, *grounds = (say(note) for note in statements(finding, names.regions))
    return {
        "headline": claim,
        "certainty": grounds,
        "scope": _scope(results, say),
        "caveat": say("scope.one_cross_section"),
        "terms": [say(f"terms.{term}").split("**") for term in ("hub", "opportunity", "community")],
        "cards": _cards(results, say, names),
    }


def _scope(results: Results, say: Texts) -> str:
    """What was analysed: sizes, pack, vintage, draws."""
    pack, draws = results.provenance["pack"], results.provenance["draws"]
    kinds = results.actors.nodes["kind"]
    sizes = say(
        "sizes",
        regions=len(results.regions),
        industries=len(results.industries),
        organisations=int((kinds == "organisation").sum()),
        layers=int(results.layers["is_present"].sum()),
        pack=pack["title"],
    )
    return f"{sizes} · {say('sizes_draws', draws=draws) if draws else say('sizes_no_draws')}"


def _cards(results: Results, say: Texts, names: Names) -> list[dict[str, str]]:
    finding = results.provenance["finding"]
    ranking = str(finding["linkages"]["ranking"])
    cards = []
    hub = results.hubs.dropna(subset=["rank"]).head(1)
    if len(hub):
        row = hub.iloc[0]
        is_certain = finding["hubs"]["case"] in ("surest", "strongest")
        title = say("cards.hub" if is_certain else "cards.hub_first")
        cards.append(_card(title, names.regions[str(hub.index[0])], _ranks(row, "", say)))
    ranked = results.linkages.dropna(subset=[f"{ranking}_rank"])
    if len(ranked):
        row = ranked.sort_values(f"{ranking}_rank", kind="stable").iloc[0]
        cards.append(
            _card(
                say("cards.linkage", kind=say(f"rankings.{ranking}")),
                f"{names.regions[row['source']]} – {names.regions[row['target']]}",
                f"{_ranks(row, f'{ranking}_', say)}; {_standing(row, finding['linkages'], say)}",
            )
        )
        cards.append(_findings(results, say))
    table = results.communities[results.communities["method"] == method_of(results)]
    together, alone = table[table["size"] > 1], table[table["size"] == 1]
    note = say(
        "cards.communities_note", p=say.p(together["p_null"].min() if len(together) else None)
    )
    note += f"; {say('cards.communities_alone', alone=len(alone))}" if len(alone) else ""
    cards.append(_card(say("cards.communities"), str(len(together)), note))
    return cards


def _card(title: str, value: str, note: str) -> dict[str, str]:
    return {"title": title, "value": value, "note": note}


def _ranks(row: pd.Series, prefix: str, say: Texts) -> str:
    return say(
        "cards.rank_range",
        rank=say.rank(row[f"{prefix}rank"], row[f"{prefix}is_tied"]),
        range=say.in_range(row[f"{prefix}rank_low"], row[f"{prefix}rank_high"]),
    )


def _standing(row: pd.Series, finding: Mapping[str, Any], say: Texts) -> str:
    """Whether the first linkage is a finding, a candidate for one, or neither."""
    is_finding = row[f"{finding['ranking']}_is_finding"]
    if is_missing(is_finding):
        return say("cards.findings_unknown")
    if is_finding:
        return say("rankings.finding")
    ends = [str(row["source"]), str(row["target"])]
    is_candidate = ends in finding.get("candidates", [])
    return say("cards.candidate" if is_candidate else "cards.no_finding")


def _findings(results: Results, say: Texts) -> dict[str, str]:
    """How many linkages of either ranking are findings or beyond chance."""
    title, count, tests = say("cards.findings"), 0, []
    for kind in linkage_rankings():
        ranked = results.linkages.dropna(subset=[kind.column("rank")])
        p = ranked[kind.column("p_familywise")]
        if p.isna().all():
            continue
        is_finding = ranked[kind.column("is_finding")].fillna(value=False).astype(bool)
        count += int(is_finding.sum())
        tests.append(
            say(
                "cards.findings_note",
                kind=say(f"rankings.{kind.short}"),
                count=int(is_finding.sum()),
                ranked=len(ranked),
                beyond=int(is_beyond_chance(p).sum()),
            )
        )
    if not tests:
        return _card(title, say("missing"), say("cards.findings_unknown"))
    return _card(title, str(count), "; ".join(tests))
