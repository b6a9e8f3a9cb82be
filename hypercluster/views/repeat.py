"""What a reader types to repeat a run: the command and its settings file."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from hypercluster.settings import Settings

SETTINGS_FILE = "settings.toml"


def repeat_command(provenance: Mapping[str, Any]) -> str:
    """Command that repeats a run.

    A pack other than the default one is named with --data by whoever has it.
    """
    options = [
        f"--{option} {shlex.quote(str(provenance[option]))}"
        for option in ("scheme", "seed", "draws")
        if provenance.get(option) is not None
    ]
    return " ".join(
        [
            "hypercluster analyse",
            *options,
            *([f"--settings {SETTINGS_FILE}"] if settings_file(provenance) else []),
        ]
    )


def settings_file(provenance: Mapping[str, Any]) -> str:
    """Settings that differ from the defaults, as TOML, empty where none does.

    Seed and draws stand in the command.
    """
    changed = _changed(provenance.get("settings") or {}, Settings().to_dict())
    changed.pop("run", None)
    return _toml(changed)


def _changed(settings: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the settings that differ from the defaults, section by section."""
    changed: dict[str, Any] = {}
    for name, value in settings.items():
        default = defaults.get(name)
        differing = (
            _changed(value, default)
            if isinstance(value, Mapping) and isinstance(default, Mapping)
            else value
        )
        if differing not in (default, {}):
            changed[name] = differing
    return changed


def _toml(section: Mapping[str, Any], prefix: str = "") -> str:
    """Nested settings as TOML."""
    plain = [
        f"{_toml_key(name)} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in section.items()
        if not isinstance(value, Mapping)
    ]
    blocks = ["\n".join([*([f"[{prefix}]"] if prefix else []), *plain])] if plain else []
    nested = [
        (f"{prefix}.{_toml_key(name)}" if prefix else _toml_key(name), value)
        for name, value in section.items()
        if isinstance(value, Mapping)
    ]
    return "\n\n".join(blocks + [_toml(value, name) for name, value in nested])


def _toml_key(name: str) -> str:
    return (
        name
        if name.replace("_", "").replace("-", "").isalnum() and name.isascii()
        else json.dumps(name, ensure_ascii=False)
    )
