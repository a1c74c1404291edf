"""a room that declines by mail may propose another time; why a date of a series was left out is kept

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy", sa.Column("proposes", sa.Boolean(), nullable=True))
    why = sa.Column("skipped_for", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("reservation", why)


def downgrade() -> None:
    op.drop_column("reservation", "skipped_for")
    op.drop_column("policy", "proposes")
