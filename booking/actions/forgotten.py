"""Messages that stand in the outbox no more as they did, so that what is counted of them never falls."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from booking.extensions import db
from booking.models import PurgedMessage


def add_forgotten(counts: Mapping[tuple[str, str], int]) -> None:
    """By kind and status; those that wait are no end and not counted. In order, so that two never lock
    each other out."""
    rows = [{"kind": k, "status": s, "count": n} for (k, s), n in sorted(counts.items()) if n]
    if not rows:
        return
    made = _insert().values(rows)
    added = {"count": PurgedMessage.count + made.excluded.count}
    db.session.execute(made.on_conflict_do_update(index_elements=["kind", "status"], set_=added))


def _insert() -> Any:
    either = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    return either(PurgedMessage)
