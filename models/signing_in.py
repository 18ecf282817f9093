"""Codes sent by mail, moves from one Telegram account to another, and how often somebody guessed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, HasUid, Sealed, enum_column
from models.person import Person


class CodePurpose(StrEnum):
    """What a code proves: who signs in, or that a new address is the person's own."""

    SIGN_IN = "sign_in"
    EMAIL = "email"


class MailedCode(HasUid, Base):
    """A one-time code. Its digits are kept nowhere: the key's holder makes them again from the row's uid.

    ``person_id`` is None where nobody has the address that was typed: such a code is never mailed and never
    fits. ``email`` is the new address to be proved, ``old_email`` the one it took the place of.
    """

    __tablename__ = "mailed_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[CodePurpose] = mapped_column(enum_column(CodePurpose))
    telegram_id: Mapped[int] = mapped_column(BigInteger, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    email_sealed: Mapped[str | None] = mapped_column(Text)
    old_email_sealed: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="raise")

    email = Sealed()
    old_email = Sealed()


class AccountMove(Base):
    """A person's move to another account; ``stopped_at`` is when the old one said it was not them."""

    __tablename__ = "account_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    old_telegram_id: Mapped[int] = mapped_column(BigInteger)
    new_telegram_id: Mapped[int] = mapped_column(BigInteger)
    moved_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise", innerjoin=True)


class GuessKind(StrEnum):
    """What can be guessed: an invitation's token, a mailed code; or asked for too often: a code, a phone."""

    LINK = "link"
    CODE = "code"
    ASKING = "asking"


class Guesses(Base):
    """How often a Telegram account guessed amiss since ``since``, and until when it has to wait."""

    __tablename__ = "guesses"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[GuessKind] = mapped_column(enum_column(GuessKind), primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]
    wait_until: Mapped[datetime | None]
