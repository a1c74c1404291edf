"""mail whose sender is not believed, or not known, is held until they confirm it

Revision: 0009, after 0005. SQLite cannot change a constraint: there the stored text of the table is.
"""

import sqlalchemy as sa
from alembic import op

from booking.migrations.stored import rewrite

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
COLUMNS = (
    sa.Column("confirmed_at", INSTANT),
    sa.Column("applicant", sa.JSON()),
    sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"),
)
BEFORE = "status IN ('waiting', 'done', 'ignored', 'refused', 'failed')"
NOW = "status IN ('waiting', 'held', 'done', 'ignored', 'refused', 'failed')"
CHECK = "inbound_message_status_check"
# By sender: what they may confirm, and who they said they are.
SENDERS = {
    "inbound_message_held_index": "status = 'held'",
    "inbound_message_confirmed_index": "confirmed_at IS NOT NULL",
}
ANSWERED = "message_recipient_created_at_index"  # how many answers an address got lately


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("inbound_message", column._copy())
    _allow(BEFORE, NOW)
    for name, condition in SENDERS.items():
        where = sa.text(condition)
        op.create_index(name, "inbound_message", ["sender"], sqlite_where=where, postgresql_where=where)
    op.create_index(ANSWERED, "message", ["recipient", "created_at"])


def _allow(before: str, now: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rewrite("inbound_message", lambda sql: sql.replace(before, now))
    else:
        op.drop_constraint(CHECK, "inbound_message")
        op.create_check_constraint(op.f(CHECK), "inbound_message", now)


def downgrade() -> None:
    op.drop_index(ANSWERED, "message")
    for name in SENDERS:
        op.drop_index(name, "inbound_message")
    op.execute("UPDATE inbound_message SET status = 'ignored' WHERE status = 'held'")
    _allow(NOW, BEFORE)
    for column in COLUMNS:
        op.execute(f"ALTER TABLE inbound_message DROP COLUMN {column.name}")
