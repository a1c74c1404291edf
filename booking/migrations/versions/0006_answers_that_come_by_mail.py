"""which invitation an attendee answered and when; answers about one date of a series

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.Integer(), "sqlite")
PARTSTATS = "'NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE'"


def upgrade() -> None:
    op.add_column("attendee", sa.Column("sequence", sa.Integer(), nullable=True))
    op.add_column("attendee", sa.Column("dtstamp", INSTANT, nullable=True))
    op.create_table(
        "date_partstat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("partstat", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("dtstamp", INSTANT, nullable=True),
        sa.CheckConstraint(f"partstat IN ({PARTSTATS})", name=op.f("date_partstat_partstat_check")),
        sa.ForeignKeyConstraint(["attendee_id"], ["attendee.id"], name="date_partstat_attendee_id_fk"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name="date_partstat_occurrence_id_fk"),
        sa.PrimaryKeyConstraint("id", name="date_partstat_pk"),
        sa.UniqueConstraint(
            "attendee_id", "occurrence_id", name="date_partstat_attendee_id_occurrence_id_unique"
        ),
    )
    op.create_index("date_partstat_occurrence_id_index", "date_partstat", ["occurrence_id"])
    _index_declined("attendee_declined_index", "attendee", "reservation_id")
    _index_declined("date_partstat_declined_index", "date_partstat", "occurrence_id")


def _index_declined(name: str, table: str, column: str) -> None:
    declined = sa.text("partstat = 'DECLINED'")
    op.create_index(name, table, [column], sqlite_where=declined, postgresql_where=declined)


def downgrade() -> None:
    op.drop_index("attendee_declined_index", table_name="attendee")
    op.drop_table("date_partstat")
    op.drop_column("attendee", "dtstamp")
    op.drop_column("attendee", "sequence")
