"""Synthetic data with planted structure, and how much of it is found again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import answer
from hypercluster.cli.options import Display, Source
from hypercluster.cli.runs import cores, head_line, watched
from hypercluster.cli.show import show_table
from hypercluster.cli.terminal import marked, show
from hypercluster.errors import SettingsError
from hypercluster.views.plain_data import records

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.synthesis import Planted

OUT = Path("synthetic")
NOISE = 0.1
SEED = 1


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
            help="Quarters of a series with planted synchrony and entry, 17 or more; without it "
            "none.",
        ),
    ] = None,
    noises: Annotated[
        list[float] | None,
        typer.Option(
            "--noise",
            metavar="X",
            help="0 as planted, 1 no structure; without it 0.1. With --recovery several: repeat "
            "the option.",
        ),
    ] = None,
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
    source: opt.Planting,
    display: opt.Display,
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
    hypercluster synthesise --recovery --noise 0 --noise 0.4 --regions 24 --draws 10
    """
    options: dict[str, Any] = {
        "regions": regions,
        "industries": industries,
        "communities": communities,
        "hubs": hubs,
    }
    seed = SEED if source.seed is None else source.seed
    if is_recovery:
        _refuse(
            {
                "--out": out is not None,
                "--overwrite": is_overwrite,
                "--dates": dates is not None,
            },
            "without --recovery, which writes nothing",
        )
        table = _recovered(display, options, noises, replicates, source, seed)
        if display.is_json:
            convention = table.attrs["convention"]
            context = {"is_synthetic": True, **options, "seed": seed, "convention": convention}
            answer({**context, "recovery": records(table)})
            return
        parts = (
            f"{regions} regions, {communities} communities",
            f"{table['replicates'].max()} packs a noise",
            f"seed {seed}",
        )
        from hypercluster.views.studies import recovered

        show_table(recovered(table), head_line(*parts, is_synthetic=True), display)
        return
    _refuse(
        {
            "--draws": source.draws is not None,
            "--workers": source.workers is not None,
            "--replicates": replicates is not None,
            "--noise more than once": len(noises or []) > 1,
        },
        "with --recovery, since a pack is made once and not analysed",
    )
    from hypercluster.synthesis import synthesise as plant
    from hypercluster.synthesis import write_pack

    planted = plant(**options, dates=dates, noise=noises[0] if noises else NOISE, seed=seed)
    folder = out or OUT
    files = write_pack(planted, folder, overwrite=is_overwrite)
    if display.is_json:
        _answer(planted, folder, files)
    else:
        _show_pack(planted, folder, files, display)


def _refuse(options: Mapping[str, bool], remedy: str) -> None:
    """Refuse options that would be ignored."""
    idle = [name for name, is_set in options.items() if is_set]
    if idle:
        raise SettingsError(
            f"Expected {', '.join(idle)} only {remedy}. Leave out the one or the other."
        )


def _recovered(
    display: Display,
    options: Mapping[str, Any],
    noises: list[float] | None,
    replicates: int | None,
    source: Source,
    seed: int,
) -> pd.DataFrame:
    """Recovery of what is planted, with the library's defaults where nothing is named."""
    from hypercluster.synthesis import recovery

    values = {"noises": noises, "replicates": replicates, "draws": source.draws}
    chosen: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    processes = cores() if source.workers is None else source.workers
    with watched(display) as progress:
        return recovery(**options, **chosen, seed=seed, workers=processes, progress=progress)


def _answer(planted: Planted, out: Path, files: list[Path]) -> None:
    pairs = planted.truth_linkages[planted.truth_linkages["is_linkage"]]
    answer(
        {
            "is_synthetic": True,
            "title": planted.pack.title,
            "sha256": planted.pack.sha256,
            "parameters": dict(planted.parameters),
            "out": str(out),
            "files": [str(file) for file in files],
            "regions": records(planted.truth_regions),
            "linkages": records(pairs[["source", "target"]]),
        }
    )


def _show_pack(planted: Planted, out: Path, files: list[Path], display: Display) -> None:
    """Print what was planted, what was written, and how to go on."""
    from hypercluster.views.studies import planted as described

    written = marked("✓ ", [f"{out}: {', '.join(file.name for file in files)}"])
    if display.is_quiet:
        show(*written)
        return
    parameters, names = planted.parameters, [file.name for file in files]
    noise, seed = f"noise {parameters['noise']:g}", f"seed {parameters['seed']}"
    head = head_line(planted.pack.title, noise, seed, is_synthetic=True)
    show(head, "", *map(str, described(planted, names)), "", *written)
    # Commands to copy stay in one piece, however long.
    folder = shlex.quote(str(out))
    typer.echo(f"Next: hypercluster analyse --data {folder} --out {folder}-results")
    for question in ("synchrony --variable output", "entry") if parameters["dates"] else ():
        typer.echo(f"      hypercluster series {question} --data {folder}")
