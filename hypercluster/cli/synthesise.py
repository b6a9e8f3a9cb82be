"""The command that makes synthetic data, and measures how much of what was planted in them is found again."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.guard import heeded_interrupt
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, Source, cores, progress_bar
from hypercluster.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.synthesis import Planted

OUT = Path("synthetic")
NOISE = 0.1
SEED = 1
LISTED = 6
MEASURES = {
    "nmi": "communities, NMI",
    "ami": "communities, AMI",
    "hub_precision": "hubs, precision",
    "hub_precision_at_k": "hubs, precision of the top k",
    "linkage_auc": "linkages, AUC",
    "rank_coverage": "ranges, coverage",
    "rank_coverage_counts": "ranges, coverage (lists as given)",
}
REMARKS = (
    "Mean over the packs of each noise ± standard error. NMI and AMI: 1 the planted communities, 0 (AMI) as by chance.",
    "Precision: planted share of as many regions as were planted as hubs, and of the top k. AUC: chance that a planted linkage has a higher complementary score than another pair; 0.5 by chance.",
    "Coverage: regions whose range of hub ranks holds their true rank, 0.9 if ranges were intervals of that level; the true rank is that of the mean over fresh samples with the same rates. Lists as given: with the organisations and ties of the pack, counts drawn anew. Ranges take the lists as complete; where organisations and ties are themselves a sample, ranges are too narrow.",
)


def synthesise(
    source: Source,
    display: Display,
    *,
    pack_out: Path | None,
    is_pack_overwrite: bool,
    planted_regions: int,
    planted_industries: int,
    planted_communities: int,
    planted_hubs: int | None,
    planted_dates: int | None,
    noises: list[float] | None,
    is_recovery: bool,
    replicates: int | None,
) -> None:
    """Write a pack, or show the recovery table."""
    options: dict[str, Any] = {
        "regions": planted_regions,
        "industries": planted_industries,
        "communities": planted_communities,
        "hubs": planted_hubs,
    }
    seed = SEED if source.seed is None else source.seed
    if is_recovery:
        _refuse(
            {
                "--out": pack_out is not None,
                "--overwrite": is_pack_overwrite,
                "--dates": planted_dates is not None,
            },
            "without --recovery, which writes nothing",
        )
        table = _recovered(source, display, options, noises, replicates, seed)
        typer.echo(
            _recovery_json(table, options, seed)
            if display.is_json
            else "\n".join(_recovery_lines(table, options, seed, display))
        )
        return
    given = {
        "--draws": source.draws is not None,
        "--workers": source.workers is not None,
        "--replicates": replicates is not None,
    }
    _refuse(
        {**given, "--noise more than once": len(noises or []) > 1},
        "with --recovery, since a pack is made once and not analysed",
    )
    from hypercluster.synthesis import synthesise as make
    from hypercluster.synthesis import write_pack

    planted = make(**options, dates=planted_dates, noise=noises[0] if noises else NOISE, seed=seed)
    out = pack_out or OUT
    files = write_pack(planted, out, overwrite=is_pack_overwrite)
    typer.echo(
        _pack_json(planted, out, files)
        if display.is_json
        else "\n".join(_pack_lines(planted, out, files, display))
    )


def _refuse(given: Mapping[str, bool], remedy: str) -> None:
    """Refuse options that would be ignored."""
    found = [name for name, is_given in given.items() if is_given]
    if found:
        raise SettingsError(
            f"Expected {', '.join(found)} only {remedy}. Leave out the one or the other."
        )


def _recovered(
    source: Source,
    display: Display,
    options: Mapping[str, Any],
    noises: list[float] | None,
    replicates: int | None,
    seed: int,
) -> pd.DataFrame:
    from hypercluster.synthesis import recovery

    given = {"noises": noises, "replicates": replicates, "draws": source.draws}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    workers = cores() if source.workers is None else source.workers
    with (
        heeded_interrupt() as check,
        progress_bar(is_shown=not display.is_quiet and sys.stderr.isatty()) as bar,
    ):

        def progress(done: int, packs: int) -> None:
            check()
            if bar is not None:
                bar(done, packs)

        return recovery(**options, **chosen, seed=seed, workers=workers, progress=progress)


def _recovery_json(table: pd.DataFrame, options: Mapping[str, Any], seed: int) -> str:
    about = {"is_synthetic": True, **options, "seed": seed, "convention": table.attrs["convention"]}
    return render.as_json({**about, "recovery": render.records(table)})


def _recovery_lines(
    table: pd.DataFrame, options: Mapping[str, Any], seed: int, display: Display
) -> list[str]:
    """One line per measure and method, one column a noise."""
    rows = [
        {"measure": measure, "method": method, "cells": own.set_index("noise").to_dict("index")}
        for (measure, method), own in table.groupby(["measure", "method"], sort=False)
    ]
    # By measure: the methods of one measure belong side by side.
    rows.sort(key=lambda row: list(MEASURES).index(row["measure"]))
    fields = [
        Field("found again", _label),
        *(
            Field(f"noise {noise:g}", _cell(noise), is_number=True)
            for noise in table["noise"].unique()
        ),
    ]
    width = render.terminal_width()
    lines = render.table_lines(fields, rows, width=width)
    if display.is_quiet:
        return lines
    head = f"SYNTHETIC DATA · {options['regions']} regions, {options['communities']} communities · {table['replicates'].max()} packs a noise · seed {seed}"
    return [
        head,
        "",
        *lines,
        "",
        *(line for remark in REMARKS for line in render.paragraph(remark, width=width)),
    ]


def _label(row: Mapping[str, Any]) -> str:
    label = MEASURES[row["measure"]]
    return f"{label}: {row['method']}" if row["measure"] in ("nmi", "ami") else label


def _cell(noise: float) -> Callable[[Mapping[str, Any]], str]:
    def show(row: Mapping[str, Any]) -> str:
        own = row["cells"][noise]
        spread = (
            ""
            if render.is_missing(own["standard_error"])
            else f" ±{render.number(own['standard_error'])}"
        )
        return f"{render.number(own['mean'])}{spread}"

    return show


def _pack_json(planted: Planted, out: Path, files: list[Path]) -> str:
    pairs = planted.truth_linkages[planted.truth_linkages["is_linkage"]]
    answer = {
        "is_synthetic": True,
        "title": planted.pack.title,
        "sha256": planted.pack.sha256,
        "parameters": dict(planted.parameters),
        "out": str(out),
        "files": [str(file) for file in files],
        "regions": render.records(planted.truth_regions),
        "linkages": render.records(pairs[["source", "target"]]),
    }
    return render.as_json(answer)


def _pack_lines(planted: Planted, out: Path, files: list[Path], display: Display) -> list[str]:
    """What was planted, what was written, and how to go on."""
    width = render.terminal_width()
    written = render.paragraph(
        f"{out}: {', '.join(file.name for file in files)}", mark="✓ ", width=width
    )
    if display.is_quiet:
        return written
    regions, pairs = (
        planted.truth_regions,
        planted.truth_linkages[planted.truth_linkages["is_linkage"]],
    )
    sizes = regions["community"].value_counts().sort_index()
    told = [
        f"Communities: {', '.join(f'{name} {number} regions' for name, number in sizes.items())}.",
        f"Hubs: {_some(list(regions.loc[regions['is_hub'], 'region']))}.",
        f"Complementary linkages: {_some(list(pairs['source'] + '-' + pairs['target']))}.",
        *_entry_words(planted),
        f"The whole truth: {', '.join(file.name for file in files if file.name.startswith('truth_'))}.",
        *(
            ["At noise 1 none of it is left in the data."]
            if planted.parameters["noise"] == 1
            else []
        ),
    ]
    head = f"SYNTHETIC DATA · {planted.pack.title} · noise {planted.parameters['noise']:g} · seed {planted.parameters['seed']}"
    body = [line for text in told for line in render.paragraph(text, width=width)]
    place = shlex.quote(str(out))
    steps = [f"Next: hypercluster analyse --data {place} --out {place}-results"]
    steps += [
        f"      hypercluster series {asked} --data {place}"
        for asked in ("synchrony --variable output", "entry")
        if planted.parameters["dates"]
    ]
    return [head, "", *body, "", *written, *steps]


def _entry_words(planted: Planted) -> list[str]:
    """How many entries were planted, and between when; nothing without dates."""
    if planted.truth_entries is None:
        return []
    ends = planted.pack.table("series")["date"].agg(["min", "max"])
    return [
        f"Entries of industries from {ends['min']} to {ends['max']}: {int(planted.truth_entries['is_entry'].sum())}."
    ]


def _some(names: list[str]) -> str:
    rest = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"{', '.join(names[:LISTED]) or 'none'}{rest}"
