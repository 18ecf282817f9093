"""A lesson that repeats, as an instructor plans it and patients learn of it."""

from datetime import UTC, datetime

import pytest

from tests.flows.phones import World
from tests.flows.seeded import RU, People, describe, plan
from tests.flows.steps import CATALOGUES

EN = CATALOGUES.texts("en")


async def repeated(people: People, many: str) -> None:
    """Go from the summary of a lesson to the dates of so many."""
    phone = people["ins"]
    await phone.press(RU.plain("series.button.repeat"))
    await phone.press(RU.plain("series.button.many"))
    await phone.press(many)
    await phone.press(RU.plain("button.next"))


async def test_every_date_is_shown_before_saving_and_each_patient_is_told_once(
    running_program: None, people: People, world: World
) -> None:
    phone = people["ins"]
    await plan(phone, "30", "11:15", ("Сказкина Ирина",))
    await describe(phone, "Сегодня", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await repeated(people, "4")
    shown = await phone.sees("Проверьте 4 даты", "Заняты: 1", "Пн, 23 ноября", "Пн, 14 декабря")
    assert "2. Пн, 30 ноября — У вас: 11:15–11:45; Сказкина Ирина: занято 11:15–11:45" in shown.text
    await phone.press(RU.plain("button.save"))
    await phone.sees("Занято: Пн, 30 ноября")
    await phone.press("2 · Пн, 30 ноября, занято")
    opened = await phone.sees("Дата 2")
    assert opened.button(RU.plain("series.button.keep")) is None
    await phone.press("Другое время")
    await phone.says("16:00")
    await phone.sees("Перенесены: 1", "теперь пн, 30 ноября, 16:00")
    await phone.press("4 · Пн, 14 декабря")
    await phone.press(RU.plain("button.skip"))
    await phone.sees("Пропущены: 1")
    await phone.press(RU.plain("button.save"))
    await phone.sees("Создано 3 занятия", "Пропущено: 14 декабря")
    told = await people["west"].sees("Для вас назначены 3 занятия")
    assert "10:00 по вашему времени" in told.text
    assert "15:00 по вашему времени" in told.text
    await people["east"].sees("3 sessions are planned for you", "18:00 your time")
    await world.advance(seconds=60)
    for key, words in (("west", "назначен"), ("east", "planned for you")):
        assert sum(words in seen.text for seen in await people[key].chat()) <= 2
    await phone.press("Расписание")
    await phone.sees("30 ноября")
    await world.advance(to=datetime(2026, 11, 30, 12, 51, tzinfo=UTC).isoformat())
    await people["west"].sees_button("Перейти к занятию")


async def test_taken_dates_are_skipped_by_one_press_and_nothing_is_saved_by_stepping_back(
    running_program: None, people: People
) -> None:
    phone = people["ins"]
    await plan(phone, "30", "11:00", ("Сказкина Ирина",))
    await describe(phone, "Сегодня", "11:00", ("Сказкина Ирина",))
    await phone.press(RU.plain("series.button.repeat"))
    await phone.press(RU.plain("button.back"))
    await phone.sees("Проверьте занятие")
    await repeated(people, "4")
    await phone.press(RU.plain("series.button.skip_taken"))
    await phone.sees("Пропущены: 1")
    await phone.press(RU.plain("button.discard"))
    await phone.sees_button(RU.plain("button.create_lesson"))
    await describe(phone, "Сегодня", "11:00", ("Сказкина Ирина",))
    await phone.sees("Проверьте занятие")


async def test_a_public_holiday_is_named_and_can_be_kept_or_skipped(
    running_program: None, people: People
) -> None:
    phone = people["ins"]
    await describe(phone, "27", "11:00", ("Сказкина Ирина",))
    await repeated(people, "6")
    await phone.sees("Праздники: 1", "6. Пт, 1 января 2027 — праздник, Новогодние каникулы")
    await phone.press("6 · Пт, 1 января 2027")
    await phone.sees("Дата 6", "праздник, Новогодние каникулы")
    await phone.press(RU.plain("button.skip"))
    shown = await phone.sees("Пропущены: 1")
    assert "Праздники" not in shown.text
    await phone.press(RU.plain("button.save"))
    await phone.sees("Создано 5 занятий", "Пропущено: 1 января 2027")


class TestBerlin:
    """A clinic in Berlin plans over the change of the clocks (25 October 2026, 03:00 back to 02:00)."""

    @pytest.fixture
    def opening(self) -> datetime:
        """Friday, 16 October 2026, 12:00 in Berlin."""
        return datetime(2026, 10, 16, 10, 0, tzinfo=UTC)

    @pytest.fixture
    def timezone(self) -> str:
        return "Europe/Berlin"

    async def test_ten_oclock_stays_ten_oclock(
        self, running_program: None, people: People, world: World
    ) -> None:
        await describe(people["ins"], "19", "10:00", ("Сказкина Ирина",))
        await repeated(people, "4")
        await people["ins"].press(RU.plain("button.save"))
        await people["ins"].sees("Создано 4 занятия")
        # 10:00 in Berlin is 08:00 UTC before that Sunday and 09:00 after it.
        await world.advance(to=datetime(2026, 10, 19, 7, 51, tzinfo=UTC).isoformat())
        await people["ins"].sees("Занятие начинается: 10:00")
        await world.advance(to=datetime(2026, 10, 26, 8, 51, tzinfo=UTC).isoformat())
        await people["ins"].sees("Занятие начинается: 10:00")
        west = await people["west"].sees_button("Перейти к занятию")
        assert "11:00 по вашему времени" in west.text
        starts = {meeting["start_time"][:16] for meeting in await world.meetings()}
        assert "2026-10-26T09:00" in starts

    async def test_a_time_that_comes_twice_is_preset_to_the_first_and_said(
        self, running_program: None, people: People
    ) -> None:
        await describe(people["ins"], "18", "2:30", ("Сказкина Ирина",))
        await repeated(people, "4")
        await people["ins"].sees("Вс, 25 октября", "02:30 наступит дважды, взято первое", "рано")


async def test_an_instructor_who_reads_english_repeats_and_cancels(
    running_program: None, people: People, world: World
) -> None:
    phone = people["ins"]
    await phone.says("/profile")
    for button in ("Язык и время", "Язык", "English"):
        await phone.press(button)
    await phone.says("Home")
    await phone.press(EN.plain("button.create_lesson"))
    await phone.press("30")
    await phone.says("11:00")
    await phone.says("30")
    await phone.press("Якобыев Степан")
    for key in ("button.next", "button.skip", "series.button.repeat", "button.next", "button.save"):
        await phone.press(EN.plain(key))
    await phone.sees("8 sessions created")
    await people["east"].sees("4 sessions are planned for you")
    await phone.press(EN.plain("instructor.button.schedule"))
    await phone.press("Mon, 7 December")
    await phone.press(EN.plain("button.cancel_lesson"))
    await phone.press("All coming · 8")
    await phone.sees("Cancel 8 sessions?", "In a minute we tell: Якобыев Степан")
    await phone.press(EN.plain("cancelling.reason.few"))
    await phone.sees("8 sessions cancelled")
    await phone.press(EN.plain("cancelling.button.restore"))
    await phone.sees("All is as it was")
    await world.advance(seconds=90)
    assert not any("cancelled" in seen.text for seen in await people["east"].chat())
