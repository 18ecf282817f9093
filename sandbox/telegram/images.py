"""Width and height of a picture, read from its first bytes."""

import struct


class UnreadableImageError(ValueError):
    """The bytes are no JPEG, PNG, GIF or WebP picture."""


def image_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises `UnreadableImageError`."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", content[16:24])
        elif content[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack("<HH", content[6:10])
        elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            width, height = _webp_size(content)
        elif content.startswith(b"\xff\xd8"):
            width, height = _jpeg_size(content)
        else:
            raise UnreadableImageError
    except (struct.error, IndexError):
        raise UnreadableImageError from None
    return width, height


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(content: bytes) -> tuple[int, int]:
    position = 2
    while True:
        marker = content[position + 1]
        # SOF0-SOF15 hold the size, but for the three that are other segments.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        (length,) = struct.unpack(">H", content[position + 2 : position + 4])
        position += 2 + length
