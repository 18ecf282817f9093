"""What a person reads when a press cannot be carried out."""

from typing import Any

from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ErrorEvent, Message
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.api.exceptions import NoContextError, OutdatedIntent, UnknownIntent, UnknownState
from dishka.integrations.aiogram import FromDishka, inject

from handlers.common.opening import to_first_screen
from handlers.common.present import pressed_on, put_away, shown
from handlers.common.states import Welcome
from services.errors import NotHere, Refused
from services.journal import Journal
from services.policy import Actor
from services.texts import Texts

LONGEST_ANSWER = 200
"""Characters of an answer to a press (Bot API, answerCallbackQuery)."""


async def old_button(event: ErrorEvent, texts: Texts, dialog_manager: DialogManager) -> Any:
    """Answer a button of a screen that is no more and show the present one, half-made things included."""
    await _say(event, texts.plain("fault.old_screen"), alert=False)
    await _show_present(event, dialog_manager)


@inject
async def not_here(
    event: ErrorEvent,
    actor: Actor | None,
    texts: Texts,
    home: State,
    dialog_manager: DialogManager,
    journal: FromDishka[Journal],
) -> Any:
    """Say the same whether the record exists or not, and open the person's first screen.

    The attempt goes into the journal of the clinic in which the person acts. Whoever acts nowhere, since they
    signed in elsewhere perhaps, is told that.
    """
    if actor is not None:
        await journal.refused(actor)
    await _say(event, texts.plain("fault.stranger" if home is Welcome.main else "fault.not_here"), alert=True)
    await to_first_screen(dialog_manager, ShowMode.SEND)


async def refused(event: ErrorEvent, texts: Texts, dialog_manager: DialogManager) -> Any:
    """Say which rule stands in the way; the screen it was pressed on shows what is true now."""
    fault: Any = event.exception
    await _say(event, refusal(texts, fault), alert=True)
    if pressed_on(event.update.event, dialog_manager):
        await _show_present(event, dialog_manager)


def router() -> Router:
    """Return the router of what handlers raise."""
    made = Router(name="faults")
    made.errors.register(
        old_button, ExceptionTypeFilter(UnknownIntent, OutdatedIntent, UnknownState, NoContextError)
    )
    made.errors.register(not_here, ExceptionTypeFilter(NotHere))
    made.errors.register(refused, ExceptionTypeFilter(Refused))
    return made


def refusal(texts: Texts, fault: Refused) -> str:
    """Return the sentence of a rule that says no, short enough for an answer to a press."""
    sentence = texts.plain(f"refusal.{fault.code}", **fault.params)
    return sentence if len(sentence) <= LONGEST_ANSWER else sentence[: LONGEST_ANSWER - 1] + "…"


async def _say(event: ErrorEvent, sentence: str, *, alert: bool) -> None:
    happened = event.update.event
    if isinstance(happened, CallbackQuery):
        await happened.answer(sentence, show_alert=alert)
    elif isinstance(happened, Message):
        await happened.answer(sentence)


async def _show_present(event: ErrorEvent, manager: DialogManager) -> None:
    """Show what is open in the message it is in, or anew when an older message was pressed."""
    in_place = pressed_on(event.update.event, manager)
    try:
        if not manager.has_context():
            await to_first_screen(manager, ShowMode.SEND)
        elif in_place:
            await manager.show(ShowMode.EDIT)
        else:
            before = shown(manager)
            await manager.show(ShowMode.SEND)
            await put_away(manager, before)
    except (NotHere, Refused):
        await to_first_screen(manager, ShowMode.SEND)
