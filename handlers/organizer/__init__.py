"""What an organizer sees and presses."""

from aiogram_dialog import Dialog

from handlers.organizer.add.dialog import add_person
from handlers.organizer.home.dialog import home
from handlers.organizer.journal.dialog import clinic_journal
from handlers.organizer.people.dialog import people_list
from handlers.organizer.person.dialog import person_card


def dialogs() -> tuple[Dialog, ...]:
    """Return the organizer's dialogs."""
    return (home(), people_list(), person_card(), add_person(), clinic_journal())
