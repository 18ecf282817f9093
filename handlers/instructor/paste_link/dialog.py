"""The instructor's own link for a lesson that has no meeting."""

from aiogram_dialog import Dialog, LaunchMode, Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.link_preview import LinkPreview

from handlers.common.problems import shown_problem
from handlers.common.widgets import Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.paste_link.getters import asked, lesson
from handlers.instructor.paste_link.handlers import take_link
from handlers.instructor.states import PasteLink


def paste_link() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("instructor.paste_link.ask"),
            Say("instructor.problem", when="problem"),
            TextInput(id="link", on_success=take_link),
            LinkPreview(is_disabled=True),
            home_and_back(),
            state=PasteLink.ask,
            getter=asked,
            preview_data=previews.LINK,
        ),
        Window(
            Say("instructor.paste_link.saved_now", when="at_once"),
            Say("instructor.paste_link.saved", when="later"),
            home_and_back(),
            state=PasteLink.saved,
            preview_data=previews.LINK,
        ),
        getter=[lesson, shown_problem],
        launch_mode=LaunchMode.SINGLE_TOP,
    )
