"""Made-up data with which the profile's windows are rendered in tests."""

ME = {
    "name": "Константинопольская Александра Вениаминовна",
    "email": "konstantinopolskaya.alexandra@example.invalid",
    "phone": "+7 900 000-00-00",
    "confirmed": True,
    "mail": True,
    "problem": "…",
    "zone": "11:45",
    "language": "…",
    "hours": "21:00–08:00",
}
PROBLEM = {"problem": "…"}
LANGUAGES = {"languages": [("✓ …", "ru"), ("○ …", "en")]}
ZONE = {
    "zone": "11:45",
    "lines": "\n".join(["Понедельник, 30 ноября: 00:30 вместо вс, 29 ноября, 22:30"] * 3),
    "more": 12,
    "odd": True,
}
HOURS = {
    "hours": "22:30–07:00",
    "choices": [("○ 21:00–08:00", "1"), ("○ 22:00–07:00", "2"), ("○ 20:00–09:00", "3")],
    "problem": "…",
}
REMINDERS = {
    "hours": "21:00–08:00",
    "lessons": True,
    "always": "За 10 минут до занятия, о переносе и отмене, о решении врача напишем всегда.",
    "switches": [("✓ О новых занятиях", "lesson_planned:off")],
}
