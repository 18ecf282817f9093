"""A picture of a week: hours down, days across, lessons as coloured blocks with their words in them.

What a picture shows is written into its address, and it is drawn from that when it is sent: a screen that is
kept over a crash holds no picture, and equal weeks have equal addresses. 1080 pixels wide, so that on a phone
its smallest letters are as tall as those of a message.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SCHEME = "picture:"
"""What the address of such a picture begins with."""

WIDTH = 1080
HOUR = 76
"""Pixels an hour is tall: half an hour has room for a line of words."""

AXIS, HEAD, DAYS, LINE = 74, 64, 62, 44
"""Pixels: the width of a column of hours, the height of the title, of the days and of a line below."""

LETTERS, SMALL = 26, 21
"""Pixels of the letters; in a column of hours and of blocks they are small."""

PAPER, INK, FAINT, RULE, FREE, NOW = "#ffffff", "#1c1c1e", "#6b7078", "#d5d8dd", "#e6f5e9", "#c62828"

COLOURS = {
    "one": ("#1565c0", "#ffffff"),
    "group": ("#1b5e20", "#ffffff"),
    "busy": ("#c9ccd2", "#1c1c1e"),
    "patient": ("#ffd166", "#1c1c1e"),
}
"""The colour of each kind of block and of the words on it: a lesson of one patient, of a group, other time
that the instructor is taken, time that the patient is taken elsewhere."""

MINUTES = 60

KEPT = 1000
"""Written words that are kept for the next picture, in which hours and names come again."""

LEVELS = 16
"""Shades from a ground to the ink on it, for letters with soft edges. A picture with a palette is drawn and
packed in half the time that one of all colours takes."""

WRITTEN = ((PAPER, INK), (PAPER, FAINT), (INK, PAPER), *COLOURS.values())
"""Grounds and the inks that are written with on them."""

FLAT = (RULE, FREE, NOW)
"""Colours on which nothing is written."""


@dataclass(frozen=True, slots=True)
class Block:
    """Something in a day (0 is Monday), from a minute of the day to another, with its words."""

    day: int
    start: int
    end: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Week:
    """What a picture shows; times are minutes of the day in the reader's zone.

    ``free`` are days with the beginning and end of free time. ``today`` is the number of the present day if
    it is in the week, ``now`` its minute. ``shift`` are the minutes by which the clinic's clock is ahead of
    the reader's, 0 where they agree; ``zones`` say above the hours whose they are. ``legend`` names the kinds
    of blocks that occur and the free time.
    """

    title: str
    days: Sequence[str]
    blocks: Sequence[Block]
    free: Sequence[tuple[int, int, int]]
    legend: Sequence[tuple[str, str]]
    today: int | None = None
    now: int | None = None
    shift: int = 0
    zones: tuple[str, str] = ("", "")

    @property
    def hours(self) -> range:
        """The hours of the day that are drawn: the waking ones, and those of earlier and later blocks."""
        first = min([8, *(block.start // MINUTES for block in self.blocks)])
        last = max([21, *(-(-block.end // MINUTES) for block in self.blocks)])
        return range(first, min(last, 24))


def address(week: Week) -> str:
    """Return where the picture of a week is: the week itself, written down."""
    return SCHEME + json.dumps(asdict(week), ensure_ascii=False, separators=(",", ":"))


def draw(address: str) -> bytes:
    """Return the picture of an address as a PNG."""
    kept = json.loads(address.removeprefix(SCHEME))
    blocks = [Block(**block) for block in kept.pop("blocks")]
    return picture(Week(**{**kept, "blocks": blocks, "zones": tuple(kept["zones"])}))


def picture(week: Week) -> bytes:
    """Return a PNG of a week."""
    from PIL import Image, ImageDraw

    legend = list(_lines_of(week))
    height = HEAD + DAYS + len(week.hours) * HOUR + 16 + LINE * len(legend)
    # While it is drawn, a pixel is a number in the palette.
    image = Image.new("L", (WIDTH, height), _colour(PAPER))
    pen = _Pen(image, ImageDraw.Draw(image))
    _Sheet(week, pen).fill()
    _write_legend(pen, legend, height - LINE * len(legend))
    image.putpalette(_palette())
    target = BytesIO()
    # Large flat areas: the quickest compression makes it small enough.
    image.save(target, "PNG", compress_level=1)
    return target.getvalue()


class _Pen:
    """Writes letters with soft edges; ``canvas`` draws everything else."""

    def __init__(self, image: "Picture", canvas: "ImageDraw") -> None:
        self._image = image
        self.canvas = canvas

    def write(
        self,
        place: tuple[float, float],
        words: str,
        font: "FreeTypeFont",
        ink: str = INK,
        ground: str = PAPER,
        anchor: str = "la",
    ) -> None:
        """Write words at a place that ``anchor`` says the meaning of (Pillow, Text anchors)."""
        tile = _written(words, font, ink, ground, anchor)
        if tile is not None:
            letters, left, top = tile
            self._image.paste(letters, (round(place[0] + left), round(place[1] + top)))


class _Sheet:
    """The grid and what is on it."""

    def __init__(self, week: Week, pen: _Pen) -> None:
        self._week = week
        self._pen = pen
        self._canvas = pen.canvas
        self._left = AXIS * (2 if week.shift else 1)
        self._column = (WIDTH - self._left) / 7
        self._top = HEAD + DAYS
        self._first = week.hours.start * MINUTES
        self._bottom = self._top + len(week.hours) * HOUR

    def fill(self) -> None:
        self._head()
        for day, start, end in self._week.free:
            self._canvas.rectangle(self._box(day, start, end), fill=_colour(FREE))
        self._hours()
        for block in self._week.blocks:
            self._block(block)
        self._now()

    def _head(self) -> None:
        week, middle = self._week, HEAD + DAYS / 2
        self._pen.write(
            (16, HEAD / 2),
            _cut(week.title, _font(34, bold=True), WIDTH - 32),
            _font(34, bold=True),
            anchor="lm",
        )
        if week.shift:
            for number, zone in enumerate(week.zones):
                words = _cut(zone, _font(17), AXIS - 6)
                self._pen.write((AXIS * (number + 0.5), middle), words, _font(17), FAINT, anchor="mm")
        for number, name in enumerate(week.days):
            today = number == week.today
            if today:
                box = (self._x(number) + 6, HEAD + 8, self._x(number + 1) - 6, HEAD + DAYS - 8)
                self._canvas.rounded_rectangle(box, 12, fill=_colour(INK))
            ink, ground = (PAPER, INK) if today else (INK, PAPER)
            place = (self._x(number) + self._column / 2, middle)
            self._pen.write(place, name, _font(LETTERS, bold=True), ink, ground, "mm")

    def _hours(self) -> None:
        week = self._week
        for hour in week.hours:
            y = self._y(hour * MINUTES)
            self._canvas.line((self._left, y, WIDTH, y), _colour(RULE), 2)
            for number, shift in enumerate((0, week.shift) if week.shift else (0,)):
                minute = (hour * MINUTES + shift) % (24 * MINUTES)
                words = f"{minute // MINUTES:02}:{minute % MINUTES:02}"
                ink = FAINT if number else INK
                self._pen.write((AXIS * (number + 1) - 8, y), words, _font(SMALL), ink, anchor="rt")
        for number in range(8):
            x = min(self._x(number), WIDTH - 1)
            self._canvas.line((x, HEAD, x, self._bottom), _colour(RULE), 2)

    def _block(self, block: Block) -> None:
        left, top, right, bottom = self._box(block.day, block.start, block.end)
        fill, ink = COLOURS[block.kind]
        box = (left + 2, top + 1, right - 2, max(bottom - 1, top + 4))
        self._canvas.rounded_rectangle(box, 8, fill=_colour(fill))
        font, room = _font(SMALL), right - left - 12
        rows = int((bottom - top - 4) // (SMALL + 3))
        clock = f"{block.start // MINUTES:02}:{block.start % MINUTES:02}"
        lines = [clock, *_wrapped(block.words, font, room, rows - 1)] if rows > 1 else [block.words][:rows]
        for number, line in enumerate(lines):
            face = _font(SMALL, bold=number == 0 and rows > 1)
            place = (left + 7, top + 3 + number * (SMALL + 3))
            self._pen.write(place, _cut(line, face, room), face, ink, fill)

    def _now(self) -> None:
        week = self._week
        if week.today is None or week.now is None:
            return
        y = self._y(week.now)
        if self._top <= y <= self._bottom:
            left, right = self._x(week.today), self._x(week.today + 1)
            self._canvas.line((left, y, right, y), _colour(NOW), 5)
            self._canvas.ellipse((left - 8, y - 8, left + 8, y + 8), _colour(NOW))

    def _box(self, day: int, start: int, end: int) -> tuple[float, float, float, float]:
        top, bottom = max(self._y(start), self._top), min(self._y(end), self._bottom)
        return self._x(day) + 1, top, self._x(day + 1), max(bottom, top)

    def _x(self, day: int) -> float:
        return self._left + day * self._column

    def _y(self, minute: int) -> float:
        return self._top + (minute - self._first) * HOUR / MINUTES


def _lines_of(week: Week) -> Iterator[list[tuple[str, str]]]:
    """Return the legend in lines of at most what fits beside one another."""
    line: list[tuple[str, str]] = []
    taken = 16.0
    for kind, words in week.legend:
        width = 46 + _font(SMALL).getlength(words) + 24
        if line and taken + width > WIDTH:
            yield line
            line, taken = [], 16.0
        line.append((kind, words))
        taken += width
    if line:
        yield line


def _write_legend(pen: _Pen, lines: Sequence[Sequence[tuple[str, str]]], top: int) -> None:
    for number, line in enumerate(lines):
        x, y = 16.0, top + number * LINE + 8
        for kind, words in line:
            if kind == "now":
                pen.canvas.line((x, y + 13, x + 34, y + 13), _colour(NOW), 5)
            else:
                fill = _colour(FREE if kind == "free" else COLOURS[kind][0])
                box = (x, y, x + 34, y + 26)
                pen.canvas.rounded_rectangle(box, 6, fill=fill, outline=_colour(RULE), width=2)
            pen.write((x + 44, y + 13), words, _font(SMALL), anchor="lm")
            x += 46 + _font(SMALL).getlength(words) + 24


def _wrapped(words: str, font: "FreeTypeFont", room: float, most: int) -> list[str]:
    """Return words in at most so many lines; what is too long for its line is cut where it is written."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (font.getlength(longer) <= room or len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(KEPT)
def _cut(words: str, font: "FreeTypeFont", room: float) -> str:
    if font.getlength(words) <= room:
        return words
    while words and font.getlength(f"{words}…") > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


@lru_cache(KEPT)
def _written(
    words: str, font: "FreeTypeFont", ink: str, ground: str, anchor: str
) -> tuple["Picture", float, float] | None:
    """Return words as a small picture, and how far it lies from where they are put."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = font.getbbox(words, anchor=anchor)
    if right <= left or bottom <= top:
        return None
    tile = Image.new("L", (int(right - left) + 1, int(bottom - top) + 1), 0)
    ImageDraw.Draw(tile).text((-left, -top), words, 255, font, anchor=anchor)
    return tile.point(_shades(ground, ink)), left, top


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def _palette() -> list[int]:
    """Return the palette: the shades of each ground and ink, then the flat colours."""
    found: list[int] = []
    for ground, ink in WRITTEN:
        for level in range(LEVELS):
            share = level / (LEVELS - 1)
            mixed = zip(_rgb(ground), _rgb(ink), strict=True)
            found.extend(round(there + (here - there) * share) for there, here in mixed)
    for colour in FLAT:
        found.extend(_rgb(colour))
    return found


@cache
def _colour(colour: str) -> int:
    """Return a flat colour's number in the palette."""
    if colour in FLAT:
        return len(WRITTEN) * LEVELS + FLAT.index(colour)
    return next(number * LEVELS for number, (ground, _) in enumerate(WRITTEN) if ground == colour)


@cache
def _shades(ground: str, ink: str) -> list[int]:
    """Return the number in the palette for each of 256 strengths of an ink on a ground."""
    first = WRITTEN.index((ground, ink)) * LEVELS
    return [first + strength * (LEVELS - 1) // 255 for strength in range(256)]


@cache
def _font(size: int, *, bold: bool = False) -> "FreeTypeFont":
    """Return DejaVu Sans, which has Cyrillic and comes with matplotlib; matplotlib itself is not imported."""
    from PIL import ImageFont

    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("matplotlib is not installed")
    fonts = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    path = fonts / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
