"""The dates of a series, in every zone there is."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services import timetable
from services.lessons.dates import MOST_LESSONS, Odd, Repeat, dates, slots
from tests.unit.test_timetable import CHANGES, DAYS, MOMENTS, ZONES, shown_by

BERLIN = "Europe/Berlin"
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
MANY = st.integers(1, MOST_LESSONS)


@given(DAYS, WEEKDAYS, MANY)
def test_a_series_has_as_many_days_as_it_is_to_have_and_leaves_none_out(
    first: date, weekdays: frozenset[int], many: int
) -> None:
    found = dates(first, Repeat(weekdays, many=many))
    between = [first + timedelta(days=n) for n in range((found[-1] - first).days + 1)]
    assert found == [day for day in between if day.weekday() in weekdays]
    assert len(found) == many


@given(DAYS, WEEKDAYS, st.integers(-3, 400))
def test_a_series_until_a_day_ends_with_that_day_or_says_that_it_is_too_long(
    first: date, weekdays: frozenset[int], length: int
) -> None:
    until = first + timedelta(days=length)
    found = dates(first, Repeat(weekdays, until=until))
    days = [first + timedelta(days=n) for n in range(length + 1)]
    assert found == [day for day in days if day.weekday() in weekdays][: MOST_LESSONS + 1]


def test_without_weekdays_there_is_no_date() -> None:
    assert dates(date(2026, 11, 24), Repeat(frozenset(), many=3)) == []


@settings(deadline=None)
@given(ZONES, MOMENTS, WEEKDAYS, MANY)
def test_every_lesson_begins_at_the_same_time_by_the_clocks_of_the_zone(
    zone: str, first: datetime, weekdays: frozenset[int], many: int
) -> None:
    clock = timetable.to_local(first, zone).time()
    for one in slots(first, zone, Repeat(weekdays, many=many)):
        wanted = datetime.combine(one.day, clock)
        if one.odd is Odd.SKIPPED:
            assert shown_by(zone, wanted) == []
            assert timetable.to_local(one.starts_at, zone) > wanted
        else:
            assert timetable.to_local(one.starts_at, zone) == wanted


@settings(deadline=None)
@given(CHANGES)
def test_on_the_day_of_a_change_of_clocks_the_date_tells_what_was_taken(
    change: tuple[str, datetime, timedelta],
) -> None:
    zone, at, off = change
    local = timetable.to_local(at + off, zone)
    # The same time a week earlier; in zones that change often that may be odd too.
    first = timetable.first_valid(local - timedelta(days=7), zone)
    if timetable.to_local(first, zone) != local - timedelta(days=7):
        return
    slot = slots(first, zone, Repeat(frozenset({local.weekday()}), many=2))[1]
    shown = shown_by(zone, datetime.combine(local.date(), local.time()))
    if len(shown) > 1:
        assert (slot.odd, slot.starts_at) == (Odd.TWICE, shown[0])
    elif shown:
        assert (slot.odd, slot.starts_at) == (None, shown[0])
    else:
        assert slot.odd is Odd.SKIPPED


def test_ten_oclock_in_berlin_stays_ten_oclock() -> None:
    first = datetime(2026, 10, 19, 8, 0, tzinfo=UTC)
    found = slots(first, BERLIN, Repeat(frozenset({0}), many=3))
    assert [one.starts_at.hour for one in found] == [8, 9, 9]
    assert {timetable.to_local(one.starts_at, BERLIN).hour for one in found} == {10}


def test_half_past_two_is_three_where_the_clocks_go_forward_and_the_first_where_they_go_back() -> None:
    spring = slots(datetime(2027, 3, 21, 1, 30, tzinfo=UTC), BERLIN, Repeat(frozenset({6}), many=2))
    assert (spring[1].odd, spring[1].starts_at) == (Odd.SKIPPED, datetime(2027, 3, 28, 1, 0, tzinfo=UTC))
    autumn = slots(datetime(2026, 10, 18, 0, 30, tzinfo=UTC), BERLIN, Repeat(frozenset({6}), many=2))
    assert (autumn[1].odd, autumn[1].starts_at) == (Odd.TWICE, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))


def test_the_moment_chosen_for_the_first_day_stays() -> None:
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    found = slots(second_half_past_two, BERLIN, Repeat(frozenset({6}), many=2))
    assert [one.starts_at for one in found] == [
        second_half_past_two,
        datetime(2026, 11, 1, 1, 30, tzinfo=UTC),
    ]
