"""Lessons enough for a long campaign."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Membership, Role
from services.database import make_engine, sessions
from services.lessons.schedule import LessonPlan, Schedule
from services.policy import Actor
from services.vault import Vault
from tests.clock import FixedClock

MINUTES = 45


async def hold_every_hour(settings: Settings, clinic: DemoClinic, first: datetime, lessons: int) -> None:
    """Save lessons of everybody, an hour after one another; the first one, at ``first``, is there already."""
    engine = make_engine(settings.database_url)
    clock = FixedClock(first - timedelta(minutes=15))
    try:
        vault = Vault.from_text(settings.encryption_key.get_secret_value())
        async with sessions(engine, vault).begin() as session:
            members = (
                await session.scalars(
                    select(Membership).options(
                        joinedload(Membership.person), joinedload(Membership.organization)
                    )
                )
            ).all()
            instructor = next(Actor.of(member) for member in members if member.role is Role.INSTRUCTOR)
            patients = [member.id for member in members if member.role is Role.PATIENT]
            for number in range(1, lessons):
                start = first + timedelta(hours=number)
                await Schedule(session, clock).create(instructor, LessonPlan(start, MINUTES, tuple(patients)))
    finally:
        await engine.dispose()
