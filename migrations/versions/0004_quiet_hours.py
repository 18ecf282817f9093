"""When a person wants to be left in peace."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the hours; nobody has chosen any yet."""
    op.add_column("person", sa.Column("quiet_from", sa.Time))
    op.add_column("person", sa.Column("quiet_until", sa.Time))


def downgrade() -> None:
    """Forget them; the usual hours are everyone's again."""
    op.drop_column("person", "quiet_until")
    op.drop_column("person", "quiet_from")
