"""Patients who said that they are in the meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a place know since when its patient is in."""
    op.add_column("lesson_participant", sa.Column("entered_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("lesson_participant", "entered_at")
