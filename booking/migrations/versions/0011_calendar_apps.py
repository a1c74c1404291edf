"""calendar apps sign in with passwords of their own, hear what has changed in a space, and book

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

from booking.migrations.stored import rewrite

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CHECK = "token_kind_check"
BEFORE = "kind IN ('api', 'feed')"
NOW = "kind IN ('api', 'feed', 'dav')"

# Until now nothing was noted: all that was ever booked counts as changed by the last change.
FILLED = """
    INSERT INTO resource_change (resource_id, reservation_id, number)
    SELECT resource.id, concerned.reservation_id, resource.changes
    FROM (
        SELECT resource_id, reservation_id FROM reservation_space
        UNION
        SELECT claim.resource_id, occurrence.reservation_id
        FROM claim JOIN occurrence ON occurrence.id = claim.occurrence_id
    ) AS concerned JOIN resource ON resource.id = concerned.resource_id
    WHERE resource.kind <> 'equipment'"""


def upgrade() -> None:
    _constrain(BEFORE, NOW)
    op.add_column("user", sa.Column("own_calendar", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "resource_change",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name="resource_change_resource_id_fk"),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name="resource_change_reservation_id_fk"
        ),
        sa.PrimaryKeyConstraint("resource_id", "reservation_id", name="resource_change_pk"),
    )
    op.create_index("resource_change_resource_id_number_index", "resource_change", ["resource_id", "number"])
    op.execute(FILLED)
    op.create_table(
        "calendar_object",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="calendar_object_user_id_fk", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name="calendar_object_resource_id_fk"),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name="calendar_object_reservation_id_fk"
        ),
        sa.PrimaryKeyConstraint("id", name="calendar_object_pk"),
        sa.UniqueConstraint(
            "user_id", "resource_id", "name", name="calendar_object_user_id_resource_id_name_unique"
        ),
        sa.UniqueConstraint(
            "user_id",
            "resource_id",
            "reservation_id",
            name="calendar_object_user_id_resource_id_reservation_id_unique",
        ),
    )
    op.create_index("calendar_object_user_id_uid_index", "calendar_object", ["user_id", "uid"])
    op.create_index("calendar_object_reservation_id_index", "calendar_object", ["reservation_id"])


def downgrade() -> None:
    op.drop_table("calendar_object")
    op.drop_table("resource_change")
    op.execute('ALTER TABLE "user" DROP COLUMN own_calendar')
    op.execute("DELETE FROM token WHERE kind = 'dav'")
    _constrain(NOW, BEFORE)


def _constrain(before: str, now: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rewrite("token", lambda sql: sql.replace(before, now))
        return
    op.drop_constraint(op.f(CHECK), "token")
    op.create_check_constraint(op.f(CHECK), "token", now)
