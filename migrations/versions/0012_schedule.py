"""Series, specialists and notes of lessons; answers of patients, and what became of a lesson."""

import sqlalchemy as sa
from alembic import op

from migrations.rules import clearance_0001

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(32)


def upgrade() -> None:
    """Create the tables, add the columns, and let the clearance rule know confirmed places."""
    op.create_table(
        "lesson_series",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "lesson_specialist",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id"), nullable=False),
        sa.Column("membership_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False, index=True),
        sa.UniqueConstraint("lesson_id", "membership_id"),
    )
    op.create_table(
        "lesson_note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id"), nullable=False, unique=True),
        sa.Column("text_sealed", sa.Text, nullable=False),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    # By hand, for SQLite adds no constraint to a table that is there already.
    op.execute(
        "ALTER TABLE lesson ADD COLUMN series_id INTEGER "
        "CONSTRAINT fk_lesson_series_id_lesson_series REFERENCES lesson_series (id)"
    )
    op.create_index("ix_lesson_series_id", "lesson", ["series_id"])
    op.add_column("lesson", sa.Column("cancel_reason", CODE))
    op.add_column("lesson", sa.Column("outcome", CODE))
    op.add_column("lesson", sa.Column("attendance_at", MOMENT))
    op.add_column("lesson_participant", sa.Column("reason", CODE))
    op.add_column("lesson_participant", sa.Column("answered_at", MOMENT))
    dialect = op.get_bind().dialect.name
    for statement in (*clearance_0001.drop(dialect), *clearance_0001.create(dialect, "confirmed")):
        op.execute(statement)


def downgrade() -> None:
    """Forget them: confirmed places are invited ones, all others wait without a message."""
    op.execute("UPDATE lesson_participant SET state = 'invited' WHERE state = 'confirmed'")
    op.execute("UPDATE lesson_participant SET state = 'blocked' WHERE state <> 'invited'")
    dialect = op.get_bind().dialect.name
    for statement in (*clearance_0001.drop(dialect), *clearance_0001.create(dialect)):
        op.execute(statement)
    op.drop_column("lesson_participant", "answered_at")
    op.drop_column("lesson_participant", "reason")
    op.drop_column("lesson", "attendance_at")
    op.drop_column("lesson", "outcome")
    op.drop_column("lesson", "cancel_reason")
    op.drop_index("ix_lesson_series_id", "lesson")
    op.drop_column("lesson", "series_id")
    op.drop_table("lesson_note")
    op.drop_table("lesson_specialist")
    op.drop_table("lesson_series")
