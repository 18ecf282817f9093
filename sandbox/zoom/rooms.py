"""Opening the links: who becomes the host, who waits, who is let in, who leaves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sandbox.clock import SandboxClock
from sandbox.events import Events
from sandbox.zoom.links import JoinLink, StartLink, parse
from sandbox.zoom.meeting import Meeting, Participant, Presence, Role
from sandbox.zoom.meetings import Meetings

Reason = Literal[
    "not_zoom",
    "not_found",
    "wrong_passcode",
    "start_link_expired",
    "host_busy",
    "host_absent",
    "nobody_there",
]

SENTENCES: dict[Reason, str] = {
    "not_zoom": "This is not a link to a Zoom meeting.",
    "not_found": "This meeting link is invalid: the meeting does not exist or has been deleted.",
    "wrong_passcode": "The passcode in this link is wrong.",
    "start_link_expired": "This host link has expired: it works for two hours. Ask for a fresh one.",
    # Zoom's help, "Hosting concurrent meetings" (KB0068522): one running meeting per host.
    "host_busy": "The host has another meeting in progress. It has to be ended before this one can start.",
    "host_absent": "The host has not started the meeting yet.",
    "nobody_there": "This person is not in the meeting.",
}


class NotOpenedError(Exception):
    """What somebody tried with a meeting does not work; ``reason`` is for programs, the text for people."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


@dataclass(frozen=True)
class Opened:
    """A link that worked."""

    meeting: Meeting
    participant: Participant


class Rooms:
    """What happens behind the links of the meetings."""

    def __init__(self, clock: SandboxClock, events: Events, meetings: Meetings) -> None:
        self._clock = clock
        self._events = events
        self._meetings = meetings
        self._last_participant = 0

    def open(self, url: str, name: str, user: int | None) -> Opened:
        """Open a link as a person with that name. Raises ``NotOpenedError``.

        Whoever opens a link a second time on the same phone is the same participant.
        """
        link = parse(url)
        if link is None:
            raise NotOpenedError("not_zoom")
        meeting = self._meetings.find(str(link.meeting_id))
        if meeting is None:
            raise NotOpenedError("not_found")
        if isinstance(link, StartLink):
            person = self._start(meeting, link, name, user)
        else:
            person = self._join(meeting, link, name, user)
        self._events.publish("zoom")
        return Opened(meeting, person)

    def admit(self, meeting: Meeting, participant_id: int) -> None:
        """Let somebody in from the waiting room of a running meeting. Raises ``NotOpenedError``."""
        person = _present(meeting, participant_id)
        if not meeting.running:
            raise NotOpenedError("host_absent")
        person.state = "in"
        self._events.publish("zoom")

    def leave(self, meeting: Meeting, participant_id: int) -> None:
        """Take somebody out; the meeting ends when nobody is left in it. Raises ``NotOpenedError``."""
        meeting.participants.remove(_present(meeting, participant_id))
        if meeting.running and not any(person.state == "in" for person in meeting.participants):
            self._meetings.close(meeting)
        self._events.publish("zoom")

    def _start(self, meeting: Meeting, link: StartLink, name: str, user: int | None) -> Participant:
        now = self._clock.now()
        dies = meeting.start_keys.get(link.key)
        if dies is None or dies <= now:
            raise NotOpenedError("start_link_expired")
        if self._meetings.host_is_busy(meeting):
            raise NotOpenedError("host_busy")
        present = meeting.host()
        if present is not None:
            present.name, present.user = name, user
            return present
        if user is not None:
            meeting.participants = [person for person in meeting.participants if person.user != user]
        host = self._enter(meeting, name, user, "host", "in")
        self._run(meeting)
        return host

    def _join(self, meeting: Meeting, link: JoinLink, name: str, user: int | None) -> Participant:
        if meeting.password and link.key != meeting.join_key:
            raise NotOpenedError("wrong_passcode")
        known = next((one for one in meeting.participants if user is not None and one.user == user), None)
        if known is not None:
            known.name = name
            return known
        if meeting.settings["waiting_room"]:
            return self._enter(meeting, name, user, "participant", "waiting")
        if not meeting.running and not _open_before_host(meeting, self._clock.now()):
            return self._enter(meeting, name, user, "participant", "waiting")
        person = self._enter(meeting, name, user, "participant", "in")
        self._run(meeting)
        return person

    def _enter(
        self, meeting: Meeting, name: str, user: int | None, role: Role, state: Presence
    ) -> Participant:
        everybody = [one.id for other in self._meetings.all() for one in other.participants]
        self._last_participant = max([self._last_participant, *everybody]) + 1
        person = Participant(self._last_participant, name, role, state, user)
        meeting.participants.append(person)
        return person

    def _run(self, meeting: Meeting) -> None:
        meeting.running = True
        meeting.used_at = self._clock.now()
        if not meeting.settings["waiting_room"]:
            for person in meeting.participants:
                person.state = "in"


def _present(meeting: Meeting, participant_id: int) -> Participant:
    person = next((one for one in meeting.participants if one.id == participant_id), None)
    if person is None:
        raise NotOpenedError("nobody_there")
    return person


def _open_before_host(meeting: Meeting, now: datetime) -> bool:
    if not meeting.settings["join_before_host"]:
        return False
    minutes = meeting.settings["jbh_time"]
    return minutes == 0 or now >= meeting.start_time - timedelta(minutes=minutes)
