"""Screens that more than one role, or nobody yet, sees."""

from aiogram.fsm.state import State, StatesGroup


class Welcome(StatesGroup):
    """A stranger: without a link, or with one that was another person's."""

    main = State()
    link = State()
    rejected = State()


class Activation(StatesGroup):
    """From an opened link to a role in a clinic; started with ``{"token": str}``."""

    who = State()
    consent = State()
    full = State()
    later = State()
    time = State()
    city = State()


class Roles(StatesGroup):
    """Which of several roles, in whichever clinics, a person acts in."""

    choose = State()


class Profile(StatesGroup):
    """What a person says of themselves: language, time zone, quiet hours."""

    main = State()
    language = State()
    city = State()
    zone = State()
    reminders = State()
    quiet = State()
    own_quiet = State()


class Privacy(StatesGroup):
    """What is kept of a person: the consent, a file of it all, and the ways out."""

    main = State()
    full = State()
    withdraw = State()
    erase = State()


class FarewellHome(StatesGroup):
    """Somebody who asked to be forgotten and can still change their mind."""

    main = State()


class Letter(StatesGroup):
    """A message whose words were kept out of the chat; started with ``{"notification_id": int}``."""

    text = State()


class Support(StatesGroup):
    """Writing to the clinic."""

    write = State()
    check = State()
    sent = State()


class Help(StatesGroup):
    """Help for whoever asks."""

    main = State()
