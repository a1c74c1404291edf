"""${message}

Revision: ${up_revision}, after ${down_revision | comma,n}. Autogenerate sees neither guard: an SQLite batch
migration of `claim` or `audit_entry` drops their triggers, so write them again by hand.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
