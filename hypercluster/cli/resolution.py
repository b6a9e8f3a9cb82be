"""Communities at several resolutions, their stability, and how chance compares."""

from __future__ import annotations

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about_pack, answer
from hypercluster.cli.runs import pack_and_settings, watched, what_runs
from hypercluster.cli.show import show_table
from hypercluster.views.plain_data import records


def resolution(
    *,
    source: opt.NewRun,
    display: opt.Display,
) -> None:
    """How communities change with gamma, and which is stable.

    Which resolution is stable over draws and beyond chance.

    Examples
    --------
    hypercluster resolution
    hypercluster resolution --json
    """
    from hypercluster.run.resolution import resolution_profile
    from hypercluster.views.studies import resolutions

    pack, settings = pack_and_settings(source)
    scheme = source.scheme or pack.default_scheme
    draws, seed = settings.run.draws, settings.run.seed
    with watched(display) as progress:
        profile = resolution_profile(pack, scheme=scheme, settings=settings, progress=progress)
    if display.is_json:
        context = {"pack": about_pack(pack), "scheme": scheme, "draws": draws, "seed": seed}
        answer({**context, "resolution": records(profile)})
        return
    view = resolutions(profile, draws)
    head = what_runs(pack, f"scheme {scheme}", f"{draws} draws", f"seed {seed}")
    show_table(view, head, display)
