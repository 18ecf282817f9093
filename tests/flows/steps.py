"""The steps of the main job, as people take them, in either language."""

from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from services.texts import Catalogues, Texts
from tests.flows.conftest import create_clinic
from tests.flows.phones import Phone, World

CATALOGUES = Catalogues(Path(__file__).parents[2] / "locales")

HOME_BUTTONS = {
    "organizer": "organizer.button.people",
    "doctor": "doctor.button.patients",
    "instructor": "button.create_lesson",
    "patient": "patient.button.lessons",
}
"""A button of each role's first screen."""


@dataclass
class Someone:
    """A person of the story."""

    role: str
    name: str
    email: str
    city: str | None = None
    phone: Phone | None = None

    @property
    def hand(self) -> Phone:
        """The phone in the person's hand."""
        assert self.phone is not None
        return self.phone


class Story:
    """A clinic that comes to life in one language."""

    def __init__(self, world: World, settings: Settings, language: str, timezone: str) -> None:
        self.world = world
        self.settings = settings
        self.language = language
        self.timezone = timezone
        self.texts: Texts = CATALOGUES.texts(language)
        self.organizer = Someone("organizer", "Примерова Вера Условновна", "org@demo.invalid")
        self.doctor = Someone("doctor", "Образцовский Глеб Макетович", "doc@demo.invalid")
        self.instructor = Someone("instructor", "Черновикова Алла Вариантовна", "ins@demo.invalid")

    def label(self, key: str, **params: object) -> str:
        """Return a button's words."""
        return self.texts.plain(key, **params)

    async def founded(self) -> None:
        """Create the clinic from the command line; its organizer activates from the mail."""
        await create_clinic(self.settings, self.timezone, self.language)
        await self.activated(self.organizer)

    async def activated(self, someone: Someone) -> None:
        """Open the mailed link on a new phone, consent, confirm the time, and see the first screen."""
        token = await self.world.invitation(someone.email)
        phone = await self.world.phone(self.language, someone.name.split()[1])
        someone.phone = phone
        await phone.says(f"/start {token}")
        await phone.press(self.label("activation.button.me"))
        await phone.press(self.label("activation.button.agree"))
        if someone.city is None:
            await phone.press(self.label("activation.button.yes"))
        else:
            await phone.press(self.label("activation.button.other_time"))
            await phone.says(someone.city[:5])
            await phone.press(someone.city)
        await phone.sees_button(self.label(HOME_BUTTONS[someone.role]))

    async def registered(self, someone: Someone) -> None:
        """Let the organizer register someone, question by question."""
        phone = self.organizer.hand
        await phone.says(self.label("button.home"))
        await phone.press(self.label("organizer.button.add"))
        await phone.press(self.label(f"organizer.role_title.{someone.role}"))
        await phone.says(someone.name)
        await phone.sees("@" if self.language == "en" else "email")
        await phone.says(someone.email)
        await phone.press(self._clinic_city())
        if someone.role == "instructor":
            await phone.press(self.label("organizer.button.same_email"))
        await phone.press(self.label("organizer.button.invite"))
        await phone.sees(someone.name.split()[0], "t.me/")

    async def cleared(self, patient: Someone, days: int = 30) -> None:
        """Let the doctor clear a patient for some days."""
        phone = self.doctor.hand
        await phone.says(self.label("button.home"))
        await phone.press(self.label("doctor.button.patients"))
        everybody = self.label("doctor.button.everybody")
        if (await phone.last()).button(everybody) is not None:
            await phone.press(everybody)
        await phone.press(_listed(patient))
        await phone.press(self.label("button.clear"))
        await phone.press(f"{days} ")
        await phone.press(self.label("button.save"))

    async def lesson_planned(
        self, day_button: str, clock: str, minutes: int, patients: list[Someone]
    ) -> None:
        """Let the instructor plan a lesson; ``day_button`` is what is pressed on the date screen."""
        phone = self.instructor.hand
        await self.lesson_described(day_button, clock, minutes, patients)
        await phone.press(self.label("button.save"))

    async def lesson_described(
        self, day_button: str, clock: str, minutes: int, patients: list[Someone]
    ) -> None:
        """Go through the questions about a new lesson up to the summary or to what is refused."""
        phone = self.instructor.hand
        before = (await phone.last()).id
        await phone.says(self.label("button.home"))
        # News may come in between and is no answer.
        home = await phone.sees_button(self.label("button.create_lesson"), since=before)
        await phone.press(self.label("button.create_lesson"), home)
        await phone.press(day_button)
        await phone.says(clock)
        await phone.says(str(minutes))
        for patient in patients:
            await phone.press(_listed(patient))
        await phone.press(self.label("button.next"))
        await phone.press(self.label("button.skip"))

    def _clinic_city(self) -> str:
        cities = {"Europe/Moscow": ("Москва", "Moscow"), "Europe/Berlin": ("Берлин", "Berlin")}
        return cities[self.timezone][self.language == "en"]


def _listed(someone: Someone) -> str:
    """Return how someone stands in a list."""
    return " ".join(someone.name.split()[:2])
