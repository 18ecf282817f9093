"""The Bot API over HTTP: addresses, tokens, and the one place through which every call goes."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import orjson
from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.faults import Faults, befall
from sandbox.store import Store
from sandbox.telegram import refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.calls import CallLedger
from sandbox.telegram.files import StoredFile
from sandbox.telegram.methods import HANDLERS
from sandbox.telegram.people import Person
from sandbox.telegram.refusals import RefusedError
from sandbox.telegram.requests import MODELS, BotRequest, read_request, validated

POLLING = "getupdates"


class TelegramOptions(Protocol):
    """What the sandbox is told about the bot and the people."""

    @property
    def token(self) -> str:
        """The bot's token, its id before the colon."""

    @property
    def people(self) -> Sequence[Mapping[str, Any]]:
        """The people at the first start, as fields of `Person`."""


class TelegramApi:
    """The stand-in for Telegram; all that outlives a call is in `account`."""

    def __init__(
        self, clock: SandboxClock, events: Events, options: TelegramOptions, store: Store, faults: Faults
    ) -> None:
        self._faults = faults
        self._token = options.token
        self.account = BotAccount(int(options.token.partition(":")[0]), clock, events, store)
        self.calls = CallLedger(clock)
        self.latency = 0.0
        """Real seconds between doing what a call asks and answering it."""
        for person in options.people:
            self.account.add_person(Person(**person))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self._serve),
            web.get("/file/bot{token}/{path:.+}", self._download),
        ]

    def snapshot(self) -> dict[str, Any]:
        return self.account.snapshot()

    def restore(self, saved: dict[str, Any]) -> None:
        self.account.restore(saved)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults.take("telegram", request.match_info["method"])
        if fault is not None:
            return await befall(request, fault, lambda: self._answered(request))
        return await self._answered(request)

    async def _answered(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            self._check_token(request.match_info["token"])
            result = await self._call(method, await read_request(request))
        except RefusedError as refused:
            response = _refusal(refused)
        except web.HTTPRequestEntityTooLarge:
            response = _refusal(refusals.TOO_LARGE())
        else:
            response = _json({"ok": True, "result": result})
        await asyncio.sleep(self.latency)
        return response

    async def _call(self, method: str, request: BotRequest) -> Any:
        """Every call passes here, is validated, done or refused, and written into the ledger."""
        name = method.lower()
        model = MODELS.get(name)
        result, error = None, None
        try:
            if model is None:
                raise refusals.METHOD_NOT_FOUND()
            handler = HANDLERS.get(model)
            if handler is None:
                raise refusals.NOT_OFFERED(method=model.__api_method__)
            result = await handler(self.account, validated(model, request), request.uploads)
            return result
        except RefusedError as refused:
            error = refused.description
            raise
        finally:
            if name != POLLING:
                self.calls.add(model.__api_method__ if model else method, request.params, result, error)

    def _check_token(self, token: str) -> None:
        if ":" not in token or token.startswith("0") or len(token) > 80:
            raise refusals.INVALID_TOKEN()
        if token != self._token:
            raise refusals.UNAUTHORIZED()

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            file = self.account.files.at_path(request.match_info["path"])
            if file is None:
                raise refusals.NOT_FOUND()
        except RefusedError as refused:
            return _refusal(refused)
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
