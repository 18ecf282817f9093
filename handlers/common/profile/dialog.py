"""What is known of the person, and what they choose themselves."""

from operator import itemgetter

from aiogram.enums import ContentType
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column, Row, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common import cities
from handlers.common.problems import shown_problem
from handlers.common.profile import contacts, getters, handlers, previews
from handlers.common.states import Privacy, Profile
from handlers.common.widgets import SUCCESS, Home, Label, Say, home_and_back
from handlers.patient.states import AskInstructor

_PARAGRAPHS = "\n\n"


def profile() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("profile.title"),
                Multi(
                    Say("profile.name"),
                    Say("profile.email", when="email"),
                    Say("profile.phone", when=F["phone"] & ~F["confirmed"]),
                    Say("profile.phone_confirmed", when=F["phone"] & F["confirmed"]),
                ),
                Multi(Say("profile.zone_now"), Say("profile.language_now"), Say("profile.quiet_now")),
                sep=_PARAGRAPHS,
            ),
            SwitchTo(Label("profile.button.region"), id="region", state=Profile.region),
            SwitchTo(Label("profile.button.reminders"), id="reminders", state=Profile.reminders),
            Button(Label("profile.button.contacts"), id="contacts", on_click=contacts.opened),
            Start(Label("profile.button.privacy"), id="privacy", state=Privacy.main),
            home_and_back(),
            state=Profile.main,
            getter=getters.me,
            preview_data=previews.ME,
        ),
        Window(
            Multi(
                Say("profile.region.title"),
                Multi(Say("profile.zone_now"), Say("profile.language_now")),
                sep=_PARAGRAPHS,
            ),
            SwitchTo(Label("profile.button.language"), id="language", state=Profile.language),
            Button(Label("profile.button.zone"), id="zone", on_click=handlers.other_zone),
            home_and_back(Profile.main),
            state=Profile.region,
            getter=getters.me,
            preview_data=previews.ME,
        ),
        Window(
            Multi(Say("profile.language.title"), Say("profile.language.text"), sep=_PARAGRAPHS),
            Column(
                Select(
                    Format("{item[0]}"),
                    id="speak",
                    item_id_getter=itemgetter(1),
                    items="languages",
                    on_click=handlers.language_chosen,
                )
            ),
            home_and_back(Profile.region),
            state=Profile.language,
            getter=getters.languages,
            preview_data=previews.LANGUAGES,
        ),
        Window(
            cities.city_words(),
            cities.city_field(),
            cities.city_buttons(handlers.city_picked),
            cities.place_button(handlers.place_wanted),
            home_and_back(Profile.region),
            state=Profile.city,
            getter=cities.cities,
            preview_data=cities.PREVIEW,
        ),
        Window(
            cities.place_words(),
            MessageInput(handlers.place_shared, content_types=ContentType.LOCATION),
            MessageInput(cities.place_missing),
            Row(Button(Label("button.back"), id="back", on_click=handlers.back_to_cities), Home()),
            state=Profile.place,
            getter=shown_problem,
            preview_data=previews.PROBLEM,
        ),
        Window(
            Multi(
                Say("profile.zone.title"),
                Multi(
                    Say("profile.zone.lessons", when="lines"),
                    Format("{lines}", when="lines"),
                    Say("profile.zone.more", when="more", count="more"),
                    Say("profile.zone.no_lessons", when=~F["lines"]),
                ),
                Say("profile.zone.odd", when="odd"),
                sep=_PARAGRAPHS,
            ),
            Button(Label("button.save"), id="save", on_click=handlers.zone_saved, style=SUCCESS),
            Button(Label("profile.button.other_city"), id="other", on_click=handlers.other_zone),
            Start(Label("profile.button.tell"), id="tell", state=AskInstructor.write, when="odd"),
            home_and_back(Profile.city),
            state=Profile.zone,
            getter=getters.zone_preview,
            preview_data=previews.ZONE,
        ),
        Window(
            Multi(
                Say("profile.reminders.title"),
                Multi(Format("{always}"), Say("profile.reminders.why", when="lessons")),
                Say("profile.quiet_now"),
                sep=_PARAGRAPHS,
            ),
            Column(
                Select(
                    Format("{item[0]}"),
                    id="switch",
                    item_id_getter=itemgetter(1),
                    items="switches",
                    on_click=handlers.switched,
                )
            ),
            SwitchTo(Label("profile.button.quiet"), id="quiet", state=Profile.quiet),
            home_and_back(Profile.main),
            state=Profile.reminders,
            getter=getters.reminders,
            preview_data=previews.REMINDERS,
        ),
        Window(
            Multi(Say("profile.quiet.title"), Say("profile.quiet.text"), sep=_PARAGRAPHS),
            Column(
                Select(
                    Format("{item[0]}"),
                    id="hours",
                    item_id_getter=itemgetter(1),
                    items="choices",
                    on_click=handlers.hours_chosen,
                )
            ),
            Button(Label("profile.button.own_hours"), id="own", on_click=handlers.own_hours),
            home_and_back(Profile.reminders),
            state=Profile.quiet,
            getter=getters.quiet_hours,
            preview_data=previews.HOURS,
        ),
        Window(
            Multi(
                Say("profile.own_hours.title"),
                Say("profile.own_hours.text"),
                Format("{problem}", when="problem"),
                sep=_PARAGRAPHS,
            ),
            MessageInput(handlers.hours_typed, content_types=ContentType.TEXT),
            home_and_back(Profile.quiet),
            state=Profile.own_quiet,
            getter=getters.own_hours,
            preview_data=previews.HOURS,
        ),
        *contacts.windows(),
    )
