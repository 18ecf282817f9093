"""What the profile's windows show."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from models import Role
from services.moments import Moments
from services.policy import Actor
from services.profile import QUIET_CHOICES
from services.profile import Profile as OwnProfile
from services.texts import LANGUAGES, Html, Texts, language_name

ON, OFF = "on", "off"
"""What a press on a switch asks for: pressed twice it asks for the same."""


@inject
async def me(actor: Actor, moments: Moments, profile: FromDishka[OwnProfile], **_: Any) -> dict[str, Any]:
    """Return what is known of the person and what they chose."""
    person = await profile.own(actor)
    return {
        "name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "confirmed": person.phone_confirmed_at is not None,
        "zone": moments.zone_now(person.timezone),
        "language": language_name(person.language),
        "hours": span(person.quiet_hours),
    }


async def languages(actor: Actor, texts: Texts, **_: Any) -> dict[str, Any]:
    """Return the languages, each by its own name, with the present one ticked."""
    return {
        "languages": [
            (_ticked(language_name(each).capitalize(), each == actor.language, texts), each)
            for each in LANGUAGES
        ]
    }


@inject
async def zone_preview(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    profile: FromDishka[OwnProfile],
    **_: Any,
) -> dict[str, Any]:
    """Return how the person's next lessons would be shown in the zone that was picked."""
    zone: str = dialog_manager.dialog_data.get("zone", actor.timezone)
    preview = await profile.preview_zone(actor, zone)
    there = Moments(moments.texts, replace(moments.reader, timezone=zone), moments.now)
    return {
        "zone": moments.zone_now(zone),
        "lines": Html("\n".join(otherwise(start, moments, there) for start in preview.starts)),
        "more": preview.more,
        "odd": preview.odd_hours and actor.role is Role.PATIENT,
    }


@inject
async def reminders(actor: Actor, texts: Texts, profile: FromDishka[OwnProfile], **_: Any) -> dict[str, Any]:
    """Return what always comes in the person's role, and what they can do without."""
    return {
        "hours": span((await profile.own(actor)).quiet_hours),
        "always": texts.html(f"profile.reminders.always.{actor.role.value}"),
        "lessons": actor.role in (Role.PATIENT, Role.INSTRUCTOR),
        "switches": [
            (
                _ticked(texts.plain(f"profile.reminders.of.{switch.kind.value}"), switch.on, texts),
                f"{switch.kind.value}:{OFF if switch.on else ON}",
            )
            for switch in await profile.switches(actor)
        ],
    }


@inject
async def quiet_hours(
    actor: Actor, texts: Texts, profile: FromDishka[OwnProfile], **_: Any
) -> dict[str, Any]:
    """Return the present quiet hours and those that one press chooses."""
    present = (await profile.own(actor)).quiet_hours
    return {
        "hours": span(present),
        "choices": [(_ticked(span(each), each == present, texts), span(each)) for each in QUIET_CHOICES],
    }


async def own_hours(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return what is amiss with the hours that were typed."""
    return {"problem": dialog_manager.dialog_data.get("problem")}


def span(hours: tuple[time, time]) -> str:
    """«21:00–08:00»."""
    return "–".join(f"{clock:%H:%M}" for clock in hours)


def _ticked(label: str, present: bool, texts: Texts) -> str:
    return texts.plain("button.ticked" if present else "button.unticked", label=label)


def otherwise(start: datetime, here: Moments, there: Moments) -> Html:
    """«Завтра, среда, 25 ноября: 13:00 вместо 11:00», with the day of now where that is another one."""
    day, now_day = there.day_of(start), here.day_of(start)
    then, now = there.clock(start), here.clock(start)
    if (day, then) == (now_day, now):
        return here.texts.html("profile.zone.same", day=there.day(day), clock=then)
    was = now if day == now_day else here.short(start, capital=False)
    return here.texts.html("profile.zone.otherwise", day=there.day(day), clock=then, was=was)
