"""An answer to a question: the words, a look at them, sent."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.answer.getters import asked
from handlers.organizer.answer.handlers import send, typed
from handlers.organizer.states import AnswerQuestion


def answering() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("support.question.title"),
                Multi(Say("support.question.quote"), Say("support.question.contacts")),
                # HTML already, made of the catalogues' words.
                Format("{answers}", when="answers"),
                Multi(
                    Say("support.problem", when="problem"),
                    Say("support.question.text", when=~F["problem"]),
                ),
                sep="\n\n",
            ),
            MessageInput(typed),
            home_and_back(),
            state=AnswerQuestion.write,
            preview_data=previews.QUESTION,
        ),
        Window(
            Multi(
                Say("support.answer.title"),
                Multi(Say("voice.said", when="length"), Say("support.check.text", when="text")),
                sep="\n\n",
            ),
            Button(Label("support.button.answer"), id="send", on_click=send, style=PRIMARY),
            SwitchTo(Label("button.edit"), id="edit", state=AnswerQuestion.write),
            home_and_back(AnswerQuestion.write),
            state=AnswerQuestion.check,
            preview_data=previews.QUESTION,
        ),
        Window(
            Multi(Say("support.answered.title"), Say("support.answered.text"), sep="\n\n"),
            home_and_back(),
            state=AnswerQuestion.sent,
            preview_data=previews.QUESTION,
        ),
        getter=[asked, shown_problem],
    )
