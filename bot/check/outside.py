"""The points about Telegram, the clock, Zoom and the mail server: each is asked, none is told anything."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot.bot_api import OK, UNKNOWN_TOKEN, Answer, NoAnswer, ask
from bot.clock import SystemClock
from bot.settings import Settings
from bot.wiring import mail_channel, meeting_providers
from models import HostProvider
from services.checks import Area, Finding, ZoomHost, ask_hosts, host_problem
from services.ports import Clock, HostCheck, OutsideFailure

MANY_UPDATES = 100
"""More than one call fetches (Bot API, getUpdates): a program that runs leaves fewer waiting."""

CLOCK_TOLERANCE = timedelta(seconds=30)
"""How far this machine's clock may be off; asking takes part of it."""


async def telegram(settings: Settings) -> list[Finding]:
    """Ask who the bot is and how its updates go out; the date of the answer tells about the clock."""
    try:
        me = await ask(settings, "getMe")
        if me.status != OK:
            return [_refused(me)]
        clock = _clock(me)
        updates = await ask(settings, "getWebhookInfo")
    except NoAnswer:
        return [Finding(Area.TELEGRAM, "down")]
    name = str(me.result.get("username", ""))
    return [Finding(Area.TELEGRAM, "answers", ok=True, params={"bot": name}), _updates(updates), *clock]


async def zoom(settings: Settings, clock: Clock, hosts: Sequence[ZoomHost]) -> list[Finding]:
    """Ask for a token, with it for a user, and then about the accounts of the instructors."""
    provider = meeting_providers(settings, clock).get(HostProvider.ZOOM)
    if provider is None:
        missing = Finding(Area.ZOOM, "missing", params={"count": len(hosts)})
        return [missing if hosts else Finding(Area.ZOOM, "not_set_up", ok=True)]
    try:
        answers = await ask_hosts(provider, hosts)
    except OutsideFailure as failure:
        return [Finding(Area.ZOOM, "refused", params={"reason": failure.reason})]
    return [Finding(Area.ZOOM, "answers", ok=True), *_hosts(hosts, answers)]


async def mail(settings: Settings, clock: Clock) -> Finding:
    """Go as far with the mail server as is possible without a mail."""
    channel = mail_channel(settings, clock)
    if channel is None:
        return Finding(Area.MAIL, "not_set_up", ok=True)
    began = time.monotonic()
    failure = await channel.probe()
    if failure is None:
        return Finding(Area.MAIL, "answers", ok=True, params={"seconds": round(time.monotonic() - began)})
    return Finding(Area.MAIL, "refused", params={"reason": failure.reason})


def _refused(answer: Answer) -> Finding:
    if answer.status in UNKNOWN_TOKEN:
        return Finding(Area.TELEGRAM, "token")
    return Finding(Area.TELEGRAM, "status", params={"status": answer.status})


def _updates(answer: Answer) -> Finding:
    if answer.status != OK:
        return _refused(answer)
    if answer.result.get("url"):
        return Finding(Area.TELEGRAM, "webhook")
    waiting = int(answer.result.get("pending_update_count", 0))
    many = waiting > MANY_UPDATES
    return Finding(Area.TELEGRAM, "unfetched" if many else "fetched", not many, {"count": waiting})


def _clock(answer: Answer) -> list[Finding]:
    if answer.date is None:
        return []
    ahead = SystemClock().now() - answer.date
    if abs(ahead) <= CLOCK_TOLERANCE:
        return [Finding(Area.CLOCK, "right", ok=True)]
    seconds = round(abs(ahead).total_seconds())
    return [Finding(Area.CLOCK, "fast" if ahead > timedelta() else "slow", params={"seconds": seconds})]


def _hosts(hosts: Sequence[ZoomHost], answers: Sequence[HostCheck]) -> list[Finding]:
    problems = Counter(
        (host.clinic, code)
        for host, answer in zip(hosts, answers, strict=True)
        for code in [host_problem(host, answer)]
        if code is not None
    )
    found = [
        Finding(Area.ZOOM, code, params={"count": count, "clinic": clinic})
        for (clinic, code), count in problems.items()
    ]
    basic = [answer for answer in answers if answer.minutes_limit is not None]
    if basic:
        params = {"count": len(basic), "minutes": basic[0].minutes_limit or 0}
        found.append(Finding(Area.ZOOM, "basic", ok=True, params=params))
    if hosts and not problems:
        found.append(Finding(Area.ZOOM, "hosts", ok=True, params={"count": len(hosts)}))
    return found
