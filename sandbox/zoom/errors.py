"""What Zoom refuses, in Zoom's words.

Each refusal names where its words were read:

- ``openapi-2022``: ballerina-platform/openapi-connectors, ``openapi/zoom/openapi.yaml`` of 2022-05-31;
- ``docs-2026-02``: developers.zoom.us pages "errors", "rate-limits" and "users" as of 2026-02-07;
- ``errors-2018``: harrisyang/api, ``errors/MeetingAPIs.md``;
- ``status-new``: the rendering of the newer meeting status specification at withone.ai;
- ``forum N``: devforum.zoom.us, thread N;
- ``laravel N``: issue N of JubaerHossain/zoom-laravel, where a client's log quotes the answer.

The HTTP status and the code inside the body are independent of each other, and one code has several meanings.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One field that failed validation, with its path in dots."""

    field: str
    message: str = "Invalid field."


@dataclass(frozen=True)
class Refusal:
    """An answer of the REST API that is not a success."""

    status: int
    code: int
    words: str
    source: str

    def because(self, errors: Sequence[FieldError] = (), **values: object) -> "RefusedError":
        """Make the exception that ends the request with this refusal; ``values`` fill the words."""
        return RefusedError(self, self.words.format(**values), tuple(errors))


@dataclass(frozen=True)
class TokenRefusal:
    """An answer of the token endpoint that is not a success; its body has another shape."""

    status: int
    error: str
    reason: str
    source: str


class RefusedError(Exception):
    """A request of the REST API was refused."""

    def __init__(self, refusal: Refusal, message: str, errors: tuple[FieldError, ...]) -> None:
        super().__init__(message)
        self.refusal = refusal
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, object]:
        """Return the JSON body of the answer."""
        body: dict[str, object] = {"code": self.refusal.code, "message": self.message}
        if self.errors:
            body["errors"] = [{"field": error.field, "message": error.message} for error in self.errors]
        return body


class TokenRefusedError(Exception):
    """No token was issued."""

    def __init__(self, refusal: TokenRefusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


INVALID_CLIENT = TokenRefusal(400, "invalid_client", "Invalid client_id or client_secret", "laravel 3")
UNSUPPORTED_GRANT = TokenRefusal(400, "unsupported_grant_type", "unsupported grant type", "laravel 4")
# That a foreign account gets this pair and not another is not confirmed by any text read.
INVALID_ACCOUNT = TokenRefusal(400, "invalid_request", "Bad Request", "unconfirmed")

INVALID_TOKEN = Refusal(401, 124, "Invalid access token.", "docs-2026-02")
EXPIRED_TOKEN = Refusal(401, 124, "Access token is expired.", "docs-2026-02")

BODY_NOT_JSON = Refusal(400, 300, "Request Body should be a valid JSON object.", "docs-2026-02")
VALIDATION_FAILED = Refusal(400, 300, "Validation Failed.", "docs-2026-02")
BAD_PAGE_TOKEN = Refusal(400, 300, "The next page token is invalid or expired.", "docs-2026-02")
UNKNOWN_ENDPOINT = Refusal(400, 2300, "This API endpoint is not recognized.", "docs-2026-02")

USER_UNKNOWN = Refusal(404, 1001, "User does not exist: {user}.", "docs-2026-02")
HOSTING_NOT_ALLOWED = Refusal(
    400,
    3161,
    "Meeting hosting and scheduling capabilities are not allowed for your user account.",
    "status-new",
)
CANNOT_SCHEDULE_FOR = Refusal(400, 3000, "You cannot schedule a meeting for {user}.", "forum 88501")
DAILY_LIMIT = Refusal(
    429,
    429,
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00.",
    "forum 18928",
)

MEETING_UNKNOWN = Refusal(404, 3001, "Meeting does not exist: {meeting}.", "status-new")
IN_PROGRESS = Refusal(
    400, 3002, "Sorry, you cannot delete this meeting since it is in progress.", "openapi-2022"
)
HAS_ENDED = Refusal(400, 3007, "Sorry, you cannot delete this meeting since it has ended.", "openapi-2022")
# What "end" answers for a meeting that is not running was found nowhere: the operation's general refusal.
NOT_RUNNING = Refusal(400, 3000, "Cannot access meeting info.", "openapi-2022")
