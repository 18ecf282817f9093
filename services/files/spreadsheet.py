"""Spreadsheets that open anywhere and run nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

WIDEST = 60
"""Characters a column is wide at most; longer texts are wrapped."""

_LONGEST_TITLE = 31
"""Characters of a sheet's name (Excel)."""

_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet may take for a formula, also after a way through CSV (OWASP)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the headings, and rows of texts and numbers."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as an XLSX file: bold headings that stay in sight, filters, texts that stay texts.

    Control characters, which the format cannot hold, are left out.
    """
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    def put(cell: Cell, value: str | int | None) -> None:
        if not isinstance(value, str):
            cell.value = value
            return
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if value.startswith(_ACTIVE):
            # The mark of a typed apostrophe: the text is shown as it is and stays one when it is edited.
            cell.quotePrefix = True

    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets):
        page = book.create_sheet(sheet.title[:_LONGEST_TITLE], number)
        for column, heading in enumerate(sheet.header, 1):
            put(page.cell(1, column), heading)
            page.cell(1, column).font = Font(bold=True)
            longest = max((len(str(row[column - 1] or "")) for row in (sheet.header, *sheet.rows)), default=0)
            page.column_dimensions[get_column_letter(column)].width = min(WIDEST, longest + 2)
        for line, row in enumerate(sheet.rows, 2):
            for column, value in enumerate(row, 1):
                put(page.cell(line, column), value)
        page.freeze_panes = "A2"
        page.auto_filter.ref = page.dimensions
    target = BytesIO()
    book.save(target)
    return target.getvalue()
