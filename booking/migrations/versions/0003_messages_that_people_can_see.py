"""messages that people can see: choices of reminders, webhooks, runs of jobs, standard reasons

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from booking.migrations.stored import extended, rewrite, without

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
COLUMNS = {
    "policy": (sa.Column("reminders", sa.JSON()),),
    "user": (sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.true()),),
    "attendee": (
        sa.Column("unreachable_at", INSTANT),
        sa.Column("unreachable_why", sa.String(), nullable=False, server_default=""),
    ),
    "reservation": (
        sa.Column("second_title", sa.String(), nullable=False, server_default=""),
        sa.Column("contact_reading", sa.String(), nullable=False, server_default=""),
    ),
    "occurrence": (
        sa.Column("reason_texts", sa.JSON()),
        sa.Column("reason_locale", sa.String()),
    ),
    "special_day": (sa.Column("hours", sa.JSON()),),
}
REFERENCE = 'CONSTRAINT message_webhook_id_fk FOREIGN KEY(webhook_id) REFERENCES "webhook" (id)'
INDEXES = (("message", "sent_at"), ("message", "webhook_id"))


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, column._copy())
    for make in (_reminder_choice, _webhook, _job_run, _standard_reason, _purged_message):
        make()
    op.add_column("message", sa.Column("webhook_id", sa.Integer()))
    if _is_sqlite():
        rewrite("message", lambda sql: extended(sql, [REFERENCE]))
    else:
        op.create_foreign_key("message_webhook_id_fk", "message", "webhook", ["webhook_id"], ["id"])
    for table, column in INDEXES:
        op.create_index(f"{table}_{column}_index", table, [column])
    op.create_index("message_status_kind_index", "message", ["status", "kind"])


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _reminder_choice() -> None:
    op.create_table(
        "reminder_choice",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("reminder_choice_email_lower_check")),
        sa.PrimaryKeyConstraint("email", name="reminder_choice_pk"),
    )


def _webhook() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="webhook_user_id_fk"),
        sa.PrimaryKeyConstraint("id", name="webhook_pk"),
    )
    op.create_index("webhook_user_id_index", "webhook", ["user_id"])


def _job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", INSTANT, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="job_run_pk"),
    )


def _standard_reason() -> None:
    op.create_table(
        "standard_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("verb IN ('decline', 'return', 'cancel')", name=op.f("standard_reason_verb_check")),
        sa.PrimaryKeyConstraint("id", name="standard_reason_pk"),
    )


def _purged_message() -> None:
    op.create_table(
        "purged_message",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "status", name="purged_message_pk"),
    )


def downgrade() -> None:
    op.drop_index("message_status_kind_index", "message")
    for table, column in INDEXES:
        op.drop_index(f"{table}_{column}_index", table)
    if _is_sqlite():
        rewrite("message", lambda sql: without(sql, [REFERENCE]))
    op.execute("ALTER TABLE message DROP COLUMN webhook_id")
    for table in ("purged_message", "standard_reason", "job_run", "webhook", "reminder_choice"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column.name}')
