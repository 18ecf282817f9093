"""The instructor's first screen: today's lessons and the way into the one that is on."""

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Group, Row, Start
from magic_filter import F

from handlers.common.invitations import INVITATIONS_PREVIEW, invitation_lines, invitations
from handlers.common.roles import ROLE_PREVIEW, active_role, role_line, switch_role
from handlers.common.states import Help, Profile
from handlers.common.widgets import PRIMARY, Label, Say
from handlers.instructor import previews
from handlers.instructor.calendar.getters import next_days
from handlers.instructor.entry import entry_buttons
from handlers.instructor.home.getters import draft, today
from handlers.instructor.home.handlers import go_on
from handlers.instructor.opening import lesson_buttons
from handlers.instructor.states import Calendar, InstructorHome, LessonList, MyPatients, NewLesson


def home() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("instructor.home.lessons", when="lines"),
            Say("instructor.home.empty", when=~F["lines"]),
            Say("instructor.home.following", when="following"),
            Say("instructor.home.nothing", when="nothing"),
            Say("instructor.home.next_days", when="next_days"),
            invitation_lines(),
            Say("instructor.zone", when="zone"),
            role_line(),
            entry_buttons(),
            Group(lesson_buttons(), width=2),
            Button(Label("instructor.button.go_on"), id="go_on", on_click=go_on, when="draft", style=PRIMARY),
            Row(
                Start(Label("button.create_lesson"), id="new", state=NewLesson.date),
                Start(Label("instructor.button.calendar"), id="calendar", state=Calendar.week),
            ),
            Row(
                Start(Label("instructor.button.schedule"), id="schedule", state=LessonList.coming),
                Start(Label("button.patients"), id="patients", state=MyPatients.all),
            ),
            Row(
                Start(Label("button.profile"), id="profile", state=Profile.main),
                Start(Label("button.help"), id="help", state=Help.main),
            ),
            switch_role(),
            state=InstructorHome.main,
            getter=[today, next_days, invitations, draft, active_role],
            preview_data=previews.HOME | INVITATIONS_PREVIEW | ROLE_PREVIEW,
        )
    )
