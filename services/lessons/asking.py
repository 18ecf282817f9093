"""When a patient is asked whether they come (product.md, Patient)."""

from datetime import datetime, time, timedelta

from models import Person
from services import timetable

ASKED_AT = time(10)
"""The clock time, the day before the lesson, at which its patients are asked: each by their own clock."""


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
