"""What it takes to repeat and judge a run: no clock, path or number of workers."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from hypercluster.rankings import RANKINGS
from hypercluster.run import indicators
from hypercluster.run.conventions import conventions
from hypercluster.run.once import Run
from hypercluster.run.trials import source_draws
from hypercluster.synchronisation.linkages import part_shares
from hypercluster.uncertainty import top

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.sources import DataPack

LIBRARIES = ("numpy", "scipy", "pandas", "igraph", "leidenalg", "pyproj")


def provenance(
    pack: DataPack,
    run: Run,
    tables: Mapping[str, pd.DataFrame],
    profile: pd.DataFrame | None,
) -> dict[str, Any]:
    """Pack, settings, seed, versions and conventions of a run.

    Parameters
    ----------
    pack, run, tables
        The data, the run and its tables.
    profile
        Profile of resolutions, where gamma was chosen by it.
    """
    settings = run.settings
    values = replace(settings, run=replace(settings.run, workers=1)).to_dict()
    del values["run"]["workers"]
    profile_rows = (
        []
        if profile is None
        else profile.astype(object).where(profile.notna(), None).to_dict("records")
    )
    return {
        "hypercluster": version("hypercluster"),
        "scheme": run.inputs.scheme.name,
        "reporting_scheme": pack.reporting_scheme,
        "pack": {
            "title": pack.title,
            "vintage": pack.vintage,
            "source": pack.source,
            "is_synthetic": pack.is_synthetic,
            "sha256": pack.sha256,
            "map_crs": pack.map_crs,
            "local_language": pack.local_language,
            "tables": {name: dict(entry) for name, entry in pack.files.items()},
        },
        "seed": settings.run.seed,
        "draws": settings.run.draws,
        "nulls": settings.run.draws,
        "source_draws": source_draws(settings.run.draws),
        "top_k": top_ks(run, tables),
        "settings": values,
        "layer_weights": dict(run.layer_weights),
        "complexity": indicators.complexity_provenance(run),
        "resolution": profile_rows,
        "variance_shares": part_shares(tables["linkages"]),
        "conventions": list(conventions(run.inputs, settings)),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
    }


def top_ks(run: Run, tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """The k of every ranking that the run could make."""
    rows = {name: kind.of(tables[kind.table]) for name, kind in RANKINGS.items()}
    return {
        name: top(kind.most(run.settings), int(rows[name][kind.column("rank")].count()))
        for name, kind in RANKINGS.items()
        if len(rows[name]) or kind.rows is None
    }
