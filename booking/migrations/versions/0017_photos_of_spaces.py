"""photos of spaces, and sketches of their floors

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

from booking.models.columns import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("alts", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('photo', 'sketch')", name="kind"),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name="photo_resource_id_fk"),
        sa.PrimaryKeyConstraint("id", name="photo_pk"),
    )
    op.create_index("photo_resource_id_index", "photo", ["resource_id"])


def downgrade() -> None:
    op.drop_table("photo")
