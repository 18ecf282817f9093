"""What an organizer sees and presses."""

from aiogram_dialog import Dialog

from handlers.organizer.add.dialog import add_person
from handlers.organizer.answer.dialog import answering
from handlers.organizer.clinic.dialog import clinic_settings
from handlers.organizer.home.dialog import home
from handlers.organizer.journal.dialog import clinic_journal
from handlers.organizer.leaving.dialog import close_access
from handlers.organizer.people.dialog import people_list
from handlers.organizer.person.dialog import person_card
from handlers.organizer.reports.dialog import clinic_reports


def dialogs() -> tuple[Dialog, ...]:
    """Return the organizer's dialogs."""
    people = (people_list(), person_card(), close_access(), add_person())
    return (home(), *people, clinic_settings(), clinic_journal(), clinic_reports(), answering())
