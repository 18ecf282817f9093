"""Email and phone as somebody types them in one line."""

import pytest

from services.contacts import clean_contacts
from services.errors import Refused


@pytest.mark.parametrize(
    ("typed", "contacts"),
    [
        (" P01@Demo.Invalid ", ("P01@demo.invalid", None)),
        ("p01@demo.invalid +7 (900) 000-00-01", ("p01@demo.invalid", "+79000000001")),
        ("+49 30 901820; p01@demo.invalid", ("p01@demo.invalid", "+4930901820")),
        ("p01@demo.invalid, +79000000001", ("p01@demo.invalid", "+79000000001")),
    ],
)
def test_an_email_comes_alone_or_with_a_phone(typed: str, contacts: tuple[str, str | None]) -> None:
    assert clean_contacts(typed) == contacts


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "email"),
        ("+79000000001", "email"),
        ("p01@demo", "email"),
        ("p01@demo.invalid p02@demo.invalid", "email"),
        ("p01@demo.invalid 89000000001", "phone"),
        ("p01@demo.invalid +7900", "phone"),
        ("p01@demo.invalid +7900000000123456", "phone"),
        ("p01@demo.invalid +7900000000x", "phone"),
    ],
)
def test_what_is_neither_is_named(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_contacts(typed)
    assert refused.value.code == code
