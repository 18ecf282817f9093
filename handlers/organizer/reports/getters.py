"""What the report shows."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.messages.files import state_words
from services.policy import Actor
from services.reports import Reports, RoleCount
from services.texts import Html, Texts


@inject
async def people(actor: Actor, texts: Texts, reports: FromDishka[Reports], **_: Any) -> dict[str, Any]:
    """Return the clinic's people by role and state, a line a role."""
    report = await reports.people(actor)
    return {"lines": Html("\n".join(_line(count, texts) for count in report.roles if count.total))}


def _line(count: RoleCount, texts: Texts) -> Html:
    states = zip(state_words(texts), count.states, strict=True)
    role = texts.plain(f"organizer.filter.{count.role.value}")
    return texts.html(
        "organizer.reports.line",
        role=role[:1].upper() + role[1:],
        total=count.total,
        states=", ".join(f"{word} {number}" for word, number in states if number),
    )
