"""Who presses under a patient's message: the role in which the lesson is theirs."""

from aiogram_dialog import DialogManager

from handlers.common.reader import set_reader
from services.errors import NotHere
from services.identity import Identity
from services.policy import Actor


async def as_patient(
    manager: DialogManager, identity: Identity, actor: Actor | None, lesson_id: int
) -> Actor:
    """Return the person as the patient of a lesson, and let the rest be read so. Raises NotHere."""
    if actor is None:
        raise NotHere
    acting = await identity.as_patient_of(actor, lesson_id)
    if acting is not actor:
        await set_reader(manager.middleware_data, acting)
    return acting
