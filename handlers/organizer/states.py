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
    roles = State()


class CorrectPerson(StatesGroup):
    """Mending somebody's data, a field at a time; started with ``{"membership_id": int}``."""

    choose = State()
    name = State()
    email = State()
    phone = State()
    zone = State()
    leader = State()


class HandLessonsOver(StatesGroup):
    """Giving an instructor's lessons to colleagues; started with ``{"membership_id": int}``."""

    period = State()
    first = State()
    last = State()
    lessons = State()
    colleague = State()
    check = State()
    done = State()


class ImportPeople(StatesGroup):
    """Registering people from a file; may be started with ``{"import_id": int}``."""

    ask = State()
    wait = State()
    check = State()
    done = State()


class CloseAccess(StatesGroup):
    """Closing somebody's access; started with ``{"membership_id": int}``."""

    ask = State()
    lessons = State()
    places = State()
    closed = State()


class ClinicSettings(StatesGroup):
    """What is set for the whole clinic."""

    main = State()
    name = State()
    neutral = State()
    illness = State()
    contact = State()
    city = State()
    zone = State()
    reminder = State()
    ending = State()
    discreet = State()


class MeetingHostList(StatesGroup):
    """The clinic's instructors and who makes their meetings."""

    all = State()


class HostCard(StatesGroup):
    """Who makes one instructor's meetings; started with ``{"membership_id": int}``."""

    card = State()
    login = State()
    link = State()


class SettingsCheck(StatesGroup):
    """The look at whether everything works."""

    main = State()


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
