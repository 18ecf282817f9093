"""The Bot API over HTTP: addresses, tokens, and the one place through which every call goes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

import orjson
from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.faults import HTTP_FAULTS, Faults, befall
from sandbox.store import Store
from sandbox.telegram import refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.calls import CallLedger
from sandbox.telegram.delivery import Delivery
from sandbox.telegram.faults import POLLING, REACH, refusal, strange_page
from sandbox.telegram.files import StoredFile
from sandbox.telegram.methods import HANDLERS
from sandbox.telegram.people import Person
from sandbox.telegram.refusals import RefusedError
from sandbox.telegram.requests import MODELS, BotRequest, read_request, validated


class TelegramOptions(Protocol):
    """What the sandbox is told about the bot and the people."""

    @property
    def token(self) -> str:
        """The bot's token, its id before the colon."""

    @property
    def people(self) -> Sequence[Mapping[str, Any]]:
        """The people at the first start, as fields of `Person`."""

    @property
    def limits(self) -> bool:
        """Whether messages that come too fast are refused."""

    @property
    def local(self) -> bool:
        """Whether webhooks may be at any address, as with a Bot API server in local mode."""


class TelegramApi:
    """The stand-in for Telegram; all that outlives a call is in `account`."""

    def __init__(
        self, clock: SandboxClock, events: Events, options: TelegramOptions, store: Store, faults: Faults
    ) -> None:
        self._faults = faults
        self._token = options.token
        self.account = BotAccount(
            int(options.token.partition(":")[0]),
            clock,
            events,
            store,
            limited=options.limits,
            local=options.local,
        )
        self.calls = CallLedger(clock)
        self.delivery = Delivery(self.account.updates, clock, self._carry_out)
        self.latency = 0.0
        """Real seconds between doing what a call asks and answering it."""
        for person in options.people:
            self.account.add_person(Person(**person))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._serve),
            web.get("/file/bot{token}/{path:.+}", self._serve_file),
        ]

    def snapshot(self) -> dict[str, Any]:
        return self.account.snapshot()

    def restore(self, saved: dict[str, Any]) -> None:
        self.account.restore(saved)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        return await self._unless_befallen(request, request.match_info["method"].lower(), self._answered)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        return await self._unless_befallen(request, "file", self._downloaded)

    async def _unless_befallen(
        self,
        request: web.Request,
        operation: str,
        answered: Callable[[web.Request, RefusedError | None], Awaitable[web.Response]],
    ) -> web.StreamResponse:
        fault = self._faults.take("telegram", operation, REACH)
        if fault is None:
            return await answered(request, None)
        if fault.name in HTTP_FAULTS:
            return await befall(request, fault, lambda: answered(request, None))
        refused = refusal(fault)
        return strange_page() if refused is None else await answered(request, refused)

    async def _answered(self, request: web.Request, refused: RefusedError | None) -> web.Response:
        """The answer to a call, which is done unless there is a refusal already."""
        method = request.match_info["method"]
        try:
            self._check_token(request.match_info["token"])
            result = await self._call(method, await read_request(request), refused)
        except RefusedError as error:
            response = _refusal(error)
        except web.HTTPRequestEntityTooLarge:
            response = _refusal(refusals.TOO_LARGE())
        else:
            response = _json({"ok": True, "result": result})
        await asyncio.sleep(self.latency)
        return response

    async def _carry_out(self, method: str, request: BotRequest) -> None:
        # Nobody hears how such a call ended: BAPI WebhookActor.cpp:631.
        with suppress(RefusedError):
            await self._call(method, request)

    async def _call(self, method: str, request: BotRequest, refused: RefusedError | None = None) -> Any:
        """Every call passes here, is validated, done or refused, and written into the ledger."""
        name = method.lower()
        model = MODELS.get(name)
        result, error = None, None
        try:
            if refused is not None:
                raise refused
            if model is None:
                raise refusals.METHOD_NOT_FOUND()
            handler = HANDLERS.get(model)
            if handler is None:
                raise refusals.NOT_OFFERED(method=model.__api_method__)
            result = await handler(self.account, validated(model, request), request.uploads)
            return result
        except RefusedError as raised:
            error = raised.description
            raise
        finally:
            if name != POLLING:
                self.calls.add(model.__api_method__ if model else method, request.params, result, error)

    def _check_token(self, token: str) -> None:
        if ":" not in token or token.startswith("0") or len(token) > 80:
            raise refusals.INVALID_TOKEN()
        if token != self._token:
            raise refusals.UNAUTHORIZED()

    async def _downloaded(self, request: web.Request, refused: RefusedError | None) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            if refused is not None:
                raise refused
            file = self.account.files.at_path(request.match_info["path"])
            if file is None:
                raise refusals.NOT_FOUND()
        except RefusedError as error:
            return _refusal(error)
        return file_response(self.account, file)


def file_response(account: BotAccount, file: StoredFile) -> web.Response:
    """The bytes of a file with its type."""
    return web.Response(body=account.files.content(file), content_type=file.mime_type)


def _json(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=orjson.dumps(body), status=status, content_type="application/json", headers=headers
    )


def _refusal(refused: RefusedError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.retry_after is None:
        return _json(body, refused.code)
    body["parameters"] = {"retry_after": refused.retry_after}
    return _json(body, refused.code, {"Retry-After": str(refused.retry_after)})
