"""Voices in place of words in questions and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a question or an answer be a voice: its id at Telegram, sealed, and how long it is."""
    op.add_column("support_message", sa.Column("voice_sealed", sa.Text))
    op.add_column("support_message", sa.Column("voice_seconds", sa.Integer))


def downgrade() -> None:
    """Forget the voices; what was written with them stays."""
    op.drop_column("support_message", "voice_seconds")
    op.drop_column("support_message", "voice_sealed")
