"""The sandbox's page as somebody at the screen works with it."""

from types import TracebackType
from typing import Self

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.demo import PEOPLE

PATIENCE = 30_000
"""Milliseconds to wait for something to appear."""

expect.set_options(timeout=PATIENCE)


class Phone:
    """One phone on the page."""

    def __init__(self, element: Locator) -> None:
        self.element = element
        self.chat = element.get_by_role("log")
        self.messages = element.locator(".message")
        self.meeting = element.locator(".meeting")
        self.toast = element.locator(".toast")
        self.alert = element.get_by_role("alertdialog")
        self._field = element.locator("textarea")

    def key(self, label: str) -> Locator:
        """Return the newest button under a message whose words hold ``label``."""
        return self.element.locator(".key", has_text=label).last

    def message(self, *words: str) -> Locator:
        """Return the newest message that holds all of ``words``."""
        found = self.messages
        for word in words:
            found = found.filter(has_text=word)
        return found.last

    async def press(self, label: str) -> None:
        """Press the newest button that holds ``label``."""
        await self.key(label).click()

    async def write(self, text: str) -> None:
        """Type a message and send it with Enter."""
        await self._field.fill(text)
        await self._field.press("Enter")

    async def go_home(self) -> None:
        """Ask for the person's first screen and wait for it."""
        before = await self.messages.last.get_attribute("data-testid") or ""
        await self.write("/start")
        await expect(self.messages.last).not_to_have_attribute("data-testid", before)
        await expect(self.messages.last.locator(".key").first).to_be_visible()

    async def sees(self, *words: str) -> None:
        """Wait for a message that holds all of ``words``, wherever it stands."""
        await expect(self.message(*words)).to_be_visible()

    async def asks(self, *words: str) -> None:
        """Wait until the bot's newest message holds all of ``words``."""
        for word in words:
            await expect(self.element.locator(".message.in").last).to_contain_text(word)


class Desk:
    """The page in a window of its own; leaving it fails when the page's program has stumbled."""

    def __init__(self, browser: Browser, url: str, width: int, height: int) -> None:
        self._browser = browser
        self._url = url
        self._size = (width, height)
        self._faults: list[str] = []
        self.loads = 0
        """How often the page was loaded; stays 1 as long as it lives without reloading."""

    async def __aenter__(self) -> Self:
        width, height = self._size
        self._context = await self._browser.new_context(
            viewport={"width": width, "height": height}, locale="ru-RU", reduced_motion="reduce"
        )
        self.page = await self._context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self._faults.append(str(error)))
        self.page.on("load", self._loaded)
        await self.page.goto(self._url)
        await expect(self.page.locator(".phone").first).to_be_attached()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._context.close()
        assert self._faults == []

    def _loaded(self, _: Page) -> None:
        self.loads += 1

    @property
    def clock(self) -> Locator:
        """The clock's face."""
        return self.page.get_by_test_id("clock-now")

    @property
    def phones(self) -> Locator:
        """All phones that can be seen."""
        return self.page.locator(".phone:visible")

    def phone(self, key: str) -> Phone:
        """Return a person's phone by the person's key in the demo clinic."""
        return Phone(self.page.get_by_test_id(f"phone-{PEOPLE[key]}"))

    def phone_of(self, name: str) -> Phone:
        """Return the phone of somebody new by the name above it."""
        return Phone(self.phones.filter(has=self.page.get_by_role("heading", name=name, exact=True)))

    async def show_phone(self, key: str) -> Phone:
        """Switch on somebody's phone in the list of people."""
        async with _Drawer(self.page, "people") as people:
            await people.get_by_test_id(f"person-{PEOPLE[key]}").click()
        return self.phone(key)

    async def move_clock(self, button: str) -> None:
        """Press one of the clock's buttons (``1``, ``10``, ``next``) and wait until the time has passed."""
        await self.page.get_by_test_id(f"advance-{button}").click()
        await expect(self.page.locator(".clock")).to_have_attribute("aria-busy", "false")

    async def open_mail(self, to: str, subject: str) -> Locator:
        """Open the newest mail to an address and return the button in it."""
        await self.page.get_by_test_id("open-mail").click()
        rows = self.page.get_by_test_id("drawer-mail").locator(".mail-row")
        await rows.filter(has_text=to).filter(has_text=subject).first.click()
        return self.page.frame_locator(".mail-frame").get_by_role("link").first

    async def admit(self, name: str) -> None:
        """Let somebody out of the waiting room, in the list of meetings."""
        async with _Drawer(self.page, "zoom") as zoom:
            await zoom.get_by_role("button", name=f"Впустить: {name}").click()

    async def overflows(self) -> bool:
        """Say whether the page is wider than its window."""
        wider: bool = await self.page.evaluate(
            "document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth"
        )
        return wider

    async def covered(self) -> list[str]:
        """Return the words of buttons in sight that something else lies over."""
        words: list[str] = await self.page.evaluate(_COVERED)
        return words


class _Drawer:
    """A panel at the side, opened for a moment."""

    def __init__(self, page: Page, name: str) -> None:
        self._button = page.get_by_test_id(f"open-{name}")
        self._element = page.get_by_test_id(f"drawer-{name}")

    async def __aenter__(self) -> Locator:
        await self._button.click()
        return self._element

    async def __aexit__(self, *_: object) -> None:
        await self._button.click()
        await expect(self._element).to_be_hidden()


_COVERED = """
[...document.querySelectorAll(
  ".topbar button, .topbar a, .owner button, .composer button, .message:last-child .key",
)]
  .filter((button) => button.checkVisibility())
  .filter((button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const inside = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
    const middle = (top + bottom) / 2;
    const hidden = (x) => !button.contains(document.elementFromPoint(x, middle));
    return !inside || hidden(left + 4) || hidden(right - 4);
  })
  .map((button) => button.innerText || button.ariaLabel)
"""
