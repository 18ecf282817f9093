"""When a patient is asked whether they come, and an instructor who was there and told of the day."""

from datetime import datetime, time, timedelta

from models import Person
from services import timetable

ASKED_AT = time(10)
"""The clock time, the day before the lesson, at which its patients are asked: each by their own clock."""

ATTENDANCE_EVENING, ATTENDANCE_MORNING = time(20), time(8)
"""When an instructor is asked who was at lessons that are over by then; of later ones the next morning."""


DAY_TOLD_AT = time(8)
"""When an instructor gets the day's lessons (product.md, Instructor)."""

ASKED_WITHIN = timedelta(hours=2)
"""A card shown this little before that moment asks itself, so that two messages do not follow each other."""


def asked_at(starts_at: datetime, person: Person) -> datetime:
    """Return when somebody is asked whether they come to a lesson that starts at ``starts_at`` (aware).

    Quiet hours that go on then are waited out.
    """
    zone = person.timezone
    day = timetable.to_local(starts_at, zone).date() - timedelta(days=1)
    moment = timetable.first_valid(datetime.combine(day, ASKED_AT), zone)
    return timetable.quiet_until(moment, zone, person.quiet_hours)


def day_told_at(starts_at: datetime, person: Person) -> datetime:
    """Return when an instructor gets the lessons of the day on which one starts at ``starts_at`` (aware).

    By their own clock; quiet hours that go on then are waited out.
    """
    day = timetable.to_local(starts_at, person.timezone).date()
    moment = timetable.first_valid(datetime.combine(day, DAY_TOLD_AT), person.timezone)
    return timetable.quiet_until(moment, person.timezone, person.quiet_hours)


def attendance_asked_at(ends_at: datetime, person: Person) -> datetime:
    """Return when an instructor is asked who was at a lesson that ends at ``ends_at`` (aware).

    That is the evening by their own clock, or the morning after for what ends later; quiet hours are waited
    out.
    """
    zone = person.timezone
    day = timetable.to_local(ends_at, zone).date()
    moment = timetable.first_valid(datetime.combine(day, ATTENDANCE_EVENING), zone)
    if ends_at > moment:
        morning = datetime.combine(day + timedelta(days=1), ATTENDANCE_MORNING)
        moment = timetable.first_valid(morning, zone)
    return timetable.quiet_until(moment, zone, person.quiet_hours)
