"""The command `resolution`: communities at several resolutions, their stability, and their quality against chance."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.guard import heeded_interrupt
from hypercluster.cli.options import (
    Data,
    Debug,
    Draws,
    Json,
    Quiet,
    Scheme,
    Seed,
    SettingsFile,
    Workers,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import (
    Display,
    Source,
    head_line,
    pack_and_settings,
    progress_bar,
    titled,
)
from hypercluster.cli.view import figures

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

FEWEST_DRAWS = 20  # below, no p-value can be as small as 0.05


def resolution(
    *,
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    draws: Draws = None,
    workers: Workers = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
) -> None:
    """How communities change with gamma, and which is stable.

    Which resolution is stable over draws and beyond chance.

    Examples
    --------
    hypercluster resolution
    hypercluster resolution --json
    """
    source = Source(data, scheme, settings_file, seed, draws, workers)
    display = Display(is_json, is_quiet)
    from hypercluster.run.resolution import resolution_profile

    pack, settings = pack_and_settings(source)
    scheme = source.scheme or pack.default_scheme
    with (
        heeded_interrupt() as check,
        progress_bar(is_shown=not display.is_quiet and sys.stderr.isatty()) as bar,
    ):

        def progress(done: int, trials: int) -> None:
            check()
            if bar is not None:
                bar(done, trials)

        profile = resolution_profile(pack, scheme=scheme, settings=settings, progress=progress)
    typer.echo(
        render.as_json(_answer(pack, scheme, settings, profile))
        if display.is_json
        else "\n".join(_shown(pack, scheme, settings, profile, display))
    )


def _answer(
    pack: DataPack, scheme: str, settings: Settings, profile: pd.DataFrame
) -> dict[str, Any]:
    known = {
        "title": pack.title,
        "vintage": pack.vintage,
        "source": pack.source,
        "is_synthetic": pack.is_synthetic,
        "sha256": pack.sha256,
    }
    return {
        "pack": known,
        "scheme": scheme,
        "draws": settings.run.draws,
        "seed": settings.run.seed,
        "resolution": render.records(profile),
    }


def _shown(
    pack: DataPack, scheme: str, settings: Settings, profile: pd.DataFrame, display: Display
) -> list[str]:
    width = render.terminal_width()
    fields = (
        figures("gamma", "gamma"),
        figures("communities", "communities", 0),
        figures("largest", "largest", 0),
        figures("stability", "stability"),
        figures("modularity", "quality", 3),
        figures("by chance", "null_mean", 3),
        Field("p", lambda row: render.tiny(row["p_null"]), is_number=True),
        Field("chosen", lambda row: "yes" if row["is_chosen"] else ""),
    )
    lines = render.table_lines(fields, profile.to_dict("records"), width=width)
    if display.is_quiet:
        return lines
    chosen = profile.loc[profile["is_chosen"].astype(bool), "gamma"]
    few = f"{settings.run.draws} draws are too few to judge stability or chance: make at least {FEWEST_DRAWS}."
    verdict = (
        few
        if settings.run.draws < FEWEST_DRAWS
        else f"Most stable beyond chance: gamma {chosen.iloc[0]:g}. To use it: communities.gamma = {chosen.iloc[0]:g} in a settings file."
        if len(chosen)
        else "No resolution is both stable over draws and beyond chance: no partition of these regions should be called the right one."
    )
    remarks = (
        f"Method {profile['method'].iloc[0]}. Stability: mean adjusted mutual information between the partitions of draws (1 the same, 0 as chance).",
        "By chance: mean modularity of the partitions of networks made from data with the same margins.",
        "Chosen: the most stable with p of at most 0.05, stability of at least 0.5, and at most half as many communities as regions.",
        verdict,
    )
    how = (f"{settings.run.draws} draws", f"seed {settings.run.seed}")
    ran = head_line(
        titled(pack.title, pack.vintage),
        f"scheme {scheme}",
        *how,
        is_synthetic=pack.is_synthetic,
        width=width,
    )
    return [
        *ran,
        "",
        *lines,
        "",
        *(line for remark in remarks for line in render.paragraph(remark, width=width)),
    ]
