"""The one-time link: it works once, for one account, for 72 hours, and only its hash is kept."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import (
    Consent,
    Invitation,
    JournalAction,
    JournalEntry,
    Membership,
    NotificationKind,
    Person,
    Role,
)
from services.errors import NotHere, Refused
from services.guesses import TooMany
from services.invitations import CONSENT_VERSION, LinkState
from services.people import InvitationState
from services.policy import Actor
from services.registration import NewPerson
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.crowd import Race, issue_links
from tests.services.dump import everything_written
from tests.services.owed import rows_for
from tests.services.people import BOT, MOSCOW, VLADIVOSTOK, Clinic, Office

STRANGER, OTHER = 900, 901
NEWCOMER = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)


@pytest.fixture
async def newcomer(office: Office, clinic: Clinic) -> Membership:
    """A patient who was registered this moment."""
    return await office.registration.register(clinic.organizer, NEWCOMER)


@pytest.fixture
async def token(office: Office, newcomer: Membership) -> str:
    """The newcomer's token."""
    return await office.token(newcomer.id)


async def accept(office: Office, token: str, telegram_id: int = STRANGER) -> Actor:
    """Follow a link."""
    member = await office.invitations.accept(token, telegram_id, language="ru", timezone=None)
    return Actor.of(member)


async def state(office: Office, token: str, telegram_id: int = STRANGER) -> LinkState:
    """Open a link without following it."""
    return (await office.invitations.open(token, telegram_id)).state


async def test_a_link_binds_the_account_and_keeps_the_consent(
    office: Office, newcomer: Membership, token: str
) -> None:
    assert await office.identity.of_telegram(STRANGER) is None
    member = await office.invitations.accept(token, STRANGER, language="en", timezone=VLADIVOSTOK)
    actor = await office.identity.of_telegram(STRANGER)
    assert actor == Actor.of(member)
    assert (actor.membership_id, actor.role) == (newcomer.id, Role.PATIENT)
    assert (actor.language, actor.timezone) == ("en", VLADIVOSTOK)
    query = select(Consent).where(Consent.person_id == newcomer.person_id)
    consent = (await office.session.scalars(query)).one()
    assert (consent.text_version, consent.language, consent.given_at) == (
        CONSENT_VERSION,
        "en",
        office.clock.now(),
    )


async def test_without_a_zone_of_their_own_people_keep_what_the_organizer_entered(
    office: Office, token: str
) -> None:
    assert (await accept(office, token)).timezone == MOSCOW


async def test_a_link_works_once(office: Office, token: str) -> None:
    await accept(office, token)
    assert await state(office, token) is LinkState.USED_BY_YOU
    assert await state(office, token, OTHER) is LinkState.USED
    for telegram_id, code in ((STRANGER, "link-used-by-you"), (OTHER, "link-used")):
        with pytest.raises(Refused, match=code):
            await accept(office, token, telegram_id)


async def test_who_was_signed_out_is_not_told_that_they_are_connected(
    office: Office, clinic: Clinic, newcomer: Membership, token: str
) -> None:
    await accept(office, token)
    newcomer.person.telegram_id = OTHER
    await office.session.flush()
    assert await state(office, token) is LinkState.USED
    assert await state(office, token, OTHER) is LinkState.USED
    newcomer.person.telegram_id = None
    await office.session.flush()
    card = await office.people.card(clinic.organizer, newcomer.id)
    assert card.state(office.clock.now()) is InvitationState.SIGNED_OUT


async def test_a_link_works_for_72_hours_and_no_moment_longer(
    office: Office, clinic: Clinic, newcomer: Membership, token: str
) -> None:
    office.clock.move(hours=72, seconds=-1)
    assert await state(office, token) is LinkState.OPEN
    office.clock.move(seconds=1)
    with pytest.raises(Refused, match="link-expired"):
        await accept(office, token)
    card = await office.people.card(clinic.organizer, newcomer.id)
    assert card.state(office.clock.now()) is InvitationState.EXPIRED


async def test_a_new_link_kills_the_old_one(
    office: Office, clinic: Clinic, newcomer: Membership, token: str
) -> None:
    await office.people.invite_again(clinic.organizer, newcomer.id)
    fresh = await office.token(newcomer.id)
    assert fresh != token
    with pytest.raises(Refused, match="link-revoked"):
        await accept(office, token)
    await accept(office, fresh)
    card = await office.people.card(clinic.organizer, newcomer.id)
    assert card.state(office.clock.now()) is InvitationState.CONNECTED


async def test_a_new_link_is_mailed_again(office: Office, clinic: Clinic, newcomer: Membership) -> None:
    await office.people.invite_again(clinic.organizer, newcomer.id)
    assert len(await rows_for(office.session, Actor.of(newcomer))) == 2


async def test_a_revoked_link_is_dead(
    office: Office, clinic: Clinic, newcomer: Membership, token: str
) -> None:
    await office.people.revoke_invitation(clinic.organizer, newcomer.id)
    with pytest.raises(Refused, match="link-revoked"):
        await accept(office, token)
    card = await office.people.card(clinic.organizer, newcomer.id)
    assert card.state(office.clock.now()) is InvitationState.VOID


async def test_a_link_rejected_by_the_wrong_reader_is_dead(office: Office, token: str) -> None:
    await office.invitations.reject(token, STRANGER)
    assert await state(office, token) is LinkState.REVOKED
    with pytest.raises(NotHere):
        await office.invitations.reject(token, STRANGER)


async def test_whoever_is_connected_gets_no_new_link(office: Office, clinic: Clinic) -> None:
    with pytest.raises(Refused, match="already-active"):
        await office.people.invite_again(clinic.organizer, clinic.patient.membership_id)


async def test_a_link_of_a_deactivated_membership_is_dead(
    office: Office, newcomer: Membership, token: str
) -> None:
    newcomer.deactivated_at = office.clock.now()
    assert await state(office, token) is LinkState.REVOKED


async def test_a_token_nobody_issued_is_unknown(office: Office, token: str) -> None:
    for wrong in (token[:-1], token + "x", "", "приглашение"):
        assert await state(office, wrong) is LinkState.UNKNOWN
        with pytest.raises(Refused, match="link-unknown"):
            await accept(office, wrong)


async def test_an_account_bound_to_someone_else_cannot_follow_a_link(
    office: Office, clinic: Clinic, token: str
) -> None:
    with pytest.raises(Refused, match="link-other-person"):
        await accept(office, token, 104)
    actor = await office.identity.of_telegram(104)
    assert actor is not None
    assert actor.membership_id == clinic.patient.membership_id


async def test_a_further_role_is_accepted_only_from_the_persons_own_account(
    office: Office, clinic: Clinic
) -> None:
    member = await office.registration.register(
        clinic.organizer, replace(NEWCOMER, role=Role.DOCTOR, email="ins@demo.invalid")
    )
    token = await office.token(member.id)
    with pytest.raises(Refused, match="link-elsewhere"):
        await accept(office, token, STRANGER)
    office.clock.move(minutes=1)
    await accept(office, token, 103)
    actor = await office.identity.of_telegram(103)
    assert actor is not None
    assert actor.role is Role.DOCTOR


async def test_an_account_is_given_to_another_person_only_where_that_is_wanted(
    office: Office, clinic: Clinic, token: str
) -> None:
    member = await office.invitations.accept(token, 104, language="ru", timezone=None, instead=True)
    actor = await office.identity.of_telegram(104)
    assert actor is not None
    assert actor.membership_id == member.id
    before = await office.session.get_one(Person, clinic.patient.person_id)
    assert before.telegram_id is None
    assert (await office.session.get_one(Membership, clinic.patient.membership_id)).activated_at is not None
    actions = await office.session.scalars(
        select(JournalEntry.action).where(JournalEntry.subject_id == clinic.patient.membership_id)
    )
    assert JournalAction.ACCOUNT_TAKEN in actions.all()


async def test_a_further_role_in_the_same_clinic_needs_no_second_consent(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    consents = select(Consent.organization_id).where(Consent.person_id == clinic.instructor.person_id)
    before = (await office.session.scalars(consents)).all()
    for boss, consented in ((clinic.organizer, True), (abroad.organizer, False)):
        member = await office.registration.register(
            boss, replace(NEWCOMER, role=Role.DOCTOR, email="ins@demo.invalid")
        )
        token = await office.token(member.id)
        opened = await office.invitations.open(token, 103)
        assert (opened.state, opened.further, opened.consented) == (LinkState.OPEN, True, consented)
        await accept(office, token, 103)
    given = (await office.session.scalars(consents)).all()
    assert sorted(given) == sorted([*before, abroad.organizer.organization_id])


@pytest.mark.parametrize(("shown", "confirmed"), [("+79000000077", True), ("+79000000078", False)])
async def test_only_the_phone_the_clinic_has_is_confirmed(
    office: Office, clinic: Clinic, shown: str, confirmed: bool
) -> None:
    member = await office.registration.register(clinic.organizer, replace(NEWCOMER, phone="+79000000077"))
    token = await office.token(member.id)
    await office.invitations.accept(token, STRANGER, language="ru", timezone=None, phone=shown)
    assert (member.person.phone_confirmed_at is not None) is confirmed


async def test_a_link_that_has_expired_is_asked_for_anew_once_an_hour(
    office: Office, clinic: Clinic, newcomer: Membership, token: str
) -> None:
    with pytest.raises(NotHere):
        await office.invitations.ask_anew(token, STRANGER)
    office.clock.move(hours=72)
    assert await office.invitations.ask_anew(token, STRANGER)
    assert not await office.invitations.ask_anew(token, OTHER)
    office.clock.move(minutes=59)
    assert not await office.invitations.ask_anew(token, STRANGER)
    office.clock.move(minutes=1)
    assert await office.invitations.ask_anew(token, STRANGER)
    rows = [(row.kind, row.membership_id) for row in await rows_for(office.session, clinic.organizer)]
    assert rows == [(NotificationKind.LINK_ASKED, newcomer.id)] * 2


async def test_nobody_asks_for_a_link_that_never_was_or_has_been_used(
    office: Office, clinic: Clinic, token: str
) -> None:
    await accept(office, token)
    for wrong in (token, "x" * 43):
        with pytest.raises(NotHere):
            await office.invitations.ask_anew(wrong, OTHER)
    assert await rows_for(office.session, clinic.organizer) == []


async def test_ten_wrong_links_in_an_hour_are_too_many_for_one_account(office: Office, token: str) -> None:
    for number in range(10):
        opened = await office.invitations.follow(f"{number}" * 43, STRANGER)
        assert opened.state is LinkState.UNKNOWN
    with pytest.raises(TooMany) as too_many:
        await office.invitations.follow(token, STRANGER)
    assert too_many.value.until == office.clock.now() + timedelta(minutes=30)
    assert (await office.invitations.follow(token, OTHER)).state is LinkState.OPEN
    office.clock.move(minutes=30)
    assert (await office.invitations.follow(token, STRANGER)).state is LinkState.OPEN


async def test_wrong_links_now_and_then_are_not_too_many(office: Office, token: str) -> None:
    for _ in range(12):
        await office.invitations.follow("x" * 43, STRANGER)
        office.clock.move(minutes=10)
    assert (await office.invitations.follow(token, STRANGER)).state is LinkState.OPEN


async def test_an_unknown_zone_leaves_the_link_open(office: Office, token: str) -> None:
    with pytest.raises(Refused, match="zone-unknown"):
        await office.invitations.accept(token, STRANGER, language="ru", timezone="Europe/Nowhere")
    assert await state(office, token) is LinkState.OPEN
    assert await office.identity.of_telegram(STRANGER) is None


async def test_a_deactivated_person_is_nobody_to_the_bot(office: Office, clinic: Clinic) -> None:
    await office.session.execute(
        update(Membership)
        .where(Membership.id == clinic.instructor.membership_id)
        .values(deactivated_at=office.clock.now())
    )
    assert await office.identity.of_telegram(103) is None


async def test_pressing_anything_shows_that_telegram_delivers_again(office: Office, clinic: Clinic) -> None:
    await office.identity.lost(104)
    person = await office.identity.person(clinic.patient)
    assert person.telegram_lost_at == office.clock.now()
    await office.identity.of_telegram(104)
    assert person.telegram_lost_at is None


async def test_the_token_is_in_no_column_and_its_hash_is_in_one(office: Office, token: str) -> None:
    link = f"https://t.me/{BOT}?start={token}"
    assert office.invitations.link(await _newest(office)) == link
    written = await everything_written(office.session)
    assert token not in written
    assert hashlib.sha256(token.encode()).hexdigest() in written


@pytest.mark.parametrize("accounts", [2, 50])
async def test_of_several_accounts_with_one_link_exactly_one_gets_in(
    race: Race,
    sessionmaker: async_sessionmaker[AsyncSession],
    clinic: Clinic,
    clock: FixedClock,
    vault: Vault,
    accounts: int,
    rounds: int,
) -> None:
    async with sessionmaker.begin() as session:
        links = await issue_links(Office(session, clock, vault), clinic.organizer, rounds)
    for link in links:
        followers = link.followers(accounts)
        outcomes = await race.run(followers)
        assert Counter(outcomes) == {None: 1, "link-used": accounts - 1}
        async with sessionmaker() as session:
            person = await session.get_one(Person, link.person_id)
            given = await session.scalars(select(Consent.id).where(Consent.person_id == link.person_id))
            assert len(given.all()) == 1
        assert person.telegram_id == followers[outcomes.index(None)].telegram_id


async def _newest(office: Office) -> Invitation:
    return (await office.session.scalars(select(Invitation).order_by(Invitation.id.desc()).limit(1))).one()


async def test_a_link_lives_from_its_own_issue(
    office: Office, clinic: Clinic, newcomer: Membership, token: str
) -> None:
    office.clock.move(hours=71)
    await office.people.invite_again(clinic.organizer, newcomer.id)
    assert (await _newest(office)).expires_at == office.clock.now() + timedelta(hours=72)
