"""The windows in which a day and a time are chosen."""

from operator import itemgetter

from aiogram.fsm.state import State
from aiogram_dialog import Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Group, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format
from magic_filter import F

from handlers.common.widgets import Calendar, Label, Say
from handlers.instructor import previews
from handlers.instructor.choosing_time.getters import choices, days, times
from handlers.instructor.choosing_time.handlers import ChoosingTime, forget_unfinished

_CHECKED = F["dialog_data"]["checked"]


def out(check: State, back: State | None = None) -> Row:
    """Return a step's last row: a step back, or to ``check`` from where the step was opened; and out."""
    to_check = SwitchTo(
        Label("button.back"), id="to_check", state=check, on_click=forget_unfinished, when=_CHECKED
    )
    rows = [to_check]
    if back is not None:
        rows.append(SwitchTo(Label("button.back"), id="back", state=back, when=~_CHECKED))
    return Row(*rows, Cancel(Label("button.discard"), id="discard"))


def typed_time(steps: ChoosingTime) -> TextInput[str]:
    """Return the field in which a time is written."""
    return TextInput(id="clock", on_success=steps.clock)


def nearby_times(steps: ChoosingTime) -> Group:
    """Return buttons for the free times in the window's field ``nearby``."""
    return Group(
        Select(
            Format("{item[label]}"),
            id="nearby",
            item_id_getter=itemgetter("id"),
            items="nearby",
            on_click=steps.clock,
        ),
        width=2,
        when="nearby",
    )


def choosing_windows(steps: ChoosingTime, flow: str, check: State) -> tuple[Window, Window, Window]:
    """Return the three windows of a dialog; ``flow`` is its name in the catalogue."""
    return (
        Window(
            Say(f"instructor.{flow}.date"),
            Say("instructor.zone", when="zone"),
            Say("instructor.problem", when="problem"),
            TextInput(id="day", on_success=steps.typed_day),
            Calendar("calendar", steps.day, busy="busy_days", holidays="holidays"),
            Row(
                Button(Label("button.today"), id="today", on_click=steps.today),
                Button(Label("button.tomorrow"), id="tomorrow", on_click=steps.tomorrow),
            ),
            out(check),
            state=steps.date,
            getter=days,
            preview_data=previews.DATE,
        ),
        Window(
            Say(f"instructor.{flow}.time"),
            Say("instructor.holiday", when="holiday"),
            Say("instructor.time.busy", when="busy"),
            Say("instructor.zone", when="zone"),
            Say("instructor.problem", when="problem"),
            typed_time(steps),
            Group(
                Select(
                    Format("{item[label]}"),
                    id="start",
                    item_id_getter=itemgetter("id"),
                    items="starts",
                    on_click=steps.clock,
                ),
                width=3,
            ),
            out(check, steps.date),
            state=steps.time,
            getter=times,
            preview_data=previews.TIME,
        ),
        Window(
            Say("instructor.odd.skipped", when="skipped"),
            Say("instructor.odd.twice", when="twice"),
            Column(
                Select(
                    Format("{item[label]}"),
                    id="choice",
                    item_id_getter=itemgetter("id"),
                    items="choices",
                    on_click=steps.choice,
                ),
                SwitchTo(Label("instructor.button.other_time"), id="other_time", state=steps.time),
            ),
            out(check, steps.time),
            state=steps.odd,
            getter=choices,
            preview_data=previews.ODD,
        ),
    )
