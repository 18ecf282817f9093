"""Questions to an instructor, and places in groups that are offered to others."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let a question be somebody's to answer and be about a lesson; create the table of offers."""
    # By hand, for SQLite adds no constraint to a table that is there already.
    for column, table in (("addressee_id", "membership"), ("lesson_id", "lesson")):
        op.execute(
            f"ALTER TABLE support_message ADD COLUMN {column} INTEGER "
            f"CONSTRAINT fk_support_message_{column}_{table} REFERENCES {table} (id)"
        )
    op.create_index("ix_support_message_addressee_id", "support_message", ["addressee_id"])
    op.create_table(
        "place_offer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id"), nullable=False, index=True),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False, index=True),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("taken_by_id", sa.Integer, sa.ForeignKey("membership.id")),
        sa.Column("closed_at", MOMENT),
    )


def downgrade() -> None:
    """Forget them: what instructors were asked is a question to the clinic."""
    op.drop_table("place_offer")
    op.drop_index("ix_support_message_addressee_id", "support_message")
    op.drop_column("support_message", "lesson_id")
    op.drop_column("support_message", "addressee_id")
