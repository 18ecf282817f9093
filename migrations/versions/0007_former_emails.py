"""Addresses that were changed, until the letter about that has gone there."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "former_email",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("email_sealed", sa.Text, nullable=False),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    op.create_index("ix_former_email_person_id", "former_email", ["person_id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("former_email")
