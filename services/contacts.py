"""A person's name and contacts as somebody types them."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from services.errors import Refused
from services.zones import RUSSIA, country

NOWHERE = ".invalid"
"""The top-level domain that has no mailboxes by definition (RFC 2606); the demo's people live there."""

LONGEST_NAME = 60
"""Letters in one part of a name; Telegram's buttons and mail subjects stay readable below it."""

_PHONE = re.compile(r"\+?[\d\s()\-–./]{1,40}")
"""What a number is written with; letters would be read as the digits they share a key with."""


def clean_contacts(text: str, zone: str | None = None) -> tuple[str | None, str | None]:
    """Split a typed line into an email, a phone as ``clean_phone`` returns it, or both.

    Raises Refused: ``contacts`` when there is neither, ``email`` when what has an «@» is not one email,
    ``phone`` when what stands beside it is no number.
    """
    words = text.replace(",", " ").replace(";", " ").split()
    emails = [word for word in words if "@" in word]
    if not emails:
        try:
            return None, clean_phone(text, zone)
        except Refused:
            raise Refused("contacts") from None
    if len(emails) > 1:
        raise Refused("email")
    phone = " ".join(word for word in words if "@" not in word)
    return clean_email(emails[0]), clean_phone(phone, zone) if phone else None


def clean_phone(text: str, zone: str | None = None) -> str:
    """Return a typed phone number in E.164.

    One without a country's code is read as of the country of ``zone`` (a name that pytz knows) and, where it
    can be none there, as of Russia. Raises Refused("phone") for what is no number that a telephone can have.
    """
    typed = text.strip()
    if _PHONE.fullmatch(typed):
        for region in dict.fromkeys((country(zone) if zone else RUSSIA, RUSSIA)):
            if (number := _number(typed, region)) is not None:
                return number
    raise Refused("phone")


def _number(typed: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_email(text: str) -> str:
    """Return a typed email in its usual form. Raises Refused("email")."""
    try:
        return _normalized(text.strip())
    except EmailNotValidError:
        raise Refused("email") from None


def own_phone(sender_id: int, contact_of: int | None, number: str) -> str:
    """Return in E.164 the phone of a contact that the Telegram account ``sender_id`` shared.

    Only one's own contact proves anything: anybody can send a contact from their address book. Raises
    Refused("phone-not-yours") when ``contact_of``, whose contact it is, is another account or none,
    ``phone-form`` when it is no international number.
    """
    if contact_of != sender_id:
        raise Refused("phone-not-yours")
    # Telegram writes the country's code with or without the plus sign before it.
    phone = _number(f"+{''.join(filter(str.isdecimal, number))}", RUSSIA)
    if phone is None:
        raise Refused("phone-form")
    return phone


def _normalized(text: str) -> str:
    # The library refuses every address under a reserved name, so this one is checked under another.
    if text.lower().endswith(NOWHERE):
        return _normalized(text[: -len(NOWHERE)] + ".org").removesuffix(".org") + NOWHERE
    return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized


def clean_name(text: str) -> tuple[str, str, str | None]:
    """Split a typed line into family name, first name and patronymic.

    Raises Refused("name") when there are not two or three words of letters, ``name-long`` when one is over
    ``LONGEST_NAME``.
    """
    words = text.split()
    if not 2 <= len(words) <= 3 or not all(_is_name(word) for word in words):
        raise Refused("name")
    if any(len(word) > LONGEST_NAME for word in words):
        raise Refused("name-long", most=LONGEST_NAME)
    return words[0], words[1], words[2] if len(words) == 3 else None


def clean_name_part(text: str) -> str:
    """Return a family name, a first name or a patronymic that stands alone; it may have several words.

    Raises Refused("name") when it is not made of letters, ``name-long``.
    """
    words = text.split()
    if not words or not all(_is_name(word) for word in words):
        raise Refused("name")
    part = " ".join(words)
    if len(part) > LONGEST_NAME:
        raise Refused("name-long", most=LONGEST_NAME)
    return part


def _is_name(word: str) -> bool:
    return any(c.isalpha() for c in word) and all(c.isalpha() or c in "-'’." for c in word)
