"""How notebooks show a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.display import html_list, html_section, html_table, html_text
from hypercluster.rankings import levels
from hypercluster.views import rankings
from hypercluster.views.cells import cell
from hypercluster.views.model import Document, View
from hypercluster.words import text

if TYPE_CHECKING:
    from hypercluster.results import Results

FIRST = 5  # rows of a ranking


def view_html(view: View) -> str:
    """Table of a view with its remarks below, in English."""
    rows = view.shown().to_dict("records")
    if not rows:
        return html_text(str(view.title), is_strong=True) + html_text(str(view.nothing))
    columns = [column for column in view.columns if column.kind != "bar"]
    heads = [column.heading for column in columns]
    texts = [[cell(column, row) for column in columns] for row in rows]
    numbers = [column.heading for column in columns if column.is_number]
    count = "" if len(rows) == view.total else f", {len(rows)} of {view.total} rows"
    legends = [str(column.legend) for column in columns if column.legend is not None]
    star = [f"* {view.star}."] if view.star is not None and view.is_starred() else []
    below = " ".join([*legends, *map(str, view.remarks), *star])
    table = html_table(f"{view.title}{count}", heads, texts, numbers=numbers)
    return table + (html_text(below) if below else "")


def document_html(document: Document) -> str:
    """Title, first lines and all sections, each of which closes on a click."""
    lead = "".join(html_text(str(note)) for note in document.lead)
    sections = [
        html_section(
            str(section.title),
            "".join(
                view_html(item) if isinstance(item, View) else html_text(str(item))
                for item in section.items
            ),
        )
        for section in document.sections
    ]
    return html_text(str(document.title), is_strong=True) + lead + "".join(sections)


def results_html(results: Results) -> str:
    """Headline, scope, the first rows of every ranking, doubts and tables of a run."""
    run = results.provenance
    parts = (
        [html_text(text("notes.synthetic"), is_strong=True)] if run["pack"]["is_synthetic"] else []
    )
    ranges = text("run.draws" if run["draws"] else "run.no_draws", count=run["draws"])
    scope = text(
        "run.scope",
        pack=run["pack"]["title"],
        scheme=run["scheme"],
        regions=len(results.regions),
        ranges=ranges,
        seed=str(run["seed"]),
    )
    tables = [
        text("run.table", name=name, count=len(table)) for name, table in results.tables.items()
    ]
    return "".join(
        [
            *parts,
            html_text(results.headline, is_strong=True),
            html_text(f"{scope} {text('scope.one_cross_section')}"),
            view_html(rankings.hubs(results, first=FIRST)),
            view_html(rankings.linkages(results, first=FIRST)),
            *(
                view_html(rankings.opportunities(results, kinds[0].name, first=FIRST))
                for table, kinds in levels().items()
                if table != "linkages"
            ),
            html_list(text("run.doubts", count=len(results.notes)), map(str, results.notes)),
            html_list(text("run.tables", count=len(tables)), tables),
        ]
    )
