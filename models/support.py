"""Questions to a clinic and its answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, HasUid, Sealed
from models.lesson import Lesson
from models.person import Membership


class SupportMessage(HasUid, Base):
    """What a member of a clinic asked its organizers or their instructor, or the answer; words are sealed.

    ``question_id`` is what an answer answers, None for a question. ``addressee_id`` is the instructor whose
    question it is, None for the organizers'; ``lesson_id`` the lesson it was asked from. ``voice`` is a voice
    message's id at Telegram, of ``voice_seconds``; its words, if any, stand under it.
    """

    __tablename__ = "support_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("support_message.id"), index=True)
    addressee_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id"))
    text_sealed: Mapped[str] = mapped_column(Text)
    voice_sealed: Mapped[str | None] = mapped_column(Text)
    voice_seconds: Mapped[int | None]
    sent_at: Mapped[datetime]

    author: Mapped[Membership] = relationship(lazy="raise", innerjoin=True, foreign_keys=[author_id])
    addressee: Mapped[Membership | None] = relationship(lazy="raise", foreign_keys=[addressee_id])
    lesson: Mapped[Lesson | None] = relationship(lazy="raise")

    text = Sealed()
    voice = Sealed()
