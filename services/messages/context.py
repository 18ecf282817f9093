"""What a message is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models import Lesson, LessonParticipant, Membership, Organization, Person


@dataclass(frozen=True, slots=True)
class Unreached:
    """A patient whom the reminder did not reach in Telegram, and whether a mail went out instead."""

    person: Person
    mailed: bool


@dataclass(frozen=True, slots=True)
class Context:
    """One message's recipient and subject. ``lesson`` comes with instructor and participants loaded.

    ``place`` is the recipient's own place in it, ``specialist`` that they are invited to it as one;
    ``following`` their next lesson after it; ``join_url`` the participants' link; ``unreached`` the patients
    whom Telegram did not reach; ``awaited`` that the instructor has not gone in; ``zoom`` that it
    is held in Zoom, ``first`` that it is the patient's first; ``note`` what staff alone read; ``subject`` a
    membership the message is about; ``params`` what was stored with the row.
    """

    organization: Organization
    recipient: Person
    lesson: Lesson | None = None
    place: LessonParticipant | None = None
    specialist: bool = False
    following: Lesson | None = None
    join_url: str | None = None
    unreached: Sequence[Unreached] = ()
    awaited: bool = False
    zoom: bool = False
    first: bool = False
    note: str = ""
    subject: Membership | None = None
    params: dict[str, int | str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """True when the recipient is the lesson's instructor."""
        return self.the_lesson.instructor.person_id == self.recipient.id

    @property
    def the_lesson(self) -> Lesson:
        """The lesson of a message that has one."""
        if self.lesson is None:
            raise ValueError("this message has no lesson")
        return self.lesson
