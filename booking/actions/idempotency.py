"""One booking for one key of one person; the person's row is locked while this is asked (D9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.errors import IdempotencyMismatch
from booking.extensions import db
from booking.models import IdempotencyKey, Reservation
from booking.permissions import Actor


@dataclass(frozen=True, slots=True)
class Once:
    """What the client sent: its key, and the hash of the body it came with."""

    key: str
    body_hash: str


class AlreadyDone(Exception):
    """The same request was answered before; `answer` is what was said then."""

    def __init__(self, answer: Any):
        self.answer = answer


def refuse_repetition(once: Once, by: Actor) -> None:
    """Raises AlreadyDone, or IdempotencyMismatch when the key came with another body."""
    kept = db.session.get(IdempotencyKey, (by.id, once.key))
    if kept and kept.body_hash != once.body_hash:
        raise IdempotencyMismatch()
    if kept:
        raise AlreadyDone(kept.answer)


def keep(once: Once, by: Actor, now: datetime, reservation: Reservation, answer: Any) -> None:
    db.session.add(
        IdempotencyKey(
            user_id=by.id,
            key=once.key,
            body_hash=once.body_hash,
            reservation_id=reservation.id,
            answer=answer,
            created_at=now,
        )
    )
