"""The program `hypercluster`: its commands, and what it says without one."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from hypercluster.cli.guard import (
    drop_unwritable,
    guarded,
    open_closed_streams,
    show_crashes_plainly,
    show_warnings_plainly,
    speak_utf8,
)
from hypercluster.cli.options import spread

FIRST_STEPS = """hypercluster analyses regional hyperclusters as multilayer networks.

  hypercluster analyse --report   run everything; results/report.html opens in
                                  any browser, tables and networks lie beside it
  hypercluster hubs               the strongest hubs and the range of each rank
  hypercluster opportunities      where linkages between regions promise most
  hypercluster explain            why the first of them has its score
  hypercluster explore            the report with settings to change
  hypercluster figure map         a figure for a paper: PNG, SVG or PDF
  hypercluster export --format xlsx   for Excel; also QGIS, Gephi, R and pandas

With `--results results` a command reads the finished run. `hypercluster --help`
lists all commands, `hypercluster hubs --help` the options of one, and
`hypercluster --install-completion` lets the shell complete them."""

# In the order of `--help`: the module of `cli` that holds the function of this name, and the first
# line of its docstring. The line stands here too, so that `--help` imports no command; a test
# holds both equal.
COMMANDS: dict[str, tuple[str, str]] = {
    "analyse": ("analyse", "Run everything, write it into a folder, show the findings."),
    "regions": ("tables", "Regions of the scheme: codes, names, size, community."),
    "indicators": ("indicators", "Indicators of regions and industries, group by group."),
    "layers": ("layers", "Layers of the network: what ties regions, how they compare."),
    "communities": ("communities", "Communities, against the definition and against chance."),
    "resolution": ("resolution", "How communities change with gamma, and which is stable."),
    "hubs": ("tables", "Hubs among regions or actors, with the range of each rank."),
    "opportunities": ("tables", "New clusters, linkages, diversification: where to align."),
    "explain": ("explain", "One linkage: its score, its parts, what would change it."),
    "profile": ("explain", "One region: what it has, where it stands, what it could do."),
    "distance": ("distance", "How far apart two regions are."),
    "sensitivity": ("sensitivity", "Which settings move ranks and communities, and how far."),
    "series": ("series", "Packs with dates: entry of industries, synchrony."),
    "compare": ("compare", "Two finished runs side by side."),
    "synthesise": ("synthesise", "Synthetic data with known answers; how many are recovered."),
    "export": ("analyse", "A run for Excel, QGIS, Gephi, R, pandas or a script."),
    "report": ("analyse", "One HTML file with everything, to read and to send on."),
    "explore": ("explore", "The report in the browser, with settings to recompute."),
    "figure": ("figure", "A figure for a paper: PNG, SVG or PDF, with its alt text."),
    "doctor": ("doctor", "Check versions, extras, cores, and the data pack."),
}


class Command(TyperCommand):
    """A command that takes its help from its docstring and fails with one message.

    The first line of the docstring stands in the list of all commands.
    """

    def __init__(
        self,
        name: str | None,
        *,
        help: str | None = None,  # noqa: A002 - as typer calls it
        **more: Any,
    ) -> None:
        text, _, examples = (help or "").partition("\n\nExamples\n--------\n")
        # A backspace alone on a line keeps click from joining the lines below it.
        listed = "".join(f"\n  {line}" for line in examples.splitlines())
        more["short_help"] = text.partition("\n")[0]
        super().__init__(name, help=f"{text}\n\n\b\nExamples:{listed}", **more)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. An expected error becomes a message and an exit code."""
        with guarded(is_debug=ctx.params["is_debug"]):
            return super().invoke(ctx)


class Commands(Mapping[str, Any]):
    """Commands by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        return _command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


@functools.cache
def _command(name: str) -> Any:
    """Command of a name, made from its typed function."""
    module, _ = COMMANDS[name]
    function = getattr(importlib.import_module(f"hypercluster.cli.{module}"), name)
    program = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    program.command(name, cls=Command)(spread(function))
    return typer.main.get_command(program)


class Program(TyperGroup):
    """The commands, listed without importing them."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = Commands()  # type: ignore[assignment]

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the command line. A reader of --help may go before its end."""
        with guarded():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run a command, or show its --help."""
        with guarded():
            return super().invoke(ctx)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as typer calls it
        """Names in the order of `--help`."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write one line a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = typer.Typer(
    cls=Program,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Analyse regional hyperclusters as multilayer networks: hubs, communities, distances and "
    "synchronisation opportunities, each with its uncertainty.",
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    is_version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.")
    ] = False,
) -> None:
    """Show the version or the first steps where no command is given."""
    if is_version:
        from hypercluster.cli.doctor import installed_version

        version = installed_version("hypercluster") or "from a checkout that is not installed"
        typer.echo(f"hypercluster {version}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(FIRST_STEPS)


def run() -> None:
    """Run the command line."""
    open_closed_streams()
    speak_utf8()
    show_warnings_plainly()
    show_crashes_plainly(is_debug="--debug" in sys.argv)
    try:
        with guarded():
            # Called itself, typer would put its own report of crashes in the place of ours.
            typer.main.get_command(app)()
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
    finally:
        drop_unwritable()
