from datetime import datetime

from booking.actions.history import picture
from booking.actions.locks import lock_reservations
from booking.actions.moves import closed
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound, WrongState
from booking.extensions import db
from booking.models import Attendee
from booking.models.attendee import ACCEPTED, DECLINED, UNDECIDED
from booking.permissions import MEMBER, Actor
from booking.rules.intake import wrong_text
from booking.rules.lifecycle import HOLDING

ANSWERS = (ACCEPTED, UNDECIDED, DECLINED)


@transaction
def reply(attendee_id: int, *, partstat: str, comment: str = "", now: datetime) -> Attendee:
    """An invited person answers by their own link, without an account, until the meeting is over.

    Raises Invalid, NotFound, WrongState.
    """
    faults = list(wrong_text("comment", comment, "answer"))
    if not partstat:
        faults.append(BrokenRule("missing", "partstat", {"case": "choice"}))
    elif partstat not in ANSWERS:
        faults.append(BrokenRule("unknown_answer", "partstat"))
    if faults:
        raise Invalid(faults)
    attendee = db.session.get(Attendee, attendee_id)
    if attendee is None or attendee.removed:
        raise NotFound()
    (found,) = lock_reservations([attendee.reservation_id], now)
    if not any(o.status in HOLDING and o.ends_at > now for o in found.occurrences):
        raise WrongState(status=found.status, wanted=partstat)
    before = picture(found)
    attendee.partstat, attendee.comment = partstat, comment.strip()
    attendee.unreachable_at, attendee.unreachable_why = None, ""  # the mail did arrive
    closed(found, before, "reply", _as_actor(attendee), now)
    return attendee


def _as_actor(attendee: Attendee) -> Actor:
    return Actor(None, attendee.name or attendee.email, attendee.email, MEMBER, "link")
