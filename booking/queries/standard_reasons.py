"""The reasons that staff often give."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from booking.extensions import db
from booking.models import StandardReason


def standard_reason(reason_id: int) -> StandardReason | None:
    return db.session.get(StandardReason, reason_id)


def standard_reasons(*verbs: str) -> Sequence[StandardReason]:
    """In the order in which they are offered; of all verbs where none is named."""
    rows = select(StandardReason).order_by(StandardReason.verb, StandardReason.position, StandardReason.id)
    return db.session.scalars(rows.where(StandardReason.verb.in_(verbs)) if verbs else rows).all()


def by_verb(verbs: Iterable[str]) -> dict[str, list[StandardReason]]:
    """Every verb, also one that has none."""
    verbs = list(verbs)
    found = standard_reasons(*verbs)
    return {verb: [row for row in found if row.verb == verb] for verb in verbs}
