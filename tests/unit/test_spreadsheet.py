"""Spreadsheets hold whatever people typed, and run none of it."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.files.spreadsheet import Sheet, workbook

FORMULAS = ("=1+1", '=HYPERLINK("http://x")', "+7 900 000-00-00", "-5", "@SUM(A1)", "\tx", "\rx")


def read_back(*row: str) -> list[tuple[str, str, bool]]:
    book = load_workbook(BytesIO(workbook([Sheet("x", ["h"] * len(row), [row])])))
    cells = next(iter(book.worksheets[0].iter_rows(min_row=2)))
    return [(str(cell.value), cell.data_type, bool(cell.quotePrefix)) for cell in cells]


def test_what_looks_like_a_formula_stays_a_text() -> None:
    for value, (kept, kind, quoted) in zip(FORMULAS, read_back(*FORMULAS), strict=True):
        assert (kept.strip(), kind, quoted) == (value.strip(), "s", True)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=300))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    ((kept, kind, _),) = read_back(text)
    assert (kept, kind) == (text, "s")


def test_control_characters_do_not_break_the_file() -> None:
    assert read_back("a\x00b\x0bc\x1f") == [("abc", "s", False)]
