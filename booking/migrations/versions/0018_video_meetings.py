"""video meetings, who goes in, and links for guests

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

from booking.models.columns import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ROLE = "role IN ('host', 'presenter', 'viewer')"


def upgrade() -> None:
    _meetings()
    _links()
    _attendances()


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("ensured", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name="meeting_occurrence_id_fk"),
        sa.PrimaryKeyConstraint("id", name="meeting_pk"),
        sa.UniqueConstraint("occurrence_id", name="meeting_occurrence_id_unique"),
        sa.UniqueConstraint("ref", name="meeting_ref_unique"),
    )


def _links() -> None:
    op.create_table(
        "meeting_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.CheckConstraint(ROLE, name="role"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="meeting_link_meeting_id_fk"),
        sa.PrimaryKeyConstraint("id", name="meeting_link_pk"),
    )
    op.create_index("meeting_link_meeting_id_index", "meeting_link", ["meeting_id"])


def _attendances() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("token_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("borrowed", sa.Boolean(), nullable=False),
        sa.Column("ticket_hash", sa.String(), nullable=True),
        sa.Column("ticket_until_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("admitted_at", Instant(), nullable=True),
        sa.Column("joined_at", Instant(), nullable=True),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("removed_for", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(ROLE, name="role"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="attendance_meeting_id_fk"),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"], name="attendance_attendee_id_fk"),
        sa.ForeignKeyConstraint(["link_id"], ["meeting_link.id"], name="attendance_link_id_fk"),
        sa.ForeignKeyConstraint(["token_id"], ["token.id"], name="attendance_token_id_fk"),
        sa.PrimaryKeyConstraint("id", name="attendance_pk"),
        sa.UniqueConstraint("ticket_hash", name="attendance_ticket_hash_unique"),
    )
    for column in ("meeting_id", "attendee_id", "link_id", "token_id"):
        op.create_index(f"attendance_{column}_index", "attendance", [column])


def downgrade() -> None:
    for table in ("attendance", "meeting_link", "meeting"):
        op.drop_table(table)
