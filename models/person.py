"""People, the roles they hold in clinics, and what is known of a patient."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, HasUid, Sealed, enum_column
from models.organization import Organization

USUAL_QUIET_HOURS = (time(21), time(8))
"""From when until when nothing but what cannot wait is sent to a person who chose no other hours."""

ERASED_NAME = "\u2063—\u2063"
"""What stands for the name of somebody whose data were erased; ``services.texts`` puts words in its place."""


class Role(StrEnum):
    """What a person may do in a clinic."""

    ORGANIZER = "organizer"
    DOCTOR = "doctor"
    INSTRUCTOR = "instructor"
    PATIENT = "patient"


class Person(HasUid, Base):
    """A human being, in however many clinics; names and contacts are kept sealed.

    ``email_index`` and ``phone_index`` are keyed hashes for look-up. ``telegram_id`` is set by activation;
    ``telegram_lost_at`` is when Telegram last refused to deliver for good (blocked, deactivated).
    ``phone_confirmed_at`` is when the person showed in Telegram that the phone is theirs,
    ``sign_in_stopped_at`` when they said that a sign-in was not: no code lets anybody in before they are
    invited anew. ``quiet_from`` and ``quiet_until`` are clock times in ``timezone``, None for the usual ones.
    ``muted`` are the kinds of messages they do without (``services.reminders``). ``erasure_asked_at`` is when
    they asked to be forgotten, ``erased_at`` when that was done: the row stays, for what counts people.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_name_sealed: Mapped[str] = mapped_column(Text)
    first_name_sealed: Mapped[str] = mapped_column(Text)
    middle_name_sealed: Mapped[str | None] = mapped_column(Text)
    email_sealed: Mapped[str | None] = mapped_column(Text)
    email_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone_sealed: Mapped[str | None] = mapped_column(Text)
    phone_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone_confirmed_at: Mapped[datetime | None]
    timezone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    telegram_lost_at: Mapped[datetime | None]
    muted: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    erasure_asked_at: Mapped[datetime | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]
    sign_in_stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    last_name = Sealed()
    first_name = Sealed()
    middle_name = Sealed()
    email = Sealed()
    phone = Sealed()

    @property
    def full_name(self) -> str:
        """Family name, first name and patronymic."""
        return self._named(self.last_name, self.first_name, self.middle_name)

    @property
    def list_name(self) -> str:
        """Family and first name: short enough for a button, long enough to tell namesakes apart."""
        return self._named(self.last_name, self.first_name)

    @property
    def polite_name(self) -> str:
        """How the person is addressed: first name and patronymic, or the first name alone."""
        return self._named(self.first_name, self.middle_name)

    def does_without(self, kind: str) -> bool:
        """Say whether the person wants no messages of this kind."""
        return kind in (self.muted or ())

    def _named(self, *parts: str | None) -> str:
        return ERASED_NAME if self.erased_at is not None else " ".join(filter(None, parts))

    @property
    def quiet_hours(self) -> tuple[time, time]:
        """From when until when, in the person's own time, nothing but what cannot wait is sent."""
        usual_from, usual_until = USUAL_QUIET_HOURS
        return (
            usual_from if self.quiet_from is None else self.quiet_from,
            usual_until if self.quiet_until is None else self.quiet_until,
        )


class FormerEmail(HasUid, Base):
    """The address a person had before a clinic changed it, until the letter about that has gone there."""

    __tablename__ = "former_email"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email_sealed: Mapped[str] = mapped_column(Text)

    email = Sealed()


class Membership(Base):
    """A role a person holds in a clinic; ``activated_at`` is set when its invitation was used."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("organization_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise", innerjoin=True)
    organization: Mapped[Organization] = relationship(lazy="raise", innerjoin=True)


class PatientProfile(Base):
    """Who leads a patient: the doctor who clears them and the instructor who holds their lessons."""

    __tablename__ = "patient_profile"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    doctor_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
