"""Who may do what: every service method, by every role, on one's own and on another clinic's records.

A record out of reach and a record that does not exist get the same answer: NotHere.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import time

import pytest
from sqlalchemy import select, update

from models import DeclineReason, Lesson, LessonParticipant, Membership, NotificationKind, Outcome, Role
from services.checkups import Checkups
from services.clearances import Clearances
from services.clinics import Clinics
from services.corrections import Corrections
from services.errors import NotHere, Refused
from services.farewell import Farewell
from services.journal import Journal
from services.leaving import Leaving
from services.lessons.answers import Answers
from services.lessons.attendance import Attendance
from services.lessons.book import LessonBook
from services.lessons.calendar import LessonCalendar
from services.lessons.calendar_files import CalendarFiles
from services.lessons.calling_off import CallingOff
from services.lessons.changing_length import ChangingLength
from services.lessons.changing_people import ChangingPeople, PeopleChange
from services.lessons.delivering import Delivering
from services.lessons.entering import Entering
from services.lessons.entry import Entry
from services.lessons.extending import Extending
from services.lessons.handover import HandOver
from services.lessons.moving_series import MovingSeries
from services.lessons.offers import Offers
from services.lessons.rules import Scope
from services.lessons.schedule import Schedule
from services.lessons.series import Series
from services.lessons.standing_in import StandingIn
from services.meeting_hosts import MeetingHosts
from services.notifications.planning import owe
from services.notifications.reading import Reading
from services.own_contacts import OwnContacts
from services.people import People
from services.people_import.imports import PeopleImports
from services.policy import Actor
from services.privacy import Privacy
from services.profile import Profile
from services.registration import NewPerson, Registration
from services.reports import Reports
from services.support import Support
from tests.services.people import (
    CLEARED_UNTIL,
    DAY_AFTER_TEN,
    MOSCOW,
    TODAY,
    TOMORROW_TEN,
    Clinic,
    Office,
    plan,
    weekly,
)

NEWCOMER = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)
LINK = "https://meet.example.org/another"
OMSK = "Asia/Omsk"
WEDNESDAYS = frozenset({2})


SERVICES = (
    Answers,
    ChangingLength,
    ChangingPeople,
    Checkups,
    Clearances,
    Clinics,
    Corrections,
    Delivering,
    Entering,
    Extending,
    Farewell,
    HandOver,
    Journal,
    Leaving,
    LessonBook,
    LessonCalendar,
    MeetingHosts,
    MovingSeries,
    Offers,
    OwnContacts,
    People,
    PeopleImports,
    Privacy,
    Profile,
    Reading,
    Registration,
    Reports,
    Schedule,
    Series,
    StandingIn,
    CallingOff,
    Entry,
    CalendarFiles,
    Attendance,
    Support,
)
"""All that people act through."""


@dataclass(frozen=True)
class Subjects:
    """What is acted on: a patient, a lesson, what they asked the clinic, the organizer's file."""

    patient: Actor
    lesson: Lesson
    question_id: int
    file: int = 999_999
    place_id: int = 999_999
    offer_id: int = 999_999


@dataclass(frozen=True)
class Deed:
    """A service method: its usual call, and the roles it is for."""

    call: Callable[[Office, Actor, Subjects], Awaitable[object]]
    roles: frozenset[Role]


def by(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


ORGANIZER, DOCTOR, INSTRUCTOR, PATIENT = (
    by(Role.ORGANIZER),
    by(Role.DOCTOR),
    by(Role.INSTRUCTOR),
    by(Role.PATIENT),
)


async def opened_own(office: Office, actor: Actor) -> None:
    """Open a message that was sent to the actor."""
    person = await office.identity.person(actor)
    row = owe(
        office.session,
        NotificationKind.INVITATION_REJECTED,
        person,
        organization_id=actor.organization_id,
        key="x",
        due_at=office.clock.now(),
        membership_id=actor.membership_id,
    )
    await office.session.flush()
    await office.reading.open(actor, row.id)


ABOUT_SOMEONE: dict[str, Deed] = {
    "Offers.offer": Deed(lambda o, a, s: o.offers.offer(a, s.place_id), INSTRUCTOR),
    "Offers.take": Deed(lambda o, a, s: o.offers.take(a, s.offer_id), by()),
    "Support.ask_instructor": Deed(
        lambda o, a, s: o.support.ask_instructor(a, "Можно?", s.lesson.id), PATIENT
    ),
    "Support.instructor_of": Deed(lambda o, a, s: o.support.instructor_of(a, s.lesson.id), PATIENT),
    "Answers.confirm": Deed(lambda o, a, s: o.answers.confirm(a, s.lesson.id), PATIENT),
    "Answers.decline": Deed(lambda o, a, s: o.answers.decline(a, s.lesson.id, DeclineReason.OTHER), PATIENT),
    "Answers.choose": Deed(lambda o, a, s: o.answers.choose(a, s.lesson.id, None), PATIENT),
    "People.card": Deed(lambda o, a, s: o.people.card(a, s.patient.membership_id), ORGANIZER),
    "People.invite_again": Deed(lambda o, a, s: o.people.invite_again(a, s.patient.membership_id), ORGANIZER),
    "People.revoke_invitation": Deed(
        lambda o, a, s: o.people.revoke_invitation(a, s.patient.membership_id), ORGANIZER
    ),
    "PeopleImports.view": Deed(lambda o, a, s: o.imports.view(a, s.file), ORGANIZER),
    "PeopleImports.add": Deed(lambda o, a, s: o.imports.add(a, s.file), ORGANIZER),
    "PeopleImports.drop": Deed(lambda o, a, s: o.imports.drop(a, s.file), ORGANIZER),
    "PeopleImports.ask_marked": Deed(lambda o, a, s: o.imports.ask_marked(a, s.file), ORGANIZER),
    "Leaving.ahead": Deed(lambda o, a, s: o.leaving.ahead(a, s.patient.membership_id), ORGANIZER),
    "Leaving.cancel_lessons": Deed(
        lambda o, a, s: o.leaving.cancel_lessons(a, s.patient.membership_id), ORGANIZER
    ),
    "Leaving.close": Deed(lambda o, a, s: o.leaving.close(a, s.patient.membership_id), ORGANIZER),
    "Leaving.reopen": Deed(lambda o, a, s: o.leaving.reopen(a, s.patient.membership_id), ORGANIZER),
    "Leaving.take_out": Deed(lambda o, a, s: o.leaving.take_out(a, s.patient.membership_id), ORGANIZER),
    "CallingOff.take_out": Deed(
        lambda o, a, s: o.calling_off.take_out(a, s.patient.membership_id), ORGANIZER
    ),
    "Corrections.rename": Deed(
        lambda o, a, s: o.corrections.rename(a, s.patient.membership_id, "Новых", "Фёдор", None), ORGANIZER
    ),
    "Corrections.change_email": Deed(
        lambda o, a, s: o.corrections.change_email(a, s.patient.membership_id, "new@demo.invalid"), ORGANIZER
    ),
    "Corrections.change_phone": Deed(
        lambda o, a, s: o.corrections.change_phone(a, s.patient.membership_id, None), ORGANIZER
    ),
    "Corrections.change_zone": Deed(
        lambda o, a, s: o.corrections.change_zone(a, s.patient.membership_id, OMSK), ORGANIZER
    ),
    "Corrections.change_leader": Deed(
        lambda o, a, s: o.corrections.change_leader(a, s.patient.membership_id, s.lesson.instructor_id),
        ORGANIZER,
    ),
    "Corrections.leader": Deed(
        lambda o, a, s: o.corrections.leader(a, s.patient.membership_id, Role.DOCTOR), ORGANIZER
    ),
    "HandOver.survey": Deed(lambda o, a, s: o.handover.survey(a, s.lesson.instructor_id), ORGANIZER),
    "HandOver.outlook": Deed(lambda o, a, s: o.handover.outlook(a, s.lesson.instructor_id, {}), ORGANIZER),
    "HandOver.hand_over": Deed(
        lambda o, a, s: o.handover.hand_over(a, s.lesson.instructor_id, {}), ORGANIZER
    ),
    "StandingIn.survey": Deed(lambda o, a, s: o.standing_in.survey(a, s.lesson.id), INSTRUCTOR),
    "StandingIn.hand_on": Deed(lambda o, a, s: o.standing_in.hand_on(a, s.lesson.id, 999_999), by()),
    "StandingIn.hand_back": Deed(lambda o, a, s: o.standing_in.hand_back(a, s.lesson.id), INSTRUCTOR),
    "Entering.entered": Deed(lambda o, a, s: o.entering.entered(a, s.lesson.id), PATIENT),
    "Entering.choose": Deed(lambda o, a, s: o.entering.choose(a, s.lesson.id, None), PATIENT),
    "Entering.ask_for_help": Deed(lambda o, a, s: o.entering.ask_for_help(a, s.lesson.id), PATIENT),
    "Entering.trial_failed": Deed(lambda o, a, s: o.entering.trial_failed(a, s.lesson.id), PATIENT),
    "Extending.room": Deed(lambda o, a, s: o.extending.room(a, s.lesson.id), INSTRUCTOR),
    "Extending.extend": Deed(lambda o, a, s: o.extending.extend(a, s.lesson.id), INSTRUCTOR),
    "MovingSeries.check": Deed(
        lambda o, a, s: o.moving_series.check(a, s.lesson.id, DAY_AFTER_TEN, Scope.ALL), INSTRUCTOR
    ),
    "MovingSeries.move": Deed(
        lambda o, a, s: o.moving_series.move(a, s.lesson.id, DAY_AFTER_TEN, Scope.ALL), INSTRUCTOR
    ),
    "ChangingLength.check": Deed(
        lambda o, a, s: o.changing_length.check(a, s.lesson.id, 30, Scope.ALL), INSTRUCTOR
    ),
    "ChangingLength.change": Deed(
        lambda o, a, s: o.changing_length.change(a, s.lesson.id, 30, Scope.ALL), INSTRUCTOR
    ),
    "ChangingPeople.check": Deed(
        lambda o, a, s: o.changing_people.check(a, s.lesson.id, PeopleChange(note="Мяч"), Scope.ALL),
        INSTRUCTOR,
    ),
    "ChangingPeople.change": Deed(
        lambda o, a, s: o.changing_people.change(a, s.lesson.id, PeopleChange(note="Мяч"), Scope.ALL),
        INSTRUCTOR,
    ),
    "ChangingPeople.note": Deed(lambda o, a, s: o.changing_people.note(a, s.lesson.id), INSTRUCTOR),
    "MeetingHosts.one": Deed(lambda o, a, s: o.hosts.one(a, s.lesson.instructor_id), ORGANIZER),
    "MeetingHosts.check_now": Deed(lambda o, a, s: o.hosts.check_now(a, s.lesson.instructor_id), ORGANIZER),
    "MeetingHosts.use_zoom": Deed(
        lambda o, a, s: o.hosts.use_zoom(a, s.lesson.instructor_id, "z@demo.invalid"), ORGANIZER
    ),
    "MeetingHosts.use_link": Deed(
        lambda o, a, s: o.hosts.use_link(a, s.lesson.instructor_id, LINK), ORGANIZER
    ),
    "Clearances.give": Deed(
        lambda o, a, s: o.clearances.give(a, s.patient.membership_id, CLEARED_UNTIL), DOCTOR
    ),
    "Clearances.suspend": Deed(lambda o, a, s: o.clearances.suspend(a, s.patient.membership_id), DOCTOR),
    "Clearances.refuse": Deed(lambda o, a, s: o.clearances.refuse(a, s.patient.membership_id), DOCTOR),
    "Clearances.view": Deed(lambda o, a, s: o.clearances.view(a, s.patient.membership_id), DOCTOR),
    "Clearances.terms": Deed(lambda o, a, s: o.clearances.terms(a, s.patient.membership_id), DOCTOR),
    "Clearances.outcome": Deed(
        lambda o, a, s: o.clearances.outcome(a, s.patient.membership_id, None), DOCTOR
    ),
    "Clearances.of_patient": Deed(
        lambda o, a, s: o.clearances.of_patient(a, s.patient.membership_id), DOCTOR | INSTRUCTOR
    ),
    "Schedule.check": Deed(
        lambda o, a, s: o.schedule.check(a, plan(s.patient, at=DAY_AFTER_TEN)), INSTRUCTOR
    ),
    "Schedule.create": Deed(
        lambda o, a, s: o.schedule.create(a, plan(s.patient, at=DAY_AFTER_TEN)), INSTRUCTOR
    ),
    "Series.check": Deed(
        lambda o, a, s: o.series.check(a, weekly(s.patient, at=DAY_AFTER_TEN, days=WEDNESDAYS)), INSTRUCTOR
    ),
    "Series.create": Deed(
        lambda o, a, s: o.series.create(a, weekly(s.patient, at=DAY_AFTER_TEN, days=WEDNESDAYS)), INSTRUCTOR
    ),
    "Schedule.nearby": Deed(
        lambda o, a, s: o.schedule.nearby(a, plan(s.patient, at=DAY_AFTER_TEN)), INSTRUCTOR
    ),
    "Schedule.nearby_move": Deed(
        lambda o, a, s: o.schedule.nearby_move(a, s.lesson.id, DAY_AFTER_TEN), INSTRUCTOR
    ),
    "Schedule.check_move": Deed(
        lambda o, a, s: o.schedule.check_move(a, s.lesson.id, DAY_AFTER_TEN), INSTRUCTOR
    ),
    "Schedule.move": Deed(lambda o, a, s: o.schedule.move(a, s.lesson.id, DAY_AFTER_TEN), INSTRUCTOR),
    "CallingOff.cancel": Deed(lambda o, a, s: o.calling_off.cancel(a, s.lesson.id), INSTRUCTOR),
    "CallingOff.restore": Deed(lambda o, a, s: o.calling_off.restore(a, s.lesson.id), INSTRUCTOR),
    "CallingOff.outlook": Deed(lambda o, a, s: o.calling_off.outlook(a, s.lesson.id), INSTRUCTOR),
    "CallingOff.scopes": Deed(lambda o, a, s: o.calling_off.scopes(a, s.lesson.id), INSTRUCTOR),
    "Entry.ask": Deed(lambda o, a, s: o.entry.ask(a, s.lesson.id), INSTRUCTOR),
    "Entry.give_link": Deed(lambda o, a, s: o.entry.give_link(a, s.lesson.id, LINK), INSTRUCTOR),
    "Entry.check_link": Deed(lambda o, a, s: o.entry.check_link(a, s.lesson.id), INSTRUCTOR),
    "Delivering.board": Deed(lambda o, a, s: o.delivering.board(a, s.lesson.id), INSTRUCTOR),
    "Delivering.send_again": Deed(lambda o, a, s: o.delivering.send_again(a, s.lesson.id), INSTRUCTOR),
    "Attendance.sheet": Deed(lambda o, a, s: o.attendance.sheet(a, s.lesson.id), INSTRUCTOR),
    "Attendance.save": Deed(lambda o, a, s: o.attendance.save(a, s.lesson.id, []), INSTRUCTOR),
    "Attendance.not_held": Deed(
        lambda o, a, s: o.attendance.not_held(a, s.lesson.id, Outcome.NOBODY_CAME), INSTRUCTOR
    ),
    "CalendarFiles.ask": Deed(lambda o, a, s: o.calendar_files.ask(a, s.lesson.id), INSTRUCTOR | PATIENT),
    "CalendarFiles.lesson": Deed(
        lambda o, a, s: o.calendar_files.lesson(a, s.lesson.id), INSTRUCTOR | PATIENT
    ),
    "LessonCalendar.week": Deed(
        lambda o, a, s: o.calendar.week(a, TODAY, s.patient.membership_id), INSTRUCTOR
    ),
    "LessonCalendar.month": Deed(
        lambda o, a, s: o.calendar.month(a, TODAY, s.patient.membership_id), INSTRUCTOR
    ),
    "LessonBook.card": Deed(lambda o, a, s: o.book.card(a, s.lesson.id), INSTRUCTOR | PATIENT),
    "LessonBook.held": Deed(lambda o, a, s: o.book.held(a, s.lesson.id), INSTRUCTOR),
    "LessonBook.whole": Deed(lambda o, a, s: o.book.whole(a, s.lesson.id), INSTRUCTOR),
    "LessonBook.patient": Deed(lambda o, a, s: o.book.patient(a, s.patient.membership_id), INSTRUCTOR),
    "LessonBook.page": Deed(lambda o, a, s: o.book.page(a, s.patient.membership_id), INSTRUCTOR),
    "Support.question": Deed(lambda o, a, s: o.support.question(a, s.question_id), ORGANIZER),
    "Support.answer": Deed(lambda o, a, s: o.support.answer(a, s.question_id, "Да"), ORGANIZER),
    "Journal.days": Deed(
        lambda o, a, s: o.journal.days(a, TODAY, TODAY, whose=s.patient.membership_id), ORGANIZER
    ),
    "Journal.ask_file": Deed(
        lambda o, a, s: o.journal.ask_file(a, TODAY, 7, whose=s.patient.membership_id), ORGANIZER
    ),
    "People.send_code": Deed(lambda o, a, s: o.people.send_code(a, s.patient.membership_id), ORGANIZER),
    "People.send_to_forward": Deed(
        lambda o, a, s: o.people.send_to_forward(a, s.patient.membership_id), ORGANIZER
    ),
    "Journal.day": Deed(lambda o, a, s: o.journal.day(a, TODAY, whose=s.patient.membership_id), ORGANIZER),
}

ABOUT_ONES_OWN: dict[str, Deed] = {
    "Answers.has_card": Deed(lambda o, a, s: o.answers.has_card(a, s.lesson.id, 1), PATIENT),
    "Registration.register": Deed(lambda o, a, s: o.registration.register(a, NEWCOMER), ORGANIZER),
    "Registration.register_all": Deed(lambda o, a, s: o.registration.register_all(a, [NEWCOMER]), ORGANIZER),
    "Registration.known_email": Deed(
        lambda o, a, s: o.registration.known_email(a, "p1@demo.invalid"), ORGANIZER
    ),
    "Registration.check_contacts": Deed(
        lambda o, a, s: o.registration.check_contacts(a, Role.DOCTOR, "p1@demo.invalid", None), ORGANIZER
    ),
    "Registration.asked_leaders": Deed(lambda o, a, s: o.registration.asked_leaders(a), ORGANIZER),
    "People.invite_all_again": Deed(lambda o, a, s: o.people.invite_all_again(a), ORGANIZER),
    "Support.check": Deed(lambda o, a, s: o.support.check(a, "Да"), by(*Role)),
    "Support.ask": Deed(lambda o, a, s: o.support.ask(a, "Вопрос"), DOCTOR | INSTRUCTOR | PATIENT),
    "Journal.refused": Deed(lambda o, a, s: o.journal.refused(a), by(*Role)),
    "Reports.people": Deed(lambda o, a, s: o.reports.people(a), ORGANIZER),
    "Reports.ask_table": Deed(lambda o, a, s: o.reports.ask_table(a), ORGANIZER),
    "Reports.ask_picture": Deed(lambda o, a, s: o.reports.ask_picture(a), ORGANIZER),
    "People.clinic": Deed(lambda o, a, s: o.people.clinic(a), by(*Role)),
    "People.search": Deed(lambda o, a, s: o.people.search(a), ORGANIZER),
    "People.colleagues": Deed(lambda o, a, s: o.people.colleagues(a, Role.DOCTOR), ORGANIZER),
    "People.counts": Deed(lambda o, a, s: o.people.counts(a), ORGANIZER),
    "PeopleImports.receive": Deed(lambda o, a, s: o.imports.receive(a, "file", "list.csv", 9), ORGANIZER),
    "PeopleImports.open": Deed(lambda o, a, s: o.imports.open(a), ORGANIZER),
    "PeopleImports.ask_template": Deed(lambda o, a, s: o.imports.ask_template(a), ORGANIZER),
    "Clinics.settings": Deed(lambda o, a, s: o.clinics.settings(a), ORGANIZER),
    "Clinics.rename": Deed(lambda o, a, s: o.clinics.rename(a, "Центр"), ORGANIZER),
    "Clinics.rename_for_patients": Deed(lambda o, a, s: o.clinics.rename_for_patients(a, "Центр"), ORGANIZER),
    "Clinics.change_contact": Deed(lambda o, a, s: o.clinics.change_contact(a, "+7"), ORGANIZER),
    "Clinics.preview_zone": Deed(lambda o, a, s: o.clinics.preview_zone(a, OMSK), ORGANIZER),
    "Clinics.change_zone": Deed(lambda o, a, s: o.clinics.change_zone(a, OMSK), ORGANIZER),
    "Clinics.change_reminder": Deed(lambda o, a, s: o.clinics.change_reminder(a, 30), ORGANIZER),
    "Clinics.change_ending": Deed(lambda o, a, s: o.clinics.change_ending(a, 14), ORGANIZER),
    "Clinics.change_discretion": Deed(lambda o, a, s: o.clinics.change_discretion(a, True), ORGANIZER),
    "Checkups.begin": Deed(lambda o, a, s: o.checkups.begin(a), ORGANIZER),
    "Checkups.latest": Deed(lambda o, a, s: o.checkups.latest(a), ORGANIZER),
    "Checkups.finished": Deed(lambda o, a, s: o.checkups.finished(a), ORGANIZER),
    "MeetingHosts.all": Deed(lambda o, a, s: o.hosts.all(a), ORGANIZER),
    "Clearances.own": Deed(lambda o, a, s: o.clearances.own(a), PATIENT),
    "Clearances.desk": Deed(lambda o, a, s: o.clearances.desk(a), DOCTOR),
    "Clearances.patients": Deed(lambda o, a, s: o.clearances.patients(a), DOCTOR),
    "Clearances.search": Deed(lambda o, a, s: o.clearances.search(a), DOCTOR),
    "CallingOff.cancel_all_of": Deed(
        lambda o, a, s: o.calling_off.cancel_all_of(a, s.lesson.instructor_id), ORGANIZER
    ),
    "Schedule.check_length": Deed(lambda o, a, s: o.schedule.check_length(a, 45), INSTRUCTOR),
    "Schedule.common_lengths": Deed(lambda o, a, s: o.schedule.common_lengths(a), INSTRUCTOR),
    "Reading.open": Deed(lambda o, a, s: opened_own(o, a), by(*Role)),
    "Profile.own": Deed(lambda o, a, s: o.profile.own(a), by(*Role)),
    "Profile.change_language": Deed(lambda o, a, s: o.profile.change_language(a, "en"), by(*Role)),
    "Profile.preview_zone": Deed(lambda o, a, s: o.profile.preview_zone(a, OMSK), by(*Role)),
    "Profile.change_zone": Deed(lambda o, a, s: o.profile.change_zone(a, OMSK), by(*Role)),
    "Profile.change_quiet_hours": Deed(
        lambda o, a, s: o.profile.change_quiet_hours(a, time(22), time(7)), by(*Role)
    ),
    "Profile.switches": Deed(lambda o, a, s: o.profile.switches(a), by(*Role)),
    "Profile.switch": Deed(lambda o, a, s: o.profile.switch(a, "lesson_planned", on=False), PATIENT),
    "Privacy.consents": Deed(lambda o, a, s: o.privacy.consents(a), by(*Role)),
    "Privacy.ask_export": Deed(lambda o, a, s: o.privacy.ask_export(a), by(*Role)),
    "Farewell.outlook": Deed(lambda o, a, s: o.farewell.outlook(a, whole=True), by(*Role)),
    "Farewell.withdraw": Deed(lambda o, a, s: o.farewell.withdraw(a), by(*Role)),
    "Farewell.leave": Deed(lambda o, a, s: o.farewell.leave(a), by(*Role)),
    "CallingOff.places_ahead": Deed(lambda o, a, s: o.calling_off.places_ahead(a), PATIENT),
    "CallingOff.give_up_places": Deed(lambda o, a, s: o.calling_off.give_up_places(a), PATIENT),
    "OwnContacts.ask_email": Deed(
        lambda o, a, s: o.own_contacts.ask_email(a, "mine@demo.invalid"), by(*Role)
    ),
    "OwnContacts.confirm_email": Deed(lambda o, a, s: o.own_contacts.confirm_email(a, "000000"), by(*Role)),
    "OwnContacts.change_phone": Deed(
        lambda o, a, s: o.own_contacts.change_phone(a, None, "+79000000099"), by(*Role)
    ),
    "CalendarFiles.ask_all": Deed(lambda o, a, s: o.calendar_files.ask_all(a), INSTRUCTOR | PATIENT),
    "CalendarFiles.coming": Deed(lambda o, a, s: o.calendar_files.coming(a), INSTRUCTOR | PATIENT),
    "LessonBook.coming": Deed(lambda o, a, s: o.book.coming(a), INSTRUCTOR | PATIENT),
    "LessonBook.past": Deed(lambda o, a, s: o.book.past(a), INSTRUCTOR | PATIENT),
    "LessonBook.following": Deed(lambda o, a, s: o.book.following(a, s.lesson), INSTRUCTOR | PATIENT),
    "LessonBook.today": Deed(lambda o, a, s: o.book.today(a), INSTRUCTOR | PATIENT),
    "LessonBook.open_now": Deed(lambda o, a, s: o.book.open_now(a), INSTRUCTOR | PATIENT),
    "LessonBook.busy_on": Deed(lambda o, a, s: o.book.busy_on(a, TOMORROW_TEN), INSTRUCTOR | PATIENT),
    "LessonBook.busy_days": Deed(lambda o, a, s: o.book.busy_days(a), INSTRUCTOR),
    "LessonBook.day": Deed(lambda o, a, s: o.book.day(a, TODAY), INSTRUCTOR),
    "LessonBook.candidates": Deed(lambda o, a, s: o.book.candidates(a), INSTRUCTOR),
    "LessonBook.colleagues": Deed(
        lambda o, a, s: o.book.colleagues(a, TOMORROW_TEN, DAY_AFTER_TEN), INSTRUCTOR
    ),
    "LessonCalendar.ahead": Deed(lambda o, a, s: o.calendar.ahead(a), INSTRUCTOR),
    "LessonBook.invitations": Deed(lambda o, a, s: o.book.invitations(a), ORGANIZER | DOCTOR | INSTRUCTOR),
    "LessonBook.missing_link": Deed(lambda o, a, s: o.book.missing_link(a), INSTRUCTOR),
}

PLANS = ("Schedule.check", "Schedule.create", "Schedule.nearby", "Series.check", "Series.create")
"""What an instructor does with patients who are not in a lesson yet."""

ALL = {**ABOUT_SOMEONE, **ABOUT_ONES_OWN}


@pytest.fixture
async def subjects(office: Office, clinic: Clinic) -> Subjects:
    """The clinic's patient, and a lesson the instructor holds for them tomorrow."""
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    question = await office.support.ask(clinic.patient, "Вопрос")
    file = await office.imports.receive(clinic.organizer, "file", "list.xlsx", 100)
    places = await office.session.scalars(
        select(LessonParticipant.id).where(LessonParticipant.lesson_id == lesson.id)
    )
    return Subjects(clinic.patient, lesson, question.id, file, places.one())


async def reached(office: Office, actor: Actor, deed: Deed, subjects: Subjects) -> bool:
    """Try a deed without keeping it; say whether the actor got past the door."""
    attempt = await office.session.begin_nested()
    try:
        await deed.call(office, actor, subjects)
    except NotHere:
        return False
    except Refused:
        return True
    finally:
        await attempt.rollback()
        office.session.expunge_all()
    return True


async def who_reached(
    office: Office, actors: Sequence[Actor], deed: Deed, subjects: Subjects
) -> frozenset[Role]:
    """Return the roles that got past the door."""
    return frozenset([actor.role for actor in actors if await reached(office, actor, deed, subjects)])


async def all_reached_by(office: Office, actors: Sequence[Actor], subjects: Subjects) -> list[str]:
    """Return the deeds about someone for which any of the actors got past the door."""
    return [name for name, deed in ABOUT_SOMEONE.items() if await who_reached(office, actors, deed, subjects)]


def test_every_method_of_the_services_is_in_this_table() -> None:
    methods = {
        f"{service.__name__}.{name}"
        for service in SERVICES
        for name, method in inspect.getmembers(service, inspect.iscoroutinefunction)
        if not name.startswith("_") and "actor" in inspect.signature(method).parameters
    }
    assert set(ALL) == methods


async def test_a_method_is_open_to_its_roles_alone(
    office: Office, clinic: Clinic, subjects: Subjects
) -> None:
    actors = [clinic.organizer, clinic.doctor, clinic.instructor, clinic.patient]
    found = {name: await who_reached(office, actors, deed, subjects) for name, deed in ALL.items()}
    assert found == {name: deed.roles for name, deed in ALL.items()}


async def test_another_clinics_people_reach_nobody(
    office: Office, abroad: Clinic, subjects: Subjects
) -> None:
    assert await all_reached_by(office, abroad.everyone, subjects) == []


async def test_a_colleague_who_does_not_lead_the_patient_reaches_neither_them_nor_their_lesson(
    office: Office, clinic: Clinic, subjects: Subjects
) -> None:
    member = await office.registration.register(clinic.organizer, replace(NEWCOMER, role=Role.INSTRUCTOR))
    colleague = await office.activate(member, 900)
    assert await all_reached_by(office, [colleague], subjects) == []


async def test_another_patient_does_not_see_the_lesson(
    office: Office, clinic: Clinic, subjects: Subjects
) -> None:
    assert not await reached(office, clinic.second, ABOUT_SOMEONE["LessonBook.card"], subjects)
    assert await office.book.coming(clinic.second) == []


async def test_what_does_not_exist_is_answered_like_what_is_out_of_reach(
    office: Office, clinic: Clinic
) -> None:
    nobody = replace(clinic.patient, membership_id=999_999)
    lesson = Lesson(id=999_999, instructor_id=999_999, starts_at=TOMORROW_TEN)
    nothing = Subjects(nobody, lesson, 999_999)
    assert await all_reached_by(office, clinic.everyone, nothing) == []


async def test_a_deactivated_patient_is_nobodys_patient(
    office: Office, clinic: Clinic, subjects: Subjects
) -> None:
    await office.session.execute(
        update(Membership)
        .where(Membership.id == clinic.patient.membership_id)
        .values(deactivated_at=office.clock.now())
    )
    for name, deed in ABOUT_SOMEONE.items():
        if name.startswith("Clearances") or name in PLANS:
            assert not await reached(office, clinic.doctor, deed, subjects)
            assert not await reached(office, clinic.instructor, deed, subjects)
    assert [p.id for p, _ in await office.clearances.patients(clinic.doctor)] == [clinic.second.membership_id]
    assert [c.patient.id for c in await office.book.candidates(clinic.instructor)] == [
        clinic.second.membership_id
    ]


async def test_lists_hold_the_own_clinics_people_only(
    office: Office, clinic: Clinic, abroad: Clinic, subjects: Subjects
) -> None:
    foreign = {abroad.patient.membership_id, abroad.second.membership_id}
    assert {p.id for p, _ in await office.clearances.patients(abroad.doctor)} == foreign
    assert set((await office.clearances.desk(abroad.doctor)).patients) == foreign
    assert {c.patient.id for c in await office.book.candidates(abroad.instructor)} == foreign
    assert await office.book.coming(abroad.instructor) == []
    everyone = {actor.membership_id for actor in abroad.everyone}
    assert {m.id for m in await office.people.search(abroad.organizer)} == everyone


async def test_a_patient_cannot_be_invited_by_another_clinics_instructor(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    with pytest.raises(NotHere):
        await office.schedule.create(abroad.instructor, plan(abroad.patient, clinic.patient))


async def test_an_instructor_reaches_the_patient_of_a_lesson_until_it_is_over(
    office: Office, clinic: Clinic, subjects: Subjects
) -> None:
    member = await office.registration.register(clinic.organizer, replace(NEWCOMER, role=Role.INSTRUCTOR))
    stand_in = await office.activate(member, 900)
    await office.session.execute(
        update(Lesson).where(Lesson.id == subjects.lesson.id).values(instructor_id=stand_in.membership_id)
    )
    deed = ABOUT_SOMEONE["LessonBook.patient"]
    office.clock.move_to(subjects.lesson.ends_at)
    office.clock.move(seconds=-1)
    assert await reached(office, stand_in, deed, subjects)
    office.clock.move(seconds=1)
    assert not await reached(office, stand_in, deed, subjects)


async def test_nobody_is_a_patient_of_their_own(office: Office, clinic: Clinic) -> None:
    """A doctor who is a patient too does not clear themselves, nor does an instructor invite themselves."""
    for leader, email in ((clinic.doctor, "doc@demo.invalid"), (clinic.instructor, "ins@demo.invalid")):
        own = await office.registration.register(clinic.organizer, replace(NEWCOMER, email=email))
        own_subjects = Subjects(Actor.of(own), Lesson(id=999_999, starts_at=TOMORROW_TEN), 999_999)
        for name in ("Clearances.give", "Clearances.of_patient", "Schedule.create"):
            assert not await reached(office, leader, ABOUT_SOMEONE[name], own_subjects)
