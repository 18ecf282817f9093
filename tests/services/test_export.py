"""The file with a person's own data: all that is theirs, nothing of anybody else, readable and as JSON."""

import json
import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from bot.settings import LOCALES
from models import JournalAction, NotificationKind, NotificationState, Person
from services.export import Exporting
from services.messages import export
from services.moments import Moments, Reader
from services.policy import Actor
from services.texts import Catalogues
from tests.architecture.test_catalogues import NOT_FOR_PATIENTS
from tests.services.owed import kinds, rows_for
from tests.services.people import DAY_AFTER_TEN, MOSCOW, Clinic, Office, plan

CATALOGUES = Catalogues(LOCALES)


async def taken(office: Office, actor: Actor, language: str = "ru") -> tuple[str, dict[str, Any]]:
    """Return the page and the data of somebody's file."""
    await office.session.flush()
    moments = Moments(
        CATALOGUES.texts(language),
        Reader(language, actor.timezone, actor.clinic_timezone),
        office.clock.now(),
    )
    person = await office.session.get_one(Person, actor.person_id)
    message = export.message(await Exporting(office.session, moments).of(person), moments)
    assert message.attachment is not None
    with ZipFile(BytesIO(message.attachment.build())) as file:
        assert sorted(file.namelist()) == ["data.json", "index.html"]
        return file.read("index.html").decode(), json.loads(file.read("data.json"))


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_patient_reads_all_of_their_own_and_nothing_of_others(
    office: Office, clinic: Clinic, language: str
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    cancelled = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    await office.calling_off.cancel(clinic.instructor, cancelled.id)
    await office.book.page(clinic.instructor, clinic.patient.membership_id)
    question = await office.support.ask(clinic.patient, "Можно ли мне в бассейн?")
    await office.support.answer(clinic.organizer, question.id, "Спросим врача")
    await office.support.ask(clinic.second, "Another question")
    page, data = await taken(office, clinic.patient, language)
    for word in (
        "Пробный Пётр Началович",
        "p1@demo.invalid",
        "+79000000004",
        "104",
        "Вариантова",
        "Образцов",
    ):
        assert word in page, word
    assert [words["text"] for words in data["questions"]] == ["Можно ли мне в бассейн?", "Спросим врача"]
    assert "Another question" not in page
    assert data["person"]["email"] == "p1@demo.invalid"
    assert [lesson["state"] for lesson in data["lessons"]] == ["scheduled", "cancelled"]
    assert data["care"][0]["exercise_allowed_until"] == "2026-12-23"
    assert data["consents"][0]["version"] >= 1
    assert {entry["by"] for entry in data["journal"]} >= {"you", "instructor", "organizer"}
    whole = page + json.dumps(data, ensure_ascii=False)
    assert "Sample" not in whole
    assert "p2@demo.invalid" not in whole
    assert not NOT_FOR_PATIENTS.search(whole)


async def test_an_instructor_s_file_names_no_patient(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    page, data = await taken(office, clinic.instructor)
    whole = page + json.dumps(data, ensure_ascii=False)
    assert "Пробный" not in whole
    assert "Sample" not in whole
    assert data["lessons"][0]["patients"] == 2
    assert "2 пациента" in page
    assert "ins@demo.invalid" in page


async def test_the_page_is_by_itself_and_what_is_typed_is_escaped(office: Office, clinic: Clinic) -> None:
    person = await office.session.get_one(Person, clinic.patient.person_id)
    person.first_name = "<script>Ян</script>"
    page, _ = await taken(office, clinic.patient)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=|@import|url\(", page)
    assert '<meta name="viewport"' in page
    assert "@media print" in page


async def test_data_of_another_clinic_s_people_are_not_in_it(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    await office.schedule.create(abroad.instructor, plan(abroad.patient))
    for actor in clinic.everyone:
        page, _ = await taken(office, actor)
        assert "Muster" not in page


async def test_asked_twice_quickly_it_comes_once(office: Office, clinic: Clinic) -> None:
    assert await office.privacy.ask_export(clinic.patient)
    assert not await office.privacy.ask_export(clinic.patient)
    assert await kinds(office.session, clinic.patient) == [NotificationKind.DATA_EXPORT]
    (row,) = await rows_for(office.session, clinic.patient)
    row.state, row.sent_at = NotificationState.SENT, office.clock.now()
    await office.session.flush()
    assert not await office.privacy.ask_export(clinic.patient)
    office.clock.move(minutes=2)
    assert await office.privacy.ask_export(clinic.patient)
    today = office.journal.today(clinic.organizer)
    page = await office.journal.day(clinic.organizer, today)
    assert [entry.action for entry in page.entries].count(JournalAction.DATA_TAKEN) == 2


async def test_every_kind_of_message_and_every_entry_has_words(office: Office, clinic: Clinic) -> None:
    """Kinds that come later are told as «other» until they get their words; entries never go without."""
    moments = Moments(CATALOGUES.texts("ru"), Reader("ru", MOSCOW, MOSCOW), office.clock.now())
    exporting = Exporting(office.session, moments)
    assert all(exporting._kind(kind.value) for kind in NotificationKind)
    for language in ("ru", "en"):
        texts = CATALOGUES.texts(language)
        told = [
            texts.plain(
                f"organizer.journal.action.{action.value}", role="", was="", starts="", file="", field=""
            )
            for action in JournalAction
        ]
        assert not NOT_FOR_PATIENTS.search(" ".join(told))
