"""Faults of Zoom: each is seen in Zoom's words, befalls what it is about, and leaves nothing done."""

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox.zoom.faults import ZOOM_FAULTS
from tests.sandbox.zoom.client import HOST, ZoomClient

MEETINGS = f"/users/{HOST}/meetings"
WISH = {"topic": "Занятие №1", "agenda": "метка-7", "start_time": "2026-11-25T07:00:00Z"}

RATE = "You have reached the maximum per-second rate limit for this API. Try again later."
QPS = {
    "X-RateLimit-Category": "Light",
    "X-RateLimit-Type": "QPS",
    "X-RateLimit-Limit": "30",
    "X-RateLimit-Remaining": "0",
}
DAILY = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00."
)
MISLEADING = {"X-RateLimit-Category": "Light", "X-RateLimit-Limit": "6000", "X-RateLimit-Remaining": "5893"}
SCOPES = "Invalid access token, does not contain scopes:[meeting:write:meeting, meeting:write:meeting:admin]."
TOO_MANY = "Too many concurrent requests. A request to disassociate this user has already been made."
OLD_DAILY = "A maximum of 100 meetings can be created/updated for a single user in one day."

REFUSALS: dict[str, tuple[int, int, str, dict[str, str]]] = {
    "always_124": (401, 124, "Invalid access token.", {}),
    "scopes": (400, 4711, SCOPES, {}),
    "rate": (429, 429, RATE, QPS),
    "rate_bare": (429, 429, RATE, {}),
    "concurrent": (429, 429, TOO_MANY, {}),
    "daily": (429, 429, DAILY, MISLEADING),
    "daily_300": (300, 300, OLD_DAILY, {}),
    "internal": (500, 500, "Internal server error.", {}),
}


async def listed(zoom: ZoomClient) -> list[Any]:
    """Return the host's coming meetings as the API lists them."""
    status, page = await zoom.ask("GET", MEETINGS, params={"type": "upcoming"})
    assert status == 200, page
    rows: list[Any] = page["meetings"]
    return rows


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_creation_is_refused_in_zooms_words_and_no_meeting_is_made(
    zoom: ZoomClient, name: str
) -> None:
    status, code, message, headers = REFUSALS[name]
    await zoom.suffer(name, times=1, only="create_meeting")
    assert await listed(zoom) == []
    answer = await zoom.ask_for_all("POST", MEETINGS, WISH)
    assert answer == (status, {"code": code, "message": message}, headers)
    assert await listed(zoom) == []
    await zoom.create()
    assert len(await listed(zoom)) == 1


@pytest.mark.parametrize("name", ["daily", "daily_300"])
async def test_a_used_up_day_refuses_creations_and_changes_and_nothing_else(
    zoom: ZoomClient, name: str
) -> None:
    made = await zoom.create()
    path = f"/meetings/{made['id']}"
    await zoom.suffer(name)
    assert (await zoom.ask("POST", MEETINGS, WISH))[0] == REFUSALS[name][0]
    assert (await zoom.ask("PATCH", path, {"topic": "Другая"}))[0] == REFUSALS[name][0]
    assert (await zoom.get(made))["topic"] == made["topic"]
    assert await zoom.ask("DELETE", path) == (204, None)
    await zoom.sign_in()


async def test_wrong_credentials_give_no_token_and_leave_the_one_at_hand_good(zoom: ZoomClient) -> None:
    await zoom.suffer("credentials")
    body = {"reason": "Invalid client_id or client_secret", "error": "invalid_client"}
    assert await zoom.ask_for_token() == (400, body)
    await zoom.create()
    assert await zoom.suffers() == ["credentials"]


async def test_a_disabled_app_gets_no_token_and_is_told_so_in_the_other_shape(zoom: ZoomClient) -> None:
    await zoom.suffer("disabled", times=1)
    await zoom.create()
    assert await zoom.ask_for_token() == (400, {"code": 4717, "message": "The app has been disabled"})
    await zoom.sign_in()


async def test_revoked_tokens_are_dead_for_good_and_a_fresh_one_works(zoom: ZoomClient) -> None:
    first = zoom.token
    await zoom.sign_in()
    second = zoom.token
    await zoom.suffer("revoked")
    dead = (401, {"code": 124, "message": "Invalid access token."})
    assert await zoom.ask("POST", MEETINGS, WISH) == dead
    for token in (first, second):
        zoom.token = token
        assert await zoom.ask("GET", "/users") == dead
    await zoom.sign_in()
    assert await listed(zoom) == []
    assert await zoom.suffers() == []


async def test_tokens_revoked_before_a_fresh_one_is_asked_for_leave_that_one_good(zoom: ZoomClient) -> None:
    first = zoom.token
    await zoom.suffer("revoked")
    await zoom.sign_in()
    assert await listed(zoom) == []
    zoom.token = first
    assert (await zoom.ask("GET", "/users"))[0] == 401


async def test_a_token_is_refused_however_fresh_while_that_lasts(zoom: ZoomClient) -> None:
    await zoom.suffer("always_124")
    for _ in range(2):
        await zoom.sign_in()
        assert (await zoom.ask("GET", "/users"))[1]["code"] == 124
    await zoom.control("POST", "/faults", {"service": "zoom", "name": "always_124", "on": False})
    assert (await zoom.ask("GET", "/users"))[0] == 200


async def test_a_missing_scope_is_named_for_each_operation(zoom: ZoomClient) -> None:
    made = await zoom.create()
    meeting = f"/meetings/{made['id']}"
    await zoom.suffer("scopes")
    told = {}
    for method, path in (
        ("GET", "/users"),
        ("GET", f"/users/{HOST}"),
        ("GET", MEETINGS),
        ("GET", meeting),
        ("PATCH", meeting),
        ("DELETE", meeting),
        ("PUT", f"{meeting}/status"),
    ):
        status, body = await zoom.ask(method, path, {})
        assert (status, body["code"]) == (400, 4711)
        told[method, path] = body["message"].split("scopes:[")[1]
    assert told["DELETE", meeting] == "meeting:delete:meeting, meeting:delete:meeting:admin]."
    assert len(set(told.values())) == 7


async def test_faults_of_tokens_and_of_operations_are_on_together(zoom: ZoomClient) -> None:
    await zoom.suffer("always_124", times=1)
    await zoom.suffer("credentials", times=1)
    assert (await zoom.ask_for_token())[1]["error"] == "invalid_client"
    assert (await zoom.ask("GET", "/users"))[1]["code"] == 124
    assert await zoom.suffers() == []


async def test_a_fault_befalls_as_many_requests_as_it_should_and_only_its_operation(zoom: ZoomClient) -> None:
    await zoom.suffer("internal", times=2, only="get_user")
    statuses = [(await zoom.ask("GET", f"/users/{HOST}"))[0] for _ in range(3)]
    assert statuses == [500, 500, 200]
    await zoom.suffer("internal", only="token")
    assert (await zoom.ask_for_token())[0] == 500
    assert (await zoom.ask("GET", "/users"))[0] == 200


async def test_a_creation_that_is_cut_after_it_was_done_is_found_by_its_mark(zoom: ZoomClient) -> None:
    await zoom.suffer("cut", times=1, only="create_meeting")
    with pytest.raises(aiohttp.ClientError):
        await zoom.ask("POST", MEETINGS, WISH)
    (row,) = await listed(zoom)
    assert (row["agenda"], row["start_time"]) == ("метка-7", "2026-11-25T07:00:00Z")
    assert (await zoom.get(row))["join_url"] == row["join_url"]


async def test_a_creation_that_is_cut_before_or_meets_a_gateway_makes_nothing(zoom: ZoomClient) -> None:
    await zoom.suffer("down", times=1, only="create_meeting")
    with pytest.raises(aiohttp.ClientError):
        await zoom.ask("POST", MEETINGS, WISH)
    await zoom.suffer("html_502", times=1, only="create_meeting")
    with pytest.raises(aiohttp.ContentTypeError, match="text/html"):
        await zoom.ask("POST", MEETINGS, WISH)
    assert await listed(zoom) == []


async def test_the_token_endpoint_can_hang_and_can_be_a_gateway(zoom: ZoomClient) -> None:
    await zoom.suffer("html_502", times=1, only="token")
    with pytest.raises(aiohttp.ContentTypeError, match="text/html"):
        await zoom.sign_in()
    await zoom.suffer("hang", times=1, only="token")
    asking = asyncio.create_task(zoom.sign_in())
    await befallen(zoom)
    await zoom.create()
    await unanswered(asking)


async def test_a_hanging_creation_is_done_or_not_as_the_fault_says(zoom: ZoomClient) -> None:
    await zoom.suffer("hang", times=1, only="create_meeting")
    asking = asyncio.create_task(zoom.ask("POST", MEETINGS, WISH))
    await befallen(zoom)
    await unanswered(asking)
    assert await listed(zoom) == []

    await zoom.suffer("hang_after", times=1, only="create_meeting")
    asking = asyncio.create_task(zoom.ask("POST", MEETINGS, WISH))
    while not await zoom.control("GET", "/zoom/meetings"):
        pass
    await unanswered(asking)
    assert [row["agenda"] for row in await listed(zoom)] == ["метка-7"]


async def befallen(zoom: ZoomClient) -> None:
    """Wait until the fault that was to befall one request has done so."""
    while await zoom.suffers():
        pass


async def unanswered(asking: asyncio.Task[Any]) -> None:
    """Give up a request that has no answer."""
    assert not asking.done()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_every_fault_of_zoom_can_be_switched_on(zoom: ZoomClient) -> None:
    for name in ZOOM_FAULTS:
        await zoom.suffer(name)
    assert await zoom.suffers() == list(ZOOM_FAULTS)
