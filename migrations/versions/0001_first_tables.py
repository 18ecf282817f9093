"""The first tables, and the rules the database itself keeps: no overlap, no place without clearance."""

import sqlalchemy as sa
from alembic import op

from migrations.rules import clearance_0001, overlap_0001

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(32)  # one of an enum's values

TABLES = (
    "fsm_row",
    "inbox_update",
    "organization",
    "person",
    "consent",
    "membership",
    "clearance",
    "invitation",
    "meeting_host",
    "patient_profile",
    "lesson",
    "busy_interval",
    "lesson_message",
    "lesson_participant",
    "meeting",
    "notification",
)


def upgrade() -> None:
    """Create the tables, those others refer to first, then the rules over them."""
    op.create_table(
        "fsm_row",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("state", sa.String(200)),
        sa.Column("data_sealed", sa.Text),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    op.create_table(
        "inbox_update",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("payload_sealed", sa.Text),
        sa.Column("screen_sealed", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("shown_at", MOMENT),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    op.create_index("ix_inbox_update_state_shown_at", "inbox_update", ["state", "shown_at"])
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("patient_name", sa.String(200), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("support_contact", sa.String(200)),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("last_name_sealed", sa.Text, nullable=False),
        sa.Column("first_name_sealed", sa.Text, nullable=False),
        sa.Column("middle_name_sealed", sa.Text),
        sa.Column("email_sealed", sa.Text),
        sa.Column("email_index", sa.String(64), unique=True),
        sa.Column("phone_sealed", sa.Text),
        sa.Column("phone_index", sa.String(64), unique=True),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("telegram_id", sa.BigInteger, unique=True),
        sa.Column("telegram_lost_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("text_version", sa.Integer, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("role", CODE, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("activated_at", MOMENT),
        sa.Column("deactivated_at", MOMENT),
        sa.Column("last_used_at", MOMENT),
        sa.UniqueConstraint("organization_id", "person_id", "role"),
    )
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False, unique=True),
        sa.Column("status", CODE, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("ends_at", MOMENT),
        sa.Column("decided_by_id", sa.Integer, sa.ForeignKey("membership.id")),
        sa.Column("decided_at", MOMENT, nullable=False),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("membership_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False, index=True),
        sa.Column("nonce", sa.String(32), nullable=False, unique=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Column("used_by_telegram_id", sa.BigInteger),
    )
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["membership_id"],
        unique=True,
        sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "meeting_host",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("membership_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False, unique=True),
        sa.Column("provider", CODE, nullable=False),
        sa.Column("login_sealed", sa.Text),
        sa.Column("login_index", sa.String(64), index=True),
        sa.Column("shares_id", sa.Integer, sa.ForeignKey("meeting_host.id")),
        sa.Column("minutes_limit", sa.Integer),
        sa.Column("problem", sa.String(32)),
        sa.Column("checked_at", MOMENT),
        sa.Column("check_due_at", MOMENT),
        sa.Column("check_attempts", sa.Integer, nullable=False),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    op.create_table(
        "patient_profile",
        sa.Column("membership_id", sa.Integer, sa.ForeignKey("membership.id"), primary_key=True),
        sa.Column("doctor_id", sa.Integer, sa.ForeignKey("membership.id"), index=True),
        sa.Column("instructor_id", sa.Integer, sa.ForeignKey("membership.id"), index=True),
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("instructor_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False),
        sa.Column("host_id", sa.Integer, sa.ForeignKey("meeting_host.id"), nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("local_start", sa.String(16), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT),
    )
    op.create_index("ix_lesson_instructor_id_starts_at", "lesson", ["instructor_id", "starts_at"])
    op.create_index("ix_lesson_organization_id_starts_at", "lesson", ["organization_id", "starts_at"])
    op.create_table(
        "busy_interval",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("resource_id", sa.BigInteger, nullable=False),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id"), nullable=False, index=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )
    op.create_index("ix_busy_interval_resource_id_starts_at", "busy_interval", ["resource_id", "starts_at"])
    op.create_table(
        "lesson_message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id"), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("lesson_id", "person_id", "kind"),
    )
    op.create_table(
        "lesson_participant",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id"), nullable=False),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("membership.id"), nullable=False, index=True),
        sa.Column("clearance_id", sa.Integer, sa.ForeignKey("clearance.id"), nullable=False, index=True),
        sa.Column("state", CODE, nullable=False),
        sa.UniqueConstraint("lesson_id", "patient_id"),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id"), nullable=False, unique=True),
        sa.Column("host_id", sa.Integer, sa.ForeignKey("meeting_host.id"), nullable=False),
        sa.Column("provider", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("external_id", sa.String(64)),
        sa.Column("join_url_sealed", sa.Text),
        sa.Column("synced_version", sa.Integer),
        sa.Column("due_at", MOMENT),
        sa.Column("lease_until", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String(64)),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
    )
    op.create_index("ix_meeting_due_at", "meeting", ["due_at"])
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("recipient_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organization_id", sa.Integer, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("lesson_id", sa.Integer, sa.ForeignKey("lesson.id")),
        sa.Column("membership_id", sa.Integer, sa.ForeignKey("membership.id")),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("channel", CODE, nullable=False),
        sa.Column("dedup_key", sa.String(120), nullable=False, unique=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("state", CODE, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String(64)),
        sa.Column("sent_at", MOMENT),
        sa.Column("sent_by", CODE),
        sa.Column("message_id", sa.BigInteger),
    )
    op.create_index("ix_notification_lesson_id", "notification", ["lesson_id"])
    op.create_index("ix_notification_state_due_at", "notification", ["state", "due_at"])
    for rule in (overlap_0001, clearance_0001):
        for statement in rule.create(op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Drop everything."""
    for rule in (clearance_0001, overlap_0001):
        for statement in rule.drop(op.get_bind().dialect.name):
            op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)
