"""Files that people asked for, read and rendered right before they go out."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import Invitation, Membership, Notification, NotificationKind, PeopleImport
from services.errors import NotHere
from services.export import Exporting
from services.invitations import Invitations
from services.journal import Journal
from services.lessons.calendar_files import CalendarFiles
from services.messages import calendar_files, export, files, imports
from services.messages.context import Context
from services.moments import Moments, Reader
from services.people_import.content import Content
from services.policy import Actor
from services.ports import Clock, OutgoingMessage
from services.reports import Reports

ASKED = (
    NotificationKind.INVITATION_CODE,
    NotificationKind.INVITATION_TO_FORWARD,
    NotificationKind.JOURNAL_FILE,
    NotificationKind.DATA_EXPORT,
    NotificationKind.PEOPLE_TABLE,
    NotificationKind.PEOPLE_PICTURE,
    NotificationKind.IMPORT_TEMPLATE,
    NotificationKind.IMPORT_MARKED,
    NotificationKind.IMPORT_NEWS,
    NotificationKind.LESSON_FILE,
    NotificationKind.LESSONS_FILE,
)
"""What was asked for in the chat: it goes there and has no place in a mail."""


class Asked:
    """Makes the messages of ``ASKED``."""

    def __init__(self, session: AsyncSession, clock: Clock, invitations: Invitations) -> None:
        self._session = session
        self._clock = clock
        self._invitations = invitations

    async def message(self, row: Notification, context: Context, moments: Moments) -> OutgoingMessage | None:
        """Return the message, None where what was asked for is no more."""
        match row.kind:
            case NotificationKind.INVITATION_CODE | NotificationKind.INVITATION_TO_FORWARD:
                return await self._invitation(row, context, moments)
            case NotificationKind.JOURNAL_FILE:
                return await self._journal(row, context, moments)
            case NotificationKind.DATA_EXPORT:
                return export.message(await Exporting(self._session, moments).of(context.recipient), moments)
            case NotificationKind.PEOPLE_TABLE | NotificationKind.PEOPLE_PICTURE:
                return await self._people(row, context, moments)
            case NotificationKind.IMPORT_TEMPLATE:
                return imports.template(moments)
            case NotificationKind.IMPORT_MARKED | NotificationKind.IMPORT_NEWS:
                return await self._import(row, moments)
            case NotificationKind.LESSON_FILE | NotificationKind.LESSONS_FILE:
                return await self._calendar(row, context, moments)
            case _:
                return None

    async def _invitation(
        self, row: Notification, context: Context, moments: Moments
    ) -> OutgoingMessage | None:
        invitation = await self._session.get_one(
            Invitation,
            row.params["invitation"],
            options=[joinedload(Invitation.membership).joinedload(Membership.person)],
        )
        if not invitation.open_at(moments.now):
            return None
        link = self._invitations.link(invitation)
        if link is None:
            return None
        if row.kind is NotificationKind.INVITATION_TO_FORWARD:
            return files.invitation_to_forward(context, moments, invitation.membership, link)
        return files.invitation_code(context, moments, invitation.membership, invitation, link)

    async def _journal(self, row: Notification, context: Context, moments: Moments) -> OutgoingMessage | None:
        if context.subject is None:
            return None
        days = (date.fromisoformat(str(row.params["first"])), date.fromisoformat(str(row.params["last"])))
        entries = await Journal(self._session, self._clock).days(
            Actor.of(context.subject), *days, _id(row, "who"), _id(row, "whose")
        )
        zone = context.organization.timezone
        # A day of the journal is the clinic's, whoever reads it.
        there = Moments(moments.texts, Reader(moments.texts.language, zone, zone), moments.now)
        return files.journal_file(context, there, days, entries)

    async def _people(self, row: Notification, context: Context, moments: Moments) -> OutgoingMessage | None:
        if context.subject is None:
            return None
        report = await Reports(self._session, self._clock).people(Actor.of(context.subject))
        if row.kind is NotificationKind.PEOPLE_PICTURE:
            return files.people_picture(moments, report)
        return files.people_table(moments, report)

    async def _calendar(
        self, row: Notification, context: Context, moments: Moments
    ) -> OutgoingMessage | None:
        if context.subject is None:
            return None
        actor, bot = Actor.of(context.subject), self._invitations.bot
        asked = CalendarFiles(self._session, self._clock)
        try:
            if row.kind is NotificationKind.LESSONS_FILE:
                lessons = await asked.coming(actor)
                return calendar_files.lessons_file(context, moments, actor, lessons, bot) if lessons else None
            lesson = await asked.lesson(actor, int(row.params["lesson"]))
        except NotHere:
            return None
        if lesson.version != row.params["version"]:
            return None
        renewed = "renewed" in row.params
        return calendar_files.lesson_file(context, moments, actor, lesson, bot, renewed=renewed)

    async def _import(self, row: Notification, moments: Moments) -> OutgoingMessage | None:
        kept = await self._session.get_one(PeopleImport, row.params["import"])
        if row.kind is NotificationKind.IMPORT_MARKED:
            return None if kept.content is None else imports.marked(moments, Content.load(kept.content))
        if kept.seen_at is not None or kept.state.value != row.params["state"]:
            return None
        return imports.news(moments, kept)


def _id(row: Notification, name: str) -> int | None:
    kept = row.params.get(name)
    return int(kept) if kept is not None else None
