"""The stand-in as zoomus sees it: its components run in a thread, as in a program with a loop."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from zoomus.components.meeting import MeetingComponentV2
from zoomus.components.user import UserComponentV2

from tests.sandbox.zoom.client import HOST, ZoomClient


async def test_zoomus_creates_reads_changes_ends_and_deletes(zoom: ZoomClient) -> None:
    config = {"version": 2, "token": zoom.token}
    meetings = MeetingComponentV2(base_uri=f"{zoom.url}/zoom/v2", config=config, timeout=10)

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
    users = UserComponentV2(
        base_uri=f"{zoom.url}/zoom/v2", config={"version": 2, "token": zoom.token}, timeout=10
    )
    answer = await asyncio.to_thread(users.get, id=HOST)
    assert (answer.status_code, answer.json()["type"]) == (200, 2)
    users.config["token"] = "stale"
    answer = await asyncio.to_thread(users.get, id=HOST)
    assert (answer.status_code, answer.json()["code"]) == (401, 124)
