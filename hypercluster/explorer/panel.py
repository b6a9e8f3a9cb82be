"""The panel of the explorer: settings, what differs, how to repeat the run."""

from __future__ import annotations

import json
import shlex
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from hypercluster.explorer.fields import PanelField, grouped, panel_fields
from hypercluster.explorer.job import RunRequest
from hypercluster.words import catalogue, term, text

if TYPE_CHECKING:
    from hypercluster.results import Results
    from hypercluster.sources import DataPack

COMMAND = "hypercluster analyse"


def page(
    number: int, request: RunRequest, pack: DataPack, results: Results, *, language: str
) -> bytes:
    """Report of a run with the panel above it.

    Parameters
    ----------
    number
        Which run of this explorer it is.
    asked, pack, results
        What was asked for, of what data, and what came of it.
    language
        `en` or `ru`.
    """
    from hypercluster.report import render

    panel = panel_html(number, request, pack, results, language=language)
    return render(
        results,
        language=language,
        panel=panel,
        panel_script=text_of("explorer.js"),
        panel_style=text_of("explorer.css"),
    ).encode()


def panel_html(
    number: int, request: RunRequest, pack: DataPack, results: Results, *, language: str
) -> str:
    """HTML of the panel, escaped."""
    from jinja2 import Environment, StrictUndefined

    from hypercluster.views.repeat import SETTINGS_FILE, repeat_command, settings_file

    fields = panel_fields(request, pack, results)
    first, rest = grouped(fields)
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters["plain"] = plain
    return environment.from_string(text_of("panel.html.j2")).render(
        number=number,
        w=partial(_text, language),
        label=lambda field: label_of(field, language),
        named=lambda section, name: catalogue(language).get(f"panel.{section}.{name}", name),
        first=first,
        rest=rest,
        rest_count=sum(len(group) for group in rest.values()),
        differing=[field for field in fields if field.has_changed],
        gamma=chosen_gamma(request, results),
        script_words=json.dumps(script_words(language), ensure_ascii=False),
        command=repeat_command(results.provenance).replace(
            COMMAND, f"{COMMAND}{data_option(pack)}", 1
        ),
        settings_file=settings_file(results.provenance),
        settings_name=SETTINGS_FILE,
    )


def label_of(field: PanelField, language: str) -> str:
    """Label of a field: its text, what is weighted, or the name of a new setting."""
    if field.kind == "weight":
        section = "roles" if "role_weights" in field.path else "layers"
        label = term(section, field.path[-1], language)
        return label[:1].upper() + label[1:]
    return str(catalogue(language).get(f"panel.labels.{field.name}", field.name))


def script_words(language: str) -> dict[str, str]:
    """Texts that the script of the panel fills in itself."""
    prefix = "panel.script."
    texts = catalogue(language).items()
    return {key.removeprefix(prefix): str(text) for key, text in texts if key.startswith(prefix)}


def _text(language: str, key: str) -> str:
    return text(key, language)


def plain(value: Any) -> str:
    """A value as a settings file has it, text without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def chosen_gamma(request: RunRequest, results: Results) -> str:
    """Resolution that the run chose itself, empty where it is as requested."""
    gamma = float(results.provenance["settings"]["communities"]["gamma"])
    return "" if gamma == request.settings.communities.gamma else plain(gamma)


def data_option(pack: DataPack) -> str:
    """Option that names the data, empty where none is needed or would help.

    The only packaged pack needs none, and a pack made from DataFrames has no name.
    """
    from hypercluster.sources import data_root, pack_names

    if pack.folder is None or (pack.folder.parent == data_root() and len(pack_names()) == 1):
        return ""
    name = pack.folder.name if pack.folder.parent == data_root() else str(pack.folder)
    return f" --data {shlex.quote(name)}"


def text_of(name: str) -> str:
    """Text of a file of this package."""
    return files("hypercluster.explorer").joinpath(name).read_text(encoding="utf-8")
