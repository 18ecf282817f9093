"""What an organizer sets for the whole clinic: its names and whom to ask."""

import re
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from models import JournalAction, Organization
from services import journal
from services.errors import Refused
from services.policy import Actor, Permission, require
from services.ports import Clock

LONGEST_CLINIC_NAME = 100
"""Letters of a clinic's name or contact: a mail's subject stays one line, a patient's screen short."""

_WORDS = Path(__file__).with_name("illness.txt").read_text(encoding="utf-8").split()
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

    async def _change(self, actor: Actor, field: str, text: str) -> None:
        clinic, line = await self.settings(actor), clean_line(text)
        if getattr(clinic, field) == line:
            return
        setattr(clinic, field, line)
        details = {"field": field}
        now = self._clock.now()
        journal.record(self._session, actor, JournalAction.CLINIC_CHANGED, now, details=details)
