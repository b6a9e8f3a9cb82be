"""What is shown of studies of the method: over resolutions, and over planted data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.views.model import View, ViewColumn, column
from hypercluster.words import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from hypercluster.synthesis import Planted

FEWEST_DRAWS = 20  # below, no p-value can be as small as 0.05
PARTITIONS = ("nmi", "ami")
LISTED = 6  # of what was planted


def resolutions(profile: pd.DataFrame, draws: int) -> View:
    """Communities by resolution, and which resolution to use."""
    name = "resolution_profile"
    chosen = profile.loc[profile["is_chosen"].astype(bool), "gamma"]
    if draws < FEWEST_DRAWS:
        verdict = Note("resolution.too_few_draws", {"draws": draws, "fewest": FEWEST_DRAWS})
    elif len(chosen):
        verdict = Note("resolution.best", {"gamma": float(chosen.iloc[0])})
    else:
        verdict = Note("resolution.none")
    return View(
        Note("resolution.title"),
        (
            *(column(name, key) for key in ("gamma", "communities", "largest", "stability")),
            *(column(name, key) for key in ("quality", "null_mean")),
            column(name, "p_null", "probability"),
            column(name, "is_chosen", "yes", heading="chosen"),
        ),
        profile,
        remarks=(
            Note("resolution.method", {"method": profile["method"].iloc[0]}),
            Note("resolution.chance"),
            Note("resolution.chosen"),
            verdict,
        ),
    )


def recovered(table: pd.DataFrame) -> View:
    """Recovery of what was planted: a row per measure and method, a column per noise."""
    import pandas as pd

    columns = [
        ViewColumn(f"noise {noise:g}", (f"mean {noise:g}", f"error {noise:g}"), "spread")
        for noise in table["noise"].unique()
    ]
    by_method = table.groupby(["measure", "method"], sort=False)
    rows = [
        {
            "measure": measure,
            "label": _label(measure, method),
            **{f"mean {row['noise']:g}": row["mean"] for row in rows.to_dict("records")},
            **{f"error {row['noise']:g}": row["standard_error"] for row in rows.to_dict("records")},
        }
        for (measure, method), rows in by_method
    ]
    # By measure: the methods of one measure belong side by side.
    measures = list(table["measure"].unique())
    rows.sort(key=lambda row: measures.index(row["measure"]))
    return View(
        Note("recovery.title"),
        (ViewColumn("found again", ("label",), "note"), *columns),
        pd.DataFrame(rows),
        remarks=tuple(Note(f"recovery.{key}") for key in ("mean", "precision", "coverage")),
    )


def planted(pack: Planted, files: Sequence[str]) -> Iterator[Note]:
    """What was planted in a pack, and in which of its files the truth stands."""
    regions, pairs = pack.truth_regions, pack.truth_linkages
    pairs = pairs[pairs["is_linkage"]]
    sizes = regions["community"].value_counts().sort_index().to_dict()
    communities = [
        Note("planted.community", {"name": name, "size": size}) for name, size in sizes.items()
    ]
    yield Note("planted.communities", {"communities": communities})
    yield Note("planted.hubs", {"items": _first(list(regions.loc[regions["is_hub"], "region"]))})
    yield Note("planted.linkages", {"items": _first(list(pairs["source"] + "–" + pairs["target"]))})
    if pack.truth_entries is not None:
        dates = pack.pack.table("series")["date"]
        number = int(pack.truth_entries["is_entry"].sum())
        yield Note("planted.entries", {"first": dates.min(), "last": dates.max(), "number": number})
    truth = [name for name in files if name.startswith("truth_")]
    yield Note("planted.truth", {"files": truth})
    if pack.parameters["noise"] == 1:
        yield Note("planted.no_structure")


def _first(names: Sequence[str]) -> tuple[str | Note, ...] | Note:
    """The first names, and how many there are besides."""
    if len(names) <= LISTED:
        return tuple(names) or Note("none")
    return Note("planted.more", {"items": names[:LISTED], "number": len(names) - LISTED})


def _label(measure: str, method: str) -> Note:
    """Measure, and the method where several are measured."""
    label = Note(f"recovery.{measure}")
    if measure not in PARTITIONS:
        return label
    return Note("recovery.of_method", {"measure": label, "method": method})
