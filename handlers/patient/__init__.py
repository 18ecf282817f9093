"""What a patient sees."""

from aiogram_dialog import Dialog

from handlers.patient.ask import asking
from handlers.patient.getting_in import getting_in
from handlers.patient.home import home
from handlers.patient.lessons import lesson, lessons


def dialogs() -> tuple[Dialog, ...]:
    """Return the patient's flows."""
    return (home(), lessons(), lesson(), getting_in(), asking())
