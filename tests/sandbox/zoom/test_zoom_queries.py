import pytest

from tests.sandbox.zoom.client import HOST, ZoomClient


@pytest.mark.parametrize(
    ("operation", "params", "failed"),
    [
        ("list_meetings", {"type": "all"}, ["type"]),
        ("list_meetings", {"page_size": "301"}, ["page_size"]),
        ("list_meetings", {"page_size": "0"}, ["page_size"]),
        ("list_meetings", {"page_size": "ten"}, ["page_size"]),
        ("list_meetings", {"page_number": "0"}, ["page_number"]),
        ("list_meetings", {"from": "24.11.2026", "to": "2026-13-01"}, ["from", "to"]),
        ("list_meetings", {"timezone": "Mars/Olympus"}, ["timezone"]),
        ("list_users", {"status": "sleeping"}, ["status"]),
        ("list_users", {"page_size": "2001"}, ["page_size"]),
        ("list_users", {"license": "driving"}, ["license"]),
        ("list_users", {"include_fields": "secrets"}, ["include_fields"]),
        ("get_user", {"login_type": "2"}, ["login_type"]),
        ("get_user", {"encrypted_email": "False"}, ["encrypted_email"]),
        ("get_meeting", {"show_previous_occurrences": "True"}, ["show_previous_occurrences"]),
        ("delete_meeting", {"schedule_for_reminder": "False"}, ["schedule_for_reminder"]),
        ("delete_meeting", {"cancel_meeting_reminder": "0"}, ["cancel_meeting_reminder"]),
    ],
)
async def test_a_query_out_of_its_limits_is_named_and_nothing_is_done(
    zoom: ZoomClient, operation: str, params: dict[str, str], failed: list[str]
) -> None:
    made = await zoom.create()
    method, path = {
        "list_meetings": ("GET", f"/users/{HOST}/meetings"),
        "list_users": ("GET", "/users"),
        "get_user": ("GET", f"/users/{HOST}"),
        "get_meeting": ("GET", f"/meetings/{made['id']}"),
        "delete_meeting": ("DELETE", f"/meetings/{made['id']}"),
    }[operation]
    status, body = await zoom.ask(method, path, params=params)
    assert (status, body["code"], body["message"]) == (400, 300, "Validation Failed.")
    assert [error["field"] for error in body["errors"]] == failed
    await zoom.get(made)


async def test_true_and_false_in_small_letters_and_names_nobody_knows_are_accepted(zoom: ZoomClient) -> None:
    made = await zoom.create()
    path = f"/users/{HOST}"
    assert (await zoom.ask("GET", path, params={"encrypted_email": "false", "id": "x"}))[0] == 200
    params = {"schedule_for_reminder": "false", "cancel_meeting_reminder": "true", "id": str(made["id"])}
    assert await zoom.ask("DELETE", f"/meetings/{made['id']}", params=params) == (204, None)


async def test_a_page_token_is_good_for_a_quarter_of_an_hour_and_none_can_be_made_up(
    zoom: ZoomClient,
) -> None:
    for _ in range(2):
        await zoom.create()
    path = f"/users/{HOST}/meetings"
    refusal = (400, {"code": 300, "message": "The next page token is invalid or expired."})
    assert await zoom.ask("GET", path, params={"next_page_token": "made-up"}) == refusal
    _, page = await zoom.ask("GET", path, params={"page_size": "1"})
    params = {"page_size": "1", "next_page_token": page["next_page_token"]}
    assert (await zoom.ask("GET", path, params=params))[0] == 200
    await zoom.pass_time(seconds=15 * 60)
    assert await zoom.ask("GET", path, params=params) == refusal


async def test_pages_can_be_asked_for_by_their_number(zoom: ZoomClient) -> None:
    made = [(await zoom.create())["id"] for _ in range(3)]
    path = f"/users/{HOST}/meetings"
    pages = [
        (await zoom.ask("GET", path, params={"page_size": "2", "page_number": number}))[1]
        for number in ("1", "2", "3")
    ]
    assert [len(page["meetings"]) for page in pages] == [2, 1, 0]
    assert sorted(row["id"] for page in pages for row in page["meetings"]) == sorted(made)
