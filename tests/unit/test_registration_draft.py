"""Which questions about somebody new are asked, and in which order."""

from typing import Any

from handlers.organizer.add.draft import Draft
from handlers.organizer.states import AddPerson
from models import HostProvider, Role


def drafted(role: Role, *, zoom: bool = True, asked: tuple[Role, ...] = ()) -> Draft:
    """A draft with everything answered that is asked of everybody."""
    data: dict[str, Any] = {}
    draft = Draft(data)
    assert draft.next_step == AddPerson.role
    draft.set_role(role, zoom=zoom, asked=asked)
    assert draft.next_step == AddPerson.name
    draft.set_name("Якобыев", "Степан", "Условнович")
    assert draft.next_step == AddPerson.contacts
    draft.set_contacts("p09@demo.invalid", None, known=False)
    assert draft.next_step == AddPerson.zone
    draft.timezone = "Asia/Vladivostok"
    return draft


def test_a_doctor_is_four_questions() -> None:
    draft = drafted(Role.DOCTOR, asked=(Role.DOCTOR, Role.INSTRUCTOR))
    assert draft.next_step == AddPerson.check
    assert draft.new_person("ru").last_name == "Якобыев"


def test_an_instructor_is_asked_for_zoom_where_there_is_zoom() -> None:
    draft = drafted(Role.INSTRUCTOR)
    assert (draft.next_step, draft.progress(AddPerson.zoom)) == (AddPerson.zoom, (5, 5))
    draft.set_host(HostProvider.ZOOM, None)
    assert draft.next_step == AddPerson.check
    without = drafted(Role.INSTRUCTOR, zoom=False)
    assert without.next_step == AddPerson.check
    assert without.new_person("ru").meeting_provider is HostProvider.LINK


def test_a_patients_leaders_are_one_question_where_there_are_several() -> None:
    assert drafted(Role.PATIENT).next_step == AddPerson.check
    draft = drafted(Role.PATIENT, asked=(Role.DOCTOR, Role.INSTRUCTOR))
    assert (draft.next_step, draft.progress(AddPerson.leaders)) == (AddPerson.leaders, (5, 5))
    draft.set_leader(Role.DOCTOR, 3)
    assert draft.next_step == AddPerson.leaders
    draft.set_leader(Role.INSTRUCTOR, 5)
    assert draft.next_step == AddPerson.check
    new = draft.new_person("ru")
    assert (new.doctor_id, new.instructor_id) == (3, 5)


def test_another_role_forgets_what_only_the_first_one_asked() -> None:
    draft = drafted(Role.INSTRUCTOR)
    draft.set_host(HostProvider.LINK, "https://meet.example.org/room")
    draft.set_role(Role.PATIENT, zoom=True, asked=())
    assert (draft.next_step, draft.login, draft.name) == (
        AddPerson.check,
        None,
        "Якобыев Степан Условнович",
    )


def test_a_known_person_must_be_agreed_to_and_keeps_name_and_zone() -> None:
    draft = drafted(Role.DOCTOR)
    draft.set_contacts("doc1@demo.invalid", None, known=True)
    assert draft.next_step == AddPerson.known
    draft.join(("Образцовский", "Глеб", None), "Europe/Kaliningrad")
    assert (draft.next_step, draft.name, draft.timezone) == (
        AddPerson.check,
        "Образцовский Глеб",
        "Europe/Kaliningrad",
    )


def test_another_email_brings_back_what_was_answered() -> None:
    draft = drafted(Role.DOCTOR)
    draft.set_contacts("doc1@demo.invalid", None, known=True)
    draft.join(("Образцовский", "Глеб", None), "Europe/Kaliningrad")
    draft.set_contacts("p09@demo.invalid", None, known=False)
    assert (draft.next_step, draft.name, draft.timezone) == (
        AddPerson.check,
        "Якобыев Степан Условнович",
        "Asia/Vladivostok",
    )


def test_back_leads_to_the_question_before_or_to_the_summary() -> None:
    draft = Draft({})
    assert draft.before(AddPerson.role) is None
    draft.set_role(Role.PATIENT, zoom=True, asked=())
    assert draft.before(AddPerson.name) == AddPerson.role
    assert drafted(Role.INSTRUCTOR).before(AddPerson.zoom) == AddPerson.zone
    assert drafted(Role.DOCTOR).before(AddPerson.name) == AddPerson.check
