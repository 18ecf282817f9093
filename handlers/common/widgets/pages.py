"""A long list of buttons, a page at a time."""

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager
from aiogram_dialog.api.internal import RawKeyboard
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Keyboard, ScrollingGroup

from handlers.common.widgets.text import reader_texts


class Pages(ScrollingGroup):
    """Shows ``height`` of the buttons, one a row, and under them «‹ · 2 из 5 · ›» when there are more."""

    def __init__(self, *buttons: Keyboard, id: str, height: int = 6, when: WhenCondition = None) -> None:
        super().__init__(*buttons, id=id, width=1, height=height, when=when)

    async def _render_pager(self, pages: int, manager: DialogManager) -> RawKeyboard:
        if pages < 2:
            return []
        page = min(await self.get_page(manager), pages - 1)
        shown = reader_texts(manager).plain("button.page", page=page + 1, pages=pages)
        row: list[InlineKeyboardButton] = []
        for text, target in (("‹", page - 1), (shown, page), ("›", page + 1)):
            there = 0 <= target < pages
            row.append(
                InlineKeyboardButton(
                    text=text if there else " ",
                    callback_data=self._item_callback_data(target if there else page),
                )
            )
        return [[*row]]

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        if not data.isdecimal():
            return False
        return await super()._process_item_callback(callback, data, dialog, manager)
