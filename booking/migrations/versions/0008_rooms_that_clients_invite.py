"""how a client invited rooms of ours to a meeting of theirs, so that we can answer more than once

Revision: 0008, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_invitation",
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("organizer", sa.String(), nullable=False),
        sa.Column("organizer_name", sa.String(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name="room_invitation_reservation_id_fk"
        ),
        sa.PrimaryKeyConstraint("reservation_id", name="room_invitation_pk"),
    )
    op.create_index("room_invitation_uid_index", "room_invitation", ["uid"])


def downgrade() -> None:
    op.drop_table("room_invitation")
