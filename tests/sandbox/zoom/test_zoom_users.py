import pytest

from tests.sandbox.zoom.client import HOST, ZoomClient


async def test_a_user_is_found_by_email_in_any_case_and_by_id(zoom: ZoomClient) -> None:
    status, by_email = await zoom.ask("GET", f"/users/{HOST.upper()}")
    assert status == 200
    assert (by_email["type"], by_email["status"], by_email["display_name"]) == (
        2,
        "active",
        "Alla Variantova",
    )
    status, by_id = await zoom.ask("GET", f"/users/{by_email['id']}")
    assert (status, by_id) == (200, by_email)


async def test_an_unknown_user_is_refused_everywhere(zoom: ZoomClient) -> None:
    refusal = {"code": 1001, "message": "User does not exist: nobody@demo.invalid."}
    for method, path in [("GET", ""), ("GET", "/meetings"), ("POST", "/meetings")]:
        assert await zoom.ask(method, f"/users/nobody@demo.invalid{path}", {}) == (404, refusal)


async def test_the_list_shows_active_users_unless_asked_otherwise(zoom: ZoomClient) -> None:
    _, active = await zoom.ask("GET", "/users")
    assert [user["email"] for user in active["users"]] == [HOST, "basic@demo.invalid"]
    _, inactive = await zoom.ask("GET", "/users", params={"status": "inactive"})
    assert [user["email"] for user in inactive["users"]] == ["gone@demo.invalid"]


async def test_a_user_can_be_added_and_changed_while_the_sandbox_runs(zoom: ZoomClient) -> None:
    added = await zoom.control("POST", "/zoom/users", {"email": "new@demo.invalid", "type": 1})
    _, user = await zoom.ask("GET", "/users/new@demo.invalid")
    assert (user["id"], user["type"]) == (added["id"], 1)
    await zoom.control("POST", "/zoom/users", {"email": "new@demo.invalid", "type": 2, "status": "pending"})
    _, user = await zoom.ask("GET", "/users/new@demo.invalid")
    assert (user["id"], user["type"], user["status"]) == (added["id"], 2, "pending")


async def test_who_did_not_accept_the_invitation_for_thirty_days_is_no_user_any_more(
    zoom: ZoomClient,
) -> None:
    await zoom.control("POST", "/zoom/users", {"email": "new@demo.invalid", "status": "pending"})
    await zoom.pass_time(seconds=30 * 24 * 3600 - 60)
    await zoom.sign_in()
    status, user = await zoom.ask("GET", "/users/new@demo.invalid")
    assert (status, user["status"]) == (200, "pending")
    await zoom.pass_time(seconds=60)
    await zoom.sign_in()
    status, body = await zoom.ask("GET", "/users/new@demo.invalid")
    assert (status, body["code"]) == (400, 1120)
    assert body["message"] == "A valid invitation to join the Zoom account was not found for this user."


@pytest.mark.parametrize(
    "fields",
    [{}, {"email": "no-at-sign"}, {"email": "a@b.c", "type": 7}, {"email": "a@b.c", "status": "asleep"}],
)
async def test_a_user_without_sense_is_refused_with_a_sentence(zoom: ZoomClient, fields: object) -> None:
    refused = await zoom.control("POST", "/zoom/users", fields)
    assert "email" in refused["error"] or "Zoom user" in refused["error"]


async def test_an_unknown_endpoint_says_so(zoom: ZoomClient) -> None:
    status, body = await zoom.ask("GET", "/phone/numbers")
    assert (status, body) == (400, {"code": 2300, "message": "This API endpoint is not recognized."})
