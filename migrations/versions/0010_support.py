"""Questions to a clinic and its answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "support_message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
        sa.Column("author_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False, index=True),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("support_message.id"), index=True),
        sa.Column("text_sealed", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop it with all that was written."""
    op.drop_table("support_message")
