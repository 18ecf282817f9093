"""Bot API requests: their bodies, and what aiogram's own method models say of them.

Telegram takes every argument as text (BAPI Query.cpp): JSON objects may come as text inside JSON, and numbers
as text, so all values are brought to text or to JSON first, by the type of the model's field.
"""

import json
import re
import types
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import orjson
from aiogram import methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiohttp import web
from pydantic import ValidationError

from sandbox.telegram import refusals
from sandbox.telegram.files import Upload

T = TypeVar("T")
Model = type[TelegramMethod[Any]]

MODELS: dict[str, Model] = {
    model.__api_method__.lower(): model
    for name in methods.__all__
    if isinstance(model := getattr(methods, name), type) and issubclass(model, TelegramMethod)
    and model is not TelegramMethod
}  # fmt: skip
"""Every method Telegram knows, by its name in lower case: names are matched without regard to case."""

_WHAT = {
    "reply_markup": "reply keyboard markup",
    "scope": "BotCommandScope",
    "caption_entities": "entities",
    "link_preview_options": "link preview options",
    "reply_parameters": "reply parameters",
    "menu_button": "menu button",
}
"""How Telegram calls a field it cannot parse, where it is not the field's own name."""


@dataclass
class BotRequest:
    """A call's arguments and its files, by the names under which they came."""

    params: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)


async def read_request(request: web.Request) -> BotRequest:
    """Arguments of the address and of the body: JSON, a form, or a form with files. Raises `RefusedError`."""
    params: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json" and request.can_read_body:
        params |= _json_object(await request.read())
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, _mime_type(value), value.file.read())
            elif isinstance(value, str):
                params[name] = value
    return BotRequest(params, uploads)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise refusals.UNREADABLE_JSON(what="request") from None
    if not isinstance(value, dict):
        raise refusals.UNREADABLE_JSON(what="request")
    return value


def _mime_type(file: web.FileField) -> str | None:
    # What a client says when it does not know says nothing.
    return None if file.content_type == "application/octet-stream" else file.content_type


def validated(model: Model, request: BotRequest) -> TelegramMethod[Any]:
    """The call as aiogram's model of it; changes `params` to what was understood. Raises `RefusedError`."""
    for name, value in list(request.params.items()):
        if value is None:
            del request.params[name]
        elif name in model.model_fields:
            request.params[name] = _as_field(model, name, value)
    files = {name: f"attach://{name}" for name in request.uploads if name in model.model_fields}
    try:
        return model.model_validate(request.params | files)
    except ValidationError as error:
        raise _refused(error) from None


def given(value: T | Default | None) -> T | None:
    """A field's value, or None when the call left it to the bot's defaults."""
    return None if isinstance(value, Default) else value


def _as_field(model: Model, name: str, value: Any) -> Any:
    accepted = _field_types(model, name)
    if str not in accepted:
        return _as_json(name, value)
    text = _as_text(value)
    # What takes a number or a name is a chat.
    return int(text) if int in accepted and re.fullmatch(r"-?\d{1,18}", text) else text


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value == "":
        return None
    try:
        return json.loads(value)
    except ValueError:
        # A plain word where a model wants a number is for the model to refuse.
        if value[0] in "[{":
            raise refusals.UNREADABLE_JSON(what=_WHAT.get(name, name)) from None
        return value


@cache
def _field_types(model: Model, name: str) -> set[Any]:
    return _plain_types(model.model_fields[name].annotation)


def _plain_types(annotation: Any) -> set[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        return set().union(*map(_plain_types, get_args(annotation)))
    return {annotation}


def _refused(error: ValidationError) -> refusals.RefusedError:
    problem = error.errors()[0]
    name = str(problem["loc"][0]) if problem["loc"] else ""
    if problem["loc"] == ("reply_markup", "inline_keyboard") and problem["type"] == "missing":
        return refusals.INLINE_EXPECTED()
    if len(problem["loc"]) > 1 or problem["type"] != "missing":
        place = ".".join(map(str, problem["loc"]))
        return refusals.MALFORMED(what=_WHAT.get(name, name), problem=f"{place}: {problem['msg']}")
    return _MISSING.get(name, refusals.REQUIRED)(name=name)


_MISSING = {
    "chat_id": refusals.CHAT_ID_EMPTY,
    "text": refusals.TEXT_EMPTY,
    "message_id": refusals.MESSAGE_UNSPECIFIED,
    "message_ids": refusals.MESSAGES_UNSPECIFIED,
    "file_id": refusals.FILE_ID_EMPTY,
    "photo": refusals.Refusal(400, refusals.NO_FILE.words.format(kind="photo")),
    "video": refusals.Refusal(400, refusals.NO_FILE.words.format(kind="video")),
    "document": refusals.Refusal(400, refusals.NO_FILE.words.format(kind="document")),
    "voice": refusals.Refusal(400, refusals.NO_FILE.words.format(kind="voice")),
    "action": refusals.ACTION_UNKNOWN,
}
"""The words for a missing argument that differ from the usual ones."""
