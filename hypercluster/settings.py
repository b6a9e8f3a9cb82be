"""Parameters of a run: frozen, nested by stage, from one TOML file.

A field of a stage has the name, type and default of the keyword-only argument that it feeds. Every
default that no source prescribes is our choice, marked (c), and is written into the provenance of
the run.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from hypercluster.errors import SettingsError
from hypercluster.rankings import linkage_rankings

PLACEMENTS = ("seat", "printed")
CONFIDENCES = ("low", "medium", "high")
DUPLICATES = ("keep", "merge")
SCALINGS = ("modularity_norm", "total_weight", "none")
BACKBONES = ("mst_knn", "threshold", "disparity", "none")
RANKINGS = tuple(kind.short for kind in linkage_rankings())
METHODS = ("multiplex", "cpm", "multislice", "infomap")
WEIGHTINGS = ("given", "learned")
GAMMA_CHOICES = ("given", "stability", "plateau")
_LARGEST_WHOLE = 10**300  # a whole number above has no float; it is refused as infinite


def _choice(default: str, *choices: str) -> Any:
    return field(default=default, metadata={"choices": choices})


def _number(
    default: float, low: float, high: float = float("inf"), *, is_open: bool = False
) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "is_open": is_open})


@dataclass(frozen=True)
class Run:
    """How often and with which random numbers; `workers` never changes a result."""

    seed: int = _number(1, 0)
    draws: int = _number(200, 0)
    workers: int = _number(1, 1)


@dataclass(frozen=True)
class Actors:
    """Which organisations count, and where."""

    placement: str = _choice("seat", *PLACEMENTS)
    min_confidence: str = _choice("low", *CONFIDENCES)
    duplicates: str = _choice("keep", *DUPLICATES)


@dataclass(frozen=True)
class Indicators:
    """Specialisation: LQ >= threshold, inclusive (c)."""

    threshold: float = _number(1.0, 0, is_open=True)


@dataclass(frozen=True)
class Geography:
    """Distance at which a tie falls to 1/e (c)."""

    delta_km: float = _number(1000.0, 0, is_open=True)


@dataclass(frozen=True)
class Capability:
    """Weight of an organisation in its region's capability, by helix role; a role not named counts 1 (c)."""

    role_weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Layers:
    """One section per layer that has parameters; `weights` names layers, one not named counts 1, unless they are `learned`."""

    weighting: str = _choice("given", *WEIGHTINGS)
    weights: dict[str, float] = field(default_factory=dict)
    geography: Geography = field(default_factory=Geography)
    capability: Capability = field(default_factory=Capability)


@dataclass(frozen=True)
class Network:
    """How layers are made comparable and thinned for paths and pictures (c)."""

    scaling: str = _choice("modularity_norm", *SCALINGS)
    backbone: str = _choice("mst_knn", *BACKBONES)
    backbone_k: int = _number(4, 1)
    backbone_threshold: float = _number(0.5, 0, 1)
    backbone_alpha: float = _number(0.05, 0, 1, is_open=True)


@dataclass(frozen=True)
class Communities:
    """Method, resolution and how it is chosen, coupling of slices, restarts, relabellings behind each percentile (c)."""

    method: str = _choice("multiplex", *METHODS)
    gamma: float = _number(1.0, 0, is_open=True)
    gamma_choice: str = _choice("given", *GAMMA_CHOICES)
    omega: float = _number(0.25, 0)
    restarts: int = _number(10, 1)
    relabellings: int = _number(1000, 1)


@dataclass(frozen=True)
class Hubs:
    """A hub is among the `top_k` in at least half of the draws (c)."""

    top_k: int = _number(5, 1)


@dataclass(frozen=True)
class NewClusters:
    """Conditions of a new cluster (c)."""

    min_count: float = _number(10.0, 0)
    min_stars: int = _number(1, 0, 3)
    max_q: float = _number(0.05, 0, 1)
    has_ubiquitous: bool = False
    top_k: int = _number(10, 1)


@dataclass(frozen=True)
class Linkages:
    """Score of a linkage; `beta` 0 is a purely territorial cluster, 1 a purely digital one (c)."""

    ranking: str = _choice(RANKINGS[0], *RANKINGS)
    beta: float = _number(0.5, 0, 1)
    delta_km: float = _number(1000.0, 0, is_open=True)
    profile_weight: float = _number(0.5, 0, 1)
    top_k: int = _number(10, 1)


@dataclass(frozen=True)
class Diversification:
    """How many rows count as the top (c)."""

    top_k: int = _number(10, 1)


@dataclass(frozen=True)
class Settings:
    """All parameters of a run."""

    run: Run = field(default_factory=Run)
    actors: Actors = field(default_factory=Actors)
    indicators: Indicators = field(default_factory=Indicators)
    layers: Layers = field(default_factory=Layers)
    network: Network = field(default_factory=Network)
    communities: Communities = field(default_factory=Communities)
    hubs: Hubs = field(default_factory=Hubs)
    new_clusters: NewClusters = field(default_factory=NewClusters)
    linkages: Linkages = field(default_factory=Linkages)
    diversification: Diversification = field(default_factory=Diversification)

    def __post_init__(self) -> None:
        problems = _problems(self, "")
        if problems:
            raise SettingsError(_message(problems, "the settings"))

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as nested plain dicts."""
        return asdict(self)

    def with_run(self, **changes: int) -> Settings:
        """Return a copy with other values in the `run` section."""
        return replace(self, run=replace(self.run, **changes))


def _message(problems: list[str], where: str) -> str:
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in {where}:\n{lines}"


def _problems(section: Any, prefix: str) -> list[str]:
    """List what is outside its range, section by section."""
    found = []
    for entry in fields(section):
        value, name = getattr(section, entry.name), f"{prefix}{entry.name}"
        if is_dataclass(value):
            found += _problems(value, f"{name}.")
        elif isinstance(value, dict):
            found += [
                f"{name}.{key}: expected a number of 0 or more; found {weight!r}."
                for key, weight in value.items()
                if not _is_number(weight) or not 0 <= weight < float("inf")
            ]
        else:
            found += _value_problems(name, value, entry.type, dict(entry.metadata))
    return found


def _value_problems(name: str, value: Any, kind: Any, limits: dict[str, Any]) -> list[str]:
    if kind == "bool":
        return (
            [] if isinstance(value, bool) else [f"{name}: expected true or false; found {value!r}."]
        )
    if "choices" in limits:
        if value in limits["choices"]:
            return []
        hint = nearest(str(value), limits["choices"])
        return [f"{name}: expected one of {', '.join(limits['choices'])}; found {value!r}.{hint}"]
    is_whole = kind == "int"
    if not _is_number(value) or (is_whole and not isinstance(value, int)):
        return [f"{name}: expected a {'whole ' if is_whole else ''}number; found {value!r}."]
    low, high, is_open = limits["low"], limits["high"], limits["is_open"]
    is_inside = low < value <= high if is_open else low <= value <= high
    if is_inside and value != float("inf"):
        return []
    bound = f"{'above' if is_open else 'at least'} {low:g}"
    bound += f" and at most {high:g}" if high != float("inf") else ""
    return [f"{name}: expected a number {bound}; found {value!r}."]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def nearest(name: str, names: tuple[str, ...] | list[str]) -> str:
    """Return a hint that names the closest valid name, or nothing where none is close."""
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""


def load_settings(path: str | Path | None = None) -> Settings:
    """Read settings from a TOML file; without a path return the defaults.

    Parameters
    ----------
    path
        A TOML file whose sections and keys are those of `Settings`. What it does not name keeps its default.

    Raises
    ------
    SettingsError
        The file cannot be read, is not TOML, names an unknown section or key, or holds a value of
        the wrong type or outside its range. All problems are listed.
    """
    if path is None:
        return Settings()
    file = Path(path)
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"{file}: expected a settings file in TOML; found none ({error.strerror}). Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{file}: expected UTF-8 text; found other bytes at position {error.start}. Save the file as UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{file}: expected TOML; found a mistake: {error}. Correct the line."
        ) from error
    return settings_from(given, where=str(file))


def settings_from(given: Mapping[str, Any], *, where: str = "the settings") -> Settings:
    """Settings from nested tables, as TOML or JSON gives them.

    Parameters
    ----------
    given
        Sections and keys of `Settings`; what it does not name keeps its default.
    where
        What an error message calls them.

    Raises
    ------
    SettingsError
        As `load_settings`.

    Examples
    --------
    >>> settings_from({"communities": {"gamma": 1.5}}).communities.gamma
    1.5
    """
    problems: list[str] = []
    values = _section(Settings, given, "", problems)
    if problems:
        raise SettingsError(_message(problems, where))
    try:
        return Settings(**values)
    except SettingsError as error:
        raise SettingsError(str(error).replace("the settings", where, 1)) from None


def _section(
    cls: type, given: Mapping[str, Any], prefix: str, problems: list[str]
) -> dict[str, Any]:
    """Turn one TOML table into keyword arguments of a section, collecting unknown names."""
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, value in given.items():
        name = f"{prefix}{key}"
        if key not in hints:
            what = "section" if isinstance(value, dict) else "setting"
            problems.append(
                f"{name}: unknown {what}.{nearest(key, list(hints)) or ' Known here: ' + ', '.join(hints) + '.'}"
            )
        elif is_dataclass(hints[key]):
            if isinstance(value, dict):
                inner: list[str] = []
                section = _section(hints[key], value, f"{name}.", inner)
                problems += inner
                if not inner:
                    values[key] = hints[key](**section)
            else:
                problems.append(f"{name}: expected a section [{name}]; found {value!r}.")
        elif hints[key] is float and isinstance(value, int) and not isinstance(value, bool):
            values[key] = float(value) if abs(value) < _LARGEST_WHOLE else float("inf")
        elif hints[key] == dict[str, float] and not isinstance(value, dict):
            problems.append(f"{name}: expected a section [{name}] of numbers; found {value!r}.")
        else:
            values[key] = value
    return values
