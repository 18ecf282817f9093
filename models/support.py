"""Questions to a clinic and its answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, HasUid, Sealed
from models.person import Membership


class SupportMessage(HasUid, Base):
    """What a member of a clinic asked its organizers, or an organizer's answer to that; words are sealed.

    ``question_id`` is what an answer answers, None for a question.
    """

    __tablename__ = "support_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("support_message.id"), index=True)
    text_sealed: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]

    author: Mapped[Membership] = relationship(lazy="raise", innerjoin=True)

    text = Sealed()
