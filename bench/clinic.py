"""The clinic that is measured: groups of five patients, each with an instructor and three lessons a week."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.demo.clinic import DemoClinic
from services.timetable import to_local

GROUP = 5

ZONE = "Europe/Moscow"

TOKEN = "4242424242:SANDBOX-TOKEN"

KEY = base64.b64encode(bytes(range(32))).decode()
"""Seals the made-up people of the bench and nothing else."""


def clinic(patients: int) -> DemoClinic:
    """Return a clinic with so many patients, none of whose lessons is near while the bench runs."""
    far = to_local(datetime.now(UTC) + timedelta(hours=12), ZONE)
    keys = [f"p{number}" for number in range(patients)]
    groups = [keys[first : first + GROUP] for first in range(0, patients, GROUP)]
    instructors = [f"ins{number}" for number in range(len(groups))]
    cleared = {"status": "cleared", "issued_day_offset": 0, "valid_days": 30}
    people = [
        _person("org", "organizer", 1),
        _person("doc", "doctor", 2),
        *(_person(key, "instructor", 100 + number) for number, key in enumerate(instructors)),
        *(
            _person(key, "patient", 1000 + number, doctor="doc", clearance=cleared)
            for number, key in enumerate(keys)
        ),
    ]
    courses = [
        {
            "instructor": instructor,
            "weekdays": ["mon", "wed", "fri"],
            "start_time": f"{far.hour:02}:00",
            "timezone": ZONE,
            "minutes": 45,
            "patients": group,
        }
        for instructor, group in zip(instructors, groups, strict=True)
    ]
    return DemoClinic(
        {
            "organization": {
                "name": "Центр «Пример»",
                "patient_name": "центр «Пример»",
                "timezone": ZONE,
                "support_contact": "+7 495 000-00-00",
            },
            "labels": dict.fromkeys(("organizer", "doctor", "instructor", "patient"), ""),
            "not_activated": [],
            "blocked": [],
            "zoom": [{"key": key, "type": 2} for key in instructors],
            "courses": courses,
            "people": people,
        }
    )


def environment(sandbox_url: str, database: Path) -> dict[str, str]:
    """Return the settings of a program that lives in the sandbox, by their names in the environment."""
    return {
        "BOT_TOKEN": TOKEN,
        "ENCRYPTION_KEY": KEY,
        "TELEGRAM_API_URL": sandbox_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "ZOOM_ACCOUNT_ID": "sandbox-account",
        "ZOOM_CLIENT_ID": "sandbox-client",
        "ZOOM_CLIENT_SECRET": "sandbox-secret",
        "ZOOM_API_URL": f"{sandbox_url}/zoom/v2",
        "ZOOM_OAUTH_URL": f"{sandbox_url}/zoom/oauth/token",
        "LOG_LEVEL": "WARNING",
    }


def _person(key: str, role: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "role": role,
        "last_name": "Примеров",
        "first_name": f"Макет{number}",
        "middle_name": None,
        "timezone": ZONE,
        "language": "ru",
        "telegram_id": 9_000_000_000_000 + number,
        **more,
    }
