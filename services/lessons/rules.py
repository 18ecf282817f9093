"""Figures and rules of lessons that need nothing but themselves."""

from datetime import datetime, time, timedelta
from enum import Enum, StrEnum, auto

from models import Lesson, LessonStatus
from services.errors import Refused

ENTRY_OPENS = timedelta(minutes=10)
"""How long before the start the way in opens and the reminder goes out (product.md, The clock)."""

LINK_WANTED = timedelta(hours=1)
"""How long before the start a lesson without a meeting takes the link that its instructor sends."""

LINK_DEADLINE = timedelta(minutes=15)
"""How long before the start an instructor is asked for a link if there is none (product.md, The clock)."""

MEETING_LEAD = timedelta(hours=24)
"""How long before the start the meeting is made: late enough to spare Zoom's 100 changes a day and host,
early enough to outlast an outage."""

MEETING_KEPT = timedelta(minutes=30)
"""How long after the end the meeting is removed, so that late farewells are not cut off."""

UNDO = timedelta(minutes=1)
"""How long a cancelled lesson can be put back; patients are told only then."""

TOLD_AT_ONCE = timedelta(minutes=30)
"""So near to the start patients are told at once that there is no lesson, and it cannot be put back."""

DELIVERY_SHOWN = timedelta(minutes=30)
"""How long before the start an instructor sees whom the reminder reaches."""

ENTRY_ASKED_AFTER = timedelta(minutes=3)
"""So long after the start a patient is asked whether they got in."""

AWAITED_AFTER = timedelta(minutes=2)
"""So long after the start an instructor who has not gone in is reminded, and patients are told to wait."""

EXTENSION = timedelta(minutes=15)
"""By how much a lesson that is going on is prolonged at a press, where nothing comes sooner."""

LEAST_EXTENSION = timedelta(minutes=5)
"""Less room than this is not offered."""

FURTHEST = timedelta(days=366)
"""How far ahead a lesson is planned: as far as the calendar turns."""

SHORTEST, LONGEST = 5, 240
"""Minutes a lesson may last."""

MOST_PATIENTS = 8
"""Patients a lesson is for at most: no programme has larger groups (reference.json, ``group_max``)."""

COMMON_STARTS = tuple(time(hour) for hour in range(9, 19))
"""Times of day offered for a lesson; any other can be written."""

COMMON_MINUTES = (25, 30, 40, 45, 60, 90)
"""Lengths offered for a lesson; any other can be written."""


class CancelReason(StrEnum):
    """Why an instructor cancels; staff alone read it."""

    ILL = "ill"
    BUSY = "busy"
    NO_CONNECTION = "no_connection"
    FEW = "few"
    NONE = "none"


class Scope(StrEnum):
    """Which lessons of a series a change is for: one, with the later ones, or all that have not begun."""

    ONE = "one"
    LATER = "later"
    ALL = "all"


class Phase(Enum):
    """Where a lesson stands in time."""

    PLANNED = auto()
    STARTING = auto()
    RUNNING = auto()
    FINISHED = auto()
    CANCELLED = auto()


def phase(lesson: Lesson, now: datetime) -> Phase:
    """Tell where the lesson stands at ``now`` (aware)."""
    if lesson.status is LessonStatus.CANCELLED:
        return Phase.CANCELLED
    if lesson.over(now):
        return Phase.FINISHED
    if lesson.begun(now):
        return Phase.RUNNING
    return Phase.STARTING if now >= lesson.starts_at - ENTRY_OPENS else Phase.PLANNED


def check_changeable(lesson: Lesson, now: datetime) -> None:
    """Raise Refused for a lesson that cannot be changed: ``lesson-cancelled``, ``lesson-begun``."""
    if lesson.status is LessonStatus.CANCELLED:
        raise Refused("lesson-cancelled")
    if lesson.begun(now):
        raise Refused("lesson-begun")


def entry_open(lesson: Lesson, now: datetime) -> bool:
    """Say whether the way into the meeting is open: from ten minutes before the start to the end."""
    return phase(lesson, now) in (Phase.STARTING, Phase.RUNNING)


def delivery_shown(lesson: Lesson, now: datetime) -> bool:
    """Say whether it is shown whom the reminder reaches: from half an hour before the start to the end."""
    scheduled = lesson.status is LessonStatus.SCHEDULED
    return scheduled and lesson.starts_at - DELIVERY_SHOWN <= now < lesson.ends_at


def entry_opens_at(starts_at: datetime) -> datetime:
    """Return when the way into a lesson that starts at ``starts_at`` opens and its links go out."""
    return starts_at - ENTRY_OPENS


def link_wanted(lesson: Lesson, now: datetime) -> bool:
    """Say whether a link would serve a lesson without a meeting: from an hour before it to its end."""
    scheduled = lesson.status is LessonStatus.SCHEDULED
    return scheduled and lesson.starts_at - LINK_WANTED <= now < lesson.ends_at
