"""The pictures of the instructor's manual: one walk in each language, through the demo's clinic."""

from playwright.async_api import ViewportSize, expect

from tests.browser.desk import Desk
from tests.browser.manual_walk import HOME, Save, Walk, begun

DAY = {"ru": ("Сб", "Суббота"), "en": ("Sat", "Saturday")}
"""A day under the week's picture, and how its screen begins."""

SEARCHED = "Тестова"
PATIENTS = ("Тестова Мария", "Тестова Марина")
HOUR = {"ru": "14:30", "en": "16:30"}
"""A free time, and another for the second walk."""

TAKEN = "09:15"

ADDED = "Допустимов"
"""Who comes to a lesson besides."""

MOST_EVENTS = 40

USUAL: ViewportSize = {"width": 1100, "height": 1000}
TALL: ViewportSize = {"width": 1100, "height": 1500}
"""So that the week's picture and its words fit in."""


async def instructor(desk: Desk, language: str, save: Save) -> None:
    """Walk through the manual's chapters."""
    walk = await begun(desk, language, save, "instructor", "ins1")
    await walk.picture("home")
    await _calendar(walk)
    await _lesson(walk)
    await _taken(walk)
    await _series(walk)
    await _card(walk)
    await _patient(walk)
    await _start(walk)


async def _calendar(walk: Walk) -> None:
    await walk.begins("/calendar", "instructor.calendar.button.month")
    await expect(walk.phone.element.locator(".message.in").last.locator("img")).to_be_visible()
    await walk.desk.page.set_viewport_size(TALL)
    await walk.picture("week")
    await walk.desk.page.set_viewport_size(USUAL)
    label, title = DAY[walk.language]
    await walk.phone.press(label)
    await walk.phone.asks(title)
    await walk.picture("day")


async def _describe(walk: Walk, clock: str) -> None:
    await walk.begins(HOME, "button.create_lesson")
    await walk.press("button.create_lesson")
    await walk.sees("button.tomorrow")
    await walk.press("button.tomorrow")
    await walk.sees("button.back")
    await walk.phone.write(clock)
    await walk.sees("button.back")
    await walk.phone.press("30")
    await walk.sees("button.next")
    await walk.phone.write(SEARCHED)
    await walk.sees("instructor.button.all_patients")
    for name in PATIENTS:
        await walk.phone.press(name)


async def _alone(walk: Walk) -> None:
    """Go on without specialists and a note."""
    await walk.press("button.next")
    await walk.sees("button.skip")
    await walk.press("button.skip")


async def _lesson(walk: Walk) -> None:
    await _describe(walk, HOUR[walk.language])
    await walk.picture("patients")
    await walk.press("button.next")
    await walk.sees("button.skip")
    await walk.picture("specialists")
    await walk.press("button.skip")
    await walk.sees("button.save")
    await walk.picture("check")
    # In English «Не сохранять» holds the word too.
    label = walk.texts.plain("button.save")
    await walk.phone.element.get_by_role("button", name=label, exact=True).last.click()
    await walk.sees("instructor.button.another")


async def _taken(walk: Walk) -> None:
    await _describe(walk, TAKEN)
    await _alone(walk)
    await walk.sees("instructor.button.other_day")
    await walk.picture("taken")
    await walk.press("button.discard")


async def _series(walk: Walk) -> None:
    await _describe(walk, "18:00")
    await _alone(walk)
    await walk.sees("series.button.repeat")
    await walk.press("series.button.repeat")
    await walk.sees("series.button.many")
    await walk.picture("repeat")
    await walk.press("button.next")
    await walk.sees("button.save")
    await walk.picture("dates")
    await walk.press("button.discard")


async def _card(walk: Walk) -> None:
    await walk.begins(HOME, "instructor.button.schedule")
    await walk.press("instructor.button.schedule")
    await walk.phone.press(HOUR[walk.language])
    await walk.sees("button.move")
    await walk.picture("card")
    await walk.press("button.patients")
    await walk.sees("button.next")
    await walk.phone.press(ADDED)
    await walk.press("button.next")
    await walk.sees("button.save")
    await walk.picture("people")
    await walk.press("button.discard")
    await walk.sees("button.move")
    await walk.press("button.cancel_lesson")
    await walk.sees("button.keep_lesson")
    await walk.picture("cancel")


async def _patient(walk: Walk) -> None:
    await walk.begins(HOME, "button.patients")
    await walk.press("button.patients")
    await walk.phone.press("Допустимов")
    await walk.sees("button.create_lesson")
    await walk.picture("patient")


async def _start(walk: Walk) -> None:
    """Let the time pass to the next lesson, and over it."""
    await walk.phone.go_home()
    await _wait_for(walk, "button.begin_lesson")
    await walk.picture("starting")
    await walk.press("button.begin_lesson")
    await expect(walk.phone.key(walk.texts.plain("button.open_meeting"))).to_be_visible()
    await walk.picture("entry")
    await _wait_for(walk, "button.attendance")
    await walk.press("button.attendance")
    await walk.sees("button.save")
    await walk.picture("attendance")


async def _wait_for(walk: Walk, key: str) -> None:
    button = walk.phone.key(walk.texts.plain(key))
    for _ in range(MOST_EVENTS):
        if await button.is_visible():
            return
        await walk.desk.move_clock("next")
    await expect(button).to_be_visible()
