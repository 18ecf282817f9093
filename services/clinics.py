"""What an organizer sets for the whole clinic: its names and whom to ask."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Organization
from services import journal, timetable, zone_move
from services.checkups import next_morning
from services.errors import Refused
from services.notifications.replanning import refresh_cards_of_clinic, replan_early
from services.policy import Actor, Permission, require
from services.ports import Clock

LONGEST_CLINIC_NAME = 100
"""Letters of a clinic's name or contact: a mail's subject stays one line, a patient's screen short."""

REMINDERS = (None, 30, 60)
"""Minutes before a lesson at which a clinic may have one more reminder; the one at ten is always there."""

ENDING_CHOICES = (3, 7, 14, 30)
"""Days before its end, offered by one press, from which on a clearance is shown as ending."""

LONGEST_ENDING = 60
"""Days; a clearance is usually given for thirty."""

_WORDS = Path(__file__).with_name("illness.txt").read_text(encoding="utf-8").split()
_DAYS = re.compile(r"(\d{1,4})(?:\s*[^\W\d_]+\.?)?")
_ILLNESS = re.compile("|".join(_WORDS), re.IGNORECASE)


def names_illness(name: str) -> bool:
    """Say whether a name tells strangers who see a patient's phone what the patient is treated for."""
    return _ILLNESS.search(name) is not None


def clean_line(text: str) -> str:
    """Return one line of printable text without needless spaces. Raises Refused: ``line``, ``line-long``."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not any(sign.isalnum() for sign in line):
        raise Refused("line")
    if len(line) > LONGEST_CLINIC_NAME:
        raise Refused("line-long", most=LONGEST_CLINIC_NAME)
    return line


def parse_days(text: str) -> int:
    """Return the number meant by "7" or "7 дней". Raises Refused("ending-days")."""
    found = _DAYS.fullmatch(text.strip())
    if found is None:
        raise Refused("ending-days", most=LONGEST_ENDING)
    return int(found[1])


@dataclass(frozen=True, slots=True)
class ZoneEffects:
    """How many places in coming lessons another zone would close and open."""

    closing: int
    opening: int


class Clinics:
    """The settings of the actor's clinic. Setting what is set already changes nothing."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def settings(self, actor: Actor) -> Organization:
        """Return the clinic as it is set up."""
        require(actor, Permission.SET_UP_CLINIC)
        return await self._session.get_one(Organization, actor.organization_id)

    async def rename(self, actor: Actor, name: str) -> None:
        """Change the name that employees read. Raises Refused: ``line``, ``line-long``."""
        await self._change(actor, "name", name)

    async def rename_for_patients(self, actor: Actor, name: str) -> None:
        """Change the name that patients read in every message and mail. Raises Refused as ``rename``."""
        await self._change(actor, "patient_name", name)

    async def change_contact(self, actor: Actor, contact: str) -> None:
        """Change whom people are told to ask: a phone, an address or both. Raises Refused as ``rename``."""
        await self._change(actor, "support_contact", contact)

    async def preview_zone(self, actor: Actor, zone: str) -> ZoneEffects:
        """Say what living by the clocks of ``zone`` would change. Raises Refused("zone-unknown")."""
        require(actor, Permission.SET_UP_CLINIC)
        if not timetable.known_zone(zone):
            raise Refused("zone-unknown")
        move = await zone_move.foresee(self._session, actor.organization_id, zone, self._clock.now())
        return ZoneEffects(len(move.closing), len(move.opening))

    async def change_zone(self, actor: Actor, zone: str) -> Actor:
        """Let the clinic live by the clocks of ``zone``; return the actor as they are then.

        No lesson moves. A clearance keeps its last day, which ends when it does there: places are closed and
        opened with that. Raises Refused("zone-unknown").
        """
        clinic = await self._locked(actor)
        if not timetable.known_zone(zone):
            raise Refused("zone-unknown")
        if clinic.timezone != zone:
            now = self._clock.now()
            move = await zone_move.foresee(self._session, clinic.id, zone, now)
            clinic.timezone = zone
            clinic.next_check_at = next_morning(now, zone)
            await zone_move.carry_out(self._session, move, now)
            await refresh_cards_of_clinic(self._session, clinic.id, now)
            self._record(actor, "timezone")
        return replace(actor, clinic_timezone=zone)

    async def change_reminder(self, actor: Actor, minutes: int | None) -> None:
        """Remind once more so many minutes before each coming lesson, or at ten minutes alone (None).

        Raises Refused("reminder") for other minutes than ``REMINDERS``.
        """
        clinic = await self._locked(actor)
        if minutes not in REMINDERS:
            raise Refused("reminder")
        if clinic.reminder_minutes != minutes:
            clinic.reminder_minutes = minutes
            await replan_early(self._session, clinic, self._clock.now())
            self._record(actor, "reminder_minutes")

    async def change_ending(self, actor: Actor, days: int) -> None:
        """Show doctors a clearance as ending so many days ahead. Raises Refused("ending-days")."""
        clinic = await self._locked(actor)
        if not 1 <= days <= LONGEST_ENDING:
            raise Refused("ending-days", most=LONGEST_ENDING)
        if clinic.ending_days != days:
            clinic.ending_days = days
            self._record(actor, "ending_days")

    async def change_discretion(self, actor: Actor, discreet: bool) -> None:
        """Keep personal data out of messages and mails, or let them say again what they are about.

        Cards that people have of lessons follow at once.
        """
        clinic = await self._locked(actor)
        if clinic.discreet != discreet:
            clinic.discreet = discreet
            await refresh_cards_of_clinic(self._session, clinic.id, self._clock.now())
            self._record(actor, "discreet")

    async def _change(self, actor: Actor, field: str, text: str) -> None:
        clinic, line = await self.settings(actor), clean_line(text)
        if getattr(clinic, field) == line:
            return
        setattr(clinic, field, line)
        self._record(actor, field)

    async def _locked(self, actor: Actor) -> Organization:
        require(actor, Permission.SET_UP_CLINIC)
        query = select(Organization).where(Organization.id == actor.organization_id).with_for_update()
        return (await self._session.scalars(query.execution_options(populate_existing=True))).one()

    def _record(self, actor: Actor, field: str) -> None:
        now, details = self._clock.now(), {"field": field}
        journal.record(self._session, actor, JournalAction.CLINIC_CHANGED, now, details=details)
