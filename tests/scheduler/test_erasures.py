"""The clock forgets whoever asked to be forgotten thirty days ago, while everything else goes on."""

from datetime import timedelta

from sqlalchemy import select

from models import Person
from models.person import ERASED_NAME
from tests.scheduler.world import World
from tests.services.people import OPENING, Clinic


async def test_it_happens_by_itself_on_the_day(world: World, clinic: Clinic) -> None:
    async with world.office() as office:
        await office.farewell.leave(clinic.patient)
    await world.until(OPENING + timedelta(days=30) - timedelta(seconds=1))
    async with world.office() as office:
        person = await office.session.get_one(Person, clinic.patient.person_id)
        assert person.full_name == "Пробный Пётр Началович"
    await world.until(OPENING + timedelta(days=30))
    async with world.office() as office:
        person = await office.session.get_one(Person, clinic.patient.person_id)
        assert (person.full_name, person.email, person.telegram_id) == (ERASED_NAME, None, None)


async def test_who_changed_their_mind_stays(world: World, clinic: Clinic) -> None:
    async with world.office() as office:
        await office.farewell.leave(clinic.patient)
    await world.until(OPENING + timedelta(days=29))
    async with world.office() as office:
        await office.farewell.take_back(104)
    await world.until(OPENING + timedelta(days=40))
    async with world.office() as office:
        assert (
            await office.session.scalars(select(Person.id).where(Person.erased_at.is_not(None)))
        ).all() == []


async def test_a_withdrawn_consent_is_the_end_of_the_data_too(world: World, clinic: Clinic) -> None:
    async with world.office() as office:
        await office.farewell.withdraw(clinic.second)
    await world.until(OPENING + timedelta(days=30))
    async with world.office() as office:
        person = await office.session.get_one(Person, clinic.second.person_id)
        assert person.full_name == ERASED_NAME


async def test_the_card_in_the_chat_loses_its_way_in_and_names_nobody(world: World, clinic: Clinic) -> None:
    lesson = await world.hold(clinic.instructor, clinic.patient, clinic.second)
    await world.until(lesson.starts_at - timedelta(minutes=9))
    async with world.office() as office:
        await office.farewell.withdraw(clinic.patient)
    world.chats.edited.clear()
    await world.tick()
    (last,) = [edit for edit in world.chats.edited if edit.to == 104]
    assert "Этого занятия у вас больше нет" in last.message.html
    assert last.message.rows == ()
    await world.until(lesson.ends_at + timedelta(minutes=1))
    assert [edit for edit in world.chats.edited if edit.to == 104] == [last]
    said = [sending.message.html for sending in world.chats.sent + world.chats.edited if sending.to == 104]
    assert not any("Sample" in html for html in said)
