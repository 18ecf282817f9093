"""People registered from a file: who comes, who is there already, and what is kept of the file."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from models import (
    Clearance,
    HostProvider,
    ImportState,
    Invitation,
    JournalAction,
    JournalEntry,
    MeetingHost,
    Membership,
    Notification,
    NotificationKind,
    PatientProfile,
    PeopleImport,
    Person,
    Role,
)
from services.errors import NotHere, Refused
from services.people_import import work
from services.people_import.content import Content
from services.people_import.imports import ImportView
from services.people_import.rows import Problem, Standing, find_heading, read_entries
from services.people_import.table import read
from services.people_import.work import ImportTask
from services.policy import Actor
from services.registration import NewPerson
from tests.services.lists import HEADING, Row, crowd, xlsx
from tests.services.people import MOSCOW, VLADIVOSTOK, Clinic, Office

ANNA: Row = ("Примерова", "Анна", "Условновна", "пациент", "anna@example.com", "+79161234567", "Владивосток")
KNOWN: Row = ("Пробный", "Пётр", None, "пациент", "p1@demo.invalid", None, None)


async def received(office: Office, actor: Actor) -> int:
    return await office.imports.receive(actor, "file", "list.xlsx", 1000)


async def task(office: Office) -> ImportTask:
    """Take up the step that is due."""
    (found,) = await work.claim(office.session, office.clock.now())
    return found


async def looked_at(
    office: Office, actor: Actor, *rows: Row, heading: Row = HEADING
) -> tuple[ImportView, Content]:
    """Let a file be sent and looked at."""
    await received(office, actor)
    step = await task(office)
    sheet = find_heading(read(xlsx(*rows, heading=heading)))
    content = Content.of(sheet, read_entries(sheet, sheet.rows, step.timezone))
    await work.settle_checked(office.session, office.vault, step, content, office.clock.now())
    return await office.imports.view(actor, step.import_id), content


async def saved(office: Office, actor: Actor, view: ImportView, *, zoom: bool = True) -> ImportView:
    """Let what was looked at be saved."""
    await office.imports.add(actor, view.import_id)
    step = await task(office)
    await work.add(office.session, office.vault, office.registration, step, zoom, office.clock.now())
    return await office.imports.view(actor, view.import_id)


def standings(content: Content) -> list[Standing]:
    return [entry.standing for entry in content.entries]


async def test_new_people_are_registered_invited_and_in_the_journal(office: Office, clinic: Clinic) -> None:
    doctor = ("Образцова", "Нина", None, "врач", "nina@example.com", None, None)
    view, _ = await looked_at(office, clinic.organizer, ANNA, doctor)
    assert view.state is ImportState.CHECKED
    assert (view.counts["new"], view.counts["there"], view.counts["bad"]) == (2, 0, 0)
    done = await saved(office, clinic.organizer, view)
    assert done.state is ImportState.ADDED
    assert (done.counts["added"], done.counts["mailed"], done.counts["without_email"]) == (2, 2, 0)
    (anna,) = await office.people.search(clinic.organizer, "anna@example.com")
    assert (anna.role, anna.person.full_name) == (Role.PATIENT, "Примерова Анна Условновна")
    assert (anna.person.phone, anna.person.timezone) == ("+79161234567", VLADIVOSTOK)
    profile = await office.session.get_one(PatientProfile, anna.id)
    assert profile.instructor_id == clinic.instructor.membership_id
    letters = await office.session.scalars(
        select(Notification.membership_id).where(Notification.kind == NotificationKind.INVITATION)
    )
    assert anna.id in letters.all()
    entries = await office.session.scalars(
        select(JournalEntry.subject_id).where(JournalEntry.action == JournalAction.PERSON_REGISTERED)
    )
    assert anna.id in entries.all()


async def test_the_same_file_twice_adds_nobody_twice(office: Office, clinic: Clinic) -> None:
    handed = ("Безпочтов", "Иван", None, "пациент", None, "+79161234568", None)
    first, _ = await looked_at(office, clinic.organizer, ANNA, handed)
    done = await saved(office, clinic.organizer, first)
    assert (done.counts["mailed"], done.counts["without_email"]) == (1, 1)
    again, content = await looked_at(office, clinic.organizer, ANNA, handed)
    assert standings(content) == [Standing.THERE, Standing.THERE]
    assert again.counts["new"] == 0
    assert (await saved(office, clinic.organizer, again)).counts["added"] == 0


async def test_who_is_there_is_told_from_who_gets_a_further_role_and_from_somebody_elses_phone(
    office: Office, clinic: Clinic
) -> None:
    _, content = await looked_at(
        office,
        clinic.organizer,
        KNOWN,
        (*KNOWN[:3], "врач", *KNOWN[4:]),
        ("Пробный", "Пётр", None, "пациент", None, "+79000000004", None),
        ("Пробная", "Ольга", None, "пациент", None, "+79000000004", None),
        ("Пробная", "Ольга", None, "пациент", "olga@example.com", "+79000000004", None),
    )
    assert standings(content) == [
        Standing.THERE,
        Standing.ROLE,
        Standing.THERE,
        Standing.BAD,
        Standing.BAD,
    ]
    assert [entry.remarks[0].problem for entry in content.bad] == [Problem.PHONE_KNOWN] * 2


async def test_a_further_role_is_added_and_the_name_stays(office: Office, clinic: Clinic) -> None:
    view, _ = await looked_at(
        office, clinic.organizer, ("Иной", "Пётр", None, "врач", "P1@demo.invalid", None, None)
    )
    assert view.counts["role"] == 1
    assert (await saved(office, clinic.organizer, view)).counts["added"] == 1
    (doctor,) = await office.people.search(clinic.organizer, "p1@demo", Role.DOCTOR)
    assert doctor.person_id == clinic.patient.person_id
    assert doctor.person.last_name == "Пробный"


async def test_rows_that_repeat_one_another_are_recognised(office: Office, clinic: Clinic) -> None:
    other = ("Иванова", *ANNA[1:5], None, None)
    view, content = await looked_at(
        office,
        clinic.organizer,
        ANNA,
        ANNA,
        (*ANNA[:3], "врач", *ANNA[4:]),
        other,
        ("Иванова", "Анна", None, "пациент", "iva@example.com", ANNA[5], None),
    )
    assert standings(content) == [Standing.NEW, Standing.TWICE, Standing.ROLE, Standing.BAD, Standing.BAD]
    assert content.entries[1].twin == 2
    assert [(e.remarks[0].problem, e.remarks[0].row) for e in content.bad] == [
        (Problem.EMAIL_TWICE, 2),
        (Problem.PHONE_TWICE, 2),
    ]
    assert (await saved(office, clinic.organizer, view)).counts["added"] == 2
    roles = {member.role for member in await office.people.search(clinic.organizer, "anna@example.com")}
    assert roles == {Role.PATIENT, Role.DOCTOR}


async def test_another_clinics_people_are_not_given_away(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    view, content = await looked_at(
        office, clinic.organizer, ("Muster", "Max", None, "patient", "p1@away.invalid", None, None)
    )
    assert standings(content) == [Standing.NEW]
    await saved(office, clinic.organizer, view)
    (joined,) = await office.people.search(clinic.organizer, "p1@away")
    assert joined.person_id == abroad.patient.person_id


async def test_patients_are_led_by_those_the_file_names(office: Office, clinic: Clinic) -> None:
    second = ("Эскизова", "Инна", None, "инструктор", "ins2@demo.invalid", None, None)
    first, _ = await looked_at(office, clinic.organizer, second)
    await saved(office, clinic.organizer, first)
    heading = (*HEADING, "Инструктор", "Врач")
    view, content = await looked_at(
        office,
        clinic.organizer,
        (*ANNA, "INS2@demo.invalid", "образцов илья шаблонович"),
        (*ANNA[:4], "b@example.com", None, None, "вариантова алла", None),
        (*ANNA[:4], "c@example.com", None, None, "Никто", None),
        (*ANNA[:4], "d@example.com", None, None, None, None),
        heading=heading,
    )
    assert [entry.remarks[0].problem for entry in content.bad] == [Problem.LEADER]
    assert view.counts["unled"] == 1
    await saved(office, clinic.organizer, view)
    instructors = {}
    for email in ("anna@example.com", "b@example.com", "d@example.com"):
        (member,) = await office.people.search(clinic.organizer, email)
        instructors[email] = (await office.session.get_one(PatientProfile, member.id)).instructor_id
    (ins2,) = await office.people.search(clinic.organizer, "ins2@demo")
    assert instructors == {
        "anna@example.com": ins2.id,
        "b@example.com": clinic.instructor.membership_id,
        "d@example.com": None,
    }


@pytest.mark.parametrize(("zoom", "provider"), [(True, HostProvider.ZOOM), (False, HostProvider.LINK)])
async def test_an_instructors_zoom_account_is_their_email_where_there_is_zoom(
    office: Office, clinic: Clinic, zoom: bool, provider: HostProvider
) -> None:
    view, _ = await looked_at(
        office, clinic.organizer, ("Эскизова", "Инна", None, "инструктор", "ins2@demo.invalid", None, None)
    )
    await saved(office, clinic.organizer, view, zoom=zoom)
    host = (await office.session.scalars(select(MeetingHost).order_by(MeetingHost.id.desc()))).first()
    assert host is not None
    assert (host.provider, host.login) == (provider, "ins2@demo.invalid" if zoom else None)


async def test_whoever_came_meanwhile_is_not_added_and_the_others_are(office: Office, clinic: Clinic) -> None:
    other = ("Иванова", "Ольга", None, "пациент", "olga@example.com", None, None)
    view, _ = await looked_at(office, clinic.organizer, ANNA, other)
    meanwhile = NewPerson(Role.PATIENT, "Иванова", "Ольга", None, "olga@example.com", MOSCOW)
    await office.registration.register(clinic.organizer, meanwhile)
    done = await saved(office, clinic.organizer, view)
    assert (done.counts["added"], done.counts["left"]) == (1, 1)
    assert len(await office.people.search(clinic.organizer, "olga@example.com")) == 1


async def test_a_file_is_dropped_for_a_newer_one_after_a_day_and_at_will(
    office: Office, clinic: Clinic
) -> None:
    old, _ = await looked_at(office, clinic.organizer, ANNA)
    new, _ = await looked_at(office, clinic.organizer, ANNA)
    assert (await office.imports.view(clinic.organizer, old.import_id)).state is ImportState.DROPPED
    office.clock.move(hours=24)
    assert await work.next_due(office.session) == office.clock.now()
    assert await work.claim(office.session, office.clock.now()) == []
    assert (await office.imports.view(clinic.organizer, new.import_id)).state is ImportState.DROPPED
    last, _ = await looked_at(office, clinic.organizer, ANNA)
    await office.imports.drop(clinic.organizer, last.import_id)
    rows = (await office.session.scalars(select(PeopleImport))).all()
    assert [(row.content_sealed, row.file_id) for row in rows] == [(None, None)] * 3
    assert await work.next_due(office.session) is None


async def test_nothing_personal_is_kept_once_people_are_added_and_nothing_open_before(
    office: Office, clinic: Clinic
) -> None:
    view, _ = await looked_at(office, clinic.organizer, ANNA)
    row = await office.session.get_one(PeopleImport, view.import_id)
    assert row.content_sealed is not None
    assert "Примерова" not in row.content_sealed
    await saved(office, clinic.organizer, view)
    kept: tuple[str | None, str | None] = (row.content_sealed, row.file_id)
    assert kept == (None, None)


async def test_saving_twice_saves_once(office: Office, clinic: Clinic) -> None:
    view, _ = await looked_at(office, clinic.organizer, ANNA)
    done = await saved(office, clinic.organizer, view)
    await office.imports.add(clinic.organizer, view.import_id)
    assert await work.claim(office.session, office.clock.now()) == []
    assert (await office.imports.view(clinic.organizer, view.import_id)) == done


async def test_nobody_is_added_in_the_name_of_an_organizer_shut_out_meanwhile(
    office: Office, clinic: Clinic
) -> None:
    view, _ = await looked_at(office, clinic.organizer, ANNA)
    await office.imports.add(clinic.organizer, view.import_id)
    step = await task(office)
    member = await office.session.get_one(Membership, clinic.organizer.membership_id)
    member.deactivated_at = office.clock.now()
    await office.session.flush()
    await work.add(office.session, office.vault, office.registration, step, True, office.clock.now())
    assert (await office.session.get_one(PeopleImport, view.import_id)).state is ImportState.DROPPED
    assert await office.session.scalar(select(func.count(Person.id))) == 10


async def test_a_colleague_does_not_reach_the_file(office: Office, clinic: Clinic) -> None:
    view, _ = await looked_at(office, clinic.organizer, ANNA)
    colleague = replace(clinic.organizer, membership_id=clinic.doctor.membership_id)
    with pytest.raises(NotHere):
        await office.imports.view(colleague, view.import_id)


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("list.pdf", 10, "import-kind"),
        ("фото.JPG", 10, "import-kind"),
        ("list.xls", 10, "import-old"),
        ("list.xlsx", 20 * 2**20 + 1, "import-large"),
    ],
)
async def test_a_file_that_cannot_be_one_is_refused_at_once(
    office: Office, clinic: Clinic, name: str, size: int, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await office.imports.receive(clinic.organizer, "file", name, size)
    assert await office.imports.open(clinic.organizer) is None


async def test_a_step_that_fails_is_tried_again_and_then_told(office: Office, clinic: Clinic) -> None:
    number = await received(office, clinic.organizer)
    for _ in range(work.MOST_ATTEMPTS):
        step = await task(office)
        await work.put_back(office.session, step, office.clock.now())
        office.clock.move(seconds=30)
    view = await office.imports.view(clinic.organizer, number)
    assert (view.state, view.problem) == (ImportState.FAILED, "import-later")


async def test_a_step_left_half_done_is_taken_up_once_its_lease_is_over(
    office: Office, clinic: Clinic
) -> None:
    await received(office, clinic.organizer)
    step = await task(office)
    assert await work.claim(office.session, office.clock.now()) == []
    office.clock.move_to(office.clock.now() + work.LEASE)
    assert await task(office) == step


async def test_two_thousand_people_are_added_in_as_many_statements_as_twenty(
    office: Office, clinic: Clinic
) -> None:
    view, _ = await looked_at(office, clinic.organizer, *crowd(2000))
    assert view.counts["new"] == 2000
    done = await saved(office, clinic.organizer, view)
    assert done.counts["added"] == 2000
    for table in (Invitation, Clearance):
        assert (await office.session.scalar(select(func.count(table.id))) or 0) >= 2000
    again, _ = await looked_at(office, clinic.organizer, *crowd(2000))
    assert again.counts["there"] == 2000
