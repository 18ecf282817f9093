"""Messages with a file that somebody asked for."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from models import Invitation, JournalEntry, Membership, Role
from services.files.codes import code_picture
from services.files.spreadsheet import MEDIA_TYPE, Sheet, workbook
from services.messages import journal
from services.messages.context import Context
from services.messages.letter import compose
from services.moments import Moments
from services.ports import Attachment, OutgoingMessage


def invitation_code(
    context: Context, moments: Moments, membership: Membership, row: Invitation, link: str
) -> OutgoingMessage:
    """Show an organizer the code that somebody scans with their phone's camera."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.code.title", name=membership.person.full_name),
            texts.html("messages.code.role", role=texts.plain(f"roles.name.{membership.role.value}")),
            texts.html("messages.code.until", moment=moments.moment_html(row.expires_at, capital=False)),
            texts.html("messages.code.how"),
        ),
        attachment=Attachment("invitation.png", "image/png", partial(code_picture, link)),
    )


def invitation_to_forward(
    context: Context, moments: Moments, membership: Membership, link: str
) -> OutgoingMessage:
    """Give an organizer a message with nothing in it but what the invited person is to read."""
    clinic = context.organization
    name = clinic.patient_name if membership.role is Role.PATIENT else clinic.name
    return OutgoingMessage(moments.texts.html("messages.forward.text", clinic=name, link=link))


def journal_file(
    context: Context, moments: Moments, days: tuple[date, date], entries: Sequence[JournalEntry]
) -> OutgoingMessage:
    """Give an organizer the journal of some days; ``moments`` are the clinic's."""
    texts = moments.texts
    header = [texts.plain(f"messages.journal.{column}") for column in ("day", "clock", "who", "what", "whom")]
    rows = [
        (
            f"{moments.day_of(entry.at):%Y-%m-%d}",
            moments.clock(entry.at),
            journal.who(entry, texts),
            journal.what(entry, moments),
            journal.whom(entry),
        )
        for entry in entries
    ]
    sheet = Sheet(texts.plain("messages.journal.sheet"), header, rows)
    first, last = days
    span = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d}_{last:%Y-%m-%d}"
    return OutgoingMessage(
        compose(
            texts.html("messages.journal.title"),
            texts.html(
                "messages.journal.days",
                first=moments.day(first, relative=False),
                last=moments.day(last, relative=False, capital=False),
            )
            if first != last
            else texts.html("messages.journal.one_day", day=moments.day(first, relative=False)),
            texts.many("messages.journal.entries", len(rows)),
        ),
        attachment=Attachment(f"journal_{span}.xlsx", MEDIA_TYPE, partial(workbook, [sheet])),
    )
