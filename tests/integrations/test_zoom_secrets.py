"""Canaries: what must never be read in an exception or a log, put through every kind of failure."""

import base64
import logging
import traceback
from collections.abc import Awaitable

import pytest

from integrations.zoom import ZoomProvider
from services.ports import MeetingWish, OutsideFailure
from tests.clock import FixedClock
from tests.integrations.scripted_zoom import Reply, ScriptedZoom, provider_over, refusal

SECRET = "canary-client-secret"
TOKEN = "canary-access-token"
ZAK = "canary-start-key"
START_URL = f"https://zoom.us/s/5?zak={ZAK}"
CANARIES = (SECRET, base64.b64encode(f"a-client:{SECRET}".encode()).decode(), TOKEN, ZAK)

FAULTS = [
    Reply(cut=True),
    Reply(502, f"<html>{TOKEN} {START_URL}</html>"),
    Reply(200, f"<html>{TOKEN} {START_URL}</html>"),
    refusal(401, 124, f"Invalid access token {TOKEN}"),
    refusal(400, 300, f"Validation failed: {START_URL}"),
    refusal(400, 3002, f"in progress: {START_URL}"),
    refusal(404, 3001, f"Meeting does not exist: {START_URL} {TOKEN}"),
    refusal(429, 429, f"daily limit {TOKEN}", Retry_After=TOKEN),
    Reply(201, {"start_url": START_URL, "code": TOKEN, "message": TOKEN}),
]


def told(failure: BaseException) -> str:
    """Everything that can be read in an exception, whatever hides behind it included."""
    text = repr(failure) + str(vars(failure)) + "".join(traceback.format_exception(failure))
    for behind in (failure.__cause__, failure.__context__):
        if behind is not None:
            text += told(behind)
    return text


@pytest.fixture
def canary_provider(scripted: ScriptedZoom, clock: FixedClock) -> ZoomProvider:
    return provider_over(scripted, clock, secret=SECRET)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_no_failure_tells_a_secret(
    canary_provider: ZoomProvider,
    scripted: ScriptedZoom,
    clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
    fault: Reply,
) -> None:
    wish = MeetingWish("olga@demo.invalid", "Занятие", clock.now(), 45, "m-7f3a")
    tokens = Reply(body={"access_token": TOKEN, "expires_in": 3599})
    calls: list[Awaitable[object]] = [
        canary_provider.create(wish),
        canary_provider.update("5", wish),
        canary_provider.delete("5"),
        canary_provider.host_entry_url("5"),
        canary_provider.find(wish.host_login, wish.marker),
        canary_provider.check_host(wish.host_login),
    ]
    seen = ""
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3"):
        for call in calls:
            scripted.will_answer_token(*[tokens] * 2)
            scripted.will_answer(*[fault] * 3)
            try:
                await call
            except OutsideFailure as failure:
                seen += told(failure)
    assert seen
    assert [canary for canary in CANARIES if canary in seen + caplog.text] == []


@pytest.mark.parametrize(
    "answer",
    [
        Reply(cut=True),
        Reply(502, f"<html>{SECRET}</html>"),
        Reply(400, {"reason": f"Bad secret {SECRET}", "error": "invalid_client"}),
    ],
    ids=["cut", "502", "400"],
)
async def test_no_failed_sign_in_tells_a_secret(
    canary_provider: ZoomProvider,
    scripted: ScriptedZoom,
    caplog: pytest.LogCaptureFixture,
    answer: Reply,
) -> None:
    scripted.will_answer_token(answer)
    with (
        caplog.at_level(logging.DEBUG),
        caplog.at_level(logging.DEBUG, "urllib3"),
        pytest.raises(OutsideFailure) as failure,
    ):
        await canary_provider.check_host("olga@demo.invalid")
    seen = told(failure.value) + caplog.text
    assert [canary for canary in CANARIES if canary in seen] == []


async def test_no_hanging_request_tells_a_secret(
    scripted: ScriptedZoom, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.will_answer_token(Reply(body={"access_token": TOKEN, "expires_in": 3599}))
    scripted.will_answer(Reply(hang=True))
    with (
        caplog.at_level(logging.DEBUG),
        caplog.at_level(logging.DEBUG, "urllib3"),
        pytest.raises(OutsideFailure) as failure,
    ):
        await provider_over(scripted, clock, timeout=1, secret=SECRET).host_entry_url("5")
    seen = told(failure.value) + caplog.text
    assert [canary for canary in CANARIES if canary in seen] == []


async def test_the_hosts_link_is_given_and_nowhere_written(
    canary_provider: ZoomProvider, scripted: ScriptedZoom, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.will_answer_token(Reply(body={"access_token": TOKEN, "expires_in": 3599}))
    scripted.will_answer(Reply(body={"id": 5, "start_url": START_URL, "join_url": "https://zoom.us/j/5"}))
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3"):
        assert await canary_provider.host_entry_url("5") == START_URL
    assert "/v2/meetings/5" in caplog.text
    assert [canary for canary in CANARIES if canary in caplog.text] == []
    assert [canary for canary in CANARIES if canary in repr(canary_provider)] == []
