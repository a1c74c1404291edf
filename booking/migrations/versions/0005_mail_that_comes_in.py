"""mail that comes in is stored before it is handled; what only one process may do has a lease

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
INDEXES = ("received_at", "uid", "reservation_id")
STATUSES = "'waiting', 'done', 'ignored', 'refused', 'failed'"


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="lease_pk"),
    )
    op.create_table(
        "inbound_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("envelope", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until_at", INSTANT, nullable=True),
        sa.Column("uid", sa.String(), nullable=True),
        sa.Column("recurrence_at", INSTANT, nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("dtstamp", INSTANT, nullable=True),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("inbound_message_status_check")),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name="inbound_message_reservation_id_fk"
        ),
        sa.PrimaryKeyConstraint("id", name="inbound_message_pk"),
        sa.UniqueConstraint("key", name="inbound_message_key_unique"),
    )
    for column in INDEXES:
        op.create_index(f"inbound_message_{column}_index", "inbound_message", [column])
    op.create_index("inbound_message_status_id_index", "inbound_message", ["status", "id"])
    waiting = sa.text("status = 'waiting'")
    op.create_index(
        "inbound_message_due_index",
        "inbound_message",
        ["due_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("inbound_message")
    op.drop_table("lease")
