"""How the bot introduces itself: getMe, names, descriptions, commands, the menu button."""

import re
from typing import Any

from aiogram import methods
from aiogram.types import BotCommand, BotCommandScopeUnion

from sandbox.telegram import limits, refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.methods.handler import Handlers, Uploads

_COMMAND = re.compile(r"[a-z0-9_]+")


async def get_me(account: BotAccount, call: methods.GetMe, uploads: Uploads) -> dict[str, Any]:
    return account.profile.user() | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_name(account: BotAccount, call: methods.SetMyName, uploads: Uploads) -> bool:
    return _set_text(account, "name", call.name, call.language_code)


async def get_my_name(account: BotAccount, call: methods.GetMyName, uploads: Uploads) -> dict[str, str]:
    return {"name": account.profile.text("name", call.language_code or "")}


async def set_my_description(account: BotAccount, call: methods.SetMyDescription, uploads: Uploads) -> bool:
    return _set_text(account, "description", call.description, call.language_code)


async def get_my_description(
    account: BotAccount, call: methods.GetMyDescription, uploads: Uploads
) -> dict[str, str]:
    return {"description": account.profile.text("description", call.language_code or "")}


async def set_my_short_description(
    account: BotAccount, call: methods.SetMyShortDescription, uploads: Uploads
) -> bool:
    return _set_text(account, "short_description", call.short_description, call.language_code)


async def get_my_short_description(
    account: BotAccount, call: methods.GetMyShortDescription, uploads: Uploads
) -> dict[str, str]:
    return {"short_description": account.profile.text("short_description", call.language_code or "")}


def _set_text(account: BotAccount, field: str, value: str | None, language: str | None) -> bool:
    account.profile.set_text(field, value or "", language or "")
    account.events.publish("people")
    return True


async def set_my_commands(account: BotAccount, call: methods.SetMyCommands, uploads: Uploads) -> bool:
    if len(call.commands) > limits.COMMANDS:
        raise refusals.COMMANDS_TOO_MANY()
    commands = [_checked_command(command) for command in call.commands]
    account.profile.set_commands(commands, _scope(account, call.scope), call.language_code or "")
    account.events.publish("people")
    return True


async def get_my_commands(
    account: BotAccount, call: methods.GetMyCommands, uploads: Uploads
) -> list[dict[str, str]]:
    return account.profile.commands(_scope(account, call.scope), call.language_code or "")


async def delete_my_commands(account: BotAccount, call: methods.DeleteMyCommands, uploads: Uploads) -> bool:
    account.profile.delete_commands(_scope(account, call.scope), call.language_code or "")
    account.events.publish("people")
    return True


def _checked_command(given: BotCommand) -> dict[str, str]:
    # TD BotCommand.cpp:188-206: a leading slash is dropped, both are trimmed.
    command, description = given.command.strip().removeprefix("/"), given.description.strip()
    if not command:
        raise refusals.COMMAND_EMPTY()
    if len(command) > limits.COMMAND_LENGTH:
        raise refusals.COMMAND_TOO_LONG(limit=limits.COMMAND_LENGTH)
    if not _COMMAND.fullmatch(command):
        raise refusals.COMMAND_INVALID()
    if not description:
        raise refusals.COMMAND_DESCRIPTION_EMPTY()
    if len(description) > limits.COMMAND_DESCRIPTION_LENGTH:
        raise refusals.COMMAND_DESCRIPTION_TOO_LONG(limit=limits.COMMAND_DESCRIPTION_LENGTH)
    return {"command": command, "description": description}


def _scope(account: BotAccount, scope: BotCommandScopeUnion | None) -> dict[str, Any]:
    fields: dict[str, Any] = scope.model_dump(exclude_none=True) if scope else {"type": "default"}
    if "chat_id" in fields:
        account.chats.for_reading(fields["chat_id"])
    return fields


async def set_chat_menu_button(
    account: BotAccount, call: methods.SetChatMenuButton, uploads: Uploads
) -> bool:
    button = call.menu_button.model_dump(exclude_none=True) if call.menu_button else {"type": "default"}
    if call.chat_id is None:
        account.profile.menu_button = {"type": "commands"} if button["type"] == "default" else button
        account.events.publish("people")
    else:
        chat = account.chats.for_reading(call.chat_id)
        chat.menu_button = None if button["type"] == "default" else button
        account.changed(chat)
    return True


async def get_chat_menu_button(
    account: BotAccount, call: methods.GetChatMenuButton, uploads: Uploads
) -> dict[str, Any]:
    chat_button = None if call.chat_id is None else account.chats.for_reading(call.chat_id).menu_button
    return chat_button or account.profile.menu_button


HANDLERS: Handlers = {
    methods.GetMe: get_me,
    methods.SetMyName: set_my_name,
    methods.GetMyName: get_my_name,
    methods.SetMyDescription: set_my_description,
    methods.GetMyDescription: get_my_description,
    methods.SetMyShortDescription: set_my_short_description,
    methods.GetMyShortDescription: get_my_short_description,
    methods.SetMyCommands: set_my_commands,
    methods.GetMyCommands: get_my_commands,
    methods.DeleteMyCommands: delete_my_commands,
    methods.SetChatMenuButton: set_chat_menu_button,
    methods.GetChatMenuButton: get_chat_menu_button,
}
