"""How often one may ask: a second, which is real time, and a day, which is the sandbox's."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.zoom.client import HOST, ZoomClient

TOO_FAST = "You have reached the maximum per-second rate limit for this API. Try again later."


async def hurry(zoom: ZoomClient, path: str) -> list[tuple[int, Any, dict[str, str]]]:
    """Ask as fast as one can until something is refused; returns all answers.

    A slow machine needs several rounds. The rounds end, so that a limit that is not kept is noticed.
    """
    answers: list[tuple[int, Any, dict[str, str]]] = []
    for _ in range(20):
        answers += await asyncio.gather(*(zoom.ask_for_all("GET", path) for _ in range(60)))
        if any(status == 429 for status, _, _ in answers):
            break
    return answers


@pytest.mark.parametrize(
    ("path", "category", "limit"),
    [
        (f"/users/{HOST}", "Light", 30),
        (f"/users/{HOST}/meetings", "Medium", 20),
        ("/users", "Medium", 20),
    ],
)
async def test_who_asks_too_often_a_second_is_refused_by_the_label_of_the_operation(
    zoom: ZoomClient, path: str, category: str, limit: int
) -> None:
    answers = await hurry(zoom, path)
    refused = [(body, headers) for status, body, headers in answers if status == 429]
    assert len(answers) - len(refused) >= limit
    body, headers = refused[0]
    assert body == {"code": 429, "message": TOO_FAST}
    assert headers == {
        "X-RateLimit-Category": category,
        "X-RateLimit-Type": "QPS",
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": "0",
    }
    assert (await zoom.ask_patiently("GET", path))[0] != 429


async def test_operations_with_other_labels_and_tokens_are_counted_apart(zoom: ZoomClient) -> None:
    await hurry(zoom, f"/users/{HOST}")
    assert (await zoom.ask("GET", f"/users/{HOST}/meetings"))[0] == 200
    await zoom.sign_in()


async def test_a_hundred_creations_and_changes_of_a_utc_day_are_all_for_one_host(zoom: ZoomClient) -> None:
    made = await zoom.create()
    path = f"/meetings/{made['id']}"
    for number in range(99):
        status, _ = await zoom.ask_patiently("PATCH", path, {"topic": f"Тема {number}"})
        assert status == 204
    refused = {
        "code": 429,
        "message": "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests "
        "permitted for this particular user. You may resume these requests at GMT 00:00:00.",
    }
    # Neither the kind of the limit nor a moment to come back; the figures are of another limit.
    headers = {"X-RateLimit-Category": "Light", "X-RateLimit-Limit": "6000", "X-RateLimit-Remaining": "5893"}
    await zoom.pass_time(to="2026-11-24T23:59:00Z")
    await zoom.sign_in()
    assert await zoom.ask_for_all_patiently("POST", f"/users/{HOST}/meetings", {"topic": "101"}) == (
        429,
        refused,
        headers,
    )
    assert await zoom.ask_for_all_patiently("PATCH", path, {"topic": "101"}) == (429, refused, headers)
    assert (await zoom.get(made))["topic"] == "Тема 98"
    await zoom.create(host="basic@demo.invalid")
    assert (await zoom.ask("DELETE", path)) == (204, None)

    await zoom.pass_time(to="2026-11-25T00:00:00Z")
    await zoom.create()
