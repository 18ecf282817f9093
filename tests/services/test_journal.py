"""The journal: each change leaves exactly its entry, a look one as well, and nothing is ever taken back."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, JournalEntry, JournalOrigin, Role
from services.errors import NotHere
from services.journal import PAGE, SAME_LOOK
from services.registration import NewPerson
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.dump import everything_written
from tests.services.people import (
    BERLIN,
    CLEARED_UNTIL,
    DAY_AFTER_TEN,
    MOSCOW,
    TODAY,
    TOMORROW_TEN,
    Clinic,
    Office,
    berlin,
    moscow,
    plan,
)

NEWCOMER = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)
LINK = "https://meet.example.org/another"
MINUTE = timedelta(minutes=1)

Told = tuple[JournalAction, int | None, int | None, int | None]


@pytest.fixture
def began(clock: FixedClock) -> None:
    """A day later than the clinics were founded: what a test does stands alone in its day."""
    clock.move(days=1)


async def told(office: Office, since: int = 0) -> list[Told]:
    """Return the entries after the first ``since``: what, by whom, whose, which lesson."""
    entries = await office.session.scalars(select(JournalEntry).order_by(JournalEntry.id))
    return [(e.action, e.actor_id, e.subject_id, e.lesson_id) for e in entries][since:]


async def newest(office: Office) -> JournalEntry:
    """Return the last entry."""
    query = select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)
    return (await office.session.scalars(query)).one()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET details = '{}'",
        "UPDATE journal_entry SET actor_id = NULL WHERE id = 1",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_entry WHERE id = 1",
    ],
)
async def test_the_database_refuses_to_change_or_remove_an_entry(session: AsyncSession, change: str) -> None:
    before = await session.scalar(text("SELECT count(*) FROM journal_entry"))
    await session.commit()
    with pytest.raises(DBAPIError, match="journal_is_append_only"):
        await session.execute(text(change))
    await session.rollback()
    assert before
    assert await session.scalar(text("SELECT count(*) FROM journal_entry")) == before


async def test_an_entry_cannot_be_replaced_or_all_be_emptied(session: AsyncSession) -> None:
    emptied = {
        "sqlite": "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry",
        "postgresql": "TRUNCATE journal_entry",
    }
    with pytest.raises(DBAPIError, match="journal_is_append_only"):
        await session.execute(text(emptied[session.get_bind().dialect.name]))


async def test_a_founded_clinic_is_in_its_journal_from_its_first_moment(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    entries = (await office.session.scalars(select(JournalEntry).order_by(JournalEntry.id))).all()
    first = entries[0]
    assert (first.action, first.actor_id, first.subject_id, first.origin) == (
        JournalAction.CLINIC_CREATED,
        None,
        clinic.organizer.membership_id,
        JournalOrigin.COMMAND,
    )
    mine = [e.action for e in entries if e.organization_id == clinic.organizer.organization_id]
    each = [JournalAction.PERSON_REGISTERED, JournalAction.INVITATION_USED]
    given = [JournalAction.CLEARANCE_GIVEN] * 2
    assert mine == [JournalAction.CLINIC_CREATED, JournalAction.INVITATION_USED, *each * 4, *given]
    assert len(entries) == 2 * len(mine)


async def test_each_change_of_people_leaves_exactly_its_entry(office: Office, clinic: Clinic) -> None:
    before = len(await told(office))
    organizer = clinic.organizer.membership_id
    member = await office.registration.register(clinic.organizer, NEWCOMER)
    await office.people.invite_again(clinic.organizer, member.id)
    await office.people.revoke_invitation(clinic.organizer, member.id)
    await office.people.revoke_invitation(clinic.organizer, member.id)
    await office.people.invite_again(clinic.organizer, member.id)
    await office.invitations.reject(await office.token(member.id), 900)
    assert (await newest(office)).origin is JournalOrigin.TELEGRAM
    await office.people.invite_again(clinic.organizer, member.id)
    await office.activate(member, 901)
    doctor = await office.registration.register(clinic.organizer, replace(NEWCOMER, role=Role.DOCTOR))
    assert (await newest(office)).details == {"role": "doctor"}
    sent = (JournalAction.INVITATION_SENT, organizer, member.id, None)
    assert await told(office, before) == [
        (JournalAction.PERSON_REGISTERED, organizer, member.id, None),
        sent,
        (JournalAction.INVITATION_REVOKED, organizer, member.id, None),
        sent,
        (JournalAction.INVITATION_REJECTED, None, member.id, None),
        sent,
        (JournalAction.INVITATION_USED, member.id, member.id, None),
        (JournalAction.ROLE_ADDED, organizer, doctor.id, None),
    ]


async def test_closing_access_and_setting_the_clinic_up_leave_exactly_their_entries(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    before = len(await told(office))
    organizer, leaver = clinic.organizer.membership_id, clinic.instructor.membership_id
    for _ in range(2):
        await office.leaving.cancel_lessons(clinic.organizer, leaver)
    for _ in range(2):
        await office.leaving.close(clinic.organizer, leaver)
    for _ in range(2):
        await office.leaving.reopen(clinic.organizer, leaver)
    for _ in range(2):
        await office.clinics.rename_for_patients(clinic.organizer, "центр «Новый»")
    assert await told(office, before) == [
        (JournalAction.LESSON_CANCELLED, organizer, None, lesson.id),
        (JournalAction.ACCESS_CLOSED, organizer, leaver, None),
        (JournalAction.ACCESS_REOPENED, organizer, leaver, None),
        (JournalAction.CLINIC_CHANGED, organizer, None, None),
    ]
    assert (await newest(office)).details == {"field": "patient_name"}


async def test_each_decision_of_a_doctor_leaves_exactly_its_entry(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    before = len(await told(office))
    patient = clinic.patient.membership_id
    await office.clearances.give(clinic.doctor, patient, CLEARED_UNTIL + timedelta(days=1))
    assert (await newest(office)).details == {"until": "2026-12-24"}
    clock.move(minutes=1)
    await office.clearances.suspend(clinic.doctor, patient)
    await office.clearances.suspend(clinic.doctor, patient)
    clock.move(minutes=1)
    await office.clearances.give(clinic.doctor, patient, CLEARED_UNTIL)
    clock.move(minutes=1)
    await office.clearances.refuse(clinic.doctor, patient)
    assert await told(office, before) == [
        (action, clinic.doctor.membership_id, patient, None)
        for action in (
            JournalAction.CLEARANCE_PROLONGED,
            JournalAction.CLEARANCE_SUSPENDED,
            JournalAction.CLEARANCE_GIVEN,
            JournalAction.CLEARANCE_REFUSED,
        )
    ]


async def test_each_change_of_a_lesson_leaves_exactly_its_entry(office: Office, clinic: Clinic) -> None:
    before = len(await told(office))
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    assert (await newest(office)).details == {
        "was": TOMORROW_TEN.isoformat(),
        "starts_at": DAY_AFTER_TEN.isoformat(),
    }
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    await office.entry.give_link(clinic.instructor, lesson.id, LINK)
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert await told(office, before) == [
        (action, clinic.instructor.membership_id, None, lesson.id)
        for action in (
            JournalAction.LESSON_CREATED,
            JournalAction.LESSON_MOVED,
            JournalAction.LINK_PASTED,
            JournalAction.LESSON_CANCELLED,
        )
    ]


async def test_a_change_that_is_taken_back_leaves_no_entry(office: Office, clinic: Clinic) -> None:
    before = len(await told(office))
    attempt = await office.session.begin_nested()
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await attempt.rollback()
    assert await told(office, before) == []


@pytest.mark.usefixtures("began")
async def test_a_look_of_each_role_is_written(office: Office, clinic: Clinic) -> None:
    before = len(await told(office))
    patient = clinic.patient.membership_id
    await office.people.card(clinic.organizer, patient)
    await office.clearances.view(clinic.doctor, patient)
    await office.book.page(clinic.instructor, patient)
    await office.book.patient(clinic.instructor, patient)
    assert await told(office, before) == [
        (JournalAction.CARD_OPENED, actor.membership_id, patient, None)
        for actor in (clinic.organizer, clinic.doctor, clinic.instructor)
    ]


@pytest.mark.usefixtures("began")
async def test_a_card_drawn_again_within_minutes_is_the_same_look(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    before = len(await told(office))
    patient, second = clinic.patient.membership_id, clinic.second.membership_id
    opened, other = (
        (JournalAction.CARD_OPENED, clinic.doctor.membership_id, whose, None) for whose in (patient, second)
    )
    await office.clearances.view(clinic.doctor, patient)
    clock.move_to(clock.now() + SAME_LOOK - MINUTE)
    await office.clearances.view(clinic.doctor, patient)
    assert await told(office, before) == [opened]
    await office.clearances.view(clinic.doctor, second)
    assert await told(office, before) == [opened, other]
    clock.move(minutes=1)
    await office.clearances.view(clinic.doctor, patient)
    assert await told(office, before) == [opened, other, opened]


@pytest.mark.usefixtures("began")
async def test_a_card_shown_after_the_change_on_it_adds_nothing(office: Office, clinic: Clinic) -> None:
    before = len(await told(office))
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.clearances.view(clinic.doctor, clinic.patient.membership_id)
    assert [entry[0] for entry in await told(office, before)] == [JournalAction.CLEARANCE_SUSPENDED]


async def test_who_is_refused_a_card_leaves_no_look(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    before = len(await told(office))
    for outsider in (abroad.doctor, abroad.organizer, clinic.second):
        with pytest.raises(NotHere):
            await office.clearances.view(outsider, clinic.patient.membership_id)
        with pytest.raises(NotHere):
            await office.people.card(outsider, clinic.patient.membership_id)
    assert await told(office, before) == []


@pytest.mark.usefixtures("began")
async def test_the_newest_comes_first_and_a_page_has_its_end(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    day = office.journal.today(clinic.organizer)
    for _ in range(PAGE + 1):
        await office.people.card(clinic.organizer, clinic.patient.membership_id)
        clock.move_to(clock.now() + SAME_LOOK)
    first = await office.journal.day(clinic.organizer, day)
    second = await office.journal.day(clinic.organizer, day, page=1)
    moments = [entry.at for entry in (*first.entries, *second.entries)]
    assert moments == sorted(moments, reverse=True)
    assert (len(first.entries), first.more) == (PAGE, True)
    assert (len(second.entries), second.more) == (1, False)
    assert first.entries[0].actor is not None
    assert first.entries[0].actor.person.list_name == "Примерова Вера"
    assert first.entries[0].subject is not None
    assert first.entries[0].subject.person.list_name == "Пробный Пётр"


@pytest.mark.usefixtures("began")
async def test_a_day_is_narrowed_to_who_acted_and_to_whose_data_it_was(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    patient, second = clinic.patient.membership_id, clinic.second.membership_id
    await office.people.card(clinic.organizer, patient)
    await office.clearances.view(clinic.doctor, patient)
    await office.clearances.view(clinic.doctor, second)
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=DAY_AFTER_TEN))
    day = office.journal.today(clinic.organizer)

    async def found(who: int | None = None, whose: int | None = None) -> list[tuple[int | None, int | None]]:
        page = await office.journal.day(clinic.organizer, day, who, whose)
        return [(entry.actor_id, entry.subject_id) for entry in page.entries]

    doctor, instructor = clinic.doctor.membership_id, clinic.instructor.membership_id
    assert await found(who=doctor) == [(doctor, second), (doctor, patient)]
    assert await found(whose=patient) == [(doctor, patient), (clinic.organizer.membership_id, patient)]
    assert await found(whose=second) == [(instructor, None), (doctor, second)]
    assert await found(who=doctor, whose=second) == [(doctor, second)]
    assert await found(who=instructor, whose=patient) == []


async def test_another_clinics_organizer_sees_nothing_of_it(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    await office.people.card(clinic.organizer, clinic.patient.membership_id)
    page = await office.journal.day(abroad.organizer, TODAY)
    theirs = {actor.membership_id for actor in abroad.everyone}
    assert {entry.subject_id for entry in page.entries} <= theirs
    for narrowed in ({"who": clinic.doctor.membership_id}, {"whose": clinic.patient.membership_id}):
        with pytest.raises(NotHere):
            await office.journal.day(abroad.organizer, TODAY, **narrowed)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (moscow("2026-11-24 00:00"), date(2026, 11, 24)),
        (moscow("2026-11-24 23:59"), date(2026, 11, 24)),
        (moscow("2026-11-25 00:00"), date(2026, 11, 25)),
    ],
)
async def test_a_day_is_the_clinics_own_whatever_zone_its_organizer_is_in(
    office: Office, clinic: Clinic, clock: FixedClock, moment: datetime, day: date
) -> None:
    clock.move_to(moment)
    far = replace(clinic.organizer, timezone="Asia/Vladivostok")
    await office.people.card(far, clinic.patient.membership_id)
    assert office.journal.today(far) == day
    seen = {
        other: len((await office.journal.day(far, other)).entries)
        for other in (day - timedelta(days=1), day, day + timedelta(days=1))
        if other != TODAY
    }
    assert seen[day] == 1
    assert sum(seen.values()) == 1


async def test_a_day_on_which_the_clocks_change_is_whole(
    office: Office, abroad: Clinic, clock: FixedClock
) -> None:
    long_day = date(2027, 10, 31)
    assert abroad.organizer.clinic_timezone == BERLIN
    for moment in (
        berlin("2027-10-30 23:50"),
        berlin("2027-10-31 00:05"),
        berlin("2027-10-31 23:55"),
        berlin("2027-11-01 00:10"),
    ):
        clock.move_to(moment)
        await office.people.card(abroad.organizer, abroad.patient.membership_id)
    page = await office.journal.day(abroad.organizer, long_day)
    assert [entry.at for entry in page.entries] == [berlin("2027-10-31 23:55"), berlin("2027-10-31 00:05")]
    assert page.entries[0].at - page.entries[1].at == timedelta(hours=24, minutes=50)


async def test_nothing_personal_is_written_into_the_journal(
    office: Office, clinic: Clinic, vault: Vault
) -> None:
    newcomer = replace(NEWCOMER, phone="+79000000077")
    member = await office.registration.register(clinic.organizer, newcomer)
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.entry.give_link(clinic.instructor, lesson.id, LINK)
    await office.people.card(clinic.organizer, member.id)
    rows = await office.session.execute(text("SELECT * FROM journal_entry"))
    written = "\n".join(str(value) for row in rows for value in row)
    assert "lesson_created" in written
    for personal in ("Новых", "Фёдор", "new@demo.invalid", "+7900", LINK, "Пробный"):
        assert personal not in written
    assert "Новых" not in await everything_written(office.session)


@pytest.mark.usefixtures("began")
async def test_a_refused_attempt_is_an_entry_however_often_a_thumb_tries(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    before = len(await told(office))
    for seconds in (0, 20, 20):
        clock.move(seconds=seconds)
        await office.journal.refused(clinic.patient)
    clock.move(seconds=30)
    await office.journal.refused(clinic.doctor)
    await office.journal.refused(clinic.patient)
    refused = JournalAction.ATTEMPT_REFUSED
    patient, doctor = clinic.patient.membership_id, clinic.doctor.membership_id
    assert await told(office, before) == [(refused, who, None, None) for who in (patient, doctor, patient)]
