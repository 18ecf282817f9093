"""Refusals of the control API: an HTTP status and one sentence."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.clock import ClockError
from sandbox.faults import UnknownFaultError
from sandbox.telegram.actions import ImpossibleActionError
from sandbox.telegram.refusals import RefusedError


def bad_request(sentence: str) -> web.HTTPBadRequest:
    """The answer 400 with a sentence, to be raised."""
    return web.HTTPBadRequest(text=json.dumps({"error": sentence}), content_type="application/json")


def not_found(sentence: str) -> web.HTTPNotFound:
    """The answer 404 with a sentence, to be raised."""
    return web.HTTPNotFound(text=json.dumps({"error": sentence}), content_type="application/json")


@web.middleware
async def errors_as_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Makes sentences of what goes wrong under /api and /clock; other paths have errors of their own."""
    if not request.path.startswith(("/api/", "/clock")):
        return await handler(request)
    try:
        return await handler(request)
    except (ClockError, ImpossibleActionError, RefusedError, UnknownFaultError) as error:
        raise bad_request(str(error)) from None
    except web.HTTPNotFound as error:
        if error.content_type == "application/json":
            raise
        raise not_found("There is nothing at this address.") from None
