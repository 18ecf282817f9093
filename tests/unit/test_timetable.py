"""Wall-clock time to moments and back, in every zone there is."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from models import USUAL_QUIET_HOURS
from services import timetable
from services.timetable import NoSuchTime, TwiceThatTime

ZONES = st.sampled_from(sorted(pytz.all_timezones))
# Minutes, because that is what people plan in; the years in which pytz has every zone's transitions.
MOMENTS = st.integers(0, 35 * 365 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
LOCALS = MOMENTS.map(lambda moment: moment.replace(tzinfo=None))
DAYS = MOMENTS.map(lambda moment: moment.date())


def transitions(zone: str) -> list[datetime]:
    """The moments since 2000 at which a zone's clocks are changed."""
    known = getattr(pytz.timezone(zone), "_utc_transition_times", ())
    return [at.replace(tzinfo=UTC) for at in known if 2000 <= at.year < 2037]


# Random moments almost never meet a change of clocks: these are around one.
CHANGES = st.sampled_from(sorted(zone for zone in pytz.all_timezones if transitions(zone))).flatmap(
    lambda zone: st.tuples(
        st.just(zone),
        st.sampled_from(transitions(zone)),
        st.integers(-180, 180).map(lambda m: timedelta(minutes=m)),
    )
)


def shown_by(zone: str, local: datetime) -> list[datetime]:
    """All moments at which a zone's clocks show ``local``, found by trying every offset there is."""
    offsets = (timedelta(minutes=minutes) for minutes in range(-16 * 60, 16 * 60 + 1, 15))
    tried = (local.replace(tzinfo=UTC) - offset for offset in offsets)
    return sorted({moment for moment in tried if timetable.to_local(moment, zone) == local})


@settings(deadline=None)
@given(ZONES, MOMENTS)
def test_every_moment_has_a_wall_clock_time_that_leads_back(zone: str, moment: datetime) -> None:
    local = timetable.to_local(moment, zone)
    try:
        meant = {timetable.to_moment(local, zone)}
    except TwiceThatTime as twice:
        meant = {twice.first, twice.second}
    assert moment in meant


@settings(deadline=None)
@given(CHANGES)
def test_around_a_change_of_clocks_the_answer_is_what_the_clocks_show(
    change: tuple[str, datetime, timedelta],
) -> None:
    zone, at, off = change
    second = timedelta(seconds=1)
    for edge in (timetable.to_local(at - second, zone) + second, timetable.to_local(at, zone)):
        local = edge.replace(second=0, microsecond=0) + off
        moments = shown_by(zone, local)
        if not moments:
            with pytest.raises(NoSuchTime) as gap:
                timetable.to_moment(local, zone)
            valid = gap.value.next_valid
            assert valid > local
            assert shown_by(zone, valid)
            assert not shown_by(zone, valid - timedelta(minutes=1))
            assert timetable.first_valid(local, zone) == shown_by(zone, valid)[0]
        elif len(moments) == 2:
            with pytest.raises(TwiceThatTime) as twice:
                timetable.to_moment(local, zone)
            assert [twice.value.first, twice.value.second] == moments
            assert timetable.first_valid(local, zone) == moments[0]
        else:
            assert [timetable.to_moment(local, zone)] == moments
            assert [timetable.first_valid(local, zone)] == moments


@settings(deadline=None)
@given(ZONES, DAYS)
def test_days_follow_one_another_without_gap_or_overlap(zone: str, day: date) -> None:
    start, end = timetable.day_start(day, zone), timetable.day_end(day, zone)
    assert end == timetable.day_start(day + timedelta(days=1), zone)
    assert start <= end
    if start < end:
        assert timetable.to_local(start, zone).date() == day
        assert timetable.to_local(end - timedelta(minutes=1), zone).date() == day
        assert timetable.to_local(start - timedelta(minutes=1), zone).date() < day


@settings(deadline=None)
@given(ZONES, MOMENTS)
def test_what_can_wait_is_never_sent_in_the_quiet_hours(zone: str, moment: datetime) -> None:
    sent = timetable.quiet_until(moment, zone, USUAL_QUIET_HOURS)
    assert time(8) <= timetable.to_local(sent, zone).time() < time(21)
    assert timedelta() <= sent - moment <= timedelta(hours=36)
    assert timetable.quiet_until(sent, zone, USUAL_QUIET_HOURS) == sent


def test_the_hour_that_berlin_skips() -> None:
    with pytest.raises(NoSuchTime) as gap:
        timetable.to_moment(datetime(2027, 3, 28, 2, 30), "Europe/Berlin")  # noqa: DTZ001 - a wall-clock time
    assert gap.value.next_valid.isoformat() == "2027-03-28T03:00:00"


def test_the_hour_that_berlin_has_twice() -> None:
    with pytest.raises(TwiceThatTime) as twice:
        timetable.to_moment(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")  # noqa: DTZ001 - a wall-clock time
    assert twice.value.first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert twice.value.second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_day_whose_midnight_does_not_exist_begins_at_one() -> None:
    assert timetable.day_start(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_a_day_that_a_country_left_out_is_empty() -> None:
    skipped = date(2011, 12, 30)
    assert timetable.day_start(skipped, "Pacific/Apia") == timetable.day_end(skipped, "Pacific/Apia")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        timetable.to_local(datetime(2026, 11, 24, 10), "Europe/Moscow")  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("name", "known"), [("Europe/Moscow", True), ("europe/moscow", False), ("Mars", False)]
)
def test_known_zones(name: str, known: bool) -> None:
    assert timetable.known_zone(name) is known


@pytest.mark.parametrize(
    ("hour", "minute", "awake"),
    [(7, 59, False), (8, 0, True), (20, 30, True), (20, 31, False), (0, 0, False)],
)
def test_when_people_are_awake(hour: int, minute: int, awake: bool) -> None:
    moscow = datetime(2026, 11, 24, hour, minute, tzinfo=UTC) - timedelta(hours=3)
    assert timetable.awake(moscow, "Europe/Moscow") is awake


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("20:59", "24 20:59"),
        ("21:00", "25 08:00"),
        ("23:30", "25 08:00"),
        ("07:59", "24 08:00"),
        ("08:00", "24 08:00"),
    ],
)
def test_quiet_hours_end_at_eight(asked: str, sent: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-24T{asked}:00+10:00")
    sent_at = timetable.quiet_until(moment, "Asia/Vladivostok", USUAL_QUIET_HOURS)
    local = timetable.to_local(sent_at, "Asia/Vladivostok")
    assert f"{local:%d %H:%M}" == sent


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9", time(9)),
        ("09", time(9)),
        ("0", time(0)),
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("9,30", time(9, 30)),
        ("9-30", time(9, 30)),
        ("09 30", time(9, 30)),
        ("9 : 30", time(9, 30)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("  21:05 ", time(21, 5)),
        ("９：３０", time(9, 30)),
        ("24", None),
        ("9:60", None),
        ("9:3", None),
        ("93000", None),
        ("завтра", None),
        ("", None),
        ("-9", None),
    ],
)
def test_how_people_write_a_time(text: str, meant: time | None) -> None:
    assert timetable.parse_time(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("26.11", date(2026, 11, 26)),
        ("24.11", date(2026, 11, 24)),
        ("23.11", date(2026, 11, 23)),
        ("26.09", date(2026, 9, 26)),
        ("25.09", date(2027, 9, 25)),
        ("1.1", date(2027, 1, 1)),
        ("29.02", date(2028, 2, 29)),
        ("26/11", date(2026, 11, 26)),
        ("26.11.2025", date(2025, 11, 26)),
        ("2026-12-01", date(2026, 12, 1)),
        ("２６．１１", date(2026, 11, 26)),
        ("31.11", None),
        ("2026-13-01", None),
        ("26", None),
        ("когда-нибудь", None),
    ],
)
def test_how_people_write_a_date(text: str, meant: date | None) -> None:
    assert timetable.parse_date(text, today=date(2026, 11, 24)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("45", 45),
        ("45 минут", 45),
        ("45мин.", 45),
        ("30 min", 30),
        ("0", None),
        ("час", None),
        ("1000", None),
    ],
)
def test_how_people_write_a_length(text: str, meant: int | None) -> None:
    assert timetable.parse_minutes(text) == meant


@settings(deadline=None)
@given(st.text(max_size=12))
def test_nothing_people_write_breaks_the_reading(text: str) -> None:
    timetable.parse_time(text)
    timetable.parse_date(text, today=date(2026, 11, 24))
    timetable.parse_minutes(text)
