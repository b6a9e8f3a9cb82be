"""A layer, a centrality, a ranking and a format, each added as a newcomer would.

The package is copied, a few lines are added to the copy, and one run is shown everywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from tiny import write_pack

import hypercluster as hc

pytestmark = pytest.mark.gate


class Edit(NamedTuple):
    """Lines that are added to a file before an anchor, or at its end."""

    file: str
    lines: str
    anchor: str = ""


LAYER = (
    Edit(
        "layers/size.py",
        '''
"""Regions with as many enterprises."""

from hypercluster.layers.kind import LayerKind


def size_weights(inputs, settings):
    """Smaller over larger number of enterprises of two regions."""
    import numpy as np

    number = np.nan_to_num(inputs.counts.sum(axis=1).to_numpy(dtype=float)) + 1.0
    weights = np.minimum.outer(number, number) / np.maximum.outer(number, number)
    np.fill_diagonal(weights, 0.0)
    return weights


SIZE = LayerKind(
    "size",
    size_weights,
    status="derived",
    meaning="likeness of the number of enterprises",
    unit="0-1",
    tables="enterprises",
)
''',
    ),
    Edit("layers/__init__.py", "from hypercluster.layers.size import SIZE\n", "LAYERS: dict"),
    Edit("layers/__init__.py", "SIZE, ", "PRODUCTION, AFFILIATION,"),
    Edit("words/en.toml", 'size = "likeness in size"\n', 'production = "production"'),
    Edit("words/ru.toml", 'size = "сходство размера"\n', 'production = "производство"'),
)

CENTRALITY = (
    Edit(
        "analysis/centrality.py",
        """        Centrality(
            Column("degree", "number", "Ties in all layers together.", minimum=0, decimals=0),
            lambda run: sum((weights > 0).sum(axis=1) for weights in run.weights.values()),
        ),
""",
        """        Centrality(
            Column(
                "participation",""",
    ),
    Edit("words/en.toml", 'degree = "number of ties"\n', 'participation = "participation"'),
    Edit("words/ru.toml", 'degree = "число связей"\n', 'participation = "участие"'),
)

RANKING = (
    Edit(
        "rankings.py",
        '''
def _breadth_table(run):
    """Regions with the industries that they have."""
    counts = run.inputs.counts
    return counts[[]].assign(
        name=run.inputs.scheme.regions["name"],
        breadth=(counts > 0).sum(axis=1).astype(float),
        enterprises=counts.sum(axis=1),
    ).rename_axis("region")


BREADTH = RankingKind(
    "breadth",
    table="breadth",
    key=("region",),
    names=("name",),
    section="hubs",
    items=_regions,
    scores=lambda run: (run.inputs.counts > 0).sum(axis=1).to_numpy(dtype=float),
    score="breadth",
    idea="how many industries a region has",
    null=lambda run: run.specialised.sum(axis=1).to_numpy(dtype=float),
    meaning="One row per region, with the most industries first.",
    build=_breadth_table,
    columns=(
        Column("region", "text", "Code of the region."),
        Column("name", "text", "Its name."),
        Column("breadth", "number", "Industries that the region has.", decimals=0),
        Column("enterprises", "number", "Enterprises.", decimals=0),
    ),
)


''',
        "_KINDS = (",
    ),
    Edit("rankings.py", "    BREADTH,\n", ")\n\n\nRANKINGS: dict"),
    *(
        edit
        for language, breadth, item, level, note in (
            ("en", "breadth", "breadth of {name}", "Opportunities, beyond", "Score: industries."),
            ("ru", "широта", "широта: {name}", "Возможности, прочее", "Оценка: число отраслей."),
        )
        for edit in (
            Edit(f"words/{language}.toml", f'breadth = "{breadth}"\n', "\n[ranking_short]"),
            Edit(f"words/{language}.toml", f'breadth = "{breadth}"\n', "\n[ranking_score]"),
            Edit(f"words/{language}.toml", f'breadth = "{breadth}"\n', "\n[ranking_part]"),
            Edit(f"words/{language}.toml", f'breadth = "{item}"\n', "\n[method]"),
            Edit(
                f"words/{language}.toml",
                f'\n[breadth]\nheading = "{breadth.title()}"\nlevel = "{level}"\n'
                f'note = "{note}"\nempty = "–"\n',
            ),
        )
    ),
)

FORMAT = (
    Edit(
        "output/markdown.py",
        '''
"""Hubs as a table for a text."""

from hypercluster.output.format import Format


def _write(results, file):
    lines = [f"| {row.name} | {row.rank} |" for row in results.hubs.itertuples(index=False)]
    file.write_text("\\n".join(lines), encoding="utf-8")


FORMAT = Format("markdown", _write, files={"hubs.md": "Hubs for a text."}, tools="any editor")
''',
    ),
    Edit("output/formats.py", "    markdown,\n", "    parquet,\n    tables,\n"),
    Edit("output/formats.py", "markdown, ", "graphml, gexf, tables, xlsx"),
)

ALL = {"layer": LAYER, "centrality": CENTRALITY, "ranking": RANKING, "format": FORMAT}

SHOW = """
import sys
from pathlib import Path

from typer.testing import CliRunner

import hypercluster as hc
from hypercluster.cli.commands import app
from hypercluster.run import trials

trials.SOURCE_PART, trials.FEWEST_OF_A_SOURCE = 1, 2  # sources told apart with few draws
pack, out = hc.load_pack(sys.argv[1]), Path(sys.argv[2])
results = hc.analyse(pack, settings=hc.Settings().with_run(draws=3))
hc.write(results, out / "run")
hc.export(results, out / "export", ["markdown", "csv", "json"])
assert hc.read(out / "run").breadth.equals(results.breadth)
for language in ("en", "ru"):
    hc.write_report(results, out / f"{language}.html", language=language)
    alts = [
        hc.opportunities_alt(results, level="breadth", language=language),
        hc.network_alt(results, language=language),
    ]
    (out / f"alt_{language}.txt").write_text("\\n".join(alts), encoding="utf-8")
    figures = {
        "opportunities": hc.plot_opportunities(results, level="breadth", language=language),
        "network": hc.plot_network(results, language=language),
        "profile": hc.plot_profile(results, language=language),
    }
    for name, axes in figures.items():
        axes.figure.savefig(out / f"{name}_{language}.svg", metadata={"Date": None})
screens = {
    "breadth": ["opportunities", "--level", "breadth"],
    "centralities": ["hubs", "--centralities"],
    "profile": ["profile"],
    "layers": ["layers"],
    "help": ["opportunities", "--help"],
    "export": ["export", "--help"],
}
for name, arguments in screens.items():
    finished = [] if "--help" in arguments else ["--results", str(out / "run")]
    answer = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*arguments, *finished])
    assert not answer.exit_code, (name, answer.output)
    (out / f"{name}.txt").write_text(answer.output, encoding="utf-8")
(out / "run.html").write_text(results._repr_html_(), encoding="utf-8")
(out / "profile.html").write_text(hc.profile(results)._repr_html_(), encoding="utf-8")
ranking = hc.ranking(results, "breadth")
(out / "ranking.csv").write_text(ranking.to_csv(), encoding="utf-8")
hc.compare(results, results)["agreement"].to_csv(out / "compared.csv")
"""


LEFT_OUT = """
import json
import sys

import hypercluster as hc
from hypercluster.report import render
from hypercluster.views.region import profile
from hypercluster.words import catalogue, term

results, errors = hc.read(sys.argv[1]), {}
shown = {
    "page": lambda language: render(results, language=language),
    "figure": lambda language: hc.plot_opportunities(results, level="breadth", language=language),
    "profile": lambda language: hc.plot_profile(results, language=language),
    "sweep": lambda language: term("ranking_short", "breadth", language),
}
for key, where in (pair.split("=") for pair in sys.argv[2:]):
    for language in ("en", "ru"):
        text = catalogue(language).pop(key)
        try:
            shown[where](language)
        except hc.HyperclusterError as error:
            errors[f"{language} {key}"] = str(error)
        catalogue(language)[key] = text
print(json.dumps(errors))
"""
TEXTS = {
    **dict.fromkeys(
        ("breadth.heading", "breadth.level", "breadth.note", "breadth.empty", "ranking.breadth"),
        "page",
    ),
    "ranking_score.breadth": "figure",
    "ranking_item.breadth": "profile",
    "ranking_short.breadth": "sweep",
    "centralities.degree": "page",
    "layers.size": "page",
}


def added(folder: Path, edits: tuple[Edit, ...]) -> set[str]:
    """Make the edits in a copy of the package, and return the files touched."""
    for file, lines, anchor in edits:
        path = folder / "hypercluster" / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert anchor in text, (file, anchor)
        text = text.replace(anchor, lines + anchor, 1) if anchor else text + lines
        path.write_text(text, encoding="utf-8")
    return {edit.file for edit in edits}


def called(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Python in the copied package."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "MPLBACKEND": "svg"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Folder with a copy of the package that has all four newcomers, and a pack."""
    folder = tmp_path_factory.mktemp("newcomer")
    source = Path(hc.__file__).parent
    shutil.copytree(source, folder / "hypercluster", ignore=shutil.ignore_patterns("__pycache__"))
    for edits in ALL.values():
        added(folder, edits)
    write_pack(folder / "tiny")
    return folder


@pytest.fixture(scope="module")
def shown(copied):
    """Texts of everything that one run of the copied package shows, by file."""
    out = copied / "out"
    out.mkdir()
    (copied / "show.py").write_text(SHOW, encoding="utf-8")
    result = called(copied, "show.py", copied / "tiny", out)
    assert result.returncode == 0, result.stderr
    files = [file for file in out.rglob("*") if file.is_file()]
    return {file.relative_to(out).as_posix(): file.read_text(encoding="utf-8") for file in files}


def test_each_takes_one_file_one_line_of_a_list_and_its_texts():
    files = {name: {edit.file for edit in edits} for name, edits in ALL.items()}
    texts = {"words/en.toml", "words/ru.toml"}
    assert files["ranking"] == {"rankings.py"} | texts
    assert files["centrality"] == {"analysis/centrality.py"} | texts
    assert files["layer"] == {"layers/size.py", "layers/__init__.py"} | texts
    assert files["format"] == {"output/markdown.py", "output/formats.py"}


def test_a_ranking_arrives_in_every_file(shown):
    table = shown["run/breadth.csv"]
    assert table.startswith("region,name,rank,rank_low,rank_high,p_top_k,confidence,is_tied,p_null")
    for file in ("run/README.txt", "export/README.txt"):
        assert "breadth.csv" in shown[file]
    document = json.loads(shown["export/results.json"])
    assert "breadth" in document["tables"]
    assert document["provenance"]["top_k"]["breadth"] >= 1
    for file in ("run/uncertainty_sources.csv", "compared.csv"):
        assert "\nbreadth," in shown[file] or ",breadth," in shown[file]
    assert shown["ranking.csv"].startswith("region,rank,item,item_name,score")


def test_a_ranking_arrives_on_the_page_and_in_profiles(shown):
    for language, heading, note in (
        ("en", "Breadth", "Score: industries."),
        ("ru", "Широта", "Оценка: число отраслей."),
    ):
        page = shown[f"{language}.html"]
        assert f'<h2 id="breadth-heading">{heading}</h2>' in page
        assert note in page
        # Once a region in the profiles.
        assert page.count(f"<strong>{heading}</strong>") == page.count('class="profile"')
        assert "ranking." not in page


def test_a_ranking_arrives_on_screens_and_in_figures(shown):
    screen = shown["breadth.txt"]
    assert "Score: industries." in screen
    assert "p: chance that any row" in " ".join(screen.split())
    assert "breadth" in shown["help.txt"]
    assert "breadth" in shown["profile.txt"]
    assert "breadth" in shown["profile.html"]
    assert "<strong>Breadth" in shown["run.html"] or 'left">Breadth' in shown["run.html"]
    for language, name in (("en", "breadth"), ("ru", "широта")):
        assert f"({name})" in shown[f"alt_{language}.txt"]
        assert name in shown[f"opportunities_{language}.svg"]
        assert name in shown[f"profile_{language}.svg"]


def test_a_centrality_arrives_in_files_screens_page_and_profiles(shown):
    assert ",degree," in shown["run/hubs.csv"].splitlines()[0]
    assert "Ties in all layers together." in shown["run/README.txt"]
    assert "degree" in shown["centralities.txt"]
    assert "number of ties" in shown["profile.txt"]
    for language, name in (("en", "number of ties"), ("ru", "число связей")):
        assert shown[f"{language}.html"].casefold().count(name) >= 2


def test_a_layer_arrives_in_files_page_screens_and_figures(shown):
    assert "\nsize," in shown["run/layers.csv"]
    assert "strength_size" in shown["run/hubs.csv"].splitlines()[0]
    assert "size" in shown["layers.txt"]
    for language, name in (("en", "ikeness in size"), ("ru", "ходство размера")):
        page = shown[f"{language}.html"]
        assert 'data-layer="size"' in page
        assert name in page
        assert name in shown[f"network_{language}.svg"]
        assert name in shown[f"alt_{language}.txt"]


def test_a_format_arrives_in_exports_their_readme_and_the_help(shown):
    assert shown["export/hubs.md"].startswith("| ")
    assert "Hubs for a text." in shown["export/README.txt"]
    assert "markdown (any editor)" in " ".join(shown["export.txt"].split())


@pytest.mark.usefixtures("shown")
def test_leaving_out_a_text_is_an_error_that_names_it_and_the_language(copied):
    (copied / "left_out.py").write_text(LEFT_OUT, encoding="utf-8")
    pairs = [f"{key}={where}" for key, where in TEXTS.items()]
    result = called(copied, "left_out.py", copied / "out" / "run", *pairs)
    assert result.returncode == 0, result.stderr
    errors = json.loads(result.stdout)
    for language in ("en", "ru"):
        for key in TEXTS:
            message = errors.get(f"{language} {key}", "")
            assert f"'{key}'" in message, (language, key, message)
            assert f"words/{language}.toml" in message
