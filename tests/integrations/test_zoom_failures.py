"""What Zoom and the network do to us, and what the caller is told."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.zoom import ZoomProvider
from services.ports import MeetingWish, OutsideFailure, PermanentFailure, TemporaryFailure, UnknownOutcome
from tests.clock import FixedClock
from tests.integrations.scripted_zoom import Reply, ScriptedZoom, provider_over, refusal

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
WISH = MeetingWish("olga@demo.invalid", "Занятие", datetime(2026, 11, 25, 5, tzinfo=UTC), 45, "m-7f3a")
PER_HOST = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00."
)
PER_ACCOUNT = (
    "You have reached the maximum daily rate limit for this API. Refer to the response header for details on "
    "when you can make another request."
)
PER_SECOND = "You have reached the maximum per-second rate limit for this API. Try again later."


async def failure_of(call: Any) -> OutsideFailure:
    with pytest.raises(OutsideFailure) as failure:
        await call
    return failure.value


@pytest.mark.parametrize(
    ("reply", "reason", "retry_at"),
    [
        (refusal(429, 429, PER_SECOND), "zoom_rate", None),
        (
            refusal(429, 429, PER_SECOND, Retry_After="2026-11-23T06:45:07Z"),
            "zoom_rate",
            datetime(2026, 11, 23, 6, 45, 7, tzinfo=UTC),
        ),
        (
            refusal(429, 429, PER_SECOND, Retry_After="30"),
            "zoom_rate",
            datetime(2026, 11, 23, 6, 45, 30, tzinfo=UTC),
        ),
        (
            refusal(429, 429, PER_SECOND, Retry_After="Mon, 23 Nov 2026 06:46:00 GMT"),
            "zoom_rate",
            datetime(2026, 11, 23, 6, 46, tzinfo=UTC),
        ),
        (refusal(429, 429, PER_SECOND, Retry_After="soon"), "zoom_rate", None),
        (refusal(429, 429, "Too many concurrent requests."), "zoom_rate", None),
        (Reply(429, "<html>slow down</html>"), "zoom_rate", None),
        (refusal(429, 429, PER_HOST), "zoom_daily_limit", MIDNIGHT),
        (
            refusal(
                300, 300, "A maximum of 100 meetings can be created/updated for a single user in one day."
            ),
            "zoom_daily_limit",
            MIDNIGHT,
        ),
        (refusal(429, 429, PER_ACCOUNT), "zoom_daily_limit", MIDNIGHT),
        (refusal(429, 429, "Try later.", X_RateLimit_Type="Daily-limit"), "zoom_daily_limit", MIDNIGHT),
        (
            refusal(
                429, 429, PER_ACCOUNT, Retry_After="2026-11-24T00:00:05Z", X_RateLimit_Type="Daily-limit"
            ),
            "zoom_daily_limit",
            datetime(2026, 11, 24, 0, 0, 5, tzinfo=UTC),
        ),
    ],
)
async def test_every_shape_of_a_limit_says_when_to_come_back(
    provider: ZoomProvider, scripted: ScriptedZoom, reply: Reply, reason: str, retry_at: datetime | None
) -> None:
    scripted.will_answer(reply)
    failure = await failure_of(provider.create(WISH))
    assert isinstance(failure, TemporaryFailure)
    assert not isinstance(failure, UnknownOutcome)
    assert (failure.reason, failure.retry_at) == (reason, retry_at)
    assert len(scripted.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(cut=True),
        Reply(500, {"code": 500, "message": "Internal error"}),
        Reply(502, "<html>Bad gateway</html>"),
        Reply(201, "<html>not what was asked</html>"),
        Reply(201, {"id": 5}),
    ],
    ids=["cut", "500", "html-502", "html-201", "no-link"],
)
async def test_a_creation_without_a_clear_answer_is_unknown_and_not_repeated(
    provider: ZoomProvider, scripted: ScriptedZoom, reply: Reply
) -> None:
    scripted.will_answer(reply)
    assert isinstance(await failure_of(provider.create(WISH)), UnknownOutcome)
    assert len(scripted.requests) == 1


async def test_nothing_waits_for_ever(scripted: ScriptedZoom, clock: FixedClock) -> None:
    provider = provider_over(scripted, clock, timeout=1)
    scripted.will_answer(*[Reply(hang=True)] * 4)
    creation, *others = await asyncio.gather(
        failure_of(provider.create(WISH)),
        failure_of(provider.update("5", WISH)),
        failure_of(provider.delete("5")),
        failure_of(provider.host_entry_url("5")),
    )
    assert isinstance(creation, UnknownOutcome)
    assert [(type(failure), failure.reason) for failure in others] == [(TemporaryFailure, "zoom_down")] * 3


async def test_after_a_cut_creation_the_meeting_is_found(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    scripted.will_answer(
        Reply(cut=True),
        Reply(body={"meetings": [{"id": 7, "agenda": "m-7f3a", "join_url": "https://zoom.us/j/7?pwd=a"}]}),
    )
    with pytest.raises(UnknownOutcome):
        await provider.create(WISH)
    found = await provider.find(WISH.host_login, WISH.marker)
    assert found is not None
    assert found.join_url == "https://zoom.us/j/7?pwd=a"


async def test_a_creation_that_never_left_may_be_repeated(clock: FixedClock, scripted: ScriptedZoom) -> None:
    provider = ZoomProvider(
        account_id="an-account",
        client_id="a-client",
        client_secret="a-secret",
        api_url="http://127.0.0.1:1/v2",
        oauth_url=f"{scripted.url}/oauth/token",
        clock=clock,
        timeout=5,
    )
    failure = await failure_of(provider.create(WISH))
    assert isinstance(failure, TemporaryFailure)
    assert not isinstance(failure, UnknownOutcome)
    assert failure.reason == "zoom_down"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(cut=True),
        Reply(503, {"code": 503, "message": "x"}),
        Reply(502, "<html></html>"),
        Reply(200, "<html>a captive portal</html>"),
        Reply(404, "<html>no such page here</html>"),
    ],
    ids=["cut", "503", "html-502", "html-200", "html-404"],
)
@pytest.mark.parametrize("act", ["update", "delete", "host_entry_url", "find", "check_host"])
async def test_everything_else_without_an_answer_of_zoom_is_worth_another_try(
    provider: ZoomProvider, scripted: ScriptedZoom, reply: Reply, act: str
) -> None:
    scripted.will_answer(reply)
    calls: dict[str, Any] = {
        "update": lambda: provider.update("5", WISH),
        "delete": lambda: provider.delete("5"),
        "host_entry_url": lambda: provider.host_entry_url("5"),
        "find": lambda: provider.find(WISH.host_login, WISH.marker),
        "check_host": lambda: provider.check_host(WISH.host_login),
    }
    failure = await failure_of(calls[act]())
    assert isinstance(failure, TemporaryFailure)
    assert not isinstance(failure, UnknownOutcome)
    assert failure.reason == "zoom_down"


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        (refusal(400, 300, "Validation Failed."), PermanentFailure, "zoom_rejected"),
        (refusal(403, 403, "not permitted"), PermanentFailure, "zoom_rejected"),
        (refusal(400, 2300, "This API endpoint is not recognized."), PermanentFailure, "zoom_rejected"),
        (refusal(404, 1001, "User does not exist: x."), PermanentFailure, "zoom_host_unknown"),
        (refusal(400, 1010, "User not found on this account: x."), PermanentFailure, "zoom_host_unknown"),
        (refusal(404, 3001, "Meeting does not exist: 5."), PermanentFailure, "gone"),
        (refusal(400, 300, "Meeting 5 is not found or has expired."), PermanentFailure, "gone"),
        (refusal(400, 3002, "it is in progress"), TemporaryFailure, "zoom_running"),
        (refusal(409, 409, "Conflict"), TemporaryFailure, "zoom_rate"),
    ],
)
async def test_refusals_are_told_apart_by_status_code_and_words(
    provider: ZoomProvider,
    scripted: ScriptedZoom,
    reply: Reply,
    kind: type[OutsideFailure],
    reason: str,
) -> None:
    scripted.will_answer(reply)
    failure = await failure_of(provider.update("5", WISH))
    assert type(failure) is kind
    assert failure.reason == reason


@pytest.mark.parametrize(
    "reply",
    [
        refusal(404, 3001, "Meeting does not exist: 5."),
        refusal(404, 1001, "User does not exist: x."),
        refusal(400, 3007, "Sorry, you cannot delete this meeting since it has ended."),
        refusal(400, 300, "Meeting 5 is not found or has expired."),
    ],
)
async def test_removing_what_is_no_more_is_done(
    provider: ZoomProvider, scripted: ScriptedZoom, reply: Reply
) -> None:
    scripted.will_answer(reply)
    await provider.delete("5")
    assert [request.method for request in scripted.requests] == ["DELETE"]
    assert scripted.requests[0].query["schedule_for_reminder"] == "false"


RUNNING = refusal(400, 3002, "Sorry, you cannot delete this meeting since it is in progress.")


async def test_a_meeting_that_ended_by_itself_meanwhile_is_removed(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    scripted.will_answer(RUNNING, refusal(400, 3000, "Cannot access meeting info."), Reply(204))
    await provider.delete("5")
    assert [request.method for request in scripted.requests] == ["DELETE", "PUT", "DELETE"]
    assert scripted.requests[1].path == "/meetings/5/status"
    assert scripted.requests[1].body == {"action": "end"}


@pytest.mark.parametrize(
    ("replies", "reason"),
    [((RUNNING, Reply(204), RUNNING), "zoom_running"), ((RUNNING, Reply(502, "")), "zoom_down")],
)
async def test_a_meeting_that_would_not_end_is_removed_later(
    provider: ZoomProvider, scripted: ScriptedZoom, replies: tuple[Reply, ...], reason: str
) -> None:
    scripted.will_answer(*replies)
    failure = await failure_of(provider.delete("5"))
    assert isinstance(failure, TemporaryFailure)
    assert failure.reason == reason


async def test_a_moment_of_retry_is_in_utc_whatever_zone_zoom_writes(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    scripted.will_answer(refusal(429, 429, PER_SECOND, Retry_After="2026-11-23T09:45:07+03:00"))
    failure = await failure_of(provider.host_entry_url("5"))
    assert isinstance(failure, TemporaryFailure)
    assert failure.retry_at == datetime(2026, 11, 23, 6, 45, 7, tzinfo=UTC)
    assert failure.retry_at.utcoffset() == timedelta(0)
