"""The picture of a week: equal weeks are one picture, what is in it can be told apart and read."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from services.files.week_picture import COLOURS, FREE, INK, NOW, Block, Week, address, draw

DAYS = ("Пн 23", "Вт 24", "Ср 25", "Чт 26", "Пт 27", "Сб 28", "Вс 29")
EMPTY = Week(title="23–29 ноября, время: Москва", days=DAYS, blocks=(), free=(), legend=())
LESSON = Block(1, 10 * 60, 10 * 60 + 45, "one", "Тестова Мария")


def drawn(week: Week) -> Image.Image:
    """Return the picture of a week."""
    return Image.open(BytesIO(draw(address(week)))).convert("RGB")


def rgb(colour: str) -> tuple[int, int, int]:
    """Return a colour's parts."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def share(picture: Image.Image, colour: str) -> float:
    """Return how much of a picture has a colour."""
    pixels = picture.getcolors(1 << 24)
    assert pixels is not None
    return sum(count for count, one in pixels if one == rgb(colour)) / (picture.width * picture.height)


def test_a_picture_is_as_wide_as_a_phone_shows_sharply_and_telegram_takes_it() -> None:
    picture = drawn(EMPTY)
    assert picture.width == 1080
    assert picture.width + picture.height <= 10_000
    assert len(draw(address(EMPTY))) < 200_000


def test_equal_weeks_have_one_address_and_others_have_their_own() -> None:
    assert address(EMPTY) == address(replace(EMPTY))
    assert address(EMPTY) != address(replace(EMPTY, blocks=(LESSON,)))
    assert draw(address(EMPTY)) == draw(address(EMPTY))


def test_each_kind_of_block_has_its_own_colour_and_words_on_it() -> None:
    for kind, (fill, ink) in COLOURS.items():
        block = replace(LESSON, kind=kind, end=12 * 60)
        silent = drawn(replace(EMPTY, blocks=(replace(block, words=""),)))
        spoken = drawn(replace(EMPTY, blocks=(block,)))
        assert share(drawn(EMPTY), fill) == 0 or fill in (INK, "#ffffff")
        assert share(spoken, fill) > 0.005
        assert share(spoken, ink) > share(silent, ink)


def test_free_time_and_the_present_moment_are_seen() -> None:
    free = replace(EMPTY, free=((2, 9 * 60, 18 * 60),))
    assert share(drawn(EMPTY), FREE) == 0
    assert share(drawn(free), FREE) > 0.05
    assert share(drawn(EMPTY), NOW) == 0
    assert share(drawn(replace(EMPTY, today=2, now=11 * 60)), NOW) > 0
    assert share(drawn(replace(EMPTY, today=2, now=3 * 60)), NOW) == 0


def test_the_picture_grows_with_lessons_outside_the_usual_hours() -> None:
    early = replace(EMPTY, blocks=(replace(LESSON, start=5 * 60 + 30, end=6 * 60),))
    late = replace(EMPTY, blocks=(replace(LESSON, start=23 * 60, end=24 * 60),))
    assert drawn(early).height > drawn(EMPTY).height
    assert drawn(late).height > drawn(EMPTY).height


def test_the_clinics_hours_stand_beside_the_readers_own() -> None:
    far = replace(EMPTY, shift=-7 * 60, zones=("ваше", "центр"))
    assert address(far) != address(EMPTY)
    assert drawn(far).crop((0, 0, 200, 900)).tobytes() != drawn(EMPTY).crop((0, 0, 200, 900)).tobytes()


def test_a_lesson_of_five_minutes_and_a_name_without_end_are_drawn() -> None:
    short = replace(LESSON, end=10 * 60 + 5, words="Небывалова-Вымышленская " * 20)
    assert share(drawn(replace(EMPTY, blocks=(short,))), COLOURS["one"][0]) > 0
