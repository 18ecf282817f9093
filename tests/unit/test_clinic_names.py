"""What may be typed as a clinic's name or contact, and which names say too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clinics import LONGEST_CLINIC_NAME, clean_line, names_illness
from services.errors import Refused


@given(st.text(max_size=300))
def test_whatever_is_typed_is_one_short_printable_line_or_refused(text: str) -> None:
    try:
        line = clean_line(text)
    except Refused:
        return
    assert line.isprintable()
    assert line == " ".join(line.split())
    assert 0 < len(line) <= LONGEST_CLINIC_NAME
    assert clean_line(line) == line


@pytest.mark.parametrize("text", ["", "   ", "—", "🙂", "\u202e", "\n"])
def test_a_name_has_a_letter_or_a_digit(text: str) -> None:
    with pytest.raises(Refused, match=r"line$"):
        clean_line(text)


@pytest.mark.parametrize(
    "name", ["Онкоцентр", "Центр онкореабилитации", "Вместе против рака", "Cancer Care", "Oncology unit"]
)
def test_a_name_with_the_illness_in_it_is_noticed(name: str) -> None:
    assert names_illness(name)


@pytest.mark.parametrize("name", ["Центр «Пример»", "Ракета", "Краков", "Дом у барака", "Tracking centre"])
def test_other_names_are_fine(name: str) -> None:
    assert not names_illness(name)
