"""Going through the demo's clinic with one phone, and taking pictures of it for a manual."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, expect

from services.texts import Texts
from tests.architecture.windows import CATALOGUES
from tests.browser.desk import Desk

HOME = "/start"

Save = Callable[[Locator, str], Awaitable[None]]
"""Saves a picture of a part of the page under a path inside ``docs``."""


class Walk:
    """A phone of a role, in a language; buttons are named by the catalogue's keys."""

    def __init__(self, desk: Desk, language: str, save: Save, role: str, key: str) -> None:
        self.language = language
        self.desk = desk
        self.texts: Texts = CATALOGUES.texts(language)
        self.phone = desk.phone(key)
        self._save = save
        self._role = role

    async def press(self, *keys: str, **params: object) -> None:
        """Press one button after another."""
        for key in keys:
            await self.phone.press(self.texts.plain(key, **params))

    async def sees(self, key: str, **params: object) -> None:
        """Wait for a button of the newest screen."""
        label = self.texts.plain(key, **params)
        await expect(
            self.phone.element.locator(".message.in").last.locator(".key", has_text=label)
        ).to_be_visible()

    async def begins(self, command: str, key: str, **params: object) -> None:
        """Write a command and wait for a button of its screen."""
        await self.phone.go_home()
        if command != HOME:
            await self.phone.write(command)
        await self.sees(key, **params)

    async def finds(self, name: str) -> None:
        """Search for somebody, and wait until the list is narrowed to them."""
        await self.phone.write(name)
        await self.phone.asks(f"«{name}»" if self.language == "ru" else f"“{name}”")

    async def picture(self, name: str) -> None:
        """Take a picture of the phone once it has come to rest."""
        await self.desk.page.wait_for_timeout(500)
        await self._save(self.phone.element, f"{self.language}/pictures/{self._role}-{name}.png")


async def begun(desk: Desk, language: str, save: Save, role: str, key: str) -> Walk:
    """Return a walk of somebody who reads the language and stands on the first screen."""
    walk = Walk(desk, language, save, role, key)
    if language != "ru":
        await _speak(walk)
    await walk.phone.go_home()
    return walk


async def _speak(walk: Walk) -> None:
    """Change the language, in the one spoken so far."""
    russian = CATALOGUES.texts("ru")
    await walk.phone.go_home()
    await walk.phone.write("/profile")
    await walk.phone.press(russian.plain("profile.button.region"))
    await expect(walk.phone.key(russian.plain("profile.button.zone"))).to_be_visible()
    await walk.phone.press(russian.plain("profile.button.language"))
    await walk.phone.press("English")
    await walk.sees("profile.button.region")
