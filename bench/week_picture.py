"""What the picture of a week costs once the fonts are loaded: a full week, drawn from its address.

``python -m bench.week_picture`` prints milliseconds of wall clock and of the processor, and kilobytes.
"""

import statistics
import time

from services.files.week_picture import Block, Week, address, draw

ROUNDS = 50
NAMES = ("Допустимов Виктор", "Предположилов Артём", "Небывалова-Вымышленская Александра", "Тестова Мария")


def full_week() -> Week:
    """Return a week with six lessons a day from Monday to Saturday."""
    blocks = [
        Block(day, start * 60, start * 60 + 45, "group", "группа, 4")
        if (day + start) % 3 == 0
        else Block(day, start * 60, start * 60 + 30, "one", NAMES[(day + start) % len(NAMES)])
        for day in range(6)
        for start in (9, 10, 11, 13, 15, 17)
    ]
    return Week(
        title="23–29 ноября, время: Калининград",
        days=("Пн 23", "Вт 24", "Ср 25", "Чт 26", "Пт 27", "Сб 28", "Вс 29"),
        blocks=blocks,
        free=[(day, 18 * 60, 20 * 60 + 30) for day in range(7)],
        legend=[("one", "один пациент"), ("group", "группа"), ("free", "свободно"), ("now", "сейчас")],
        today=1,
        now=585,
        shift=60,
        zones=("ваше", "центр"),
    )


def main() -> None:
    """Print what a picture costs."""
    where = address(full_week())
    size = len(draw(where))
    wall, worked = [], []
    for _ in range(ROUNDS):
        began, cpu = time.perf_counter(), time.thread_time()
        draw(where)
        wall.append((time.perf_counter() - began) * 1000)
        worked.append((time.thread_time() - cpu) * 1000)
    print(f"warm, median of {ROUNDS}: {statistics.median(wall):.1f} ms, of the processor", end=" ")
    print(f"{statistics.median(worked):.1f} ms; {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
