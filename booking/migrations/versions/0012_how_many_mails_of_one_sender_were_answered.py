"""how many mails of one sender were answered lately is read from the mails that came in

Revision: 0012, after 0009.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE, NOW = "message_recipient_created_at_index", "inbound_message_sender_handled_at_index"


def upgrade() -> None:
    op.create_index(NOW, "inbound_message", ["sender", "handled_at"])
    op.drop_index(BEFORE, "message")


def downgrade() -> None:
    op.create_index(BEFORE, "message", ["recipient", "created_at"])
    op.drop_index(NOW, "inbound_message")
