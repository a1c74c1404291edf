"""What waits for applicants: a question of the staff, a place from the waitlist, dates to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Occurrence
from booking.queries.listed import listed
from booking.rules.lifecycle import FOR_APPLICANT, TENTATIVE

RETURNED, OFFERED, CANDIDATES = "returned", "offered", "candidates"


@dataclass(frozen=True, slots=True)
class ForApplicant:
    """`dates` of one booking that wait for the same; `occurrence` is the first of them."""

    occurrence: Occurrence
    kind: str
    dates: int


def for_applicants(now: datetime) -> Sequence[ForApplicant]:
    """What runs out first comes first."""
    offered = Occurrence.offered_at.is_not(None)
    waits = (Occurrence.status == TENTATIVE, Occurrence.waiting_for == FOR_APPLICANT)
    rows = select(func.min(Occurrence.id), func.count()).where(*waits, Occurrence.starts_at > now)
    counts = dict(db.session.execute(rows.group_by(Occurrence.reservation_id, offered)).all())
    found = listed(
        select(Occurrence)
        .where(Occurrence.id.in_(list(counts)))
        .order_by(Occurrence.expires_at, Occurrence.id)
    )
    return [ForApplicant(one, _kind(one), counts[one.id]) for one in found]


def _kind(occurrence: Occurrence) -> str:
    if occurrence.offered_at:
        return OFFERED
    return CANDIDATES if occurrence.reservation.choosing else RETURNED
