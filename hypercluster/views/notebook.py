"""How notebooks show a view."""

from __future__ import annotations

from hypercluster.display import html_section, html_table, html_text
from hypercluster.views.cells import cell
from hypercluster.views.model import Document, View


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
