"""A person's name and contacts as somebody types them."""

import re

from email_validator import EmailNotValidError, validate_email

from services.errors import Refused

NOWHERE = ".invalid"
"""The top-level domain that has no mailboxes by definition (RFC 2606); the demo's people live there."""

LONGEST_NAME = 60
"""Letters in one part of a name; Telegram's buttons and mail subjects stay readable below it."""

_PHONE = re.compile(r"\+[1-9]\d{7,14}")
"""An international number: at most 15 digits, the first of them no zero (ITU-T E.164, section 6)."""

_BETWEEN_DIGITS = re.compile(r"[()\-.]")


def clean_contacts(text: str) -> tuple[str, str | None]:
    """Split a typed line into an email and, where there is more, a phone in E.164.

    Raises Refused("email") when there is not one email, ``phone`` when the rest is no international number.
    """
    words = text.replace(",", " ").replace(";", " ").split()
    emails = [word for word in words if "@" in word]
    if len(emails) != 1:
        raise Refused("email")
    email = clean_email(emails[0])
    phone = _BETWEEN_DIGITS.sub("", "".join(word for word in words if "@" not in word))
    if phone and not _PHONE.fullmatch(phone):
        raise Refused("phone")
    return email, phone or None


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
    phone = f"+{_BETWEEN_DIGITS.sub('', number.replace(' ', '')).removeprefix('+')}"
    if not _PHONE.fullmatch(phone):
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


def _is_name(word: str) -> bool:
    return any(c.isalpha() for c in word) and all(c.isalpha() or c in "-'’." for c in word)
