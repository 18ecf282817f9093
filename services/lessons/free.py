"""Free times near one that is taken."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models import MeetingHost, Membership
from services import timetable
from services.lessons import clashes

OFFERED = 4
"""How many free times are offered."""

STEP = timedelta(minutes=15)


async def nearby(
    session: AsyncSession,
    instructor: Membership,
    host: MeetingHost,
    patients: Sequence[Membership],
    span: tuple[datetime, datetime],
    *,
    zone: str,
    now: datetime,
    but_lesson_ids: Collection[int] = (),
) -> list[datetime]:
    """Return when on the day of ``span`` (start and end, aware) all these people are free, earliest first.

    The nearest are taken that do not overlap each other, between 08:00 and 20:30 in ``zone``, and where there
    are such, for the patients too.
    """
    wanted, length = span[0], span[1] - span[0]
    starts = [one for one in _quarters(wanted, length, zone) if one > now]
    if not starts:
        return []
    spans = [(one, one + length) for one in starts]
    busy = await clashes.find_all(session, instructor, host, patients, spans, but_lesson_ids)
    free = [one for one, taken in zip(starts, busy, strict=True) if not taken]
    zones = {patient.person.timezone for patient in patients}
    fit = [one for one in free if all(timetable.fits(one, one + length, zone) for zone in zones)]
    chosen: list[datetime] = []
    for one in sorted(fit or free, key=lambda start: (abs(start - wanted), start)):
        if all(abs(one - other) >= length for other in chosen):
            chosen.append(one)
        if len(chosen) == OFFERED:
            break
    return sorted(chosen)


def _quarters(wanted: datetime, length: timedelta, zone: str) -> list[datetime]:
    """Return the quarters of hours of a day at which a lesson can begin and be over in time."""
    day = timetable.to_local(wanted, zone).date()
    first = timetable.first_valid(datetime.combine(day, timetable.AWAKE_FROM), zone)
    last = timetable.first_valid(datetime.combine(day, timetable.AWAKE_UNTIL), zone) - length
    return [first + STEP * number for number in range((last - first) // STEP + 1)]
