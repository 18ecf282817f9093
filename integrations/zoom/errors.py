"""What Zoom's answers mean for us: the one place where a failure is found temporary or permanent.

HTTP status and code are independent, and a code has several meanings (300: validation, daily limit, no such
meeting), so status, code and words are looked at together; what is not known is ``zoom_rejected``.

| reason | failure | what happened |
|---|---|---|
| zoom_credentials | permanent | account, client id or secret refused, or a fresh token refused |
| zoom_scopes | permanent | the Zoom app lacks a scope |
| zoom_host_unknown | permanent | no such user in this Zoom account |
| zoom_host_inactive | permanent | the user is not activated or may not host |
| zoom_rejected | permanent | refused for another reason |
| gone | permanent | the meeting is no more |
| zoom_rate | temporary | too many requests just now |
| zoom_daily_limit | temporary | the day's requests are used up; again at 00:00 UTC |
| zoom_running | temporary | refused because the meeting is running |
| zoom_down | temporary | no answer, or not one of Zoom's |

Sources: developers.zoom.us, pages "errors" and "rate-limits" (2026-02); ``openapi/zoom/openapi.yaml`` of
ballerina-platform/openapi-connectors (2022); devforum.zoom.us 18928 and 39617 (the daily limit as HTTP 429
and as HTTP 300).
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from integrations.zoom.transport import Answer, NoAnswer
from services.ports import OutsideFailure, PermanentFailure, TemporaryFailure, UnknownOutcome

TOKEN_INVALID = 124
SCOPE_MISSING = 4711
OAUTH_CODES = range(4700, 4800)
HOST_UNKNOWN = frozenset({1001, 1010})
HOST_INACTIVE = frozenset({1120, 3161})
MEETING_UNKNOWN = 3001
MEETING_RUNNING = 3002
MEETING_ENDED = 3007


def failure(outcome: Answer | NoAnswer, now: datetime) -> OutsideFailure | None:
    """Return what an answer of the API means, None for success. ``now`` is aware UTC."""
    if isinstance(outcome, NoAnswer):
        return TemporaryFailure("zoom_down")
    if outcome.status == 204 or (200 <= outcome.status < 300 and outcome.body is not None):
        return None
    if outcome.status in (300, 429) or outcome.code == 429:
        return _limit(outcome, now)
    if outcome.status >= 500 or outcome.body is None:
        return TemporaryFailure("zoom_down")
    if outcome.status == 409:
        return TemporaryFailure("zoom_rate")
    if outcome.code == MEETING_RUNNING:
        return TemporaryFailure("zoom_running")
    return PermanentFailure(_refusal(outcome))


def creation_failure(outcome: Answer | NoAnswer, now: datetime) -> OutsideFailure | None:
    """The same for a creation, which must not be repeated where Zoom may have carried it out."""
    if isinstance(outcome, NoAnswer):
        cut = outcome.may_have_arrived
    else:
        cut = outcome.status >= 500 or (200 <= outcome.status < 300 and outcome.body is None)
    return UnknownOutcome("zoom_down") if cut else failure(outcome, now)


def token_failure(outcome: Answer | NoAnswer, now: datetime) -> OutsideFailure:
    """Return what it means that the token endpoint gave no token. ``now`` is aware UTC."""
    if isinstance(outcome, NoAnswer):
        return TemporaryFailure("zoom_down")
    if outcome.status == 429:
        return _limit(outcome, now)
    if outcome.body is None or not 400 <= outcome.status < 500:
        return TemporaryFailure("zoom_down")
    return PermanentFailure("zoom_credentials")


def token_refused(outcome: Answer | NoAnswer) -> bool:
    """Whether another token may help: this one died, or was made before the app got its scopes."""
    if isinstance(outcome, NoAnswer):
        return False
    return outcome.status == 401 or outcome.code == TOKEN_INVALID or _lacks_scope(outcome)


def _refusal(answer: Answer) -> str:
    if _lacks_scope(answer):
        return "zoom_scopes"
    if answer.status == 401 or answer.code == TOKEN_INVALID or answer.code in OAUTH_CODES:
        return "zoom_credentials"
    if answer.code in HOST_UNKNOWN:
        return "zoom_host_unknown"
    if answer.code in HOST_INACTIVE:
        return "zoom_host_inactive"
    if answer.code in (MEETING_UNKNOWN, MEETING_ENDED) or "not found or has expired" in answer.message:
        return "gone"
    return "gone" if answer.status == 404 else "zoom_rejected"


def _lacks_scope(answer: Answer) -> bool:
    return answer.code == SCOPE_MISSING or "does not contain scopes" in answer.message


def _limit(answer: Answer, now: datetime) -> TemporaryFailure:
    named = _retry_after(answer.retry_after, now)
    daily = answer.status == 300 or answer.limit_type.lower() == "daily-limit" or "daily" in answer.message
    if not daily:
        return TemporaryFailure("zoom_rate", named)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return TemporaryFailure("zoom_daily_limit", named or midnight)


def _retry_after(text: str, now: datetime) -> datetime | None:
    # Zoom sends an ISO moment (zoom/skills, rate limits); a proxy on the way sends what RFC 9110 allows.
    if text.isdecimal() and len(text) <= 6:
        return now + timedelta(seconds=int(text))
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
        except ValueError:
            continue
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return None
