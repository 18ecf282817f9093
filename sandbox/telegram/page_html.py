"""HTML for the page, made from a text and its entities."""

import html
from collections.abc import Iterable
from typing import Any

_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip


def page_html(text: str, entities: Iterable[dict[str, Any]]) -> str:
    """Safe HTML of a text for the page: only known tags, everything else escaped, no line breaks as tags."""
    units = text.encode("utf-16-le", "surrogatepass")

    def part(start: int, stop: int) -> str:
        return units[2 * start : 2 * stop].decode("utf-16-le", "replace")

    pieces: list[str] = []
    closing: list[tuple[int, str]] = []
    position = 0

    def write_until(stop: int) -> None:
        nonlocal position
        pieces.append(html.escape(part(position, stop)))
        position = stop

    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        while closing and closing[-1][0] <= start:
            write_until(closing[-1][0])
            pieces.append(closing.pop()[1])
        if closing and stop > closing[-1][0]:
            continue
        write_until(start)
        opening, ending = _tags(entity, part(start, stop))
        pieces.append(opening)
        closing.append((stop, ending))
    while closing:
        write_until(closing[-1][0])
        pieces.append(closing.pop()[1])
    write_until(len(units) // 2)
    return "".join(pieces)


def _tags(entity: dict[str, Any], covered: str) -> tuple[str, str]:
    kind = entity["type"]
    if tag := _TAGS.get(kind):
        return f"<{tag}>", f"</{tag}>"
    if kind == "expandable_blockquote":
        return '<blockquote class="expandable">', "</blockquote>"
    if kind in ("text_link", "url"):
        address = entity.get("url") or (covered if "://" in covered else f"https://{covered}")
        return f'<a href="{html.escape(address)}" target="_blank" rel="noopener">', "</a>"
    if kind in ("email", "mention", "bot_command", "spoiler"):
        return f'<span class="{kind.replace("_", "-")}">', "</span>"
    return "", ""
