"""What the bot says of itself: names and descriptions per language, commands per language and scope."""

from typing import Any

from sandbox.telegram import limits, refusals

USERNAME = "sandbox_bot"
DEFAULT_NAME = "Sandbox"

Command = dict[str, str]

_TEXT_LIMITS = {
    "name": limits.NAME_LENGTH,
    "description": limits.DESCRIPTION_LENGTH,
    "short_description": limits.SHORT_DESCRIPTION_LENGTH,
}


class BotProfile:
    """The bot's account. An empty language code means every language without texts of its own."""

    def __init__(self, bot_id: int) -> None:
        self.bot_id = bot_id
        self.menu_button: dict[str, Any] = {"type": "commands"}
        self._texts: dict[str, dict[str, str]] = {field: {} for field in _TEXT_LIMITS}
        self._commands: dict[str, list[Command]] = {}

    def user(self) -> dict[str, Any]:
        """The bot as the Bot API's User."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.text("name"), "username": USERNAME}

    def set_text(self, field: str, value: str, language: str) -> None:
        """Sets `name`, `description` or `short_description`; empty removes it. Raises `RefusedError`."""
        check_language(language)
        if len(value) > _TEXT_LIMITS[field]:
            raise refusals.PROFILE_TEXT_TOO_LONG(field=field)
        if value:
            self._texts[field][language] = value
        else:
            self._texts[field].pop(language, None)

    def text(self, field: str, language: str = "") -> str:
        """The text people with this language see."""
        texts = self._texts[field]
        return texts.get(language) or texts.get("") or (DEFAULT_NAME if field == "name" else "")

    def set_commands(self, commands: list[Command], scope: dict[str, Any], language: str) -> None:
        """Sets the commands of one scope and language."""
        check_language(language)
        self._commands[_key(scope, language)] = commands

    def delete_commands(self, scope: dict[str, Any], language: str) -> None:
        """Takes away the commands of one scope and language."""
        check_language(language)
        self._commands.pop(_key(scope, language), None)

    def commands(self, scope: dict[str, Any], language: str) -> list[Command]:
        """The commands set for exactly this scope and language."""
        return self._commands.get(_key(scope, language), [])

    def commands_for(self, user_id: int, language: str) -> list[Command]:
        """The commands a person is offered: by chat, all private chats, default; own language first.

        The order is SCH BotCommandScope, «Determining list of commands».
        """
        for scope in (
            {"type": "chat", "chat_id": user_id},
            {"type": "all_private_chats"},
            {"type": "default"},
        ):
            for code in (language, ""):
                if commands := self._commands.get(_key(scope, code)):
                    return commands
        return []

    def snapshot(self) -> dict[str, Any]:
        return {"texts": self._texts, "commands": self._commands, "menu_button": self.menu_button}

    def restore(self, saved: dict[str, Any]) -> None:
        self._texts = saved["texts"]
        self._commands = saved["commands"]
        self.menu_button = saved["menu_button"]


def check_language(language: str) -> None:
    """Refuses what is neither empty nor a two-letter ISO 639-1 code."""
    if language and not (len(language) == 2 and language.isascii() and language.islower()):
        raise refusals.LANGUAGE_INVALID()


def _key(scope: dict[str, Any], language: str) -> str:
    return "/".join([scope["type"], str(scope.get("chat_id", "")), str(scope.get("user_id", "")), language])
