"""Signing in from another Telegram account: mailed codes, moves, guesses; phones that were proved."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(32)  # one of an enum's values


def upgrade() -> None:
    """Create the tables and add the columns; nobody has proved a phone yet."""
    op.create_table(
        "mailed_code",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("purpose", CODE, nullable=False),
        sa.Column("telegram_id", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("email_sealed", sa.Text),
        sa.Column("old_email_sealed", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    op.create_index("ix_mailed_code_telegram_id", "mailed_code", ["telegram_id"])
    op.create_index("ix_mailed_code_person_id", "mailed_code", ["person_id"])
    op.create_table(
        "account_move",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("old_telegram_id", sa.BigInteger, nullable=False),
        sa.Column("new_telegram_id", sa.BigInteger, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("stopped_at", MOMENT),
    )
    op.create_index("ix_account_move_person_id", "account_move", ["person_id"])
    op.create_table(
        "guesses",
        sa.Column("telegram_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("wait_until", MOMENT),
    )
    op.add_column("person", sa.Column("phone_confirmed_at", MOMENT))
    op.add_column("person", sa.Column("sign_in_stopped_at", MOMENT))
    op.add_column("invitation", sa.Column("asked_at", MOMENT))


def downgrade() -> None:
    """Forget them all."""
    op.drop_column("invitation", "asked_at")
    op.drop_column("person", "sign_in_stopped_at")
    op.drop_column("person", "phone_confirmed_at")
    op.drop_table("guesses")
    op.drop_table("account_move")
    op.drop_table("mailed_code")
