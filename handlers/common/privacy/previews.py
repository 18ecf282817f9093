"""Made-up data with which the windows about a person's own data are rendered in tests."""

from services import consent

KEPT = {
    "patient": True,
    "consents": "\n".join(["Центр «Солнечный берег реабилитации»: 24 ноября 2026, версия 1"] * 2),
}
CONSENT = {"full": consent.pages("en", "Example")}
LEAVING = {
    "free": True,
    "lines": "\n".join(
        [
            "Занятий впереди: 12. Они будут без вас, инструктор узнает.",
            "Вход и сообщения прекратятся сразу.",
            "Передумать можно до: четверг, 24 декабря. Потом данные сотрём, останутся только числа.",
        ]
    ),
}
