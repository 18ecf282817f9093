"""The steps of an activation."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import (
    Button,
    NextPage,
    PrevPage,
    Row,
    SwitchTo,
)
from aiogram_dialog.widgets.text import Const, Format, List, Multi
from magic_filter import F

from handlers.common.activation import handlers
from handlers.common.activation.getters import invited
from handlers.common.activation.question import question_windows
from handlers.common.cities import (
    PREVIEW,
    cities,
    city_buttons,
    city_field,
    city_words,
    place_button,
    place_missing,
    place_words,
)
from handlers.common.problems import shown_problem
from handlers.common.states import Activation
from handlers.common.widgets import DANGER, PRIMARY, SUCCESS, Home, Label, Say
from services import consent

_FULL_TEXT = List(Format("{item}"), items="full", id="page", page_size=1)
_PREVIEW = {
    "name": "Maria",
    "clinic": "Example",
    "patient": True,
    "role": "patient",
    "here": "…",
    "moment": "09:45",
    "clock": "09:45",
    "support": "+7 000 000-00-00",
    "full": consent.pages("en", "Example"),
}


def _agree() -> Button:
    label = Label("activation.button.agree")
    return Button(label, id="agree", on_click=handlers.agreed, style=SUCCESS)


def _not_now() -> SwitchTo:
    return SwitchTo(Label("activation.button.not_now"), id="not_now", state=Activation.later)


def activation() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(Say("activation.other.title"), Say("activation.other.text"), sep="\n\n"),
            Home(Label("activation.button.keep"), style=PRIMARY),
            Button(Label("activation.button.instead"), id="instead", on_click=handlers.instead, style=DANGER),
            state=Activation.other,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(Say("activation.role.title"), Say("activation.role.text"), sep="\n\n"),
            Button(
                Label("activation.button.add_role"),
                id="add_role",
                on_click=handlers.role_added,
                style=PRIMARY,
            ),
            Home(Label("activation.button.not_now")),
            state=Activation.role,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(
                Say("activation.who.title"),
                Multi(
                    Say("activation.who.invited"),
                    Format("{here}"),
                    Say("activation.who.ask"),
                ),
                sep="\n\n",
            ),
            Button(Label("activation.button.me"), id="me", on_click=handlers.its_me, style=PRIMARY),
            Button(Label("activation.button.not_me"), id="not_me", on_click=handlers.not_me),
            state=Activation.who,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(
                Say("activation.phone.title"),
                Say("activation.phone.text"),
                Format("{problem}", when="problem"),
                sep="\n\n",
            ),
            MessageInput(handlers.contact_shared),
            Button(Label("button.skip"), id="skip", on_click=handlers.phone_skipped),
            state=Activation.phone,
            getter=shown_problem,
            preview_data={**_PREVIEW, "problem": "…"},
        ),
        Window(
            Multi(
                Say("activation.consent.title"),
                Multi(
                    Say("activation.consent.patient", when="patient"),
                    Say("activation.consent.staff", when=~F["patient"]),
                    Say("activation.consent.emergency"),
                    Say("activation.consent.withdraw"),
                ),
                sep="\n\n",
            ),
            _agree(),
            SwitchTo(Label("activation.button.read"), id="read", state=Activation.full),
            _not_now(),
            state=Activation.consent,
            preview_data=_PREVIEW,
        ),
        Window(
            _FULL_TEXT,
            Row(PrevPage(_FULL_TEXT, text=Const("‹")), NextPage(_FULL_TEXT, text=Const("›"))),
            _agree(),
            _not_now(),
            SwitchTo(Label("button.back"), id="back", state=Activation.consent),
            state=Activation.full,
            preview_data=_PREVIEW,
        ),
        Window(
            Multi(
                Say("activation.later.title"),
                Multi(
                    Say("activation.later.text"),
                    Say("activation.later.ask_centre", when="support"),
                    Say("activation.later.ask", when=~F["support"]),
                ),
                sep="\n\n",
            ),
            SwitchTo(
                Label("activation.button.consent"), id="consent", state=Activation.consent, style=PRIMARY
            ),
            Button(Label("support.button.write"), id="ask", on_click=handlers.question_wanted),
            state=Activation.later,
            preview_data=_PREVIEW,
        ),
        *question_windows(),
        Window(
            Say("activation.time.text"),
            Button(Label("activation.button.yes"), id="yes", on_click=handlers.time_is_right, style=PRIMARY),
            Button(Label("activation.button.other_time"), id="other", on_click=handlers.other_time),
            SwitchTo(Label("button.back"), id="back", state=Activation.consent),
            state=Activation.time,
            preview_data=_PREVIEW,
        ),
        Window(
            city_words(),
            city_field(),
            city_buttons(handlers.city_picked),
            place_button(handlers.place_wanted),
            SwitchTo(Label("button.back"), id="back", state=Activation.time),
            state=Activation.city,
            getter=cities,
            preview_data=PREVIEW,
        ),
        Window(
            place_words(),
            MessageInput(handlers.place_shared, content_types=ContentType.LOCATION),
            MessageInput(place_missing),
            Button(Label("button.back"), id="back", on_click=handlers.back_to_cities),
            state=Activation.place,
            getter=shown_problem,
            preview_data={"problem": "…"},
        ),
        getter=invited,
    )
