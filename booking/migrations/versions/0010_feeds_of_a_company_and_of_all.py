"""feeds of a company and of all bookings; who wants no calendar parts in their mails

Revision: 0010, after 0005.
"""

import sqlalchemy as sa
from alembic import op

from booking.migrations.stored import rewrite

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CHECK = "token_feed_has_subject_check"
BEFORE = "kind <> 'feed' OR subject IN ('me', 'space')"
NOW = "kind <> 'feed' OR subject IN ('me', 'space', 'company', 'all')"


def upgrade() -> None:
    op.add_column("user", sa.Column("calendar_parts", sa.Boolean(), nullable=False, server_default=sa.true()))
    _constrain(BEFORE, NOW)


def downgrade() -> None:
    """Feeds of the new subjects are gone then: nothing could be shown at their addresses."""
    op.execute("DELETE FROM token WHERE subject IN ('company', 'all')")
    _constrain(NOW, BEFORE)
    op.execute('ALTER TABLE "user" DROP COLUMN calendar_parts')


def _constrain(before: str, now: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        rewrite("token", lambda sql: sql.replace(before, now))
        return
    op.drop_constraint(CHECK, "token")
    op.create_check_constraint(op.f(CHECK), "token", now)
