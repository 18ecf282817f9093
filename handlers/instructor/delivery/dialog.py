"""The delivery board: a line for each patient, and the reminder once more for those it did not reach."""

from aiogram_dialog import Dialog, LaunchMode, Window
from aiogram_dialog.widgets.kbd import Button, Row

from handlers.common.widgets import Label, Say, home_and_back
from handlers.instructor import previews
from handlers.instructor.delivery.getters import board
from handlers.instructor.delivery.handlers import refresh, send_again
from handlers.instructor.states import LessonDelivery


def lesson_delivery() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Say("delivery.text"),
            Row(
                Button(Label("delivery.button.again"), id="again", on_click=send_again, when="again"),
                Button(Label("delivery.button.refresh"), id="refresh", on_click=refresh),
            ),
            home_and_back(),
            state=LessonDelivery.board,
            getter=board,
            preview_data=previews.DELIVERY,
        ),
        launch_mode=LaunchMode.SINGLE_TOP,
    )
