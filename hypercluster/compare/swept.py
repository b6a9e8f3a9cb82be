"""Which settings can be moved in a sweep, under which names, and to which values?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from hypercluster.errors import SettingsError, did_you_mean
from hypercluster.settings import Settings

if TYPE_CHECKING:
    from hypercluster.sources import DataPack

Value: TypeAlias = float | str | bool

SCHEME = "scheme"
DELTA = "delta_km"
DELTAS = ("layers.geography.delta_km", "linkages.delta_km")
# Grids are our choice: the threshold spans what draws span, the deltas two octaves to both sides
# of the default.
GRIDS: dict[str, tuple[float, ...]] = {
    "indicators.threshold": (0.8, 0.9, 1.0, 1.1, 1.25),
    DELTA: (250.0, 500.0, 1000.0, 2000.0, 4000.0),
    "layers.geography.delta_km": (250.0, 500.0, 1000.0, 2000.0, 4000.0),
    "linkages.delta_km": (250.0, 500.0, 1000.0, 2000.0, 4000.0),
    "linkages.beta": (0.0, 0.25, 0.5, 0.75, 1.0),
    "linkages.profile_weight": (0.0, 0.25, 0.5, 0.75, 1.0),
    "communities.gamma": (0.5, 0.75, 1.0, 1.5, 2.0),
}
WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0)
WEIGHED = ("layers.weights", "layers.capability.role_weights")
GAMMA_CHOICE = "communities.gamma_choice"


def setting_name(text: str, settings: Settings) -> str:
    """Full name of a setting that can be swept.

    Raises
    ------
    SettingsError
        There is none of that name; the message suggests the nearest.
    """
    if text in (GAMMA_CHOICE, GAMMA_CHOICE.rpartition(".")[2]):
        raise SettingsError(
            f"Expected a setting that a run without draws can follow; found {text!r}, which needs draws. Sweep communities.gamma."
        )
    if text.startswith(WEIGHED[0]) and settings.layers.weighting != "given":
        raise SettingsError(
            f"Expected layers.weighting 'given' to sweep {text}; found {settings.layers.weighting!r}, which ignores given weights."
        )
    leaves = [name for name, _ in _leaves(settings) if name not in (*WEIGHED, GAMMA_CHOICE)]
    if text in leaves and not text.startswith("run."):
        return text
    wanted = {"delta": DELTA, "profile-weight": "profile_weight"}.get(text, text)
    if wanted in (SCHEME, DELTA) or any(
        wanted.startswith(f"{section}.") and len(wanted) > len(section) + 1 for section in WEIGHED
    ):
        return wanted
    if text.startswith("run.") and text in leaves:
        raise SettingsError(
            f"Expected a setting of the method; found {text!r}, which says how a run is made. Sweep another one, such as linkages.beta."
        )
    if text in WEIGHED or text.removesuffix(".") in WEIGHED:
        part = "role" if text.startswith("layers.capability") else "layer"
        raise SettingsError(
            f"Expected the name of a {part} behind {text.removesuffix('.')}; found none. For example {text.removesuffix('.')}.NAME."
        )
    known = [leaf for leaf in leaves if not leaf.startswith("run.")]
    meant = [leaf for leaf in known if leaf.rpartition(".")[2] == wanted]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise SettingsError(
            f"Expected the name of one setting; found {text!r}, which {len(meant)} have. Name one: {', '.join(meant)}."
        )
    names = [*known, SCHEME, DELTA, *(f"{section}.NAME" for section in WEIGHED)]
    ends = [leaf.rpartition(".")[2] for leaf in known]
    hint = (
        did_you_mean(text, names)
        if "." in text
        else did_you_mean(text, [*ends, SCHEME, DELTA]) or did_you_mean(text, names)
    )
    listed = ", ".join([*short_names(settings), *(f"{section}.NAME" for section in WEIGHED)])
    raise SettingsError(
        f"Expected a setting to sweep; found {text!r}.{hint} One of: {listed}; each also with its section, as linkages.beta."
    )


def short_names(settings: Settings) -> list[str]:
    """Shortest names of all settings that can be swept, weights of single layers and roles apart."""
    leaves = [
        name
        for name, _ in _leaves(settings)
        if name not in (*WEIGHED, GAMMA_CHOICE) and not name.startswith("run.")
    ]
    ends = [leaf.rpartition(".")[2] for leaf in leaves]
    # A short name that several have would not be understood; delta_km alone stands for both.
    return list(
        dict.fromkeys(
            [
                *(
                    end if ends.count(end) == 1 or end == DELTA else leaf
                    for leaf, end in zip(leaves, ends, strict=True)
                ),
                SCHEME,
            ]
        )
    )


def default_values(name: str, settings: Settings, pack: DataPack) -> Sequence[Value]:
    """Values tried where none are given.

    Raises
    ------
    SettingsError
        The setting is a number without a grid.
    """
    if name == SCHEME:
        return [str(scheme) for scheme in pack.table("schemes")["scheme"].unique()]
    if name in GRIDS:
        return GRIDS[name]
    if name.startswith(tuple(f"{section}." for section in WEIGHED)):
        return WEIGHTS
    field = dict(_leaves(settings))[name]
    if "choices" in field.metadata:
        return list(field.metadata["choices"])
    if field.type == "bool":
        return [False, True]
    raise SettingsError(
        f"Expected values for {name}, which has no grid of its own; found none. Give some, such as {value_of(settings, name)}."
    )


def _leaves(section: Any, prefix: str = "") -> Iterator[tuple[str, Field[Any]]]:
    """Dotted names of all settings with their fields."""
    for field in fields(section):
        value, name = getattr(section, field.name), f"{prefix}{field.name}"
        if is_dataclass(value):
            yield from _leaves(value, f"{name}.")
        else:
            yield name, field


def value_of(settings: Settings, name: str) -> Value:
    """Value of a setting; a weight that is not named counts 1."""
    if name == DELTA:
        first, second = (value_of(settings, delta) for delta in DELTAS)
        if first != second:
            raise SettingsError(
                f"Expected one delta in the settings to sweep both together; found {first:g} and {second:g} km. Sweep {DELTAS[0]} or {DELTAS[1]} alone."
            )
        return first
    value: Any = settings
    for part in _parts(name):
        value = value.get(part, 1.0) if isinstance(value, Mapping) else getattr(value, part)
    found: Value = value
    return found


def _parts(name: str) -> list[str]:
    """Steps to a setting; what follows a table of weights is one key, dots included."""
    for section in WEIGHED:
        if name.startswith(f"{section}."):
            return [*section.split("."), name.removeprefix(f"{section}.")]
    return name.split(".")


def with_value(settings: Settings, name: str, value: Value) -> Settings:
    """Settings with another value of one setting, checked as a whole."""
    for place in DELTAS if name == DELTA else (name,):
        settings = _replaced(settings, _parts(place), value)
    return settings


def _replaced(section: Any, parts: Sequence[str], value: Value) -> Any:
    first, *rest = parts
    if isinstance(section, Mapping):
        return {**section, first: value}
    return replace(
        section, **{first: _replaced(getattr(section, first), rest, value) if rest else value}
    )


def tried_values(name: str, base: Value, values: Sequence[Value]) -> list[Value]:
    """Values once each, the base among them; numbers in order, names as given with the base first if it is new."""
    if not len(values):
        raise SettingsError(
            f"Expected at least one value of {name}; found none. Name one besides {base}."
        )
    is_number = isinstance(base, float)
    given = [
        float(value)
        if is_number and isinstance(value, int) and not isinstance(value, bool)
        else value
        for value in values
    ]
    tried = list(dict.fromkeys(given if base in given else [base, *given]))
    return (
        sorted(tried)
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in tried)
        else tried
    )
