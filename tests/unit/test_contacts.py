"""Email and phone as somebody types them in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, format_number, is_valid_number, parse

from services.contacts import clean_contacts, clean_name_part, clean_phone
from services.errors import Refused


@pytest.mark.parametrize(
    ("typed", "contacts"),
    [
        (" P01@Demo.Invalid ", ("P01@demo.invalid", None)),
        ("p01@demo.invalid +7 (900) 000-00-01", ("p01@demo.invalid", "+79000000001")),
        ("+49 30 901820; p01@demo.invalid", ("p01@demo.invalid", "+4930901820")),
        ("p01@demo.invalid, +79000000001", ("p01@demo.invalid", "+79000000001")),
        ("p01@demo.invalid 8 (900) 000-00-01", ("p01@demo.invalid", "+79000000001")),
        ("9000000001 p01@demo.invalid", ("p01@demo.invalid", "+79000000001")),
        ("8 (900) 000-00-01", (None, "+79000000001")),
        ("+49 30 901820", (None, "+4930901820")),
    ],
)
def test_an_email_a_phone_or_both_are_taken(typed: str, contacts: tuple[str | None, str | None]) -> None:
    assert clean_contacts(typed) == contacts


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "contacts"),
        ("нет почты", "contacts"),
        ("8-900", "contacts"),
        ("p01@demo", "email"),
        ("p01@demo.invalid p02@demo.invalid", "email"),
        ("p01@demo.invalid 112", "phone"),
        ("p01@demo.invalid +7900", "phone"),
        ("p01@demo.invalid +7900000000123456", "phone"),
        ("p01@demo.invalid +7900000000x", "phone"),
        ("p01@demo.invalid 8-900-FLOWERS", "phone"),
    ],
)
def test_what_is_neither_is_named(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_contacts(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "zone", "phone"),
    [
        ("030 901820", "Europe/Berlin", "+4930901820"),
        ("8 701 123 45 67", "Asia/Almaty", "+77011234567"),
        ("8 900 000-00-01", "Asia/Vladivostok", "+79000000001"),
        ("8 978 000-00-01", "Europe/Simferopol", "+79780000001"),
        ("8 900 000-00-01", "UTC", "+79000000001"),
        ("+7 900 000-00-01", "Europe/Berlin", "+79000000001"),
    ],
)
def test_a_number_without_a_countrys_code_is_the_zones_or_a_russian_one(
    typed: str, zone: str, phone: str
) -> None:
    assert clean_phone(typed, zone) == phone


@given(st.one_of(st.text(max_size=60), st.from_regex(r"\+?[0-9 ()\-]{1,20}", fullmatch=True)))
def test_a_phone_is_taken_in_one_spelling_or_not_at_all(typed: str) -> None:
    phone = taken(typed)
    if phone is not None:
        assert is_valid_number(parse(phone))
        assert format_number(parse(phone), PhoneNumberFormat.E164) == phone == clean_phone(phone)


def taken(typed: str) -> str | None:
    """Return the phone, None where it is refused."""
    try:
        return clean_phone(typed)
    except Refused:
        return None


@pytest.mark.parametrize("typed", ["", "🙂", "<b>", "=1+1", "я" * 61, "я" * 5000, "Пётр\x00", "١٢"])
def test_a_part_of_a_name_is_made_of_letters(typed: str) -> None:
    with pytest.raises(Refused, match="name"):
        clean_name_part(typed)


def test_a_part_of_a_name_may_have_several_words() -> None:
    assert clean_name_part("  Али   оглы ") == "Али оглы"
