"""What is kept of the person, and what they can do about it."""

from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, NextPage, PrevPage, Row, SwitchTo
from aiogram_dialog.widgets.text import Const, Format, List, Multi
from magic_filter import F

from handlers.common.privacy import getters, handlers, previews
from handlers.common.states import Privacy
from handlers.common.widgets import DANGER, PRIMARY, Label, Say, home_and_back

_PARAGRAPHS = "\n\n"
_FULL_TEXT = List(Format("{item}"), items="full", id="page", page_size=1)


def privacy() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("privacy.title"),
                Multi(
                    Say("privacy.kept.patient", when="patient"),
                    Say("privacy.seen.patient", when="patient"),
                    Say("privacy.kept.staff", when=~F["patient"]),
                    Say("privacy.seen.staff", when=~F["patient"]),
                ),
                Format("{consents}"),
                sep=_PARAGRAPHS,
            ),
            SwitchTo(Label("privacy.button.read"), id="read", state=Privacy.full),
            Button(Label("privacy.button.export"), id="export", on_click=handlers.export_wanted),
            SwitchTo(Label("privacy.button.withdraw"), id="withdraw", state=Privacy.withdraw, style=DANGER),
            SwitchTo(Label("privacy.button.erase"), id="erase", state=Privacy.erase, style=DANGER),
            home_and_back(),
            state=Privacy.main,
            getter=getters.kept,
            preview_data=previews.KEPT,
        ),
        Window(
            _FULL_TEXT,
            Row(PrevPage(_FULL_TEXT, text=Const("‹")), NextPage(_FULL_TEXT, text=Const("›"))),
            home_and_back(Privacy.main),
            state=Privacy.full,
            getter=getters.consent_text,
            preview_data=previews.CONSENT,
        ),
        Window(
            Multi(
                Say("privacy.withdraw.ask", when="free"),
                Say("privacy.not_yet", when=~F["free"]),
                Format("{lines}"),
                sep=_PARAGRAPHS,
            ),
            _keep(),
            Button(
                Label("privacy.button.yes_withdraw"),
                id="yes",
                on_click=handlers.consent_withdrawn,
                style=DANGER,
                when="free",
            ),
            home_and_back(Privacy.main),
            state=Privacy.withdraw,
            getter=getters.withdrawing,
            preview_data=previews.LEAVING,
        ),
        Window(
            Multi(
                Say("privacy.erase.ask", when="free"),
                Say("privacy.not_yet", when=~F["free"]),
                Format("{lines}"),
                sep=_PARAGRAPHS,
            ),
            _keep(),
            Button(
                Label("privacy.button.yes_erase"),
                id="yes",
                on_click=handlers.erasure_asked,
                style=DANGER,
                when="free",
            ),
            home_and_back(Privacy.main),
            state=Privacy.erase,
            getter=getters.leaving,
            preview_data=previews.LEAVING,
        ),
    )


def _keep(state: State = Privacy.main) -> SwitchTo:
    return SwitchTo(Label("privacy.button.keep"), id="keep", state=state, style=PRIMARY, when="free")
