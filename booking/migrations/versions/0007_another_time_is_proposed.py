"""somebody invited may propose another time

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
STATUSES = "'open', 'accepted', 'declined', 'outdated'"


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("dtstamp", INSTANT, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("proposal_not_empty_check")),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("proposal_status_check")),
        sa.CheckConstraint(
            "(status = 'open') = (decided_at IS NULL)", name=op.f("proposal_open_is_undecided_check")
        ),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservation.id"], name="proposal_reservation_id_fk"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name="proposal_occurrence_id_fk"),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"], name="proposal_attendee_id_fk"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name="proposal_decided_by_id_fk"),
        sa.PrimaryKeyConstraint("id", name="proposal_pk"),
    )
    for column in ("reservation_id", "attendee_id"):
        op.create_index(f"proposal_{column}_index", "proposal", [column])
    still_open = sa.text("status = 'open'")
    op.create_index(
        "proposal_open_unique",
        "proposal",
        ["occurrence_id", "attendee_id", "whole"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def downgrade() -> None:
    op.drop_table("proposal")
