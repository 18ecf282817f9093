"""All that people can press and write, put together."""

import secrets
import string
from collections.abc import Mapping

from aiogram import Dispatcher
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram_dialog import setup_dialogs
from aiogram_dialog.api.entities import stack
from aiogram_dialog.api.protocols import MessageManagerProtocol
from aiogram_dialog.context.media_storage import MediaIdStorage

from handlers import doctor, instructor, organizer, patient
from handlers.common import commands, faults, offers, presses
from handlers.common import dialogs as common_dialogs
from handlers.common.reader import ReaderMiddleware
from handlers.common.states import Welcome
from handlers.doctor.states import DoctorHome
from handlers.instructor import commands as instructor_commands
from handlers.instructor import messages as instructor_messages
from handlers.instructor.states import InstructorHome
from handlers.organizer import commands as organizer_commands
from handlers.organizer.states import OrganizerHome
from handlers.patient import answers as patient_answers
from handlers.patient import entering as patient_entering
from handlers.patient.states import PatientHome
from models import Role

HOMES: Mapping[Role | None, State] = {
    None: Welcome.main,
    Role.ORGANIZER: OrganizerHome.main,
    Role.DOCTOR: DoctorHome.main,
    Role.INSTRUCTOR: InstructorHome.main,
    Role.PATIENT: PatientHome.main,
}
"""The first screen of each role; of a stranger: None."""


def _dialog_id() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(6))


def make_dispatcher(storage: BaseStorage, message_manager: MessageManagerProtocol) -> Dispatcher:
    """Return the dispatcher with every flow in it."""
    # The library's own ids are the present second and one of a hundred: two dialogs begun in one press, or
    # by a quick thumb, would be one and the same in one case of a hundred.
    stack.new_id = _dialog_id
    isolation = SimpleEventIsolation()
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation)
    dispatcher.update.outer_middleware(ReaderMiddleware(HOMES))
    dispatcher.include_routers(
        faults.router(),
        patient_answers.router(),
        patient_entering.router(),
        offers.router(),
        presses.router(),
        commands.router(),
        organizer_commands.router(),
        instructor_commands.router(),
        instructor_messages.router(),
        commands.leftovers(),
        *common_dialogs(),
        *organizer.dialogs(),
        *doctor.dialogs(),
        *instructor.dialogs(),
        *patient.dialogs(),
    )
    # A picture's address holds all it shows, and whoever sends it knows its id: none are kept here.
    media_ids = MediaIdStorage(maxsize=1)  # type: ignore[no-untyped-call]  # the library's own
    setup_dialogs(
        dispatcher,
        message_manager=message_manager,
        media_id_storage=media_ids,
        events_isolation=isolation,
    )
    return dispatcher
