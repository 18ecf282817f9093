"""How an instructor reads of lessons and of the people in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from models import DeclineReason, Lesson, LessonParticipant, Membership, ParticipantState, Person
from services.lessons.book import Candidate, LessonView
from services.lessons.clashes import Busy
from services.lessons.rules import Phase, phase
from services.lessons.schedule import LessonPlan
from services.messages.answers import said_of
from services.messages.cards import group
from services.moments import Moments
from services.notifications.planning import polite_moment
from services.texts import Html, Texts

MOST_TAKEN = 6
"""Dates that are named because somebody is taken."""

MOST_NAMED = 3
"""Who is taken, named with one date."""


def joined(lines: Iterable[Html]) -> Html:
    """Return the lines one under another."""
    return Html("\n".join(lines))


def names(members: Iterable[Membership]) -> str:
    """Return people's names in a row."""
    return " · ".join(member.person.list_name for member in members)


def names_there(members: Iterable[Membership], lesson: Lesson | LessonPlan, moments: Moments) -> str:
    """Return people's names in a row, with what their clocks show then where that is another time."""
    found = []
    for member in members:
        note = moments.local_note(lesson.starts_at, member.person.timezone, lesson.ends_at)
        name = member.person.list_name
        found.append(moments.texts.plain("instructor.name_there", name=name, note=note) if note else name)
    return " · ".join(found)


def split_by_quiet_hours(
    members: Iterable[Membership], starts_at: datetime, moments: Moments
) -> tuple[list[Membership], list[Membership]]:
    """Return who of those concerned by a lesson is told of it at once, and who in the morning."""
    now: list[Membership] = []
    later: list[Membership] = []
    for member in members:
        waits = polite_moment(moments.now, starts_at, member.person) > moments.now
        (later if waits else now).append(member)
    return now, later


def phone(person: Person, texts: Texts) -> str:
    """Return a phone number, or that there is none."""
    return person.phone or texts.plain("instructor.no_phone")


def lesson_line(view: LessonView, moments: Moments) -> Html:
    """«10:00–10:45 · Группа: 5 пациентов, через 10 минут» for a list of one day."""
    lesson, texts = view.lesson, moments.texts
    span = Html(moments.span(lesson.starts_at, lesson.ends_at))
    match phase(lesson, moments.now):
        case Phase.STARTING | Phase.RUNNING:
            state = moments.in_minutes(lesson.starts_at)
        case Phase.FINISHED:
            state = texts.plain("instructor.lesson.over")
        case _:
            return texts.html("instructor.lesson.line", span=span, who=group(lesson, moments))
    return texts.html("instructor.lesson.line_now", span=span, who=group(lesson, moments), state=state)


def lesson_label(lesson: Lesson, when: str, texts: Texts) -> str:
    """«10:00 · группа, 5» · «10:00 · Тестова Мария» for a button."""
    if len(lesson.participants) == 1:
        name = lesson.participants[0].patient.person.list_name
        return texts.plain("instructor.lesson.one", when=when, name=name)
    return texts.plain("instructor.lesson.group", when=when, count=len(lesson.participants))


def entries(views: Sequence[LessonView], moments: Moments) -> list[dict[str, Any]]:
    """Return the buttons into the lessons that are open; with their times when there are several."""
    texts = moments.texts
    several = len(views) > 1
    return [
        {
            "id": view.lesson.id,
            "label": texts.plain("instructor.button.go_at", clock=moments.clock(view.lesson.starts_at))
            if several
            else texts.plain("button.go_lesson"),
        }
        for view in views
    ]


def person_line(name: str, notes: Iterable[str], texts: Texts) -> Html:
    """«Тестова Мария» · «Тестова Мария — местное 12:00, ждёт продления допуска, ссылки нет»."""
    said = ", ".join(filter(None, notes))
    if not said:
        return texts.html("instructor.person", name=name)
    return texts.html("instructor.person_noted", name=name, notes=said)


def answer(place: LessonParticipant, lesson: Lesson, moments: Moments) -> str:
    """«придёт» · «не придёт: другие дела», empty where nothing was answered or asked."""
    said = said_of(place, lesson, moments)
    if said is None:
        return ""
    reason = place.reason if place.reason is not DeclineReason.NONE else None
    known = f".{reason.value}" if said is ParticipantState.DECLINED and reason else ""
    return moments.texts.plain(f"instructor.place.{said.value}{known}")


def place_line(place: LessonParticipant, view: LessonView, moments: Moments) -> Html:
    """Return a participant with what the instructor should know of them."""
    person, texts = place.patient.person, moments.texts
    notes = [moments.local_note(view.lesson.starts_at, person.timezone, view.lesson.ends_at)]
    entered = place.entered_at
    inside = texts.plain("entering.since", clock=moments.clock(entered)) if entered else None
    notes.insert(0, inside or answer(place, view.lesson, moments))
    if place.state is ParticipantState.BLOCKED:
        notes.append(texts.plain(f"instructor.place.{place.clearance.status.value}"))
    elif place.state.expected and place.patient_id in {member.id for member in view.unreached}:
        key = "instructor.place.mailed" if person.email else "instructor.place.unreached"
        notes.append(texts.plain(key, phone=phone(person, texts)))
    elif person.telegram_id is None or person.telegram_lost_at is not None:
        notes.append(texts.plain("instructor.place.no_telegram", phone=phone(person, texts)))
    return person_line(person.list_name, notes, texts)


def chosen_line(chosen: Candidate, starts_at: datetime, ends_at: datetime, moments: Moments) -> Html:
    """Return a patient of a lesson that is not saved yet, with local time and clearance."""
    person, texts, clearance = chosen.patient.person, moments.texts, chosen.clearance
    notes = [moments.local_note(starts_at, person.timezone, ends_at)]
    if clearance is not None and clearance.valid_until is not None and not clearance.covers(starts_at):
        key = "instructor.place.ends" if clearance.covers(moments.now) else "instructor.place.ended"
        notes.append(texts.plain(key, day=moments.month_day(clearance.valid_until)))
    return person_line(person.list_name, notes, texts)


def busy_lines(busy: Iterable[Busy], moments: Moments) -> list[Html]:
    """Return who or what is taken when; of another's lesson only that they are taken."""
    texts, lines = moments.texts, []
    for taken in busy:
        span = moments.span(taken.starts_at, taken.ends_at)
        if taken.own:
            lines.append(texts.html("instructor.busy.own", span=span))
        elif taken.who is not None:
            lines.append(texts.html("instructor.busy.who", name=taken.who, span=span))
        else:
            lines.append(texts.html("instructor.busy.host", span=span))
    return lines


def taken_lines(found: Iterable[tuple[Lesson, Sequence[Busy]]], moments: Moments) -> Html:
    """Return on which of several lessons' dates somebody is taken, and who; a few of each are named."""
    lines = [
        moments.texts.html(
            "length.taken_line",
            moment=moments.short(lesson.starts_at),
            said=Html("; ".join(busy_lines(busy[:MOST_NAMED], moments))),
        )
        for lesson, busy in found
        if busy
    ]
    return joined(lines[:MOST_TAKEN])


def clock_items(starts: Iterable[datetime], moments: Moments) -> list[dict[str, str]]:
    """Return times of day as the items of buttons."""
    clocks = [moments.clock(start) for start in starts]
    return [{"id": clock.replace(":", ""), "label": clock} for clock in clocks]


def barred_reason(candidate: Candidate, texts: Texts) -> str:
    """Return why a patient cannot be picked: «ждёт решения врача»."""
    status = candidate.clearance.status.value if candidate.clearance else "pending"
    return texts.plain(f"instructor.barred.{status}")


def zone_note(moments: Moments) -> str | None:
    """Return the reader's city where it is not the clinic's zone."""
    reader = moments.reader
    return None if reader.timezone == reader.clinic_timezone else moments.place(reader.timezone)
