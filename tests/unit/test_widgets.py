"""The widgets, rendered and pressed as aiogram-dialog does it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, User
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.api.entities import Context, Stack
from aiogram_dialog.widgets.kbd import Keyboard, Select
from aiogram_dialog.widgets.text import Const, List, Text
from magic_filter import F

from handlers.common.widgets import PRIMARY, Calendar, Label, Link, Pages, Say, home_and_back
from services.texts import Catalogues, Html

CATALOGUES = Catalogues(Path(__file__).parents[2] / "locales")
TODAY = date(2026, 11, 24)


class Screens(StatesGroup):
    first = State()
    second = State()
    home = State()


class Manager:
    """As much of a dialog manager as widgets use; notes what was asked of it."""

    def __init__(self, language: str) -> None:
        self.middleware_data = {"texts": CATALOGUES.texts(language), "home": Screens.home}
        self.event = None
        self.started: tuple[State, StartMode] | None = None
        self._context = Context(
            _intent_id="0", _stack_id="0", state=Screens.first, start_data={}, dialog_data={}, widget_data={}
        )

    def current_context(self) -> Context:
        return self._context

    def current_stack(self) -> Stack:
        return Stack(_id="0", intents=[self._context.id])

    def has_context(self) -> bool:
        return True

    def is_preview(self) -> bool:
        return False

    async def switch_to(self, state: State, show_mode: ShowMode | None = None) -> None:
        self._context.state = state

    async def start(
        self, state: State, data: object = None, *, mode: StartMode, show_mode: ShowMode | None = None
    ) -> None:
        self.started = (state, mode)


@pytest.fixture
def manager() -> Manager:
    return Manager("ru")


@pytest.fixture
def english() -> Manager:
    return Manager("en")


async def words(text: Text, manager: Manager, data: dict[str, Any]) -> str:
    """A rendered text."""
    return await text.render_text(data, cast(DialogManager, manager))


async def keyboard(widget: Keyboard, manager: Manager, **data: object) -> list[list[InlineKeyboardButton]]:
    """A rendered keyboard."""
    rendered = await widget.render_keyboard(data, cast(DialogManager, manager))
    return cast(list[list[InlineKeyboardButton]], rendered)


async def rows(widget: Keyboard, manager: Manager, **data: object) -> list[list[str]]:
    """The words on a keyboard's buttons."""
    return [[button.text for button in row] for row in await keyboard(widget, manager, **data)]


async def press(widget: Keyboard, manager: Manager, text: str, **data: object) -> bool:
    """Press the button with these words."""
    for button in buttons(await keyboard(widget, manager, **data)):
        if button.text == text:
            assert button.callback_data
            return await forge(widget, manager, button.callback_data)
    raise AssertionError(f"no button {text!r}")


async def forge(widget: Keyboard, manager: Manager, data: str) -> bool:
    """Send a press with whatever data."""
    query = CallbackQuery(
        id="1", from_user=User(id=1, is_bot=False, first_name="Имя"), chat_instance="1", data=data
    )
    dialog = Dialog(Window(Const("-"), state=Screens.first), Window(Const("-"), state=Screens.second))
    return await widget.process_callback(query, dialog, cast(DialogManager, manager))


def buttons(shown: list[list[InlineKeyboardButton]]) -> Iterator[InlineKeyboardButton]:
    for row in shown:
        yield from row


async def test_words_come_in_the_readers_language(manager: Manager, english: Manager) -> None:
    assert await words(Label("button.save"), manager, {}) == "Сохранить"
    assert await words(Label("button.save"), english, {}) == "Save"


async def test_a_message_escapes_what_the_window_holds_and_a_button_does_not(manager: Manager) -> None:
    data = {"label": "<Ольга & Ко>"}
    assert await words(Say("button.ticked"), manager, data) == "✓ &lt;Ольга &amp; Ко&gt;"
    assert await words(Label("button.ticked"), manager, data) == "✓ <Ольга & Ко>"
    assert await words(Say("button.ticked"), manager, {"label": Html("<b>Ольга</b>")}) == "✓ <b>Ольга</b>"


async def test_plurals_agree_with_a_field_of_the_window(manager: Manager) -> None:
    assert await words(Say("time.minutes", count="length"), manager, {"length": 2}) == "2 минуты"
    nested = Label("time.minutes", count=F["more"]["length"])
    assert await words(nested, manager, {"more": {"length": 25}}) == "25 минут"


async def test_parameters_are_taken_from_the_item_of_a_list(manager: Manager) -> None:
    names = List(Say("button.unticked", label=F["item"]["name"]), items="people")
    people = [{"name": "Анна <А>"}, {"name": "Борис"}]
    assert await words(names, manager, {"people": people}) == "○ Анна &lt;А&gt;\n○ Борис"


async def test_words_can_be_left_out(manager: Manager) -> None:
    say = Say("button.save", when="ready")
    assert [await words(say, manager, {"ready": ready}) for ready in (True, False)] == ["Сохранить", ""]


async def test_the_calendar_speaks_the_readers_language(manager: Manager, english: Manager) -> None:
    calendar = Calendar("day", nothing)
    russian = await rows(calendar, manager, today=TODAY)
    assert russian[:2] == [[" ", "Ноябрь 2026", "›"], ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"]]
    assert (await rows(calendar, english, today=TODAY))[:2] == [
        [" ", "November 2026", "›"],
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    ]


async def test_past_days_are_not_there(manager: Manager) -> None:
    calendar = await rows(Calendar("day", nothing), manager, today=TODAY)
    assert calendar[2:] == [
        [" ", "24", "25", "26", "27", "28", "29"],
        ["30", *[" "] * 6],
    ]


async def test_days_with_lessons_have_a_dot(manager: Manager) -> None:
    calendar = Calendar("day", nothing, busy="lessons")
    shown = await rows(calendar, manager, today=TODAY, lessons={date(2026, 11, 26)})
    assert shown[2] == [" ", "24", "25", "26·", "27", "28", "29"]


async def test_a_pressed_day_is_picked(manager: Manager) -> None:
    picked: list[date] = []

    async def pick(callback: CallbackQuery, calendar: Calendar, manager: DialogManager, day: date) -> None:
        picked.append(day)

    calendar = Calendar("day", pick)
    assert await press(calendar, manager, "27", today=TODAY)
    assert picked == [date(2026, 11, 27)]


async def test_months_are_turned_between_now_and_a_year_from_now(manager: Manager) -> None:
    calendar = Calendar("day", nothing)
    titles = [(await rows(calendar, manager, today=TODAY))[0][1]]
    while "›" in (await rows(calendar, manager, today=TODAY))[0]:
        await press(calendar, manager, "›", today=TODAY)
        titles.append((await rows(calendar, manager, today=TODAY))[0][1])
    assert titles[:3] == ["Ноябрь 2026", "Декабрь 2026", "Январь 2027"]
    assert (titles[-1], len(titles)) == ("Ноябрь 2027", 13)
    await press(calendar, manager, "‹", today=TODAY)
    assert (await rows(calendar, manager, today=TODAY))[0] == ["‹", "Октябрь 2027", "›"]


async def test_a_month_that_has_passed_since_is_not_shown(manager: Manager) -> None:
    calendar = Calendar("day", nothing)
    await forge(calendar, manager, "day:month:2025-01-01")
    assert (await rows(calendar, manager, today=TODAY))[0][1] == "Ноябрь 2026"


@pytest.mark.parametrize("data", ["day:none", "day:", "day:day:", "day:day:soon", "day:month:x", "day:99"])
async def test_forged_presses_of_the_calendar_change_nothing(manager: Manager, data: str) -> None:
    calendar = Calendar("day", forbidden)
    before = await rows(calendar, manager, today=TODAY)
    assert await forge(calendar, manager, data)
    assert await rows(calendar, manager, today=TODAY) == before


async def test_calendars_keep_telegrams_limits(manager: Manager) -> None:
    for month in range(1, 13):
        today = date(2027, month, 1)
        shown = await keyboard(Calendar("day", nothing), manager, today=today)
        assert max(len(row) for row in shown) <= 8
        assert max(len(button.callback_data or "") for button in buttons(shown)) <= 40


def listed(count: int) -> tuple[Pages, dict[str, object]]:
    select: Select[str] = Select(Label("button.unticked", label=F["item"]), "p", str, "people")
    return Pages(select, id="pages", height=3), {"people": [f"№{n}" for n in range(1, count + 1)]}


async def test_a_short_list_has_no_pages(manager: Manager) -> None:
    pages, data = listed(3)
    assert await rows(pages, manager, **data) == [["○ №1"], ["○ №2"], ["○ №3"]]


async def test_a_long_list_is_turned_page_by_page(manager: Manager, english: Manager) -> None:
    pages, data = listed(7)
    assert (await rows(pages, manager, **data))[-1] == [" ", "1 из 3", "›"]
    await press(pages, manager, "›", **data)
    assert await rows(pages, manager, **data) == [["○ №4"], ["○ №5"], ["○ №6"], ["‹", "2 из 3", "›"]]
    await press(pages, manager, "›", **data)
    assert await rows(pages, manager, **data) == [["○ №7"], ["‹", "3 из 3", " "]]
    assert (await rows(pages, english, **data))[-1] == [" ", "1 of 3", "›"]


async def test_a_list_that_became_shorter_shows_its_last_page(manager: Manager) -> None:
    pages, data = listed(7)
    await forge(pages, manager, "pages:2")
    pages, data = listed(4)
    assert await rows(pages, manager, **data) == [["○ №4"], ["‹", "2 из 2", " "]]


@pytest.mark.parametrize("forged", ["pages:x", "pages:-1", "pages:"])
async def test_forged_pages_change_nothing(manager: Manager, forged: str) -> None:
    pages, data = listed(7)
    assert not await forge(pages, manager, forged)
    assert (await rows(pages, manager, **data))[-1] == [" ", "1 из 3", "›"]


async def test_a_link_opens_its_address_and_is_hidden_without_one(manager: Manager) -> None:
    link = Link(Label("button.next"), "join_url", style=PRIMARY)
    (button,) = buttons(await keyboard(link, manager, join_url="https://zoom.us/j/1?pwd={x}"))
    assert (button.text, button.url) == ("Дальше", "https://zoom.us/j/1?pwd={x}")
    assert button.model_dump(exclude_none=True)["style"] == "primary"
    assert await rows(link, manager, join_url=None) == []


async def test_the_last_row_leads_back_and_home(manager: Manager) -> None:
    row = home_and_back(Screens.second)
    assert await rows(row, manager) == [["Назад", "На главную"]]
    await press(row, manager, "Назад")
    assert manager.current_context().state == Screens.second
    await press(row, manager, "На главную")
    assert manager.started == (Screens.home, StartMode.RESET_STACK)


async def nothing(callback: CallbackQuery, calendar: Calendar, manager: DialogManager, day: date) -> None:
    """Do nothing with the day."""


async def forbidden(callback: CallbackQuery, calendar: Calendar, manager: DialogManager, day: date) -> None:
    raise AssertionError(f"{day} was picked")
