"""What the meeting hosts' windows show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.subject import membership_of
from models import HostProvider, MeetingHost
from services.installation import Installation
from services.meeting_hosts import MeetingHosts
from services.messages.notes import host_line
from services.moments import Moments
from services.policy import Actor
from services.texts import Html, Texts


@inject
async def everyone(
    actor: Actor, texts: Texts, meeting_hosts: FromDishka[MeetingHosts], **_: Any
) -> dict[str, Any]:
    """Return the clinic's instructors, each with where their account stands in a word."""
    views = await meeting_hosts.all(actor)
    return {
        "hosts": [
            {
                "id": view.instructor.id,
                "label": texts.plain(
                    "organizer.hosts.item",
                    name=view.instructor.person.list_name,
                    state=_short(view.host, texts),
                ),
            }
            for view in views
        ]
    }


@inject
async def one(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    meeting_hosts: FromDishka[MeetingHosts],
    installation: FromDishka[Installation],
    **_: Any,
) -> dict[str, Any]:
    """Return an instructor's account or link, what the provider said of it, and when."""
    view = await meeting_hosts.one(actor, membership_of(dialog_manager))
    return {
        "name": view.instructor.person.full_name,
        "lines": Html("\n".join(_lines(view.host, moments))),
        "zoom": installation.zoom,
        "on_zoom": installation.zoom and view.host is not None and view.host.provider is HostProvider.ZOOM,
    }


def _lines(host: MeetingHost | None, moments: Moments) -> list[Html]:
    texts = moments.texts
    if host is None:
        return [texts.html("organizer.host.none")]
    if host.provider is HostProvider.LINK and host.login:
        return [texts.html("organizer.host.link", login=host.login)]
    lines = [host_line(host, moments)]
    if host.login:
        lines.insert(0, texts.html("organizer.host.zoom", login=host.login))
    if host.checked_at is not None:
        checked = moments.moment_html(host.checked_at, capital=False)
        lines.append(texts.html("organizer.host.checked", moment=checked))
    return lines


def _short(host: MeetingHost | None, texts: Texts) -> str:
    if host is None:
        return texts.plain("organizer.hosts.short.none")
    if host.provider is HostProvider.LINK:
        return texts.plain("organizer.hosts.short.link" if host.login else "organizer.hosts.short.asked")
    if host.problem is not None:
        return texts.plain("organizer.hosts.short.problem")
    if host.checked_at is None:
        return texts.plain("organizer.hosts.short.checking")
    if host.minutes_limit is not None:
        return texts.plain("organizer.hosts.short.limited", minutes=host.minutes_limit)
    return texts.plain("organizer.hosts.short.ready")
