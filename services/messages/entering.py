"""What a patient's card says and offers around getting into the meeting."""

from services.lessons.rules import ENTRY_ASKED_AFTER
from services.messages.context import Context
from services.messages.letter import compose, zoom_name
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage, Press

ENTERED, STUCK, HELP, BACK, TRIAL = "entered", "stuck", "help_in", "entry_card", "trial"
"""Presses: the patient is in, cannot get in, wants the instructor to know, wants the card as it was, or to
try out beforehand whether camera and microphone work."""

TRIAL_MEETING = "https://zoom.us/test"
"""Zoom's own meeting for trials."""

Rows = tuple[tuple[Button, ...], ...]


def is_asked(context: Context, moments: Moments) -> bool:
    """Say whether the card asks «Получилось войти?»: some minutes after the start, until it is answered."""
    lesson, place = context.the_lesson, context.place
    asked = lesson.starts_at + ENTRY_ASKED_AFTER <= moments.now
    return asked and place is not None and place.entered_at is None and context.join_url is not None


def rows(context: Context, moments: Moments) -> Rows:
    """Return the buttons beside the way in."""
    place = context.place
    if context.join_url is None or place is None or place.entered_at is not None:
        return ()
    stuck = _button(context, moments, STUCK)
    if not is_asked(context, moments):
        return ((stuck,),)
    return ((_button(context, moments, ENTERED, ButtonStyle.SUCCESS),), (stuck,))


def how_to(context: Context, moments: Moments, join: Rows) -> OutgoingMessage:
    """Say in four steps how one gets in; ``join`` is the way in."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("entering.title"),
            texts.html("entering.steps", name=zoom_name(context.recipient)),
        ),
        rows=(
            *join,
            *trial(context, moments),
            (_button(context, moments, HELP),),
            (_button(context, moments, BACK),),
        ),
    )


def trial(context: Context, moments: Moments) -> Rows:
    """Return the button that opens the trial, nothing where the lesson is not held in Zoom."""
    return ((_button(context, moments, TRIAL),),) if context.zoom else ()


def _button(context: Context, moments: Moments, press: str, style: ButtonStyle | None = None) -> Button:
    words = moments.texts.plain(f"entering.button.{press}")
    return Button(words, press=Press(press, context.the_lesson.id), style=style)
