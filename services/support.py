"""Questions: to the clinic they reach its organizers, to an instructor them alone; answers go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import (
    JournalAction,
    JournalOrigin,
    Lesson,
    LessonStatus,
    Membership,
    NotificationKind,
    Organization,
    PatientProfile,
    SupportMessage,
)
from services import access, journal
from services.errors import NotHere, Refused
from services.invitations import Invitations
from services.notifications.planning import after_quiet_hours, owe, polite_moment
from services.policy import Actor, Permission, allowed, require
from services.ports import Clock
from services.roster import active_organizers

LONGEST_TEXT = 1000
"""Characters of a question or an answer: with its frame it fits into one message of Telegram (4096)."""

LONGEST_CAPTION = 500
"""Characters under a voice: with their frame they fit under one in Telegram (1024)."""

LONGEST_VOICE = 300
"""Seconds of a voice: what takes longer to say is better said in a call."""

MOST_AN_HOUR = 10
"""Questions one person can send within an hour: more than anyone needs, fewer than would bury the others."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its writer, and the answers it has had, oldest first, with theirs."""

    asked: SupportMessage
    answers: Sequence[SupportMessage]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice message: its id at Telegram and its length in seconds."""

    file_id: str
    seconds: int


def clean_words(text: str) -> str:
    """Return what somebody wrote without space around it. Raises Refused: ``words``, ``words-long``."""
    words = text.strip()
    if not words:
        raise Refused("words")
    if len(words) > LONGEST_TEXT:
        raise Refused("words-long", most=LONGEST_TEXT, length=len(words))
    return words


class Support:
    """Questions to the actor's clinic and to instructors."""

    def __init__(self, session: AsyncSession, clock: Clock, invitations: Invitations) -> None:
        self._session = session
        self._clock = clock
        self._invitations = invitations

    async def ask(self, actor: Actor, text: str, voice: Voice | None = None) -> SupportMessage:
        """Send a question to all organizers of the actor's clinic who use the bot.

        Raises Refused as ``check``, and ``support-nobody``, ``support-many``.
        """
        require(actor, Permission.ASK_SUPPORT)
        words = await self.check(actor, text, voice)
        question = await self._ask(actor.membership_id, actor.organization_id, words, voice)
        journal.record(self._session, actor, JournalAction.SUPPORT_ASKED, question.sent_at)
        return question

    async def check(self, actor: Actor, text: str, voice: Voice | None = None) -> str:
        """Return the words of a question or an answer without space around them.

        Beside a voice there may be none. Raises Refused as ``clean_words``, ``voice-long`` above
        ``LONGEST_VOICE``, ``voice-discreet`` where the clinic keeps what is said out of chats; NotHere.
        """
        if not allowed(actor, Permission.ASK_SUPPORT) and not allowed(actor, Permission.ANSWER_SUPPORT):
            raise NotHere
        if voice is None:
            return clean_words(text)
        clinic = await self._session.get_one(Organization, actor.organization_id)
        if clinic.discreet:
            raise Refused("voice-discreet")
        if voice.seconds > LONGEST_VOICE:
            raise Refused("voice-long", most=LONGEST_VOICE // 60)
        words = text.strip()
        if len(words) > LONGEST_CAPTION:
            raise Refused("words-long", most=LONGEST_CAPTION, length=len(words))
        return words

    async def ask_instructor(
        self, actor: Actor, text: str, lesson_id: int | None = None, voice: Voice | None = None
    ) -> SupportMessage:
        """Send a patient's question to the instructor of a lesson of theirs, or to the one who leads them.

        About a lesson of the same day it does not wait for the end of quiet hours. Raises NotHere; Refused as
        ``check``, ``support-many`` and ``no-instructor``.
        """
        require(actor, Permission.ASK_INSTRUCTOR)
        words = await self.check(actor, text, voice)
        instructor = await self.instructor_of(actor, lesson_id)
        if instructor is None:
            raise Refused("no-instructor")
        await self._slowly(actor.membership_id)
        now, person = self._clock.now(), instructor.person
        question = await self._write(actor.membership_id, words, None, instructor.id, lesson_id, voice)
        lesson = await self._session.get(Lesson, lesson_id) if lesson_id is not None else None
        near = lesson is not None and not lesson.over(now)
        owe(
            self._session,
            NotificationKind.SUPPORT_QUESTION,
            person,
            organization_id=actor.organization_id,
            key=str(question.id),
            due_at=polite_moment(now, lesson.starts_at, person)
            if lesson is not None and near
            else after_quiet_hours(now, person),
            membership_id=actor.membership_id,
            params={"message": question.id},
        )
        journal.record(
            self._session,
            actor,
            JournalAction.INSTRUCTOR_ASKED,
            now,
            subject_id=actor.membership_id,
            lesson_id=lesson_id,
        )
        return question

    async def instructor_of(self, actor: Actor, lesson_id: int | None = None) -> Membership | None:
        """Return who answers a patient: a lesson's instructor, else who leads them, else the next lesson's.

        Raises NotHere.
        """
        require(actor, Permission.ASK_INSTRUCTOR)
        if lesson_id is not None:
            return (await access.lesson(self._session, actor, lesson_id)).instructor
        leading = select(PatientProfile.instructor_id).where(
            PatientProfile.membership_id == actor.membership_id
        )
        query = (
            select(Membership)
            .options(joinedload(Membership.person))
            .where(Membership.id.in_(leading), Membership.deactivated_at.is_(None))
        )
        leader = (await self._session.scalars(query)).one_or_none()
        if leader is not None:
            return leader
        coming = (
            access.lessons_of(actor)
            .where(Lesson.status == LessonStatus.SCHEDULED, Lesson.ends_at > self._clock.now())
            .order_by(Lesson.starts_at)
            .limit(1)
        )
        lesson = (await self._session.scalars(coming)).one_or_none()
        return lesson.instructor if lesson is not None else None

    async def ask_before_consent(self, token: str, telegram_id: int, text: str) -> SupportMessage:
        """Send the question of whoever holds an open invitation and has not agreed to anything yet.

        The account is not written down; the answer goes to the invited person. Raises Refused as ``ask``, and
        with ``link-<state>`` when the link is not open to this account.
        """
        opened = await self._invitations.open(token, telegram_id)
        if not opened.open_to(instead=True) or opened.invitation is None:
            raise Refused(f"link-{opened.state.value}")
        invited = opened.invitation.membership
        question = await self._ask(invited.id, invited.organization_id, clean_words(text))
        asked, origin = JournalAction.SUPPORT_ASKED, JournalOrigin.TELEGRAM
        journal.record_of_nobody(self._session, invited, asked, origin, question.sent_at)
        return question

    async def question(self, actor: Actor, question_id: int) -> Question:
        """Return a question to the organizer's clinic, or to the instructor. Raises NotHere."""
        asked = await access.question(self._session, actor, question_id)
        answers = await self._session.scalars(
            select(SupportMessage)
            .options(joinedload(SupportMessage.author).joinedload(Membership.person))
            .where(SupportMessage.question_id == asked.id)
            .order_by(SupportMessage.id)
        )
        return Question(asked, answers.all())

    async def answer(
        self, actor: Actor, question_id: int, text: str, voice: Voice | None = None
    ) -> SupportMessage:
        """Send the writer of a question an answer.

        Raises NotHere; Refused as ``check``, ``support-gone`` where the writer has left, and
        ``support-unreachable`` where neither the bot nor a mail gets to them.
        """
        asked = await access.question(self._session, actor, question_id)
        words, now, writer = await self.check(actor, text, voice), self._clock.now(), asked.author
        if writer.deactivated_at is not None:
            raise Refused("support-gone")
        if writer.person.telegram_id is None and writer.person.email is None:
            raise Refused("support-unreachable", phone=writer.person.phone or "—")
        answer = await self._write(actor.membership_id, words, asked.id, voice=voice)
        owe(
            self._session,
            NotificationKind.SUPPORT_ANSWER,
            writer.person,
            organization_id=actor.organization_id,
            key=str(answer.id),
            due_at=after_quiet_hours(now, writer.person),
            membership_id=writer.id,
            params={"message": answer.id},
        )
        journal.record(self._session, actor, JournalAction.SUPPORT_ANSWERED, now, subject_id=writer.id)
        return answer

    async def _ask(
        self, author_id: int, organization_id: int, words: str, voice: Voice | None = None
    ) -> SupportMessage:
        now = self._clock.now()
        await self._slowly(author_id)
        organizers = await active_organizers(self._session, organization_id)
        if not organizers:
            raise Refused("support-nobody")
        question = await self._write(author_id, words, None, voice=voice)
        for organizer in organizers:
            owe(
                self._session,
                NotificationKind.SUPPORT_QUESTION,
                organizer.person,
                organization_id=organization_id,
                key=str(question.id),
                due_at=after_quiet_hours(now, organizer.person),
                membership_id=author_id,
                params={"message": question.id},
            )
        return question

    async def _slowly(self, author_id: int) -> None:
        hour_ago = self._clock.now() - timedelta(hours=1)
        recent = select(func.count(SupportMessage.id)).where(
            SupportMessage.author_id == author_id,
            SupportMessage.question_id.is_(None),
            SupportMessage.sent_at > hour_ago,
        )
        if (await self._session.scalar(recent) or 0) >= MOST_AN_HOUR:
            raise Refused("support-many")

    async def _write(
        self,
        author_id: int,
        words: str,
        question_id: int | None,
        addressee_id: int | None = None,
        lesson_id: int | None = None,
        voice: Voice | None = None,
    ) -> SupportMessage:
        message = SupportMessage(
            author_id=author_id,
            question_id=question_id,
            addressee_id=addressee_id,
            lesson_id=lesson_id,
            sent_at=self._clock.now(),
        )
        self._session.add(message)
        message.text = words
        if voice is not None:
            message.voice, message.voice_seconds = voice.file_id, voice.seconds
        await self._session.flush()
        return message
