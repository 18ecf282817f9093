"""What changing who is in a lesson shows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.change_people.draft import change
from handlers.instructor.choosing_people.draft import plan
from handlers.instructor.choosing_scope import chosen_scope, scope_items
from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import (
    joined,
    names,
    names_there,
    person_line,
    split_by_quiet_hours,
    taken_lines,
)
from models import Membership
from services.errors import Refused
from services.lessons.calling_off import CallingOff
from services.lessons.changing_people import Altered, ChangingPeople, PeopleChange
from services.moments import Moments
from services.policy import Actor
from services.texts import Html


@inject
async def summary(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calling_off: FromDishka[CallingOff],
    changing: FromDishka[ChangingPeople],
    **_: Any,
) -> dict[str, Any]:
    """Return who would come and who would not any more, who is taken, and who would be told."""
    number, scope, wanted = lesson_id(dialog_manager), chosen_scope(dialog_manager), change(dialog_manager)
    draft = plan(dialog_manager)
    said: dict[str, Any] = {
        "moment": moments.moment_html(draft.starts_at, draft.ends_at, capital=False),
        "scopes": scope_items(await calling_off.scopes(actor, number), scope, moments),
        "none": wanted.empty,
        "noted": wanted.note,
        "note_gone": wanted.note == "",
        "added": "",
        "removed": "",
        "invited": "",
        "uninvited": "",
        "taken": "",
        "several": 0,
        "told": "",
        "later": "",
        "refused": False,
        "savable": False,
    }
    try:
        found = await changing.check(actor, number, wanted, scope)
    except Refused as fault:
        return said | {
            "refused": True,
            "problem": moments.texts.plain(f"refusal.{fault.code}", **fault.params),
        }
    return said | _people(found, wanted, moments)


async def saved(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return how many lessons were changed."""
    return {"count": dialog_manager.dialog_data["count"]}


def _people(found: Sequence[Altered], wanted: PeopleChange, moments: Moments) -> dict[str, Any]:
    concerned = _each(member for one in found for member in (*one.coming, *one.leaving))
    told, later = split_by_quiet_hours(concerned, found[0].lesson.starts_at, moments)
    return {
        "added": _added(found, moments),
        "removed": names(_each(member for one in found for member in one.removed)),
        "invited": names_there(
            _each(member for one in found for member in one.invited), found[0].lesson, moments
        ),
        "uninvited": names(_each(member for one in found for member in one.uninvited)),
        "taken": taken_lines([(one.lesson, one.busy) for one in found], moments),
        "several": len(found) if len(found) > 1 else 0,
        "told": names(told),
        "later": names(later),
        "savable": not wanted.empty,
    }


def _added(found: Sequence[Altered], moments: Moments) -> Html:
    """Return who would come, one a line, with local time and whether they wait for the doctor."""
    texts, first = moments.texts, found[0].lesson
    waiting = Counter(member.id for one in found for member in one.blocked)
    coming = Counter(member.id for one in found for member in one.added)
    lines = []
    for member in _each(member for one in found for member in one.added):
        notes = [moments.local_note(first.starts_at, member.person.timezone, first.ends_at)]
        if waiting[member.id] == coming[member.id]:
            notes.append(texts.plain("people.waits"))
        elif waiting[member.id]:
            some, of = waiting[member.id], coming[member.id]
            notes.append(texts.plain("people.waits_some", count=some, of=of))
        lines.append(person_line(member.person.list_name, notes, texts))
    return joined(lines)


def _each(members: Iterable[Membership]) -> list[Membership]:
    return list({member.id: member for member in members}.values())
