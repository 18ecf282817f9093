"""What a clinic chooses for itself, and the looks at whether its settings work."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the choices, as they were for everyone so far, and the table of looks."""
    op.add_column("organization", sa.Column("reminder_minutes", sa.Integer))
    op.add_column("organization", sa.Column("ending_days", sa.Integer, nullable=False, server_default="7"))
    op.add_column(
        "organization", sa.Column("discreet", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("organization", sa.Column("next_check_at", sa.DateTime(timezone=True)))
    op.create_table(
        "checkup",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("asked_by_id", sa.Integer, sa.ForeignKey("membership.id")),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("findings", sa.JSON, nullable=False),
    )
    op.create_index("ix_checkup_due_at", "checkup", ["due_at"])
    op.create_index("ix_checkup_organization_id_id", "checkup", ["organization_id", "id"])


def downgrade() -> None:
    """Forget the looks and the choices: what was so for everyone is so again."""
    op.drop_table("checkup")
    for column in ("next_check_at", "discreet", "ending_days", "reminder_minutes"):
        op.drop_column("organization", column)
