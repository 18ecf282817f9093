"""Lessons enough for a long campaign."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Membership, PatientProfile, Role
from services.database import make_engine, sessions
from services.lessons.schedule import LessonPlan, Schedule
from services.policy import Actor
from services.vault import Vault
from tests.clock import FixedClock

MINUTES = 45


async def hold_every_hour(settings: Settings, clinic: DemoClinic, first: datetime, lessons: int) -> None:
    """Save lessons of every group, an hour after one another; those at ``first`` are there already."""
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
            leads = {
                one.membership_id: one.instructor_id for one in await session.scalars(select(PatientProfile))
            }
            for instructor in (Actor.of(member) for member in members if member.role is Role.INSTRUCTOR):
                patients = tuple(
                    patient for patient, leader in leads.items() if leader == instructor.membership_id
                )
                for number in range(1, lessons):
                    start = first + timedelta(hours=number)
                    await Schedule(session, clock).create(instructor, LessonPlan(start, MINUTES, patients))
    finally:
        await engine.dispose()
