"""Formatted text: HTML becomes text and entities, given entities are checked, and all is cleaned.

The order of the checks and their words are TD MessageEntity.cpp (parse_html 3293, fix_formatted_text 4470).
Offsets and lengths of entities are UTF-16 code units; offsets in complaints about HTML are UTF-8 bytes.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram import limits, refusals
from sandbox.telegram.html_parser import DATE_FORMAT, HtmlError, parse_html
from sandbox.telegram.links import InvalidLinkError, checked_link

Entity = dict[str, Any]

_GIVEN_TYPES = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote",
    "expandable_blockquote", "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
_FOUND_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number",
}  # fmt: skip
"""Telegram finds these itself and ignores them when given. BAPI Client.cpp:11281."""

_NEEDED = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
"""The field a type cannot do without."""

_FINDERS = {
    "email": re.compile(r"(?<![\w.+-])[A-Za-z0-9._+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-])"),
    "url": re.compile(r"(?<![\w@])(?:https?://|t\.me/)[^\s<>«»\"]*[^\s<>«»\".,:;!?)\]'…]", re.IGNORECASE),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)"),
}
"""What is found in texts here: a part of what Telegram finds (TD MessageEntity.cpp find_entities)."""

_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class FormattedText:
    """A text and its entities in Telegram's order."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)

    def fields(self, text: str, entities: str) -> dict[str, Any]:
        """Both under the names a message gives them; what is empty is left out."""
        fields: dict[str, Any] = {text: self.text} if self.text else {}
        return fields | ({entities: self.entities} if self.entities else {})


def utf16_length(text: str) -> int:
    """Length of a text in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def formatted_text(text: str, parse_mode: str | None, entities: list[Entity] | None) -> FormattedText:
    """The text a bot sends, parsed or with the given entities, and cleaned. Raises `RefusedError`."""
    if len(text.encode()) > limits.RAW_TEXT_BYTES:
        raise refusals.RAW_TEXT_TOO_LONG()
    mode = (parse_mode or "").lower()
    if not text or mode in ("", "none"):
        return _cleaned(text, [entity for entity in map(_given, entities or []) if entity])
    if mode != "html":
        # The sandbox parses no Markdown: a program that needs it hears so at its first message.
        raise refusals.PARSE_MODE_UNKNOWN()
    try:
        parsed, found = parse_html(text)
    except HtmlError as problem:
        raise refusals.CANT_PARSE_ENTITIES(problem=problem) from None
    return _cleaned(parsed, found)


def message_text(text: str, parse_mode: str | None, entities: list[Entity] | None) -> FormattedText:
    """Like `formatted_text`; refuses what is empty or too long for a message."""
    if not text:
        raise refusals.TEXT_EMPTY()
    formatted = formatted_text(text, parse_mode, entities)
    if not formatted.text:
        raise refusals.TEXT_BLANK()
    if len(formatted.text) > limits.TEXT_LENGTH:
        raise refusals.TEXT_TOO_LONG()
    return formatted


def caption_text(text: str | None, parse_mode: str | None, entities: list[Entity] | None) -> FormattedText:
    """Like `formatted_text`; a caption may be empty and is refused when too long."""
    formatted = formatted_text(text or "", parse_mode, entities)
    if len(formatted.text) > limits.CAPTION_LENGTH:
        raise refusals.CAPTION_TOO_LONG()
    return formatted


def written_text(text: str) -> FormattedText:
    """A text as a person types it: trimmed, with commands, links and mentions found."""
    return _cleaned(text, [])


def _given(entity: Entity) -> Entity | None:
    kind = entity["type"]
    if kind in _FOUND_TYPES:
        return None
    if kind not in _GIVEN_TYPES:
        raise refusals.ENTITY_INVALID(problem="Unsupported type specified")
    if (needed := _NEEDED.get(kind)) and needed not in entity:
        raise refusals.ENTITY_INVALID(problem=f'Can\'t find field "{needed}"')
    if kind == "date_time" and not DATE_FORMAT.fullmatch(entity.get("date_time_format") or ""):
        raise refusals.ENTITY_INVALID(problem="Invalid date-time format specified")
    if kind == "text_link":
        try:
            return entity | {"url": checked_link(entity["url"])}
        except InvalidLinkError as problem:
            raise refusals.BUTTON_URL_INVALID(where="entity", url=entity["url"], problem=problem) from None
    return entity


def _cleaned(text: str, entities: list[Entity]) -> FormattedText:
    units = _Units(text)
    spans: list[tuple[int, int, Entity]] = []
    for entity in entities:
        if entity["length"] > 0 and entity["offset"] >= 0:
            spans.append((*units.span(entity["offset"], entity["length"]), entity))
    text, spans = _without_controls(text, spans)
    if not text.strip():
        return FormattedText()
    end = len(text.rstrip())
    begin = 0
    first = min((start for start, _, _ in spans), default=end)
    while begin < first and text[begin] in " \n":
        begin += 1
    text = text[begin:end]
    kept: list[tuple[int, int, Entity]] = []
    for start, stop, entity in spans:
        start, stop = start - begin, min(stop, end) - begin
        if start < stop and text[start:stop].strip():
            kept.append((start, stop, entity))
    kept += _found(text, kept)
    kept.sort(key=lambda span: (span[0], -span[1]))
    return FormattedText(text, [_placed(text, *span) for span in kept])


def _without_controls(
    text: str, spans: list[tuple[int, int, Entity]]
) -> tuple[str, list[tuple[int, int, Entity]]]:
    if _REMOVED.search(text):
        kept_before = [0]
        for character in text:
            kept_before.append(kept_before[-1] + (not _REMOVED.match(character)))
        spans = [(kept_before[start], kept_before[stop], entity) for start, stop, entity in spans]
        text = _REMOVED.sub("", text)
    return _CONTROLS.sub(" ", text), spans


def _found(text: str, taken: list[tuple[int, int, Entity]]) -> list[tuple[int, int, Entity]]:
    closed = [span for span in taken if span[2]["type"] in ("code", "pre", "text_link", "text_mention")]
    found: list[tuple[int, int, Entity]] = []
    for kind, pattern in _FINDERS.items():
        for match in pattern.finditer(text):
            start, stop = match.span()
            if all(stop <= other[0] or start >= other[1] for other in closed + found):
                found.append((start, stop, {"type": kind}))
    return found


def _placed(text: str, start: int, stop: int, entity: Entity) -> Entity:
    return entity | {"offset": utf16_length(text[:start]), "length": utf16_length(text[start:stop])}


class _Units:
    """Turns UTF-16 positions of a text into positions of its characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._positions = {0: 0}
        units = 0
        for index, character in enumerate(text, 1):
            units += 1 + (character > "\uffff")
            self._positions[units] = index
        self._total = units

    def span(self, offset: int, length: int) -> tuple[int, int]:
        end = offset + length
        if offset >= self._total:
            raise refusals.ENTITY_BEGINS_AFTER_END(offset=offset)
        if end > self._total:
            raise refusals.ENTITY_ENDS_AFTER_END(offset=offset, end=end)
        if offset not in self._positions:
            raise refusals.ENTITY_SPLITS_SYMBOL(position=self._bytes_at(offset + 1))
        if end not in self._positions:
            raise refusals.ENTITY_ENDS_IN_SYMBOL(offset=offset, position=self._bytes_at(end + 1))
        return self._positions[offset], self._positions[end]

    def _bytes_at(self, units: int) -> int:
        return len(self._text[: self._positions[units]].encode())
