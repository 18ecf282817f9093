"""The pictures of the organizer's manual: one walk in each language, through the demo's clinic."""

from urllib.parse import urljoin

from playwright.async_api import FilePayload, expect

from services.files.spreadsheet import MEDIA_TYPE, Sheet, workbook
from tests.browser.demo import PEOPLE
from tests.browser.desk import Desk
from tests.browser.manual_walk import HOME, Save, Walk, begun

PATIENT = {"ru": "Новикова Полина Условновна", "en": "Sample Paula"}

HEADINGS = {
    "ru": ("фамилия", "имя", "роль", "email", "врач", "инструктор"),
    "en": ("last name", "first name", "role", "email", "doctor", "instructor"),
}
LED = ("Образцовский Глеб", "Черновикова Алла")
LISTED = {
    "ru": (
        ("Примерный", "Павел", "пациент", "listed1@demo.invalid", *LED),
        ("Пробная", "Инна", "пациент", "listed2.demo.invalid", *LED),
    ),
    "en": (
        ("Probe", "Peter", "patient", "listed3@demo.invalid", *LED),
        ("Draft", "Dora", "patient", "listed4.demo.invalid", *LED),
    ),
}
"""A list of people whose second row is amiss."""


async def organizer(desk: Desk, language: str, save: Save) -> None:
    """Walk through the manual's chapters."""
    walk = await begun(desk, language, save, "organizer", "org1")
    await walk.picture("home")
    await _add(walk)
    await _card(walk)
    await _list(walk)
    await _import(walk)
    await _settings(walk)
    await _question(walk)
    for command, key, name in (
        (HOME, "organizer.button.reports", "reports"),
        ("/journal", "organizer.button.file", "journal"),
    ):
        await walk.begins(command, key)
        if name == "reports":
            await walk.press(key)
            await walk.sees("organizer.button.table")
        await walk.picture(name)


async def _add(walk: Walk) -> None:
    await walk.begins("/invite", "organizer.role_title.patient")
    await walk.press("organizer.role_title.patient")
    await walk.sees("button.back")
    await walk.phone.write(PATIENT[walk.language])
    await walk.sees("button.back")
    await walk.phone.write(f"{walk.language}.nova@demo.invalid")
    for name in ("09:", *LED):
        await walk.phone.press(name)
    await walk.sees("organizer.button.invite")
    await walk.picture("add")
    await walk.press("organizer.button.invite", "organizer.button.card", "organizer.button.link")
    await walk.sees("organizer.button.code")
    await walk.picture("link")
    await walk.press("organizer.button.code")
    await expect(walk.phone.element.locator(".message.in img").last).to_be_visible()
    await walk.picture("code")


async def _card(walk: Walk) -> None:
    await walk.begins("/people", "organizer.button.add")
    await walk.finds("Набросков")
    await walk.phone.press("Набросков Илья")
    await walk.sees("organizer.button.correct")
    await walk.picture("card")
    await walk.press("organizer.button.correct")
    await walk.sees("organizer.button.email")
    await walk.picture("correct")
    await walk.begins("/people", "organizer.button.add")
    await walk.finds("Черновикова")
    await walk.phone.press("Черновикова Алла")
    await walk.press("organizer.button.hand_over", "organizer.button.all_ahead")
    await walk.sees("button.next")
    await walk.picture("hand-over")


async def _list(walk: Walk) -> None:
    await walk.begins("/people", "organizer.button.add")
    await walk.picture("people")


async def _import(walk: Walk) -> None:
    await walk.begins("/import", "imports.button.template")
    content = workbook([Sheet("1", HEADINGS[walk.language], LISTED[walk.language])])
    file = FilePayload(name="list.xlsx", mimeType=MEDIA_TYPE, buffer=content)
    address = urljoin(walk.desk.page.url, f"/api/chats/{PEOPLE['org1']}/document")
    await walk.desk.page.request.post(address, multipart={"file": file})
    await walk.sees("imports.button.marked")
    await walk.picture("import")
    await walk.press("button.discard")


async def _settings(walk: Walk) -> None:
    await walk.begins("/settings", "organizer.button.discreet")
    await walk.picture("settings")
    await walk.press("organizer.button.hosts")
    await expect(walk.phone.key("Черновикова Алла")).to_be_visible()
    await walk.picture("hosts")
    await walk.begins("/check", "organizer.button.hosts")
    await walk.picture("check")


async def _question(walk: Walk) -> None:
    maria = await walk.desk.show_phone("p04")
    await maria.write("/help")
    await maria.press("Написать в центр")
    await maria.write("Можно ли заниматься сидя?")
    await maria.press("Отправить в центр")
    await walk.sees("support.button.reply")
    await walk.picture("question")
