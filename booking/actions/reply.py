from collections.abc import Iterator
from datetime import datetime

from booking.actions.locks import lock_reservations
from booking.actions.partstats import answered, note, open_dates, standing
from booking.actions.scopes import anchor
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound, WrongState
from booking.extensions import db
from booking.models import Attendee
from booking.models.attendee import ACCEPTED, DECLINED, UNDECIDED
from booking.queries.invited import invited_at
from booking.rules.intake import wrong_text
from booking.rules.replies import Answer

ANSWERS = (ACCEPTED, UNDECIDED, DECLINED)


@transaction
def reply(
    attendee_id: int, *, partstat: str, comment: str = "", now: datetime, recurrence_id: str = ""
) -> Attendee:
    """An invited person answers by their own link, without an account, until the meeting is over: for the
    whole, or for the date of a series that is named.

    Raises Invalid, NotFound, WrongState.
    """
    if faults := list(_faults(partstat, comment)):
        raise Invalid(faults)
    attendee = db.session.get(Attendee, attendee_id)
    if attendee is None or attendee.removed:
        raise NotFound()
    (found,) = lock_reservations([attendee.reservation_id], now)
    date = anchor(found, recurrence_id) if recurrence_id and found.rrule else None
    open_still = open_dates(found, now)
    if not open_still or (date and date not in open_still):
        raise WrongState(status=found.status, wanted=partstat)
    stood = standing(found, attendee, now)
    newest = max(invited_at(stood.sent, one) for one in ((date,) if date else (None, *found.occurrences)))
    note(attendee, Answer(partstat, comment.strip(), newest, now), stood.sent, date)
    answered(found, stood, attendee, "link", now)
    return attendee


def _faults(partstat: str, comment: str) -> Iterator[BrokenRule]:
    yield from wrong_text("comment", comment, "answer")
    if not partstat:
        yield BrokenRule("missing", "partstat", {"case": "choice"})
    elif partstat not in ANSWERS:
        yield BrokenRule("unknown_answer", "partstat")
