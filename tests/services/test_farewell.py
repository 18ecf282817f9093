"""People leave by themselves: a consent withdrawn in one clinic, a record to be deleted, a change of mind."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    BusyInterval,
    Consent,
    JournalAction,
    JournalEntry,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    LessonStatus,
    NotificationKind,
    Resource,
    Role,
)
from services import erasure
from services.errors import NotHere, Refused
from services.people import InvitationState
from services.policy import Actor
from services.registration import NewPerson
from tests.services.owed import kinds, nothing_owed, rows_for
from tests.services.people import BERLIN, DAY_AFTER_TEN, MOSCOW, Clinic, Office, plan

PATIENT_TG = 104
SECOND = NewPerson(Role.ORGANIZER, "Вторых", "Яна", None, "org2@demo.invalid", MOSCOW)


async def account(office: Office, actor: Actor) -> int:
    """Return the number of somebody's Telegram account."""
    person = await office.identity.person(actor)
    assert person.telegram_id is not None
    return person.telegram_id


async def shut_out(office: Office, actor: Actor) -> bool:
    """Say whether an account is a stranger's now."""
    await office.session.flush()
    office.session.expire_all()
    return await office.identity.of_telegram(await account(office, actor)) is None


async def done(office: Office, actor: Actor) -> Sequence[JournalAction]:
    """Return what the journal says somebody did."""
    query = select(JournalEntry.action).where(JournalEntry.actor_id == actor.membership_id)
    return (await office.session.scalars(query.order_by(JournalEntry.id))).all()


async def test_a_patient_withdraws_and_their_places_go_at_once(office: Office, clinic: Clinic) -> None:
    shared = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    own = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    outlook = await office.farewell.outlook(clinic.patient, whole=False)
    assert (outlook.free, outlook.places, outlook.last) == (True, 2, True)
    await office.farewell.withdraw(clinic.patient)
    assert await shut_out(office, clinic.patient)
    await office.session.refresh(shared)
    await office.session.refresh(own)
    assert (shared.status, own.status) == (LessonStatus.SCHEDULED, LessonStatus.CANCELLED)
    places = await office.session.scalars(select(LessonParticipant.patient_id))
    assert places.all() == [clinic.second.membership_id]
    busy = await office.session.scalars(
        select(BusyInterval.id).where(BusyInterval.resource_id == Resource.person(clinic.patient.person_id))
    )
    assert busy.all() == []
    assert NotificationKind.LESSON_STARTING not in await kinds(office.session, clinic.patient)
    assert NotificationKind.LESSON_CANCELLED not in await kinds(office.session, clinic.patient)
    (told,) = [
        row
        for row in await rows_for(office.session, clinic.instructor)
        if row.kind is NotificationKind.PATIENT_LEFT
    ]
    assert (told.params["lessons"], told.params["cancelled"]) == (2, 1)
    assert await kinds(office.session, clinic.organizer) == [NotificationKind.CONSENT_WITHDRAWN]
    assert JournalAction.CONSENT_WITHDRAWN in await done(office, clinic.patient)
    (consent,) = await office.session.scalars(
        select(Consent).where(Consent.person_id == clinic.patient.person_id)
    )
    assert consent.withdrawn_at == office.clock.now()


async def test_withdrawing_twice_changes_and_tells_nothing_more(office: Office, clinic: Clinic) -> None:
    await office.farewell.withdraw(clinic.patient)
    await office.session.flush()
    before = await kinds(office.session, clinic.organizer), await done(office, clinic.patient)
    office.clock.move(minutes=1)
    await office.farewell.withdraw(clinic.patient)
    await office.farewell.leave(clinic.patient)
    assert (await kinds(office.session, clinic.organizer), await done(office, clinic.patient)) == before


async def test_who_withdrew_is_nobodys_patient_and_cannot_take_it_back(
    office: Office, clinic: Clinic
) -> None:
    await office.farewell.withdraw(clinic.patient)
    await office.session.flush()
    ids = [patient.id for patient, _ in await office.clearances.patients(clinic.doctor)]
    assert ids == [clinic.second.membership_id]
    assert await office.farewell.pending(PATIENT_TG) is None
    with pytest.raises(NotHere):
        await office.farewell.take_back(PATIENT_TG)


async def test_coming_back_needs_a_new_invitation_and_a_new_consent(office: Office, clinic: Clinic) -> None:
    await office.farewell.withdraw(clinic.patient)
    await office.session.flush()
    card = await office.people.card(clinic.organizer, clinic.patient.membership_id)
    assert card.state(office.clock.now()) is InvitationState.WITHDRAWN
    with pytest.raises(Refused, match="access-closed"):
        await office.people.invite_again(clinic.organizer, clinic.patient.membership_id)
    await office.leaving.reopen(clinic.organizer, clinic.patient.membership_id)
    assert await shut_out(office, clinic.patient), "opening the access alone lets nobody in"
    await office.people.invite_again(clinic.organizer, clinic.patient.membership_id)
    token = await office.token(clinic.patient.membership_id)
    office.clock.move(hours=1)
    await office.invitations.accept(token, PATIENT_TG, language="ru", timezone=None)
    assert not await shut_out(office, clinic.patient)
    assert len(await office.privacy.consents(clinic.patient)) == 1
    office.clock.move(days=31)
    assert await erasure.due(office.session, office.clock.now()) == []


async def test_withdrawing_in_one_clinic_leaves_the_other(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    known = NewPerson(Role.PATIENT, "x", "y", None, "p1@demo.invalid", BERLIN)
    member = await office.registration.register(abroad.organizer, known)
    there = await office.activate(member, PATIENT_TG)
    outlook = await office.farewell.outlook(clinic.patient, whole=False)
    assert (outlook.last, outlook.erased_at) == (False, None)
    await office.farewell.withdraw(clinic.patient)
    await office.session.flush()
    acting = await office.identity.of_telegram(PATIENT_TG)
    assert acting is not None
    assert acting.membership_id == there.membership_id
    assert [given.organization_id for given in await office.privacy.consents(acting)] == [
        abroad.organizer.organization_id
    ]
    assert await kinds(office.session, abroad.organizer) == []
    office.clock.move(days=31)
    assert await erasure.due(office.session, office.clock.now()) == []


async def test_an_instructor_settles_their_lessons_first(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    outlook = await office.farewell.outlook(clinic.instructor, whole=True)
    assert (outlook.free, outlook.lessons, outlook.nearest) == (False, 1, lesson.starts_at)
    for go in (office.farewell.withdraw, office.farewell.leave):
        with pytest.raises(Refused, match="leaving-lessons"):
            await go(clinic.instructor)
    office.clock.move_to(lesson.starts_at)
    with pytest.raises(Refused, match="leaving-lessons"):
        await office.farewell.leave(clinic.instructor)
    office.clock.move_to(lesson.ends_at)
    await office.farewell.leave(clinic.instructor)
    assert await shut_out(office, clinic.instructor)


async def test_the_only_organizer_finds_another_one_first(office: Office, clinic: Clinic) -> None:
    outlook = await office.farewell.outlook(clinic.organizer, whole=True)
    assert (outlook.free, list(outlook.alone)) == (False, ["Онкоцентр «Пример»"])
    with pytest.raises(Refused, match="leaving-alone"):
        await office.farewell.leave(clinic.organizer)
    member = await office.registration.register(clinic.organizer, SECOND)
    with pytest.raises(Refused, match="leaving-alone"):
        await office.farewell.withdraw(clinic.organizer)
    second = await office.activate(member, 900)
    await office.farewell.withdraw(clinic.organizer)
    assert await shut_out(office, clinic.organizer)
    assert NotificationKind.CONSENT_WITHDRAWN in await kinds(office.session, second)


async def test_a_lesson_under_way_keeps_the_patient(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    office.clock.move_to(lesson.starts_at)
    await office.farewell.leave(clinic.patient)
    await office.session.refresh(lesson)
    assert lesson.status is LessonStatus.SCHEDULED
    assert len((await office.session.scalars(select(LessonParticipant.id))).all()) == 1


async def test_a_change_of_mind_brings_the_roles_back_but_not_the_places(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.farewell.leave(clinic.patient)
    assert await shut_out(office, clinic.patient)
    leaver = await office.farewell.pending(PATIENT_TG)
    assert leaver is not None
    assert leaver.erased_at == office.clock.now() + timedelta(days=30)
    with pytest.raises(Refused, match="leaving-account"):
        await office.leaving.reopen(clinic.organizer, clinic.patient.membership_id)
    office.clock.move(days=29)
    await office.farewell.take_back(PATIENT_TG)
    assert not await shut_out(office, clinic.patient)
    with pytest.raises(NotHere):
        await office.farewell.take_back(PATIENT_TG)
    assert await office.calling_off.places_ahead(clinic.patient) == []
    told = await kinds(office.session, clinic.organizer)
    assert told == [NotificationKind.ERASURE_ASKED, NotificationKind.ERASURE_TAKEN_BACK]
    office.clock.move(days=2)
    assert await erasure.due(office.session, office.clock.now()) == []


async def test_what_an_organizer_had_closed_before_stays_closed(office: Office, clinic: Clinic) -> None:
    extra = await office.registration.register(
        clinic.organizer, NewPerson(Role.DOCTOR, "x", "y", None, "p1@demo.invalid", MOSCOW)
    )
    await office.activate(extra, PATIENT_TG)
    await office.leaving.close(clinic.organizer, extra.id)
    office.clock.move(minutes=1)
    await office.farewell.leave(clinic.patient)
    await office.session.flush()
    await office.farewell.take_back(PATIENT_TG)
    await office.session.flush()
    acting = await office.identity.of_telegram(PATIENT_TG)
    assert acting is not None
    assert [role.role for role in await office.identity.roles(acting)] == [Role.PATIENT]


async def test_leaving_ends_every_clinic_and_tells_each(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    known = NewPerson(Role.PATIENT, "x", "y", None, "p1@demo.invalid", BERLIN)
    member = await office.registration.register(abroad.organizer, known)
    await office.activate(member, PATIENT_TG)
    await office.farewell.leave(clinic.patient)
    assert await shut_out(office, clinic.patient)
    for organizer in (clinic.organizer, abroad.organizer):
        assert await kinds(office.session, organizer) == [NotificationKind.ERASURE_ASKED]
    assert await nothing_owed(office.session, abroad.instructor) is False


async def test_the_card_of_a_place_given_up_is_edited_a_last_time(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    office.session.add(
        LessonMessage(
            lesson_id=lesson.id,
            person_id=clinic.patient.person_id,
            kind=LessonMessageKind.CARD,
            chat_id=PATIENT_TG,
            message_id=7,
        )
    )
    await office.farewell.withdraw(clinic.patient)
    assert await kinds(office.session, clinic.patient) == [NotificationKind.LESSON_REFRESH]
    assert await kinds(office.session, clinic.second) != []
