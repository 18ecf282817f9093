"""Telegram's HTML: its few tags, and its own words for what is wrong.

The parser follows TD MessageEntity.cpp:3293 (parse_html) byte by byte: its complaints name byte offsets.
"""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.links import InvalidLinkError, checked_link

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler",
}  # fmt: skip
_TAGS = {*_SIMPLE, "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}

_SPACE = b" \t\r\n\x0b\x00"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9A-Fa-f]+)|#(?P<decimal>[0-9]+)|(?P<name>[A-Za-z]+));?")
DATE_FORMAT = re.compile(r"[rR]|[tTdDwW]*")
"""How a `date_time` entity may be shown. BAPI Client.cpp:11247-11275."""


class HtmlError(ValueError):
    """What Telegram finds wrong with the HTML, in its words."""


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    piece: int


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and entities of a source in Telegram's HTML. Raises `HtmlError`."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        # The closing zero is what the original reads at the end of its string.
        self._bytes = source.encode("utf-8", "surrogatepass") + b"\0"
        self._end = len(self._bytes) - 1
        self._position = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[dict[str, Any]] = []

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        while self._position < self._end:
            bracket = self._bytes.find(b"<", self._position)
            stop = self._end if bracket < 0 else bracket
            self._add_text(self._bytes[self._position : stop].decode("utf-8", "surrogatepass"))
            self._position = stop
            if bracket < 0:
                break
            if self._bytes[bracket + 1 : bracket + 2] == b"/":
                self._end_tag(bracket)
            else:
                self._start_tag(bracket)
        if self._open:
            tag = self._open[-1].tag
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{tag}"')
        for entity in self._entities:
            # A language is kept of code in a block only, wherever its tag came first.
            if entity["type"] == "code":
                entity.pop("language", None)
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self._pieces), self._entities

    def _add_text(self, source: str) -> None:
        text = _unescaped(source)
        if text:
            self._pieces.append(text)
            self._offset += len(text) + sum(character > "\uffff" for character in text)

    def _start_tag(self, begin: int) -> None:
        tag = self._name(begin + 1)
        if self._position >= self._end:
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TAGS:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(_Open(tag, attributes, self._offset, len(self._pieces)))

    def _name(self, begin: int) -> str:
        self._position = begin
        while self._position < self._end and self._byte not in _SPACE and self._byte != b">":
            self._position += 1
        return self._bytes[begin : self._position].decode("utf-8", "replace").lower()

    @property
    def _byte(self) -> bytes:
        return self._bytes[self._position : self._position + 1]

    def _skip_spaces(self) -> None:
        while self._position < self._end and self._byte in _SPACE:
            self._position += 1

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self._byte == b">":
                self._position += 1
                return attributes
            start = self._position
            while self._byte not in _SPACE and self._byte not in b"=>/\"'":
                self._position += 1
            name = self._bytes[start : self._position].decode("utf-8", "replace")
            if not name:
                raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._skip_spaces()
            if self._byte != b"=":
                if self._position >= self._end:
                    raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
                attributes[name] = ""
                continue
            self._position += 1
            self._skip_spaces()
            if self._position >= self._end:
                raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
            attributes[name] = self._value()
            if self._position >= self._end:
                raise HtmlError(f"Unclosed start tag at byte offset {begin}")

    def _value(self) -> str:
        quote = self._byte
        if quote in (b"'", b'"'):
            begin = self._position + 1
            stop = self._bytes.find(quote, begin, self._end)
            self._position = self._end if stop < 0 else stop + 1
            value = self._bytes[begin : self._end if stop < 0 else stop]
            return _unescaped(value.decode("utf-8", "surrogatepass"))
        begin = self._position
        while self._byte.isalnum() or self._byte in (b".", b"-"):
            self._position += 1
        if self._byte not in _SPACE and self._byte != b">":
            raise HtmlError(f"Unexpected end of name token at byte offset {begin}")
        return self._bytes[begin : self._position].decode().lower()

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise HtmlError(f"Unexpected end tag at byte offset {begin}")
        tag = self._name(begin + 2)
        self._skip_spaces()
        if self._byte != b">":
            raise HtmlError(f"Unclosed end tag at byte offset {begin}")
        self._position += 1
        opened = self._open.pop()
        if tag and tag != opened.tag:
            raise HtmlError(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self._offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        place = {"offset": opened.offset, "length": self._offset - opened.offset}
        attributes = opened.attributes
        if opened.tag in _SIMPLE:
            self._entities.append({"type": _SIMPLE[opened.tag], **place})
        elif opened.tag == "blockquote":
            kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
            self._entities.append({"type": kind, **place})
        elif opened.tag == "a":
            self._close_link(attributes.get("href") or "".join(self._pieces[opened.piece :]), place)
        elif opened.tag == "tg-emoji":
            identifier = attributes.get("emoji-id", "")
            if not identifier.isdecimal() or int(identifier) == 0:
                raise HtmlError("Invalid custom emoji identifier specified")
            self._entities.append({"type": "custom_emoji", **place, "custom_emoji_id": identifier})
        elif opened.tag == "tg-time":
            self._close_time(attributes, place)
        else:
            self._close_code(opened.tag, attributes, place)

    def _close_link(self, address: str, place: dict[str, int]) -> None:
        try:
            self._entities.append({"type": "text_link", **place, "url": checked_link(address)})
        except InvalidLinkError:
            # TD MessageEntity.cpp:3519: a link with a bad address stays as plain text, without a complaint.
            return

    def _close_time(self, attributes: dict[str, str], place: dict[str, int]) -> None:
        unix, form = attributes.get("unix", ""), attributes.get("format", "")
        if not DATE_FORMAT.fullmatch(form):
            raise HtmlError("Invalid date-time format specified")
        if unix.isdecimal() and int(unix) > 0:
            entity = {"type": "date_time", **place, "unix_time": int(unix)}
            self._entities.append(entity | ({"date_time_format": form} if form else {}))

    def _close_code(self, tag: str, attributes: dict[str, str], place: dict[str, int]) -> None:
        name = attributes.get("class", "") if tag == "code" else ""
        language = name.removeprefix("language-") if name.startswith("language-") else ""
        last = self._entities[-1] if self._entities else {}
        same = all(last.get(key) == value for key, value in place.items())
        if tag == "pre" and same and last.get("type") == "code" and last.get("language"):
            last["type"] = "pre"
        elif tag == "code" and same and last.get("type") == "pre" and language:
            last["language"] = language
        else:
            entity = {"type": tag, **place}
            self._entities.append(entity | ({"language": language} if language else {}))


def _unescaped(source: str) -> str:
    return _REFERENCE.sub(_character, source) if "&" in source else source


def _character(reference: re.Match[str]) -> str:
    if reference["name"]:
        return _NAMED.get(reference["name"], reference[0])
    code = int(reference["hex"], 16) if reference["hex"] else int(reference["decimal"])
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return reference[0]
    return chr(code)
