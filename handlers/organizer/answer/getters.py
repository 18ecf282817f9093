"""What the screens of an answer show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common import said
from services.messages import voices
from services.moments import Moments
from services.policy import Actor
from services.support import Question, Support
from services.texts import Html


@inject
async def asked(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, support: FromDishka[Support], **_: Any
) -> dict[str, Any]:
    """Return the question the dialog was started with, its answers so far, and the one being written."""
    data: Any = dialog_manager.start_data
    question = await support.question(actor, data["question_id"])
    writer = question.asked.author
    contacts = ", ".join(filter(None, (writer.person.email, writer.person.phone)))
    voice = said.voice(dialog_manager)
    return {
        "name": writer.person.full_name,
        "role": moments.texts.plain(f"roles.name.{writer.role.value}"),
        "moment": moments.moment_html(question.asked.sent_at),
        "question": voices.said(question.asked, moments.texts),
        "contacts": contacts or moments.texts.plain("organizer.person.no_contacts"),
        "answers": _answers(question, moments),
        "text": said.words(dialog_manager),
        "length": voices.length(voice.seconds) if voice is not None else None,
    }


def _answers(question: Question, moments: Moments) -> Html:
    return Html(
        "\n".join(
            moments.texts.html(
                "support.question.answer",
                name=answer.author.person.list_name,
                text=voices.said(answer, moments.texts),
            )
            for answer in question.answers
        )
    )
