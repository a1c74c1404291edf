"""Messages that stand in the outbox no more as they did, so that what is counted of them never falls."""

from collections.abc import Mapping

from booking.extensions import db
from booking.models import PurgedMessage
from booking.models.upsert import insert


def add_forgotten(counts: Mapping[tuple[str, str], int]) -> None:
    """By kind and status; those that wait are no end and not counted. In order, so that two never lock
    each other out."""
    rows = [{"kind": k, "status": s, "count": n} for (k, s), n in sorted(counts.items()) if n]
    if not rows:
        return
    made = insert(PurgedMessage).values(rows)
    added = {"count": PurgedMessage.count + made.excluded.count}
    db.session.execute(made.on_conflict_do_update(index_elements=["kind", "status"], set_=added))
