"""Files of people to be registered."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("membership_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("file_id", sa.String(255)),
        sa.Column("content_sealed", sa.Text),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("problem", sa.String(64)),
        sa.Column("problem_params", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer, nullable=False),
    )
    op.create_index("ix_people_import_due_at", "people_import", ["due_at"])
    op.create_index("ix_people_import_membership_id", "people_import", ["membership_id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_table("people_import")
