"""The words of figures, and the names in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster import words as catalogues
from hypercluster.errors import SettingsError
from hypercluster.layers import check_layer_texts
from hypercluster.views.names import community_name, region_name
from hypercluster.words import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

Say: TypeAlias = Callable[..., str]


def words(language: str) -> Say:
    """Give the words of a language by key, with what stands in braces filled in.

    A key is one of the section `figures`, or a whole one such as `layers.production`.

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

    check_layer_texts(language)

    def say(key: str, **values: Any) -> str:
        section, _, word = key.partition(".")
        if section in catalogues.CHOSEN:
            return catalogues.term(section, word, language)
        is_of_figures = f"figures.{key}" in catalogues.catalogue(language)
        return catalogues.text(f"figures.{key}" if is_of_figures else key, language, **values)

    return say


def region_names(results: Results, language: str) -> pd.Series:
    """Names of the regions, local ones in the local language of the pack."""
    import pandas as pd

    names = [region_name(results, code).in_language(language) for code in results.regions.index]
    return pd.Series(names, index=results.regions.index, name="name", dtype=object)


def industry_names(results: Results, language: str) -> dict[str, str]:
    """Names of the industries by code, local ones in the local language of the pack."""
    names = dict(zip(results.industries["industry"], results.industries["name"], strict=True))
    if language == results.provenance["pack"].get("local_language"):
        nodes = results.actors.nodes
        local = nodes[(nodes["kind"] == "industry") & nodes["name_local"].notna()]
        names |= dict(zip(local["code"], local["name_local"], strict=True))
    return {str(code): str(name) for code, name in names.items()}


def community_names(results: Results, language: str) -> dict[str, str]:
    """Names of the communities of several regions by letter, in the order of letters."""
    regions, composites, say = results.regions, results.hubs["composite"], words(language)
    names = {str(region): region_name(results, str(region)) for region in regions.index}
    members = {str(key): rows.index for key, rows in regions.groupby("community") if len(rows) > 1}
    notes = {
        letter: community_name(members[letter], composites, names)
        for letter in sorted(members, key=lambda letter: (len(letter), letter))
    }
    return {
        letter: say("community", name=dict(note.values)["name"].in_language(language))
        for letter, note in notes.items()
    }


def number(value: float, decimals: int, language: str) -> str:
    """A number with the decimal mark of the language and a true minus sign."""
    return catalogues.number(value, decimals, language, is_grouped=False).replace("-", "−")
