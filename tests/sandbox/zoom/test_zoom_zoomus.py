"""The stand-in as zoomus sees it: its components run in a thread, as in a program with a loop."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from zoomus.components.meeting import MeetingComponentV2
from zoomus.components.user import UserComponentV2

from tests.sandbox.zoom.client import HOST, ZoomClient


def component(zoom: ZoomClient, kind: Any) -> Any:
    """A component of zoomus with the client's token."""
    config = {"version": 2, "token": zoom.token}
    return kind(base_uri=f"{zoom.url}/zoom/v2", config=config, timeout=10)


async def test_zoomus_creates_reads_changes_ends_and_deletes(zoom: ZoomClient) -> None:
    meetings = component(zoom, MeetingComponentV2)

    def call(verb: Any, **fields: object) -> Any:
        return asyncio.to_thread(verb, **fields)

    start = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    made = await call(meetings.create, user_id=HOST, topic="Занятие", start_time=start, duration=45, type=2)
    assert made.status_code == 201
    assert made.json()["start_time"] == "2026-11-25T07:00:00Z"
    number = made.json()["id"]

    changed = await call(meetings.update, id=number, topic="Другое", start_time=start.replace(hour=9))
    assert (changed.status_code, changed.content) == (204, b"")
    read = await call(meetings.get, id=number)
    assert (read.json()["topic"], read.json()["start_time"]) == ("Другое", "2026-11-25T09:00:00Z")
    rows = (await call(meetings.list, user_id=HOST, type="upcoming", page_size=300)).json()["meetings"]
    assert [row["id"] for row in rows] == [number]

    await zoom.open(read.json()["start_url"], "Алла")
    assert (await call(meetings.delete, id=number)).json()["code"] == 3002
    assert (await call(meetings.update_status, id=number, action="end")).status_code == 204
    assert (await call(meetings.delete, id=number)).status_code == 204
    assert (await call(meetings.get, id=number)).json()["code"] == 3001


async def test_zoomus_reads_users_and_meets_refusals_as_plain_answers(zoom: ZoomClient) -> None:
    users = component(zoom, UserComponentV2)
    answer = await asyncio.to_thread(users.get, id=HOST)
    assert (answer.status_code, answer.json()["type"]) == (200, 2)
    users.config["token"] = "stale"
    answer = await asyncio.to_thread(users.get, id=HOST)
    assert (answer.status_code, answer.json()["code"]) == (401, 124)


async def test_zoomus_names_an_occurrence_in_the_body_and_so_changes_the_whole_meeting(
    zoom: ZoomClient,
) -> None:
    meetings = component(zoom, MeetingComponentV2)
    number = (await zoom.create())["id"]
    changed = await asyncio.to_thread(meetings.update, id=number, occurrence_id="1795503600000", topic="Всё")
    assert changed.status_code == 204
    assert (await zoom.get({"id": number}))["topic"] == "Всё"


async def test_zoomus_writes_booleans_so_that_a_query_is_refused(zoom: ZoomClient) -> None:
    meetings = component(zoom, MeetingComponentV2)
    number = (await zoom.create())["id"]
    refused = await asyncio.to_thread(meetings.delete, id=number, schedule_for_reminder=False)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "schedule_for_reminder")
    deleted = await asyncio.to_thread(meetings.delete, id=number, schedule_for_reminder="false")
    assert deleted.status_code == 204


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("always_124", 401, 124),
        ("scopes", 400, 4711),
        ("rate", 429, 429),
        ("rate_bare", 429, 429),
        ("concurrent", 429, 429),
        ("daily", 429, 429),
        ("daily_300", 300, 300),
        ("internal", 500, 500),
    ],
)
async def test_zoomus_returns_what_zoom_refuses_as_a_plain_answer(
    zoom: ZoomClient, fault: str, status: int, code: int
) -> None:
    meetings = component(zoom, MeetingComponentV2)
    await zoom.suffer(fault, times=1)
    answer = await asyncio.to_thread(meetings.create, user_id=HOST, topic="Занятие", type=2)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    rows = (await asyncio.to_thread(meetings.list, user_id=HOST)).json()["meetings"]
    assert rows == []


async def test_zoomus_finds_the_meeting_whose_creation_was_cut(zoom: ZoomClient) -> None:
    meetings = component(zoom, MeetingComponentV2)
    await zoom.suffer("cut", times=1, only="create_meeting")
    with pytest.raises(requests.ConnectionError):
        await asyncio.to_thread(meetings.create, user_id=HOST, topic="Занятие", agenda="метка-7", type=2)
    rows = (await asyncio.to_thread(meetings.list, user_id=HOST, type="upcoming")).json()["meetings"]
    assert [row["agenda"] for row in rows] == ["метка-7"]
