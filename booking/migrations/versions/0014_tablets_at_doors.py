"""a tablet hangs at the door of a space, and the policy says whether one can book there

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

from booking.migrations.stored import rewrite

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CHECK = "token_kind_check"
BEFORE = "kind IN ('api', 'feed', 'dav')"
NOW = "kind IN ('api', 'feed', 'dav', 'device')"


def upgrade() -> None:
    _constrain(BEFORE, NOW)
    op.add_column("policy", sa.Column("door_booking", sa.Boolean()))


def downgrade() -> None:
    op.execute("ALTER TABLE policy DROP COLUMN door_booking")
    op.execute("DELETE FROM token WHERE kind = 'device'")
    _constrain(NOW, BEFORE)


def _constrain(before: str, now: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rewrite("token", lambda sql: sql.replace(before, now))
        return
    op.drop_constraint(op.f(CHECK), "token")
    op.create_check_constraint(op.f(CHECK), "token", now)
