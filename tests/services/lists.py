"""Files of people, as clinics make them."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

HEADING = ("Фамилия", "Имя", "Отчество", "Роль", "Email", "Телефон", "Город")

Row = Sequence[object]


def xlsx(*rows: Row, heading: Row = HEADING) -> bytes:
    """Return a spreadsheet."""
    book = Workbook()
    page = book.worksheets[0]
    for row in (heading, *rows):
        page.append(list(row))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def csv(*rows: Row, heading: Row = HEADING, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Return a text with columns."""
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in (heading, *rows)]
    return "\r\n".join(lines).encode(encoding)


def crowd(people: int) -> list[Row]:
    """Return as many patients, each with an email and a phone of their own."""
    return [
        (
            f"Пример{_letters(n)}",
            "Анна",
            "Условновна",
            "пациент",
            f"p{n}@crowd.invalid",
            f"+7916{n:07}",
            "Омск",
        )
        for n in range(people)
    ]


def _letters(number: int) -> str:
    return "".join(chr(ord("а") + int(digit)) for digit in str(number))
