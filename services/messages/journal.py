"""The journal's entries in words, on the screen and in a file alike."""

from datetime import datetime

from models import JournalEntry
from services.moments import Moments
from services.texts import Texts


def who(entry: JournalEntry, texts: Texts) -> str:
    """Return who did it: a name, or how it came about without a member of the clinic."""
    if entry.actor is None:
        return texts.plain(f"organizer.journal.nobody.{entry.origin.value}")
    return entry.actor.person.list_name


def whom(entry: JournalEntry) -> str | None:
    """Return whose data it was about, None where that was the actor's own or nobody's."""
    if entry.subject is None or entry.subject_id == entry.actor_id:
        return None
    return entry.subject.person.list_name


def what(entry: JournalEntry, moments: Moments) -> str:
    """Return what was done."""
    details, texts = entry.details, moments.texts
    return texts.plain(
        f"organizer.journal.action.{entry.action.value}",
        role=texts.plain(f"roles.name.{details['role']}") if "role" in details else "",
        was=_moment(details.get("was"), moments),
        starts=_moment(details.get("starts_at"), moments),
        file=texts.plain(f"organizer.journal.taken.{details['file']}") if "file" in details else "",
    )


def _moment(kept: int | str | None, moments: Moments) -> str:
    if kept is None:
        return ""
    return moments.moment(datetime.fromisoformat(str(kept)), capital=False, relative=False)
