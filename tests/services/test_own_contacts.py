"""One's own email by a code to the new address, one's own phone by one's own contact."""

import pytest
from sqlalchemy import select

from models import Channel, JournalAction, JournalEntry, MailedCode, NotificationKind, Person
from services import codes
from services.errors import Refused
from services.guesses import TooMany
from tests.services.owed import kinds, nothing_owed, rows_for
from tests.services.people import OPENING, Clinic, Office

FRESH = "fresh@demo.invalid"
OLD = "p1@demo.invalid"


async def digits(office: Office) -> str:
    """Return the newest code as it is typed."""
    code = await office.session.scalars(select(MailedCode).order_by(MailedCode.id.desc()).limit(1))
    return codes.digits(office.session, code.one())


async def test_a_new_address_is_taken_by_the_code_mailed_to_it_and_the_old_one_is_told(
    office: Office, clinic: Clinic
) -> None:
    assert await office.own_contacts.ask_email(clinic.patient, f" {FRESH} ") == FRESH
    assert (await office.profile.own(clinic.patient)).email == OLD
    await office.own_contacts.confirm_email(clinic.patient, await digits(office))
    person = await office.profile.own(clinic.patient)
    assert person.email == FRESH
    assert person.email_index == office.vault.index("email", FRESH)
    rows = await rows_for(office.session, clinic.patient)
    assert [(row.kind, row.channel) for row in rows] == [
        (NotificationKind.EMAIL_CODE, Channel.MAIL),
        (NotificationKind.OWN_EMAIL_CHANGED, Channel.MAIL),
    ]
    assert FRESH not in str([row.params for row in rows])


async def test_the_new_address_is_the_one_to_sign_in_with(office: Office, clinic: Clinic) -> None:
    await office.own_contacts.ask_email(clinic.patient, FRESH)
    await office.own_contacts.confirm_email(clinic.patient, await digits(office))
    await office.signing_in.ask_code(900, OLD)
    assert NotificationKind.SIGN_IN_CODE not in await kinds(office.session, clinic.patient)
    await office.signing_in.ask_code(900, FRESH)
    assert NotificationKind.SIGN_IN_CODE in await kinds(office.session, clinic.patient)


async def test_an_address_of_ones_own_or_of_another_is_refused(office: Office, clinic: Clinic) -> None:
    for typed, code in ((OLD.upper(), "email-same"), ("p2@demo.invalid", "email-taken"), ("нет", "email")):
        with pytest.raises(Refused, match=code):
            await office.own_contacts.ask_email(clinic.patient, typed)
    assert await nothing_owed(office.session, clinic.patient)


async def test_an_address_taken_meanwhile_is_refused_at_the_end(office: Office, clinic: Clinic) -> None:
    await office.own_contacts.ask_email(clinic.patient, FRESH)
    second = await office.session.get_one(Person, clinic.second.person_id)
    second.email_index = office.vault.index("email", FRESH)
    await office.session.flush()
    with pytest.raises(Refused, match="email-taken"):
        await office.own_contacts.confirm_email(clinic.patient, await digits(office))
    assert (await office.profile.own(clinic.patient)).email == OLD


async def test_wrong_codes_are_limited_and_change_nothing(office: Office, clinic: Clinic) -> None:
    await office.own_contacts.ask_email(clinic.patient, FRESH)
    wrong = f"{(int(await digits(office)) + 1) % 10**6:06}"
    for _ in range(4):
        with pytest.raises(Refused, match="code-no"):
            await office.own_contacts.confirm_email(clinic.patient, wrong)
    for typed in (wrong, await digits(office)):
        with pytest.raises(TooMany):
            await office.own_contacts.confirm_email(clinic.patient, typed)
    assert (await office.profile.own(clinic.patient)).email == OLD


async def test_a_sign_in_code_proves_no_address(office: Office, clinic: Clinic) -> None:
    await office.signing_in.ask_code(900, OLD)
    with pytest.raises(Refused, match="code-over"):
        await office.own_contacts.confirm_email(clinic.patient, await digits(office))


async def test_ones_own_contact_is_the_new_phone(office: Office, clinic: Clinic) -> None:
    await office.own_contacts.change_phone(clinic.patient, 104, "7 (900) 111-22-33")
    person = await office.profile.own(clinic.patient)
    assert (person.phone, person.phone_confirmed_at) == ("+79001112233", OPENING)
    assert person.phone_index == office.vault.index("phone", "+79001112233")
    actions = await office.session.scalars(
        select(JournalEntry.action).order_by(JournalEntry.id.desc()).limit(1)
    )
    assert actions.one() is JournalAction.PHONE_CHANGED


async def test_the_same_phone_is_confirmed_and_nothing_is_written(office: Office, clinic: Clinic) -> None:
    before = len((await office.session.scalars(select(JournalEntry.id))).all())
    await office.own_contacts.change_phone(clinic.patient, 104, "+79000000004")
    assert (await office.profile.own(clinic.patient)).phone_confirmed_at == OPENING
    assert len((await office.session.scalars(select(JournalEntry.id))).all()) == before


@pytest.mark.parametrize(
    ("contact_of", "number", "code"),
    [
        (105, "+79001112233", "phone-not-yours"),
        (None, "+79001112233", "phone-not-yours"),
        (104, "112", "phone-form"),
        (104, "+79000000003", "phone-known"),
    ],
)
async def test_another_phone_is_refused(
    office: Office, clinic: Clinic, contact_of: int | None, number: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await office.own_contacts.change_phone(clinic.patient, contact_of, number)
    assert (await office.profile.own(clinic.patient)).phone == "+79000000004"
