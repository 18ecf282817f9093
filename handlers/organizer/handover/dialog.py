"""Giving an instructor's lessons to colleagues: which days, who takes each, what follows, the end."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import PRIMARY, Calendar, Home, Label, Pages, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.handover import getters, handlers
from handlers.organizer.states import HandLessonsOver

_PARAGRAPHS = "\n\n"


def hand_lessons_over() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("organizer.handover.period"),
            Button(Label("organizer.button.all_ahead"), id="all", on_click=handlers.all_ahead),
            SwitchTo(Label("organizer.button.some_days"), id="some", state=HandLessonsOver.first),
            home_and_back(),
            state=HandLessonsOver.period,
            getter=getters.whose,
            preview_data=previews.HANDOVER,
        ),
        Window(
            Say("organizer.handover.first"),
            Calendar("from", handlers.first_picked, busy="busy_days"),
            home_and_back(HandLessonsOver.period),
            state=HandLessonsOver.first,
            getter=[getters.whose, getters.days],
            preview_data=previews.HANDOVER,
        ),
        Window(
            Say("organizer.handover.last"),
            Calendar("until", handlers.last_picked, busy="busy_days"),
            Button(Label("organizer.button.one_day"), id="one_day", on_click=handlers.one_day),
            home_and_back(HandLessonsOver.first),
            state=HandLessonsOver.last,
            getter=[getters.whose, getters.days],
            preview_data=previews.HANDOVER,
        ),
        Window(
            Multi(
                Say("organizer.handover.title"),
                Multi(
                    Say("organizer.handover.nobody", when="lines"),
                    Format("{lines}", when="lines"),
                    Say("organizer.handover.more", count="more", when="more"),
                    when="lines",
                ),
                Say("organizer.handover.gone", when="gone"),
                Say("organizer.handover.how", when="total"),
                Say("organizer.handover.none", when=~F["total"]),
                sep=_PARAGRAPHS,
            ),
            Pages(
                Select(
                    Format("{item[label]}"),
                    id="lesson",
                    item_id_getter=itemgetter("id"),
                    items="lessons",
                    type_factory=int,
                    on_click=handlers.lesson_picked,
                ),
                id="pages",
            ),
            Button(Label("button.next"), id="next", on_click=handlers.to_check, style=PRIMARY, when="ready"),
            SwitchTo(Label("organizer.button.other_days"), id="days", state=HandLessonsOver.period),
            Row(Cancel(Label("button.discard"), id="discard"), Home()),
            state=HandLessonsOver.lessons,
            getter=getters.lessons,
            preview_data=previews.HANDOVER,
        ),
        Window(
            Multi(Say("organizer.handover.who"), Format("{lines}", when="lines"), sep=_PARAGRAPHS),
            Pages(
                Select(
                    Format("{item[label]}"),
                    id="colleague",
                    item_id_getter=itemgetter("id"),
                    items="colleagues",
                    type_factory=int,
                    on_click=handlers.colleague_picked,
                ),
                id="colleagues",
            ),
            Button(Label("organizer.button.leave_lesson"), id="leave", on_click=handlers.lesson_left),
            home_and_back(HandLessonsOver.lessons),
            state=HandLessonsOver.colleague,
            getter=getters.colleagues,
            preview_data=previews.HANDOVER,
        ),
        Window(
            Multi(
                Say("organizer.handover.check"),
                Say("organizer.handover.gone", when="gone"),
                Multi(
                    Format("{lines}"),
                    Say("organizer.handover.staying", count="staying", when="staying"),
                    when=~F["gone"],
                ),
                Multi(
                    Say("organizer.handover.patients", count="patients", when="patients"),
                    Say("organizer.handover.staff", count="staff", when="staff"),
                    when=~F["gone"],
                ),
                sep=_PARAGRAPHS,
            ),
            Button(
                Label("organizer.button.hand_over_and_tell"),
                id="save",
                on_click=handlers.save,
                style=PRIMARY,
                when=~F["gone"],
            ),
            home_and_back(HandLessonsOver.lessons),
            state=HandLessonsOver.check,
            getter=getters.check,
            preview_data=previews.HANDOVER,
        ),
        Window(
            Say("organizer.handover.done", count="handed"),
            home_and_back(),
            state=HandLessonsOver.done,
            getter=getters.done,
            preview_data=previews.HANDOVER,
        ),
    )
