"""The words of figures in two languages, and the names of regions, industries and layers in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

Say: TypeAlias = Callable[..., str]
LANGUAGES = ("en", "ru")

# fmt: off
_WORDS: dict[str, tuple[str, str]] = {
    "affiliation": ("affiliation", "аффилированность"),
    "allocated": ("* counts allocated from a larger reporting unit", "* число предприятий распределено из более крупной единицы"),
    "alone_map": ("in no community", "вне сообществ"),
    "alt_data": ("Data: {caption}.", "Данные: {caption}."),
    "alt_first_no_draws": ("Ranked first: {first}. No draws were made, so how sure the ranks are is unknown.", "На первом месте: {first}. Прогонов не было, поэтому надёжность рангов неизвестна."),
    "alt_heatmap": ("Table of colours, {regions} regions by {industries} industries: {title}.", "Таблица цветов, регионы ({regions}) и отрасли ({industries}): {title}."),
    "alt_heatmap_beyond": ("{number} of {all} specialisations are beyond chance (q at most 0.05); the highest values among them: {named}.", "Не случайны (q не более 0,05) {number} из {all} специализаций; наибольшие значения среди них: {named}."),
    "alt_heatmap_none": ("No specialisation is beyond chance (q at most 0.05).", "Ни одна специализация не отличается от случайной (q не более 0,05)."),
    "alt_heatmap_plain": ("The highest values: {named}; this column is not compared with chance.", "Наибольшие значения: {named}; этот показатель не сравнивается со случайным."),
    "alt_hubs": ("Dot plot of regions as hubs: rank, its range over draws, and bars of strength, betweenness and endowment.", "Точечная диаграмма регионов как хабов: ранг, его интервал по прогонам и столбики силы связей, посредничества и обеспеченности."),
    "alt_hubs_first": ("Ranked first: {first}, range {range}.", "На первом месте: {first}, интервал {range}."),
    "alt_hubs_none": ("No region is among the top {k} in at least 90 % of draws.", "Ни один регион не входит в первые {k} не менее чем в 90 % прогонов."),
    "alt_hubs_sure": ("Among the top {k} in at least 90 % of draws (range of ranks): {named}.", "В первых {k} не менее чем в 90 % прогонов (интервал рангов): {named}."),
    "alt_map": ("Map of communities ({communities}) as tints, hubs as circles and the first {shown} linkages as curves.", "Карта: сообщества ({communities}) заливкой, хабы кругами, первые связи ({shown}) кривыми."),
    "alt_map_findings": ("Of the {shown} linkages drawn {number} are findings, beyond chance and in the top ranks in at least half of the draws.", "Из показанных связей ({shown}) выводами являются {number}: не случайны и не менее чем в половине прогонов среди первых."),
    "alt_marked": ("{number} of {all} ranked rows, {marked}; the first with their ranges: {named}.", "Строк: {number} из {all}, {marked}; первые с интервалами рангов: {named}."),
    "alt_network": ("Ring of regions by community, one for each layer of ties ({layers}), with the strongest ties of the layer.", "Кольцо регионов по сообществам для каждого слоя связей ({layers}) с сильнейшими связями слоя."),
    "alt_network_members": ("Communities: {communities}. Mean membership strength over draws: {strength}.", "Сообщества: {communities}. Средняя надёжность принадлежности по прогонам: {strength}."),
    "alt_network_no_draws": ("Communities: {communities}. No draws were made, so how sure they are is unknown.", "Сообщества: {communities}. Прогонов не было, поэтому их надёжность неизвестна."),
    "alt_opportunities": ("Dot plot of opportunities ({what}): rank, its range over draws, and bars of what makes up the score.", "Точечная диаграмма возможностей ({what}): ранг, его интервал по прогонам и столбики слагаемых оценки."),
    "alt_overview": ("Table of colours: the least agreement of every ranking with the run itself that any value of a setting gives.", "Таблица цветов: наименьшее согласие каждого ранжирования с самим расчётом при любом значении настройки."),
    "alt_overview_moved": ("What moves each ranking most (Spearman's correlation): {named}.", "Что сильнее всего сдвигает ранжирования (корреляция Спирмена): {named}."),
    "alt_overview_still": ("No setting moves a rank.", "Ни одна настройка не сдвигает ранги."),
    "alt_profile": ("Profile of {region}: location quotients with intervals, organisations by role, best opportunities with ranges of ranks.", "Профиль региона {region}: коэффициенты локализации с интервалами, организации по ролям, лучшие возможности с интервалами рангов."),
    "alt_profile_gaps": ("No organisation listed for: {roles}.", "В перечне нет организаций по ролям: {roles}."),
    "alt_profile_specialised": ("Specialised beyond chance: {named}.", "Специализация не случайна: {named}."),
    "alt_profile_unspecialised": ("No specialisation is beyond chance.", "Специализаций, отличимых от случайных, нет."),
    "alt_resolution": ("Three line charts over the resolution gamma, {low} to {high}: number of communities, stability over draws, modularity against chance.", "Три графика по разрешению гамма от {low} до {high}: число сообществ, устойчивость по прогонам, модулярность в сравнении со случайной."),
    "alt_resolution_chosen": ("Most stable beyond chance: gamma {gamma} with {communities} communities (stability {stability}, p {p}).", "Самое устойчивое и не случайное: гамма {gamma}, сообществ: {communities} (устойчивость {stability}, p {p})."),
    "alt_scope": ("Data: {caption}. Potential for alignment in one cross-section.", "Данные: {caption}. Потенциал согласования по одному срезу."),
    "alt_sensitivity": ("Line charts over values of {setting}: agreement of every ranking with the run itself, and paths of the first ranks.", "Графики по значениям {setting}: согласие каждого ранжирования с самим расчётом и пути первых рангов."),
    "alt_sensitivity_moved": ("It moves most: {ranking} at {value} (Spearman's correlation {spearman}; {stay} of the top {top} stay).", "Сильнее всего сдвигается: {ranking} при {value} (корреляция Спирмена {spearman}; из первых {top} остаются {stay})."),
    "alt_sensitivity_scope": ("One setting at a time, without draws: it says what moves, not how sure.", "По одной настройке, без прогонов: видно, что сдвигается, но не насколько это надёжно."),
    "alt_sensitivity_still": ("It moves no rank.", "Ранги не меняются."),
    "alt_unmarked": ("No row is marked ({marked}). Ranked first: {first}, range {range}: it does not stand out.", "Отмеченных строк нет ({marked}). На первом месте: {first}, интервал {range}: не выделяется."),
    "best": ("Best opportunities: rank (range) / rows ranked", "Лучшие возможности: ранг (интервал) / всего строк"),
    "betweenness": ("betweenness", "посредничество"),
    "beyond_chance": ("beyond chance (p ≤ 0.05)", "не случайно (p ≤ 0,05)"),
    "beyond_q": ("beyond chance (q ≤ 0.05)", "не случайно (q ≤ 0,05)"),
    "capability": ("capability", "компетенции"),
    "capability_part": ("capability", "компетенции"),
    "caption": ("Regions: {regions} · draws: {draws} · seed: {seed} · scheme: {scheme}", "Регионы: {regions} · прогоны: {draws} · начальное число: {seed} · схема: {scheme}"),
    "chosen": ("chosen", "выбрано"),
    "chosen_is": ("Chosen: the most stable of those beyond chance that give at most half as many communities as regions", "Выбрано: самое устойчивое из не случайных, где сообществ не более половины числа регионов"),
    "common_ground": ("common-ground", "общая основа"),
    "communities": ("communities", "сообщества"),
    "community": ("{name} community", "сообщество «{name}»"),
    "complementary": ("complementary", "взаимодополнение"),
    "composite": ("Composite: mean percentile", "Сводный балл: средний процентиль"),
    "density": ("Relatedness density, %", "Плотность связанности, %"),
    "digital": ("digital", "цифровой"),
    "diversification": ("diversification", "диверсификация"),
    "education": ("education", "образование"),
    "endowment": ("endowment", "обеспеченность"),
    "excess": ("Enterprises above expectation", "Предприятия сверх ожидаемого"),
    "excess_short": ("excess", "избыток"),
    "few_draws": ("{draws} draws are too few to tell a linkage from chance", "{draws} прогонов мало, чтобы отличить связь от случайной"),
    "few_draws_resolution": ("{draws} draws are too few to judge stability or chance", "{draws} прогонов мало, чтобы судить об устойчивости и случайности"),
    "finding": ("finding: beyond chance and in the top {k} in at least half of draws", "вывод: не случайно и в первых {k} не менее чем в половине прогонов"),
    "first": ("first", "первый"),
    "geography": ("geography", "география"),
    "hub": ("hub: in the top {k} in at least half of draws", "хаб: в первых {k} не менее чем в половине прогонов"),
    "hub_once": ("hub: in the top {k}", "хаб: в первых {k}"),
    "hubs": ("hubs", "хабы"),
    "in_top": ("in top {k}", "в первых {k}"),
    "industries": ("Industries", "Отрасли"),
    "industry": ("industry", "промышленность"),
    "infrastructure": ("infrastructure", "инфраструктура"),
    "institution": ("institution", "институты"),
    "largest": ("regions of the largest", "регионов в крупнейшем"),
    "last": ("last", "последний"),
    "least_agreement": ("Least agreement with the run itself: 1 the same ranks, 0 unrelated", "Наименьшее согласие с самим расчётом: 1 — те же ранги, 0 — без связи"),
    "linkage_finding": ("linkage: finding", "связь: вывод"),
    "linkage_other": ("linkage: not a finding", "связь: не вывод"),
    "linkage_unknown": ("linkage (certainty unknown)", "связь (надёжность неизвестна)"),
    "linkages.common_ground": ("linkages, common ground", "связи, общая основа"),
    "linkages.complementary": ("linkages, complementary", "связи, взаимодополнение"),
    "listed": ("Organisations listed", "Организации в перечне"),
    "location_quotient": ("Location quotient", "Коэффициент локализации"),
    "map_allocated": ("counts allocated from a larger unit", "число предприятий распределено"),
    "map_hub": ("hub, area by composite", "хаб, площадь — сводный балл"),
    "map_note": ("First {shown} of {all} ranked {ranking}; width by score. Equal-area projection", "Первые {shown} из {all} ({ranking}); толщина — оценка. Равновеликая проекция"),
    "map_other": ("other region", "другой регион"),
    "median": ("median of the other regions", "медиана прочих регионов"),
    "missing": ("missing", "нет данных"),
    "modularity": ("modularity", "модулярность"),
    "modularity_above": ("Modularity\nabove chance", "Модулярность\nсверх случайной"),
    "modularity_title": ("Modularity", "Модулярность"),
    "network_note": ("The {top} strongest ties of every layer; width by weight within the layer; regions by community, then longitude", "До {top} сильнейших связей слоя; толщина — вес внутри слоя; регионы по сообществам, затем по долготе"),
    "network_title": ("{layer}: {shown} of {all} ties", "{layer}: {shown} из {all}"),
    "new_clusters": ("new clusters", "новые кластеры"),
    "no_communities": ("none", "нет"),
    "no_draws": ("No draws: ranks without ranges", "Без прогонов: ранги без интервалов"),
    "no_draws_resolution": ("No draws: stability and chance unknown", "Без прогонов: устойчивость и случайность неизвестны"),
    "no_hubs": ("No region has a rank as a hub.", "Ни у одного региона нет ранга хаба."),
    "no_linkages": ("No linkage has a rank. Equal-area projection", "Ни у одной связи нет ранга. Равновеликая проекция"),
    "no_rank": ("no rank", "нет ранга"),
    "none_chosen": ("No resolution is both stable over draws and beyond chance", "Ни одно разрешение не является и устойчивым, и не случайным"),
    "not_chance": ("not beyond chance", "неотличимо от случайного"),
    "not_finding": ("not a finding", "не вывод"),
    "not_hub": ("not a hub", "не хаб"),
    "number_of_communities": ("Communities", "Сообщества"),
    "of_rows": ("{shown} of {all} rows", "строк: {shown} из {all}"),
    "own_density": ("own density", "собственная плотность"),
    "partners": ("partners would add", "добавили бы партнёры"),
    "production": ("production", "производство"),
    "profile_common": ("common ground with {name}", "общая основа: {name}"),
    "profile_community": ("community {letter}", "сообщество {letter}"),
    "profile_diversify": ("diversification: {name}", "диверсификация: {name}"),
    "profile_filled": ("beyond chance; a linkage: a finding; other rows: confidence high", "не случайно; связь: вывод; прочие: высокая надёжность"),
    "profile_hub": ("Hub: rank {rank} of {all}", "Хаб: ранг {rank} из {all}"),
    "profile_interval": ("90 % interval of the quotient; range of the rank in 90 % of draws", "интервал 90 % коэффициента; интервал ранга в 90 % прогонов"),
    "profile_interval_quotient": ("90 % interval of the quotient", "интервал 90 % коэффициента"),
    "profile_new": ("new cluster: {name}", "новый кластер: {name}"),
    "profile_none": ("no ranked opportunity", "возможностей с рангом нет"),
    "profile_part": ("industries", "отрасли"),
    "profile_range": ("range {range}, in the top {k} in {share} % of draws", "интервал {range}, в первых {k} в {share} % прогонов"),
    "profile_with": ("linkage with {name}", "связь: {name}"),
    "qualifies": ("qualifies", "выполнено"),
    "range": ("range of the rank: 90 % of draws", "интервал ранга: 90 % прогонов"),
    "rank": ("Rank", "Ранг"),
    "rank_at": ("Rank at each value, {ranking}", "Ранг при каждом значении: {ranking}"),
    "rank_share": ("Place among all ranked rows of the level", "Место среди всех строк уровня с рангом"),
    "ranking_is": ("Ranking: {name}", "Ранжирование: {name}"),
    "resolution": ("Resolution γ", "Разрешение γ"),
    "role_gap": ("gap: none listed, which does not mean that none exists", "пробел: в перечне нет, что не значит, что их нет"),
    "roles": ("Organisations by role", "Организации по ролям"),
    "science": ("science", "наука"),
    "score": ("Score", "Оценка"),
    "spearman": ("Agreement with the run itself (1: same ranks)", "Согласие с самим расчётом (1: те же ранги)"),
    "specialised": ("bold: specialised beyond chance (q ≤ 0.05)", "жирный: специализация не случайна (q ≤ 0,05)"),
    "specialised_dot": ("dot: specialised beyond chance (q ≤ 0.05)", "точка: специализация не случайна (q ≤ 0,05)"),
    "stability": ("Stability", "Устойчивость"),
    "still": ("= no rank moves", "= ранги не меняются"),
    "strength": ("strength", "сила связей"),
    "sure": ("holds in at least 90 % of draws", "верно не менее чем в 90 % прогонов"),
    "sure_not": ("holds in fewer draws", "верно в меньшей доле прогонов"),
    "sweep_note": ("{setting}; bold: the run itself; one setting moves, no draws", "{setting}; жирным: сам расчёт; меняется одна настройка, без прогонов"),
    "synthetic": ("synthetic data", "синтетические данные (synthetic)"),
    "threshold": ("threshold", "порог"),
    "top": ("top {k}", "первые {k}"),
    "unknown": ("without draws", "без прогонов"),
    "weight_of": ("weight of {layer}", "вес: {layer}"),
}
# fmt: on


def words(language: str) -> Say:
    """Give the words of a language by key, with what stands in braces filled in.

    Raises
    ------
    SettingsError
        There is no such language.

    Examples
    --------
    >>> words("en")("top", k=5)
    'top 5'
    """
    if language not in LANGUAGES:
        raise SettingsError(
            f"Expected a language of figures; found {language!r}. One of: {', '.join(LANGUAGES)}."
        )
    place = LANGUAGES.index(language)

    def say(key: str, **values: Any) -> str:
        known = _WORDS.get(key)
        return key.replace("_", " ") if known is None else known[place].format(**values)

    return say


def region_names(results: Results, language: str) -> pd.Series:
    """Names of the regions; in Russian those in the local language, where a region has one."""
    names = results.regions["name"].astype(object)
    local = results.regions["name_local"].astype(object)
    return names if language == "en" else local.where(local.notna(), names)


def industry_names(results: Results, language: str) -> dict[str, str]:
    """Names of the industries by code; in Russian those in the local language, where the pack has them."""
    names = dict(zip(results.industries["industry"], results.industries["name"], strict=True))
    if language != "en":
        nodes = results.actors.nodes
        own = nodes[(nodes["kind"] == "industry") & nodes["name_local"].notna()]
        names |= dict(zip(own["code"], own["name_local"], strict=True))
    return {str(code): str(name) for code, name in names.items()}


def community_names(results: Results, language: str) -> dict[str, str]:
    """Names of the communities with more than one region by letter, after their strongest member."""
    regions = results.regions
    sizes = regions["community"].value_counts()
    letters = sorted(
        (str(letter) for letter in sizes.index[sizes > 1]), key=lambda letter: (len(letter), letter)
    )
    first = regions.drop_duplicates("community").set_index("community")["community_name"]
    local = dict(zip(regions["name"], region_names(results, language), strict=True))
    named = {letter: str(first[letter]).removesuffix(" community") for letter in letters}
    say = words(language)
    return {letter: say("community", name=local.get(name, name)) for letter, name in named.items()}


def number(value: float, decimals: int, language: str) -> str:
    """A number with the decimal mark of the language."""
    shown = f"{value:.{decimals}f}"
    shown = shown.lstrip("-") if float(shown) == 0 else shown.replace("-", "−")
    return shown if language == "en" else shown.replace(".", ",")
