"""After thirty days nothing tells who the person was; the rows and the counts are still there."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.settings import LOCALES
from models import (
    Base,
    Consent,
    FsmRow,
    InboxState,
    InboxUpdate,
    JournalAction,
    JournalEntry,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    Meeting,
    MeetingHost,
    Membership,
    Person,
    Role,
)
from models.person import ERASED_NAME
from services import erasure
from services.errors import NotHere, Refused
from services.messages import journal
from services.moments import Moments, Reader
from services.policy import Actor
from services.registration import NewPerson
from services.texts import Catalogues
from tests.services.dump import everything_written
from tests.services.people import MOSCOW, TODAY, Clinic, Office, plan

TELEGRAM = 987_654_321
CANARY = NewPerson(
    Role.INSTRUCTOR,
    "Канарейкина",
    "Жёлтая",
    "Певчевна",
    "canary@demo.invalid",
    "Asia/Kamchatka",
    phone="+79991234567",
    meeting_login="https://meet.example.org/canary",
)
FORGOTTEN = ("Канарейкина", "Жёлтая", "Певчевна", "canary", "79991234567", str(TELEGRAM), "Kamchatka")


async def readable(office: Office) -> str:
    """Return all that whoever has the keys can read: every value, sealed ones opened."""
    await office.session.flush()
    office.session.expire_all()
    plain: list[str] = []
    for mapper in Base.registry.mappers:
        for row in await office.session.scalars(select(mapper.class_)):
            for column in [each.key for each in mapper.column_attrs]:
                value = getattr(row, column)
                if column.endswith("_sealed") and value is not None:
                    value = office.vault.open(value, row.uid)
                plain.append(str(value))
    return "\n".join(plain)


@pytest.fixture
async def canary(office: Office, clinic: Clinic) -> Actor:
    """An instructor, a patient too, of whom everything that is kept was written."""
    member = await office.registration.register(clinic.organizer, CANARY)
    instructor = await office.activate(member, TELEGRAM)
    new = NewPerson(
        Role.PATIENT, "x", "y", None, CANARY.email, MOSCOW, instructor_id=clinic.instructor.membership_id
    )
    patient = await office.registration.register(clinic.organizer, new)
    await office.invitations.accept(
        await office.token(patient.id), TELEGRAM, language="ru", timezone="Asia/Kamchatka"
    )
    await office.clearances.give(clinic.doctor, patient.id, TODAY + timedelta(days=60))
    lesson = await office.schedule.create(clinic.instructor, plan(Actor.of(patient), clinic.second))
    office.clock.move_to(lesson.ends_at)
    update = InboxUpdate(
        update_id=1, user_id=TELEGRAM, state=InboxState.PARKED, attempts=5, received_at=office.clock.now()
    )
    talk = FsmRow(key=f"1:{TELEGRAM}:{TELEGRAM}:aiogd:stack:", state="form")
    card = LessonMessage(
        lesson_id=lesson.id,
        person_id=instructor.person_id,
        kind=LessonMessageKind.CARD,
        chat_id=TELEGRAM,
        message_id=1,
    )
    office.session.add_all((update, talk, card))
    update.payload, talk.data = CANARY.last_name, CANARY.phone
    await office.support.ask(instructor, "Это Канарейкина Жёлтая, вопрос")
    await office.session.flush()
    return instructor


async def forget(office: Office, actor: Actor) -> None:
    """Let somebody ask to be forgotten, and the time pass."""
    await office.farewell.leave(actor)
    await office.session.flush()
    office.clock.move(days=30)
    assert await erasure.due(office.session, office.clock.now()) == [actor.person_id]
    assert await erasure.erase(office.session, actor.person_id, office.clock.now())


async def test_control_before_that_all_of_it_can_be_read(office: Office, canary: Actor) -> None:
    known = await readable(office)
    assert [word for word in FORGOTTEN if word not in known] == []


async def test_nothing_tells_who_it_was(office: Office, canary: Actor) -> None:
    await forget(office, canary)
    known = await readable(office)
    assert [word for word in FORGOTTEN if word in known] == []
    written = await everything_written(office.session)
    assert [word for word in FORGOTTEN if word in written] == []


async def test_the_counts_stay(office: Office, clinic: Clinic, canary: Actor) -> None:
    counted = (Person, Membership, Lesson, LessonParticipant, Consent, Meeting, MeetingHost)

    async def counts() -> list[int]:
        return [
            await office.session.scalar(select(func.count()).select_from(table)) or 0 for table in counted
        ]

    before = await counts()
    entries = await office.session.scalar(select(func.count(JournalEntry.id)))
    await forget(office, canary)
    assert await counts() == before
    assert (await office.session.scalar(select(func.count(JournalEntry.id))) or 0) > (entries or 0)


@pytest.mark.parametrize(("language", "name"), [("ru", "удалённая запись"), ("en", "deleted record")])
async def test_the_journal_names_a_deleted_record(
    office: Office, clinic: Clinic, canary: Actor, language: str, name: str
) -> None:
    await forget(office, canary)
    await office.session.flush()
    office.session.expire_all()
    texts = Catalogues(LOCALES).texts(language)
    moments = Moments(texts, Reader(language, MOSCOW, MOSCOW), office.clock.now())
    today = office.journal.today(clinic.organizer)
    page = await office.journal.day(clinic.organizer, today)
    erased = [entry for entry in page.entries if entry.action is JournalAction.PERSON_ERASED]
    assert len(erased) == 2
    assert {texts.plain("organizer.journal.line_about", **told(entry, moments)) for entry in erased}
    for entry in erased:
        assert entry.subject is not None
        assert entry.subject.person.full_name == ERASED_NAME
        assert name in texts.html("organizer.journal.line_about", **told(entry, moments))
        assert journal.what(entry, moments)


def told(entry: JournalEntry, moments: Moments) -> dict[str, str]:
    """Return what a line of the journal is made of."""
    assert entry.subject is not None
    return {
        "clock": moments.clock(entry.at),
        "who": journal.who(entry, moments.texts),
        "what": journal.what(entry, moments),
        "whom": entry.subject.person.list_name,
    }


async def test_every_place_copes_with_an_erased_person(office: Office, clinic: Clinic, canary: Actor) -> None:
    await forget(office, canary)
    await office.session.flush()
    office.session.expire_all()
    assert canary.membership_id not in {m.id for m in await office.people.search(clinic.organizer)}
    card = await office.people.card(clinic.organizer, canary.membership_id)
    assert (card.membership.person.email, card.membership.person.phone) == (None, None)
    with pytest.raises(Refused, match="leaving-account"):
        await office.leaving.reopen(clinic.organizer, canary.membership_id)
    past = await office.book.past(clinic.instructor)
    assert ERASED_NAME in {p.patient.person.list_name for p in past[0].lesson.participants}
    with pytest.raises(NotHere):
        await office.farewell.take_back(TELEGRAM)


async def test_the_same_email_makes_a_new_person_afterwards(
    office: Office, clinic: Clinic, canary: Actor
) -> None:
    await forget(office, canary)
    again = await office.registration.register(clinic.organizer, CANARY)
    assert again.person_id != canary.person_id
    await office.activate(again, TELEGRAM)


async def test_a_day_too_early_and_a_second_time_nothing_is_done(office: Office, canary: Actor) -> None:
    await office.farewell.leave(canary)
    await office.session.flush()
    office.clock.move(days=29, hours=23)
    assert await erasure.due(office.session, office.clock.now()) == []
    assert not await erasure.erase(office.session, canary.person_id, office.clock.now())
    office.clock.move(hours=1)
    assert await erasure.next_due(office.session) == office.clock.now()
    assert await erasure.erase(office.session, canary.person_id, office.clock.now())
    assert not await erasure.erase(office.session, canary.person_id, office.clock.now())
    assert await erasure.next_due(office.session) is None


def test_every_personal_column_is_covered() -> None:
    """A new column with something personal has to be thought of in ``services.erasure``."""
    ends = ("_sealed", "_index", "telegram_id", "chat_id", "user_id")
    personal: dict[str, set[str]] = {}
    for table in Base.metadata.sorted_tables:
        columns = {column.name for column in table.columns if column.name.endswith(ends)}
        if columns:
            personal[table.name] = columns
    assert personal == erasure.COVERED
