"""What an organizer who registers people from a file is sent besides the screen."""

from functools import partial

from models import ImportState, PeopleImport, Role
from services.files.spreadsheet import MEDIA_TYPE, Sheet, workbook
from services.messages.letter import compose
from services.moments import Moments
from services.people_import.content import Content
from services.people_import.rows import Column, Entry, Remark, Standing
from services.ports import Attachment, Button, ButtonStyle, OutgoingMessage, Press
from services.texts import Texts

OPEN_IMPORT = "import"
"""The press under a message that opens the import it tells of."""


def template(moments: Moments) -> OutgoingMessage:
    """Give the organizer a file to fill in, with an example on a second sheet, which is never read."""
    texts = moments.texts
    header = [column_name(column, texts) for column in Column]
    patient, doctor = (texts.plain(f"roles.name.{role.value}") for role in (Role.PATIENT, Role.DOCTOR))
    city = moments.place(moments.reader.clinic_timezone)
    example = [
        _example(texts, "patient", patient, "anna@example.com", "+7 900 000-00-00", city),
        _example(texts, "doctor", doctor, "doctor@example.com", None, city),
    ]
    sheets = [
        Sheet(texts.plain("imports.template.people"), header, ()),
        Sheet(texts.plain("imports.template.example"), header, example),
    ]
    return OutgoingMessage(
        compose(
            texts.html("imports.template.title"),
            texts.html("imports.template.text"),
        ),
        attachment=Attachment(texts.plain("imports.template.name"), MEDIA_TYPE, partial(workbook, sheets)),
    )


def marked(moments: Moments, content: Content) -> OutgoingMessage:
    """Give the organizer their file with a column of remarks, and what they are about coloured."""
    texts = moments.texts
    width = max(len(content.heading), *(len(entry.cells) for entry in content.entries))
    cells: set[tuple[int, int]] = set()
    rows = []
    for place, entry in enumerate(content.entries):
        rows.append((*entry.cells, *[None] * (width - len(entry.cells)), note(entry, texts)))
        for remark in entry.remarks:
            cells |= {(place, content.columns.get(remark.column, width)), (place, width)}
    heading = [*content.heading, *[""] * (width - len(content.heading)), texts.plain("imports.remarks")]
    sheet = Sheet(texts.plain("imports.template.people"), heading, rows, cells)
    return OutgoingMessage(
        compose(
            texts.html("imports.marked.title"),
            texts.many("imports.marked.text", len(content.bad))
            if content.bad
            else texts.html("imports.marked.known"),
        ),
        attachment=Attachment(texts.plain("imports.marked.name"), MEDIA_TYPE, partial(workbook, [sheet])),
    )


def news(moments: Moments, kept: PeopleImport) -> OutgoingMessage:
    """Tell an organizer who has left the screen how their file stands."""
    texts, counts = moments.texts, kept.counts
    button = Button(
        texts.plain("imports.button.open"), press=Press(OPEN_IMPORT, kept.id), style=ButtonStyle.PRIMARY
    )
    match kept.state:
        case ImportState.CHECKED:
            told = compose(
                texts.html("imports.news.checked"),
                texts.html("imports.counts", new=counts["new"], there=counts["there"], bad=counts["bad"]),
            )
        case ImportState.ADDED:
            told = compose(texts.html("imports.news.added", added=counts["added"]))
        case _:
            told = compose(texts.html("imports.news.failed"))
    return OutgoingMessage(told, rows=((button,),))


def column_name(column: Column, texts: Texts) -> str:
    """Return what a column is called in the reader's language; a file with it is understood."""
    return texts.plain(f"imports.column.{column.value}")


def problem(remark: Remark, texts: Texts) -> str:
    """Return what is amiss in a cell, as the end of a sentence."""
    return texts.plain(
        f"imports.problem.{remark.problem.value}",
        column=column_name(remark.column, texts),
        row=remark.row or 0,
    )


def line(entry: Entry, texts: Texts) -> str:
    """Return what is amiss in a row, with its number."""
    problems = "; ".join(problem(remark, texts) for remark in entry.remarks)
    return texts.plain("imports.line", row=entry.number, what=problems)


def note(entry: Entry, texts: Texts) -> str | None:
    """Return the remark on a row; None for one that brings somebody new."""
    match entry.standing:
        case Standing.BAD:
            return line(entry, texts)
        case Standing.TWICE:
            return texts.plain("imports.note.twice", row=entry.number, twin=entry.twin or 0)
        case Standing.THERE:
            return texts.plain("imports.note.there", row=entry.number)
        case Standing.ROLE:
            return texts.plain("imports.note.role", row=entry.number)
        case Standing.NEW:
            return None


def _example(
    texts: Texts, who: str, role: str, email: str, phone: str | None, city: str
) -> tuple[str | None, ...]:
    name = [texts.plain(f"imports.example.{who}.{part}") for part in ("last", "first", "middle")]
    return (*name, role, email, phone, city, None, None)
