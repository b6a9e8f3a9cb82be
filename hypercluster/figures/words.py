"""The words of figures in two languages, and the names of regions, industries and layers in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster import words as catalogues
from hypercluster.errors import SettingsError
from hypercluster.words import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.results import Results

Say: TypeAlias = Callable[..., str]


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

    def say(key: str, **values: Any) -> str:
        texts = catalogues.catalogue(language)
        for section in ("figures", "layers", "roles"):
            if f"{section}.{key}" in texts:
                return catalogues.text(f"{section}.{key}", language, **values)
        return key.replace("_", " ")

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
    """A number with the decimal mark of the language and a true minus sign."""
    return catalogues.number(value, decimals, language, is_grouped=False).replace("-", "−")
