"""A document or view as plain text, for `print`."""

from __future__ import annotations

from hypercluster.views.cells import cell, heading
from hypercluster.views.model import Document, View
from hypercluster.words import text

GAP = "  "


def document_text(document: Document, language: str = "en") -> str:
    """Title, first lines and all sections."""
    lines = [text(note, language) for note in (document.title, *document.lead)]
    for section in document.sections:
        lines += ["", text(section.title, language)]
        for item in section.items:
            if isinstance(item, View):
                lines += [] if item.title == section.title else [text(item.title, language)]
                lines += [f"{GAP}{line}" for line in view_lines(item, language)]
            else:
                lines.append(f"{section.mark or GAP}{text(item, language)}")
    return "\n".join(lines)


def view_lines(view: View, language: str = "en") -> list[str]:
    """Heading and rows of a table with numbers at the right, or why there is none."""
    rows = view.shown().to_dict("records")
    if not rows:
        return [text(view.nothing, language)]
    lines = []
    columns = [column for column in view.columns if column.kind != "bar"]
    texts = [[heading(column, language) for column in columns]]
    texts += [[cell(column, row, language) for column in columns] for row in rows]
    widths = [max(map(len, cells)) for cells in zip(*texts, strict=True)]
    for cells in texts:
        padded = [
            value.rjust(width) if column.is_number else value.ljust(width)
            for value, width, column in zip(cells, widths, columns, strict=True)
        ]
        lines.append(GAP.join(padded).rstrip())
    return lines
