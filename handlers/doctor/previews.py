"""What the doctor's windows are rendered with where nobody's data is at hand."""

from datetime import date
from typing import Any

from services.texts import Html

HOME: dict[str, Any] = {
    "today": "Пятница, 27 ноября",
    "lines": Html("Ждёт решения: Шаблонова Людмила\nСказкина Ирина · Допуск до 4 декабря"),
    "waiting": 1,
    "ending": 1,
    "patients": 14,
}

PATIENTS: dict[str, Any] = {
    "total": 2,
    "typed": "",
    "everybody": False,
    "patients": [
        {"id": 21, "label": "Сказкина Ирина · Допуск до 4 декабря"},
        {"id": 22, "label": "Шаблонова Людмила · Ждёт решения врача"},
    ],
}

CARD: dict[str, Any] = {
    "name": "Предположилов Артём Макетович",
    "clearance": Html("Допуск до 6 декабря"),
    "instructor": "Черновикова Алла Вариантовна",
    "lessons": Html(
        "Сегодня, вторник, 24 ноября, 12:00–12:25\nВторник, 8 декабря, 12:00–12:25 · ждёт допуска"
    ),
    "more": 2,
    "new": False,
    "given": True,
    "suspended": False,
    "refusable": False,
}

GIVE: dict[str, Any] = {
    "name": "Шаблонова Людмила Эскизовна",
    "clearance": Html("Ждёт решения врача"),
    "instructor": "Черновикова Алла Вариантовна",
    "today": date(2026, 11, 27),
    "offers": [
        {"day": "2026-12-11", "label": "14 дней, до 11 декабря"},
        {"day": "2026-12-27", "label": "30 дней, до 27 декабря"},
    ],
    "until": "до 27 декабря",
    "told": True,
    "message": "Врач разрешил занятия",
    "opening": 2,
    "closing": 1,
    "nearest": Html("вторник, 29 декабря, 12:00"),
    "opened": 2,
}

STOP: dict[str, Any] = {
    "name": "Предположилов Артём Макетович",
    "clearance": Html("Занятия приостановлены"),
    "instructor": "Черновикова Алла Вариантовна",
    "closing": 2,
    "nearest": Html("вторник, 1 декабря, 12:00"),
    "begun": None,
    "message": "Врач просит сделать паузу",
    "closed": 2,
}
