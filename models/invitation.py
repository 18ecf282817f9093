"""Invitations and consents: how a Telegram account is bound to a membership."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Membership


class Invitation(Base):
    """A one-time link. Only the token's SHA-256 is kept; ``nonce`` lets the key's holder make it again.

    ``opened_at`` is when somebody first followed it while it worked, ``asked_at`` when whoever holds the link
    last asked for a new one in its place.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open",
            "membership_id",
            unique=True,
            sqlite_where=text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("used_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(32), unique=True, insert_sentinel=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_by_telegram_id: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(lazy="raise", innerjoin=True)

    def open_at(self, now: datetime) -> bool:
        """Say whether the link still works at ``now`` (aware)."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class Consent(Base):
    """A person's consent to the processing of their data by a clinic: which text, when, until when."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    text_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
