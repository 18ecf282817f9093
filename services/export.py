"""Reading all that is kept of a person, for that person: nothing of anybody else but who works with them.

Other patients are counted, never named. Staff are named as the person sees them. Moments in the data are UTC.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Clearance,
    Consent,
    JournalEntry,
    Lesson,
    LessonParticipant,
    LessonStatus,
    MeetingHost,
    Membership,
    Notification,
    Organization,
    PatientProfile,
    Person,
    Role,
    SupportMessage,
)
from services.messages import journal
from services.messages.export import Export, Section, utc
from services.messages.voices import said
from services.moments import Moments
from services.texts import language_name


class Exporting:
    """Gathers one person's data, in the words and by the clocks of ``moments``.

    The page says once whose time it is told in, instead of on every line where the clinic's clocks differ.
    """

    def __init__(self, session: AsyncSession, moments: Moments) -> None:
        self._session = session
        reader = replace(moments.reader, clinic_timezone=moments.reader.timezone)
        self._moments = Moments(moments.texts, reader, moments.now)
        self._texts = moments.texts

    async def of(self, person: Person) -> Export:
        """Return all that is kept of the person."""
        roles = (
            await self._session.scalars(
                select(Membership)
                .options(joinedload(Membership.organization))
                .where(Membership.person_id == person.id)
                .order_by(Membership.id)
            )
        ).all()
        parts = [
            self._person(person),
            self._roles(roles),
            await self._consents(person, roles),
            await self._health(roles),
            await self._lessons(roles),
            await self._messages(person),
            await self._questions(roles),
            await self._journal(roles),
        ]
        data = {name: value for name, value, _ in parts}
        return Export(
            language=self._texts.language,
            title=self._texts.plain("privacy.file.title", name=person.full_name),
            made=self._texts.plain(
                "privacy.file.made",
                moment=self._moment(self._moments.now, capital=False),
                zone=self._moments.place(self._moments.reader.timezone),
            ),
            sections=[section for _, _, section in parts if section is not None],
            data={"made_at": utc(self._moments.now), **data},
        )

    def _person(self, person: Person) -> tuple[str, Any, Section | None]:
        start, end = person.quiet_hours
        hours = f"{start:%H:%M}–{end:%H:%M}"
        data = {
            "last_name": person.last_name,
            "first_name": person.first_name,
            "middle_name": person.middle_name,
            "email": person.email,
            "phone": person.phone,
            "telegram_id": person.telegram_id,
            "language": person.language,
            "timezone": person.timezone,
            "quiet_hours": hours,
            "reminders_switched_off": list(person.muted or ()),
            "registered_at": utc(person.created_at),
        }
        facts = [
            (self._fact("name"), person.full_name),
            (self._fact("email"), person.email or "—"),
            (self._fact("phone"), person.phone or "—"),
            (self._fact("telegram"), str(person.telegram_id or "—")),
            (self._fact("language"), language_name(person.language)),
            (self._fact("zone"), self._moments.place(person.timezone)),
            (self._fact("quiet"), hours),
            (self._fact("muted"), ", ".join(map(self._kind, person.muted or ())) or "—"),
            (self._fact("registered"), self._moment(person.created_at)),
        ]
        return "person", data, Section(self._title("person"), facts)

    def _roles(self, roles: Sequence[Membership]) -> tuple[str, Any, Section | None]:
        data = [
            {
                "clinic": _clinic(role),
                "role": role.role.value,
                "since": utc(role.created_at),
                "activated_at": utc(role.activated_at),
                "closed_at": utc(role.deactivated_at),
            }
            for role in roles
        ]
        lines = [
            self._texts.plain(
                "privacy.file.role",
                clinic=_clinic(role),
                role=self._role(role.role),
                since=self._moment(role.activated_at or role.created_at, capital=False),
            )
            for role in roles
        ]
        return "roles", data, Section(self._title("roles"), lines=lines)

    async def _consents(self, person: Person, roles: Sequence[Membership]) -> tuple[str, Any, Section | None]:
        names = {role.organization_id: _clinic(role) for role in roles}
        found = await self._session.execute(
            select(Consent, Organization.patient_name)
            .join(Organization, Organization.id == Consent.organization_id)
            .where(Consent.person_id == person.id)
            .order_by(Consent.id)
        )
        data, lines = [], []
        for consent, neutral in found:
            clinic = names.get(consent.organization_id, neutral)
            data.append(
                {
                    "clinic": clinic,
                    "version": consent.text_version,
                    "language": consent.language,
                    "given_at": utc(consent.given_at),
                    "withdrawn_at": utc(consent.withdrawn_at),
                }
            )
            lines.append(
                self._texts.plain(
                    "privacy.file.consent" if consent.withdrawn_at is None else "privacy.file.consent_over",
                    clinic=clinic,
                    version=consent.text_version,
                    given=self._moment(consent.given_at, capital=False),
                    withdrawn=self._moment(consent.withdrawn_at or consent.given_at, capital=False),
                )
            )
        return "consents", data, Section(self._title("consents"), lines=lines, nothing=self._nothing())

    async def _health(self, roles: Sequence[Membership]) -> tuple[str, Any, Section | None]:
        """Return who leads a patient and until when the doctor allows lessons; nothing more is told them."""
        data, lines = [], []
        for role in roles:
            if role.role is Role.PATIENT:
                told, words = await self._clearance(role)
                data.append(told)
                lines.extend(words)
            if role.role is Role.INSTRUCTOR:
                query = select(MeetingHost).where(MeetingHost.membership_id == role.id)
                for host in await self._session.scalars(query):
                    data.append({"clinic": _clinic(role), "meeting_login": host.login})
                    lines.append(self._texts.plain("privacy.file.host", login=host.login or "—"))
        section = Section(self._title("lead"), lines=lines) if lines else None
        return "care", data, section

    async def _clearance(self, patient: Membership) -> tuple[dict[str, Any], list[str]]:
        profile = await self._session.get(PatientProfile, patient.id)
        doctor = await self._name(profile.doctor_id if profile else None)
        instructor = await self._name(profile.instructor_id if profile else None)
        rows = await self._session.scalars(select(Clearance).where(Clearance.patient_id == patient.id))
        clearance = rows.one_or_none()
        until = clearance.valid_until if clearance is not None and clearance.was_given else None
        data = {
            "clinic": _clinic(patient),
            "doctor": doctor,
            "instructor": instructor,
            "exercise_allowed_until": until.isoformat() if until is not None else None,
        }
        words = [
            self._texts.plain("privacy.file.doctor", name=doctor or "—"),
            self._texts.plain("privacy.file.instructor", name=instructor or "—"),
            self._texts.plain("privacy.file.allowed", day=self._moments.until_day(until))
            if until is not None
            else self._texts.plain("privacy.file.not_allowed"),
        ]
        return data, words

    async def _lessons(self, roles: Sequence[Membership]) -> tuple[str, Any, Section | None]:
        ids = [role.id for role in roles]
        mine = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id.in_(ids))
        lessons = await self._session.scalars(
            select(Lesson)
            .options(
                joinedload(Lesson.instructor).joinedload(Membership.person),
                selectinload(Lesson.participants),
            )
            .where(or_(Lesson.instructor_id.in_(ids), Lesson.id.in_(mine)))
            .order_by(Lesson.starts_at)
        )
        data, lines = [], []
        for lesson in lessons:
            place = next((p for p in lesson.participants if p.patient_id in ids), None)
            state = "cancelled" if lesson.status is LessonStatus.CANCELLED else "scheduled"
            told: dict[str, Any] = {
                "starts_at": utc(lesson.starts_at),
                "minutes": lesson.minutes,
                "state": state,
            }
            name = self._texts.names(lesson.instructor.person.full_name)
            if place is None:
                told["patients"] = len(lesson.participants)
                who = self._texts.many_plain("privacy.file.patients", len(lesson.participants))
            else:
                told |= {"instructor": name, "place": place.state.value, "reason": place.reason}
                who = self._texts.plain("privacy.file.led_by", name=name)
            data.append(told)
            lines.append(
                self._texts.plain(
                    f"privacy.file.lesson.{state}",
                    moment=self._moment(lesson.starts_at),
                    minutes=self._moments.minutes(lesson.minutes),
                    who=who,
                )
            )
        return "lessons", data, Section(self._title("lessons"), lines=lines, nothing=self._nothing())

    async def _messages(self, person: Person) -> tuple[str, Any, Section | None]:
        rows = await self._session.scalars(
            select(Notification)
            .where(Notification.recipient_id == person.id)
            .order_by(Notification.due_at, Notification.id)
        )
        data, lines = [], []
        for row in rows:
            channel = row.sent_by or row.channel
            at = row.sent_at or row.due_at
            data.append(
                {
                    "kind": row.kind.value,
                    "state": row.state.value,
                    "due_at": utc(row.due_at),
                    "sent_at": utc(row.sent_at),
                    "channel": channel.value,
                }
            )
            lines.append(
                self._texts.plain(
                    "privacy.file.message",
                    moment=self._moment(at),
                    kind=self._kind(row.kind.value),
                    channel=self._texts.plain(f"privacy.file.channel.{channel.value}"),
                    state=self._texts.plain(f"privacy.file.state.{row.state.value}"),
                )
            )
        return "messages", data, Section(self._title("messages"), lines=lines, nothing=self._nothing())

    async def _questions(self, roles: Sequence[Membership]) -> tuple[str, Any, Section | None]:
        """Return what the person asked their clinics and what was answered, and their own answers."""
        ids = [role.id for role in roles]
        asked = select(SupportMessage.id).where(SupportMessage.author_id.in_(ids))
        rows = await self._session.scalars(
            select(SupportMessage)
            .where(or_(SupportMessage.author_id.in_(ids), SupportMessage.question_id.in_(asked)))
            .order_by(SupportMessage.sent_at, SupportMessage.id)
        )
        data, lines = [], []
        for row in rows:
            own = row.author_id in ids
            words = said(row, self._texts)
            data.append({"at": utc(row.sent_at), "by": "you" if own else "clinic", "text": words})
            by = self._texts.plain("privacy.file.by_you" if own else "privacy.file.by_clinic")
            told = {"moment": self._moment(row.sent_at), "who": by, "what": words}
            lines.append(self._texts.plain("privacy.file.entry", **told))
        section = Section(self._title("questions"), lines=lines) if lines else None
        return "questions", data, section

    async def _journal(self, roles: Sequence[Membership]) -> tuple[str, Any, Section | None]:
        """Return what was done with the person's data, and by them; others are named by their role alone."""
        ids = [role.id for role in roles]
        lessons = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id.in_(ids))
        about = or_(
            JournalEntry.subject_id.in_(ids),
            JournalEntry.actor_id.in_(ids),
            JournalEntry.lesson_id.in_(lessons),
        )
        rows = await self._session.scalars(
            select(JournalEntry)
            .options(joinedload(JournalEntry.actor))
            .where(about)
            .order_by(JournalEntry.at, JournalEntry.id)
        )
        data, lines = [], []
        for entry in rows:
            own = entry.actor_id in ids
            by = entry.actor.role.value if entry.actor is not None else entry.origin.value
            data.append({"at": utc(entry.at), "by": "you" if own else by, "action": entry.action.value})
            lines.append(
                self._texts.plain(
                    "privacy.file.entry",
                    moment=self._moment(entry.at),
                    who=self._by(entry, own=own),
                    what=journal.what(entry, self._moments),
                )
            )
        return "journal", data, Section(self._title("journal"), lines=lines, nothing=self._nothing())

    def _by(self, entry: JournalEntry, *, own: bool) -> str:
        if own:
            return self._texts.plain("privacy.file.by_you")
        if entry.actor is None:
            return self._texts.plain(f"organizer.journal.nobody.{entry.origin.value}")
        return self._role(entry.actor.role)

    async def _name(self, membership_id: int | None) -> str | None:
        if membership_id is None:
            return None
        query = select(Person).join(Membership, Membership.person_id == Person.id)
        person = (await self._session.scalars(query.where(Membership.id == membership_id))).one()
        return self._texts.names(person.full_name)

    def _kind(self, kind: str) -> str:
        if f"privacy.kind.{kind}" not in self._texts:
            return self._texts.plain("privacy.kind.other")
        return self._texts.plain(f"privacy.kind.{kind}")

    def _moment(self, moment: Any, *, capital: bool = True) -> str:
        return self._moments.moment(moment, capital=capital, relative=False)

    def _role(self, role: Role) -> str:
        return self._texts.plain(f"roles.name.{role.value}")

    def _title(self, part: str) -> str:
        return self._texts.plain(f"privacy.file.title.{part}")

    def _fact(self, name: str) -> str:
        return self._texts.plain(f"privacy.file.fact.{name}")

    def _nothing(self) -> str:
        return self._texts.plain("privacy.file.nothing")


def _clinic(role: Membership) -> str:
    """Return the clinic's name as this role may read it."""
    organization = role.organization
    return organization.patient_name if role.role is Role.PATIENT else organization.name
