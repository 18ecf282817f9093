"""What may stand in the query of each operation.

Types, choices and bounds are those of Zoom's Meetings and Users API specifications (December 2025, February
2026). True and false are written in small letters: what Python writes for them is refused. A parameter that
is not listed is let through.
"""

from collections.abc import Mapping

from sandbox.zoom.errors import VALIDATION_FAILED
from sandbox.zoom.kinds import Day, Digits, Kind, OneOf, Parts, Text, Zone

TRUE_OR_FALSE = OneOf(("true", "false"))

MEETING_LISTS = ("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings")
"""The lists of meetings; the first is meant when none is named."""

USER_STATUSES = ("active", "inactive", "pending")
"""The lists of users; the first is meant when none is named."""

_LOGINS = ("0", "1", "11", "21", "23", "24", "27", "97", "98", "99", "100", "101")
_ANY_PAGE = Digits(1, 999_999)

QUERIES: Mapping[str, Mapping[str, Kind]] = {
    "get_user": {
        "login_type": OneOf(_LOGINS),
        "encrypted_email": TRUE_OR_FALSE,
        "search_by_unique_id": TRUE_OR_FALSE,
    },
    "list_users": {
        "status": OneOf(USER_STATUSES),
        "page_size": Digits(1, 2000),
        "page_number": _ANY_PAGE,
        "role_id": Text(),
        "include_fields": OneOf(("custom_attributes", "host_key")),
        "license": OneOf(("zoom_workforce_management", "zoom_compliance_management")),
    },
    "list_meetings": {
        "type": OneOf(MEETING_LISTS),
        "page_size": Digits(1, 300),
        "page_number": _ANY_PAGE,
        # Checked, but the lists are not cut by them.
        "from": Day(),
        "to": Day(),
        "timezone": Zone(),
    },
    "get_meeting": {"show_previous_occurrences": TRUE_OR_FALSE},
    "delete_meeting": {"schedule_for_reminder": TRUE_OR_FALSE, "cancel_meeting_reminder": TRUE_OR_FALSE},
}


def check(operation: str, query: Mapping[str, str]) -> None:
    """Refuse a query that is not as specified. Raises ``RefusedError`` with code 300; each name is told."""
    errors = Parts(QUERIES.get(operation, {})).errors(query, "")
    if errors:
        raise VALIDATION_FAILED.because(errors)
