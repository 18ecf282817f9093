"""What Zoom refuses, in Zoom's words.

Each refusal names where its words were read:

- ``openapi-2022``: ballerina-platform/openapi-connectors, ``openapi/zoom/openapi.yaml`` of 2022-05-31;
- ``openapi-2025``: ballerina-platform/module-ballerinax-zoom.meetings, ``docs/spec/openapi.json`` of 2025-06;
- ``docs-2026-02``: developers.zoom.us pages "errors", "rate-limits" and "users" as of 2026-02-07;
- ``oauth-errors``: developers.zoom.us, page "OAuth error messages";
- ``zoom/skills``: Zoom's repository of that name, references on rate limits;
- ``status-new``: the rendering of the newer meeting status specification at withone.ai;
- ``forum N``: devforum.zoom.us, thread N;
- ``laravel N``: issue N of JubaerHossain/zoom-laravel, where a client's log quotes the answer.

The HTTP status and the code inside the body are independent of each other, and one code has several meanings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


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
    headers: Mapping[str, str] = field(default_factory=dict)

    def because(self, errors: Sequence[FieldError] = (), **values: object) -> "RefusedError":
        """Make the exception that ends the request; ``values`` fill the words and the headers."""
        headers = {name: text.format(**values) for name, text in self.headers.items()}
        return RefusedError(self, self.words.format(**values), tuple(errors), headers)


@dataclass(frozen=True)
class TokenRefusal:
    """An answer of the token endpoint that is not a success; its body has another shape."""

    status: int
    error: str
    reason: str
    source: str


class RefusedError(Exception):
    """A request of the REST API was refused."""

    def __init__(
        self, refusal: Refusal, message: str, errors: tuple[FieldError, ...], headers: Mapping[str, str]
    ) -> None:
        super().__init__(message)
        self.refusal = refusal
        self.message = message
        self.errors = errors
        self.headers = headers

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

# The second shape of the token endpoint's refusals; its HTTP status is not told.
APP_DISABLED = Refusal(400, 4717, "The app has been disabled", "oauth-errors")

INVALID_TOKEN = Refusal(401, 124, "Invalid access token.", "docs-2026-02")
EXPIRED_TOKEN = Refusal(401, 124, "Access token is expired.", "docs-2026-02")
SCOPES_MISSING = Refusal(
    400, 4711, "Invalid access token, does not contain scopes:[{scopes}].", "laravel 15 and forum 108207"
)

BODY_NOT_JSON = Refusal(400, 300, "Request Body should be a valid JSON object.", "docs-2026-02")
VALIDATION_FAILED = Refusal(400, 300, "Validation Failed.", "docs-2026-02")
BAD_PAGE_TOKEN = Refusal(400, 300, "The next page token is invalid or expired.", "docs-2026-02")
UNKNOWN_ENDPOINT = Refusal(400, 2300, "This API endpoint is not recognized.", "docs-2026-02")
# The page says that 5xx answers have a code and a message; none is quoted anywhere.
INTERNAL = Refusal(500, 500, "Internal server error.", "shape docs-2026-02, words unconfirmed")

RATE_LIMIT = Refusal(
    429,
    429,
    "You have reached the maximum per-second rate limit for this API. Try again later.",
    "docs-2026-02, headers zoom/skills",
    {
        "X-RateLimit-Category": "{category}",
        "X-RateLimit-Type": "QPS",
        "X-RateLimit-Limit": "{limit}",
        "X-RateLimit-Remaining": "0",
    },
)
RATE_LIMIT_BARE = replace(RATE_LIMIT, headers={}, source="docs-2026-02, which names no headers")
# The only example of these words that Zoom gives is of users; what it says of meetings is quoted nowhere.
CONCURRENT = Refusal(
    429,
    429,
    "Too many concurrent requests. A request to disassociate this user has already been made.",
    "docs-2026-02",
)
# Neither a type nor a moment to come back; the figures are the account's, whose own limit is far.
DAILY_LIMIT = Refusal(
    429,
    429,
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00.",
    "forum 18928",
    {"X-RateLimit-Category": "Light", "X-RateLimit-Limit": "6000", "X-RateLimit-Remaining": "5893"},
)
# The same limit in its older form (forum 39617 names the status); the code in the body is not confirmed.
DAILY_LIMIT_300 = Refusal(
    300,
    300,
    "A maximum of 100 meetings can be created/updated for a single user in one day.",
    "openapi-2022",
)

USER_UNKNOWN = Refusal(404, 1001, "User does not exist: {user}.", "docs-2026-02")
INVITATION_EXPIRED = Refusal(
    400, 1120, "A valid invitation to join the Zoom account was not found for this user.", "docs-2026-02"
)
HOSTING_NOT_ALLOWED = Refusal(
    400,
    3161,
    "Your user account is not allowed meeting hosting and scheduling capabilities.",
    "openapi-2025",
)
MEETINGS_NOT_ALLOWED = Refusal(
    400,
    3161,
    "Meeting hosting and scheduling capabilities are not allowed for your user account.",
    "status-new",
)
CANNOT_SCHEDULE_FOR = Refusal(400, 3000, "You cannot schedule a meeting for {user}.", "forum 88501")
INSTANT_FOR_OTHERS = Refusal(
    400,
    3000,
    "Instant meetings do not support the `schedule_for` parameter, and you can't schedule an instant meeting "
    "for another user.",
    "openapi-2025",
)
NO_PRESCHEDULE = Refusal(
    400,
    3000,
    "Prescheduling is only available for scheduled meetings (type 2) and recurring meetings with no fixed "
    "time (type 3).",
    "openapi-2025",
)

MEETING_UNKNOWN = Refusal(404, 3001, "Meeting does not exist: {meeting}.", "openapi-2025")
# No meeting here is a series, so none has occurrences. Said of deletion; that the others say it is assumed.
NO_OCCURRENCE = Refusal(400, 3000, "Invalid occurrence_id.", "openapi-2022")
IN_PROGRESS = Refusal(
    400, 3002, "Sorry, you cannot delete this meeting since it is in progress.", "openapi-2022"
)
HAS_ENDED = Refusal(400, 3007, "Sorry, you cannot delete this meeting since it has ended.", "openapi-2022")
# What "end" answers for a meeting that is not running was found nowhere: the operation's general refusal.
NOT_RUNNING = Refusal(400, 3000, "Cannot access meeting info.", "openapi-2022")
