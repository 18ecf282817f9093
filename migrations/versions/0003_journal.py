"""The journal of changes and looks, and the rule that nothing in it is changed or removed."""

import sqlalchemy as sa
from alembic import op

from migrations.rules import journal_0003

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and put the rule in force."""
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer, sa.ForeignKey("membership.id")),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("membership.id")),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id")),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
    )
    op.create_index("ix_journal_entry_organization_id_at", "journal_entry", ["organization_id", "at"])
    for statement in journal_0003.create(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Lift the rule and remove the table."""
    for statement in journal_0003.drop(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("journal_entry")
