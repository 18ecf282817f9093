"""Screens that more than one role, or nobody yet, sees."""

from aiogram.fsm.state import State, StatesGroup


class Welcome(StatesGroup):
    """A stranger: without a link, or with one that was another person's."""

    main = State()
    link = State()
    rejected = State()


class Activation(StatesGroup):
    """From an opened link to a role in a clinic; started with ``{"token": str}``.

    ``other`` is for an account that stands for another person, ``role`` for one that stands for the invited;
    ``question``, ``sending`` and ``sent`` are for whoever asks the clinic before agreeing to anything.
    """

    other = State()
    role = State()
    who = State()
    phone = State()
    consent = State()
    full = State()
    later = State()
    question = State()
    sending = State()
    sent = State()
    time = State()
    city = State()
    place = State()


class DeadLink(StatesGroup):
    """A link that lets nobody in; started with ``{"token": str}``, ``{"until": str}`` after too many."""

    main = State()
    asked = State()


class SignIn(StatesGroup):
    """Signing in from another account: by a mailed code, or by one's own phone."""

    email = State()
    code = State()
    phone = State()


class Roles(StatesGroup):
    """Which of several roles, in whichever clinics, a person acts in."""

    choose = State()


class Profile(StatesGroup):
    """What a person says of themselves: contacts, language, time zone, quiet hours."""

    main = State()
    region = State()
    language = State()
    city = State()
    place = State()
    zone = State()
    reminders = State()
    quiet = State()
    own_quiet = State()
    contacts = State()
    email = State()
    email_code = State()
    phone = State()


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


ASKING = (Activation.phone, Activation.place, SignIn.phone, Profile.phone, Profile.place)
"""Windows whose button lies under the field, in the place of the way home."""
