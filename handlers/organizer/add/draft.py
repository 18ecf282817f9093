"""What is known so far of somebody who is being registered."""

from collections.abc import Iterable
from typing import Any

from aiogram.fsm.state import State

from handlers.organizer.states import AddPerson
from models import HostProvider, Person, Role
from services.contacts import clean_name
from services.errors import Refused
from services.registration import NewPerson

LEADERS = (Role.DOCTOR, Role.INSTRUCTOR)
"""Who leads a patient."""

_BASIC_STEPS = 4


class Draft:
    """A view of the dialog's data: the answers, and which questions are still to be asked.

    An answered question is not asked again but from the summary.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    @classmethod
    def of_known(cls, person: Person, role: Role, *, zoom: bool, asked: Iterable[Role]) -> "Draft":
        """Return what is known of a person with an email who is to get a further role."""
        draft = cls({"given": True})
        name = (person.last_name or "", person.first_name or "", person.middle_name)
        draft.set_role(role, zoom=zoom, asked=asked)
        draft.set_name(*name)
        draft.set_contacts(person.email or "", person.phone, known=True)
        draft.join(name, person.timezone)
        return draft

    @property
    def data(self) -> dict[str, Any]:
        """The answers, as a dialog keeps them."""
        return self._data

    @property
    def given(self) -> bool:
        """True when it was settled before whom the role is for, and which."""
        return bool(self._data.get("given"))

    @property
    def role(self) -> Role:
        """The chosen role."""
        return Role(self._data["role"])

    def set_role(self, role: Role, *, zoom: bool, asked: Iterable[Role]) -> None:
        """Note the role, and what decides which questions it brings.

        ``zoom`` is whether the installation has Zoom, ``asked`` the roles of which the clinic has several
        people. What was answered for another role is forgotten.
        """
        if self._data.get("role") != role:
            for answer in ("provider", "login", *LEADERS):
                self._data.pop(answer, None)
        self._data.update(role=role.value, zoom=zoom, asked=sorted(asked))

    @property
    def name(self) -> str:
        """Family name, first name and patronymic; of a known person as the clinic has them."""
        return " ".join(filter(None, self._answer("name")))

    def set_name(self, last: str, first: str, middle: str | None) -> None:
        """Note the name."""
        self._data["name"] = [last, first, middle]

    def seek(self, text: str) -> None:
        """Note what was searched for in vain: a whole name is taken for the answer, the rest is recalled."""
        try:
            self.set_name(*clean_name(text))
        except Refused:
            self._data["sought"] = text

    @property
    def sought(self) -> str | None:
        """What was searched for and is no whole name."""
        sought: str | None = self._data.get("sought")
        return sought

    @property
    def email(self) -> str | None:
        """The email; None for somebody who has only a phone."""
        email: str | None = self._data["email"]
        return email

    @property
    def contacts(self) -> str:
        """Email and phone in one line."""
        return ", ".join(filter(None, (self.email, self._data["phone"])))

    def set_contacts(self, email: str | None, phone: str | None, *, known: bool) -> None:
        """Note the contacts; those of somebody the clinic knows must be agreed to with ``join``.

        Without an email there is none to sign in to Zoom with: who makes the meetings is asked again.
        """
        if email is None and self.provider is HostProvider.ZOOM and self.login is None:
            self._data.pop("provider", None)
        self._data.update(email=email, phone=phone, known={} if known else None)

    @property
    def joins(self) -> bool:
        """True when a known person gets a further role: their name and zone are not asked."""
        return self._data.get("known") is not None

    def join(self, name: tuple[str, str, str | None], timezone: str) -> None:
        """Agree to give a known person, so named and living there, a further role."""
        self._data["known"] = {"name": list(name), "timezone": timezone}

    @property
    def timezone(self) -> str:
        """The zone's name."""
        timezone: str = self._answer("timezone")
        return timezone

    @timezone.setter
    def timezone(self, timezone: str) -> None:
        self._data["timezone"] = timezone

    @property
    def provider(self) -> HostProvider:
        """Who makes an instructor's meetings."""
        return HostProvider(self._data.get("provider", HostProvider.LINK))

    @property
    def login(self) -> str | None:
        """A Zoom login that is not the email, or a standing link."""
        login: str | None = self._data.get("login")
        return login

    def set_host(self, provider: HostProvider, login: str | None) -> None:
        """Note who makes an instructor's meetings."""
        self._data.update(provider=provider.value, login=login)

    def leader(self, role: Role) -> int | None:
        """Return the membership of the leading doctor or instructor, None for the clinic's only one."""
        leader: int | None = self._data.get(role)
        return leader

    def set_leader(self, role: Role, membership_id: int) -> None:
        """Note who leads the patient."""
        self._data[role.value] = membership_id

    @property
    def asked(self) -> tuple[Role, ...]:
        """The leaders that are asked for."""
        asked = self._data["asked"] if self._data.get("role") == Role.PATIENT else ()
        return tuple(role for role in LEADERS if role in asked)

    @property
    def asks_host(self) -> bool:
        """True when it is asked who makes the meetings: without Zoom there is nothing to choose."""
        return self._data.get("role") == Role.INSTRUCTOR and bool(self._data["zoom"])

    @property
    def next_step(self) -> State:
        """The first question without an answer, or the summary."""
        open_questions = (
            (AddPerson.role, "role" not in self._data),
            (AddPerson.name, "name" not in self._data),
            (AddPerson.contacts, "email" not in self._data),
            (AddPerson.known, self._data.get("known") == {}),
            (AddPerson.zone, not self.joins and "timezone" not in self._data),
            (AddPerson.zoom, self.asks_host and "provider" not in self._data),
            (AddPerson.leaders, any(self.leader(role) is None for role in self.asked)),
        )
        return next((state for state, is_open in open_questions if is_open), AddPerson.check)

    def before(self, state: State) -> State | None:
        """Return where «Назад» leads from a question; None from the first one, out of the dialog."""
        if state in (AddPerson.zoom_login, AddPerson.own_link):
            return AddPerson.zoom
        if self.next_step == AddPerson.check:
            return AddPerson.check
        if self.given:
            return None
        return {
            AddPerson.role: None,
            AddPerson.name: AddPerson.role,
            AddPerson.contacts: AddPerson.name,
            AddPerson.known: AddPerson.contacts,
            AddPerson.zone: AddPerson.contacts,
        }.get(state, AddPerson.contacts if self.joins else AddPerson.zone)

    def progress(self, state: State) -> tuple[int, int] | None:
        """Return which question of how many this is; None for the first and for those asked again."""
        step = {AddPerson.role: None, AddPerson.name: 2, AddPerson.contacts: 3, AddPerson.zone: 4}.get(
            state, _BASIC_STEPS + 1
        )
        if step is None or self.given or self.next_step == AddPerson.check:
            return None
        return step, _BASIC_STEPS + (self.asks_host or bool(self.asked))

    def new_person(self, language: str) -> NewPerson:
        """Return who is to be registered, to be written to in ``language`` first."""
        last, first, middle = self._answer("name")
        return NewPerson(
            role=self.role,
            last_name=last,
            first_name=first,
            middle_name=middle,
            email=self.email,
            phone=self._data["phone"],
            timezone=self.timezone,
            language=language,
            meeting_provider=self.provider if self.role is Role.INSTRUCTOR else None,
            meeting_login=self.login,
            doctor_id=self.leader(Role.DOCTOR),
            instructor_id=self.leader(Role.INSTRUCTOR),
        )

    def _answer(self, name: str) -> Any:
        return {**self._data, **(self._data.get("known") or {})}[name]
