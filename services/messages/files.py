"""Messages with a file that somebody asked for."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from models import Invitation, JournalEntry, Membership, Role
from services.files.charts import bars
from services.files.codes import code_picture
from services.files.spreadsheet import MEDIA_TYPE, Sheet, workbook
from services.messages import journal
from services.messages.context import Context
from services.messages.letter import compose
from services.moments import Moments
from services.people import Standing
from services.ports import Attachment, OutgoingMessage
from services.reports import PeopleReport
from services.texts import Html, Texts


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
    header = [
        texts.plain(f"messages.journal.{column}")
        for column in ("day", "clock", "who", "what", "whom", "origin")
    ]
    rows = [
        (
            f"{moments.day_of(entry.at):%Y-%m-%d}",
            moments.clock(entry.at),
            journal.who(entry, texts),
            journal.what(entry, moments),
            journal.whom(entry),
            texts.plain(f"organizer.journal.origin.{entry.origin.value}"),
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


def state_words(texts: Texts) -> list[str]:
    """Return what the four states of a report on people are called, in their order."""
    return [
        texts.plain("messages.people.connected"),
        *(texts.plain(f"organizer.standing.{state.value}") for state in Standing),
    ]


def people_picture(moments: Moments, report: PeopleReport) -> OutgoingMessage:
    """Give an organizer the report on people as a picture of its numbers."""
    texts = moments.texts
    rows = [
        (f"{texts.plain(f'organizer.filter.{count.role.value}')} {count.total}", count.states)
        for count in sorted(report.roles, key=lambda count: -count.total)
    ]
    title = texts.plain(
        "messages.people.picture", day=moments.day(moments.today, relative=False, capital=False)
    )
    build = partial(bars, title, state_words(texts), rows)
    return OutgoingMessage(
        compose(texts.html("messages.people.title"), _totals(report, texts)),
        attachment=Attachment("people.png", "image/png", build),
    )


def people_table(moments: Moments, report: PeopleReport) -> OutgoingMessage:
    """Give an organizer the report on people as a spreadsheet: the numbers, then whom to look after."""
    texts = moments.texts
    numbers = Sheet(
        texts.plain("messages.people.sheet"),
        [texts.plain("messages.people.role"), *state_words(texts), texts.plain("messages.people.total")],
        [
            (texts.plain(f"organizer.filter.{count.role.value}"), *count.states, count.total)
            for count in report.roles
        ],
    )
    lists = [
        _people_sheet(texts.plain(f"organizer.standing.{state.value}"), members, moments)
        for state, members in ((Standing.WAITING, report.waiting), (Standing.LOST, report.lost))
    ]
    build = partial(workbook, [numbers, *lists])
    return OutgoingMessage(
        compose(texts.html("messages.people.title"), _totals(report, texts)),
        attachment=Attachment(f"people_{moments.today:%Y-%m-%d}.xlsx", MEDIA_TYPE, build),
    )


def _totals(report: PeopleReport, texts: Texts) -> Html:
    return texts.html(
        "messages.people.totals",
        total=sum(count.total for count in report.roles),
        waiting=len(report.waiting),
        lost=len(report.lost),
    )


def _people_sheet(title: str, members: Sequence[Membership], moments: Moments) -> Sheet:
    texts = moments.texts
    header = [
        texts.plain(f"messages.people.{column}") for column in ("name", "role", "email", "phone", "since")
    ]
    rows = [
        (
            member.person.full_name,
            texts.plain(f"roles.name.{member.role.value}"),
            member.person.email,
            member.person.phone,
            f"{moments.day_of(member.person.telegram_lost_at or member.created_at):%Y-%m-%d}",
        )
        for member in members
    ]
    return Sheet(title[:1].upper() + title[1:], header, rows)
