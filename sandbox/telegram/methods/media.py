"""Sending photos, videos, documents and voice messages, alone and in groups, and giving files back."""

from typing import Any

from aiogram import methods
from aiogram.client.default import Default
from aiogram.types import InputFile, InputMediaUnion, MessageEntity

from sandbox.telegram import limits, refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.entities import caption_text
from sandbox.telegram.files import FOLDERS, StoredFile
from sandbox.telegram.methods.handler import Handlers, Uploads
from sandbox.telegram.methods.sending import common_fields, plain_entities, put
from sandbox.telegram.requests import given

_ALONE_IN_ALBUMS = {"document": "Document", "audio": "Audio"}
"""Kinds that are grouped only with their own. TD MessageContent.cpp:5346."""


def media_fields(file: StoredFile, **details: int | None) -> dict[str, Any]:
    """The fields of a message that shows this file; `details` are width, height and duration when given."""
    given_details = {name: value for name, value in details.items() if value is not None}
    if file.kind == "photo":
        return {"photo": [file.identity() | {"width": file.width, "height": file.height}]}
    fields = file.identity() | {"mime_type": file.mime_type}
    if file.kind == "video":
        fields |= {"width": 0, "height": 0, "duration": 0, "file_name": file.name, **given_details}
    elif file.kind in ("voice", "audio"):
        fields |= {"duration": 0, **given_details}
    else:
        fields |= {"file_name": file.name}
    return {file.kind: fields}


def stored(account: BotAccount, kind: str, value: str | InputFile, uploads: Uploads) -> StoredFile:
    """The file an argument means: an upload, or one that was sent before. Raises `RefusedError`."""
    if not isinstance(value, str) or not value:
        raise refusals.NO_FILE(kind=kind)
    if not value.startswith("attach://"):
        return account.files.for_sending(kind, value)
    upload = uploads.get(value.removeprefix("attach://"))
    if upload is None:
        raise refusals.NO_FILE(kind=kind)
    return account.files.keep(kind, upload)


def caption_fields(
    text: str | None,
    parse_mode: str | Default | None,
    entities: list[MessageEntity] | None,
    above: Any = None,
) -> dict[str, Any]:
    """The caption of a message, as its fields. Raises `RefusedError`."""
    fields = caption_text(text, given(parse_mode), plain_entities(entities)).fields(
        "caption", "caption_entities"
    )
    return fields | ({"show_caption_above_media": True} if fields and given(above) else {})


def input_media_content(account: BotAccount, media: InputMediaUnion, uploads: Uploads) -> dict[str, Any]:
    """The content of a message that shows an InputMedia. Raises `RefusedError`."""
    if media.type not in FOLDERS:
        raise refusals.NOT_OFFERED(method=f"InputMedia of type {media.type}")
    caption = caption_fields(
        media.caption,
        media.parse_mode,
        media.caption_entities,
        getattr(media, "show_caption_above_media", None),
    )
    details = {name: getattr(media, name, None) for name in ("width", "height", "duration")}
    return media_fields(stored(account, media.type, media.media, uploads), **details) | caption


async def send_photo(account: BotAccount, call: methods.SendPhoto, uploads: Uploads) -> dict[str, Any]:
    account.chats.for_sending(call.chat_id)
    caption = caption_fields(
        call.caption, call.parse_mode, call.caption_entities, call.show_caption_above_media
    )
    return put(account, call, media_fields(stored(account, "photo", call.photo, uploads)) | caption)


async def send_video(account: BotAccount, call: methods.SendVideo, uploads: Uploads) -> dict[str, Any]:
    account.chats.for_sending(call.chat_id)
    caption = caption_fields(
        call.caption, call.parse_mode, call.caption_entities, call.show_caption_above_media
    )
    duration = int(call.duration) if isinstance(call.duration, int) else None
    file = stored(account, "video", call.video, uploads)
    media = media_fields(file, width=call.width, height=call.height, duration=duration)
    return put(account, call, media | caption)


async def send_document(account: BotAccount, call: methods.SendDocument, uploads: Uploads) -> dict[str, Any]:
    account.chats.for_sending(call.chat_id)
    caption = caption_fields(call.caption, call.parse_mode, call.caption_entities)
    return put(account, call, media_fields(stored(account, "document", call.document, uploads)) | caption)


async def send_voice(account: BotAccount, call: methods.SendVoice, uploads: Uploads) -> dict[str, Any]:
    if account.chats.for_sending(call.chat_id).person.no_voices:
        raise refusals.VOICE_FORBIDDEN()
    caption = caption_fields(call.caption, call.parse_mode, call.caption_entities)
    duration = int(call.duration) if isinstance(call.duration, int) else None
    media = media_fields(stored(account, "voice", call.voice, uploads), duration=duration)
    return put(account, call, media | caption)


async def send_media_group(
    account: BotAccount, call: methods.SendMediaGroup, uploads: Uploads
) -> list[dict[str, Any]]:
    chat = account.chats.for_sending(call.chat_id)
    _check_album([media.type for media in call.media])
    contents = [input_media_content(account, media, uploads) for media in call.media]
    album = account.send_album(chat, contents, **common_fields(chat, call))
    return [account.message_json(message) for message in album]


def _check_album(kinds: list[str]) -> None:
    if not kinds:
        raise refusals.ALBUM_EMPTY()
    if len(kinds) < limits.ALBUM_SIZES.start:
        raise refusals.ALBUM_TOO_SHORT()
    if len(kinds) not in limits.ALBUM_SIZES:
        raise refusals.ALBUM_TOO_LONG()
    for kind, name in _ALONE_IN_ALBUMS.items():
        if kind in kinds and set(kinds) != {kind}:
            raise refusals.ALBUM_MIXED(kind=name)


async def get_file(account: BotAccount, call: methods.GetFile, uploads: Uploads) -> dict[str, Any]:
    file = account.files.for_download(call.file_id)
    return file.identity() | {"file_path": file.path}


HANDLERS: Handlers = {
    methods.SendPhoto: send_photo,
    methods.SendVideo: send_video,
    methods.SendDocument: send_document,
    methods.SendVoice: send_voice,
    methods.SendMediaGroup: send_media_group,
    methods.GetFile: get_file,
}
