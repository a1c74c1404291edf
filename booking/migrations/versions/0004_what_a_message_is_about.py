"""messages say in columns of their own what their keys and errors said: dates, reminders, events

Revision: 0004, after 0003.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from booking.models.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
COLUMNS = (
    sa.Column("recurrence_id", sa.String()),
    sa.Column("begins_at", INSTANT),
    sa.Column("lead", sa.Integer()),
    sa.Column("event", sa.String()),
    sa.Column("called_off_by", sa.Integer()),
)
MESSAGE = sa.table(
    "message",
    sa.column("id", sa.Integer()),
    sa.column("key", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("reservation_id", sa.Integer()),
    sa.column("begins_at", Instant()),
    sa.column("lead", sa.Integer()),
    sa.column("event", sa.String()),
)
# Their keys begin with the method, or the kind, and the reservation: "-" stands for all of it.
OF_ONE_DATE = """
    UPDATE message SET recurrence_id =
        (SELECT occurrence.recurrence_id FROM occurrence WHERE occurrence.id = message.occurrence_id)
    WHERE reservation_id IS NOT NULL AND kind <> 'reminder'
        AND key NOT LIKE '%:' || reservation_id || ':-:%'"""


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("message", column._copy())
    op.execute(OF_ONE_DATE)
    _fill("reminder", _reminder)
    _fill("webhook", _event)


def _fill(kind: str, values) -> None:
    columns = (MESSAGE.c.id, MESSAGE.c.key, MESSAGE.c.reservation_id)
    bind = op.get_bind()
    for row in bind.execute(sa.select(*columns).where(MESSAGE.c.kind == kind)).all():
        bind.execute(MESSAGE.update().where(MESSAGE.c.id == row.id).values(values(row)))


def _reminder(row) -> dict[str, object]:
    """`remind:7:2026-12-02T01:00:00+00:00:60:12`: an occurrence, when it begins, the lead, the attendee."""
    begins_at, lead, _ = row.key.split(":", 2)[2].rsplit(":", 2)
    return {"begins_at": datetime.fromisoformat(begins_at), "lead": int(lead)}


def _event(row) -> dict[str, object]:
    """Its key ends in it; that of a test, which has no booking, begins with it."""
    words = row.key.split(":")
    return {"event": words[-1] if row.reservation_id else words[2]}


def downgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE message DROP COLUMN {column.name}")
