"""The contacts of a person as somebody types them."""

import re

from services.errors import Refused
from services.people import clean_email

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
