"""The first screen: the finding, its certainty, its scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypercluster.report.names import Names, method_of
from hypercluster.report.words import Words, is_missing
from hypercluster.run.headline import case_of

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

MOST_Q = 0.05


def first_screen(results: Results, words: Words, names: Names) -> dict[str, Any]:
    """Headline, certainty, scope and cards.

    Returns
    -------
    dict
        `headline`, `certainty` (sentences), `scope`, `caveat`, `terms` (sentences cut before and after the term), `cards`.
    """
    found = results.provenance["finding"]
    hubs, pairs, other = found["hubs"], found["linkages"], found["other_scheme"]
    kind = words(f"rankings.{pairs['ranking']}")
    hub_key = case_of("hubs", hubs, hubs["regions"])
    pair_key = case_of("pairs", pairs, pairs["pairs"])
    hub_names = (
        words.listed([names.regions[region] for region in hubs["regions"]])
        if hubs["regions"]
        else ""
    )
    pair_names = (
        words.listed([_pair(names, *pair) for pair in pairs["pairs"]]) if pairs["pairs"] else ""
    )
    certainty = [
        words(f"certainty.{hub_key}", most=hubs["most"], draws=found["draws"]),
        words(
            f"certainty.{pair_key}",
            names=pair_names,
            most=pairs["most"],
            rank_low=pairs.get("rank_low"),
            rank_high=pairs.get("rank_high"),
            share=words.percent(pairs.get("share")),
            count=pairs.get("count"),
            top_k=pairs.get("top_k"),
            pair_draws=pairs.get("draws"),
        ),
        _other(other, words, names),
    ]
    return {
        "headline": f"{words(f'headline.{hub_key}', names=hub_names)}; {words(f'headline.{pair_key}', names=pair_names, kind=kind)}",
        "certainty": [sentence for sentence in certainty if sentence],
        "scope": _scope(results, words),
        "caveat": words("scope.one_cross_section"),
        "terms": [
            words(f"terms.{term}").split("**") for term in ("hub", "opportunity", "community")
        ],
        "cards": _cards(results, words, names, kind),
    }


def _pair(names: Names, source: str, target: str) -> str:
    return f"{names.regions[source]} – {names.regions[target]}"


def _other(other: dict[str, Any] | None, words: Words, names: Names) -> str:
    if other is None:
        return ""
    lost = [names.regions[region] for region in other["lost_regions"]] + [
        _pair(names, *pair) for pair in other["lost_pairs"]
    ]
    if not lost:
        return words("certainty.other_agree", scheme=other["scheme"])
    return words("certainty.other_lost", scheme=other["scheme"], names=words.listed(lost))


def _scope(results: Results, words: Words) -> str:
    """What was analysed: sizes, pack, vintage, draws."""
    pack, draws = results.provenance["pack"], results.provenance["draws"]
    kinds = results.actors.nodes["kind"]
    sizes = words(
        "sizes",
        regions=len(results.regions),
        industries=len(results.industries),
        organisations=int((kinds == "organisation").sum()),
        layers=int(results.layers["is_present"].sum()),
        pack=pack["title"],
    )
    return f"{sizes} · {words('sizes_draws', draws=draws) if draws else words('sizes_no_draws')}"


def _cards(results: Results, words: Words, names: Names, kind: str) -> list[dict[str, str]]:
    ranking = str(results.provenance["finding"]["linkages"]["ranking"])
    cards = []
    hub = results.hubs.dropna(subset=["rank"]).head(1)
    if len(hub):
        row = hub.iloc[0]
        title = words(
            "cards.hub"
            if results.provenance["finding"]["hubs"]["case"] in ("surest", "strongest")
            else "cards.hub_first"
        )
        cards.append(_card(title, names.regions[str(hub.index[0])], _ranks(row, "", words)))
    ranked = results.linkages.dropna(subset=[f"{ranking}_rank"])
    if len(ranked):
        row = ranked.sort_values(f"{ranking}_rank", kind="stable").iloc[0]
        cards.append(
            _card(
                words("cards.linkage", kind=kind),
                _pair(names, row["source"], row["target"]),
                _ranks(row, f"{ranking}_", words),
            )
        )
        cards.append(_findings(ranked, ranking, words))
    own = results.communities[results.communities["method"] == method_of(results)]
    together, alone = own[own["size"] > 1], own[own["size"] == 1]
    note = words(
        "cards.communities_note", p=words.p(together["p_null"].min() if len(together) else None)
    )
    note += f"; {words('cards.communities_alone', alone=len(alone))}" if len(alone) else ""
    cards.append(_card(words("cards.communities"), str(len(together)), note))
    return cards


def _card(title: str, value: str, note: str) -> dict[str, str]:
    return {"title": title, "value": value, "note": note}


def _ranks(row: pd.Series, prefix: str, words: Words) -> str:
    return words(
        "cards.rank_range",
        rank=words.rank(row[f"{prefix}rank"], row[f"{prefix}is_tied"]),
        range=words.span(row[f"{prefix}rank_low"], row[f"{prefix}rank_high"]),
    )


def _findings(ranked: pd.DataFrame, ranking: str, words: Words) -> dict[str, str]:
    """How many linkages are findings, and how many are beyond chance at all."""
    q = ranked[f"{ranking}_q_null"]
    if q.isna().all():
        return _card(words("cards.findings"), words("missing"), words("cards.findings_unknown"))
    count = sum(1 for value in ranked[f"{ranking}_is_finding"] if not is_missing(value) and value)
    beyond = int((q.round(9) <= MOST_Q).sum())
    return _card(
        words("cards.findings"),
        words("cards.findings_value", count=count, ranked=len(ranked)),
        words("cards.findings_note", beyond=beyond),
    )
