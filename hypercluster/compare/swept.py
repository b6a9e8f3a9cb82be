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
        There is none of that name. The message suggests the nearest.
    """
    if text in (GAMMA_CHOICE, GAMMA_CHOICE.rpartition(".")[2]):
        raise SettingsError(
            f"Expected a setting that a run without draws can follow; found {text!r}, which needs "
            "draws. Sweep communities.gamma."
        )
    if text.startswith(WEIGHED[0]) and settings.layers.weighting != "given":
        raise SettingsError(
            f"Expected layers.weighting 'given' to sweep {text}; found "
            f"{settings.layers.weighting!r}, which ignores given weights."
        )
    names = _swept_names(settings)
    if text in names:
        return text
    name = {"delta": DELTA, "profile-weight": "profile_weight"}.get(text, text)
    is_weight = any(
        name.startswith(f"{section}.") and name[len(section) + 1 :] for section in WEIGHED
    )
    if name in (SCHEME, DELTA) or is_weight:
        return name
    ending = [full for full in names if full.rpartition(".")[2] == name]
    if len(ending) == 1:
        return ending[0]
    raise SettingsError(_refusal(text, ending, settings))


def _refusal(text: str, ending: Sequence[str], settings: Settings) -> str:
    """Why no setting of that name can be swept; `ending` are the settings that end so."""
    section = text.removesuffix(".")
    if text.startswith("run.") and text in dict(_leaves(settings)):
        return (
            f"Expected a setting of the method; found {text!r}, which says how a run is made. "
            "Sweep another one, such as linkages.beta."
        )
    if section in WEIGHED:
        part = "role" if section.startswith("layers.capability") else "layer"
        return (
            f"Expected the name of a {part} behind {section}; found none. "
            f"For example {section}.NAME."
        )
    if ending:
        return (
            f"Expected the name of one setting; found {text!r}, which {len(ending)} have. "
            f"Name one: {', '.join(ending)}."
        )
    weights = [f"{name}.NAME" for name in WEIGHED]
    full = [*_swept_names(settings), SCHEME, DELTA, *weights]
    ends = [*(name.rpartition(".")[2] for name in _swept_names(settings)), SCHEME, DELTA]
    hint = "" if "." in text else did_you_mean(text, ends)
    return (
        f"Expected a setting to sweep; found {text!r}.{hint or did_you_mean(text, full)} One of: "
        f"{', '.join([*short_names(settings), *weights])}; each also with its section, as "
        "linkages.beta."
    )


def short_names(settings: Settings) -> list[str]:
    """Shortest names of the settings that can be swept, without weights."""
    names = _swept_names(settings)
    ends = [name.rpartition(".")[2] for name in names]
    # A short name that several have would not be understood. delta_km alone stands for both.
    shortest = [
        end if ends.count(end) == 1 or end == DELTA else name
        for name, end in zip(names, ends, strict=True)
    ]
    return list(dict.fromkeys([*shortest, SCHEME]))


def default_values(name: str, settings: Settings, pack: DataPack) -> Sequence[Value]:
    """Values tried where the caller gives none.

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
        f"Expected values for {name}, which has no grid of its own; found none. "
        f"Give some, such as {value_of(settings, name)}."
    )


def _swept_names(settings: Settings) -> list[str]:
    """Dotted names of the settings that can be swept, without single weights."""
    return [
        name
        for name, _ in _leaves(settings)
        if name not in (*WEIGHED, GAMMA_CHOICE) and not name.startswith("run.")
    ]


def _leaves(section: Any, prefix: str = "") -> Iterator[tuple[str, Field[Any]]]:
    """Dotted names of all settings with their fields."""
    for field in fields(section):
        value, name = getattr(section, field.name), f"{prefix}{field.name}"
        if is_dataclass(value):
            yield from _leaves(value, f"{name}.")
        else:
            yield name, field


def value_of(settings: Settings, name: str) -> Value:
    """Value of a setting. A weight without one counts 1."""
    if name == DELTA:
        first, second = (value_of(settings, delta) for delta in DELTAS)
        if first != second:
            raise SettingsError(
                "Expected one delta in the settings to sweep both together; found "
                f"{first:g} and {second:g} km. Sweep {DELTAS[0]} or {DELTAS[1]} alone."
            )
        return first
    value: Any = settings
    for part in _parts(name):
        value = value.get(part, 1.0) if isinstance(value, Mapping) else getattr(value, part)
    result: Value = value
    return result


def _parts(name: str) -> list[str]:
    """Steps to a setting. The name of a weight is one step, dots included."""
    for section in WEIGHED:
        if name.startswith(f"{section}."):
            return [*section.split("."), name.removeprefix(f"{section}.")]
    return name.split(".")


def with_value(settings: Settings, name: str, value: Value) -> Settings:
    """Settings with another value of one setting, checked as a whole."""
    for leaf in DELTAS if name == DELTA else (name,):
        settings = _replaced(settings, _parts(leaf), value)
    return settings


def _replaced(section: Any, parts: Sequence[str], value: Value) -> Any:
    first, *rest = parts
    if isinstance(section, Mapping):
        return {**section, first: value}
    return replace(
        section, **{first: _replaced(getattr(section, first), rest, value) if rest else value}
    )


def tried_values(name: str, base: Value, values: Sequence[Value]) -> list[Value]:
    """Values once each, the base among them.

    Numbers are in order. Names stay in theirs, the base first where it is not among them.
    """
    if not len(values):
        raise SettingsError(
            f"Expected at least one value of {name}; found none. Name one besides {base}."
        )
    if isinstance(base, float):
        values = [float(value) if type(value) is int else value for value in values]
    tried = list(dict.fromkeys(values if base in values else [base, *values]))
    has_order = all(type(value) in (int, float) for value in tried)
    return sorted(tried) if has_order else tried
