"""The doctor's screens."""

from aiogram.fsm.state import State, StatesGroup


class DoctorHome(StatesGroup):
    """The first screen: who waits for the doctor."""

    main = State()


class DoctorPatients(StatesGroup):
    """Patients: those who wait, those whose clearance ends soon, all."""

    waiting = State()
    ending = State()
    found = State()


class DoctorPatient(StatesGroup):
    """One patient; started with ``{"patient_id": int}``."""

    card = State()


class GiveClearance(StatesGroup):
    """Giving, prolonging or renewing a clearance; started with ``{"patient_id": int}``."""

    until = State()
    date = State()
    check = State()
    done = State()


class StopClearance(StatesGroup):
    """Suspending or refusing a clearance; started with ``{"patient_id": int}``."""

    suspend = State()
    refuse = State()
    done = State()
