"""Tokens: when they are asked for, and what happens when there are none."""

import asyncio
import base64
from pathlib import Path

import pytest

from integrations.zoom import ZoomProvider
from services.ports import (
    HostState,
    MeetingRef,
    MeetingWish,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
)
from tests.clock import FixedClock
from tests.integrations.scripted_zoom import Reply, ScriptedZoom, provider_over, refusal

HOST = "olga@demo.invalid"
USER = Reply(body={"id": "abc", "type": 2, "status": "active"})
EXPIRED = refusal(401, 124, "Access token is expired.")
NO_SCOPE = refusal(400, 4711, "Invalid access token, does not contain scopes:[meeting:write:meeting:admin].")


async def test_building_the_provider_asks_for_nothing(provider: ZoomProvider, scripted: ScriptedZoom) -> None:
    await asyncio.sleep(0.05)
    assert scripted.token_requests == []


async def test_the_app_signs_in_with_its_account(provider: ZoomProvider, scripted: ScriptedZoom) -> None:
    scripted.will_answer(USER)
    await provider.check_host(HOST)
    (request,) = scripted.token_requests
    assert request.body == {"grant_type": "account_credentials", "account_id": "an-account"}
    assert request.query == {}
    assert request.authorization == "Basic " + base64.b64encode(b"a-client:a-secret").decode()
    assert scripted.requests[0].authorization == "Bearer token-1"


async def test_fifty_first_calls_share_one_token(provider: ZoomProvider, scripted: ScriptedZoom) -> None:
    scripted.will_answer(*[USER] * 50)
    checks = await asyncio.gather(*(provider.check_host(HOST) for _ in range(50)))
    assert {check.state for check in checks} == {HostState.READY}
    assert len(scripted.token_requests) == 1


async def test_fifty_calls_whose_token_died_share_one_new_token(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    scripted.will_answer(USER)
    await provider.check_host(HOST)
    # Four calls are under way at a time; all of those get the old token refused.
    scripted.will_answer(*[EXPIRED] * 4, *[USER] * 50)
    checks = await asyncio.gather(*(provider.check_host(HOST) for _ in range(50)))
    assert {check.state for check in checks} == {HostState.READY}
    assert len(scripted.token_requests) == 2


async def test_a_token_is_replaced_five_minutes_before_its_end(
    provider: ZoomProvider, scripted: ScriptedZoom, clock: FixedClock
) -> None:
    scripted.will_answer(USER, USER, USER)
    await provider.check_host(HOST)
    clock.move(seconds=3298)
    await provider.check_host(HOST)
    assert len(scripted.token_requests) == 1
    clock.move(seconds=1)
    await provider.check_host(HOST)
    assert [request.authorization for request in scripted.requests] == [
        "Bearer token-1",
        "Bearer token-1",
        "Bearer token-2",
    ]


async def test_at_59_59_no_dead_token_is_sent(
    provider: ZoomProvider, scripted: ScriptedZoom, clock: FixedClock
) -> None:
    scripted.will_answer(USER, USER)
    await provider.check_host(HOST)
    clock.move(minutes=59, seconds=59)
    await provider.check_host(HOST)
    assert scripted.requests[1].authorization == "Bearer token-2"


@pytest.mark.parametrize(
    "refused", [EXPIRED, refusal(400, 124, "Invalid access token."), Reply(401, "<html>"), NO_SCOPE]
)
async def test_a_refused_token_is_replaced_once_and_the_creation_carried_out(
    provider: ZoomProvider, scripted: ScriptedZoom, clock: FixedClock, refused: Reply
) -> None:
    scripted.will_answer(refused, Reply(201, {"id": 7, "join_url": "https://zoom.us/j/7"}))
    made = await provider.create(MeetingWish(HOST, "Занятие", clock.now(), 45, "m-7f3a"))
    assert made == MeetingRef("7", "https://zoom.us/j/7")
    assert [request.authorization for request in scripted.requests] == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize(("refused", "reason"), [(EXPIRED, "zoom_credentials"), (NO_SCOPE, "zoom_scopes")])
async def test_when_the_new_token_is_refused_too_it_gives_up(
    provider: ZoomProvider, scripted: ScriptedZoom, refused: Reply, reason: str
) -> None:
    scripted.will_answer(refused, refused)
    with pytest.raises(PermanentFailure) as failure:
        await provider.check_host(HOST)
    assert failure.value.reason == reason
    assert (len(scripted.requests), len(scripted.token_requests)) == (2, 2)


@pytest.mark.parametrize(
    "answer",
    [
        Reply(400, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"}),
        Reply(401, {"code": 4704, "message": "Invalid client secret."}),
    ],
)
async def test_wrong_credentials_are_said_as_such(
    provider: ZoomProvider, scripted: ScriptedZoom, answer: Reply
) -> None:
    scripted.will_answer_token(answer)
    with pytest.raises(PermanentFailure) as failure:
        await provider.check_host(HOST)
    assert failure.value.reason == "zoom_credentials"
    assert scripted.requests == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Reply(502, "<html>Bad gateway</html>"), "zoom_down"),
        (Reply(403, "<html>not from your country</html>"), "zoom_down"),
        (Reply(200, "<html>a captive portal</html>"), "zoom_down"),
        (Reply(200, {"token_type": "bearer"}), "zoom_down"),
        (Reply(cut=True), "zoom_down"),
        (Reply(429, {"code": 429, "message": "Too many requests"}), "zoom_rate"),
    ],
    ids=["html-502", "html-403", "html-200", "no-token", "cut", "429"],
)
async def test_without_a_token_nothing_is_created_and_it_is_worth_another_try(
    provider: ZoomProvider, scripted: ScriptedZoom, clock: FixedClock, answer: Reply, reason: str
) -> None:
    wish = MeetingWish(HOST, "Занятие", clock.now(), 45, "m-7f3a")
    scripted.will_answer_token(answer)
    with pytest.raises(TemporaryFailure) as failure:
        await provider.create(wish)
    assert not isinstance(failure.value, UnknownOutcome)
    assert failure.value.reason == reason
    assert scripted.requests == []
    scripted.will_answer(Reply(201, {"id": 7, "join_url": "https://zoom.us/j/7"}))
    assert (await provider.create(wish)).external_id == "7"


async def test_a_token_is_not_waited_for_for_ever(scripted: ScriptedZoom, clock: FixedClock) -> None:
    scripted.will_answer_token(Reply(hang=True))
    with pytest.raises(TemporaryFailure) as failure:
        await provider_over(scripted, clock, timeout=0.5).check_host(HOST)
    assert failure.value.reason == "zoom_down"


async def test_a_failed_renewal_does_not_spoil_a_good_token(
    provider: ZoomProvider, scripted: ScriptedZoom
) -> None:
    scripted.will_answer(USER, NO_SCOPE, USER)
    await provider.check_host(HOST)
    scripted.will_answer_token(Reply(502, "<html></html>"))
    with pytest.raises(TemporaryFailure):
        await provider.check_host(HOST)
    await provider.check_host(HOST)
    assert scripted.requests[-1].authorization == "Bearer token-1"


async def test_a_netrc_file_does_not_replace_our_sign_in(
    provider: ZoomProvider, scripted: ScriptedZoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    # As if the server were not on this machine, where the environment is not looked at.
    monkeypatch.setattr("integrations.zoom.transport.LOOPBACK", frozenset())
    scripted.will_answer(USER)
    await provider.check_host(HOST)
    assert scripted.token_requests[0].authorization.startswith("Basic ")
    assert b"a-secret" in base64.b64decode(scripted.token_requests[0].authorization.split()[1])
    assert scripted.requests[0].authorization == "Bearer token-1"


async def test_a_secret_in_other_letters_is_sent_and_not_a_crash(
    scripted: ScriptedZoom, clock: FixedClock
) -> None:
    provider = provider_over(scripted, clock, secret="секрет")
    scripted.will_answer(USER)
    await provider.check_host(HOST)
    sent = base64.b64decode(scripted.token_requests[0].authorization.split()[1])
    assert sent.decode() == "a-client:секрет"
