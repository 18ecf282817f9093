"""A walk that looks for buttons nobody has pressed yet, until all of a role's windows are done with."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from aiogram_dialog.widgets.kbd import Keyboard, NextPage, PrevPage

from tests.architecture.windows import dispatcher, windows
from tests.flows.quick_presses.twins import Key, Twins

LEAVING = ("home", "discard", "back", "keep", "not_me", "not_now")
"""Widgets that lead out of what is being done: pressed last."""

LEADING_ON = 4
"""Steps that lead on, to each that leads out, elsewhere or nowhere."""

QUOTE = '"'

HOME = "На главную"

Step = tuple[str, str]
"""A window, and the widget pressed or the words written in it."""


ASIDE = frozenset(
    (window, "profile")
    for window in ("OrganizerHome:main", "DoctorHome:main", "InstructorHome:main", "Help:main")
)
"""What leads from every role's screens into the profile, which has a walk of its own."""


def buttons(*groups: str) -> set[Step]:
    """Return the buttons that these dialogs' windows can have, except those that tell the bot nothing."""
    found: set[Step] = set()
    for _, window in windows(dispatcher()):
        name = str(window.get_state().state)
        if name.partition(":")[0] in groups:
            found |= {(name, widget) for widget in _pressable(window.keyboard)}
    return found


def _dialog(window: str) -> str:
    return window.partition(":")[0]


def _pressable(widget: Keyboard) -> Iterator[str]:
    inner: Sequence[Keyboard] | None = getattr(widget, "buttons", None)
    if inner is not None:
        for one in inner:
            yield from _pressable(one)
    elif widget.widget_id and not isinstance(widget, NextPage | PrevPage):
        yield widget.widget_id


class Walk:
    """Goes through the screens of one person in both clinics.

    ``words`` are written in windows that ask for something; ``{}`` in them is another number each time.
    ``ways`` lead from the first screen to windows that chance does not find: widgets to press and words (with
    quotation marks) to write. They are followed first. Then a wanted step never made is taken; when the
    screen has none, the nearest screen that has one is gone to; else the step made least often is taken, and
    out of other dialogs' windows the one that leads out.
    """

    def __init__(
        self,
        twins: Twins,
        words: Mapping[str, Sequence[str]] = MappingProxyType({}),
        ways: Sequence[tuple[Step, Sequence[str]]] = (),
    ) -> None:
        self._twins = twins
        self._words = words
        self._ways = ways
        self._avoided: Collection[Step] = ()
        self._wanted: Collection[Step] = ()
        self._made: Counter[Step] = Counter()
        self._chosen: Counter[Step] = Counter()  # Without those made on ways, which always begin alike.
        self._seen: dict[str, set[Step]] = defaultdict(set)
        self._led: dict[Step, str] = {}
        self._home = ""
        self._trail: deque[str] = deque(maxlen=40)

    async def until(self, wanted: set[Step], most: int, avoided: Collection[Step] = ASIDE) -> None:
        """Go on until all ``wanted`` were pressed. Raises AssertionError after ``most`` steps.

        ``avoided`` are pressed only on ``ways`` and where they are followed by name.
        """
        self._avoided, self._wanted = avoided, wanted
        for target, way in self._ways:
            if target in wanted and not self._made[target]:
                await self._go_home()
                await self.follow(*way, target[1])
        for _ in range(most):
            if wanted <= self.pressed:
                return
            await self._step({_dialog(window) for window, _ in wanted - self.pressed})
        missing = sorted(wanted - self.pressed)
        assert not missing, f"never seen in {most} steps: {missing}; lately {list(self._trail)}"

    async def follow(self, *way: str) -> None:
        """Press these widgets (also named as ``widget=words on it``), write what is in quotation marks."""
        for one in way:
            keys = self._twins.keys()
            if one.startswith(QUOTE):
                await self._make((keys[0].window, one), {}, one[1:-1])
                continue
            widget, _, words = one.partition("=")
            key = next((key for key in keys if key.widget == widget and words in key.label), None)
            assert key is not None, f"no {one} on the way {way} among {[(k.widget, k.label) for k in keys]}"
            await self._make((key.window, widget), {(key.window, widget): [key]})

    @property
    def pressed(self) -> set[Step]:
        """The buttons pressed so far."""
        return {(window, widget.partition(":")[0]) for window, widget in self._made}

    async def _step(self, groups: set[str]) -> None:
        if not self._twins.keys():
            await self._go_home()
            return
        window, offered, written = self._look()
        step = self._choice(window, [*written, *offered], groups)
        self._chosen[step] += 1
        await self._make(step, offered, written.get(step))

    async def _go_home(self) -> None:
        if not self._home or self._look()[0] != self._home:
            await self._twins.write(HOME)
            self._home, *_ = self._look()

    def _look(self) -> tuple[str, dict[Step, list[Key]], dict[Step, str]]:
        """Return the window, the buttons it and notifications offer, and the words for it."""
        keys = self._twins.keys()
        window = keys[0].window if keys else ""
        offered: dict[Step, list[Key]] = defaultdict(list)
        for key in keys:
            if (key.window, key.widget) not in self._avoided:
                offered[key.window, key.widget].append(key)
        written = {(window, f"{QUOTE}{words}{QUOTE}"): words for words in self._words.get(window, ())}
        self._seen[window] = {*offered, *written}
        return window, offered, written

    async def _make(
        self, step: Step, offered: Mapping[Step, Sequence[Key]], words: str | None = None
    ) -> None:
        self._made[step] += 1
        self._trail.append(" ".join(step))
        if words is not None:
            await self._twins.write(words.format(self._made[step]))
        else:
            await self._twins.press(offered[step][(self._made[step] - 1) % len(offered[step])])
        self._led[step], *_ = self._look()

    def _choice(self, window: str, steps: list[Step], groups: set[str]) -> Step:
        def cost(step: Step) -> tuple[int, bool]:
            led = self._led.get(step)
            astray = step[1] in LEAVING or led == window or _dialog(led or "") not in groups
            return self._chosen[step] * (LEADING_ON if astray else 1), step[1] in LEAVING

        steps.sort(key=cost)
        fresh = next(filter(self._fresh, steps), None)
        if fresh is not None:
            return fresh
        elsewhere = _dialog(window) not in {_dialog(wanted) for wanted, _ in self._wanted}
        way = self._way(window, lambda there: any(map(self._fresh, self._seen[there])))
        if way is None and elsewhere:
            way = self._way(window, lambda there: _dialog(there) in groups)
        if way in steps:
            return way
        out = [step for step in steps if step[1] in LEAVING] if elsewhere else []
        return (out or steps)[0]

    def _fresh(self, step: Step) -> bool:
        window, widget = step
        wanted = widget.startswith(QUOTE) or (window, widget.partition(":")[0]) in self._wanted
        return wanted and not self._made[step]

    def _way(self, window: str, wanted: Callable[[str], bool]) -> Step | None:
        reached, ways = {window}, deque((step, step) for step in self._seen[window] if step in self._led)
        while ways:
            first, last = ways.popleft()
            there = self._led[last]
            if there in reached:
                continue
            reached.add(there)
            if wanted(there):
                return first
            ways.extend((first, step) for step in self._seen[there] if step in self._led)
        return None
