"""The command that moves one setting and shows how far the ranks go with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about_pack, answer
from hypercluster.cli.runs import pack_and_settings, watched, what_runs
from hypercluster.cli.show import FIRST_ROWS, group_blocks
from hypercluster.cli.terminal import show
from hypercluster.errors import SettingsError
from hypercluster.layers import LAYERS
from hypercluster.views.plain_data import records

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack


def sensitivity(
    setting: Annotated[
        str | None,
        typer.Argument(
            metavar="[SETTING]",
            help="threshold, delta, beta, layer (with --layer), scaling, placement, scheme, or "
            "any setting by its dotted name; without it the overview.",
            show_default=False,
            autocompletion=opt.sweepable_settings,
        ),
    ] = None,
    *,
    values: Annotated[
        str | None,
        typer.Option(
            "--values",
            metavar="A,B,...",
            help="Values to try; without it every choice, or a grid around the default.",
        ),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer",
            metavar="NAME",
            help="The layer whose weight is moved.",
            autocompletion=opt.completing(tuple(LAYERS)),
        ),
    ] = None,
    top: opt.Top = None,
    source: opt.Sweep,
    display: opt.Display,
) -> None:
    """Which settings move ranks and communities, and how far.

    One setting moves at a time: what moves ranks and communities with it, and what does not. Every
    run is compared with the run itself, all else equal and without draws. Without a setting: all of
    them at a glance.

    Examples
    --------
    hypercluster sensitivity
    hypercluster sensitivity beta
    hypercluster sensitivity layer --layer geography --values 0,1,4
    hypercluster sensitivity communities.gamma --values 0.9,1,1.1 --json
    """
    from hypercluster.compare.sensitivity import sensitivity_overview
    from hypercluster.views import sensitivity as views

    name = _name(setting, layer, values)
    pack, settings = pack_and_settings(source, has_draws=False)
    scheme = source.scheme or pack.default_scheme
    context = {"pack": about_pack(pack), "scheme": scheme, "seed": settings.run.seed}
    head = [what_runs(pack, f"scheme {scheme}", "no draws: one setting moves, all else stays"), ""]
    with watched(display, "runs") as progress:
        if name is None:
            table = sensitivity_overview(
                pack,
                scheme=scheme,
                settings=settings,
                workers=settings.run.workers,
                progress=progress,
            )
            group = views.overview(table)
        else:
            tables = _sweep(pack, name, values, scheme, settings, progress)
            table, group = tables["agreement"], views.sweep(tables, first=top or FIRST_ROWS)
    if display.is_json:
        answer({**context, **group.data, group.name: records(table)})
    else:
        show(*([] if display.is_quiet else head), *group_blocks(group, is_quiet=display.is_quiet))


def _name(setting: str | None, layer: str | None, values: str | None) -> str | None:
    """Name of the setting for the library; None for the overview."""
    if setting == "layer":
        if layer is None:
            raise SettingsError(
                "Expected --layer NAME with `layer`; found none. "
                "`hypercluster layers` lists the layers."
            )
        return f"layers.weights.{layer}"
    if layer is not None:
        raise SettingsError(
            f"Expected --layer with the setting `layer`; found it with {setting or 'none'}. "
            "Leave it out, or sweep `layer`."
        )
    if setting is None and values is not None:
        raise SettingsError("Expected a setting with --values; found none. Name one, such as beta.")
    return setting


def _sweep(
    pack: DataPack,
    name: str,
    values: str | None,
    scheme: str,
    settings: Settings,
    progress: Callable[[int, int], None],
) -> dict[str, pd.DataFrame]:
    """Sweep a setting over the values that the command line names."""
    from hypercluster.compare.sensitivity import sweep
    from hypercluster.compare.swept import SCHEME, setting_name

    full = setting_name(name, settings)
    texts = None if values is None else [text.strip() for text in values.split(",")]
    named = None if texts is None else [text for text in texts if text]
    return sweep(
        pack,
        full,
        named if named is None or full == SCHEME else [_value(text) for text in named],
        scheme=scheme,
        settings=settings,
        workers=settings.run.workers,
        progress=progress,
    )


def _value(text: str) -> float | str | bool:
    """A value as TOML has it, except that text needs no quotes."""
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
