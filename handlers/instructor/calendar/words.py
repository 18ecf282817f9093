"""The calendar in words: all that its picture shows, in as much detail as there is room for."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from models import Lesson
from services.lessons.calendar import CalendarDay, CalendarDays, Span
from services.moments import Moments
from services.texts import Html

ROOM = 780
"""Characters of the lines that change: with the title and whose lessons are shown, Telegram takes 1024 under
a picture (Bot API, sendPhoto)."""

Said = Callable[[Lesson, Moments], Html]


def week_lines(week: CalendarDays, moments: Moments) -> Html:
    """Return a week's lessons and free hours, a day a line."""
    if not week.total and not any(day.busy or day.patient_busy for day in week.days):
        return moments.texts.html("instructor.calendar.empty_week")
    return _fitting(
        (
            [_day_line(day, moments, _named, free=True) for day in week.days],
            [_day_line(day, moments, _named, free=False) for day in week.days if _taken(day)],
            [_day_line(day, moments, _clock, free=False) for day in week.days if _taken(day)],
        )
    )


def day_lines(day: CalendarDay, moments: Moments) -> Html:
    """Return a day's lessons, a line each, and its free hours."""
    texts = moments.texts
    ends = [_free(day.free, moments)] if day.free else []
    if not _taken(day):
        return _joined([texts.html("instructor.calendar.empty_day"), *ends])
    return _fitting([*_in_order(day, moments, said), *ends] for said in (_told, _spanned, _clock))


def month_lines(counts: Counter[date], weeks: Sequence[Sequence[date]], moments: Moments) -> Html:
    """Return how many lessons a month has, and each of its weeks."""
    texts = moments.texts
    lines = [texts.html("instructor.calendar.total", count=counts.total())]
    for days in weeks:
        span = moments.days(days[0], days[-1]) if len(days) > 1 else moments.month_day(days[0])
        count = sum(counts[day] for day in days)
        lines.append(texts.html("instructor.calendar.month_week", span=span, count=count))
    return _joined(lines)


def next_lines(days: CalendarDays, moments: Moments, most: int) -> Html:
    """Return the next days that have lessons, a line each."""
    with_lessons = [day for day in days.days if day.lessons][:most]
    return _fitting(
        [
            moments.texts.html(
                "instructor.calendar.next_day",
                day=moments.day(day.day),
                lessons=_listed([said(lesson, moments) for lesson in day.lessons]),
            )
            for day in with_lessons
        ]
        for said in (_named, _clock)
    )


def _taken(day: CalendarDay) -> bool:
    return bool(day.lessons or day.busy or day.patient_busy)


def _day_line(day: CalendarDay, moments: Moments, said: Said, *, free: bool) -> Html:
    texts = moments.texts
    lessons = _listed(_in_order(day, moments, said)) or texts.html("instructor.calendar.no_lessons")
    line = texts.html("instructor.calendar.day_line", day=moments.narrow_day(day.day), lessons=lessons)
    if free and day.free:
        return texts.html("instructor.calendar.and_free", line=line, free=_spans(day.free, moments))
    return line


def _in_order(day: CalendarDay, moments: Moments, said: Said) -> list[Html]:
    """Return what a day is taken by, earliest first."""
    texts = moments.texts
    found = [(lesson.starts_at, said(lesson, moments)) for lesson in day.lessons]
    for key, spans in (
        ("instructor.calendar.busy", day.busy),
        ("instructor.calendar.patient_busy", day.patient_busy),
    ):
        found += [
            (span.starts_at, texts.html(key, span=moments.span(span.starts_at, span.ends_at)))
            for span in spans
        ]
    return [words for _, words in sorted(found, key=lambda one: one[0])]


def _free(spans: Sequence[Span], moments: Moments) -> Html:
    return moments.texts.html("instructor.calendar.free", free=_spans(spans, moments))


def _spans(spans: Sequence[Span], moments: Moments) -> str:
    return ", ".join(moments.span(span.starts_at, span.ends_at) for span in spans)


def _clock(lesson: Lesson, moments: Moments) -> Html:
    return Html(moments.clock(lesson.starts_at))


def _named(lesson: Lesson, moments: Moments) -> Html:
    return _who(moments.clock(lesson.starts_at), lesson, moments)


def _spanned(lesson: Lesson, moments: Moments) -> Html:
    return _who(moments.span(lesson.starts_at, lesson.ends_at), lesson, moments)


def _told(lesson: Lesson, moments: Moments) -> Html:
    """«09:00–09:30 Допустимов Виктор, местное 11:00»."""
    line = _spanned(lesson, moments)
    if len(lesson.participants) != 1:
        return line
    person = lesson.participants[0].patient.person
    note = moments.local_note(lesson.starts_at, person.timezone, lesson.ends_at)
    return moments.texts.html("instructor.calendar.noted", line=line, note=note) if note else line


def _who(when: str, lesson: Lesson, moments: Moments) -> Html:
    people = lesson.participants
    if len(people) == 1:
        name = people[0].patient.person.list_name
        return moments.texts.html("instructor.calendar.lesson", when=when, who=name)
    who = moments.texts.html("instructor.calendar.group", count=len(people))
    return moments.texts.html("instructor.calendar.lesson", when=when, who=who)


def _listed(parts: Sequence[Html]) -> Html:
    return Html(" · ".join(parts))


def _joined(lines: Iterable[Html]) -> Html:
    return Html("\n".join(lines))


def _fitting(levels: Iterable[Sequence[Html]]) -> Html:
    """Return the first level of detail that there is room for, of the last one as many lines as there is."""
    lines: Sequence[Html] = ()
    for level in levels:
        lines = level
        if _long(_joined(lines)) <= ROOM:
            return _joined(lines)
    while lines and _long(_joined(lines)) > ROOM:
        lines = lines[:-1]
    return _joined([*lines, Html("…")])


def _long(text: Html) -> int:
    return len(html.unescape(re.sub(r"<[^>]+>", "", text)))
