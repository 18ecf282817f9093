"""Getting into the meeting: how one does, and a trial beforehand."""

from handlers.patient.getting_in.dialog import getting_in

__all__ = ["getting_in"]
