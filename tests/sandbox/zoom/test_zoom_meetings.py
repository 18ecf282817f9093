import re

import pytest

from tests.sandbox.zoom.client import HOST, ZoomClient


async def test_a_meeting_comes_back_as_zoom_tells_it(zoom: ZoomClient) -> None:
    made = await zoom.create(agenda="метка", settings={"waiting_room": True})
    assert 10**10 <= made["id"] < 10**11
    assert re.fullmatch(rf"https://us05web\.zoom\.us/j/{made['id']}\?pwd=\S+", made["join_url"])
    assert re.fullmatch(rf"https://us05web\.zoom\.us/s/{made['id']}\?zak=\S+", made["start_url"])
    assert (made["topic"], made["duration"], made["type"]) == ("Занятие №1", 45, 2)
    assert (made["start_time"], made["host_email"]) == ("2026-11-24T07:00:00Z", HOST)
    assert made["status"] == "waiting"

    read = await zoom.get(made)
    assert read["start_url"] != made["start_url"]
    assert {**read, "start_url": ""} == {**made, "start_url": ""}


@pytest.mark.parametrize(
    ("fields", "failed"),
    [
        ({"topic": "я" * 201}, ["topic"]),
        ({"agenda": "a" * 2001}, ["agenda"]),
        ({"password": "12345678901"}, ["password"]),
        ({"duration": 0}, ["duration"]),
        ({"duration": 1441}, ["duration"]),
        ({"duration": "45"}, ["duration"]),
        ({"duration": True}, ["duration"]),
        ({"type": 9}, ["type"]),
        ({"start_time": "24.11.2026 10:00"}, ["start_time"]),
        ({"start_time": "2026-11-24T10:00:00+03:00"}, ["start_time"]),
        ({"start_time": "2026-13-24T10:00:00Z"}, ["start_time"]),
        ({"start_time": "2026-11-25T10:00:00", "timezone": "Mars/Olympus"}, ["timezone"]),
        ({"settings": {"waiting_room": "true"}}, ["settings.waiting_room"]),
        ({"settings": {"jbh_time": 7}}, ["settings.jbh_time"]),
        ({"settings": []}, ["settings"]),
        ({"topic": 5, "duration": -1}, ["topic", "duration"]),
        ({"duration": 45.5}, ["duration"]),
        ({"type": "2"}, ["type"]),
        ({"type": 8}, ["type"]),
        ({"type": [2]}, ["type"]),
        ({"password": "пароль"}, ["password"]),
        ({"password": "12 34"}, ["password"]),
        ({"timezone": "Mars/Olympus"}, ["timezone"]),
        ({"pre_schedule": 1}, ["pre_schedule"]),
        ({"tracking_fields": {}}, ["tracking_fields"]),
        ({"recurrence": {}}, ["recurrence.type"]),
        ({"recurrence": {"type": 4, "end_times": 61}}, ["recurrence.end_times", "recurrence.type"]),
        ({"settings": {"approval_type": 3}}, ["settings.approval_type"]),
        ({"settings": {"auto_recording": "tape"}}, ["settings.auto_recording"]),
        ({"settings": {"encryption_type": "none"}}, ["settings.encryption_type"]),
        ({"settings": {"who_can_ask_questions": 6}}, ["settings.who_can_ask_questions"]),
        ({"settings": {"audio_conference_info": "a" * 2049}}, ["settings.audio_conference_info"]),
        ({"settings": {"breakout_room": True}}, ["settings.breakout_room"]),
        ({"settings": {"waiting_room_options": {}}}, ["settings.waiting_room_options.mode"]),
        (
            {"settings": {"meeting_invitees": [{"email": "a@b.c"}, {"email": "b"}]}},
            ["settings.meeting_invitees[1].email"],
        ),
        (
            {"settings": {"auto_add_recording_to_video_management": {"enable": True, "channels": [{}] * 6}}},
            ["settings.auto_add_recording_to_video_management.channels"],
        ),
    ],
)
async def test_fields_out_of_their_limits_are_named(
    zoom: ZoomClient, fields: dict[str, object], failed: list[str]
) -> None:
    status, body = await zoom.ask("POST", f"/users/{HOST}/meetings", fields)
    assert (status, body["code"], body["message"]) == (400, 300, "Validation Failed.")
    assert [error["field"] for error in body["errors"]] == failed
    meeting = await zoom.create()
    status, body = await zoom.ask("PATCH", f"/meetings/{meeting['id']}", fields)
    assert (status, [error["field"] for error in body["errors"]]) == (400, failed)


async def test_limits_themselves_and_fields_nobody_knows_are_accepted(zoom: ZoomClient) -> None:
    made = await zoom.create(
        topic="я" * 200, agenda="a" * 2000, password="aB3!@#-_*9", duration=1440, user_id="x", timezone=None
    )
    assert (len(made["topic"]), made["duration"], made["password"]) == (200, 1440, "aB3!@#-_*9")
    assert "user_id" not in made


async def test_an_occurrence_named_in_the_body_changes_the_whole_meeting(zoom: ZoomClient) -> None:
    made = await zoom.create()
    change = {"occurrence_id": "1795503600000", "topic": "Всё занятие"}
    assert await zoom.ask("PATCH", f"/meetings/{made['id']}", change) == (204, None)
    assert (await zoom.get(made))["topic"] == "Всё занятие"


async def test_an_occurrence_named_in_the_query_is_refused_as_no_meeting_has_any(zoom: ZoomClient) -> None:
    made = await zoom.create()
    for method, body in (("GET", None), ("PATCH", {"topic": "Одно"}), ("DELETE", None)):
        path = f"/meetings/{made['id']}"
        status, answer = await zoom.ask(method, path, body, params={"occurrence_id": "1795503600000"})
        assert (status, answer) == (400, {"code": 3000, "message": "Invalid occurrence_id."})
    assert (await zoom.get(made))["topic"] == made["topic"]


async def test_a_body_that_is_no_json_object_is_refused(zoom: ZoomClient) -> None:
    url = f"{zoom.url}/zoom/v2/users/{HOST}/meetings"
    for data in (b"{", b"[]", b"\xff"):
        async with zoom.session.post(
            url, data=data, headers={"Authorization": f"Bearer {zoom.token}"}
        ) as answer:
            assert answer.status == 400
            assert (await answer.json())["message"] == "Request Body should be a valid JSON object."


async def test_a_past_start_becomes_now_and_is_ignored_in_a_change(zoom: ZoomClient) -> None:
    made = await zoom.create(start_time="2020-01-01T00:00:00Z")
    assert made["start_time"].startswith("2026-11-24T06:4")
    made = await zoom.create(start_time="2026-11-25T07:00:00Z")
    status, _ = await zoom.ask("PATCH", f"/meetings/{made['id']}", {"start_time": "2020-01-01T00:00:00Z"})
    assert status == 204
    assert (await zoom.get(made))["start_time"] == "2026-11-25T07:00:00Z"


async def test_local_time_is_read_in_the_stated_zone_and_told_in_utc(zoom: ZoomClient) -> None:
    made = await zoom.create(start_time="2026-11-25T10:00:00", timezone="Asia/Vladivostok")
    assert (made["start_time"], made["timezone"]) == ("2026-11-25T00:00:00Z", "Asia/Vladivostok")


async def test_a_change_answers_nothing_and_keeps_the_link(zoom: ZoomClient) -> None:
    made = await zoom.create()
    change = {"topic": "Другая тема", "start_time": "2026-11-26T08:30:00Z", "duration": 30}
    assert await zoom.ask("PATCH", f"/meetings/{made['id']}", change) == (204, None)
    read = await zoom.get(made)
    assert {name: read[name] for name in change} == change
    assert read["join_url"] == made["join_url"]


async def test_zoom_overwrites_settings_that_leave_a_meeting_unsafe(zoom: ZoomClient) -> None:
    both = await zoom.create(settings={"waiting_room": True, "join_before_host": True})
    assert both["settings"]["waiting_room"] is True
    assert both["settings"]["join_before_host"] is False

    open_to_all = await zoom.create(
        default_password=False, settings={"waiting_room": False, "join_before_host": True}
    )
    assert open_to_all["password"] == ""
    assert open_to_all["settings"]["waiting_room"] is True
    assert open_to_all["settings"]["join_before_host"] is False

    with_passcode = await zoom.create(settings={"join_before_host": True})
    assert re.fullmatch(r"\d{6}", with_passcode["password"])
    assert with_passcode["settings"]["waiting_room"] is False
    assert with_passcode["settings"]["join_before_host"] is True
    await zoom.ask("PATCH", f"/meetings/{with_passcode['id']}", {"password": ""})
    assert (await zoom.get(with_passcode))["settings"]["waiting_room"] is True

    encrypted = await zoom.create(settings={"encryption_type": "e2ee", "auto_recording": "cloud"})
    assert encrypted["settings"]["auto_recording"] == "none"


async def test_what_nobody_states_is_as_zoom_has_it(zoom: ZoomClient) -> None:
    settings = (await zoom.create())["settings"]
    on = ("email_notification", "alternative_hosts_email_notification")
    assert [settings[name] for name in on] == [True, True]
    off = ("join_before_host", "waiting_room", "use_pmi", "mute_upon_entry", "push_change_to_calendar")
    assert [settings[name] for name in off] == [False] * len(off)
    assert (settings["approval_type"], settings["auto_recording"], settings["audio"]) == (2, "none", "both")


async def test_a_host_without_a_licence_to_meet_and_a_foreign_host_are_refused(zoom: ZoomClient) -> None:
    status, body = await zoom.ask("POST", "/users/gone@demo.invalid/meetings", {})
    assert (status, body["code"]) == (400, 3161)
    assert body["message"] == "Your user account is not allowed meeting hosting and scheduling capabilities."
    meeting = await zoom.create()
    other = {"schedule_for": "basic@demo.invalid"}
    status, body = await zoom.ask("PATCH", f"/meetings/{meeting['id']}", other)
    assert (status, body["code"]) == (400, 3000)
    assert body["message"] == "You cannot schedule a meeting for basic@demo.invalid."


async def test_a_host_who_lost_the_licence_can_neither_change_nor_end_a_meeting(zoom: ZoomClient) -> None:
    meeting = await zoom.create()
    await zoom.open(meeting["start_url"], "Алла")
    await zoom.control("POST", "/zoom/users", {"email": HOST, "status": "inactive"})
    path = f"/meetings/{meeting['id']}"
    for method, address, body in (("PATCH", path, {}), ("PUT", f"{path}/status", {"action": "end"})):
        status, answer = await zoom.ask(method, address, body)
        assert (status, answer["code"]) == (400, 3161)
    assert (await zoom.get(meeting))["status"] == "started"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": 1, "schedule_for": HOST}, "Instant meetings do not support the `schedule_for` parameter"),
        (
            {"type": 1, "pre_schedule": True},
            "Prescheduling is only available for scheduled meetings (type 2)",
        ),
    ],
)
async def test_an_instant_meeting_is_for_oneself_and_for_now(
    zoom: ZoomClient, fields: dict[str, object], words: str
) -> None:
    status, body = await zoom.ask("POST", f"/users/{HOST}/meetings", fields)
    assert (status, body["code"]) == (400, 3000)
    assert body["message"].startswith(words)


async def test_a_deleted_meeting_is_gone_until_it_is_recovered(zoom: ZoomClient) -> None:
    made = await zoom.create()
    path = f"/meetings/{made['id']}"
    assert await zoom.ask("DELETE", path) == (204, None)
    gone = (404, {"code": 3001, "message": f"Meeting does not exist: {made['id']}."})
    assert await zoom.ask("GET", path) == gone
    assert await zoom.ask("PATCH", path, {}) == gone
    assert await zoom.ask("DELETE", path) == gone
    assert await zoom.ask("PUT", f"{path}/status", {"action": "end"}) == gone
    assert await zoom.ask("PUT", f"{path}/status", {"action": "recover"}) == (204, None)
    assert (await zoom.get(made))["join_url"] == made["join_url"]


async def test_a_meeting_expires_thirty_days_after_its_date(zoom: ZoomClient) -> None:
    made = await zoom.create()
    await zoom.pass_time(to="2026-12-24T06:59:00Z")
    await zoom.sign_in()
    await zoom.get(made)
    await zoom.pass_time(to="2026-12-24T07:00:00Z")
    status, body = await zoom.ask("GET", f"/meetings/{made['id']}")
    assert (status, body["code"]) == (404, 3001)


async def test_the_status_takes_two_actions_only(zoom: ZoomClient) -> None:
    made = await zoom.create()
    status, body = await zoom.ask("PUT", f"/meetings/{made['id']}/status", {"action": "stop"})
    assert (status, body["code"], body["errors"][0]["field"]) == (400, 300, "action")
    status, body = await zoom.ask("PUT", f"/meetings/{made['id']}/status", ["end"])
    assert (status, body["message"]) == (400, "Request Body should be a valid JSON object.")
    status, body = await zoom.ask("PUT", f"/meetings/{made['id']}/status", {"action": "end"})
    assert (status, body["code"]) == (400, 3000)


async def test_the_list_is_paged_and_cuts_the_agenda(zoom: ZoomClient) -> None:
    made = [await zoom.create(agenda=f"{number}" * 300) for number in range(5)]
    await zoom.create(host="basic@demo.invalid")
    path = f"/users/{HOST}/meetings"
    seen = []
    token = ""
    for _ in range(3):
        params = {"page_size": "2", "type": "upcoming", **({"next_page_token": token} if token else {})}
        status, page = await zoom.ask("GET", path, params=params)
        assert (status, page["total_records"], page["page_count"]) == (200, 5, 3)
        assert all(len(row["agenda"]) == 250 and "start_url" not in row for row in page["meetings"])
        seen += [row["id"] for row in page["meetings"]]
        token = page["next_page_token"]
    assert token == ""
    assert sorted(seen) == sorted(meeting["id"] for meeting in made)


async def test_lists_tell_coming_past_and_running_meetings_apart(zoom: ZoomClient) -> None:
    soon = await zoom.create(start_time="2026-11-24T07:00:00Z")
    later = await zoom.create(start_time="2026-11-27T07:00:00Z")
    await zoom.pass_time(to="2026-11-24T08:00:00Z")
    await zoom.sign_in()
    await zoom.open((await zoom.get(later))["start_url"], "Алла")

    async def ids(kind: str) -> list[int]:
        _, page = await zoom.ask("GET", f"/users/{HOST}/meetings", params={"type": kind})
        return [row["id"] for row in page["meetings"]]

    assert await ids("previous_meetings") == [soon["id"]]
    assert await ids("upcoming") == [later["id"]]
    assert await ids("live") == [later["id"]]
    assert await ids("scheduled") == [soon["id"], later["id"]]

    await zoom.pass_time(to="2026-11-27T09:00:00Z")
    await zoom.sign_in()
    assert await ids("upcoming") == [later["id"]]
    assert await ids("previous_meetings") == [soon["id"]]
