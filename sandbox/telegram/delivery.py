"""Delivering updates to a webhook, again and again until it takes them."""

import asyncio
import os
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import orjson

from sandbox.clock import SandboxClock
from sandbox.telegram import limits
from sandbox.telegram.requests import BotRequest
from sandbox.telegram.updates import Update, Updates
from sandbox.telegram.webhook import Webhook
from sandbox.telegram.webhook_answers import UnreadableAnswerError, called_method

Lane = tuple[str, int]
"""A kind of updates and whose they are: what is delivered one after the other."""


@dataclass(frozen=True)
class Failure:
    """Why an update was not taken, in the words getWebhookInfo tells, and what `Retry-After` asked for.

    Without words nothing is told, as when the webhook just closes the connection (BAPI WebhookActor.cpp:659).
    """

    words: str | None = None
    retry_after: int = 0


@dataclass
class Retries:
    """How long one update waits between attempts. BAPI WebhookActor.cpp:502-518."""

    delay: int = 1
    failures: int = 0

    def next_pause(self, retry_after: int) -> int:
        """Seconds to wait after one more failure: none at first, then twice as long each time.

        What the webhook asks for (0 for nothing) goes before that and does not count as a doubling.
        """
        pause = min(retry_after, limits.WEBHOOK_LONGEST_RETRY_AFTER)
        if pause == 0 and self.failures > 0:
            self.delay = pause = min(self.delay * 2, limits.WEBHOOK_LONGEST_DELAY)
        self.failures += 1
        return pause


class Delivery:
    """Carries updates to the webhook while there is one, from `start` to `stop`.

    One update of a lane is under way at a time, and the next only when it is taken; lanes go side by side as
    far as the webhook's `max_connections` allows.
    """

    def __init__(
        self,
        updates: Updates,
        clock: SandboxClock,
        carry_out: Callable[[str, BotRequest], Awaitable[None]],
    ) -> None:
        """`carry_out` calls the method that an answer of the webhook names."""
        self.timeout = limits.WEBHOOK_TIMEOUT
        self._updates = updates
        self._clock = clock
        self._carry_out = carry_out
        self._session: aiohttp.ClientSession | None = None
        self._lanes: dict[Lane, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore()

    def start(self) -> None:
        """Delivers from now on, first what waited; to be called inside the loop."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._updates.courier = self
        self.begin_anew()

    async def stop(self) -> None:
        """Gives up what is under way: it waits for the next start."""
        self._updates.courier = None
        tasks = self._drop()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def begin_anew(self) -> None:
        """Gives up what is under way and begins again with all that waits, when there is a webhook."""
        self._drop()
        webhook = self._updates.webhook
        if webhook is not None:
            self._connections = asyncio.Semaphore(webhook.max_connections)
            for update in self._updates.pending:
                self.add(update)

    def add(self, update: Update) -> None:
        """Puts an update at the end of its lane."""
        lane = _lane(update)
        if lane in self._lanes:
            self._lanes[lane].append(update)
            return
        self._lanes[lane] = deque([update])
        task = asyncio.create_task(self._empty(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _drop(self) -> list[asyncio.Task[None]]:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        self._lanes = {}
        return tasks

    async def _empty(self, lane: Lane) -> None:
        waiting, webhook = self._lanes[lane], self._updates.webhook
        assert webhook is not None
        while waiting:
            await self._deliver(webhook, waiting[0])
            self._updates.confirm(waiting.popleft())
        del self._lanes[lane]

    async def _deliver(self, webhook: Webhook, update: Update) -> None:
        retries = Retries()
        while (failure := await self._attempt(webhook, update)) is not None:
            if failure.words is not None:
                self._updates.note_failure(failure.words, int(self._clock.now().timestamp()))
            await asyncio.sleep(retries.next_pause(failure.retry_after))

    async def _attempt(self, webhook: Webhook, update: Update) -> Failure | None:
        try:
            async with self._connections:
                return await self._post(webhook, update)
        except TimeoutError:
            # TD tdnet HttpConnectionBase.cpp:90
            return Failure("Read timeout expired")
        except aiohttp.ClientSSLError as error:
            # TD tdnet SslStream.cpp:329; what is in the brackets is OpenSSL's there and Python's here.
            return Failure(f"SSL error {{{error.__cause__}}}")
        except aiohttp.ClientOSError as error:
            # TD tdnet HttpConnectionBase.cpp:109 and 183 tell the system's own words.
            return Failure(os.strerror(error.errno) if error.errno and error.errno > 0 else None)
        except aiohttp.ClientError:
            return Failure()

    async def _post(self, webhook: Webhook, update: Update) -> Failure | None:
        assert self._session is not None
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        async with self._session.post(
            webhook.address,
            data=orjson.dumps(update),
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.timeout, sock_read=self.timeout),
        ) as response:
            if not 200 <= response.status <= 299:
                # BAPI WebhookActor.cpp:636
                words = f"Wrong response from the webhook: {response.status} {response.reason or ''}"
                return Failure(words, _retry_after(response))
            try:
                called = await called_method(response)
            except UnreadableAnswerError as error:
                return Failure(str(error))
        if called is not None:
            await self._carry_out(*called)
        return None


def _lane(update: Update) -> Lane:
    # Messages, presses and memberships of a chat have a lane each: BAPI Client.cpp:17959, 17158, 17279.
    kind = next(name for name in update if name != "update_id")
    content = update[kind]
    whose = content["chat"] if "chat" in content else content["from"]
    return kind, whose["id"]


def _retry_after(response: aiohttp.ClientResponse) -> int:
    # TD tdnet HttpQuery.cpp:36: what is no whole number counts as nothing.
    value = response.headers.get("Retry-After", "")
    return int(value) if value.isdecimal() else 0
