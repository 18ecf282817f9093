"""Whose dialogs each walk is about, and the people and buttons that walks share."""

from typing import Any

import pytest

from tests.flows.clinics import person, usual_people
from tests.flows.faults.conftest import many_patients, second_instructor
from tests.flows.quick_presses.walk import Step, buttons

ORGANIZER = ("OrganizerHome", "PeopleList", "PersonCard", "AddPerson", "Help")
LEAVING = ("CloseAccess",)
CORRECTING = ("CorrectPerson",)
HANDING_OVER = ("HandLessonsOver",)
SETTINGS = ("ClinicSettings",)
HOSTS = ("MeetingHostList", "HostCard", "SettingsCheck")
OPENED = ("Letter",)
JOURNAL = ("ClinicJournal", "ClinicReports")
DOCTOR = ("DoctorHome", "DoctorPatients", "DoctorPatient", "GiveClearance", "StopClearance")
PLANNING = ("NewLesson", "MyPatients")
REPEATING = ("RepeatLesson",)
CHANGING = (
    "InstructorHome", "LessonList", "LessonCard", "MoveLesson", "CancelLesson", "PasteLink", "PatientPage",
)  # fmt: skip
DELIVERY = ("LessonDelivery",)
STANDING_IN = ("StandIn",)
LENGTHS = ("ChangeLength",)
WHO_IS_IN = ("ChangePeople",)
AFTERWARDS = ("Attendance",)
CALENDAR = ("Calendar",)
PATIENT = ("PatientHome", "PatientLessons", "PatientLesson", "AskInstructor")
GETTING_IN = ("GettingIn",)
NEWCOMER = ("Welcome", "Activation")
COMING_BACK = ("SignIn", "DeadLink")
TWO_ROLES = ("Roles",)
OWN = ("Profile",)
LISTS = ("ImportPeople",)
OWN_DATA = ("Privacy", "FarewellHome")
LETTERS = ("Support", "AnswerQuestion")
"""The dialogs each walk is about."""

SWITCH_ROLE = "switch_role"
"""The button that only someone with several roles has."""

MOST = 400
"""Steps within which a walk has to have seen all it is after."""

LONG = pytest.mark.timeout(1200)
"""For walks: the longest has some hundred steps, each in two clinics, and the machine may be busy."""


def people(zone: str = "Europe/Moscow") -> list[dict[str, Any]]:
    """Return people enough for lists to have pages."""
    return [
        *usual_people(zone),
        second_instructor(),
        person("doc2", "doctor", 5, first_name="Нина", last_name="Эскизова"),
        *many_patients(9),
    ]


def of_one_role(*groups: str) -> set[Step]:
    """Return the buttons that someone with a single role can have."""
    return {step for step in buttons(*groups) if step[1] != SWITCH_ROLE}
