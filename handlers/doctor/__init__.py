"""What a doctor sees and presses."""

from aiogram_dialog import Dialog

from handlers.doctor.give.dialog import give_clearance
from handlers.doctor.home.dialog import home
from handlers.doctor.patient.dialog import patient_card
from handlers.doctor.patients.dialog import patients
from handlers.doctor.stop.dialog import stop_clearance


def dialogs() -> tuple[Dialog, ...]:
    """Return the doctor's dialogs."""
    return (home(), patients(), patient_card(), give_clearance(), stop_clearance())
