"""Screens that more than one role, or nobody yet, sees."""

from aiogram.fsm.state import State, StatesGroup


class Welcome(StatesGroup):
    """A stranger who came without a link."""

    main = State()
    link = State()


class Activation(StatesGroup):
    """From an opened link to a role in a clinic; started with ``{"token": str}``."""

    who = State()
    rejected = State()
    consent = State()
    full = State()
    later = State()
    time = State()
    city = State()


class Help(StatesGroup):
    """Help for whoever asks."""

    main = State()
