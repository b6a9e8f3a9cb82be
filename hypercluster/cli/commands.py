"""The program `hypercluster`: its commands, and what it says without one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from hypercluster.cli.analyse import analyse, export, report
from hypercluster.cli.communities import communities
from hypercluster.cli.compare import compare
from hypercluster.cli.distance import distance
from hypercluster.cli.doctor import doctor, installed_version
from hypercluster.cli.explain import explain, profile
from hypercluster.cli.explore import explore
from hypercluster.cli.figure import figure
from hypercluster.cli.guard import (
    drop_unwritable,
    guarded,
    show_crashes_plainly,
    show_warnings_plainly,
    speak_utf8,
)
from hypercluster.cli.indicators import indicators
from hypercluster.cli.layers import layers
from hypercluster.cli.resolution import resolution
from hypercluster.cli.sensitivity import sensitivity
from hypercluster.cli.series import series
from hypercluster.cli.synthesise import synthesise
from hypercluster.cli.tables import hubs, opportunities, regions

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

# In the order of `--help`; each takes what its signature says, and its docstring is its help.
COMMANDS: tuple[Callable[..., None], ...] = (
    analyse,
    regions,
    indicators,
    layers,
    communities,
    resolution,
    hubs,
    opportunities,
    explain,
    profile,
    distance,
    sensitivity,
    series,
    compare,
    synthesise,
    export,
    report,
    explore,
    figure,
    doctor,
)


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
        """Run the command; an expected error becomes a message and an exit code."""
        with guarded(is_debug=ctx.params["_debug"]):
            return super().invoke(ctx)


app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Analyse regional hyperclusters as multilayer networks: hubs, communities, distances and "
    "synchronisation opportunities, each with its uncertainty.",
)
for _command in COMMANDS:
    app.command(cls=Command)(_command)


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
        version = installed_version("hypercluster") or "from a checkout that is not installed"
        typer.echo(f"hypercluster {version}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(FIRST_STEPS)


def main() -> None:
    """Run the command line."""
    speak_utf8()
    show_warnings_plainly()
    show_crashes_plainly(is_debug="--debug" in sys.argv)
    try:
        with guarded():
            app()
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
    finally:
        drop_unwritable()
