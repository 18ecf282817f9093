"""The steps of signing in: the address, the code mailed to it; or one's own phone."""

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.sign_in import handlers
from handlers.common.sign_in.getters import asked, mail_or_not
from handlers.common.states import SignIn
from handlers.common.widgets import Home, Label, Say, home_and_back

_PARAGRAPHS = "\n\n"
_PROBLEM = Format("{problem}", when="problem")


def sign_in() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("sign_in.email.title"),
                Say("sign_in.email.text", when="mail"),
                Say("sign_in.email.no_mail", when=~F["mail"]),
                _PROBLEM,
                sep=_PARAGRAPHS,
            ),
            MessageInput(handlers.email_typed, content_types=ContentType.TEXT),
            Button(Label("sign_in.button.phone"), id="phone", on_click=handlers.phone_wanted),
            home_and_back(),
            state=SignIn.email,
            getter=[mail_or_not, shown_problem],
            preview_data={"mail": True, "problem": "…"},
        ),
        Window(
            Multi(
                Say("sign_in.code.title"),
                Multi(Say("sign_in.code.text"), Say("sign_in.code.ask")),
                _PROBLEM,
                sep=_PARAGRAPHS,
            ),
            MessageInput(handlers.code_typed, content_types=ContentType.TEXT),
            Button(Label("sign_in.button.again"), id="again", on_click=handlers.code_again),
            SwitchTo(Label("sign_in.button.email"), id="email", state=SignIn.email),
            Home(),
            state=SignIn.code,
            getter=[asked, shown_problem],
            preview_data={"email": "p…@demo.invalid", "problem": "…"},
        ),
        Window(
            Multi(Say("sign_in.phone.title"), Say("sign_in.phone.text"), _PROBLEM, sep=_PARAGRAPHS),
            MessageInput(handlers.contact_shared),
            Button(Label("button.back"), id="back", on_click=handlers.back_to_email),
            Home(),
            state=SignIn.phone,
            getter=shown_problem,
            preview_data={"problem": "…"},
        ),
    )
