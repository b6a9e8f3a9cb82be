"""Fields of the panel, made from the settings, so that a new setting appears."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, is_dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hypercluster.errors import AnalysisError, SettingsError
from hypercluster.explorer.job import RunRequest
from hypercluster.settings import Settings, settings_from

if TYPE_CHECKING:
    from hypercluster.results import Results
    from hypercluster.sources import DataPack

SCHEME = "scheme"
WEIGHTS, ROLE_WEIGHTS = "layers.weights", "layers.capability.role_weights"
# What a reader changes first, in this order. A name that ends with a dot stands for everything
# below it. The rest folds away.
FIRST: dict[str, tuple[str, ...]] = {
    "run": (SCHEME, "run.draws", "run.seed"),
    "communities": ("communities.method", "communities.gamma", "communities.gamma_choice"),
    "linkages": (
        "linkages.ranking",
        "linkages.beta",
        "linkages.delta_km",
        "linkages.profile_weight",
    ),
    "layers": ("layers.weighting", f"{WEIGHTS}."),
}
WITHHELD = ("run.workers",)  # never changes a result; belongs to the machine
MOST_DRAWS = 10_000
KINDS = {"bool": "switch", "int": "whole", "float": "number"}


class PanelField(NamedTuple):
    """One input of the panel.

    `kind` is `choice`, `whole`, `number`, `switch` or `weight` (a number by name, 1 where not
    named). `path` leads to the value in nested settings.
    """

    name: str
    path: tuple[str, ...]
    kind: str
    value: Any
    default: Any
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def has_changed(self) -> bool:
        """Whether the value is another one than the default."""
        return bool(self.value != self.default)


def panel_fields(request: RunRequest, pack: DataPack, results: Results) -> list[PanelField]:
    """Every setting of a run as a field, in order, the region scheme first."""
    from hypercluster.regions import scheme_names

    schemes = tuple(scheme_names(pack.table("schemes")))
    named = {WEIGHTS: list(results.provenance["layer_weights"]), ROLE_WEIGHTS: _roles(pack)}
    return [
        PanelField(SCHEME, (SCHEME,), "choice", request.scheme, pack.default_scheme, schemes),
        *(
            field
            for field in _fields(request.settings, Settings(), (), named)
            if field.name not in WITHHELD
        ),
    ]


def _roles(pack: DataPack) -> list[str]:
    return sorted({str(role) for role in pack.table("organisations")["role"].dropna()})


def _fields(
    section: Any, default: Any, path: tuple[str, ...], named: Mapping[str, Sequence[str]]
) -> Iterator[PanelField]:
    for entry in dataclasses.fields(section):
        where = (*path, entry.name)
        value, usual = getattr(section, entry.name), getattr(default, entry.name)
        if is_dataclass(value):
            yield from _fields(value, usual, where, named)
        elif isinstance(value, dict):
            for key in dict.fromkeys([*named.get(".".join(where), ()), *value]):
                weights = value.get(key, 1.0), usual.get(key, 1.0)
                yield PanelField(
                    ".".join((*where, key)), (*where, key), "weight", *weights, low=0.0
                )
        else:
            yield _plain_field(entry, where, value, usual)


def _plain_field(entry: Field[Any], path: tuple[str, ...], value: Any, default: Any) -> PanelField:
    limits = entry.metadata
    name = ".".join(path)
    if "choices" in limits:
        return PanelField(name, path, "choice", value, default, tuple(limits["choices"]))
    low, high = limits.get("low"), limits.get("high")
    return PanelField(name, path, KINDS[str(entry.type)], value, default, low=low, high=high)


def grouped(
    fields: Sequence[PanelField],
) -> tuple[dict[str, list[PanelField]], dict[str, list[PanelField]]]:
    """Fields to show first, by group, and the others, by section of the settings."""
    first = {
        group: [field for name in names for field in fields if _matches(field.name, name)]
        for group, names in FIRST.items()
    }
    names = {field.name for group in first.values() for field in group}
    rest: dict[str, list[PanelField]] = {}
    for field in fields:
        if field.name not in names:
            rest.setdefault(".".join(field.path[:-1]), []).append(field)
    return first, rest


def _matches(name: str, pattern: str) -> bool:
    return name.startswith(pattern) if pattern.endswith(".") else name == pattern


def request_of(sent: Any, pack: DataPack) -> RunRequest:
    """Run that a request asks for.

    Parameters
    ----------
    sent
        `scheme`, a name, and `settings`, nested as in a settings file.
    pack
        The data that it is about.

    Raises
    ------
    SettingsError
        As for a settings file, all problems at once, or more draws than a reader would wait for.
    SchemeError
        The pack has no such scheme.
    AnalysisError
        The request is something else.
    """
    from hypercluster.regions import region_scheme

    if (
        not isinstance(sent, dict)
        or set(sent) != {"scheme", "settings"}
        or not isinstance(sent["settings"], dict)
    ):
        raise AnalysisError(
            "Expected a scheme and settings; found something else. Load the page again."
        )
    settings = settings_from(sent["settings"])
    if settings.run.draws > MOST_DRAWS:
        raise SettingsError(
            "1 problem in the settings:\n  - run.draws: expected at most "
            f"{MOST_DRAWS} in the explorer; found {settings.run.draws}. "
            "Make more on the command line."
        )
    scheme = str(sent["scheme"])
    region_scheme(pack.table("areas"), pack.table("schemes"), scheme)
    return RunRequest(scheme, settings)
