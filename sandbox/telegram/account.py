"""The whole state of the bot's account, and what methods and people both do with it."""

from typing import Any

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.store import Store
from sandbox.telegram.chats import Chat, Chats, Message
from sandbox.telegram.files import Files
from sandbox.telegram.markup import Markup
from sandbox.telegram.pace import Pace
from sandbox.telegram.people import Person
from sandbox.telegram.presses import Presses
from sandbox.telegram.profile import BotProfile
from sandbox.telegram.updates import Updates


class BotAccount:
    """One bot: who it is, its chats, its files, and its queue of updates.

    `local` is whether it is served as by a Bot API server in local mode: webhooks go to any address.
    """

    def __init__(
        self, bot_id: int, clock: SandboxClock, events: Events, store: Store, *, limited: bool, local: bool
    ) -> None:
        self.local = local
        self.pace = Pace(limited=limited)
        self.clock = clock
        self.events = events
        self.profile = BotProfile(bot_id)
        self.chats = Chats()
        self.files = Files(store)
        self.updates = Updates(events)
        self.presses = Presses()

    def now(self) -> int:
        """The clock in Unix seconds, as dates of messages are."""
        return int(self.clock.now().timestamp())

    def send(self, chat: Chat, content: dict[str, Any], markup: Markup | None = None, **more: Any) -> Message:
        """Puts a message of the bot into a chat, with its keyboard. Raises `RefusedError` when too fast."""
        self.pace.take_messages(chat.person.id, 1)
        message = self._put(
            chat,
            content,
            keyboard=markup.inline_keyboard if markup else None,
            had_reply_markup=markup is not None and markup.kind != "inline",
            **more,
        )
        chat.put_reply_markup(markup, message.message_id)
        return message

    def send_album(self, chat: Chat, contents: list[dict[str, Any]], **more: Any) -> list[Message]:
        """Puts a media group into a chat, or nothing of it. Raises `RefusedError` when too fast."""
        self.pace.take_messages(chat.person.id, len(contents))
        album = self.chats.new_album_id()
        return [self._put(chat, content, media_group_id=album, **more) for content in contents]

    def _put(self, chat: Chat, content: dict[str, Any], **more: Any) -> Message:
        message = self.chats.add_message(chat, from_bot=True, date=self.now(), content=content, **more)
        self.changed(chat)
        return message

    def changed(self, chat: Chat) -> None:
        """Tells the pages that this chat looks different now."""
        self.events.publish("chat", user=chat.person.id)

    def add_person(self, person: Person) -> Chat:
        """Adds a person, or changes the particulars of one who is there."""
        chat = self.chats.add(person)
        self.events.publish("people")
        return chat

    def message_json(self, message: Message, *, with_reply: bool = True) -> dict[str, Any]:
        """The message as the Bot API's Message. The order of fields is BAPI Client.cpp JsonMessage::store."""
        chat = self.chats.for_reading(message.chat_id)
        fields: dict[str, Any] = {
            "message_id": message.message_id,
            "from": self.profile.user() if message.from_bot else chat.person.user(),
            "chat": chat.person.chat(),
            "date": message.date,
        }
        if message.edit_date is not None:
            fields["edit_date"] = message.edit_date
        if with_reply and message.reply_to is not None and (replied := chat.messages.get(message.reply_to)):
            fields["reply_to_message"] = self.message_json(replied, with_reply=False)
        if message.media_group_id is not None:
            fields["media_group_id"] = message.media_group_id
        fields |= message.content
        if message.keyboard is not None:
            fields["reply_markup"] = message.keyboard
        if message.protect_content:
            fields["has_protected_content"] = True
        return fields

    def snapshot(self) -> dict[str, Any]:
        return {
            "profile": self.profile.snapshot(),
            "chats": self.chats.snapshot(),
            "files": self.files.snapshot(),
            "updates": self.updates.snapshot(),
        }

    def restore(self, saved: dict[str, Any]) -> None:
        self.profile.restore(saved["profile"])
        self.chats.restore(saved["chats"])
        self.files.restore(saved["files"])
        self.updates.restore(saved["updates"])
