"""Which commands there are, what each takes, and its help. Nothing here loads what a command needs to run."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer

from hypercluster.cli.guard import (
    drop_unwritable,
    guarded,
    show_crashes_plainly,
    show_warnings_plainly,
    speak_utf8,
)
from hypercluster.cli.options import DEBUG, PARAMETERS, QUICK, RUN, SHOW

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


class Command(NamedTuple):
    """A command: the module that runs it, its parameters by name, its help."""

    home: str
    parameters: tuple[str, ...]
    help: str


COMMANDS: dict[str, Command] = {
    "analyse": Command(
        "whole",
        ("out", "is_overwrite", "has_report", "report_language", *RUN[:-1]),
        """Run the whole analysis, write it into a folder and show the main findings.

        The folder holds every table as CSV, the networks as GraphML, the provenance, and a README that says what each file
        and column means.

        \b
        Examples:
          hypercluster analyse
          hypercluster analyse --out results --overwrite --workers 2
        """,
    ),
    "regions": Command(
        "tables",
        QUICK,
        """Regions of the scheme: codes, names, size, community.

        \b
        Examples:
          hypercluster regions
          hypercluster regions --scheme areas --json
        """,
    ),
    "indicators": Command(
        "tables",
        ("group", "region", "top", *QUICK),
        """Indicators of regions and industries by group: specialisation, concentration, relatedness, complexity, spatial.

        Every heading says the convention behind its numbers: reference, base of logarithms, scale.

        \b
        Examples:
          hypercluster indicators
          hypercluster indicators --group concentration
          hypercluster indicators --group relatedness --json
        """,
    ),
    "layers": Command(
        "tables",
        ("layer", "is_compared", "top", *QUICK),
        """Layers of the network, present and absent: what ties regions, and how a weight is meant.

        \b
        Examples:
          hypercluster layers
          hypercluster layers --compare
          hypercluster layers --layer production
        """,
    ),
    "communities": Command(
        "tables",
        ("method", "is_actors", "top", *RUN),
        """Communities of regions, measured against the definition of a hypercluster and against chance.

        With --actors the overlapping communities of organisations and groups.

        \b
        Examples:
          hypercluster communities
          hypercluster communities --method multislice --json
          hypercluster communities --actors --draws 0
        """,
    ),
    "resolution": Command(
        "resolution",
        ("data", "scheme", "settings", "seed", "draws", "workers"),
        """How communities change with the resolution gamma, and which resolution is stable over draws and beyond chance.

        \b
        Examples:
          hypercluster resolution
          hypercluster resolution --json
        """,
    ),
    "hubs": Command(
        "tables",
        ("is_actors", "top", *RUN),
        """Hubs: regions, or organisations and groups, with the range of every rank.

        \b
        Examples:
          hypercluster hubs
          hypercluster hubs --actors --top 20
        """,
    ),
    "opportunities": Command(
        "tables",
        ("level", "region", "top", "ranking", *RUN),
        """Synchronisation opportunities: new clusters in a region, linkages between regions, diversification.

        An opportunity is a potential for alignment in one cross-section; synchronisation proper needs series over time.

        \b
        Examples:
          hypercluster opportunities
          hypercluster opportunities --ranking common-ground --top 5
          hypercluster opportunities --level new-clusters --json
        """,
    ),
    "explain": Command(
        "explain",
        ("one", "other", "ranking", *RUN),
        """Explain one linkage: what its score is made of, how sure its rank is, what would change it, what is unknown.

        Without regions it explains the linkage ranked first; with one region, the best linkage of that region.

        \b
        Examples:
          hypercluster explain
          hypercluster explain --ranking common-ground --json
        """,
    ),
    "profile": Command(
        "profile",
        ("only", *RUN),
        """Profile of one region: specialisations, organisations and missing roles, hub measures, community, opportunities.

        \b
        Examples:
          hypercluster profile
          hypercluster profile --json
        """,
    ),
    "distance": Command(
        "distance",
        ("one", "other", "data", "scheme", "settings", "results"),
        """Distance between two regions: geodesic between seats and nearest organisations, common boundary, decay.

        Without regions it takes the linkage ranked first; with one region, the best linkage of that region.

        \b
        Examples:
          hypercluster distance
          hypercluster distance --json
        """,
    ),
    "sensitivity": Command(
        "sensitivity",
        ("swept", "values", "swept_layer", "top", "data", "scheme", "settings", "seed", "workers"),
        """Sensitivity of ranks and communities to one setting at a time: what moves them, and what does not.

        Every run is compared with the run itself, all else equal and without draws. Without a setting: all of them at a
        glance.

        \b
        Examples:
          hypercluster sensitivity
          hypercluster sensitivity beta
          hypercluster sensitivity layer --layer geography --values 0,1,4
          hypercluster sensitivity communities.gamma --values 0.9,1,1.1 --json
        """,
    ),
    "series": Command(
        "series",
        ("asked", "variable", "industry", "dates", "top", "data", "settings", "seed"),
        """Packs with dates: which industries enter where (entry), and which reporting units move together (synchrony).

        It needs a pack with a table `series`; `hypercluster synthesise --dates 48 --out made-up` makes one to try it on. Entry reads the
        variable `enterprises` by industry at two dates or more, synchrony any variable at nine or more (17 to test it as a whole). Results are for the reporting units
        of the pack, whatever its schemes.

        \b
        Examples:
          hypercluster series entry --data made-up
          hypercluster series synchrony --data made-up --variable output
          hypercluster series synchrony --data made-up --variable output --top 20 --json
        """,
    ),
    "compare": Command(
        "compare",
        ("run_a", "run_b", "shifts_shown"),
        """Compare two finished runs: what changed in settings and data, how far ranks agree, what shifted most.

        \b
        Examples:
          hypercluster compare results other-results
          hypercluster compare results other-results --top 10
        """,
    ),
    "synthesise": Command(
        "synthesise",
        (
            "pack_out",
            "is_pack_overwrite",
            "planted_regions",
            "planted_industries",
            "planted_communities",
            "planted_hubs",
            "planted_dates",
            "noises",
            "seed",
            "is_recovery",
            "replicates",
            "draws",
            "workers",
        ),
        """Make synthetic data with planted communities, hubs and linkages, or measure how much of them is found again.

        The folder is a data pack for --data of the other commands, with the truth beside it. --draws, --workers and
        --replicates go with --recovery, whose default is 50 draws at the noises 0, 0.1, 0.2 and 0.4.

        \b
        Examples:
          hypercluster synthesise --out made-up --regions 60 --communities 4 --noise 0.1 --seed 1
          hypercluster synthesise --out over-time --dates 48
          hypercluster synthesise --recovery --noise 0 --noise 0.4 --regions 24 --communities 3 --draws 10 --replicates 2
        """,
    ),
    "export": Command(
        "whole",
        ("export_formats", "export_out", "is_overwrite", *RUN),
        """Write a run for another tool: graphml, gexf (Gephi), csv, xlsx (Excel), parquet (R, DuckDB, pandas), json, geopackage (QGIS), geojson.

        The folder has a README.txt that says what each file holds and how to open it. xlsx and parquet take the extras excel and parquet.

        \b
        Examples:
          hypercluster export --format xlsx --out for-excel --draws 0
          hypercluster export --format geopackage --out for-qgis --draws 0
          hypercluster export --format parquet --format json --out tables --results results
        """,
    ),
    "report": Command(
        "report",
        ("report_out", "is_report_overwrite", "report_language", *RUN),
        """Write a report: one HTML file with map, network, rankings, explanations and profiles that works from a mail attachment.

        It needs no network and no server. Sliders try other weights; everything but them and the sorting reads without scripts. With --results
        it is drawn from a finished run.

        \b
        Examples:
          hypercluster report
          hypercluster report --results results --out report.html --overwrite
          hypercluster report --language ru --out report-ru.html
        """,
    ),
    "explore": Command(
        "explore",
        ("port", "is_browser_left", "language", *RUN[:-1]),
        """Explore: the report in the browser, with settings to change and recompute; Ctrl-C stops it.

        The page is served on this machine only, under an address that holds a secret. Scheme, layers, communities, linkages, draws and every
        other setting can be changed there; the page shows what differs from the default and the command that repeats a run.

        \b
        Examples:
          hypercluster explore
          hypercluster explore --draws 20 --no-browser --port 8800 --language ru
        """,
    ),
    "figure": Command(
        "figure",
        (
            "figure",
            "figure_out",
            "figure_format",
            "width",
            "language",
            "figure_region",
            "figure_level",
            "ranking",
            "figure_layer",
            "column",
            "setting",
            "is_figure_overwrite",
            *RUN,
        ),
        """Draw a figure for a paper as PNG, SVG or PDF, with its alt text in a file beside it.

        Ranks have their ranges, findings are marked, and the caption says regions, draws, seed and scheme. `resolution` and `sensitivity`
        make runs of their own and do not read --results.

        \b
        Examples:
          hypercluster figure map
          hypercluster figure opportunities --level new-clusters --width 88 --out new-clusters.svg
          hypercluster figure profile --language ru --out profile.pdf
          hypercluster figure sensitivity --setting beta
        """,
    ),
    "doctor": Command(
        "doctor",
        ("data",),
        """Check the installation: versions, BLAS and threads, cores, data pack and hashes, optional extras.

        \b
        Examples:
          hypercluster doctor
          hypercluster doctor --json
        """,
    ),
}

# What the list of all commands says of each; longer ones would be cut there.
BRIEFLY = {
    "analyse": "Run everything, write it into a folder, show the findings.",
    "regions": "Regions of the scheme: codes, names, size, community.",
    "indicators": "Indicators of regions and industries, group by group.",
    "layers": "Layers of the network: what ties regions, how they compare.",
    "communities": "Communities, against the definition and against chance.",
    "resolution": "How communities change with gamma, and which is stable.",
    "hubs": "Hubs among regions or actors, with the range of each rank.",
    "opportunities": "New clusters, linkages, diversification: where to align.",
    "explain": "One linkage: its score, its parts, what would change it.",
    "profile": "One region: what it has, where it stands, what it could do.",
    "distance": "How far apart two regions are.",
    "sensitivity": "Which settings move ranks and communities, and how far.",
    "series": "Packs with dates: entry of industries, synchrony.",
    "compare": "Two finished runs side by side.",
    "synthesise": "Synthetic data with known answers; how many are recovered.",
    "export": "A run for Excel, QGIS, Gephi, R, pandas or a script.",
    "report": "One HTML file with everything, to read and to send on.",
    "explore": "The report in the browser, with settings to recompute.",
    "figure": "A figure for a paper: PNG, SVG or PDF, with its alt text.",
    "doctor": "Check versions, extras, cores, and the data pack.",
}

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Analyse regional hyperclusters as multilayer networks: hubs, communities, distances and synchronisation opportunities, each with its uncertainty.",
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

        typer.echo(
            f"hypercluster {installed_version('hypercluster') or 'from a checkout that is not installed'}"
        )
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(FIRST_STEPS)


def _run(name: str, given: dict[str, Any]) -> None:
    """Run a command: its function gets a `Source`, a `Display` and its own parameters by name."""
    from hypercluster.cli.runs import Display, Source

    home = import_module(f"hypercluster.cli.{COMMANDS[name].home}")
    source = Source(**{key: given.pop(key) for key in RUN if key in given})
    display = Display(**{key: given.pop(key) for key in SHOW})
    if COMMANDS[name].home == "tables":
        home.show_table(
            name, source, display, has_draws="draws" in COMMANDS[name].parameters, **given
        )
    else:
        getattr(home, name)(source, display, **given)


def _register(name: str) -> None:
    """Make a typer command of an entry of `COMMANDS`."""

    def command(**given: Any) -> None:
        with guarded(is_debug=given.pop(DEBUG)):
            _run(name, given)

    described = [
        inspect.Parameter(
            key,
            inspect.Parameter.KEYWORD_ONLY,
            default=PARAMETERS[key][1],
            annotation=PARAMETERS[key][0],
        )
        for key in (*COMMANDS[name].parameters, *SHOW, DEBUG)
    ]
    vars(command)["__signature__"] = inspect.Signature(described)
    command.__annotations__ = {}
    app.command(name, help=inspect.cleandoc(COMMANDS[name].help), short_help=BRIEFLY[name])(command)


for _name in COMMANDS:
    _register(_name)


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
