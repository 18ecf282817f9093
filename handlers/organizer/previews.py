"""What the organizer's windows are rendered with where nobody's data is at hand."""

from typing import Any

from services.texts import Html

_LINK = "https://t.me/PrimerBot?start=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

HOME: dict[str, Any] = {
    "clinic": "Центр онкореабилитации «Пример»",
    "people": 20,
    "waiting": 3,
    "lost": 1,
}

PEOPLE: dict[str, Any] = {
    "total": 3,
    "typed": "ов",
    "role": "пациенты",
    "standing": "не подключились",
    "narrowed": True,
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
    "host": None,
    "link": _LINK,
    "waiting": True,
    "mail": True,
    "closable": True,
    "closed": True,
}

CLINIC: dict[str, Any] = {
    "name": "Центр онкореабилитации «Пример»",
    "patient_name": "центр «Пример»",
    "zone": "Москва, сейчас 09:45",
    "contact": "org1@demo.invalid",
    "typed": "Онкоцентр «Пример»",
    "problem": "Напишите слово или несколько, до 100 знаков.",
}

LEAVING: dict[str, Any] = {
    "name": "Черновикова Алла Вариантовна",
    "role": "инструктор",
    "lessons": 0,
    "lines": Html("Черновикова Алла Вариантовна: впереди 71 занятие, ближайшее сегодня, в 10:00."),
    "can_be_cancelled": True,
}

ROLE: dict[str, Any] = {"step": None, "steps": None, "problem": None}
NAME: dict[str, Any] = {"step": 2, "steps": 5, "problem": None}
CONTACTS: dict[str, Any] = {"step": 3, "steps": 5, "problem": "Нужен адрес вида anna@example.com."}

KNOWN: dict[str, Any] = {
    "name": "Эскизова Наталья Шаблоновна",
    "role": "врач",
    "question": Html("Добавить роль инструктора?"),
}

ZONE: dict[str, Any] = {
    "step": 4,
    "steps": 5,
    "problem": None,
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
    "host": "Zoom: ins2@demo.invalid",
    "asks_host": True,
    "asks_leaders": False,
    "doctor": None,
    "instructor": None,
    "mail": True,
}
