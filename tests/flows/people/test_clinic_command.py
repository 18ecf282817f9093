"""A clinic made by the command line: which name its patients read."""

import asyncio

import pytest

from bot import clinic
from sandbox.server import SandboxOptions, running
from tests.flows.conftest import TOKEN, settings_for


@pytest.mark.parametrize(
    ("name", "typed", "language", "read"),
    [
        ("Центр онкореабилитации «Пример»", None, "ru", "центр реабилитации"),
        ("Cancer Care Example", None, "en", "the rehabilitation centre"),
        ("Центр «Пример»", None, "ru", "Центр «Пример»"),
        ("Онкоцентр", "Онкоцентр", "ru", "Онкоцентр"),
    ],
)
async def test_patients_read_a_name_that_does_not_tell_of_the_illness_unless_one_insists(
    sqlite_url: str,
    capsys: pytest.CaptureFixture[str],
    name: str,
    typed: str | None,
    language: str,
    read: str,
) -> None:
    async with running(SandboxOptions(token=TOKEN)) as sandbox:
        new = clinic.NewClinic(
            name=name,
            patient_name=typed,
            timezone="Europe/Moscow",
            organizer="Примерова Вера Условновна",
            email="org@demo.invalid",
            language=language,
        )
        await asyncio.to_thread(clinic.create, settings_for(sandbox, sqlite_url), new)
    assert f"Patients read «{read}»." in capsys.readouterr().out
