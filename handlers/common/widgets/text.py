"""Text widgets that take their words from the catalogues.

Both find the reader's ``services.texts.Texts`` in ``middleware_data["texts"]`` and take the placeholders from
the window's data.
"""

from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.text import Text
from magic_filter import MagicFilter

from services.texts import Texts


class _Words(Text):
    def __init__(
        self,
        key: str,
        /,
        when: WhenCondition = None,
        count: str | MagicFilter | None = None,
        **params: object,
    ) -> None:
        super().__init__(when=when)
        self.key = key
        self.count = count
        self.params = params

    def _filled(self, data: dict[str, Any]) -> dict[str, object]:
        return {**data, **{name: _resolved(value, data) for name, value in self.params.items()}}

    def _counted(self, data: dict[str, Any]) -> int | None:
        if self.count is None:
            return None
        return int(data[self.count] if isinstance(self.count, str) else self.count.resolve(data))


class Say(_Words):
    """A text of a message, as HTML: values are escaped unless they are ``Html``.

    ``count`` names the field of the window's data (or is a magic filter) that a plural agrees with.
    ``params`` add placeholders to the window's data; a magic filter among them is resolved against it.
    """

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        texts, count = reader_texts(manager), self._counted(data)
        if count is None:
            return texts.html(self.key, **self._filled(data))
        return texts.many(self.key, count, **self._filled(data))


class Label(_Words):
    """The words on a button, as plain text; parameters as in ``Say``."""

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        texts, count = reader_texts(manager), self._counted(data)
        if count is None:
            return texts.plain(self.key, **self._filled(data))
        return texts.many_plain(self.key, count, **self._filled(data))


def reader_texts(manager: DialogManager) -> Texts:
    """Return the words of the person whom the window is rendered for."""
    texts: Texts = manager.middleware_data["texts"]
    return texts


def _resolved(value: object, data: dict[str, Any]) -> object:
    return value.resolve(data) if isinstance(value, MagicFilter) else value
