"""The command that makes synthetic data, and measures how much of what was planted in them is found again."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.guard import heeded_interrupt
from hypercluster.cli.options import (
    Debug,
    Draws,
    Json,
    Quiet,
    Seed,
    Workers,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, cores, progress_bar
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
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Folder to write the pack into; without it synthetic."
        ),
    ] = None,
    is_overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help="Replace that folder if it holds an earlier synthetic pack."
        ),
    ] = False,
    regions: Annotated[
        int, typer.Option("--regions", metavar="N", help="Regions, three or more a community.")
    ] = 60,
    industries: Annotated[
        int, typer.Option("--industries", metavar="N", help="Industries, two or more a community.")
    ] = 20,
    communities: Annotated[
        int, typer.Option("--communities", metavar="N", help="Planted communities.")
    ] = 4,
    hubs: Annotated[
        int | None,
        typer.Option(
            "--hubs",
            metavar="N",
            help="Planted hubs; without it one in ten regions, at least one a community.",
        ),
    ] = None,
    dates: Annotated[
        int | None,
        typer.Option(
            "--dates",
            metavar="N",
            help="Quarters of a series with planted synchrony and entry, 17 or more; without it none.",
        ),
    ] = None,
    noises: Annotated[
        list[float] | None,
        typer.Option(
            "--noise",
            metavar="X",
            help="0 as planted, 1 no structure; without it 0.1. With --recovery several: repeat the option.",
        ),
    ] = None,
    seed: Seed = None,
    is_recovery: Annotated[
        bool,
        typer.Option(
            "--recovery", help="Write nothing; measure how much of what is planted is found again."
        ),
    ] = False,
    replicates: Annotated[
        int | None,
        typer.Option(
            "--replicates", metavar="N", help="Packs at each noise, with --recovery; without it 3."
        ),
    ] = None,
    draws: Draws = None,
    workers: Workers = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
) -> None:
    """Synthetic data with known answers; how many are recovered.

    Makes data with planted communities, hubs and linkages, or measures how much of them is found
    again. The folder is a data pack for --data of the other commands, with the truth beside it.
    --draws, --workers and --replicates go with --recovery, whose default is 50 draws at the noises
    0, 0.1, 0.2 and 0.4.

    Examples
    --------
    hypercluster synthesise --out made-up --regions 60 --communities 4 --noise 0.1 --seed 1
    hypercluster synthesise --out over-time --dates 48
    hypercluster synthesise --recovery --noise 0 --noise 0.4 --regions 24 --communities 3 --draws 10 --replicates 2
    """
    display = Display(is_json, is_quiet)
    options: dict[str, Any] = {
        "regions": regions,
        "industries": industries,
        "communities": communities,
        "hubs": hubs,
    }
    seed = SEED if seed is None else seed
    if is_recovery:
        _refuse(
            {
                "--out": out is not None,
                "--overwrite": is_overwrite,
                "--dates": dates is not None,
            },
            "without --recovery, which writes nothing",
        )
        table = _recovered(draws, workers, display, options, noises, replicates, seed)
        typer.echo(
            _recovery_json(table, options, seed)
            if display.is_json
            else "\n".join(_recovery_lines(table, options, seed, display))
        )
        return
    given = {
        "--draws": draws is not None,
        "--workers": workers is not None,
        "--replicates": replicates is not None,
    }
    _refuse(
        {**given, "--noise more than once": len(noises or []) > 1},
        "with --recovery, since a pack is made once and not analysed",
    )
    from hypercluster.synthesis import synthesise as make
    from hypercluster.synthesis import write_pack

    planted = make(**options, dates=dates, noise=noises[0] if noises else NOISE, seed=seed)
    folder = out or OUT
    files = write_pack(planted, folder, overwrite=is_overwrite)
    typer.echo(
        _pack_json(planted, folder, files)
        if display.is_json
        else "\n".join(_pack_lines(planted, folder, files, display))
    )


def _refuse(given: Mapping[str, bool], remedy: str) -> None:
    """Refuse options that would be ignored."""
    found = [name for name, is_given in given.items() if is_given]
    if found:
        raise SettingsError(
            f"Expected {', '.join(found)} only {remedy}. Leave out the one or the other."
        )


def _recovered(
    draws: int | None,
    workers: int | None,
    display: Display,
    options: Mapping[str, Any],
    noises: list[float] | None,
    replicates: int | None,
    seed: int,
) -> pd.DataFrame:
    from hypercluster.synthesis import recovery

    given = {"noises": noises, "replicates": replicates, "draws": draws}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    workers = cores() if workers is None else workers
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
