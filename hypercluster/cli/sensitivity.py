"""The command that moves one setting and shows how far the ranks go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import render
from hypercluster.cli.guard import heeded_interrupt
from hypercluster.cli.options import (
    LAYERS,
    Data,
    Debug,
    Json,
    Quiet,
    Scheme,
    Seed,
    SettingsFile,
    Top,
    Workers,
    completing,
    sweepable_settings,
)
from hypercluster.cli.render import Field
from hypercluster.cli.runs import Display, head_line, progress_bar, titled
from hypercluster.cli.view import FIRST_ROWS
from hypercluster.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

    Progress = Callable[[int, int], None]

NAMES = {
    "hubs": "hubs",
    "linkages.complementary": "complementary",
    "linkages.common_ground": "common ground",
    "new_clusters": "new clusters",
    "diversification": "diversification",
    "communities": "communities",
}
HEADINGS = {
    "hubs": "hubs",
    "linkages.complementary": "complem.",
    "linkages.common_ground": "common gr.",
    "new_clusters": "new cl.",
    "diversification": "diversif.",
    "communities": "com.",
}
LAYER = "layers.weights."
SAME = "="
RULE = "Cells such as 0.37 2/10: Spearman's correlation with the ranks of the run itself, and how many of its top 10 stay there; =: no rank moves."
COM = "com.: adjusted mutual information with its communities, 0 as by chance; =: the same; –: all regions in one community."


def sensitivity(
    setting: Annotated[
        str | None,
        typer.Argument(
            metavar="[SETTING]",
            help="threshold, delta, beta, layer (with --layer), scaling, placement, scheme, or any setting by its dotted name; without it the overview.",
            show_default=False,
            autocompletion=sweepable_settings,
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
            autocompletion=completing(LAYERS),
        ),
    ] = None,
    top: Top = None,
    data: Data = None,
    scheme: Scheme = None,
    settings_file: SettingsFile = None,
    seed: Seed = None,
    workers: Workers = None,
    is_json: Json = False,
    is_quiet: Quiet = False,
    _debug: Debug = False,
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
    display = Display(is_json, is_quiet)
    from hypercluster.settings import load_settings
    from hypercluster.sources import load_pack

    name = _name(setting, layer, values)
    changes = {
        key: value for key, value in (("seed", seed), ("workers", workers)) if value is not None
    }
    base, pack = load_settings(settings_file).with_run(**changes), load_pack(data)
    scheme = scheme or pack.default_scheme
    about = {
        "pack": {
            key: getattr(pack, key)
            for key in ("title", "vintage", "source", "is_synthetic", "sha256")
        },
        "scheme": scheme,
        "seed": base.run.seed,
    }
    with (
        heeded_interrupt() as check,
        progress_bar(is_shown=not display.is_quiet and _is_terminal()) as bar,
    ):

        def progress(done: int, runs: int) -> None:
            check()
            if bar is not None:
                bar(done, runs)

        if name is None:
            from hypercluster.compare.sensitivity import sensitivity_overview

            glance = sensitivity_overview(
                pack, scheme=scheme, settings=base, workers=base.run.workers, progress=progress
            )
        else:
            tables = _sweep(pack, name, values, scheme, base, progress)
    if display.is_json:
        found = {"overview": render.records(glance)} if name is None else _answer(tables)
        typer.echo(render.as_json({**about, **found}))
        return
    head = [] if display.is_quiet else [*_head(pack, scheme), ""]
    body = _glance_lines(glance, display) if name is None else _sweep_lines(tables, display, top)
    typer.echo("\n".join([*head, *body]))


def _is_terminal() -> bool:
    import sys

    return sys.stderr.isatty()


def _name(swept: str | None, layer: str | None, values: str | None) -> str | None:
    """Name of the setting for the library; None for the overview."""
    if swept == "layer":
        if layer is None:
            raise SettingsError(
                "Expected --layer NAME with `layer`; found none. `hypercluster layers` lists the layers."
            )
        return f"{LAYER}{layer}"
    if layer is not None:
        raise SettingsError(
            f"Expected --layer with the setting `layer`; found it with {swept or 'none'}. Leave it out, or sweep `layer`."
        )
    if swept is None and values is not None:
        raise SettingsError("Expected a setting with --values; found none. Name one, such as beta.")
    return swept


def _sweep(
    pack: DataPack,
    name: str,
    values: str | None,
    scheme: str,
    settings: Settings,
    progress: Progress,
) -> dict[str, pd.DataFrame]:
    from hypercluster.compare.sensitivity import sweep
    from hypercluster.compare.swept import SCHEME, setting_name

    full = setting_name(name, settings)
    parts = None if values is None else [part.strip() for part in values.split(",") if part.strip()]
    given = parts if parts is None or full == SCHEME else [_value(part) for part in parts]
    return sweep(
        pack,
        full,
        given,
        scheme=scheme,
        settings=settings,
        workers=settings.run.workers,
        progress=progress,
    )


def _value(text: str) -> float | str | bool:
    """A value as TOML has it, except that text needs no quotes."""
    if text in ("true", "false"):
        return text == "true"
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def _answer(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    known = tables["agreement"].attrs
    return {
        "setting": known["setting"],
        "base": known["base"],
        "convention": known["convention"],
        **{name: render.records(table) for name, table in tables.items()},
    }


def _head(pack: DataPack, scheme: str) -> list[str]:
    how = "no draws: one setting moves, all else stays"
    return head_line(
        titled(pack.title, pack.vintage),
        f"scheme {scheme}",
        how,
        is_synthetic=pack.is_synthetic,
        width=render.terminal_width(),
    )


def _shown(value: Any) -> str:
    """A value of a setting."""
    return render.words(f"{value:g}" if isinstance(value, float) else value)


def _sweep_lines(
    tables: Mapping[str, pd.DataFrame], display: Display, top: int | None
) -> list[str]:
    """Agreement by value, what that says, and the paths of the top ranks that move."""
    agreement, paths, width = tables["agreement"], tables["paths"], render.terminal_width()
    rows = [
        {
            "value": _shown(own["value"].iloc[0]) + (render.STAR if own["is_base"].iloc[0] else ""),
            **_of_value(own),
        }
        for _, own in agreement.groupby("value", sort=False)
    ]
    name = agreement.attrs["setting"]
    lines = render.table_lines(
        [
            Field(
                name.removeprefix(LAYER).rpartition(".")[2], lambda row: row["value"], is_cut=True
            ),
            *_cells(),
        ],
        rows,
        width=width,
    )
    if not display.is_quiet:
        remarks = [f"{name}; * the run itself. {RULE}", COM, *_findings(agreement)]
        lines += [
            "",
            *(line for remark in remarks for line in render.paragraph(remark, width=width)),
        ]
    for ranking, own in paths.groupby("ranking", sort=False):
        if own["rank"].ne(own["base_rank"]).fillna(value=True).any():
            lines += ["", *_path_lines(NAMES[str(ranking)], own, top or FIRST_ROWS, width)]
    return lines


def _of_value(own: pd.DataFrame) -> dict[Any, dict[str, Any]]:
    """Rows of one value by ranking, each with whether it is that of the run itself."""
    from hypercluster.compare.sensitivity import still_rankings

    still = still_rankings(own)
    return {
        ranking: {**row, "is_still": ranking in still}
        for ranking, row in own.set_index("ranking").to_dict("index").items()
    }


def _cells() -> list[Field]:
    """One column a ranking."""

    def shows(ranking: str) -> Callable[[Mapping[str, Any]], str]:
        def show(row: Mapping[str, Any]) -> str:
            own = row[ranking]
            if own["is_still"]:
                return SAME
            if ranking == "communities":
                return render.number(own["adjusted_mutual_information"])
            # Over ties alone, or fewer than two items, a correlation is missing; the top may still say something.
            return f"{render.number(own['spearman'])} {own['top_common']}/{own['top_items']}"

        return show

    return [Field(heading, shows(ranking), is_number=True) for ranking, heading in HEADINGS.items()]


def _findings(agreement: pd.DataFrame) -> list[str]:
    """Which ranking the setting moves most, and which it leaves alone."""
    moved = agreement[~agreement["is_base"] & agreement["spearman"].notna()]
    from hypercluster.compare.sensitivity import still_rankings

    still = still_rankings(agreement)
    found = []
    if len(moved):
        worst = moved.sort_values(["spearman", "overlap"], kind="stable").iloc[0]
        if worst["ranking"] not in still:
            where = f"{NAMES[worst['ranking']]} at {_shown(worst['value'])}, where {worst['top_common']} of the top {worst['top_items']} stay"
            found.append(
                f"Moves most: {where}; furthest goes {worst['largest_shift_name']} by {worst['largest_shift']:+d} of {worst['items']}."
            )
    found += [f"Does not move: {', '.join(NAMES[ranking] for ranking in still)}."] if still else []
    regions = agreement["regions"]
    if regions.min() < regions.max():
        found.append(
            f"Only regions of the same areas are compared: {regions.min()} of {regions.max()} at the least; paths show each run's own ranks."
        )
    return found


def _path_lines(name: str, own: pd.DataFrame, most: int, width: int | None) -> list[str]:
    """Rank of each item of the top at every value."""
    values = own["value"].unique().tolist()
    base = own.loc[own["is_base"], "value"].iloc[0]
    rows = [
        {"name": item_name, "ranks": dict(zip(rows["value"], rows["rank"], strict=True))}
        for (_, item_name), rows in own.groupby(["item", "item_name"], sort=False)
    ]

    def shows(value: Any) -> Callable[[Mapping[str, Any]], str]:
        return lambda row: render.rank(row["ranks"][value])

    fields = [Field(f"{name}: rank at", lambda row: render.words(row["name"]), is_cut=True)]
    fields += [
        Field(_shown(value) + (render.STAR if value == base else ""), shows(value), is_number=True)
        for value in values
    ]
    return render.table_lines(fields, rows[:most], width=width)


def _glance_lines(glance: pd.DataFrame, display: Display) -> list[str]:
    """One line a setting, then what moves each ranking most."""
    width = render.terminal_width()
    short = {
        name: str(name).replace(LAYER, "weight ").rpartition(".")[2]
        for name in glance["setting"].unique()
    }
    rows = [
        {"value": short[name], **own.set_index("ranking").to_dict("index")}
        for name, own in glance.groupby("setting", sort=False)
    ]
    lines = render.table_lines(
        [Field("setting", lambda row: row["value"], is_cut=True), *_cells()], rows, width=width
    )
    if display.is_quiet:
        return lines
    most = []
    for ranking, name in NAMES.items():
        own = glance[(glance["ranking"] == ranking) & ~glance["is_still"]]
        measure = "adjusted_mutual_information" if ranking == "communities" else "spearman"
        if own[measure].notna().any():
            worst = own.sort_values(measure, kind="stable").iloc[0]
            most.append(f"{name} by {short[worst['setting']]} ({render.number(worst[measure])})")
    still = [
        name
        for ranking, name in NAMES.items()
        if glance.loc[glance["ranking"] == ranking, "is_still"].all()
    ]
    # All layers share one grid, so that it is said once.
    grids = {
        short[name].partition(" ")[0]: own["values"].iloc[0]
        for name, own in glance.groupby("setting", sort=False)
    }
    tried = "; ".join(f"{name} {values}" for name, values in grids.items())
    remarks = [
        f"Moved most (least agreement): {', '.join(most) or 'nothing'}."
        + (f" By nothing here: {', '.join(still)}." if still else ""),
        f"The least that any value of the setting gives. {RULE}",
        COM,
        f"Tried: {tried}.",
        "One setting at its values: `hypercluster sensitivity beta`.",
    ]
    return [
        *lines,
        "",
        *(line for remark in remarks for line in render.paragraph(remark, width=width)),
    ]
