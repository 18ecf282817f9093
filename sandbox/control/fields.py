"""The JSON bodies of control calls and of their answers."""

import json
from typing import Any, TypeVar

import orjson
from aiohttp import web

from sandbox.control.errors import bad_request

T = TypeVar("T")


async def json_fields(request: web.Request) -> dict[str, Any]:
    """The object in the body; an empty body is an empty object. Refuses anything else."""
    body = await request.text()
    try:
        fields = json.loads(body) if body else {}
    except ValueError:
        raise bad_request("The body is not JSON.") from None
    if not isinstance(fields, dict):
        raise bad_request("The body is not a JSON object.")
    return fields


def json_answer(value: Any) -> web.Response:
    """An answer with a JSON body."""
    return web.Response(body=orjson.dumps(value), content_type="application/json")


def optional(fields: dict[str, Any], name: str, kind: type[T]) -> T | None:
    """A field of this type, or None when it is absent. Whole numbers pass as fractions."""
    value = fields.get(name)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if value is not None and not isinstance(value, kind):
        raise bad_request(f"«{name}» is not of type {kind.__name__}.")
    return value


def required(fields: dict[str, Any], name: str, kind: type[T]) -> T:
    """A field of this type; refuses its absence."""
    value = optional(fields, name, kind)
    if value is None:
        raise bad_request(f"«{name}» is missing.")
    return value
