"""Lessons at a link that somebody pasted."""

from datetime import UTC, datetime

import pytest

from integrations.pasted_link import PastedLinkProvider
from services.ports import HostCheck, HostState, MeetingProvider, MeetingWish, PermanentFailure

ROOM = "https://telemost.example.ru/j/123"


def wish(login: str) -> MeetingWish:
    return MeetingWish(login, "Занятие", datetime(2026, 11, 24, 5, tzinfo=UTC), 45, "m-7f3a")


async def test_the_standing_link_is_the_meeting_for_everybody() -> None:
    provider: MeetingProvider = PastedLinkProvider()
    made = await provider.create(wish(ROOM))
    assert made.join_url == ROOM
    assert await provider.host_entry_url(made.external_id) == ROOM


async def test_moving_and_removing_leave_the_link_as_it_is() -> None:
    provider = PastedLinkProvider()
    made = await provider.create(wish(ROOM))
    await provider.update(made.external_id, wish(ROOM))
    await provider.delete(made.external_id)
    assert await provider.host_entry_url(made.external_id) == ROOM
    assert await provider.find(ROOM, "m-7f3a") is None


async def test_without_a_link_there_is_no_meeting_and_it_says_so() -> None:
    provider = PastedLinkProvider()
    with pytest.raises(PermanentFailure) as failure:
        await provider.create(wish("olga@demo.invalid"))
    assert failure.value.reason == "no_link"
    with pytest.raises(PermanentFailure) as failure:
        await provider.host_entry_url("")
    assert failure.value.reason == "no_link"


async def test_a_host_is_ready_with_a_link_that_can_exist() -> None:
    provider = PastedLinkProvider()
    assert await provider.check_host(ROOM) == HostCheck(HostState.READY)
    assert await provider.check_host("olga@demo.invalid") == HostCheck(HostState.UNKNOWN)
