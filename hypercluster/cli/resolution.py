"""Communities at several resolutions, their stability, and how chance compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about_pack, answer
from hypercluster.cli.runs import (
    Display,
    Source,
    pack_and_settings,
    watched,
    what_runs,
)
from hypercluster.cli.terminal import Field, Grid, number_field, probability_field, show
from hypercluster.views.plain_data import records

if TYPE_CHECKING:
    import pandas as pd


FEWEST_DRAWS = 20  # below, no p-value can be as small as 0.05


FIELDS = (
    number_field("gamma", "gamma"),
    number_field("communities", "communities", 0),
    number_field("largest", "largest", 0),
    number_field("stability", "stability"),
    number_field("modularity", "quality", 3),
    number_field("by chance", "null_mean", 3),
    probability_field("p", "p_null"),
    Field("chosen", lambda row: "yes" if row["is_chosen"] else ""),
)


def resolution(
    *,
    data: opt.Data = None,
    scheme: opt.Scheme = None,
    settings_file: opt.SettingsFile = None,
    seed: opt.Seed = None,
    draws: opt.Draws = None,
    workers: opt.Workers = None,
    is_json: opt.Json = False,
    is_quiet: opt.Quiet = False,
    _debug: opt.Debug = False,
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
    draws, seed = settings.run.draws, settings.run.seed
    with watched(display) as progress:
        profile = resolution_profile(pack, scheme=scheme, settings=settings, progress=progress)
    if display.is_json:
        context = {"pack": about_pack(pack), "scheme": scheme, "draws": draws, "seed": seed}
        answer({**context, "resolution": records(profile)})
        return
    rows = profile.to_dict("records")
    if display.is_quiet:
        show(Grid(FIELDS, rows, None))
        return
    head = what_runs(pack, f"scheme {scheme}", f"{draws} draws", f"seed {seed}")
    show(head, "", Grid(FIELDS, rows, _remarks(profile, draws)))


def _remarks(profile: pd.DataFrame, draws: int) -> tuple[str, ...]:
    """What the columns say, and which resolution to use."""
    stable = profile.loc[profile["is_chosen"].astype(bool), "gamma"]
    if draws < FEWEST_DRAWS:
        verdict = (
            f"{draws} draws are too few to judge stability or chance: make at least {FEWEST_DRAWS}."
        )
    elif len(stable):
        gamma = f"{stable.iloc[0]:g}"
        verdict = (
            f"Most stable beyond chance: gamma {gamma}. "
            f"To use it: communities.gamma = {gamma} in a settings file."
        )
    else:
        verdict = (
            "No resolution is both stable over draws and beyond chance: "
            "no partition of these regions should be called the right one."
        )
    return (
        (
            f"Method {profile['method'].iloc[0]}. Stability: mean adjusted mutual information "
            "between the partitions of draws (1 the same, 0 as chance)."
        ),
        (
            "By chance: mean modularity of the partitions of networks made from data with the same "
            "margins."
        ),
        (
            "Chosen: the most stable with p of at most 0.05, stability of at least 0.5, and at "
            "most half as many communities as regions."
        ),
        verdict,
    )
