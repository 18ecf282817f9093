"""Questions to the clinic: who gets them, who may answer, and what is kept of them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from models import Membership, Notification, NotificationKind, Organization, Role, SupportMessage
from services import erasure
from services.errors import NotHere, Refused
from services.registration import NewPerson
from services.support import LONGEST_CAPTION, LONGEST_TEXT, LONGEST_VOICE, MOST_AN_HOUR, Voice, clean_words
from tests.clock import FixedClock
from tests.services.dump import everything_written
from tests.services.people import MOSCOW, Clinic, Office, plan

STRANGER = 900
WORDS = "Можно ли заниматься <b>сидя</b>? 🙂"


async def owed(office: Office, kind: NotificationKind) -> list[int]:
    """Return the persons to whom messages of a kind are owed."""
    query = select(Notification.recipient_id).where(Notification.kind == kind)
    return list(await office.session.scalars(query))


async def test_a_question_reaches_the_clinics_organizers_and_the_answer_its_writer(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    asked = await office.support.ask(clinic.patient, f"  {WORDS}\n")
    assert asked.text == WORDS
    assert await owed(office, NotificationKind.SUPPORT_QUESTION) == [clinic.organizer.person_id]
    shown = await office.support.question(clinic.organizer, asked.id)
    assert (shown.asked.author.person.last_name, shown.answers) == ("Пробный", [])
    await office.support.answer(clinic.organizer, asked.id, "Да")
    assert await owed(office, NotificationKind.SUPPORT_ANSWER) == [clinic.patient.person_id]
    shown = await office.support.question(clinic.organizer, asked.id)
    assert [answer.text for answer in shown.answers] == ["Да"]


async def test_nobody_else_reads_or_answers_a_question(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    asked = await office.support.ask(clinic.patient, WORDS)
    answer = await office.support.answer(clinic.organizer, asked.id, "Да")
    for outsider in (abroad.organizer, clinic.doctor, clinic.instructor, clinic.patient):
        with pytest.raises(NotHere):
            await office.support.question(outsider, asked.id)
        with pytest.raises(NotHere):
            await office.support.answer(outsider, asked.id, "x")
    with pytest.raises(NotHere):
        await office.support.question(clinic.organizer, answer.id)


async def test_questions_wait_for_the_end_of_quiet_hours(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    clock.move_to(clock.now().replace(hour=20, minute=0))
    await office.support.ask(clinic.patient, WORDS)
    row = (await office.session.scalars(select(Notification).order_by(Notification.id.desc()))).first()
    assert row is not None
    assert row.due_at - clock.now() == timedelta(hours=9)


async def test_so_many_questions_an_hour_are_enough(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    for _ in range(MOST_AN_HOUR):
        await office.support.ask(clinic.patient, WORDS)
    with pytest.raises(Refused, match="support-many"):
        await office.support.ask(clinic.patient, WORDS)
    await office.support.ask(clinic.instructor, WORDS)
    clock.move(hours=1, minutes=1)
    await office.support.ask(clinic.patient, WORDS)


async def test_a_question_is_refused_where_nobody_can_answer_it(office: Office, clinic: Clinic) -> None:
    await office.session.execute(
        update(Membership).where(Membership.id == clinic.organizer.membership_id).values(activated_at=None)
    )
    with pytest.raises(Refused, match="support-nobody"):
        await office.support.ask(clinic.patient, WORDS)
    assert (await office.session.scalars(select(SupportMessage))).all() == []


async def test_whoever_has_left_gets_no_answer(office: Office, clinic: Clinic) -> None:
    asked = await office.support.ask(clinic.patient, WORDS)
    await office.leaving.close(clinic.organizer, clinic.patient.membership_id)
    with pytest.raises(Refused, match="support-gone"):
        await office.support.answer(clinic.organizer, asked.id, "Да")


async def test_the_words_are_sealed(office: Office, clinic: Clinic) -> None:
    await office.support.ask(clinic.patient, "совершенно личное")
    await office.session.flush()
    assert "совершенно" not in await everything_written(office.session)


@given(st.text(max_size=LONGEST_TEXT + 200))
def test_words_are_kept_as_they_are_or_refused(text: str) -> None:
    stripped = text.strip()
    if 0 < len(stripped) <= LONGEST_TEXT:
        assert clean_words(text) == stripped
        return
    with pytest.raises(Refused, match="words-long" if stripped else "words$"):
        clean_words(text)


async def asked_before_consent(office: Office, clinic: Clinic, **contacts: str) -> SupportMessage:
    """Register a patient, who then asks something instead of agreeing."""
    person = NewPerson(
        Role.PATIENT, "Новых", "Фёдор", None, contacts.get("email"), MOSCOW, phone=contacts.get("phone")
    )
    membership = await office.registration.register(clinic.organizer, person)
    token = await office.token(membership.id)
    return await office.support.ask_before_consent(token, STRANGER, WORDS)


async def test_a_question_before_the_consent_is_answered_by_mail(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    asked = await asked_before_consent(office, clinic, email="new@demo.invalid")
    assert await owed(office, NotificationKind.SUPPORT_QUESTION) == [clinic.organizer.person_id]
    writer = (await office.support.question(clinic.organizer, asked.id)).asked.author
    assert (writer.person.telegram_id, writer.activated_at) == (None, None)
    with pytest.raises(NotHere):
        await office.support.question(abroad.organizer, asked.id)
    await office.support.answer(clinic.organizer, asked.id, "Да")
    assert await owed(office, NotificationKind.SUPPORT_ANSWER) == [writer.person_id]


async def test_who_has_no_mail_is_called(office: Office, clinic: Clinic) -> None:
    asked = await asked_before_consent(office, clinic, phone="+79005550101")
    with pytest.raises(Refused, match="support-unreachable") as refusal:
        await office.support.answer(clinic.organizer, asked.id, "Да")
    assert refusal.value.params == {"phone": "+79005550101"}


async def test_a_dead_link_asks_nothing(office: Office, clinic: Clinic) -> None:
    with pytest.raises(Refused, match="link-unknown"):
        await office.support.ask_before_consent("made-up", STRANGER, WORDS)
    asked = await asked_before_consent(office, clinic, email="new@demo.invalid")
    token = await office.token(asked.author_id)
    await office.invitations.revoke(asked.author_id)
    with pytest.raises(Refused, match="link-revoked"):
        await office.support.ask_before_consent(token, STRANGER, WORDS)


VOICE = Voice("AwACAgIAAxkBAAIB", 7)


async def test_a_voice_reaches_the_instructor_as_it_is_and_one_may_answer_it(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    asked = await office.support.ask_instructor(clinic.patient, " ", lesson.id, VOICE)
    assert (asked.text, asked.voice, asked.voice_seconds) == ("", VOICE.file_id, 7)
    answer = await office.support.answer(clinic.instructor, asked.id, "Послушайте", Voice("AwAC2", 65))
    assert (answer.text, answer.voice) == ("Послушайте", "AwAC2")
    assert VOICE.file_id not in await everything_written(office.session)


async def test_nobody_else_answers_a_voice(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    asked = await office.support.ask_instructor(clinic.patient, "", lesson.id, VOICE)
    for outsider in (abroad.instructor, abroad.organizer, clinic.organizer, clinic.doctor, clinic.second):
        with pytest.raises(NotHere):
            await office.support.answer(outsider, asked.id, "", VOICE)
    with pytest.raises(NotHere):
        await office.support.ask_instructor(abroad.patient, "", lesson.id, VOICE)


async def test_what_a_voice_may_be(office: Office, clinic: Clinic) -> None:
    assert await office.support.check(clinic.patient, " Вот ", VOICE) == "Вот"
    for words, voice, code in (
        ("", None, "words"),
        ("", Voice("x", LONGEST_VOICE + 1), "voice-long"),
        ("я" * (LONGEST_CAPTION + 1), VOICE, "words-long"),
    ):
        with pytest.raises(Refused, match=code):
            await office.support.check(clinic.patient, words, voice)
    await office.session.execute(update(Organization).values(discreet=True))
    office.session.expire_all()
    with pytest.raises(Refused, match="voice-discreet"):
        await office.support.check(clinic.patient, "", VOICE)
    assert await office.support.check(clinic.patient, "Вот") == "Вот"


async def test_a_voice_is_forgotten_with_its_speaker(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    asked = await office.support.ask_instructor(clinic.patient, "", lesson.id, VOICE)
    await erasure._forget_words(office.session, [clinic.patient.membership_id])
    await office.session.flush()
    assert (asked.text, asked.voice) == ("", None)
