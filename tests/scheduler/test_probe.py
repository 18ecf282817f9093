from datetime import timedelta
import pytest
from sqlalchemy import update
from models import Person
from tests.scheduler.world import *
from tests.services.people import *
from tests.scheduler.outside import *

@pytest.fixture
def database_url(sqlite_url): return sqlite_url

@pytest.mark.parametrize("language", ["ru","en"])
@pytest.mark.parametrize("which", [0,1])
async def test_probe(world, clinics, language, which):
    clinic = clinics[which]
    async with world.office() as o:
        await o.session.execute(update(Person).values(language=language))
    p, i = (104,103) if which==0 else (204,203)
    l = await world.hold(clinic.instructor, clinic.patient)
    await world.tick()
    world.clock.move(hours=1)
    async with world.office() as o:
        m = await o.schedule.move(clinic.instructor, l.id, l.starts_at+timedelta(hours=1))
    l2 = await world.hold(clinic.instructor, clinic.patient, clinic.second, at=m.starts_at+timedelta(days=1))
    await world.until(before(m, minutes=10))
    async with world.office() as o:
        await o.schedule.ask_entry(clinic.instructor, m.id)
    await world.until(m.starts_at)
    await world.until(m.ends_at)
    async with world.office() as o:
        await o.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await world.tick()
    world.clock.move(minutes=1)
    async with world.office() as o:
        await o.clearances.give(clinic.doctor, clinic.patient.membership_id, CLEARED_UNTIL)
    await world.tick()
    async with world.office() as o:
        await o.schedule.cancel(clinic.instructor, l2.id)
    await world.tick()
    for s in world.chats.sent:
        if s.to in (p,i): print("SENT", s.to, s.at, repr(s.text), buttons(s.message))
    for s in world.chats.edited:
        if s.to in (p,i): print("EDIT", s.to, s.at, repr(s.text), buttons(s.message))
