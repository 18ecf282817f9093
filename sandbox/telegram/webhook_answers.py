"""What a webhook answers: besides «taken» it may call a method of the Bot API (BAPI WebhookActor.cpp:620)."""

from urllib.parse import parse_qsl

import aiohttp
import orjson

from sandbox.telegram.files import Upload
from sandbox.telegram.requests import BotRequest

_UNHEARD = ("get", "setwebhook", "deletewebhook", "close", "logout")
"""How the names of methods begin that are not called this way. BAPI WebhookActor.cpp:622."""


class UnreadableAnswerError(ValueError):
    """An answer that Telegram cannot read and therefore takes for none; the text is its reason."""


async def called_method(response: aiohttp.ClientResponse) -> tuple[str, BotRequest] | None:
    """The method an answer calls, in lower case, and its arguments; None when it calls none.

    Raises `UnreadableAnswerError`.
    """
    request = await _arguments(response)
    method = str(request.params.pop("method", "")).lower()
    return None if not method or method.startswith(_UNHEARD) else (method, request)


async def _arguments(response: aiohttp.ClientResponse) -> BotRequest:
    if response.content_type == "multipart/form-data":
        return await _form(response)
    body = await response.read()
    if response.content_type == "application/x-www-form-urlencoded":
        return BotRequest(dict(parse_qsl(body.decode(errors="replace"))))
    if response.content_type == "application/json" and body:
        return BotRequest(_json_object(body))
    return BotRequest({})


def _json_object(body: bytes) -> dict[str, object]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        # TD tdnet HttpReader.cpp:658-702 has a sentence for each way an object may be broken: this is one.
        raise UnreadableAnswerError("Bad Request: expected next field or object end") from None
    if isinstance(value, str):
        return {}
    if not isinstance(value, dict):
        # TD tdnet HttpReader.cpp:658
        raise UnreadableAnswerError("Bad Request: JSON object expected")
    return value


async def _form(response: aiohttp.ClientResponse) -> BotRequest:
    request = BotRequest({})
    try:
        async for part in aiohttp.MultipartReader.from_response(response):
            if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
                continue
            if part.filename is None:
                request.params[part.name] = await part.text()
            else:
                content = await part.read(decode=True)
                request.uploads[part.name] = Upload(part.filename, None, bytes(content))
    except ValueError:
        # TD tdnet HttpReader.cpp:123, one of several sentences again.
        raise UnreadableAnswerError("Bad Request: boundary not found") from None
    return request
