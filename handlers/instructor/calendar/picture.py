"""The picture of a week, out of what the calendar knows of it."""

from collections.abc import Sequence
from datetime import date, datetime

from aiogram.enums import ContentType
from aiogram_dialog.api.entities import MediaAttachment

from services.files.week_picture import Block, Week, address
from services.lessons.calendar import CalendarDays, Span
from services.moments import Moments
from services.timetable import day_end, to_local

NOW_STEP = 10
"""Minutes that the line of the present time moves on by: in between a week's picture stays the same one."""


def week_picture(week: CalendarDays, moments: Moments) -> MediaAttachment:
    """Return the week as a picture to be shown."""
    return MediaAttachment(ContentType.PHOTO, url=address(_week(week, moments)))


def _week(week: CalendarDays, moments: Moments) -> Week:
    texts, zone = moments.texts, moments.reader.timezone
    days = [day.day for day in week.days]
    blocks: list[Block] = []
    free: list[tuple[int, int, int]] = []
    for number, day in enumerate(week.days):
        for lesson in day.lessons:
            start, end = _minutes(Span(lesson.starts_at, lesson.ends_at), day.day, zone)
            people = lesson.participants
            if len(people) == 1:
                blocks.append(Block(number, start, end, "one", people[0].patient.person.list_name))
            else:
                words = texts.plain("instructor.calendar.group", count=len(people))
                blocks.append(Block(number, start, end, "group", words))
        for kind, spans in (("busy", day.busy), ("patient", day.patient_busy)):
            words = texts.plain(f"instructor.calendar.block.{kind}")
            blocks += [Block(number, *_minutes(span, day.day, zone), kind, words) for span in spans]
        free += [(number, *_minutes(span, day.day, zone)) for span in day.free]
    today = days.index(moments.today) if moments.today in days else None
    kinds = [kind for kind in ("one", "group", "busy", "patient") if any(b.kind == kind for b in blocks)]
    kinds += ["free"] if free else []
    kinds += ["now"] if today is not None else []
    shift = _shift(days, moments)
    return Week(
        title=texts.plain(
            "instructor.calendar.picture", span=moments.days(days[0], days[-1]), zone=moments.place(zone)
        ),
        days=[moments.narrow_day(day) for day in days],
        blocks=blocks,
        free=free,
        legend=[(kind, texts.plain(f"instructor.calendar.legend.{kind}")) for kind in kinds],
        today=today,
        now=_now(moments) if today is not None else None,
        shift=shift,
        zones=(texts.plain("instructor.calendar.yours"), texts.plain("instructor.calendar.centre")),
    )


def _now(moments: Moments) -> int:
    local = to_local(moments.now, moments.reader.timezone)
    minute = local.hour * 60 + local.minute
    return minute - minute % NOW_STEP


def _minutes(span: Span, day: date, zone: str) -> tuple[int, int]:
    """Return where a span lies in its day by the clock; what begins or ends on another day is cut off."""
    start, end = to_local(span.starts_at, zone), to_local(span.ends_at, zone)
    first = start.hour * 60 + start.minute if start.date() == day else 0
    last = end.hour * 60 + end.minute if end.date() == day else 24 * 60
    # In the night when the clocks go back an end may be shown earlier than its beginning.
    return first, max(last, first)


def _shift(days: Sequence[date], moments: Moments) -> int:
    """Return how many minutes the clinic's clock is ahead, 0 where the two agree or part within the week."""
    reader = moments.reader
    ends = [day_end(day, reader.timezone) for day in (days[0], days[-1])]
    found = {_ahead(moment, reader.timezone, reader.clinic_timezone) for moment in ends}
    return found.pop() if len(found) == 1 else 0


def _ahead(moment: datetime, zone: str, other: str) -> int:
    return int((to_local(moment, other) - to_local(moment, zone)).total_seconds() // 60)
