"""When a lesson's doors are open, told by the clock alone."""

from datetime import UTC, datetime, timedelta

import pytest

from models import Lesson, LessonStatus
from services.lessons.rules import entry_open, entry_opens_at, link_wanted

TEN = datetime(2026, 11, 24, 7, tzinfo=UTC)


def lesson(status: LessonStatus = LessonStatus.SCHEDULED) -> Lesson:
    """Return a lesson of 45 minutes."""
    return Lesson(status=status, starts_at=TEN, ends_at=TEN + timedelta(minutes=45))


@pytest.mark.parametrize(
    ("minutes", "wanted"), [(-61, False), (-60, True), (0, True), (44, True), (45, False)]
)
def test_a_link_is_of_use_from_an_hour_before_to_the_end(minutes: int, wanted: bool) -> None:
    assert link_wanted(lesson(), TEN + timedelta(minutes=minutes)) is wanted


@pytest.mark.parametrize("minutes", [-30, 5])
def test_a_cancelled_lesson_wants_no_link(minutes: int) -> None:
    assert not link_wanted(lesson(LessonStatus.CANCELLED), TEN + timedelta(minutes=minutes))


def test_the_way_in_opens_when_the_links_go_out() -> None:
    opens_at = entry_opens_at(TEN)
    assert entry_open(lesson(), opens_at)
    assert not entry_open(lesson(), opens_at - timedelta(seconds=1))
