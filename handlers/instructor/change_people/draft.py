"""What is different from who was in the lesson when the dialog began."""

from aiogram_dialog import DialogManager

from handlers.instructor.choosing_people.draft import BEFORE
from services.lessons.changing_people import PeopleChange


def change(manager: DialogManager) -> PeopleChange:
    """Return the change as chosen so far: what others have changed meanwhile is left as it is."""
    data = manager.dialog_data
    before = data[BEFORE]
    patients, specialists = set(data["patients"]), set(data["specialists"])
    return PeopleChange(
        added=frozenset(patients.difference(before["patients"])),
        removed=frozenset(set(before["patients"]) - patients),
        invited=frozenset(specialists.difference(before["specialists"])),
        uninvited=frozenset(set(before["specialists"]) - specialists),
        note=data["note"] if data["note"] != before["note"] else None,
    )
