"""The patient's screens."""

from aiogram.fsm.state import State, StatesGroup


class PatientHome(StatesGroup):
    """The first screen: the next lesson, or the way into the one that is open."""

    main = State()
    menu = State()


class PatientLessons(StatesGroup):
    """The patient's lessons, coming and past."""

    coming = State()
    past = State()


class PatientLesson(StatesGroup):
    """One lesson; started with ``{"lesson_id": int}``."""

    card = State()
