from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant


class AuditEntry(db.Model):
    """What was done, by whom, through which door, under which rule; the whole before and after (D10).

    The database refuses UPDATE and DELETE.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str]
    door: Mapped[str]
    action: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"), index=True)
    subject: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)


SQLITE_APPEND_ONLY = {
    f"audit_entry_no_{verb.lower()}": f"""
CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry_append_only'); END
"""
    for verb in ("UPDATE", "DELETE")
} | {
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    "audit_entry_no_replace": """
CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_entry_append_only'); END
"""
}
POSTGRES_APPEND_ONLY = (
    """
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_entry_append_only'; END $$
""",
    """
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()
""",
)
for statement in SQLITE_APPEND_ONLY.values():
    event.listen(AuditEntry.__table__, "after_create", DDL(statement).execute_if(dialect="sqlite"))
for statement in POSTGRES_APPEND_ONLY:
    event.listen(AuditEntry.__table__, "after_create", DDL(statement).execute_if(dialect="postgresql"))
