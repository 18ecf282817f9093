"""What the journal shows."""

from datetime import date
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from models import JournalEntry, Membership, Role
from services.journal import Journal
from services.messages import journal as words
from services.moments import Moments, Reader
from services.people import People
from services.policy import Actor
from services.texts import Html, Texts


@inject
async def day(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, journal: FromDishka[Journal], **_: Any
) -> dict[str, Any]:
    """Return the chosen day's entries, told by the clinic's clock: the day is the clinic's."""
    data, texts = dialog_manager.dialog_data, moments.texts
    today = journal.today(actor)
    chosen = date.fromisoformat(data["day"]) if "day" in data else today
    found = await journal.day(actor, chosen, data.get("who"), data.get("whose"), data.get("page", 0))
    there = Reader(texts.language, actor.clinic_timezone, actor.clinic_timezone)
    by_clinic = Moments(texts, there, moments.now)
    return {
        "day": by_clinic.day(chosen, capital=False),
        "zone": moments.zone_now(actor.clinic_timezone) if actor.timezone != actor.clinic_timezone else None,
        "lines": Html("\n".join(_line(entry, by_clinic) for entry in found.entries)),
        "who": _chosen(found.who, texts),
        "whose": _chosen(found.whose, texts),
        "newer": found.page > 0,
        "older": found.more,
        "past": chosen < today,
    }


@inject
async def staff(
    dialog_manager: DialogManager, actor: Actor, texts: Texts, people: FromDishka[People], **_: Any
) -> dict[str, Any]:
    """Return the clinic's staff who match what was typed."""
    typed = dialog_manager.dialog_data.get("typed", "")
    found = [member for member in await people.search(actor, typed) if member.role is not Role.PATIENT]
    return _listed(found, typed, texts)


@inject
async def everybody(
    dialog_manager: DialogManager, actor: Actor, texts: Texts, people: FromDishka[People], **_: Any
) -> dict[str, Any]:
    """Return everybody of the clinic who matches what was typed."""
    typed = dialog_manager.dialog_data.get("typed", "")
    return _listed(await people.search(actor, typed), typed, texts)


def _listed(members: list[Membership], typed: str, texts: Texts) -> dict[str, Any]:
    return {
        "typed": typed,
        "people": [
            {
                "id": member.id,
                "label": texts.plain(
                    "organizer.people.item",
                    name=member.person.list_name,
                    role=texts.plain(f"roles.name.{member.role.value}"),
                ),
            }
            for member in members
        ],
    }


def _chosen(member: Membership | None, texts: Texts) -> str:
    return member.person.list_name if member is not None else texts.plain("organizer.filter.all")


def _line(entry: JournalEntry, moments: Moments) -> Html:
    texts = moments.texts
    told = {
        "clock": moments.clock(entry.at),
        "who": words.who(entry, texts),
        "what": words.what(entry, moments),
    }
    whom = words.whom(entry)
    if whom is None:
        return texts.html("organizer.journal.line", **told)
    return texts.html("organizer.journal.line_about", whom=whom, **told)
