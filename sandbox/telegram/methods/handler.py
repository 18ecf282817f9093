"""What a method of the Bot API looks like here."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.telegram.account import BotAccount
from sandbox.telegram.files import Upload
from sandbox.telegram.requests import Model

Uploads = Mapping[str, Upload]
"""The files of a call, by the names under which they came."""

Handler = Callable[[BotAccount, Any, Uploads], Awaitable[Any]]
"""Takes the account, the call as aiogram's model and its files; gives JSON or raises `RefusedError`."""

Handlers = dict[Model, Handler]
