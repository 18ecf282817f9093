"""A file as a table of texts: XLSX and CSV told apart by what they hold, not by their names. No database."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.errors import Refused

LARGEST_FILE = 20 * 2**20
"""Bytes of a file that Telegram lets a bot have (Bot API, getFile)."""

MOST_ROWS = 2_000
"""People in one file (product.md, Import)."""

MOST_ABOVE = 10
"""Rows among which the heading is looked for: a title may stand above it."""

MOST_COLUMNS = 40
MOST_PHYSICAL_ROWS = 20_000
"""How far down a sheet is looked at: a file may have gaps, but not for ever."""

LARGEST_UNPACKED = 200 * 2**20
MOST_PARTS = 1_000
"""What an XLSX may hold once unpacked; 2,000 people are well below a hundredth of it."""

LONGEST_CELL = 300
"""Characters of a cell that are kept: no name, email or city is longer."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What old Excel files and those with a password begin with (MS-CFB, 2.2)."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The stream that a file with a password has (MS-OFFCRYPTO, 2.3.4.4)."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
"""What zipfile, the XML parser and openpyxl raise for a file that is not as it should be."""

_DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not empty; ``number`` is the one a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


def read(content: bytes) -> list[TableRow]:
    """Return the rows of a file that are not empty, the heading among them, without what surrounds texts.

    Raises Refused: ``import-empty``, ``import-large``, ``import-locked``, ``import-old``, ``import-broken``,
    ``import-kind``, ``import-long``.
    """
    if len(content) > LARGEST_FILE:
        raise Refused("import-large")
    if content.startswith(_OLE):
        raise Refused("import-locked" if _LOCKED in content else "import-old")
    rows = _numbered(_of_xlsx(content) if content.startswith(_ZIP) else _of_csv(content))
    if not rows:
        raise Refused("import-empty")
    return rows


def _numbered(rows: Iterable[Sequence[object]]) -> list[TableRow]:
    kept: list[TableRow] = []
    for number, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            if number > MOST_PHYSICAL_ROWS:
                break
            continue
        # The heading, and what may stand above it, come on top.
        if len(kept) >= MOST_ROWS + MOST_ABOVE:
            raise Refused("import-long", most=MOST_ROWS)
        kept.append(TableRow(number, tuple(cells)))
    return kept


def _of_xlsx(content: bytes) -> Iterator[Sequence[object]]:
    try:
        _refuse_bomb(content)
        with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as book:
            sheet = book.worksheets[0]
            yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    except _BROKEN:
        raise Refused("import-broken") from None


def _refuse_bomb(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        # What a part says of its size is also where zipfile stops reading it.
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise Refused("import-large")
        if "xl/workbook.xml" not in archive.namelist():
            raise Refused("import-kind")


def _of_csv(content: bytes) -> Iterator[Sequence[object]]:
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    marked = first.strip().lower()
    if marked.startswith("sep=") and len(marked) == 5:
        # A row of its own for spreadsheets only; it counts there as one.
        yield ()
        delimiter, text = marked[-1], rest
    else:
        delimiter = max(_DELIMITERS, key="".join(text.splitlines()[:MOST_ABOVE]).count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise Refused("import-broken") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\0" in content:
            raise Refused("import-kind")
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise Refused("import-kind")


def _is_text(text: str) -> bool:
    """Say whether this can be a table: pictures and documents have control characters all over."""
    controls = sum(1 for letter in text[:10_000] if letter < " " and letter not in "\t\r\n")
    return controls == 0 and not text.startswith("%PDF")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return str(value).replace("\0", "").strip()[:LONGEST_CELL]
