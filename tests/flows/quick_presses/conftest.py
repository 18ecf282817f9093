"""Two programs at once, each with a database of its own."""

import pytest


@pytest.fixture(autouse=True)
def statements_compiled_once() -> None:
    """Leave each program its own engine: the worker's shared one leads to one database at a time."""
