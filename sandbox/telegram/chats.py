"""The private chats between people and the bot, and the messages in them."""

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.telegram import refusals
from sandbox.telegram.markup import Markup
from sandbox.telegram.people import FIRST_NEW_ID, Person


@dataclass
class Message:
    """A message; `content` holds the Bot API's fields of what it says, dates are Unix seconds."""

    message_id: int
    chat_id: int
    from_bot: bool
    date: int
    content: dict[str, Any]
    edit_date: int | None = None
    keyboard: dict[str, Any] | None = None
    had_reply_markup: bool = False
    """It brought a reply keyboard, took one away or asked for a reply: such a message can't be edited."""
    reply_to: int | None = None
    media_group_id: str | None = None
    protect_content: bool = False
    notify: bool = True
    pinned: bool = False
    cleared: bool = False
    """The person deleted it on their side; the bot does not know."""


@dataclass
class Chat:
    """One private chat. `reply_keyboard` is what lies under the person's input field."""

    person: Person
    instance: str
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: dict[str, Any] | None = None
    menu_button: dict[str, Any] | None = None

    def visible_messages(self) -> Iterator[Message]:
        """What the person sees, oldest first."""
        return (message for message in self.messages.values() if not message.cleared)

    def put_reply_markup(self, markup: Markup | None, message_id: int) -> None:
        """Shows or takes away the keyboard under the input field as a message of the bot asks for."""
        if markup is None or markup.kind == "inline":
            return
        self.reply_keyboard = None
        if markup.kind == "reply":
            self.reply_keyboard = {
                "message_id": message_id, "keyboard": markup.rows, "hidden": False, **markup.options,
            }  # fmt: skip


class Chats:
    """All people and their chats. Message ids come from one counter, as they do for a bot's private chats."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}
        self._last_message_id = 0
        self._last_album_id = 13_000_000_000_000_000

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def add(self, person: Person) -> Chat:
        """A new person's chat; a person with the same id keeps theirs and gets the new particulars."""
        known = self._chats.get(person.id)
        if known is not None:
            person.started, person.blocked = known.person.started, known.person.blocked
            known.person = person
            return known
        chat = Chat(person, instance=str(secrets.randbits(63)))
        self._chats[person.id] = chat
        return chat

    def free_id(self) -> int:
        """An id for a new person."""
        return max([FIRST_NEW_ID - 1, *self._chats]) + 1

    def find(self, user_id: int) -> Chat | None:
        """The chat of a person, or None."""
        return self._chats.get(user_id)

    def for_reading(self, chat_id: int | str) -> Chat:
        """The chat a bot names in a call. Raises `RefusedError` when there is none."""
        if chat_id == "":
            raise refusals.CHAT_ID_EMPTY()
        chat = self._chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise refusals.CHAT_NOT_FOUND()
        return chat

    def for_editing(self, chat_id: int | str) -> Chat:
        """Like `for_reading`; refuses a person who deleted the account."""
        chat = self.for_reading(chat_id)
        if chat.person.deactivated:
            raise refusals.DEACTIVATED()
        return chat

    def for_sending(self, chat_id: int | str) -> Chat:
        """Like `for_editing`; refuses a person who never started the bot or blocked it."""
        chat = self.for_editing(chat_id)
        if not chat.person.started:
            raise refusals.NEVER_STARTED()
        if chat.person.blocked:
            raise refusals.BLOCKED()
        return chat

    def add_message(
        self, chat: Chat, *, from_bot: bool, date: int, content: dict[str, Any], **more: Any
    ) -> Message:
        """A new message in the chat; `more` are further fields of `Message`."""
        self._last_message_id += 1
        message = Message(self._last_message_id, chat.person.id, from_bot, date, content, **more)
        chat.messages[message.message_id] = message
        return message

    def new_album_id(self) -> str:
        """An id that ties the messages of a media group."""
        self._last_album_id += 1
        return str(self._last_album_id)

    def snapshot(self) -> dict[str, Any]:
        return {
            "last_message_id": self._last_message_id,
            "last_album_id": self._last_album_id,
            "chats": [
                {
                    "person": asdict(chat.person),
                    "instance": chat.instance,
                    "reply_keyboard": chat.reply_keyboard,
                    "menu_button": chat.menu_button,
                    "messages": [vars(message) for message in chat.messages.values()],
                }
                for chat in self
            ],
        }

    def restore(self, saved: dict[str, Any]) -> None:
        self._last_message_id = saved["last_message_id"]
        self._last_album_id = saved["last_album_id"]
        for entry in saved["chats"]:
            chat = self.add(Person(**entry["person"]))
            chat.person = Person(**entry["person"])
            chat.instance = entry["instance"]
            chat.reply_keyboard = entry["reply_keyboard"]
            chat.menu_button = entry["menu_button"]
            chat.messages = {fields["message_id"]: Message(**fields) for fields in entry["messages"]}
