"""The same people in every test: two clinics, each with an organizer, a doctor, an instructor, two patients.

The clinic is in Moscow; its first patient lives in Vladivostok and is nearly always the one a test is about,
the second reads English. The other clinic is in Berlin: its people are the outsiders. Everybody has
activated, every patient is cleared for thirty days, and nothing is owed to anyone. The instructors do without
the day's lessons in the morning, but where a test is about them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import HostProvider, MeetingHost, Membership, Notification, NotificationKind, Role
from services import timetable
from services.checkups import Checkups
from services.clearances import Clearances
from services.clinics import Clinics
from services.corrections import Corrections
from services.farewell import Farewell
from services.identity import Identity
from services.invitations import Invitations
from services.journal import Journal
from services.leaving import Leaving
from services.lessons.answers import Answers
from services.lessons.attendance import Attendance
from services.lessons.book import LessonBook
from services.lessons.calendar import LessonCalendar
from services.lessons.calendar_files import CalendarFiles
from services.lessons.calling_off import CallingOff
from services.lessons.changing_length import ChangingLength
from services.lessons.changing_people import ChangingPeople
from services.lessons.dates import Repeat
from services.lessons.delivering import Delivering
from services.lessons.entering import Entering
from services.lessons.entry import Entry
from services.lessons.extending import Extending
from services.lessons.handover import HandOver
from services.lessons.moving_series import MovingSeries
from services.lessons.offers import Offers
from services.lessons.schedule import LessonPlan, Schedule
from services.lessons.series import Series, SeriesPlan
from services.lessons.standing_in import StandingIn
from services.meeting_hosts import MeetingHosts
from services.notifications.reading import Reading
from services.own_contacts import OwnContacts
from services.people import People
from services.people_import.imports import PeopleImports
from services.policy import Actor
from services.privacy import Privacy
from services.profile import Profile
from services.registration import NewPerson, Registration
from services.reports import Reports
from services.signing_in import SigningIn
from services.support import Support
from services.texts import Catalogues
from services.vault import Vault
from tests.clock import FixedClock

BOT = "example_bot"
CATALOGUES = Catalogues(Path(__file__).parents[2] / "locales")
MOSCOW, VLADIVOSTOK, BERLIN = "Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin"
OPENING = datetime(2026, 11, 23, 6, 45, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CLEARED_UNTIL = date(2026, 12, 23)
SUPPORT = "+7 495 000-00-00"


@dataclass(frozen=True)
class Clinic:
    """One clinic's people."""

    organizer: Actor
    doctor: Actor
    instructor: Actor
    patient: Actor
    second: Actor

    @property
    def everyone(self) -> tuple[Actor, ...]:
        """All of them."""
        return (self.organizer, self.doctor, self.instructor, self.patient, self.second)


class Office:
    """The services over one session, as a press has them."""

    def __init__(self, session: AsyncSession, clock: FixedClock, vault: Vault) -> None:
        self.session = session
        self.clock = clock
        self.vault = vault
        self.invitations = Invitations(session, clock, vault, BOT)
        self.people = People(session, clock, self.invitations)
        self.registration = Registration(session, clock, vault, self.invitations)
        self.imports = PeopleImports(session, clock)
        self.clinics = Clinics(session, clock)
        self.checkups = Checkups(session, clock)
        self.hosts = MeetingHosts(session, clock, vault)
        self.leaving = Leaving(session, clock, self.invitations)
        self.corrections = Corrections(session, clock, vault, self.invitations)
        self.handover = HandOver(session, clock)
        self.standing_in = StandingIn(session, clock)
        self.extending = Extending(session, clock)
        self.moving_series = MovingSeries(session, clock)
        self.changing_length = ChangingLength(session, clock)
        self.changing_people = ChangingPeople(session, clock)
        self.clearances = Clearances(session, clock)
        self.schedule = Schedule(session, clock)
        self.series = Series(session, clock)
        self.calling_off = CallingOff(session, clock)
        self.answers = Answers(session, clock)
        self.offers = Offers(session, clock)
        self.entry = Entry(session, clock)
        self.delivering = Delivering(session, clock)
        self.attendance = Attendance(session, clock)
        self.calendar_files = CalendarFiles(session, clock)
        self.book = LessonBook(session, clock)
        self.calendar = LessonCalendar(session, clock)
        self.identity = Identity(session, clock)
        self.profile = Profile(session, clock)
        self.journal = Journal(session, clock)
        self.farewell = Farewell(session, clock, self.invitations)
        self.privacy = Privacy(session, clock)
        self.reading = Reading(session, clock, CATALOGUES, self.invitations)
        self.signing_in = SigningIn(session, clock, vault)
        self.own_contacts = OwnContacts(session, clock, vault)
        self.reports = Reports(session, clock)
        self.support = Support(session, clock, self.invitations)
        self.entering = Entering(session, clock, self.support)

    async def token(self, membership_id: int) -> str:
        """Return the token of someone's newest invitation, as its link has it."""
        invitation = await self.invitations.current(membership_id)
        assert invitation is not None
        link = self.invitations.link(invitation)
        assert link is not None
        return link.rpartition("=")[2]

    async def activate(self, membership: Membership, telegram_id: int) -> Actor:
        """Let a person follow their link."""
        token = await self.token(membership.id)
        accepted = await self.invitations.accept(
            token, telegram_id, language=membership.person.language, timezone=None
        )
        return Actor.of(accepted)


MEMBERS: dict[str, tuple[tuple[NewPerson, int], ...]] = {
    MOSCOW: (
        (
            NewPerson(Role.ORGANIZER, "Примерова", "Вера", "Условновна", "org@demo.invalid", MOSCOW),
            101,
        ),
        (NewPerson(Role.DOCTOR, "Образцов", "Илья", "Шаблонович", "doc@demo.invalid", MOSCOW), 102),
        (
            NewPerson(
                Role.INSTRUCTOR,
                "Вариантова",
                "Алла",
                "Эталоновна",
                "ins@demo.invalid",
                MOSCOW,
                phone="+79000000003",
                meeting_provider=HostProvider.ZOOM,
            ),
            103,
        ),
        (
            NewPerson(
                Role.PATIENT,
                "Пробный",
                "Пётр",
                "Началович",
                "p1@demo.invalid",
                VLADIVOSTOK,
                phone="+79000000004",
            ),
            104,
        ),
        (NewPerson(Role.PATIENT, "Sample", "Anna", None, "p2@demo.invalid", MOSCOW, language="en"), 105),
    ),
    BERLIN: (
        (NewPerson(Role.ORGANIZER, "Muster", "Erika", None, "org@away.invalid", BERLIN, "en"), 201),
        (NewPerson(Role.DOCTOR, "Muster", "Klara", None, "doc@away.invalid", BERLIN, "en"), 202),
        (
            NewPerson(
                Role.INSTRUCTOR,
                "Muster",
                "Jonas",
                None,
                "ins@away.invalid",
                BERLIN,
                "en",
                meeting_provider=HostProvider.LINK,
                meeting_login="https://meet.example.org/room",
            ),
            203,
        ),
        (NewPerson(Role.PATIENT, "Muster", "Max", None, "p1@away.invalid", BERLIN, "en"), 204),
        (NewPerson(Role.PATIENT, "Muster", "Lena", None, "p2@away.invalid", BERLIN, "en"), 205),
    ),
}


async def found(office: Office, zone: str, name: str) -> Clinic:
    """Found a clinic and let its people activate."""
    (organizer, telegram_id), *others = MEMBERS[zone]
    first, _ = await office.registration.found_clinic(
        name=name, patient_name="Центр", timezone=zone, organizer=organizer, support_contact=SUPPORT
    )
    actors = [await office.activate(first, telegram_id)]
    for new, telegram_id in others:
        member = await office.registration.register(actors[0], new)
        actors.append(await office.activate(member, telegram_id))
    clinic = Clinic(*actors)
    for patient in (clinic.patient, clinic.second):
        await office.clearances.give(clinic.doctor, patient.membership_id, CLEARED_UNTIL)
    return clinic


async def found_both(session: AsyncSession, clock: FixedClock, vault: Vault) -> tuple[Clinic, Clinic]:
    """Found the clinic and the other one; nothing that it owed is left."""
    office = Office(session, clock, vault)
    home = await found(office, MOSCOW, "Онкоцентр «Пример»")
    away = await found(office, BERLIN, "Cancer Centre Beispiel")
    await session.flush()
    for instructor in (home.instructor, away.instructor):
        await office.profile.switch(instructor, NotificationKind.DAY_TOLD, on=False)
    await session.flush()
    await session.execute(delete(Notification))
    await session.execute(update(MeetingHost).values(check_due_at=None, checked_at=clock.now()))
    return home, away


def moscow(text: str) -> datetime:
    """Return the moment of a wall-clock time ``YYYY-MM-DD HH:MM`` in Moscow."""
    return timetable.to_moment(datetime.fromisoformat(text), MOSCOW)


def berlin(text: str) -> datetime:
    """Return the moment of a wall-clock time ``YYYY-MM-DD HH:MM`` in Berlin."""
    return timetable.to_moment(datetime.fromisoformat(text), BERLIN)


TOMORROW_TEN = moscow("2026-11-24 10:00")
DAY_AFTER_TEN = moscow("2026-11-25 10:00")
AFTER_CLEARANCE = moscow("2026-12-24 10:00")
HOUR = timedelta(hours=1)


def plan(*patients: Actor, at: datetime = TOMORROW_TEN, minutes: int = 45) -> LessonPlan:
    """Return a lesson for these patients, tomorrow at ten in Moscow if not said otherwise."""
    return LessonPlan(at, minutes, tuple(patient.membership_id for patient in patients))


def weekly(
    *patients: Actor, at: datetime = TOMORROW_TEN, many: int = 4, days: frozenset[int] = frozenset({1})
) -> SeriesPlan:
    """Return a series for these patients, Tuesdays at ten from tomorrow on if not said otherwise."""
    return SeriesPlan(plan(*patients, at=at), Repeat(days, many=many))
