"""Meetings over the sandbox's Zoom, as an instructor and the patients would find them."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
import pytz

from integrations.zoom import ZoomProvider
from sandbox.server import Sandbox
from services.ports import (
    HostCheck,
    HostState,
    MeetingProvider,
    MeetingWish,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)
from tests.integrations.scripted_zoom import Reply, ScriptedZoom

YEKATERINBURG = pytz.timezone("Asia/Yekaterinburg")
MORNING = YEKATERINBURG.localize(datetime(2026, 11, 24, 10))  # noqa: DTZ001 - localize makes it aware


def wish(**changes: Any) -> MeetingWish:
    fields: dict[str, Any] = {
        "host_login": "olga@demo.invalid",
        "topic": "Занятие",
        "starts_at": MORNING,
        "minutes": 45,
        "marker": "m-7f3a",
    }
    return MeetingWish(**{**fields, **changes})


async def control(sandbox: Sandbox, method: str, path: str, body: Any = None) -> Any:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{sandbox.url}/api/zoom/{path}", json=body) as response,
    ):
        return await response.json()


async def listed(sandbox: Sandbox) -> list[dict[str, Any]]:
    meetings: list[dict[str, Any]] = await control(sandbox, "GET", "meetings")
    return meetings


async def delay_zoom(sandbox: Sandbox, seconds: float) -> None:
    async with aiohttp.ClientSession() as session:
        await session.post(f"{sandbox.url}/api/latency", json={"zoom": seconds}, raise_for_status=True)


async def opened(sandbox: Sandbox, url: str, name: str) -> Any:
    return await control(sandbox, "POST", "open", {"url": url, "name": name})


def test_it_is_a_meeting_provider(zoom: ZoomProvider) -> None:
    port: MeetingProvider = zoom
    assert "sandbox-secret" not in repr(port)


async def test_ten_in_yekaterinburg_is_five_in_utc(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    (meeting,) = await listed(sandbox)
    assert str(meeting["id"]) == made.external_id
    assert meeting["start_time"] == "2026-11-24T05:00:00Z"
    assert meeting["duration"] == 45
    assert meeting["topic"] == "Занятие"
    assert meeting["host_email"] == "olga@demo.invalid"


async def test_a_start_without_a_zone_is_refused(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    naive = MORNING.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        await zoom.create(wish(starts_at=naive))
    made = await zoom.create(wish())
    with pytest.raises(ValueError, match="aware"):
        await zoom.update(made.external_id, wish(starts_at=naive))
    (meeting,) = await listed(sandbox)
    assert meeting["start_time"] == "2026-11-24T05:00:00Z"


async def test_a_patient_waits_until_the_host_lets_them_in(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    host = await opened(sandbox, await zoom.host_entry_url(made.external_id), "Ольга")
    patient = await opened(sandbox, made.join_url, "Мария")
    assert (host["role"], host["state"]) == ("host", "in")
    assert (patient["role"], patient["state"]) == ("participant", "waiting")


async def test_zoom_tells_whether_the_host_has_begun(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    await opened(sandbox, made.join_url, "Мария")
    assert not await zoom.is_running(made.external_id)
    await opened(sandbox, await zoom.host_entry_url(made.external_id), "Ольга")
    assert await zoom.is_running(made.external_id)


async def test_nothing_is_recorded_summarised_mailed_or_asked(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    scripted.will_answer(Reply(201, {"id": 85_000_000_001, "join_url": "https://zoom.us/j/1"}))
    await provider.create(wish())
    (request,) = scripted.requests
    assert request.method == "POST"
    assert request.path == "/users/olga@demo.invalid/meetings"
    sent = request.body
    assert (sent["type"], sent["agenda"]) == (2, "m-7f3a")
    assert sent["settings"] == {
        "waiting_room": True,
        "join_before_host": False,
        "use_pmi": False,
        "auto_recording": "none",
        "auto_start_meeting_summary": False,
        "email_notification": False,
        "alternative_hosts_email_notification": False,
        "mute_upon_entry": True,
        "participant_video": True,
        "host_video": True,
        "meeting_authentication": False,
        "approval_type": 2,
    }


async def test_an_account_that_records_all_the_same_is_noticed(
    provider: ZoomProvider, scripted: ScriptedZoom, caplog: pytest.LogCaptureFixture
) -> None:
    settings = {"auto_recording": "cloud", "waiting_room": True}
    scripted.will_answer(Reply(201, {"id": 5, "join_url": "https://zoom.us/j/5", "settings": settings}))
    with caplog.at_level(logging.WARNING):
        await provider.create(wish())
    assert "auto_recording" in caplog.text
    assert "waiting_room" not in caplog.text


async def test_the_settings_zoom_keeps_are_the_ones_that_were_sent(
    zoom: ZoomProvider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await zoom.create(wish())
    assert "overrules" not in caplog.text


async def test_moving_keeps_the_link(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    await zoom.update(made.external_id, wish(starts_at=MORNING + timedelta(hours=2), minutes=30))
    (meeting,) = await listed(sandbox)
    assert (meeting["start_time"], meeting["duration"]) == ("2026-11-24T07:00:00Z", 30)
    assert meeting["join_url"] == made.join_url
    assert meeting["topic"] == "Занятие"


async def test_moving_a_meeting_that_is_no_more_says_gone(zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    await zoom.delete(made.external_id)
    with pytest.raises(PermanentFailure) as failure:
        await zoom.update(made.external_id, wish())
    assert failure.value.reason == "gone"
    with pytest.raises(PermanentFailure) as failure:
        await zoom.host_entry_url(made.external_id)
    assert failure.value.reason == "gone"


async def test_a_removed_meeting_cannot_be_opened_and_is_removed_twice_without_complaint(
    sandbox: Sandbox, zoom: ZoomProvider
) -> None:
    made = await zoom.create(wish())
    await zoom.delete(made.external_id)
    await zoom.delete(made.external_id)
    assert await listed(sandbox) == []
    assert (await opened(sandbox, made.join_url, "Мария"))["ok"] is False


async def test_a_running_meeting_is_ended_and_removed(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    await opened(sandbox, await zoom.host_entry_url(made.external_id), "Ольга")
    await zoom.delete(made.external_id)
    assert await listed(sandbox) == []


async def test_every_entry_of_the_host_is_a_fresh_link(zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    first = await zoom.host_entry_url(made.external_id)
    second = await zoom.host_entry_url(made.external_id)
    assert first != second
    assert "zak" in parse_qs(urlsplit(first).query)
    assert "zak" not in parse_qs(urlsplit(made.join_url).query)


async def test_a_meeting_is_found_by_its_marker_among_others_of_the_host(zoom: ZoomProvider) -> None:
    await zoom.create(wish(marker="m-7f3a1"))
    made = await zoom.create(wish(starts_at=MORNING + timedelta(hours=3)))
    await zoom.create(wish(host_login="basic@demo.invalid"))
    assert await zoom.find("olga@demo.invalid", "m-7f3a") == made
    assert await zoom.find("basic@demo.invalid", "m-7f3a1") is None


async def test_a_meeting_made_by_a_creation_that_was_cut_off_is_found_and_is_the_only_one(
    sandbox: Sandbox,
) -> None:
    impatient = ZoomProvider(
        account_id="sandbox-account",
        client_id="sandbox-client",
        client_secret="sandbox-secret",
        api_url=f"{sandbox.url}/zoom/v2",
        oauth_url=f"{sandbox.url}/zoom/oauth/token",
        clock=sandbox.clock,
        timeout=1,
    )
    await impatient.check_host("olga@demo.invalid")
    await delay_zoom(sandbox, 3)
    with pytest.raises(UnknownOutcome):
        await impatient.create(wish())
    await delay_zoom(sandbox, 0)
    found = await impatient.find("olga@demo.invalid", "m-7f3a")
    (meeting,) = await listed(sandbox)
    assert found is not None
    assert found.join_url == meeting["join_url"]


async def test_a_marker_on_a_later_page_is_found(provider: ZoomProvider, scripted: ScriptedZoom) -> None:
    others = [{"id": n, "agenda": f"m-{n}", "join_url": f"https://zoom.us/j/{n}"} for n in range(1, 301)]
    scripted.will_answer(
        Reply(body={"meetings": others, "next_page_token": "second"}),
        Reply(body={"meetings": [{"id": 85_000_000_001, "agenda": "m-7f3a"}], "next_page_token": ""}),
        Reply(body={"id": 85_000_000_001, "join_url": "https://zoom.us/j/85000000001?pwd=x"}),
    )
    found = await provider.find("olga@demo.invalid", "m-7f3a")
    assert found is not None
    assert (found.external_id, found.join_url) == ("85000000001", "https://zoom.us/j/85000000001?pwd=x")
    first, second, third = scripted.requests
    assert (first.query["type"], first.query["page_size"]) == ("upcoming", "300")
    assert second.query["next_page_token"] == "second"
    assert third.path == "/meetings/85000000001"


async def test_a_meeting_deleted_while_it_was_looked_for_is_not_found(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    scripted.will_answer(
        Reply(body={"meetings": [{"id": 85_000_000_001, "agenda": "m-7f3a"}], "next_page_token": None}),
        Reply(404, {"code": 3001, "message": "Meeting does not exist: 85000000001."}),
    )
    assert await provider.find("olga@demo.invalid", "m-7f3a") is None


async def test_what_zoom_says_of_hosts(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    users = {user["email"]: user["id"] for user in await control(sandbox, "GET", "users")}
    checks = {email: await zoom.check_host(email) for email in [*users, "nobody@demo.invalid", "no email"]}
    assert checks == {
        "olga@demo.invalid": HostCheck(HostState.READY, users["olga@demo.invalid"], None),
        "basic@demo.invalid": HostCheck(HostState.READY, users["basic@demo.invalid"], 40),
        "left@demo.invalid": HostCheck(HostState.INACTIVE, users["left@demo.invalid"]),
        "new+zoom@demo.invalid": HostCheck(HostState.INACTIVE, users["new+zoom@demo.invalid"]),
        "nobody@demo.invalid": HostCheck(HostState.UNKNOWN),
        "no email": HostCheck(HostState.UNKNOWN),
    }


async def test_a_user_without_a_meetings_licence_or_with_an_expired_invitation_cannot_host(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    expired = "A valid invitation to join the Zoom account was not found for this user."
    scripted.will_answer(
        Reply(body={"id": "abc", "type": 4, "status": "active"}),
        Reply(400, {"code": 1120, "message": expired}),
    )
    assert await provider.check_host("olga@demo.invalid") == HostCheck(HostState.INACTIVE, "abc")
    assert await provider.check_host("olga@demo.invalid") == HostCheck(HostState.INACTIVE)


@pytest.mark.parametrize(
    ("login", "reason"),
    [
        ("nobody@demo.invalid", "zoom_host_unknown"),
        ("left@demo.invalid", "zoom_host_inactive"),
        ("", "zoom_host_unknown"),
        ("me", "zoom_host_unknown"),
        ("a@b/../../meetings/5?x=@c", "zoom_host_unknown"),
    ],
)
async def test_who_cannot_host_gets_no_meeting(
    sandbox: Sandbox, zoom: ZoomProvider, login: str, reason: str
) -> None:
    with pytest.raises(PermanentFailure) as failure:
        await zoom.create(wish(host_login=login))
    assert failure.value.reason == reason
    assert await listed(sandbox) == []


@pytest.mark.parametrize("number", ["", "5/../../users/x?y=1", "１２３", "https://meet.example/x", "12 3"])
async def test_what_is_no_meeting_id_never_reaches_a_path(
    provider: ZoomProvider, scripted: ScriptedZoom, number: str
) -> None:
    for call in (provider.delete(number), provider.host_entry_url(number), provider.update(number, wish())):
        with pytest.raises(PermanentFailure) as failure:
            await call
        assert failure.value.reason == "zoom_rejected"
    assert scripted.requests == []


async def create_patiently(zoom: ZoomProvider, wanted: MeetingWish) -> None:
    """Make a meeting, waiting where Zoom takes no more of them this second."""
    while True:
        try:
            await zoom.create(wanted)
        except TemporaryFailure as failure:
            if failure.reason != "zoom_rate":
                raise
            await asyncio.sleep(0.1)
        else:
            return


async def test_the_hundred_and_first_meeting_of_a_day_waits_for_midnight_in_utc(
    sandbox: Sandbox, zoom: ZoomProvider
) -> None:
    for number in range(100):
        await create_patiently(zoom, wish(marker=f"m-{number}"))
    with pytest.raises(TemporaryFailure) as failure:
        await zoom.create(wish(marker="m-100"))
    assert failure.value.reason == "zoom_daily_limit"
    assert failure.value.retry_at == datetime(2026, 11, 24, tzinfo=UTC)
    await zoom.create(wish(host_login="basic@demo.invalid"))
    await sandbox.clock.advance(datetime(2026, 11, 24, tzinfo=UTC))
    await zoom.create(wish(marker="m-100"))
    assert len(await listed(sandbox)) == 102


async def test_a_token_that_died_by_the_moved_clock_is_replaced(sandbox: Sandbox, zoom: ZoomProvider) -> None:
    made = await zoom.create(wish())
    await sandbox.clock.advance_by(timedelta(minutes=59, seconds=59))
    await zoom.host_entry_url(made.external_id)
    await sandbox.clock.advance_by(timedelta(days=1))
    await zoom.host_entry_url(made.external_id)
