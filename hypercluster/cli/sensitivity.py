"""The command that moves one setting and shows how far the ranks go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hypercluster.cli import options as opt
from hypercluster.cli.answers import about_pack, answer
from hypercluster.cli.runs import pack_and_settings, watched, what_runs
from hypercluster.cli.show import FIRST_ROWS
from hypercluster.cli.terminal import STAR, Field, Grid, show, text_field, text_of
from hypercluster.errors import SettingsError
from hypercluster.layers import LAYERS
from hypercluster.views.plain_data import records
from hypercluster.words import number, rank, term

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.cli.terminal import Block
    from hypercluster.settings import Settings
    from hypercluster.sources import DataPack

    Progress = Callable[[int, int], None]

LAYER = "layers.weights."
SAME = "="
RULE = (
    "Cells such as 0.37 2/10: Spearman's correlation with the ranks of the run itself, and how "
    "many of its top 10 stay there; =: no rank moves."
)
COM = (
    "com.: adjusted mutual information with its communities, 0 as by chance; =: the same; "
    "–: all regions in one community."
)


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

    name = _name(setting, layer, values)
    pack, settings = pack_and_settings(source, has_draws=False)
    scheme = source.scheme or pack.default_scheme
    context = {"pack": about_pack(pack), "scheme": scheme, "seed": settings.run.seed}
    head = [what_runs(pack, f"scheme {scheme}", "no draws: one setting moves, all else stays"), ""]
    with watched(display) as progress:
        if name is None:
            glance = sensitivity_overview(
                pack,
                scheme=scheme,
                settings=settings,
                workers=settings.run.workers,
                progress=progress,
            )
        else:
            tables = _sweep(pack, name, values, scheme, settings, progress)
    if display.is_json and name is None:
        answer({**context, "overview": records(glance)})
    elif display.is_json:
        attributes = tables["agreement"].attrs
        described = {key: attributes[key] for key in ("setting", "base", "convention")}
        rows = {key: records(table) for key, table in tables.items()}
        answer({**context, **described, **rows})
    else:
        body = (
            [_glance(glance, is_quiet=display.is_quiet)]
            if name is None
            else _swept(tables, top or FIRST_ROWS, is_quiet=display.is_quiet)
        )
        show(*([] if display.is_quiet else head), *body)


def _name(setting: str | None, layer: str | None, values: str | None) -> str | None:
    """Name of the setting for the library; None for the overview."""
    if setting == "layer":
        if layer is None:
            raise SettingsError(
                "Expected --layer NAME with `layer`; found none. "
                "`hypercluster layers` lists the layers."
            )
        return f"{LAYER}{layer}"
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


def _value_text(value: Any) -> str:
    """A value of a setting."""
    return text_of(f"{value:g}" if isinstance(value, float) else value)


def _swept(tables: Mapping[str, pd.DataFrame], most: int, *, is_quiet: bool) -> list[Block]:
    """Agreement by value, what that says, and the paths of the top ranks that move."""
    agreement, paths = tables["agreement"], tables["paths"]
    name = agreement.attrs["setting"]
    rows = [
        {
            "value": _value_text(table["value"].iloc[0])
            + (STAR if table["is_base"].iloc[0] else ""),
            **_of_value(table),
        }
        for _, table in agreement.groupby("value", sort=False)
    ]
    remarks = [f"{name}; * the run itself. {RULE}", COM, *_most_moved(agreement)]
    heading = name.removeprefix(LAYER).rpartition(".")[2]
    fields = [text_field(heading, "value", is_name=True), *_ranking_fields()]
    blocks: list[Block] = [Grid(fields, rows, None if is_quiet else remarks)]
    for ranking, table in paths.groupby("ranking", sort=False):
        if table["rank"].ne(table["base_rank"]).fillna(value=True).any():
            blocks += ["", _paths(term("ranking", str(ranking)), table, most)]
    return blocks


def _of_value(table: pd.DataFrame) -> dict[Any, dict[str, Any]]:
    """Rows of one value by ranking, each with whether it is that of the run itself."""
    from hypercluster.compare.sensitivity import still_rankings

    still = still_rankings(table)
    return {
        ranking: {**row, "is_still": ranking in still}
        for ranking, row in table.set_index("ranking").to_dict("index").items()
    }


def _rankings() -> tuple[str, ...]:
    """Rankings of a sweep in their order, communities last."""
    from hypercluster.compare.sensitivity import COMMUNITIES, swept_rankings

    return (*swept_rankings(), COMMUNITIES)


def _ranking_fields() -> list[Field]:
    """One column a ranking."""

    def cells(ranking: str) -> Callable[[Mapping[str, Any]], str]:
        def cell(row: Mapping[str, Any]) -> str:
            values = row[ranking]
            if values["is_still"]:
                return SAME
            if ranking == "communities":
                return number(values["adjusted_mutual_information"])
            # Over ties alone a correlation is missing; the top may still say something.
            return f"{number(values['spearman'])} {values['top_common']}/{values['top_items']}"

        return cell

    return [
        Field(term("ranking_short", ranking), cells(ranking), is_number=True)
        for ranking in _rankings()
    ]


def _most_moved(agreement: pd.DataFrame) -> list[str]:
    """Which ranking the setting moves most, and which it leaves alone."""
    from hypercluster.compare.sensitivity import still_rankings

    moved = agreement[~agreement["is_base"] & agreement["spearman"].notna()]
    still = still_rankings(agreement)
    remarks = []
    if len(moved):
        worst = moved.sort_values(["spearman", "overlap"], kind="stable").iloc[0]
        if worst["ranking"] not in still:
            name = term("ranking", worst["ranking"])
            remarks.append(
                f"Moves most: {name} at {_value_text(worst['value'])}, where "
                f"{worst['top_common']} of the top {worst['top_items']} stay; furthest goes "
                f"{worst['largest_shift_name']} by {worst['largest_shift']:+d} of {worst['items']}."
            )
    if still:
        remarks.append(
            f"Does not move: {', '.join(term('ranking', ranking) for ranking in still)}."
        )
    regions = agreement["regions"]
    if regions.min() < regions.max():
        remarks.append(
            f"Only regions of the same areas are compared: {regions.min()} of {regions.max()} at "
            "the least; paths show each run's own ranks."
        )
    return remarks


def _paths(name: str, table: pd.DataFrame, most: int) -> Grid:
    """Rank of each item of the top at every value."""
    base = table.loc[table["is_base"], "value"].iloc[0]
    rows = [
        {"name": item_name, "ranks": dict(zip(rows["value"], rows["rank"], strict=True))}
        for (_, item_name), rows in table.groupby(["item", "item_name"], sort=False)
    ]

    def value_field(value: Any) -> Field:
        heading = _value_text(value) + (STAR if value == base else "")
        return Field(heading, lambda row: rank(row["ranks"][value]), is_number=True)

    values = [value_field(value) for value in table["value"].unique().tolist()]
    return Grid([text_field(f"{name}: rank at", "name", is_name=True), *values], rows[:most])


def _glance(glance: pd.DataFrame, *, is_quiet: bool) -> Grid:
    """One line a setting, then what moves each ranking most."""
    short = {
        name: str(name).replace(LAYER, "weight ").rpartition(".")[2]
        for name in glance["setting"].unique()
    }
    by_setting = glance.groupby("setting", sort=False)
    rows = [
        {"setting": short[name], **table.set_index("ranking").to_dict("index")}
        for name, table in by_setting
    ]
    fields = [text_field("setting", "setting", is_name=True), *_ranking_fields()]
    moved, still = [], []
    for ranking in _rankings():
        name = term("ranking", ranking)
        table = glance[glance["ranking"] == ranking]
        measure = "adjusted_mutual_information" if ranking == "communities" else "spearman"
        least = table[~table["is_still"]].sort_values(measure, kind="stable")
        if least[measure].notna().any():
            worst = least.iloc[0]
            moved.append(f"{name} by {short[worst['setting']]} ({number(worst[measure])})")
        still += [name] if table["is_still"].all() else []
    # All layers share one grid, so that it is said once.
    grids = {short[name].partition(" ")[0]: table["values"].iloc[0] for name, table in by_setting}
    unmoved = f" By nothing here: {', '.join(still)}." if still else ""
    remarks = [
        f"Moved most (least agreement): {', '.join(moved) or 'nothing'}.{unmoved}",
        f"The least that any value of the setting gives. {RULE}",
        COM,
        f"Tried: {'; '.join(f'{name} {values}' for name, values in grids.items())}.",
        "One setting at its values: `hypercluster sensitivity beta`.",
    ]
    return Grid(fields, rows, None if is_quiet else remarks)
