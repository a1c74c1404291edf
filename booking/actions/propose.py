"""Somebody invited proposes another time; nothing moves until the booker or staff accept it."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.moves import closed, opened, vet
from booking.actions.people import as_invited
from booking.actions.proposals import decide, facts_of, movable
from booking.actions.scopes import anchor
from booking.actions.transaction import Undo, transaction
from booking.errors import BrokenRule, Invalid, OutOfPolicy, TooManyTries, WrongState
from booking.extensions import db
from booking.models import Occurrence, Proposal, Reservation
from booking.models.proposal import OPEN, OUTDATED
from booking.outbox.enqueue import tell
from booking.queries.policies import terms
from booking.queries.proposals import last_of, made_lately
from booking.rules import notices
from booking.rules.intake import wrong_span
from booking.rules.interval import Interval
from booking.rules.policy import SHUT, broken_rules
from booking.rules.policy import Wish as Asked

STALE, OLDER, SAME_TIME, NOT_NOW = (
    "proposal_stale",
    "proposal_older",
    "proposal_same_time",
    "proposal_not_now",
)
LINK = "link"
MOST_A_DAY = 10  # of one person and booking: each is a mail to the booker and to all staff


@dataclass(frozen=True, slots=True)
class Wish:
    """`interval` is for the date `recurrence_id`; with `whole` its series moves along. `sequence` and
    `dtstamp` are those of the COUNTER that says so."""

    interval: Interval
    recurrence_id: str = ""
    whole: bool = False
    comment: str = ""
    sequence: int | None = None
    dtstamp: datetime | None = None


@transaction
def propose(attendee_id: int, wish: Wish, *, now: datetime, door: str = LINK) -> int:
    """The id of the proposal; what is said a second time is the same one, and told nobody.

    By the form it is refused at once where a space of the date is closed then; what a calendar proposes is
    for the booker to read. Raises NotFound, Invalid, OutOfPolicy, WrongState, TooManyTries.
    """
    comment = vet("comment", wish.comment)
    attendee, by = as_invited(attendee_id, door)
    found, before = opened(attendee.reservation_id, "propose", by, now, changes=False)
    date = _date(found, wish, now)
    known = last_of(attendee_id, date.id, wish.whole)
    if known and _says(known, wish, comment):
        raise Undo(known.id)
    _refuse(date, wish, known, now)
    if door == LINK:
        _refuse_closed(date, wish.interval, now)
    if made_lately(attendee_id, now) >= MOST_A_DAY:
        raise TooManyTries()
    if known and known.status == OPEN:
        decide(known, OUTDATED, None, now)
    made = _row(found, date, attendee_id, wish, comment, now)
    tell(notices.PROPOSED, found, now, [date], whole=wish.whole, again=str(made.id), proposed=facts_of(made))
    closed(found, before, "propose", by, now, reason=comment)
    return made.id


def _date(found: Reservation, wish: Wish, now: datetime) -> Occurrence:
    """Of a single booking the one that holds. Raises Invalid, WrongState."""
    dates = movable(found, now)
    date = anchor(found, wish.recurrence_id) if found.rrule else next(iter(dates), None)
    if date is None or date not in dates:
        raise WrongState(NOT_NOW, status=found.status, wanted=OPEN)
    return date


def _says(known: Proposal, wish: Wish, comment: str) -> bool:
    """Whether it is the same that came before, and still stands or is a copy of the same mail."""
    same = (known.interval, known.comment) == (wish.interval, comment)
    return same and (known.status == OPEN or (wish.dtstamp is not None and known.dtstamp == wish.dtstamp))


def _refuse(date: Occurrence, wish: Wish, known: Proposal | None, now: datetime) -> None:
    """Raises Invalid, WrongState."""
    wrong = list(wrong_span(wish.interval))
    if wish.interval.starts_at <= now:
        wrong.append(BrokenRule("past", "starts_at"))
    if wrong:
        raise Invalid(wrong)
    if wish.sequence is not None and wish.sequence < date.sequence:
        raise WrongState(STALE, sequence=wish.sequence, present=date.sequence)
    if known and known.dtstamp and wish.dtstamp and wish.dtstamp < known.dtstamp:
        raise WrongState(OLDER)
    if wish.interval == date.interval:
        raise WrongState(SAME_TIME)


def _refuse_closed(date: Occurrence, when: Interval, now: datetime) -> None:
    """Raises OutOfPolicy."""
    asked = Asked(when, None, {}, now)
    broken = [rule for one in terms(date.spaces, when).values() for rule in broken_rules(asked, one)]
    if shut := [rule for rule in broken if rule.code in SHUT]:
        raise OutOfPolicy(shut[:1])


def _row(
    found: Reservation, date: Occurrence, attendee_id: int, wish: Wish, comment: str, now: datetime
) -> Proposal:
    made = Proposal(
        reservation_id=found.id,
        occurrence_id=date.id,
        attendee_id=attendee_id,
        whole=wish.whole,
        starts_at=wish.interval.starts_at,
        ends_at=wish.interval.ends_at,
        comment=comment,
        made_at=now,
        sequence=wish.sequence,
        dtstamp=wish.dtstamp,
    )
    db.session.add(made)
    db.session.flush()
    return made
