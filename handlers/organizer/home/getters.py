"""What the organizer's first screen shows."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.checkups import Checkups, Report
from services.moments import Moments
from services.people import People
from services.policy import Actor
from services.texts import Html


@inject
async def clinic(
    actor: Actor, moments: Moments, people: FromDishka[People], checkups: FromDishka[Checkups], **_: Any
) -> dict[str, Any]:
    """Return the clinic's name, how many people it has, and what the newest look at the settings found."""
    counts = await people.counts(actor)
    report = await checkups.finished(actor)
    return {
        "clinic": (await people.clinic(actor)).name,
        "people": counts.people,
        "waiting": counts.waiting,
        "lost": counts.lost,
        "checked": _checked(report, moments) if report is not None else None,
        "remarks": len(report.remarks) if report is not None else 0,
    }


def _checked(report: Report, moments: Moments) -> Html:
    moment = moments.short(report.finished_at or moments.now, capital=False)
    if not report.remarks:
        return moments.texts.html("organizer.home.checked_well", moment=moment)
    return moments.texts.many("organizer.home.checked", len(report.remarks), moment=moment)
