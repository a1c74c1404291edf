"""An invited person answers by the buttons of their calendar (RFC 5546 3.2.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.actions.locks import lock_reservations
from booking.actions.partstats import answer_of, answered, note, open_dates, standing
from booking.actions.reply import ANSWERS
from booking.actions.scopes import FOLLOWING, ONE, date_at, scoped
from booking.actions.transaction import Undo, transaction
from booking.models import Attendee, Occurrence, Reservation
from booking.models.attendee import ACCEPTED, DECLINED, UNDECIDED
from booking.queries.invited import Sequences, invited_at
from booking.rules.replies import Answer, needless

NOT_INVITED, UNKNOWN_DATE, TOO_LATE = "not_invited", "reply_unknown_date", "invitation_over"
NO_ANSWER = "reply_without_answer"
NOTED = {ACCEPTED: "reply_accepted", DECLINED: "reply_declined", UNDECIDED: "reply_tentative"}
AHEAD = timedelta(days=1)
_Meant = Sequence[Occurrence | None]


@dataclass(frozen=True, slots=True)
class Mailed:
    """`recurrence_at` names a date of a series, `is_day` by its day, `following` with all after it; None is
    the whole."""

    answer: Answer
    recurrence_at: datetime | None = None
    is_day: bool = False
    following: bool = False


@transaction
def reply_by_mail(reservation_id: int, email: str, given: Sequence[Mailed], *, now: datetime) -> str:
    """What became of it, as a code; nothing is changed by what does not count (any more). Of several answers
    in one mail the code is that of the first that counts. Raises NotFound."""
    (found,) = lock_reservations([reservation_id], now)
    attendee = next((one for one in found.attendees if one.email == email), None)
    if attendee is None:
        raise Undo(NOT_INVITED)
    stood = standing(found, attendee, now)
    codes = [code for one in given for code in _each(attendee, one, stood.sent, now)]
    noted = [code for code in codes if code in NOTED.values()]
    if not noted:
        raise Undo(codes[0])
    answered(found, stood, attendee, "mail", now)
    return noted[0]


def _each(attendee: Attendee, one: Mailed, sent: Sequences, now: datetime) -> Iterator[str]:
    if one.answer.partstat not in ANSWERS:
        yield NO_ANSWER
        return
    open_still = open_dates(attendee.reservation, now)
    meant = _meant(attendee.reservation, one)
    answer = _within_reason(one.answer, attendee.reservation, now)
    for date in meant:
        late = date not in open_still if date else not open_still
        yield TOO_LATE if late else _noted(attendee, answer, sent, date)
    if not meant:
        yield UNKNOWN_DATE


def _within_reason(answer: Answer, found: Reservation, now: datetime) -> Answer:
    """No number that we have not given, and no clock far ahead of ours: else nothing they answer later would
    count."""
    stamp = min(answer.dtstamp, now + AHEAD) if answer.dtstamp else None
    return replace(answer, sequence=min(answer.sequence or 0, found.changes), dtstamp=stamp)


def _noted(attendee: Attendee, answer: Answer, sent: Sequences, date: Occurrence | None) -> str:
    if code := needless(answer, answer_of(attendee, date), invited_at(sent, date)):
        return code
    note(attendee, answer, sent, date)
    return NOTED[answer.partstat]


def _meant(found: Reservation, one: Mailed) -> _Meant:
    """None is the whole, which a single booking always is."""
    if one.recurrence_at is None:
        return [None]
    date = date_at(found, one.recurrence_at, one.is_day)
    if date is None:
        return []
    if not found.rrule:
        return [None]
    return scoped(found, FOLLOWING if one.following else ONE, date.recurrence_id)
