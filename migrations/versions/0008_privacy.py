"""Consents that were withdrawn, people who asked to be forgotten, and messages they do without."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody has withdrawn, asked or chosen anything yet."""
    op.add_column("consent", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.add_column("person", sa.Column("muted", sa.JSON))
    op.add_column("person", sa.Column("erasure_asked_at", sa.DateTime(timezone=True)))
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_index("ix_person_erasure_asked_at", "person", ["erasure_asked_at"])


def downgrade() -> None:
    """Forget them: whoever was erased stays so, with empty names."""
    op.drop_index("ix_person_erasure_asked_at", "person")
    op.drop_column("person", "erased_at")
    op.drop_column("person", "erasure_asked_at")
    op.drop_column("person", "muted")
    op.drop_column("consent", "withdrawn_at")
