import aiohttp
import pytest

from tests.sandbox.zoom.client import CREDENTIALS, GRANT, ZoomClient


async def test_a_token_is_good_for_an_hour_by_the_sandbox_clock(zoom: ZoomClient) -> None:
    await zoom.pass_time(seconds=59 * 60)
    status, _ = await zoom.ask("GET", "/users")
    assert status == 200

    await zoom.pass_time(seconds=60)
    status, body = await zoom.ask("GET", "/users")
    assert (status, body) == (401, {"code": 124, "message": "Access token is expired."})

    await zoom.sign_in()
    status, _ = await zoom.ask("GET", "/users")
    assert status == 200


async def test_a_second_token_leaves_the_first_one_good(zoom: ZoomClient) -> None:
    first = zoom.token
    await zoom.sign_in()
    assert zoom.token != first
    zoom.token = first
    status, _ = await zoom.ask("GET", "/users")
    assert status == 200


@pytest.mark.parametrize("token", ["", "made-up"])
async def test_without_a_good_token_nothing_is_answered(visitor: ZoomClient, token: str) -> None:
    visitor.token = token
    status, body = await visitor.ask("GET", "/users")
    assert (status, body) == (401, {"code": 124, "message": "Invalid access token."})


@pytest.mark.parametrize(
    ("credentials", "grant", "error"),
    [
        (aiohttp.encode_basic_auth("sandbox-client", "wrong"), GRANT, "invalid_client"),
        (aiohttp.encode_basic_auth("wrong", "sandbox-secret"), GRANT, "invalid_client"),
        ("Bearer something", GRANT, "invalid_client"),
        (CREDENTIALS, {**GRANT, "account_id": "someone-else"}, "invalid_request"),
        (CREDENTIALS, {**GRANT, "grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_wrong_credentials_get_no_token(
    visitor: ZoomClient, credentials: str, grant: dict[str, str], error: str
) -> None:
    status, body = await visitor.ask_for_token(credentials, grant)
    assert (status, body["error"]) == (400, error)
    assert body["reason"]


async def test_the_grant_may_stand_in_the_query_too(visitor: ZoomClient) -> None:
    url = f"{visitor.url}/zoom/oauth/token"
    async with visitor.session.post(url, params=GRANT, headers={"Authorization": CREDENTIALS}) as response:
        body = await response.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 3599
    assert body["api_url"] == f"{visitor.url}/zoom"
