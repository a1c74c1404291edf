"""What invited people answer, for the whole and for single dates of a series, by whichever door."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.actions.history import Picture, picture
from booking.actions.moves import closed
from booking.actions.people import invited
from booking.models import Attendee, DatePartstat, Occurrence, Reservation
from booking.models.attendee import DECLINED, NEEDS_ACTION
from booking.outbox.audience import is_chair
from booking.outbox.enqueue import tell
from booking.queries.invited import Sequences, invited_at, sequences_sent
from booking.queries.unwanted import to_call_off
from booking.rules.lifecycle import HOLDING
from booking.rules.notices import STILL_NEEDED
from booking.rules.replies import Answer

Kept = Attendee | DatePartstat


def open_dates(found: Reservation, now: datetime) -> list[Occurrence]:
    """Those of which an answer still matters."""
    return [date for date in found.occurrences if date.status in HOLDING and date.ends_at > now]


def answer_of(attendee: Attendee, date: Occurrence | None = None) -> Answer:
    """The one that counts for the whole, or for that date alone."""
    kept: Kept | None = attendee.on(date) if date else attendee
    if kept is None:
        return Answer(NEEDS_ACTION)
    return Answer(kept.partstat, kept.comment, kept.sequence, kept.dtstamp)


def note(attendee: Attendee, given: Answer, sent: Sequences, date: Occurrence | None = None) -> None:
    """Of that date alone; else of the whole, and of the dates of which they were asked again, if they knew of
    that by then. `sent` are the invitations that they have."""
    if date is not None:
        _write(attendee.on(date) or _own(attendee, date), given)
        return
    _write(attendee, given)
    for own, day in _asked_again(attendee):
        if (given.sequence or 0) >= invited_at(sent, day):
            _write(own, given)


def ask_again(found: Reservation, moved: Collection[Occurrence], now: datetime) -> None:
    """Those of them who are invited to dates that were `moved` answer anew; the booker does not, and what was
    answered for other dates stays (RFC 5546 3.2.2.1). To be done before it is told.

    Whichever takes fewer words: a new answer for each of these dates, or for the whole but the other dates.
    """
    coming = open_dates(found, now)
    again = [date for date in coming if date in moved]
    stays = [date for date in coming if date not in moved]
    for attendee in found.attendees if again else ():
        if not is_chair(attendee):
            _ask_anew(attendee, again, stays)


def _ask_anew(attendee: Attendee, again: Sequence[Occurrence], stays: Sequence[Occurrence]) -> None:
    if len(again) > len(stays):
        _keep_apart(attendee, stays)
        _unanswered(attendee)
        again = [date for date in again if attendee.on(date)]
    for date in again:
        _unanswered(attendee.on(date) or _own(attendee, date))


def _keep_apart(attendee: Attendee, dates: Sequence[Occurrence]) -> None:
    """What was answered for the whole is now for each of these."""
    if attendee.partstat != NEEDS_ACTION:
        for date in dates:
            if not attendee.on(date):
                _write(_own(attendee, date), answer_of(attendee))


def _unanswered(kept: Kept) -> None:
    """Which of their answers was the latest stays known: an older one must not count."""
    kept.partstat, kept.comment = NEEDS_ACTION, ""


def _asked_again(attendee: Attendee) -> list[tuple[DatePartstat, Occurrence]]:
    dates = attendee.reservation.occurrences
    found = ((attendee.on(date), date) for date in dates if attendee.by_date)
    return [(own, date) for own, date in found if own and own.partstat == NEEDS_ACTION]


def _own(attendee: Attendee, date: Occurrence) -> DatePartstat:
    made = DatePartstat(occurrence_id=date.id)
    attendee.by_date.append(made)
    return made


def _write(kept: Kept, given: Answer) -> None:
    kept.partstat, kept.comment = given.partstat, given.comment
    kept.sequence, kept.dtstamp = given.sequence, given.dtstamp


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stood before somebody answered: `sent` are the invitations that they have, `unwanted` ids of
    the dates to which nobody came even then."""

    before: Picture
    sent: Sequences
    unwanted: Collection[int]


def standing(found: Reservation, attendee: Attendee, now: datetime) -> Standing:
    unwanted = {date.id for date in to_call_off(found, now)}
    return Standing(picture(found), sequences_sent(attendee), unwanted)


def answered(found: Reservation, stood: Standing, attendee: Attendee, door: str, now: datetime) -> None:
    """After what was noted: they have been reached, the booker is asked whether it is still needed where
    nobody comes any more (D25; once for each revision, as with every mail), and it is written down."""
    attendee.unreachable_at, attendee.unreachable_why = None, ""
    fresh = [date for date in to_call_off(found, now) if date.id not in stood.unwanted]
    if fresh:
        comments = list(_comments(found, fresh[0]))
        tell(STILL_NEEDED, found, now, fresh, whole=len(fresh) > 1, comments=comments)
    closed(found, stood.before, "reply", invited(attendee, door), now)


def _comments(found: Reservation, date: Occurrence) -> Iterator[dict[str, str]]:
    """What those who cannot come wrote, for the booker."""
    for person in found.attendees:
        said = person.on(date) or person
        if not is_chair(person) and said.partstat == DECLINED and said.comment:
            yield {"name": person.name or person.email, "comment": said.comment}
