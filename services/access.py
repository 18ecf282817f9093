"""The only door to records: each function gives what the actor may see, or raises NotHere."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from models import (
    Lesson,
    LessonParticipant,
    LessonSpecialist,
    LessonStatus,
    Membership,
    PatientProfile,
    PeopleImport,
    Role,
    SupportMessage,
)
from services.errors import NotHere
from services.policy import Actor, Permission, require

T = TypeVar("T")


async def membership(session: AsyncSession, actor: Actor, membership_id: int) -> Membership:
    """Return anyone of the organizer's clinic, with person and organization."""
    require(actor, Permission.SEE_PEOPLE)
    return await _one(
        session,
        _memberships().where(
            Membership.id == membership_id, Membership.organization_id == actor.organization_id
        ),
    )


async def people_import(session: AsyncSession, actor: Actor, import_id: int) -> PeopleImport:
    """Return an import that the organizer began themselves: nobody reads another one's file."""
    require(actor, Permission.REGISTER_PEOPLE)
    mine = (PeopleImport.id == import_id) & (PeopleImport.membership_id == actor.membership_id)
    return await _one(session, select(PeopleImport).where(mine))


async def patient(session: AsyncSession, actor: Actor, membership_id: int, now: datetime) -> Membership:
    """Return a patient: any of the clinic for its doctors, for an instructor those who are theirs at ``now``.

    Theirs are those they lead and those in their lessons that are not over (product.md, Who sees whom).
    """
    require(actor, Permission.SEE_PATIENTS)
    return await _one(session, _memberships().where(Membership.id == membership_id, _patient_of(actor, now)))


async def patients(
    session: AsyncSession, actor: Actor, now: datetime, only: Collection[int] | None = None
) -> Sequence[Membership]:
    """Return the actor's patients at ``now`` (aware), or those of them with the membership ids ``only``."""
    require(actor, Permission.SEE_PATIENTS)
    query = _memberships().where(_patient_of(actor, now))
    if only is not None:
        query = query.where(Membership.id.in_(only))
    return (await session.scalars(query)).all()


async def colleagues(session: AsyncSession, actor: Actor) -> Sequence[Membership]:
    """Return the other employees of the actor's clinic who use the bot, each once, in the order of names."""
    require(actor, Permission.PLAN_LESSONS)
    query = (
        _memberships()
        .where(
            Membership.organization_id == actor.organization_id,
            Membership.role != Role.PATIENT,
            Membership.person_id != actor.person_id,
            Membership.activated_at.is_not(None),
            Membership.deactivated_at.is_(None),
        )
        .order_by(Membership.id)
    )
    of_person: dict[int, Membership] = {}
    for one in await session.scalars(query):
        of_person.setdefault(one.person_id, one)
    return sorted(of_person.values(), key=lambda one: one.person.full_name.casefold())


async def lesson(session: AsyncSession, actor: Actor, lesson_id: int) -> Lesson:
    """Return a lesson with its people: the instructor's own, or one the patient has a place in."""
    require(actor, Permission.SEE_OWN_LESSONS)
    return await _one(session, lessons_of(actor).where(Lesson.id == lesson_id))


async def question(session: AsyncSession, actor: Actor, question_id: int) -> SupportMessage:
    """Return a question with its writer: to an organizer's clinic, or to the instructor themselves."""
    require(actor, Permission.ANSWER_SUPPORT)
    addressee = None if actor.role is Role.ORGANIZER else actor.membership_id
    query = (
        select(SupportMessage)
        .join(SupportMessage.author)
        .options(contains_eager(SupportMessage.author).joinedload(Membership.person))
        .where(
            SupportMessage.id == question_id,
            SupportMessage.question_id.is_(None),
            Membership.organization_id == actor.organization_id,
            SupportMessage.addressee_id.is_not_distinct_from(addressee),
        )
    )
    return await _one(session, query)


def lessons_of(actor: Actor) -> Select[Lesson]:
    """Return the query of the lessons an instructor holds or a patient has a place in, with their people."""
    if actor.role is Role.INSTRUCTOR:
        return lessons_held_by(actor.membership_id)
    mine = select(LessonParticipant.lesson_id).where(LessonParticipant.patient_id == actor.membership_id)
    return lessons_with_people().where(Lesson.id.in_(mine))


def lessons_held_by(instructor_id: int) -> Select[Lesson]:
    """Return the query of an instructor's lessons with their people; who may ask is the caller's to check."""
    return lessons_with_people().where(Lesson.instructor_id == instructor_id)


def lessons_with_people() -> Select[Lesson]:
    """Return the query of all lessons with their people; who may ask is the caller's to check."""
    return lessons_with_patients().options(
        selectinload(Lesson.specialists).joinedload(LessonSpecialist.membership).joinedload(Membership.person)
    )


def lessons_with_patients() -> Select[Lesson]:
    """Return the query of all lessons with their people but for specialists; who may ask as above."""
    return select(Lesson).options(
        joinedload(Lesson.organization),
        joinedload(Lesson.instructor).joinedload(Membership.person),
        selectinload(Lesson.participants).options(
            joinedload(LessonParticipant.patient).joinedload(Membership.person),
            joinedload(LessonParticipant.clearance),
        ),
    )


def _memberships() -> Select[Membership]:
    return select(Membership).options(joinedload(Membership.person), joinedload(Membership.organization))


def _patient_of(actor: Actor, now: datetime) -> ColumnElement[bool]:
    # Nobody is a patient of their own, whatever roles they hold.
    of_clinic = (
        (Membership.organization_id == actor.organization_id)
        & (Membership.role == Role.PATIENT)
        & Membership.deactivated_at.is_(None)
        & (Membership.person_id != actor.person_id)
    )
    if actor.role is Role.DOCTOR:
        return of_clinic
    led = select(PatientProfile.membership_id).where(PatientProfile.instructor_id == actor.membership_id)
    coming = (
        select(LessonParticipant.patient_id)
        .join(Lesson, Lesson.id == LessonParticipant.lesson_id)
        .where(
            Lesson.instructor_id == actor.membership_id,
            Lesson.status == LessonStatus.SCHEDULED,
            Lesson.ends_at > now,
        )
    )
    return of_clinic & or_(Membership.id.in_(led), Membership.id.in_(coming))


async def _one(session: AsyncSession, query: Select[T]) -> T:
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise NotHere
    return found
