"""The diagram of screens in docs/dialogs.md, drawn from the dialogs themselves.

``python -m tests.architecture.state_diagram`` writes it anew.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from aiogram.fsm.state import State

from handlers.router import HOMES
from tests.architecture.jumps import Screen, choices, entries, screens
from tests.architecture.tree import ROOT
from tests.architecture.windows import dispatcher

FILE = ROOT / "docs" / "dialogs.md"
REGENERATE = "python -m tests.architecture.state_diagram"

ROOMS = {
    "common": "Everybody and strangers",
    "organizer": "Organizer",
    "doctor": "Doctor",
    "instructor": "Instructor",
    "patient": "Patient",
}

INTRODUCTION = f"""\
# Screens and where they lead

Generated from the code: `.venv/bin/{REGENERATE}` writes this file, and a test in
`tests/architecture/` says when it is out of date. Do not edit it by hand.

A box is a screen (a window of aiogram-dialog), a frame a dialog (its group of states).

- A double-framed box is the first screen of a role.
- A rounded box has a button that closes the dialog and leads back to where it was opened from.
- A solid arrow is declared by a widget (`SwitchTo`, `Start`, `Next`, `Back`).
- A dashed arrow is in the code behind a press or behind what was typed.
- A diamond stands for a choice that the code computes, such as the first question without an answer.
- «chat» is what works without an open screen: commands, links, buttons under messages.

«На главную» (Home) and the button under the text field lead to the role's first screen from everywhere; these
arrows are left out.
"""


def diagram() -> str:
    """Return the whole file."""
    root = dispatcher()
    everything, opened = screens(root), entries(root)
    parts = [INTRODUCTION]
    for room, title in ROOMS.items():
        here = [screen for screen in everything if _room(screen.state) == room]
        parts.append(f"## {title}\n")
        parts.append("| dialog | what it is |\n|---|---|\n" + "".join(_meanings(here)))
        lines = ["flowchart LR", *_nodes(here), *_arrows(here, [s for s in opened if _room(s) == room])]
        parts.append("```mermaid\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def _meanings(here: list[Screen]) -> Iterator[str]:
    for group, _ in groupby(here, lambda screen: screen.state.group):
        words = " ".join((group.__doc__ or "").split()).replace("``", "`")
        yield f"| `{group.__name__}` | {words} |\n"


def _nodes(here: list[Screen]) -> Iterator[str]:
    for group, members in groupby(here, lambda screen: screen.state.group):
        yield f"  subgraph {group.__name__}"
        computing = False
        for screen in members:
            yield f"    {_id(screen.state)}{_shape(screen)}"
            computing |= screen.computed
        if computing:
            yield f"    {group.__name__}_next{{next}}"
        yield "  end"


def _shape(screen: Screen) -> str:
    name = _name(screen.state)
    if screen.state in HOMES.values():
        return f"[[{name}]]"
    return f"([{name}])" if screen.leaves else f"[{name}]"


def _arrows(here: list[Screen], opened: Iterable[State]) -> Iterator[str]:
    own = {screen.state for screen in here}
    foreign = {target for screen in here for target in (*screen.declared, *screen.coded)} - own
    for state in sorted(foreign, key=_id):
        yield f"  {_id(state)}[/{state.group.__name__}: {_name(state)}/]"
    yield from (f"  chat{{{{chat}}}} -.-> {_id(state)}" for state in opened)
    for screen in here:
        source = _id(screen.state)
        yield from (f"  {source} --> {_id(target)}" for target in screen.declared)
        yield from (f"  {source} -.-> {_id(target)}" for target in screen.coded)
        if screen.computed:
            yield f"  {source} -.-> {screen.state.group.__name__}_next"
    for group, members in groupby(here, lambda screen: screen.state.group):
        first = next((screen for screen in members if screen.computed), None)
        if first is not None:
            yield from (f"  {group.__name__}_next -.-> {_id(target)}" for target in choices(first.state))


def _room(state: State) -> str:
    return str(state.group.__module__).split(".")[1]


def _id(state: State) -> str:
    return f"{state.group.__name__}_{_name(state)}"


def _name(state: State) -> str:
    return str(state.state).split(":")[1]


if __name__ == "__main__":
    FILE.write_text(diagram(), encoding="utf-8")
