"""Messages are rows of the transaction that causes them; a unique key says each thing once (D26)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.models import Attendee, Occurrence, Reservation, User
from booking.models.reservation import CLIENT
from booking.outbox.audience import (
    attendees,
    carried_over,
    forget_reminders,
    forget_unsent,
    have_invitation,
    is_chair,
    staff,
)
from booking.outbox.reminders import remind
from booking.outbox.room_answers import answer_rooms
from booking.outbox.room_facts import offers
from booking.outbox.rows import Row, add_new, row_of
from booking.outbox.snapshot import facts, keep
from booking.outbox.webhooks import LISTENERS, announce
from booking.rules.lifecycle import CONFIRMED as CONFIRMED_STATUS
from booking.rules.lifecycle import HOLDING
from booking.rules.notices import (
    CANCEL,
    CHANGED,
    CONFIRMED,
    DEPUTY,
    NOTICES,
    PROPOSER,
    REMOVED,
    STAFF,
    Notice,
    of_app,
    of_client,
)

_INVITATION = "invitation"
IN_ANSWERS = ("alternatives", "made_way", "broken", "reason", "reason_locale", "reason_texts")


@dataclass(frozen=True, slots=True)
class About:
    """What one mail is about: a whole booking, or one date of a series (`recurrence_id`).

    `occurrence` is that date, or the first that counts; `dates` are all that it concerns. `goes_on`: it is
    told for the first time, of a series that was split off another.
    """

    reservation: Reservation
    occurrence: Occurrence
    dates: Sequence[Occurrence]
    recurrence_id: str | None
    note: str
    goes_on: bool = False

    @property
    def key(self) -> str:
        return f"{self.reservation.id}:{self.recurrence_id or '-'}:{self.reservation.revision}{self.note}"


def tell(
    happened: str,
    reservation: Reservation,
    now: datetime,
    occurrences: Iterable[Occurrence] | None = None,
    *,
    whole: bool = False,
    deputies: Iterable[User] = (),
    uninvited: Iterable[Attendee] = (),
    proposer: Iterable[Attendee] = (),
    again: str = "",
    **more: Any,
) -> None:
    """Everybody whom the table in rules/notices.py names, of these dates or of all; `more` goes into the
    snapshot. A series is one message (D26); one date of it is told by itself, unless `whole`.

    A change that is told has raised the reservation's revision, so that the next can be told too. What can be
    said of a date without one, such as a place in line, has its own number in `more`: `position`; what may be
    said `again` while nothing has changed says itself by what it is told apart.
    """
    note = _note(happened, again, more)
    about = _about(
        note, reservation, list(occurrences or reservation.occurrences), whole, "continues" in more
    )
    snapshot_id, listeners = keep(facts(about.occurrence, now, about.recurrence_id, **more), now, LISTENERS)
    told = {
        "snapshot_id": snapshot_id,
        "recurrence_id": about.recurrence_id,
        "created_at": now,
        "due_at": now,
    }
    others = {DEPUTY: list(deputies), REMOVED: list(uninvited), PROPOSER: list(proposer)}
    clients = reservation.organised_by == CLIENT
    notices = _notices(happened, reservation)
    rows = [row for notice in notices for row in _rows(notice, about, others)]
    if rows:
        add_new([row | told for row in rows])
    if clients:
        _answer(happened, about, now, more)
    if listeners:
        announce(happened, about.key, about.occurrence, about.recurrence_id, now)
    if happened in (CONFIRMED, CHANGED):
        remind([date for date in about.dates if date.status == CONFIRMED_STATUS], now)


def _notices(happened: str, reservation: Reservation) -> tuple[Notice, ...]:
    if reservation.organised_by != CLIENT:
        return NOTICES[happened]
    invited = reservation.invitation is not None and reservation.invitation.rooms
    return of_client(NOTICES[happened]) if invited else of_app(NOTICES[happened])


def _answer(happened: str, about: About, now: datetime, more: Mapping[str, Any]) -> None:
    """The rooms that a client invited say how it stands; who is called off is reminded no more."""
    if any(notice.method == CANCEL for notice in NOTICES[happened]):
        forget_reminders(about.dates)
    said = {name: more[name] for name in IN_ANSWERS if name in more}
    if "alternatives" in said:
        said["alternatives"] = offers(said["alternatives"])
    answer_rooms(about.reservation, now, said)


def _note(happened: str, again: str, more: Mapping[str, Any]) -> str:
    apart = again or (str(more["position"]) if "position" in more else "")
    return f":{happened}:{apart}" if apart else ""


def _about(note: str, reservation: Reservation, dates: list[Occurrence], whole: bool, goes_on: bool) -> About:
    single = reservation.rrule and len(dates) == 1 and len(reservation.occurrences) > 1 and not whole
    if single:
        return About(reservation, dates[0], dates, dates[0].recurrence_id, note)
    if not reservation.rrule and len(dates) == 1 and len(reservation.occurrences) > 1:
        note += f":{dates[0].recurrence_id}"  # one of several candidates
    holding = [date for date in dates if date.status in HOLDING]
    return About(reservation, (holding or dates)[0], dates, None, note, goes_on)


def _rows(notice: Notice, about: About, others: Mapping[str, list[Any]]) -> Iterator[Row]:
    if notice.to in (STAFF, DEPUTY):
        people = others.get(notice.to) or (staff() if notice.to == STAFF else ())
        return (_to_staff(notice, about, person) for person in people)
    if notice.to == REMOVED:
        return _uninviting(notice, about, others[REMOVED])
    if notice.method == CANCEL:
        return _calling_off(notice, about)
    people = others[PROPOSER] if notice.to == PROPOSER else attendees(about.reservation, notice.to)
    new = _not_yet_invited(notice, about)
    return (
        _to_attendee(_INVITATION if a.id in new else notice.kind, notice.method, about, a) for a in people
    )


def _not_yet_invited(notice: Notice, about: About) -> set[int]:
    """A change is no change to somebody who hears of it first: they are invited."""
    if notice.kind != CHANGED or not notice.method:
        return set()
    known = have_invitation(about.reservation)
    if about.goes_on:
        known |= carried_over(about.reservation)
    return {attendee.id for attendee in about.reservation.attendees if attendee.id not in known}


def _calling_off(notice: Notice, about: About) -> Iterator[Row]:
    """CANCEL to exactly those who have an invitation; the booker is told in any case (D31)."""
    forget_unsent(about.reservation, about.dates, about.recurrence_id is None)
    invited = have_invitation(about.reservation)
    for attendee in about.reservation.attendees:
        if attendee.id in invited or is_chair(attendee):
            method = CANCEL if attendee.id in invited else None
            yield _to_attendee(notice.kind, method, about, attendee)


def _uninviting(notice: Notice, about: About, gone: Iterable[Attendee]) -> Iterator[Row]:
    invited = have_invitation(about.reservation)
    return (_to_attendee(notice.kind, CANCEL, about, a) for a in gone if a.id in invited)


def _to_attendee(kind: str, method: str | None, about: About, attendee: Attendee) -> Row:
    key = f"{method or kind}:{about.key}:{attendee.id}"
    return row_of(key, kind, about.occurrence, attendee) | {"method": method, "attendee_id": attendee.id}


def _to_staff(notice: Notice, about: About, person: User) -> Row:
    return row_of(f"{notice.kind}:{about.key}:user-{person.id}", notice.kind, about.occurrence, person)
