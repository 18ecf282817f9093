"""What people paste as a link to a meeting."""

import pytest

from services.links import find_link, meeting_link

ROOM = "https://telemost.example.ru/j/123"


@pytest.mark.parametrize(
    ("pasted", "link"),
    [
        (ROOM, ROOM),
        (f"  {ROOM}\n", ROOM),
        ("HTTPS://Meet.Example.com/Room-1?pwd=a%20b#x", "HTTPS://Meet.Example.com/Room-1?pwd=a%20b#x"),
        ("https://видео.клиника.рф/зал", "https://видео.клиника.рф/зал"),
        ("https://meet.xn--80ak6aa92e.xn--p1ai:8443/x", "https://meet.xn--80ak6aa92e.xn--p1ai:8443/x"),
        ("https://a.example/" + "x" * 482, "https://a.example/" + "x" * 482),
    ],
)
def test_links_that_people_paste(pasted: str, link: str) -> None:
    assert meeting_link(pasted) == link


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "завтра в десять",
        "http://meet.example.com/room",
        "meet.example.com/room",
        "tg://resolve?domain=x",
        "javascript:alert(1)",
        "https://",
        "https:///room",
        "https://localhost/room",
        "https://127.0.0.1/room",
        "https://[::1]/room",
        "https://meet/room",
        "https://meet..example.com/room",
        "https://-meet.example.com/room",
        "https://meet.example.com:99999/room",
        "https://meet.example.com@evil.example/room",
        "https://user:password@meet.example.com/room",
        "https://meet.example.com\\@evil.example/room",
        "https://meet.example.com/ro om",
        "https://meet.example.com/\nhttps://other.example",
        'https://meet.example.com/"><b>',
        "https://meet.example.com/\u202eroom",
        "https://a.example/" + "x" * 483,
        "https://us05web.zoom.us/s/5?zak=hostkey",
    ],
)
def test_what_is_no_link_to_a_meeting(pasted: str) -> None:
    assert meeting_link(pasted) is None


@pytest.mark.parametrize(
    ("message", "link"),
    [
        (ROOM, ROOM),
        (f"Вот ссылка: {ROOM} до встречи", ROOM),
        (f"Тема: занятие\nВойти в Zoom\n{ROOM}\n\nКод: 418207\nhttps://zoom.example/help", ROOM),
        ("https://us05web.zoom.us/s/5?zak=hostkey", None),
        ("завтра в десять", None),
        ("", None),
    ],
)
def test_the_link_is_found_in_a_message(message: str, link: str | None) -> None:
    assert find_link(message) == link
