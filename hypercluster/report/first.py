"""What the first screen of the page says: the finding, its certainty, its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.rankings import is_beyond_chance
from hypercluster.report.names import Names, method_of
from hypercluster.report.words import Texts, is_missing
from hypercluster.run.headline import case_of

if TYPE_CHECKING:
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
    hubs, linkages = finding["hubs"], finding["linkages"]
    kind = say(f"rankings.{linkages['ranking']}")
    hub_key = case_of("hubs", hubs, hubs["regions"])
    pair_key = case_of("pairs", linkages, linkages["pairs"])
    hub_names = say.listed([names.regions[region] for region in hubs["regions"]])
    pair_names = say.listed([_pair(names, *pair) for pair in linkages["pairs"]])
    certainty = [
        say(f"certainty.{hub_key}", most=hubs["most"], draws=finding["draws"]),
        say(
            f"certainty.{pair_key}",
            names=pair_names,
            most=linkages["most"],
            share=say.percent(linkages.get("share")),
            pair_draws=linkages.get("draws"),
            **{key: linkages.get(key) for key in ("rank_low", "rank_high", "count", "top_k")},
        ),
        _other_scheme(finding["other_scheme"], say, names),
    ]
    headline = (
        say(f"headline.{hub_key}", names=hub_names),
        say(f"headline.{pair_key}", names=pair_names, kind=kind),
    )
    return {
        "headline": "; ".join(headline),
        "certainty": [sentence for sentence in certainty if sentence],
        "scope": _scope(results, say),
        "caveat": say("scope.one_cross_section"),
        "terms": [say(f"terms.{term}").split("**") for term in ("hub", "opportunity", "community")],
        "cards": _cards(results, say, names, kind),
    }


def _pair(names: Names, source: str, target: str) -> str:
    return f"{names.regions[source]} – {names.regions[target]}"


def _other_scheme(entry: dict[str, Any] | None, say: Texts, names: Names) -> str:
    """Whether the rows named keep their ranks on the reporting units."""
    if entry is None:
        return ""
    lost = [names.regions[region] for region in entry["lost_regions"]]
    lost += [_pair(names, *pair) for pair in entry["lost_pairs"]]
    key = "certainty.other_lost" if lost else "certainty.other_agree"
    return say(key, scheme=entry["scheme"], names=say.listed(lost))


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


def _cards(results: Results, say: Texts, names: Names, kind: str) -> list[dict[str, str]]:
    ranking = str(results.provenance["finding"]["linkages"]["ranking"])
    cards = []
    hub = results.hubs.dropna(subset=["rank"]).head(1)
    if len(hub):
        row = hub.iloc[0]
        title = say(
            "cards.hub"
            if results.provenance["finding"]["hubs"]["case"] in ("surest", "strongest")
            else "cards.hub_first"
        )
        cards.append(_card(title, names.regions[str(hub.index[0])], _ranks(row, "", say)))
    ranked = results.linkages.dropna(subset=[f"{ranking}_rank"])
    if len(ranked):
        row = ranked.sort_values(f"{ranking}_rank", kind="stable").iloc[0]
        cards.append(
            _card(
                say("cards.linkage", kind=kind),
                _pair(names, row["source"], row["target"]),
                _ranks(row, f"{ranking}_", say),
            )
        )
        cards.append(_findings(ranked, ranking, say))
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
        range=say.span(row[f"{prefix}rank_low"], row[f"{prefix}rank_high"]),
    )


def _findings(ranked: pd.DataFrame, ranking: str, say: Texts) -> dict[str, str]:
    """How many linkages are findings, and how many are beyond chance at all."""
    q = ranked[f"{ranking}_q_null"]
    if q.isna().all():
        return _card(say("cards.findings"), say("missing"), say("cards.findings_unknown"))
    count = sum(1 for value in ranked[f"{ranking}_is_finding"] if not is_missing(value) and value)
    beyond = int(is_beyond_chance(q).sum())
    return _card(
        say("cards.findings"),
        say("cards.findings_value", count=count, ranked=len(ranked)),
        say("cards.findings_note", beyond=beyond),
    )
