"""What people do with their phones: write, press, share, block. Each deed becomes an update for the bot."""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.account import BotAccount
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.entities import written_text
from sandbox.telegram.files import Upload
from sandbox.telegram.methods.media import media_fields
from sandbox.telegram.people import Person
from sandbox.telegram.presses import Press


class ImpossibleActionError(ValueError):
    """A deed the phone does not offer; the text is a sentence for the page."""


@dataclass(frozen=True)
class ButtonPlace:
    """Which inline button: by row and column counted from 0, by its text, or by its callback data.

    Data may also be of no button in the message: a modified client can send whatever it likes.
    """

    row: int | None = None
    column: int | None = None
    text: str | None = None
    data: str | None = None


class Actions:
    """The deeds of all people in their chats with one bot."""

    def __init__(self, account: BotAccount) -> None:
        self._account = account

    def write(self, chat: Chat, text: str) -> Message:
        """Sends a text; `/start` with a payload is what opening a deep link does."""
        written = written_text(text)
        if not written.text:
            raise ImpossibleActionError("A message needs some text.")
        return self._send(chat, written.fields("text", "entities"))

    def press(self, chat: Chat, message_id: int, place: ButtonPlace) -> Press | None:
        """Presses an inline button; None when pressing it tells the bot nothing, as with links."""
        message = chat.messages.get(message_id)
        if message is None or message.cleared:
            raise ImpossibleActionError(f"There is no message {message_id} in this chat.")
        self._check_usable(chat)
        data = place.data if place.data is not None else _button(message, place).get("callback_data")
        if data is None:
            return None
        press = self._account.presses.add(chat.person.id)
        self._account.updates.add(
            "callback_query",
            {
                "id": press.query_id,
                "from": chat.person.user(),
                "message": self._account.message_json(message),
                "chat_instance": chat.instance,
                "data": data,
            },
        )
        return press

    def press_reply_button(self, chat: Chat, text: str, value: dict[str, Any] | None = None) -> Message:
        """Presses a button under the input field; `value` is a location or another contact to share."""
        keyboard = chat.reply_keyboard
        buttons = [button for row in keyboard["keyboard"] for button in row] if keyboard else []
        button = next((button for button in buttons if button["text"] == text), None)
        if keyboard is None or button is None:
            raise ImpossibleActionError(f"There is no button «{text}» under the input field.")
        if button.get("request_contact"):
            message = self.share_contact(chat, **(value or {}))
        elif button.get("request_location"):
            if value is None:
                raise ImpossibleActionError("This button shares a location: say which.")
            message = self.share_location(chat, value["latitude"], value["longitude"])
        else:
            message = self.write(chat, text)
        if keyboard.get("one_time_keyboard"):
            keyboard["hidden"] = True
        return message

    def share_contact(self, chat: Chat, phone: str | None = None, user_id: int | None = None) -> Message:
        """Shares the own contact, another person's by id, or a bare number that is nobody's here."""
        person: Person | None = chat.person
        if user_id is not None:
            found = self._account.chats.find(user_id)
            person = found.person if found else None
        elif phone is not None and phone != chat.person.phone:
            person = None
        number = phone or (person.phone if person else None)
        if not number:
            raise ImpossibleActionError("This contact has no phone number.")
        contact: dict[str, Any] = {"phone_number": number, "first_name": number}
        if person is not None:
            contact |= {"first_name": person.first_name, "user_id": person.id}
            contact |= {"last_name": person.last_name} if person.last_name else {}
        return self._send(chat, {"contact": contact})

    def share_location(self, chat: Chat, latitude: float, longitude: float) -> Message:
        """Shares a place by its coordinates in degrees."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ImpossibleActionError("There is no such place on Earth.")
        return self._send(chat, {"location": {"latitude": latitude, "longitude": longitude}})

    def send_file(self, chat: Chat, kind: str, upload: Upload, caption: str = "") -> Message:
        """Sends a photo, a voice message or a document. Raises `RefusedError` as Telegram would."""
        self._check_usable(chat)
        media = media_fields(self._account.files.keep(kind, upload))
        return self._send(chat, media | written_text(caption).fields("caption", "caption_entities"))

    def block(self, chat: Chat) -> None:
        """Stops the bot; a second time it changes nothing."""
        if not chat.person.blocked:
            self._change_membership(chat, blocked=True)

    def unblock(self, chat: Chat) -> None:
        """Lets the bot write again; without a block it changes nothing."""
        if chat.person.blocked:
            self._change_membership(chat, blocked=False)

    def clear(self, chat: Chat) -> None:
        """Deletes the history on the person's side; the bot is not told."""
        for message in chat.messages.values():
            message.cleared = True
        chat.reply_keyboard = None
        self._account.changed(chat)

    def _send(self, chat: Chat, content: dict[str, Any]) -> Message:
        self._check_usable(chat)
        if not chat.person.started:
            chat.person.started = True
            self._account.events.publish("people")
        message = self._account.chats.add_message(
            chat, from_bot=False, date=self._account.now(), content=content
        )
        self._account.updates.add("message", self._account.message_json(message))
        self._account.changed(chat)
        return message

    def _check_usable(self, chat: Chat) -> None:
        if chat.person.deactivated:
            raise ImpossibleActionError("This account is deleted.")
        if chat.person.blocked:
            raise ImpossibleActionError("This person blocked the bot: unblock it first.")

    def _change_membership(self, chat: Chat, *, blocked: bool) -> None:
        if chat.person.deactivated:
            raise ImpossibleActionError("This account is deleted.")
        member = {"user": self._account.profile.user(), "status": "member"}
        kicked = {"user": self._account.profile.user(), "status": "kicked", "until_date": 0}
        chat.person.blocked = blocked
        self._account.updates.add(
            "my_chat_member",
            {
                "chat": chat.person.chat(),
                "from": chat.person.user(),
                "date": self._account.now(),
                "old_chat_member": member if blocked else kicked,
                "new_chat_member": kicked if blocked else member,
            },
        )
        self._account.changed(chat)
        self._account.events.publish("people")


def _button(message: Message, place: ButtonPlace) -> dict[str, Any]:
    rows = message.keyboard["inline_keyboard"] if message.keyboard else []
    if place.text is not None:
        found = next((button for row in rows for button in row if button["text"] == place.text), None)
    elif place.row is not None and place.column is not None:
        row = rows[place.row] if 0 <= place.row < len(rows) else []
        found = row[place.column] if 0 <= place.column < len(row) else None
    else:
        raise ImpossibleActionError("Say which button: row and column, text, or data.")
    if found is None:
        raise ImpossibleActionError("There is no such button under this message.")
    return dict(found)
