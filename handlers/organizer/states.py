"""The organizer's screens."""

from aiogram.fsm.state import State, StatesGroup


class OrganizerHome(StatesGroup):
    """The first screen: the clinic in numbers."""

    main = State()


class PeopleList(StatesGroup):
    """The clinic's people, searched and filtered."""

    found = State()
    ask = State()
    invited = State()


class PersonCard(StatesGroup):
    """One person; started with ``{"membership_id": int}``."""

    card = State()
    link = State()
    revoke = State()


class CloseAccess(StatesGroup):
    """Closing somebody's access; started with ``{"membership_id": int}``."""

    ask = State()
    lessons = State()
    closed = State()


class ClinicSettings(StatesGroup):
    """What is set for the whole clinic."""

    main = State()
    name = State()
    neutral = State()
    illness = State()
    contact = State()


class ClinicJournal(StatesGroup):
    """The journal, a day at a time; and the choice of whose actions and about whom."""

    day = State()
    file = State()
    who = State()
    whose = State()


class AnswerQuestion(StatesGroup):
    """Answering a question to the clinic; started with ``{"question_id": int}``."""

    write = State()
    check = State()
    sent = State()


class ClinicReports(StatesGroup):
    """The clinic in numbers."""

    people = State()


class AddPerson(StatesGroup):
    """Registering someone: a question a screen, then the summary."""

    role = State()
    name = State()
    contacts = State()
    known = State()
    zone = State()
    zoom = State()
    zoom_login = State()
    own_link = State()
    leaders = State()
    check = State()
    done = State()
