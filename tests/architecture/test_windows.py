"""The dialogs' house rules, held against every window in both languages."""

import html
import re

import pytest
from aiogram_dialog import Window

from models import Role
from tests.architecture.windows import Shown, dispatcher, render, role_of, windows

WINDOWS = [window for _, window in windows(dispatcher())]
LANGUAGES = ("ru", "en")
NAMES = [str(window.get_state().state) for window in WINDOWS]

PATIENT_CHARACTERS = 350
PATIENT_BUTTONS = 4
NOT_COUNTED = ("Назад", "На главную", "Back", "Home")

SCROLLED = ("PatientLessons",)
"""Lists of a patient's lessons show a button a lesson."""


def seen(shown: Shown) -> str:
    """Return the text without markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", shown.text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("window", WINDOWS, ids=NAMES)
async def test_a_window_can_be_shown_by_telegram(window: Window, language: str) -> None:
    shown = await render(window, language)
    assert 1 <= len(seen(shown)) <= 4096
    rows = shown.keyboard.inline_keyboard
    assert rows, "a screen has a way on or back"
    assert all(1 <= len(row) <= 8 for row in rows)
    assert sum(map(len, rows)) <= 100
    for button in (button for row in rows for button in row):
        assert button.text
        if button.callback_data is not None:
            assert 1 <= len(button.callback_data.encode()) <= 64


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("window", WINDOWS, ids=NAMES)
async def test_a_window_begins_with_its_bold_line(window: Window, language: str) -> None:
    assert (await render(window, language)).text.startswith("<b>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "window",
    [window for window in WINDOWS if role_of(window) is Role.PATIENT],
    ids=lambda w: str(w.get_state()),
)
async def test_a_patients_window_is_short(window: Window, language: str) -> None:
    shown = await render(window, language)
    group = shown.state.group.__name__
    if group not in ("Activation", "Privacy") or not str(shown.state.state).endswith(":full"):
        assert len(seen(shown)) <= PATIENT_CHARACTERS
    counted = [
        button for row in shown.keyboard.inline_keyboard for button in row if button.text not in NOT_COUNTED
    ]
    if group not in SCROLLED:
        assert len(counted) <= PATIENT_BUTTONS
    assert not re.search(r"\bрак|онко|диагноз|C\d\d\b", seen(shown), re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("window", WINDOWS, ids=NAMES)
async def test_a_window_has_a_way_out(window: Window, language: str) -> None:
    shown = await render(window, language)
    if shown.state.group.__name__ in ("Activation", "Welcome") or shown.state.group.__name__.endswith("Home"):
        return
    words = {button.text for row in shown.keyboard.inline_keyboard for button in row}
    assert words & {"На главную", "Home", "Не сохранять", "Don't save", "Назад", "Back"}


def test_every_state_has_a_window() -> None:
    groups = {window.get_state().group for window in WINDOWS}
    with_window = {window.get_state() for window in WINDOWS}
    missing = [str(state.state) for group in groups for state in group.__states__ if state not in with_window]
    assert missing == []


def test_every_group_of_states_has_its_dialog() -> None:
    from handlers.common import states as common
    from handlers.doctor import states as doctor
    from handlers.instructor import states as instructor
    from handlers.organizer import states as organizer
    from handlers.patient import states as patient

    declared = {
        group
        for module in (common, organizer, doctor, instructor, patient)
        for group in vars(module).values()
        if isinstance(group, type) and getattr(group, "__states__", None)
    }
    assert declared == {window.get_state().group for window in WINDOWS}
