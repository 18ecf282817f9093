"""Button styles, links and the row that ends every screen."""

from typing import Any

from aiogram.enums import ButtonStyle
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo, Url
from aiogram_dialog.widgets.style import EMPTY_STYLE, Style
from aiogram_dialog.widgets.text import Format

from handlers.common.opening import to_first_screen
from handlers.common.widgets.field import asked_enough
from handlers.common.widgets.text import Label

PRIMARY = Style(ButtonStyle.PRIMARY)
SUCCESS = Style(ButtonStyle.SUCCESS)
DANGER = Style(ButtonStyle.DANGER)


class Link(Url):
    """A button that opens the address in the window's field ``url``; hidden while there is none."""

    def __init__(
        self,
        text: Label,
        url: str,
        when: WhenCondition = None,
        style: Style = EMPTY_STYLE,
    ) -> None:
        super().__init__(text, Format(f"{{{url}}}"), when=url if when is None else when, style=style)


class Home(Button):
    """«На главную»: opens the first screen of the person's role, closing everything that was begun.

    The screen is the State in ``middleware_data["home"]``; ``label`` says it in other words.
    """

    def __init__(
        self, label: Label | None = None, when: WhenCondition = None, style: Style = EMPTY_STYLE
    ) -> None:
        words = label or Label("button.home")
        super().__init__(words, id="home", on_click=_go_home, when=when, style=style)


def home_and_back(back: State | None = None, when: WhenCondition = None) -> Row:
    """Return the last row of a screen: «Назад» to ``back`` (out of the dialog without it), «На главную»."""
    label = Label("button.back")
    step = Cancel(label, id="back") if back is None else SwitchTo(label, id="back", state=back)
    return Row(step, Home(), when=when)


async def _go_home(callback: CallbackQuery, button: Button, manager: DialogManager) -> Any:
    await asked_enough(manager)
    await to_first_screen(manager)
