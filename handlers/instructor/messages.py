"""A meeting link that an instructor just sends: the link of their lesson that lacks one."""

from typing import Any

from aiogram import F, Router
from aiogram.types import Message
from aiogram_dialog.api.entities import Context
from aiogram_dialog.api.internal import CONTEXT_KEY
from dishka.integrations.aiogram import FromDishka, inject

from handlers.instructor.states import PasteLink
from models import Role
from services.lessons.book import LessonBook
from services.lessons.entry import Entry
from services.lessons.rules import entry_opens_at
from services.links import find_link
from services.messages.letter import compose
from services.moments import Moments
from services.policy import Actor


@inject
async def lacks_link(
    message: Message, actor: Actor | None, book: FromDishka[LessonBook], **data: Any
) -> bool | dict[str, Any]:
    """Pass a link on with the lesson it is for; a screen that asks for one lesson's link takes it itself."""
    url = find_link(message.text or "")
    context: Context | None = data.get(CONTEXT_KEY)
    asked = context is not None and context.state.group is PasteLink
    if url is None or asked or actor is None or actor.role is not Role.INSTRUCTOR:
        return False
    lesson = await book.missing_link(actor)
    return {"url": url, "lesson_id": lesson.id} if lesson is not None else False


@inject
async def take_link(
    message: Message,
    actor: Actor,
    moments: Moments,
    url: str,
    lesson_id: int,
    entry: FromDishka[Entry],
) -> None:
    """Use the link and say when the patients get it."""
    lesson, texts = await entry.give_link(actor, lesson_id, url), moments.texts
    opens_at = entry_opens_at(lesson.starts_at)
    when = (
        texts.html("instructor.link.now")
        if opens_at <= moments.now
        else texts.html("instructor.link.later", clock=moments.clock_html(opens_at))
    )
    moment = moments.moment_html(lesson.starts_at, lesson.ends_at)
    await message.answer(compose(texts.html("instructor.link.saved"), moment, when))


def router() -> Router:
    """Return the router of links that instructors just send."""
    made = Router(name="instructor-messages")
    made.message.register(take_link, F.text, lacks_link)
    return made
