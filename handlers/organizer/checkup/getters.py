"""What a look at the settings shows."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.checkups import Checkups
from services.messages.checkup import overview
from services.moments import Moments
from services.policy import Actor


@inject
async def latest(actor: Actor, moments: Moments, checkups: FromDishka[Checkups], **_: Any) -> dict[str, Any]:
    """Return that a look is under way, or when the newest one was made and what it found."""
    report = await checkups.latest(actor)
    done = report is not None and report.finished_at is not None
    return {
        "never": report is None,
        "running": report is not None and not done,
        "moment": moments.short(report.finished_at, capital=False) if report and report.finished_at else None,
        "lines": overview(report, moments) if report and done else "",
    }
