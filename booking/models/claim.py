"""Who holds what, when; and the two guards by which the database itself refuses an overlap.

Active claims of one resource are disjoint and never empty, so the nearest predecessor of a new
claim's end is the only one that can meet it: the SQLite guard looks no further.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    column,
    event,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant
from booking.models.resource import Resource

if TYPE_CHECKING:
    from booking.models.reservation import Occurrence

GUARD = "claim_no_overlap"


class Claim(db.Model):
    """`[starts_at, ends_at)` with setup and teardown (D6). Never moved in place: D4."""

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    active: Mapped[bool] = mapped_column(Boolean(create_constraint=True, name="active"), default=True)
    occurrence: Mapped["Occurrence"] = relationship(back_populates="claims")
    resource: Mapped[Resource] = relationship()

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="not_empty"),
        CheckConstraint(
            "typeof(starts_at) = 'integer' AND typeof(ends_at) = 'integer'", name="instants"
        ).ddl_if(dialect="sqlite"),
        Index(
            "claim_active_index",
            "resource_id",
            "starts_at",
            sqlite_where=text("active = 1"),
            postgresql_where=text("active"),
        ),
        ExcludeConstraint(
            (func.int8range(column("resource_id"), column("resource_id"), literal_column("'[]'")), "&&"),
            (func.tstzrange(column("starts_at"), column("ends_at")), "&&"),
            where=text("active"),
            using="gist",
            name=GUARD,
        ).ddl_if(dialect="postgresql"),
    )


# "active = 1" word for word as in the index and as SQLAlchemy writes it: SQLite uses a partial index
# only for a query that repeats its condition.
_SQLITE_GUARD = """
CREATE TRIGGER {name} BEFORE {verb} ON claim WHEN NEW.active
BEGIN
  SELECT RAISE(ABORT, 'claim_no_overlap') WHERE NEW.starts_at < (
    SELECT ends_at FROM claim
    WHERE resource_id = NEW.resource_id AND active = 1 AND starts_at < NEW.ends_at{others}
    ORDER BY starts_at DESC LIMIT 1);
END
"""
SQLITE_GUARD = {
    f"{GUARD}_insert": _SQLITE_GUARD.format(name=f"{GUARD}_insert", verb="INSERT", others=""),
    f"{GUARD}_update": _SQLITE_GUARD.format(
        name=f"{GUARD}_update",
        verb="UPDATE OF resource_id, starts_at, ends_at, active",
        others=" AND id <> NEW.id",
    ),
}
for statement in SQLITE_GUARD.values():
    event.listen(Claim.__table__, "after_create", DDL(statement).execute_if(dialect="sqlite"))
