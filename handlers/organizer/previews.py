"""What the organizer's windows are rendered with where nobody's data is at hand."""

from datetime import date
from typing import Any

from services.texts import Html

_LINK = "https://t.me/PrimerBot?start=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

HOME: dict[str, Any] = {
    "clinic": "Центр онкореабилитации «Пример»",
    "people": 20,
    "waiting": 3,
    "lost": 1,
    "checked": Html("Проверка сегодня, 06:00: 1 замечание"),
    "remarks": 1,
}

PEOPLE: dict[str, Any] = {
    "total": 3,
    "typed": "ов",
    "role": "пациенты",
    "standing": "не подключились",
    "narrowed": True,
    "nobody": False,
    "invitable": True,
    "people": [
        {"id": 11, "label": "Примеркин Олег · пациент"},
        {"id": 12, "label": "Шаблонова Людмила · пациент · ждёт"},
        {"id": 13, "label": "Якобыев Степан · пациент · ждёт"},
    ],
}

QUESTION: dict[str, Any] = {
    "name": "Якобыев Степан Условнович",
    "role": "пациент",
    "moment": Html("Сегодня, 10:05"),
    "question": "Можно ли перенести занятие на вечер?",
    "contacts": "p09@demo.invalid, +79000000009",
    "answers": Html("Примерова Вера: Спросим инструктора"),
    "problem": None,
    "text": "Да, напишем вам сегодня",
    "length": "0:07",
}

REPORTS: dict[str, Any] = {
    "lines": Html(
        "пациенты 15: подключены 12, не подключились 2, закрыли бота 1\nинструкторы 3: подключены 3"
    ),
}

JOURNAL: dict[str, Any] = {
    "day": "вчера, понедельник, 23 ноября",
    "zone": "Москва, сейчас 09:45",
    "lines": Html(
        "09:41 Образцовский Глеб — открыта карта: Предположилов Артём\n"
        "09:38 Черновикова Алла — перенос занятия: среда, 25 ноября, 11:00 → четверг, 26 ноября, 16:00"
    ),
    "who": "все",
    "whose": "Предположилов Артём",
    "newer": True,
    "older": True,
    "past": True,
}

JOURNAL_PEOPLE: dict[str, Any] = {
    "typed": "ов",
    "people": [
        {"id": 3, "label": "Образцовский Глеб · врач"},
        {"id": 6, "label": "Черновикова Алла · инструктор"},
    ],
}

PERSON: dict[str, Any] = {
    "name": "Якобыев Степан Условнович",
    "role": "пациент",
    "contacts": "p09@demo.invalid, +79000000009",
    "zone": "Владивосток, сейчас 16:45",
    "invitation": Html("Ссылка действует до: пятница, 27 ноября, 09:45"),
    "letter": Html("Письмо ушло: вчера, понедельник, 23 ноября, 10:05"),
    "opened": Html("Ссылку ещё не открывали"),
    "host": None,
    "link": _LINK,
    "waiting": True,
    "teaches": True,
    "mail": True,
    "no_mail": False,
    "no_email": False,
    "closable": True,
    "closed": True,
}

ROLES: dict[str, Any] = PERSON | {
    "email": "p09@demo.invalid",
    "roles": [
        {"id": 9, "label": "Пациент · ждёт"},
        {"id": 10, "label": "Инструктор · подключение есть"},
    ],
    "missing": [
        {"id": "doctor", "label": "Добавить роль: врач"},
        {"id": "organizer", "label": "Добавить роль: организатор"},
    ],
}

CORRECT: dict[str, Any] = {
    "name": "Якобыев Степан Условнович",
    "email": "p09@demo.invalid",
    "phone": "+79000000009",
    "has_phone": True,
    "zone": "Владивосток, сейчас 16:45",
    "host": "Zoom: ins2@demo.invalid",
    "zoom": True,
    "is_patient": True,
    "doctor": "Образцовский Глеб",
    "instructor": "Черновикова Алла",
    "waiting": True,
    "active": True,
    "problem": "Нужен адрес вида anna@example.com.",
    "saved": True,
    "invited": False,
    "asks_doctor": True,
    "asks_instructor": False,
    "leader": "Образцовский Глеб",
    "leaders": [
        {"id": 3, "label": "✓ Образцовский Глеб"},
        {"id": 4, "label": "○ Эскизова Наталья"},
    ],
}

HANDOVER: dict[str, Any] = {
    "name": "Черновикова Алла Вариантовна",
    "today": date(2026, 11, 24),
    "first": "Четверг, 26 ноября",
    "busy_days": {date(2026, 11, 26)},
    "total": 3,
    "taken": 2,
    "lines": Html("Пятница, 27 ноября, 11:00: Набросков Илья: занято 11:00–11:45"),
    "more": 1,
    "gone": False,
    "ready": True,
    "lessons": [
        {"id": 1, "label": "Чт, 26 ноября, 10:00 · Набросков Илья"},
        {"id": 2, "label": "Пт, 27 ноября, 11:00 · некому"},
    ],
    "moment": Html("Четверг, 26 ноября, 10:00–10:45"),
    "colleagues": [{"id": 5, "label": "✓ Набросков Илья"}],
    "staying": 1,
    "patients": 4,
    "staff": 2,
    "handed": 2,
}

CLINIC: dict[str, Any] = {
    "name": "Центр онкореабилитации «Пример»",
    "patient_name": "центр «Пример»",
    "zone": "Москва, сейчас 09:45",
    "contact": "org1@demo.invalid",
    "typed": "Онкоцентр «Пример»",
    "reminder": "за 60 минут и за 10 минут",
    "ending": "за 7 дней",
    "discreet": "нет",
    "is_discreet": False,
    "choices": [("✓ за 10 минут", "0"), ("○ за 60 минут и за 10 минут", "60")],
    "problem": "Напишите слово или несколько, до 100 знаков.",
}

IMPORT: dict[str, Any] = {
    "import_id": 1,
    "problem": "Нужен файл XLSX или CSV, до 20 МБ.",
    "adding": False,
    "done": 1200,
    "total": 2000,
    "new": 41,
    "role": 1,
    "there": 3,
    "twice": 1,
    "bad": 2,
    "unled": 5,
    "good": 42,
    "all_good": 42,
    "noted": True,
    "some_good": 42,
    "lines": Html("Строка 12: в email нет «@»\nСтрока 30: нет фамилии"),
    "added": 42,
    "mailed": 39,
    "without_email": 3,
    "left": 1,
    "mail": True,
}

CLINIC_ZONE: dict[str, Any] = CLINIC | {
    "new_zone": "Владивосток, сейчас 16:45",
    "closing": 2,
    "opening": 1,
}

HOSTS: dict[str, Any] = {
    "hosts": [
        {"id": 5, "label": "Набросков Илья · до 40 минут"},
        {"id": 6, "label": "Черновикова Алла · в порядке"},
    ]
}

HOST: dict[str, Any] = {
    "name": "Набросков Илья Эскизович",
    "lines": Html("Вход в Zoom: ins2@demo.invalid\nЗапись Zoom найдена, бесплатная: занятия до 40 минут."),
    "zoom": True,
    "on_zoom": True,
    "problem": "Нужен адрес вида anna@example.com.",
}

CHECKUP: dict[str, Any] = {
    "never": False,
    "running": False,
    "moment": "сегодня, 09:45",
    "lines": Html(
        "Telegram — в порядке\nZoom — в порядке, ведущих 3\nПочта — в порядке, сервер отвечает сразу\n"
        "Сообщения — в порядке, на 14 дней 212"
    ),
}

LEAVING: dict[str, Any] = {
    "name": "Черновикова Алла Вариантовна",
    "role": "инструктор",
    "lessons": 0,
    "lines": Html("Черновикова Алла Вариантовна: впереди 71 занятие, ближайшее сегодня, в 10:00."),
    "can_be_cancelled": True,
    "can_be_left": True,
}

ROLE: dict[str, Any] = {"step": None, "steps": None, "problem": None, "sought": None}
NAME: dict[str, Any] = {"step": 2, "steps": 5, "problem": None, "sought": None}
CONTACTS: dict[str, Any] = {
    "step": 3,
    "steps": 5,
    "sought": "Якобыев",
    "problem": "Нужен адрес вида anna@example.com.",
}

KNOWN: dict[str, Any] = {
    "name": "Эскизова Наталья Шаблоновна",
    "role": "врач",
    "question": Html("Добавить роль инструктора?"),
}

ZONE: dict[str, Any] = {
    "step": 4,
    "steps": 5,
    "problem": None,
    "sought": None,
    "clinic": "Москва, сейчас 09:45",
    "found": [
        {"zone": "Asia/Vladivostok", "label": "Владивосток, сейчас 16:45"},
        {"zone": "Europe/Vilnius", "label": "Вильнюс, сейчас 08:45"},
    ],
    "more": True,
}

LAST: dict[str, Any] = {
    "step": 5,
    "steps": 5,
    "problem": None,
    "sought": None,
    "email": "ins2@demo.invalid",
    "doctor": [
        {"id": 3, "label": "✓ Врач: Образцовский Глеб"},
        {"id": 4, "label": "○ Врач: Эскизова Наталья"},
    ],
    "instructor": [
        {"id": 5, "label": "○ Инструктор: Набросков Илья"},
        {"id": 6, "label": "○ Инструктор: Черновикова Алла"},
    ],
}

CHECK: dict[str, Any] = {
    "role": "Инструктор",
    "name": "Набросков Илья Эскизович",
    "contacts": "ins2@demo.invalid",
    "zone": "Калининград, сейчас 08:45",
    "new": True,
    "given": False,
    "host": "Zoom: ins2@demo.invalid",
    "asks_host": True,
    "asks_leaders": False,
    "doctor": None,
    "instructor": None,
    "mail": True,
    "no_mail": False,
    "no_email": False,
}
