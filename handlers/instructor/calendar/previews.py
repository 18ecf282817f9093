"""What the calendar's windows are rendered with where nobody's data is at hand."""

from datetime import date

from services.texts import Html

_FRAME = {"zone": "Калининград", "who": "все пациенты", "filter": "все", "elsewhere": True}

WEEK = _FRAME | {
    "span": "23–29 ноября",
    "lines": Html(
        "<b>Пн 23</b>: 09:00 Допустимов Виктор · 11:00 группа, 4\n"
        "<b>Вт 24</b>: 10:00 группа, 5 · 12:00 Предположилов Артём, свободно 08:00–10:00"
    ),
    "days": [
        {"id": f"2026-11-{23 + number}", "label": label}
        for number, label in enumerate(("Пн·2", "Вт·2", "Ср·2", "Чт·3", "Пт·2", "Сб", "Вс"))
    ],
}

DAY = _FRAME | {
    "day": "Среда, 25 ноября",
    "lines": Html(
        "09:00–09:30 Допустимов Виктор, местное 11:00\n"
        "11:00–11:45 группа, 4\n"
        "Свободно: 08:00–09:00, 09:30–11:00, 11:45–20:30"
    ),
    "lessons": [{"id": 1, "label": "09:00 · Допустимов Виктор"}, {"id": 2, "label": "11:00 · группа, 4"}],
    "over": [{"id": 1, "label": "Явка · 09:00"}],
    "starts": [{"id": f"{hour}:00", "label": f"+ {hour}:00"} for hour in (10, 12, 14, 16)],
    "before": "Вт 24",
    "after": "Чт 26",
    "ahead": True,
}

MONTH = _FRAME | {
    "month": "Ноябрь 2026",
    "lines": Html("Занятий: 42\n2–8 ноября: 11\n9–15 ноября: 12"),
    "cells": [
        *({"id": "none", "label": name} for name in ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")),
        *({"id": f"2026-11-{day:02}", "label": f"{day}·3"} for day in range(2, 30)),
    ],
}

PATIENTS = {
    "search": "тест",
    "empty": True,
    "nobody": True,
    "patients": [{"id": 1, "label": "Тестова Мария"}, {"id": 2, "label": "Тестова Марина"}],
}

DATE = {
    "today": date(2026, 11, 24),
    "busy_days": {date(2026, 11, 25), date(2026, 11, 26)},
    "problem": "Поняли только день, например 26.11.",
}
