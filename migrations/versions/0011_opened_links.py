"""When an invitation's link was first opened."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; of links opened before nobody knows it."""
    op.add_column("invitation", sa.Column("opened_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("invitation", "opened_at")
