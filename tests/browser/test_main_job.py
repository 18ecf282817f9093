"""A lesson on the page, from the reminder to its end."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

pytestmark = pytest.mark.timeout(300)  # the first test of a worker waits for the demo to start

ALEXANDRA = "p03@demo.invalid"
"""The patient of the group who has blocked the bot."""


@pytest.mark.usefixtures("new_demo")
async def test_a_lesson_from_the_reminder_to_its_end(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await opens_at_a_lively_moment(desk)
        await reminders_arrive(desk)
        await instructor_begins(desk)
        await maria_waits_and_is_let_in(desk)
        await who_blocked_the_bot_joins_from_the_mail(desk)
        await lesson_ends(desk)
        assert desk.loads == 1


async def opens_at_a_lively_moment(desk: Desk) -> None:
    await expect(desk.clock).to_have_text(re.compile("09:4[5-9]"))
    await expect(desk.phones).to_have_count(3)
    await desk.phone("org1").sees("Центр онкореабилитации «Пример»")
    await desk.phone("ins1").sees("10:00–10:45")
    await desk.phone("p01").sees("Ближайшее занятие", "10:00")
    await expect(desk.phone("p01").key("Перейти к занятию")).to_have_count(0)


async def reminders_arrive(desk: Desk) -> None:
    await desk.move_clock("next")
    await expect(desk.clock).to_have_text(re.compile("09:5[0-4]"))
    maria, alla = desk.phone("p01"), desk.phone("ins1")
    await maria.sees("Через 10 минут", "10:00")
    await expect(maria.key("Перейти к занятию")).to_be_visible()
    await alla.sees("Занятие начинается", "10:00")
    await alla.sees("Telegram не доставляет", "Ушло письмо")


async def instructor_begins(desk: Desk) -> None:
    alla = desk.phone("ins1")
    await alla.press("Начать занятие")
    await expect(alla.toast).to_contain_text("Ссылка ведущего сейчас придёт сюда")
    await alla.press("Открыть Zoom")
    await expect(alla.meeting).to_contain_text("Вы ведёте встречу")


async def maria_waits_and_is_let_in(desk: Desk) -> None:
    maria, alla = desk.phone("p01"), desk.phone("ins1")
    await maria.press("Перейти к занятию")
    await expect(maria.meeting).to_contain_text("Подождите, вас скоро впустят")
    await expect(alla.meeting).to_contain_text("Мария Тестова")
    await desk.admit("Мария Тестова")
    await expect(maria.meeting).to_contain_text("Вы на встрече")
    await expect(maria.meeting.locator(".tile")).to_have_count(2)


async def who_blocked_the_bot_joins_from_the_mail(desk: Desk) -> None:
    button = await desk.open_mail(ALEXANDRA, "Занятие сегодня в 12:00")
    await expect(button).to_have_text("Перейти к занятию")
    await button.click()
    alexandra = desk.phone("p03")
    await expect(alexandra.meeting).to_contain_text("Подождите, вас скоро впустят")
    await alexandra.meeting.get_by_role("button", name="Выйти").click()
    await expect(alexandra.element.get_by_role("button", name="РАЗБЛОКИРОВАТЬ")).to_be_visible()
    await desk.page.get_by_test_id("open-mail").click()


async def lesson_ends(desk: Desk) -> None:
    maria, alla = desk.phone("p01"), desk.phone("ins1")
    await alla.meeting.get_by_role("button", name="Завершить для всех").click()
    await expect(maria.meeting).to_have_count(0)
    for _ in range(6):
        await desk.move_clock("10")
    await maria.sees("Занятие завершено")
    await alla.sees("Занятие завершено")
    await expect(maria.key("Перейти к занятию")).to_have_count(0)
    for label in ("Начать занятие", "Открыть Zoom", "Перейти к занятию"):
        await expect(alla.key(label)).to_have_count(0)
