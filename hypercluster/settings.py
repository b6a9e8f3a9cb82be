"""Parameters of a run: frozen, nested by stage, from one TOML file.

A field of a stage has the name, type and default of the keyword-only argument that it feeds. Every
default that no source prescribes is our choice, marked (c), and is written into the provenance of
the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from hypercluster.errors import LONGEST_SHOWN, DataError, SettingsError, did_you_mean
from hypercluster.input_file import read_toml
from hypercluster.organisations import CONFIDENCE_ORDER
from hypercluster.rankings import linkage_names

PLACEMENTS = ("seat", "printed")
DUPLICATES = ("keep", "merge")
SCALINGS = ("modularity_norm", "total_weight", "none")
BACKBONES = ("mst_knn", "threshold", "disparity", "none")
RANKINGS = linkage_names()
METHODS = ("multiplex", "cpm", "multislice", "infomap")
WEIGHTINGS = ("given", "learned")
GAMMA_CHOICES = ("given", "stability", "plateau")
_LISTED = 4
_LARGEST = 10**9  # of a number without another bound; far above, sums and sizes overflow
_LARGEST_SEED = 2**63 - 1  # generators of random numbers take no more
_LARGEST_WHOLE = 10**300  # a whole number above has no float; it is refused as infinite


def _choice(default: str, *choices: str) -> Any:
    return field(default=default, metadata={"choices": choices})


def _number(default: float, low: float, high: float = _LARGEST, *, is_open: bool = False) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "is_open": is_open})


@dataclass(frozen=True)
class Run:
    """How often and with which random numbers; `workers` never changes a result."""

    seed: int = _number(1, 0, _LARGEST_SEED)
    draws: int = _number(200, 0)
    workers: int = _number(1, 1)


@dataclass(frozen=True)
class Actors:
    """Which organisations count, and where."""

    placement: str = _choice("seat", *PLACEMENTS)
    min_confidence: str = _choice("low", *CONFIDENCE_ORDER)
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
    """Weight of an organisation in its region's capability, by helix role (c).

    A role that is not named counts 1.
    """

    role_weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Layers:
    """Weights of layers, and one section per layer that has parameters.

    A layer that `weights` does not name counts 1, unless the weights are `learned`.
    """

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
    """Method, resolution and how it is chosen, coupling of slices, repetitions (c).

    `relabellings` is the number of random partitions behind each percentile.
    """

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
    """Score of a linkage (c).

    `beta` 0 is a purely territorial cluster, 1 a purely digital one.
    """

    ranking: str = _choice(RANKINGS[0], *RANKINGS)
    beta: float = _number(0.5, 0, 1)
    delta_km: float = _number(1000.0, 0, is_open=True)
    profile_weight: float = _number(0.5, 0, 1)
    top_k: int = _number(10, 1)


@dataclass(frozen=True)
class Diversification:
    """How many rows count as the top (c)."""

    top_k: int = _number(10, 1)


@dataclass(frozen=True, repr=False)
class Settings:
    """All parameters of a run.

    A value outside its range raises `SettingsError`, which lists all problems.

    Examples
    --------
    >>> Settings(communities=Communities(gamma=1.2)).with_run(draws=50)
    Settings(run.draws=50, communities.gamma=1.2)
    """

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
        problems = list(_problems(Settings, vars(self)))
        if problems:
            raise SettingsError(_message(problems, "the settings"))

    def __repr__(self) -> str:
        """What differs from the defaults, the first few of them."""
        changed = list(_changes(self, Settings()))
        more = ["..."] if len(changed) > _LISTED else []
        return f"Settings({', '.join([*changed[:_LISTED], *more])})"

    def to_dict(self) -> dict[str, Any]:
        """Settings as nested plain dicts."""
        return asdict(self)

    def with_run(self, **changes: int) -> Settings:
        """Copy with other values in the `run` section."""
        return replace(self, run=replace(self.run, **changes))


def _changes(section: Any, default: Any, prefix: str = "") -> Iterator[str]:
    for entry in fields(section):
        value, usual = getattr(section, entry.name), getattr(default, entry.name)
        if is_dataclass(value):
            yield from _changes(value, usual, f"{prefix}{entry.name}.")
        elif value != usual:
            yield f"{prefix}{entry.name}={value!r}"


def _message(problems: list[str], where: str) -> str:
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in {where}:\n{lines}"


def _problems(section: type, values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Sentences on values of a section that are of another kind or out of range."""
    for entry in fields(section):
        if entry.name not in values:
            continue
        value, name = values[entry.name], f"{prefix}{entry.name}"
        if is_dataclass(entry.default_factory):
            if isinstance(value, entry.default_factory):
                yield from _problems(entry.default_factory, vars(value), f"{name}.")
            else:
                yield f"{name}: expected a section [{name}]; found {_shown(value)}."
        elif entry.default_factory is dict:
            yield from _weight_problems(name, value)
        else:
            yield from _value_problems(name, value, entry)


def _weight_problems(name: str, weights: Any) -> Iterator[str]:
    if not isinstance(weights, dict):
        yield f"{name}: expected a section [{name}] of numbers; found {_shown(weights)}."
        return
    for key, weight in weights.items():
        if not _is_number(weight) or not 0 <= weight <= _LARGEST:
            bounds = f"0 or more, at most {_LARGEST}"
            found = _shown(weight)
            yield f"{name}.{_shown(key)[1:-1]}: expected a number of {bounds}; found {found}."


def _value_problems(name: str, value: Any, entry: Field[Any]) -> Iterator[str]:
    limits = entry.metadata
    is_whole = entry.type == "int"
    if entry.type == "bool":
        if not isinstance(value, bool):
            yield f"{name}: expected true or false; found {_shown(value)}."
    elif "choices" in limits:
        choices = limits["choices"]
        if value not in choices:
            hint = did_you_mean(str(value), choices)
            yield f"{name}: expected one of {', '.join(choices)}; found {_shown(value)}.{hint}"
    elif not _is_number(value) or (is_whole and not isinstance(value, int)):
        yield f"{name}: expected a {'whole ' if is_whole else ''}number; found {_shown(value)}."
    else:
        low, high, is_open = limits["low"], limits["high"], limits["is_open"]
        is_inside = low < value <= high if is_open else low <= value <= high
        if not is_inside:
            bound = f"{'above' if is_open else 'at least'} {low:g}"
            bound += f" and at most {high}" if high < _LARGEST or value > high else ""
            yield f"{name}: expected a number {bound}; found {_shown(value)}."


def _shown(value: Any) -> str:
    """A value of the file in a message, hidden characters escaped."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 2]}…{text[-1]}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def load_settings(path: str | Path | None = None) -> Settings:
    """Settings from a TOML file, or the defaults.

    Parameters
    ----------
    path
        A TOML file whose sections and keys are those of `Settings`. What it does not name keeps its
        default. None gives the defaults.

    Returns
    -------
    Settings
        Checked.

    Raises
    ------
    SettingsError
        The file cannot be read, is not TOML, names an unknown section or key, or holds a value of
        the wrong type or outside its range. All problems are listed.

    Examples
    --------
    >>> load_settings().linkages.beta
    0.5
    """
    if path is None:
        return Settings()
    file = Path(path)
    try:
        tables = read_toml(file, str(file))
    except OSError as error:
        raise SettingsError(
            f"{file}: expected a settings file in TOML; found none ({error.strerror}). "
            "Check the path."
        ) from error
    except DataError as error:
        raise SettingsError("\n".join(map(str, error.problems))) from error
    return settings_from(tables, where=str(file))


def settings_from(tables: Mapping[str, Any], *, where: str = "the settings") -> Settings:
    """Settings from nested tables, as TOML or JSON gives them.

    Parameters
    ----------
    tables
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
    values = _values(Settings, tables, "", problems)
    problems += _problems(Settings, values)
    if problems:
        raise SettingsError(_message(problems, where))
    return Settings(**values)


def _values(
    section: type, tables: Mapping[str, Any], prefix: str, problems: list[str]
) -> dict[str, Any]:
    """Arguments of a section from its table, with problems of unknown names added."""
    entries = {entry.name: entry for entry in fields(section)}
    values: dict[str, Any] = {}
    for key, value in tables.items():
        name = f"{prefix}{_shown(key)[1:-1]}"
        if key not in entries:
            what = "section" if isinstance(value, dict) else "setting"
            hint = did_you_mean(key, entries) or f" Known here: {', '.join(entries)}."
            problems.append(f"{name}: unknown {what}.{hint}")
            continue
        inner = entries[key].default_factory
        if is_dataclass(inner) and isinstance(value, dict):
            values[key] = inner(**_values(inner, value, f"{name}.", problems))
        elif entries[key].type == "float" and isinstance(value, int) and _is_number(value):
            values[key] = float(value) if abs(value) < _LARGEST_WHOLE else float("inf")
        else:
            values[key] = value
    return values
