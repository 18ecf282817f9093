"""Presses about meeting hosts."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_refusal
from handlers.organizer.states import HostCard
from handlers.organizer.subject import membership_of
from services.errors import Refused
from services.links import find_link
from services.meeting_hosts import MeetingHosts


async def host_chosen(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, membership_id: int
) -> None:
    """Open an instructor's account."""
    await manager.start(HostCard.card, {"membership_id": membership_id})


@inject
async def check_now(
    callback: CallbackQuery, button: Button, manager: DialogManager, meeting_hosts: FromDishka[MeetingHosts]
) -> None:
    """Let the account be checked; the answer comes as a message."""
    await meeting_hosts.check_now(manager.middleware_data["actor"], membership_of(manager))
    await callback.answer(manager.middleware_data["texts"].plain("organizer.host.asked"))


@inject
async def login_typed(
    event: ChatEvent,
    widget: Any,
    manager: DialogManager,
    text: str,
    meeting_hosts: FromDishka[MeetingHosts],
) -> None:
    """Take a Zoom login."""
    try:
        await meeting_hosts.use_zoom(manager.middleware_data["actor"], membership_of(manager), text)
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        await _done(manager)


@inject
async def link_typed(
    event: ChatEvent,
    widget: Any,
    manager: DialogManager,
    text: str,
    meeting_hosts: FromDishka[MeetingHosts],
) -> None:
    """Take a link, alone or among the words of an invitation."""
    link = find_link(text) or text
    try:
        await meeting_hosts.use_link(manager.middleware_data["actor"], membership_of(manager), link)
    except Refused as fault:
        note_refusal(manager, fault)
    else:
        await _done(manager)


@inject
async def link_later(
    callback: CallbackQuery, button: Button, manager: DialogManager, meeting_hosts: FromDishka[MeetingHosts]
) -> None:
    """Let the instructor be asked for a link before each lesson."""
    await meeting_hosts.use_link(manager.middleware_data["actor"], membership_of(manager), None)
    await _done(manager)


async def _done(manager: DialogManager) -> None:
    clear_problem(manager)
    await manager.switch_to(HostCard.card)
