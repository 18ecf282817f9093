"""Where each screen leads: what its widgets declare, and what the code behind its presses names."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Back, Cancel, Next, Start, SwitchTo
from aiogram_dialog.widgets.widget_event import SimpleEventProcessor

from handlers.common.widgets import Home
from tests.architecture.windows import windows

CALLBACKS = ("on_click", "user_on_click", "on_success", "on_error", "func")
"""Where widgets keep the code behind them."""


@dataclass
class Screen:
    """A screen and where it leads.

    ``declared`` are the jumps of widgets, ``coded`` those of the code behind them; ``computed`` is True when
    that code asks its room for the next state; ``leaves`` when a button closes the dialog, ``home`` when one
    goes to the first screen.
    """

    state: State
    declared: list[State] = field(default_factory=list)
    coded: list[State] = field(default_factory=list)
    computed: bool = False
    leaves: bool = False
    home: bool = False


@dataclass
class Reach:
    """What a function's code names, with the functions of its own room that it calls."""

    states: list[State] = field(default_factory=list)
    computed: bool = False


def screens(root: Dispatcher) -> list[Screen]:
    """Return every screen of the product, in the order of the dialogs."""
    return [_screen(dialog, window) for dialog, window in windows(root)]


def entries(root: Dispatcher) -> list[State]:
    """Return the screens that commands, links and buttons under messages open."""
    found: list[State] = []
    for router in root.chain_tail:
        if isinstance(router, Dialog) or not _is_ours(router):
            continue
        for observer in router.observers.values():
            for handler in observer.handlers:
                _add(found, *_reach(handler.callback).states)
    return found


def choices(state: State) -> list[State]:
    """Return the states that the functions of a screen's room can answer with."""
    found: list[State] = []
    room = state.group.__module__.rpartition(".")[0]
    for name in sorted(sys.modules):
        if name.startswith(f"{room}.") and name.count(".") > room.count(".") + 1:
            module = sys.modules[name]
            for node in ast.walk(ast.parse(inspect.getsource(module))):
                if isinstance(node, ast.FunctionDef) and _answers_with_state(node):
                    _add(found, *_named(node, vars(module)))
    return [choice for choice in found if choice.group is state.group]


def _screen(dialog: Dialog, window: Window) -> Screen:
    screen = Screen(window.get_state())
    for widget in _widgets(window):
        match widget:
            case SwitchTo() | Start():
                _add(screen.declared, widget.state)
            case Next() | Back():
                states = dialog.states()
                step = 1 if isinstance(widget, Next) else -1
                _add(screen.declared, states[states.index(screen.state) + step])
            case Cancel():
                screen.leaves = True
            case Home():
                screen.home = True
        for name in CALLBACKS:
            reach = _reach(_callback(getattr(widget, name, None)))
            _add(screen.coded, *reach.states)
            screen.computed |= reach.computed
    known = (screen.state, *screen.declared)
    screen.coded = [state for state in screen.coded if state not in known]
    return screen


def _widgets(window: Window) -> Iterator[Any]:
    waiting: list[Any] = [window.keyboard, window.on_message]
    while waiting:
        widget = waiting.pop(0)
        if widget is None:
            continue
        yield widget
        waiting.extend(getattr(widget, "buttons", ()))
        waiting.extend(getattr(widget, "inputs", ()))


def _callback(found: Any) -> Callable[..., Any] | None:
    callback: Any = found.callback if isinstance(found, SimpleEventProcessor) else found
    return callback if callable(callback) else None


def _reach(function: Callable[..., Any] | None) -> Reach:
    reach = Reach()
    waiting: list[Any] = [function]
    seen: set[Any] = set()
    while waiting:
        present: Any = waiting.pop()
        owner = getattr(present, "__self__", None)
        plain = inspect.unwrap(getattr(present, "__func__", present)) if present is not None else None
        if not inspect.isfunction(plain) or not plain.__module__.startswith("handlers."):
            continue
        if (plain, id(owner)) in seen:
            continue
        seen.add((plain, id(owner)))
        tree = _tree(plain)
        _add(reach.states, *_named(tree, plain.__globals__, owner))
        reach.computed |= _asks_for_state(tree)
        waiting.extend(_called(tree, plain.__globals__, owner))
    return reach


@cache
def _tree(function: Any) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _named(tree: ast.AST, names: dict[str, Any], owner: object = None) -> Iterator[State]:
    """Yield the states the code names, as ``Group.state`` or as its own instance's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            holder = owner if node.value.id == "self" else names.get(node.value.id)
            named = getattr(holder, node.attr, None)
            if isinstance(named, State):
                yield named


def _called(tree: ast.AST, names: dict[str, Any], owner: object) -> Iterator[Any]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                yield names.get(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)):
                yield getattr(owner, name, None)


def _asks_for_state(tree: ast.AST) -> bool:
    """Say whether a jump's target is a property or a variable that is none of the states named here."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "switch_to"
        and not (isinstance(node.args[0], ast.Attribute) and isinstance(node.args[0].value, ast.Name))
        for node in ast.walk(tree)
    )


def _answers_with_state(function: ast.FunctionDef) -> bool:
    return function.returns is not None and ast.unparse(function.returns) in ("State", "State | None")


def _is_ours(router: Router) -> bool:
    return any(
        handler.callback.__module__.startswith("handlers.")
        for observer in router.observers.values()
        for handler in observer.handlers
    )


def _add(states: list[State], *more: State) -> None:
    states.extend(state for state in dict.fromkeys(more) if state not in states)
