"""What a press of a list's item carries may be forged."""

import pytest

from handlers.instructor.lists import item_id
from services.errors import NotHere


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("17", 17), ("9" * 18, 10**18 - 1)])
def test_an_id_is_a_number_the_database_can_hold(text: str, number: int) -> None:
    assert item_id(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "١٢", "9" * 19, "1 OR 1=1"])
def test_anything_else_is_nobodys(text: str) -> None:
    with pytest.raises(NotHere):
        item_id(text)
