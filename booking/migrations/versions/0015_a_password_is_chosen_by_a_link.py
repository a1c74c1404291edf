"""who has an account chooses the password by a link in a mail

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

from booking.models.columns import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("generation", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("user", sa.Column("welcomed_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("user", "welcomed_at")
    op.drop_column("user", "generation")
