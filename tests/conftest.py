"""What every test may ask for."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from bot import logs
from tests.clock import FixedClock

# As in production: a traceback shows no local values, which may be personal, and takes no seconds to draw.
logs.set_up("WARNING", "console")

pytest_plugins = ["tests.databases", "tests.browser.chromium"]

# A busy machine is no failure: nothing is asserted on time.
settings.register_profile("oncocenter", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("oncocenter")


FEW_KILLS = 3
FEW_ROUNDS = 3


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the lengths of the campaigns."""
    parser.addoption(
        "--kills",
        type=int,
        default=FEW_KILLS,
        help="how often each test in tests/crash kills the program (default: %(default)s)",
    )
    parser.addoption(
        "--rounds",
        type=int,
        default=FEW_ROUNDS,
        help="how often each crowd of rivals in tests/services tries (default: %(default)s)",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long walks: what is left for the end is short, and no worker waits for another."""
    items.sort(key=lambda item: "quick_presses" not in item.nodeid)


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at Monday, 23 November 2026, 09:45 in Moscow."""
    return FixedClock(datetime(2026, 11, 23, 6, 45, tzinfo=UTC))
