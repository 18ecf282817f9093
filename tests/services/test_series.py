"""A series of lessons: its dates are looked at before anything is saved, and are saved all at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from models import (
    BusyInterval,
    JournalAction,
    JournalEntry,
    Lesson,
    LessonSeries,
    Meeting,
    NotificationKind,
    ParticipantState,
)
from services import timetable
from services.errors import NotHere, Refused
from services.lessons import clashes
from services.lessons.clashes import Clashed
from services.lessons.dates import MOST_LESSONS, Odd, Repeat
from tests.services.crowd import Race, Save, SaveSeries
from tests.services.owed import kinds, owed, rows_for
from tests.services.people import BERLIN, HOUR, TOMORROW_TEN, Clinic, Office, berlin, moscow, plan, weekly
from tests.services.rivals import lift_overlap_rule

TOLD = NotificationKind.SERIES_PLANNED
WEEK = timedelta(days=7)
LAST_TUESDAY = date(2026, 12, 29)
"""After the clearances' end."""


async def count(office: Office, table: type[Lesson | LessonSeries | Meeting | BusyInterval]) -> int:
    return await office.session.scalar(select(func.count()).select_from(table)) or 0


async def test_all_dates_are_saved_as_lessons_of_one_series(office: Office, clinic: Clinic) -> None:
    lessons = await office.series.create(clinic.instructor, weekly(clinic.patient, clinic.second))
    assert [one.starts_at for one in lessons] == [TOMORROW_TEN + week * WEEK for week in range(4)]
    assert len({one.series_id for one in lessons}) == 1
    assert [one.local_start for one in lessons][:2] == ["2026-11-24T10:00", "2026-12-01T10:00"]
    assert await count(office, Meeting) == 4
    assert await count(office, BusyInterval) == 4 * 4
    entries = await office.session.scalars(
        select(JournalEntry.lesson_id)
        .where(JournalEntry.action == JournalAction.LESSON_CREATED)
        .order_by(JournalEntry.lesson_id)
    )
    assert entries.all() == [one.id for one in lessons]


async def test_each_patient_is_told_once_for_all_and_reminded_of_each(office: Office, clinic: Clinic) -> None:
    lessons = await office.series.create(clinic.instructor, weekly(clinic.patient, clinic.second))
    for patient in (clinic.patient, clinic.second):
        told = await kinds(office.session, patient)
        assert told.count(TOLD) == 1
        assert NotificationKind.LESSON_PLANNED not in told
        assert told.count(NotificationKind.LESSON_STARTING) == 4
    (row,) = [row for row in await rows_for(office.session, clinic.second) if row.kind is TOLD]
    assert row.params["lessons"] == ",".join(str(one.id) for one in lessons)
    assert TOLD not in await kinds(office.session, clinic.instructor)


async def test_places_after_the_clearance_wait_and_are_not_told_of(office: Office, clinic: Clinic) -> None:
    wanted = weekly(clinic.patient, many=6)
    check = await office.series.check(clinic.instructor, wanted)
    assert [[who.id for who in one.blocked] for one in check.occurrences] == [
        *([[]] * 5),
        [clinic.patient.membership_id],
    ]
    assert check.occurrences[5].day == LAST_TUESDAY
    lessons = await office.series.create(clinic.instructor, wanted)
    view = await office.book.card(clinic.instructor, lessons[5].id)
    assert [place.state for place in view.lesson.participants] == [ParticipantState.BLOCKED]
    starting = [kind for kind, _ in await owed(office.session, clinic.patient) if kind is not TOLD]
    assert starting.count(NotificationKind.LESSON_STARTING) == 5


async def test_a_taken_date_is_named_and_nothing_is_saved(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN + WEEK))
    wanted = weekly(clinic.patient, clinic.second)
    check = await office.series.check(clinic.instructor, wanted)
    (taken,) = check.taken
    assert taken.day == date(2026, 12, 1)
    assert {(busy.own, busy.who) for busy in taken.busy} == {(True, None), (False, "Sample Anna")}
    with pytest.raises(Clashed):
        await office.series.create(clinic.instructor, wanted)
    assert await count(office, Lesson) == 1
    assert await count(office, LessonSeries) == 0


async def test_a_taken_date_can_be_skipped_or_moved(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN + WEEK))
    taken = date(2026, 12, 1)
    wanted = weekly(clinic.patient)
    skipped = await office.series.check(clinic.instructor, replace(wanted, skipped=frozenset({taken})))
    assert (skipped.taken, len(skipped.kept)) == ([], 3)
    moved = replace(wanted, moved={taken: TOMORROW_TEN + WEEK + 3 * HOUR})
    lessons = await office.series.create(clinic.instructor, moved)
    assert [one.starts_at for one in lessons][1] == TOMORROW_TEN + WEEK + 3 * HOUR


async def test_a_date_moved_onto_another_of_the_series_is_taken(office: Office, clinic: Clinic) -> None:
    wanted = replace(weekly(clinic.patient), moved={date(2026, 12, 1): TOMORROW_TEN})
    check = await office.series.check(clinic.instructor, wanted)
    assert [one.day for one in check.taken] == [date(2026, 11, 24), date(2026, 12, 1)]
    with pytest.raises(Clashed):
        await office.series.create(clinic.instructor, wanted)


async def test_an_hour_unfit_for_a_patient_is_told_and_does_not_forbid(
    office: Office, clinic: Clinic
) -> None:
    """14:00 in Moscow is 21:00 in Vladivostok."""
    wanted = weekly(clinic.patient, clinic.second, at=moscow("2026-11-24 14:00"))
    check = await office.series.check(clinic.instructor, wanted)
    assert {tuple(who.id for who in one.unfit) for one in check.occurrences} == {
        (clinic.patient.membership_id,)
    }
    assert len(await office.series.create(clinic.instructor, wanted)) == 4


async def test_a_series_that_is_empty_too_long_or_too_far_is_refused(office: Office, clinic: Clinic) -> None:
    wanted = weekly(clinic.patient)
    days = frozenset(range(7))
    for repeat, code in (
        (Repeat(frozenset(), many=3), "series-empty"),
        (Repeat(days, many=MOST_LESSONS + 1), "series-long"),
        (Repeat(days, until=date(2027, 6, 1)), "series-long"),
        (Repeat(frozenset({1}), many=MOST_LESSONS), "lesson-far"),
    ):
        with pytest.raises(Refused, match=code):
            await office.series.check(clinic.instructor, replace(wanted, repeat=repeat))
    all_skipped = frozenset(date(2026, 11, 24) + n * WEEK for n in range(4))
    with pytest.raises(Refused, match="series-empty"):
        await office.series.create(clinic.instructor, replace(wanted, skipped=all_skipped))
    assert await count(office, Lesson) == 0


async def test_a_date_that_has_passed_meanwhile_is_refused(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(TOMORROW_TEN)
    with pytest.raises(Refused, match="lesson-in-past"):
        await office.series.create(clinic.instructor, weekly(clinic.patient))


async def test_another_clinics_patient_cannot_be_in_a_series(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    with pytest.raises(NotHere):
        await office.series.create(clinic.instructor, weekly(abroad.patient))


async def test_ten_oclock_in_berlin_stays_ten_oclock_over_the_change_of_clocks(
    office: Office, abroad: Clinic
) -> None:
    first = berlin("2027-03-22 10:00")
    wanted = weekly(abroad.patient, at=first, days=frozenset({0}), many=2)
    lessons = await office.series.create(abroad.instructor, wanted)
    assert [one.starts_at.hour for one in lessons] == [9, 8]
    assert [(one.local_start[-5:], one.timezone) for one in lessons] == [("10:00", BERLIN)] * 2


async def test_a_time_that_does_not_exist_is_preset_to_the_next_and_said(
    office: Office, abroad: Clinic
) -> None:
    wanted = weekly(abroad.patient, at=berlin("2027-03-21 02:30"), days=frozenset({6}), many=2)
    check = await office.series.check(abroad.instructor, wanted)
    assert [one.odd for one in check.occurrences] == [None, Odd.SKIPPED]
    lessons = await office.series.create(abroad.instructor, wanted)
    assert lessons[1].local_start == "2027-03-28T03:00"
    assert timetable.to_local(lessons[1].starts_at, BERLIN).hour == 3


async def test_the_number_of_queries_does_not_grow_with_the_dates(
    office: Office, engine: AsyncEngine, clinic: Clinic
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    numbers = []
    for many in (2, 2, 40):
        office.session.expire_all()
        before = len(asked)
        wanted = weekly(clinic.patient, clinic.second, many=many, days=frozenset({1, 2, 3}))
        await office.series.check(clinic.instructor, wanted)
        numbers.append(len(asked) - before)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    # The first one opens the transaction too.
    assert numbers[1] == numbers[2] <= 8


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody see in the calendar what stands in their way."""

    async def nothing(*args: object, **_more: object) -> list[list[clashes.Busy]]:
        spans = args[4]
        assert isinstance(spans, list)
        return [[] for _ in spans]

    monkeypatch.setattr(clashes, "find_all", nothing)


def rivals(clinic: Clinic) -> list[SaveSeries | Save]:
    """Return two series that meet on one date, and a lesson that both meet on another."""
    later = weekly(clinic.second, at=TOMORROW_TEN + 3 * WEEK)
    return [
        SaveSeries(clinic.instructor, weekly(clinic.patient)),
        SaveSeries(clinic.instructor, replace(later, repeat=Repeat(frozenset({1}), many=2))),
        Save(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN + 3 * WEEK)),
    ]


@pytest.mark.usefixtures("blind")
async def test_of_series_that_meet_exactly_one_is_saved_and_whole(
    race: Race, office: Office, clinic: Clinic
) -> None:
    wanted = rivals(clinic)
    outcomes = await race.run(wanted)
    assert sorted(outcomes, key=str) == [None, "just-taken", "just-taken"]
    saved = {0: 4, 1: 2, 2: 1}[outcomes.index(None)]
    assert await count(office, Lesson) == await count(office, Meeting) == saved
    assert await count(office, BusyInterval) == 3 * saved


@pytest.mark.usefixtures("blind")
async def test_control_without_the_databases_rule_all_are_saved(
    race: Race, engine: AsyncEngine, office: Office, clinic: Clinic
) -> None:
    await lift_overlap_rule(engine)
    assert await race.run(rivals(clinic)) == [None] * 3
    assert await count(office, Lesson) == 7


async def test_of_a_lesson_whose_eve_has_passed_patients_are_asked_at_once(
    office: Office, clinic: Clinic
) -> None:
    office.clock.move_to(moscow("2026-11-23 12:00"))
    lessons = await office.series.create(clinic.instructor, weekly(clinic.second))
    asked = {
        row.lesson_id: row.due_at
        for row in await rows_for(office.session, clinic.second)
        if row.kind is NotificationKind.LESSON_ASKED
    }
    assert asked[lessons[0].id] == office.clock.now()
    assert asked[lessons[1].id] == moscow("2026-11-30 10:00")
