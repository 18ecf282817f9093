"""A question to the clinic before the consent: the words, a look at them, sent."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Multi
from dishka.integrations.aiogram_dialog import FromDishka, inject
from magic_filter import F

from handlers.common.activation.link import account, token
from handlers.common.problems import clear_problem, note_refusal, shown_problem
from handlers.common.states import Activation
from handlers.common.support.previews import WRITTEN
from handlers.common.widgets import PRIMARY, Label, Say
from services.errors import Refused
from services.support import Support, clean_words

_PREVIEW = {**WRITTEN, "email": "p04@demo.invalid"}


async def question_typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Take the words, and show them before they are sent."""
    try:
        manager.dialog_data["text"] = clean_words(message.text or "")
    except Refused as fault:
        note_refusal(manager, fault)
        return
    clear_problem(manager)
    await manager.switch_to(Activation.sending)


@inject
async def send_question(
    callback: CallbackQuery, button: Button, manager: DialogManager, support: FromDishka[Support]
) -> None:
    """Send the question; nothing else is written."""
    await support.ask_before_consent(token(manager), account(manager).id, manager.dialog_data["text"])
    await manager.switch_to(Activation.sent)


async def typed_so_far(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return the words."""
    return {"text": dialog_manager.dialog_data["text"]}


def question_windows() -> list[Window]:
    """Return the windows; the dialog they are part of tells who is invited."""
    back = Label("button.back")
    return [
        Window(
            Multi(
                Say("support.write.title"),
                Multi(
                    Say("support.problem", when="problem"),
                    Say("activation.question.text", when=~F["problem"]),
                    Say("support.write.urgent", when="patient"),
                ),
                sep="\n\n",
            ),
            MessageInput(question_typed),
            SwitchTo(back, id="back", state=Activation.later),
            state=Activation.question,
            getter=shown_problem,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(Say("support.check.title"), Say("support.check.text"), sep="\n\n"),
            Button(Label("support.button.send"), id="send", on_click=send_question, style=PRIMARY),
            SwitchTo(Label("button.edit"), id="edit", state=Activation.question),
            SwitchTo(back, id="back", state=Activation.later),
            state=Activation.sending,
            getter=typed_so_far,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(
                Say("support.sent.title"),
                Say("activation.question.mailed", when="email"),
                Say("activation.question.called", when=~F["email"]),
                sep="\n\n",
            ),
            SwitchTo(
                Label("activation.button.consent"), id="consent", state=Activation.consent, style=PRIMARY
            ),
            state=Activation.sent,
            preview_data=_PREVIEW,
        ),
    ]
