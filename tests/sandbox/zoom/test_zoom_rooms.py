from pathlib import Path
from typing import Any

import aiohttp

from sandbox.server import SandboxOptions, running
from tests.sandbox.zoom.client import HOST, START, USERS, ZoomClient

ROOM: dict[str, Any] = {"settings": {"waiting_room": True}}


async def test_a_patient_waits_until_the_host_has_come_and_lets_them_in(zoom: ZoomClient) -> None:
    made = await zoom.create(**ROOM)
    patient = await zoom.open(made["join_url"], "Мария", 11)
    assert (patient["ok"], patient["role"], patient["state"]) == (True, "participant", "waiting")
    assert (await zoom.get(made))["status"] == "waiting"

    admit = f"/zoom/meetings/{made['id']}/admit"
    too_early = await zoom.control("POST", admit, {"participant_id": patient["participant_id"]})
    assert too_early["error"] == "The host has not started the meeting yet."

    host = await zoom.open(made["start_url"], "Алла", 12)
    assert (host["ok"], host["role"], host["state"]) == (True, "host", "in")
    assert (await zoom.get(made))["status"] == "started"
    assert await zoom.people(made) == [("Мария", "participant", "waiting"), ("Алла", "host", "in")]

    await zoom.control("POST", admit, {"participant_id": patient["participant_id"]})
    assert await zoom.people(made) == [("Мария", "participant", "in"), ("Алла", "host", "in")]


async def test_a_link_opened_twice_on_one_phone_is_one_participant(zoom: ZoomClient) -> None:
    made = await zoom.create(**ROOM)
    first = await zoom.open(made["join_url"], "Мария", 11)
    second = await zoom.open(made["join_url"], "Мария", 11)
    assert first["participant_id"] == second["participant_id"]
    other = await zoom.open(made["join_url"], "Пётр", 13)
    assert other["participant_id"] != first["participant_id"]


async def test_without_a_waiting_room_people_wait_for_the_host_unless_they_may_be_first(
    zoom: ZoomClient,
) -> None:
    made = await zoom.create()
    assert (await zoom.open(made["join_url"], "Мария"))["state"] == "waiting"
    await zoom.open(made["start_url"], "Алла")
    assert await zoom.people(made) == [("Мария", "participant", "in"), ("Алла", "host", "in")]

    early = await zoom.create(settings={"join_before_host": True, "jbh_time": 10})
    assert (await zoom.open(early["join_url"], "Пётр"))["state"] == "waiting"
    await zoom.pass_time(to="2026-11-24T06:50:00Z")
    assert (await zoom.open(early["join_url"], "Ольга"))["state"] == "in"
    assert (await zoom.get(early))["status"] == "started"


async def test_links_of_deleted_and_unknown_meetings_open_nothing(zoom: ZoomClient) -> None:
    made = await zoom.create()
    await zoom.ask("DELETE", f"/meetings/{made['id']}")
    for url in (made["join_url"], made["start_url"], "https://zoom.us/j/12345678901?pwd=x"):
        refused = await zoom.open(url, "Мария")
        assert (refused["ok"], refused["code"]) == (False, "not_found")
        assert refused["reason"].endswith(".")
    for url in ("https://example.com/j/12345678901", "nonsense", "https://zoom.us/about", "http://[bad"):
        assert (await zoom.open(url, "Мария"))["code"] == "not_zoom"


async def test_a_link_without_its_passcode_opens_nothing(zoom: ZoomClient) -> None:
    made = await zoom.create()
    assert (await zoom.open(made["join_url"].split("?")[0], "Мария"))["code"] == "wrong_passcode"


async def test_a_start_link_dies_after_two_hours_and_a_fresh_one_works(zoom: ZoomClient) -> None:
    made = await zoom.create(start_time="2026-11-24T12:00:00Z")
    await zoom.pass_time(seconds=2 * 3600)
    assert (await zoom.open(made["start_url"], "Алла"))["code"] == "start_link_expired"
    await zoom.sign_in()
    fresh = (await zoom.get(made))["start_url"]
    assert (await zoom.open(fresh, "Алла"))["role"] == "host"


async def test_one_host_runs_one_meeting_at_a_time(zoom: ZoomClient) -> None:
    first, second = await zoom.create(), await zoom.create()
    other_host = await zoom.create(host="basic@demo.invalid")
    assert (await zoom.open(first["start_url"], "Алла"))["ok"]
    assert (await zoom.open(second["start_url"], "Алла"))["code"] == "host_busy"
    assert (await zoom.open(other_host["start_url"], "Борис"))["ok"]
    await zoom.control("POST", f"/zoom/meetings/{first['id']}/end")
    assert (await zoom.open(second["start_url"], "Алла"))["ok"]


async def test_a_running_meeting_is_deleted_only_after_its_end(zoom: ZoomClient) -> None:
    made = await zoom.create()
    path = f"/meetings/{made['id']}"
    await zoom.open(made["start_url"], "Алла")
    status, body = await zoom.ask("DELETE", path)
    assert (status, body["code"]) == (400, 3002)
    assert body["message"] == "Sorry, you cannot delete this meeting since it is in progress."
    assert await zoom.ask("PUT", f"{path}/status", {"action": "end"}) == (204, None)
    assert await zoom.people(made) == []
    after = await zoom.get(made)
    assert after["status"] == "waiting"
    assert after["uuid"] != made["uuid"]
    assert await zoom.ask("DELETE", path) == (204, None)


async def test_an_instant_meeting_is_over_with_its_end(zoom: ZoomClient) -> None:
    made = await zoom.create(type=1)
    await zoom.open(made["start_url"], "Алла")
    await zoom.control("POST", f"/zoom/meetings/{made['id']}/end")
    status, body = await zoom.ask("GET", f"/meetings/{made['id']}")
    assert (status, body["code"]) == (404, 3001)
    status, body = await zoom.ask("DELETE", f"/meetings/{made['id']}")
    assert (status, body["code"]) == (400, 3007)


async def test_a_meeting_ends_when_the_last_person_leaves(zoom: ZoomClient) -> None:
    made = await zoom.create()
    host = await zoom.open(made["start_url"], "Алла")
    patient = await zoom.open(made["join_url"], "Мария")
    leave = f"/zoom/meetings/{made['id']}/leave"
    await zoom.control("POST", leave, {"participant_id": host["participant_id"]})
    assert (await zoom.get(made))["status"] == "started"
    await zoom.control("POST", leave, {"participant_id": patient["participant_id"]})
    assert (await zoom.get(made))["status"] == "waiting"
    gone = await zoom.control("POST", leave, {"participant_id": patient["participant_id"]})
    assert gone["error"] == "This person is not in the meeting."


async def test_control_calls_that_make_no_sense_say_so(zoom: ZoomClient) -> None:
    unknown = await zoom.control("POST", "/zoom/meetings/12345678901/end")
    assert unknown["error"] == "There is no such meeting."
    made = await zoom.create()
    idle = await zoom.control("POST", f"/zoom/meetings/{made['id']}/end")
    assert idle["error"] == "This meeting is not running."
    assert "error" in await zoom.control("POST", f"/zoom/meetings/{made['id']}/admit", {})
    assert "error" in await zoom.control("POST", "/zoom/open", {"name": "Мария"})


async def test_a_restart_keeps_tokens_meetings_links_and_who_is_inside(tmp_path: Path) -> None:
    options = SandboxOptions(start=START, zoom_users=USERS, state=tmp_path)
    async with running(options) as sandbox, aiohttp.ClientSession() as session:
        zoom = ZoomClient(sandbox.url, session)
        await zoom.sign_in()
        made = await zoom.create()
        idle = await zoom.create(host="basic@demo.invalid")
        await zoom.open(made["start_url"], "Алла")
        token = zoom.token
    async with running(options) as sandbox, aiohttp.ClientSession() as session:
        zoom = ZoomClient(sandbox.url, session, token)
        assert (await zoom.get(made))["status"] == "started"
        assert await zoom.people(made) == [("Алла", "host", "in")]
        assert (await zoom.open(idle["start_url"], "Борис"))["ok"]
        _, user = await zoom.ask("GET", f"/users/{HOST}")
        assert user["id"] == made["host_id"]
