"""All that people can press and write, put together."""

from collections.abc import Mapping

from aiogram import Dispatcher
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram_dialog import setup_dialogs
from aiogram_dialog.api.protocols import MessageManagerProtocol

from handlers import doctor, instructor, organizer, patient
from handlers.common import commands, faults, presses
from handlers.common import dialogs as common_dialogs
from handlers.common.reader import ReaderMiddleware
from handlers.common.states import Welcome
from handlers.doctor.states import DoctorHome
from handlers.instructor import messages as instructor_messages
from handlers.instructor.states import InstructorHome
from handlers.organizer.states import OrganizerHome
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


def make_dispatcher(storage: BaseStorage, message_manager: MessageManagerProtocol) -> Dispatcher:
    """Return the dispatcher with every flow in it."""
    isolation = SimpleEventIsolation()
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation)
    dispatcher.update.outer_middleware(ReaderMiddleware(HOMES))
    dispatcher.include_routers(
        faults.router(),
        presses.router(),
        commands.router(),
        instructor_messages.router(),
        commands.leftovers(),
        *common_dialogs(),
        *organizer.dialogs(),
        *doctor.dialogs(),
        *instructor.dialogs(),
        *patient.dialogs(),
    )
    setup_dialogs(dispatcher, message_manager=message_manager, events_isolation=isolation)
    return dispatcher
