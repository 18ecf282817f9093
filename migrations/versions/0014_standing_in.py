"""Lessons that an instructor handed to a colleague."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a lesson know who handed it on."""
    # By hand, for SQLite adds no constraint to a table that is there already.
    op.execute(
        "ALTER TABLE lesson ADD COLUMN handed_from_id INTEGER "
        "CONSTRAINT fk_lesson_handed_from_id_membership REFERENCES membership (id)"
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("lesson", "handed_from_id")
