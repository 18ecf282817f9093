"""Files of people: what is understood, and what is said of those that are not what they seem."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.settings import LOCALES
from models import Role
from services.errors import Refused
from services.files.spreadsheet import Sheet, workbook
from services.people_import import table
from services.people_import.rows import COLUMNS, Column, Entry, Problem, find_heading, read_entries
from services.people_import.table import LONGEST_CELL, MOST_ROWS, read
from services.texts import LANGUAGES, Catalogues
from tests.services.lists import HEADING, Row, csv, xlsx

ANNA = ("Примерова", "Анна", "Условновна", "пациент", "anna@example.com", "+7 900 000-00-01", "Омск")


def entries(content: bytes) -> list[Entry]:
    """Read a file as of a clinic in Moscow."""
    sheet = find_heading(read(content))
    return read_entries(sheet, sheet.rows, "Europe/Moscow")


def refusal(content: bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(Refused) as refused:
        entries(content)
    return refused.value.code


def assert_anna(entry: Entry) -> None:
    assert entry.remarks == []
    assert (entry.last_name, entry.first_name, entry.middle_name) == ("Примерова", "Анна", "Условновна")
    assert (entry.role, entry.email, entry.phone) == (Role.PATIENT, "anna@example.com", "+79000000001")
    assert entry.timezone == "Asia/Omsk"


@pytest.mark.parametrize(
    "content",
    [
        xlsx(ANNA),
        csv(ANNA),
        csv(ANNA, delimiter=","),
        csv(ANNA, delimiter="\t"),
        csv(ANNA, encoding="cp1251"),
        csv(ANNA, encoding="utf-8-sig"),
        csv(ANNA, encoding="utf-16"),
        b"sep=;\r\n" + csv(ANNA),
        csv(ANNA, heading=("LAST NAME", "first name", "Patronymic", "ROLE", "E-mail", "phone", "City")),
        xlsx(ANNA, heading=("  фамилия ", "ИМЯ", "отчество", "роль", "почта", "тел.", "Часовой  пояс")),
        xlsx(tuple(reversed(ANNA)), heading=tuple(reversed(HEADING))),
        xlsx(HEADING, ANNA, heading=("Список пациентов",)),
        xlsx((*ANNA, "заметка"), heading=(*HEADING, "Примечание")),
    ],
)
def test_a_file_is_understood_however_it_was_made(content: bytes) -> None:
    (entry,) = entries(content)
    assert_anna(entry)


def test_rows_keep_the_numbers_a_spreadsheet_shows() -> None:
    content = xlsx((), ANNA, (), (None, None), ANNA)
    assert [entry.number for entry in entries(content)] == [3, 6]
    assert [entry.number for entry in entries(csv(ANNA, (), ANNA))] == [2, 4]


def test_a_phone_that_became_a_number_and_an_empty_city_are_understood() -> None:
    (entry,) = entries(xlsx((*ANNA[:5], 79000000001, None)))
    assert (entry.phone, entry.timezone) == ("+79000000001", "Europe/Moscow")


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (0, "", Problem.NO_LAST_NAME),
        (1, None, Problem.NO_FIRST_NAME),
        (0, "🙂", Problem.NAME_LETTERS),
        (0, "<b>Примерова</b>", Problem.NAME_LETTERS),
        (1, "@SUM(1+1)", Problem.NAME_LETTERS),
        (2, "я" * 5000, Problem.NAME_LONG),
        (3, "", Problem.NO_ROLE),
        (3, "директор", Problem.ROLE),
        (4, "anna.example.com", Problem.EMAIL_AT),
        (4, "anna@", Problem.EMAIL),
        (5, "12", Problem.PHONE),
        (5, "\u202e+7 900 000-00-01", Problem.PHONE),
        (6, "Нигде", Problem.CITY),
    ],
)
def test_what_is_amiss_in_a_cell_is_named(place: int, value: object, problem: Problem) -> None:
    row = [*ANNA]
    row[place] = value  # type: ignore[call-overload]  # any value may stand in a cell
    for content in (xlsx(row), csv(row)):
        (entry,) = entries(content)
        assert [(remark.problem, list(Column)[place]) for remark in entry.remarks] == [
            (problem, entry.remarks[0].column)
        ]


def test_a_formula_is_never_computed_nor_taken_for_a_name() -> None:
    row = ("=1+1", *ANNA[1:])
    for content, problem in ((xlsx(row), Problem.NO_LAST_NAME), (csv(row), Problem.NAME_LETTERS)):
        (entry,) = entries(content)
        assert [remark.problem for remark in entry.remarks] == [problem]


def test_a_row_without_email_and_phone_is_refused_and_with_either_taken() -> None:
    neither, phone, email = entries(
        xlsx((*ANNA[:4], None, None, None), (*ANNA[:4], None, ANNA[5]), (*ANNA[:5], None))
    )
    assert [remark.problem for remark in neither.remarks] == [Problem.NO_CONTACT]
    assert (phone.remarks, email.remarks) == ([], [])


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


def zipped(**parts: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    return target.getvalue()


def bomb() -> bytes:
    return zipped(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=bytes(table.LARGEST_UNPACKED + 1))


def entities() -> bytes:
    """Return a spreadsheet whose texts grow when they are read."""
    grown = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    source, target = zipfile.ZipFile(BytesIO(xlsx(ANNA))), BytesIO()
    with source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            before = grown if name == "xl/worksheets/sheet1.xml" else b""
            archive.writestr(name, before + source.read(name))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import-empty"),
        (b"\xef\xbb\xbf\r\n;;;\r\n", "import-empty"),
        (xlsx(heading=()), "import-empty"),
        (xlsx(), "import-empty"),
        (csv(), "import-empty"),
        (b"%PDF-1.7 \n", "import-kind"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "import-kind"),
        (zipped(document_xml=b"<x/>"), "import-kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "import-old"),
        (locked(), "import-locked"),
        (xlsx(ANNA)[:1500], "import-broken"),
        (b"PK\x03\x04" + bytes(100), "import-broken"),
        (zipped(xl__workbook_xml=b"<x"), "import-broken"),
        (csv((*ANNA[:6], '"' + "я" * 140_000 + '"')), "import-broken"),
        (bomb(), "import-large"),
        (entities(), "import-broken"),
        (bytes(20 * 2**20 + 1), "import-large"),
        (csv(*[ANNA] * (MOST_ROWS + 1)), "import-long"),
        (xlsx(ANNA, heading=("Имя", "Отчество", "Роль", "Email")), "import-column"),
        (xlsx(ANNA, heading=("Фамилия", "Имя", "Роль")), "import-column"),
        (csv(ANNA, heading=("Фамилия", "Имя", "Роль", "Email", "почта")), "import-column-twice"),
    ],
)
def test_what_is_no_list_of_people_is_told_apart(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_missing_column_is_named() -> None:
    with pytest.raises(Refused) as refused:
        entries(csv(ANNA, heading=("Имя", "Отчество", "Роль", "Email")))
    assert refused.value.params == {"column": "last_name"}


def test_as_many_rows_as_are_promised_are_taken() -> None:
    assert len(entries(csv(*[ANNA] * MOST_ROWS))) == MOST_ROWS


CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(
        ["Примерова", "🙂", "‏שלום", "=1+1", "@x", "<script>", "пациент", "a@example.com", "я" * 5000]
    ),
    st.integers(),
)
ROWS = st.lists(st.lists(CELLS, max_size=9), min_size=1, max_size=5)


@given(ROWS)
def test_every_row_of_any_cells_is_taken_or_refused_with_a_reason(rows: list[Row]) -> None:
    try:
        read_rows = entries(";".join(HEADING).encode() + b"\n" + as_csv(rows))
    except Refused:
        return
    for entry in read_rows:
        assert entry.remarks or (entry.role and entry.last_name and entry.first_name)
        assert entry.remarks or entry.email or entry.phone
        assert all(len(cell) <= LONGEST_CELL for cell in entry.cells)


def as_csv(rows: list[Row]) -> bytes:
    quoted = [
        ";".join('"' + str(cell if cell is not None else "").replace('"', '""') + '"' for cell in row)
        for row in rows
    ]
    return "\n".join(quoted).encode("utf-8", "surrogatepass")


@given(st.binary(max_size=400), st.integers(0, 3000), st.booleans())
def test_a_damaged_file_is_refused_and_breaks_nothing(noise: bytes, place: int, insert: bool) -> None:
    whole = WHOLE
    content = whole[:place] + noise + (whole[place:] if insert else whole[place + len(noise) :])
    try:
        entries(content)
    except Refused as refused:
        assert refused.code.startswith("import-")  # noqa: PT017 - most damages are no refusals


WHOLE = xlsx(ANNA, ANNA)


@given(st.text(max_size=50), st.sampled_from(["=", "+", "-", "@", "\t", "\r", ""]))
def test_a_written_text_is_never_a_formula(text: str, first: str) -> None:
    content = workbook([Sheet("Люди", ["a", "b"], [(first + text, "x")], {(0, 0)})])
    cell = load_workbook(BytesIO(content)).worksheets[0]["A2"]
    assert cell.data_type in ("s", "n", "inlineStr")
    assert cell.data_type != "f"
    assert cell.fill.start_color.rgb.endswith("FFF2CC")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_are_called_as_they_are_understood(language: str) -> None:
    texts = Catalogues(LOCALES).texts(language)
    for column in Column:
        assert COLUMNS[texts.plain(f"imports.column.{column.value}").casefold()] is column
