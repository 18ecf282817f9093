"""From another Telegram account: by a mailed code or one's own phone, and how the old account stops it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    AccountMove,
    Channel,
    JournalAction,
    JournalEntry,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    MailedCode,
    Notification,
    NotificationKind,
    NotificationState,
    Person,
)
from services import codes
from services.errors import NotHere, Refused
from services.guesses import TooMany
from services.people import InvitationState
from services.policy import Actor
from tests.services.dump import everything_written
from tests.services.owed import kinds, nothing_owed, rows_for
from tests.services.people import OPENING, Clinic, Office, plan

OLD, NEW, THIRD = 104, 900, 901
EMAIL, PHONE = "p1@demo.invalid", "79000000004"


async def mailed(office: Office) -> MailedCode:
    """Return the newest code."""
    return (await office.session.scalars(select(MailedCode).order_by(MailedCode.id.desc()).limit(1))).one()


async def mailed_digits(office: Office) -> str:
    """Return the newest code as it is typed."""
    return codes.digits(office.session, await mailed(office))


async def other_digits(office: Office, number: int = 1) -> str:
    """Return digits that are not the newest code."""
    return f"{(int(await mailed_digits(office)) + number) % 10**6:06}"


async def signed_in(office: Office, telegram_id: int = NEW) -> Actor:
    """Sign the patient in from another account."""
    await office.signing_in.ask_code(telegram_id, EMAIL)
    return Actor.of(await office.signing_in.enter_code(telegram_id, await mailed_digits(office)))


async def the_move(office: Office) -> AccountMove:
    """Return the newest move."""
    return (await office.session.scalars(select(AccountMove).order_by(AccountMove.id.desc()).limit(1))).one()


async def test_a_mailed_code_lets_the_person_in_and_the_old_account_is_nobodys(
    office: Office, clinic: Clinic
) -> None:
    actor = await signed_in(office)
    assert actor.membership_id == clinic.patient.membership_id
    assert await office.identity.of_telegram(OLD) is None
    found = await office.identity.of_telegram(NEW)
    assert found is not None
    assert found.membership_id == clinic.patient.membership_id


async def test_the_code_is_owed_by_mail_for_ten_minutes_and_stands_nowhere(
    office: Office, clinic: Clinic
) -> None:
    await office.signing_in.ask_code(NEW, f" {EMAIL.upper()} ")
    (row,) = await rows_for(office.session, clinic.patient)
    assert (row.kind, row.channel) == (NotificationKind.SIGN_IN_CODE, Channel.MAIL)
    assert (row.due_at, row.expires_at) == (OPENING, OPENING + timedelta(minutes=10))
    assert await mailed_digits(office) not in await everything_written(office.session)


async def test_an_address_nobody_has_is_answered_alike(office: Office, clinic: Clinic) -> None:
    await office.signing_in.ask_code(NEW, "nobody@demo.invalid")
    assert await nothing_owed(office.session, *clinic.everyone)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match="code-no") as refused:
            await office.signing_in.enter_code(NEW, await mailed_digits(office))
        assert refused.value.params == {"left": left}
    with pytest.raises(TooMany):
        await office.signing_in.enter_code(NEW, await mailed_digits(office))


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " код {0}{1}."])
async def test_a_code_is_read_however_it_is_typed(office: Office, clinic: Clinic, typed: str) -> None:
    await office.signing_in.ask_code(NEW, EMAIL)
    code = await mailed_digits(office)
    await office.signing_in.enter_code(NEW, typed.format(code[:3], code[3:]))
    assert await office.identity.of_telegram(NEW) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "код", "١٢٣٤٥٦", "½½½½½½"])
async def test_what_is_no_code_costs_no_try(office: Office, clinic: Clinic, typed: str) -> None:
    await office.signing_in.ask_code(NEW, EMAIL)
    for _ in range(6):
        with pytest.raises(Refused, match="code-form"):
            await office.signing_in.enter_code(NEW, typed)
    await office.signing_in.enter_code(NEW, await mailed_digits(office))


async def test_after_five_wrong_codes_there_is_a_pause_of_half_an_hour(
    office: Office, clinic: Clinic
) -> None:
    await office.signing_in.ask_code(NEW, EMAIL)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match="code-no") as refused:
            await office.signing_in.enter_code(NEW, await other_digits(office, left))
        assert refused.value.params == {"left": left}
    with pytest.raises(TooMany) as too_many:
        await office.signing_in.enter_code(NEW, await other_digits(office))
    assert too_many.value.until == OPENING + timedelta(minutes=30)
    for attempt in (
        office.signing_in.enter_code(NEW, await mailed_digits(office)),
        office.signing_in.ask_code(NEW, EMAIL),
    ):
        with pytest.raises(TooMany):
            await attempt
    office.clock.move(minutes=30)
    await signed_in(office)


async def test_another_code_brings_no_further_tries(office: Office, clinic: Clinic) -> None:
    await office.signing_in.ask_code(NEW, EMAIL)
    for _ in range(3):
        with pytest.raises(Refused, match="code-no"):
            await office.signing_in.enter_code(NEW, await other_digits(office))
    await office.signing_in.ask_code(NEW, EMAIL)
    with pytest.raises(Refused, match="code-no") as refused:
        await office.signing_in.enter_code(NEW, await other_digits(office))
    assert refused.value.params == {"left": 1}


async def test_one_persons_code_is_not_guessed_from_many_accounts(office: Office, clinic: Clinic) -> None:
    for telegram_id in (910, 911, 912):
        await office.signing_in.ask_code(telegram_id, EMAIL)
        for _ in range(5):
            with pytest.raises(Refused):
                await office.signing_in.enter_code(telegram_id, await other_digits(office))
    await office.session.execute(delete(Notification))
    await office.signing_in.ask_code(NEW, EMAIL)
    assert await nothing_owed(office.session, clinic.patient)
    with pytest.raises(Refused, match="code-no"):
        await office.signing_in.enter_code(NEW, await mailed_digits(office))
    office.clock.move(days=1, minutes=1)
    await signed_in(office)


async def test_a_code_works_for_ten_minutes_once_and_in_its_own_chat(office: Office, clinic: Clinic) -> None:
    await office.signing_in.ask_code(NEW, EMAIL)
    code = await mailed_digits(office)
    with pytest.raises(Refused, match="code-over"):
        await office.signing_in.enter_code(THIRD, code)
    office.clock.move(minutes=10)
    with pytest.raises(Refused, match="code-over"):
        await office.signing_in.enter_code(NEW, code)
    await signed_in(office)
    with pytest.raises(Refused, match="signed-in"):
        await office.signing_in.enter_code(NEW, await mailed_digits(office))


async def test_a_fresh_code_kills_the_one_before(office: Office, clinic: Clinic) -> None:
    await office.signing_in.ask_code(NEW, EMAIL)
    first = await mailed_digits(office)
    await office.signing_in.ask_code(NEW, EMAIL)
    if first != await mailed_digits(office):
        with pytest.raises(Refused, match="code-no"):
            await office.signing_in.enter_code(NEW, first)


async def test_codes_are_asked_for_five_times_in_half_an_hour(office: Office, clinic: Clinic) -> None:
    for _ in range(5):
        await office.signing_in.ask_code(NEW, "nobody@demo.invalid")
    with pytest.raises(TooMany):
        await office.signing_in.ask_code(NEW, EMAIL)
    office.clock.move(minutes=30)
    await signed_in(office)


async def test_what_is_no_address_is_said_so(office: Office) -> None:
    with pytest.raises(Refused, match="email"):
        await office.signing_in.ask_code(NEW, "не адрес")


async def test_an_account_that_stands_for_somebody_does_not_sign_in(office: Office, clinic: Clinic) -> None:
    for attempt in (
        office.signing_in.ask_code(105, EMAIL),
        office.signing_in.enter_code(105, "123456"),
        office.signing_in.by_contact(105, 105, PHONE),
    ):
        with pytest.raises(Refused, match="signed-in"):
            await attempt


async def test_ones_own_phone_lets_in_without_a_code(office: Office, clinic: Clinic) -> None:
    membership = await office.signing_in.by_contact(NEW, NEW, PHONE)
    assert membership.id == clinic.patient.membership_id
    assert membership.person.phone_confirmed_at == OPENING
    assert (await office.identity.of_telegram(NEW)) is not None


@pytest.mark.parametrize("contact_of", [None, OLD, 105])
async def test_another_persons_contact_lets_nobody_in(
    office: Office, clinic: Clinic, contact_of: int | None
) -> None:
    with pytest.raises(Refused, match="phone-not-yours"):
        await office.signing_in.by_contact(NEW, contact_of, PHONE)
    assert await office.identity.of_telegram(NEW) is None


async def test_an_unknown_phone_lets_nobody_in_and_counts(office: Office, clinic: Clinic) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match="phone-unknown"):
            await office.signing_in.by_contact(NEW, NEW, "79990000000")
    with pytest.raises(TooMany):
        await office.signing_in.by_contact(NEW, NEW, PHONE)


async def test_who_has_not_activated_or_was_shut_out_gets_no_code(office: Office, clinic: Clinic) -> None:
    await office.leaving.close(clinic.organizer, clinic.patient.membership_id)
    await office.signing_in.ask_code(NEW, EMAIL)
    assert NotificationKind.SIGN_IN_CODE not in await kinds(office.session, clinic.patient)
    with pytest.raises(Refused, match="phone-unknown"):
        await office.signing_in.by_contact(NEW, NEW, PHONE)


async def told(session: AsyncSession, actor: Actor, lesson: Lesson) -> None:
    """Let the person have been told of a lesson, with its card in the old chat."""
    for row in await rows_for(session, actor):
        if row.kind is NotificationKind.LESSON_PLANNED:
            row.state = NotificationState.SENT
    session.add(
        LessonMessage(
            lesson_id=lesson.id,
            person_id=actor.person_id,
            kind=LessonMessageKind.CARD,
            chat_id=OLD,
            message_id=7,
        )
    )
    await session.flush()


async def test_cards_of_coming_lessons_come_anew_and_the_old_ones_are_forgotten(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await told(office.session, clinic.patient, lesson)
    await signed_in(office)
    rows = await rows_for(office.session, clinic.patient)
    cards = [row for row in rows if row.kind is NotificationKind.LESSON_CARD]
    assert [(row.lesson_id, row.due_at) for row in cards] == [(lesson.id, OPENING)]
    mine = select(LessonMessage).where(LessonMessage.person_id == clinic.patient.person_id)
    assert (await office.session.scalars(mine)).all() == []


async def test_the_old_account_is_told_at_once_and_can_stop_it(office: Office, clinic: Clinic) -> None:
    office.clock.move(hours=14)
    await signed_in(office)
    rows = await rows_for(office.session, clinic.patient)
    told_row = next(row for row in rows if row.kind is NotificationKind.SIGNED_IN_ELSEWHERE)
    assert told_row.due_at == office.clock.now(), "a stranger's sign-in waits for no morning"
    move = await the_move(office)
    await office.signing_in.not_me(OLD, move.id)
    await office.signing_in.not_me(OLD, move.id)
    assert await office.identity.of_telegram(NEW) is None
    assert await office.identity.of_telegram(OLD) is None
    assert await kinds(office.session, clinic.organizer) == [NotificationKind.SIGN_IN_STOPPED]
    with pytest.raises(Refused, match="phone-unknown"):
        await office.signing_in.by_contact(THIRD, THIRD, PHONE)


async def test_only_the_old_account_stops_it(office: Office, clinic: Clinic) -> None:
    await signed_in(office)
    move = await the_move(office)
    for telegram_id in (NEW, THIRD, 101):
        with pytest.raises(NotHere):
            await office.signing_in.not_me(telegram_id, move.id)
    with pytest.raises(NotHere):
        await office.signing_in.not_me(OLD, 999_999)
    assert await office.identity.of_telegram(NEW) is not None


async def test_a_later_move_is_not_stopped_by_an_earlier_word(office: Office, clinic: Clinic) -> None:
    await signed_in(office)
    first = await the_move(office)
    await signed_in(office, THIRD)
    with pytest.raises(NotHere):
        await office.signing_in.not_me(OLD, first.id)
    assert await office.identity.of_telegram(THIRD) is not None


async def test_after_a_stop_a_new_invitation_lets_the_person_in_again(office: Office, clinic: Clinic) -> None:
    await signed_in(office)
    await office.signing_in.not_me(OLD, (await the_move(office)).id)
    card = await office.people.card(clinic.organizer, clinic.patient.membership_id)
    assert card.state(office.clock.now()) is InvitationState.STOPPED
    await office.people.invite_again(clinic.organizer, clinic.patient.membership_id)
    await office.activate(card.membership, OLD)
    actor = await office.identity.of_telegram(OLD)
    assert actor is not None
    assert actor.membership_id == clinic.patient.membership_id
    await signed_in(office)


async def test_the_journal_tells_of_it(office: Office, clinic: Clinic) -> None:
    await signed_in(office)
    await office.signing_in.not_me(OLD, (await the_move(office)).id)
    query = select(JournalEntry.action).order_by(JournalEntry.id.desc()).limit(2)
    assert list(await office.session.scalars(query)) == [
        JournalAction.SIGN_IN_STOPPED,
        JournalAction.SIGNED_IN,
    ]


async def test_a_person_signed_in_has_the_new_account_only(office: Office, clinic: Clinic) -> None:
    await signed_in(office)
    person = await office.session.get_one(Person, clinic.patient.person_id)
    assert person.telegram_id == NEW
