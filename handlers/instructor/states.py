"""The instructor's screens."""

from aiogram.fsm.state import State, StatesGroup


class InstructorHome(StatesGroup):
    """The first screen: today."""

    main = State()


class Calendar(StatesGroup):
    """The instructor's time; may be started with ``{"day": "2026-11-24", "patient_id": int}``, each or none.

    ``patient`` asks whose lessons are to be shown, ``date`` for a day to jump to.
    """

    week = State()
    day = State()
    month = State()
    patient = State()
    date = State()


class LessonList(StatesGroup):
    """Coming and past lessons; may be started with ``{"patient_id": int}``."""

    coming = State()
    past = State()


class LessonCard(StatesGroup):
    """One lesson; started with ``{"lesson_id": int}``."""

    card = State()


class LessonDelivery(StatesGroup):
    """Whom the reminder of a lesson reached; started with ``{"lesson_id": int}``."""

    board = State()


class ChangeLength(StatesGroup):
    """How long a lesson lasts; started with ``{"lesson_id": int}``."""

    minutes = State()
    check = State()
    done = State()


class ChangePeople(StatesGroup):
    """Who is in a lesson and what is noted about it; started with ``{"lesson_id": int}``."""

    patients = State()
    specialists = State()
    check = State()
    done = State()


class StandIn(StatesGroup):
    """Who holds a lesson that its instructor cannot hold; started with ``{"lesson_id": int}``."""

    who = State()
    check = State()
    done = State()


class NewLesson(StatesGroup):
    """A new lesson; may be started with what is known of it: ``date``, ``time``, ``patient_ids``.

    ``date`` is written ``2026-11-24`` and ``time`` ``14:00``, as the instructor's clock shows them. The first
    question that is not answered so is asked.
    """

    date = State()
    time = State()
    odd = State()
    minutes = State()
    patients = State()
    specialists = State()
    check = State()
    busy = State()
    done = State()


class RepeatLesson(StatesGroup):
    """A lesson that repeats.

    Started with ``starts_at``, ``minutes``, ``patients``, ``specialists`` and ``note``.
    """

    how = State()
    many = State()
    until = State()
    dates = State()
    one = State()
    date = State()
    time = State()
    odd = State()
    done = State()


class MoveLesson(StatesGroup):
    """Another time for a lesson; started with ``{"lesson_id": int}``."""

    date = State()
    time = State()
    odd = State()
    check = State()
    busy = State()
    done = State()


class CancelLesson(StatesGroup):
    """Calling a lesson off, or its series; started with ``{"lesson_id": int}``."""

    scope = State()
    confirm = State()
    done = State()
    restored = State()


class Attendance(StatesGroup):
    """Who was at a lesson that has begun; started with ``{"lesson_id": int}``."""

    sheet = State()
    note = State()
    not_held = State()
    saved = State()


class PasteLink(StatesGroup):
    """The instructor's own link for a lesson; started with ``{"lesson_id": int}``."""

    ask = State()
    saved = State()


class MyPatients(StatesGroup):
    """The instructor's patients."""

    all = State()


class PatientPage(StatesGroup):
    """One patient; started with ``{"patient_id": int}``."""

    main = State()
