"""The patient's screens."""

from aiogram.fsm.state import State, StatesGroup


class PatientHome(StatesGroup):
    """The first screen: the next lesson, or the way into the one that is open."""

    main = State()
    menu = State()


class PatientLessons(StatesGroup):
    """The patient's lessons, coming and past, and what else can be done with them."""

    coming = State()
    more = State()
    past = State()


class PatientLesson(StatesGroup):
    """One lesson, and why not to come; started with ``{"lesson_id": int}``."""

    card = State()
    why = State()


class GettingIn(StatesGroup):
    """How one gets into the meeting, and a trial beforehand; may be started with ``{"lesson_id": int}``."""

    steps = State()
    trial = State()
    works = State()
    told = State()


class AskInstructor(StatesGroup):
    """A question to the instructor; may be started with ``{"lesson_id": int}`` or ``{"text": str}``."""

    write = State()
    check = State()
    sent = State()
