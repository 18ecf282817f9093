"""Clinics that are there already when a story begins, loaded as the demo's is."""

from collections.abc import Sequence
from typing import Any

from bot.demo.clinic import DemoClinic

CLEARED = {"status": "cleared", "issued_day_offset": 0, "valid_days": 30}
PENDING = {"status": "pending", "issued_day_offset": None, "valid_days": None}


def person(key: str, role: str, number: int, **more: Any) -> dict[str, Any]:
    """Return one person as the demo's file has them."""
    return {
        "key": key,
        "role": role,
        "last_name": "Примеров",
        "first_name": f"Макет{number}",
        "middle_name": None,
        "timezone": "Europe/Moscow",
        "language": "ru",
        "telegram_id": 9_000_000_000_000 + number,
        **more,
    }


def small_clinic(people: Sequence[dict[str, Any]], **more: Any) -> DemoClinic:
    """Return a clinic of these people; their Zoom users are the instructors, licensed."""
    return DemoClinic(
        {
            "organization": {
                "name": "Центр «Пример»",
                "patient_name": "центр «Пример»",
                "timezone": more.pop("timezone", "Europe/Moscow"),
                "support_contact": "+7 495 000-00-00",
            },
            "labels": dict.fromkeys(("organizer", "doctor", "instructor", "patient"), ""),
            "opening": {"weekday": "tue", "time": "09:45"},
            "not_activated": [],
            "blocked": [],
            "zoom": [{"key": p["key"], "type": 2} for p in people if p["role"] == "instructor"],
            "courses": [],
            "people": list(people),
            **more,
        }
    )


def usual_people(timezone: str) -> list[dict[str, Any]]:
    """Return an organizer, a doctor, an instructor in ``timezone``, and three patients, one not cleared."""
    return [
        person("org", "organizer", 1, first_name="Вера", last_name="Примерова", timezone=timezone),
        person("doc", "doctor", 2, first_name="Глеб", last_name="Образцовский", timezone=timezone),
        person("ins", "instructor", 3, first_name="Алла", last_name="Черновикова", timezone=timezone),
        person(
            "west",
            "patient",
            11,
            first_name="Ирина",
            last_name="Сказкина",
            timezone="Europe/Kaliningrad",
            doctor="doc",
            clearance=CLEARED,
        ),
        person(
            "east",
            "patient",
            12,
            first_name="Степан",
            last_name="Якобыев",
            timezone="Asia/Vladivostok",
            language="en",
            doctor="doc",
            clearance=CLEARED,
        ),
        person(
            "new", "patient", 13, first_name="Людмила", last_name="Шаблонова", doctor="doc", clearance=PENDING
        ),
    ]
