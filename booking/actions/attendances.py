"""Coming into a video meeting, staying, and being put out (D45, D46)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from booking.actions.check_in import may_check_in
from booking.actions.history import picture, record
from booking.actions.locks import lock_meeting, lock_reservations
from booking.actions.moves import vet
from booking.actions.people import as_invited
from booking.actions.transaction import transaction
from booking.errors import BookingError, BrokenRule, Forbidden, Gone, Invalid, NotFound, TooManyTries
from booking.extensions import db
from booking.models import Attendance, Attendee, Meeting, MeetingLink, Occurrence
from booking.models.upsert import insert
from booking.permissions import GUEST, Actor
from booking.queries.attendances import inside, put_out_by_host, standing
from booking.queries.meetings import Turn, meeting_of, turn_of
from booking.rules import secrets
from booking.rules.meetings import (
    EARLY,
    ELSEWHERE,
    HOST,
    LATE,
    OPEN,
    PRESENTER,
    REMOVED,
    TICKET_LASTS,
    VIEWER,
    Entry,
    Margins,
    part_of,
)

CAPACITY = 12
MOST_LATELY, LATELY = 20, timedelta(minutes=5)  # comings by one link; a bad line comes and goes
HERE_NOW, ANOTHER = "here", "another"  # a link in use elsewhere: go on here, or be somebody else


class NotOpen(BookingError):
    """Too early, over, called off …: `values` hold the `state` of rules/meetings.py."""

    code = "meeting_not_open"
    status = 410


class InUse(BookingError):
    """The link is in use on another device (D46)."""

    code = "link_in_use"
    status = 409


@dataclass(frozen=True, slots=True)
class Came:
    """`ticket` is empty while a host has yet to let them in."""

    attendance_id: int
    ticket: str


@transaction
def come(
    attendee_id: int, *, now: datetime, margins: Margins, provider: str, how: str = "", name: str = ""
) -> Came:
    """By an invited person's link. Raises NotFound, NotOpen, InUse, Forbidden, Invalid."""
    attendee, _ = as_invited(attendee_id)
    meeting = _open(turn_of(attendee.reservation.occurrences, now, margins), now, provider)
    if put_out_by_host(meeting.id, attendee.id, None):
        raise Forbidden()
    _demand_pace(meeting.id, Attendance.attendee_id == attendee.id, now)
    present = inside(meeting.id, attendee.id)
    if present and how not in (HERE_NOW, ANOTHER):
        raise InUse()
    attendance = Attendance(
        meeting=meeting, attendee_id=attendee.id, generation=attendee.generation, created_at=now,
        name=attendee.name or attendee.email.partition("@")[0], role=part_of(attendee.role), borrowed=False,
    )  # fmt: skip
    if present and how == ANOTHER:
        return _outside(attendance, name)
    for other in present:
        other.removed_at, other.removed_for = now, ELSEWHERE
    return _ticketed(attendance, now)


@transaction
def come_as_guest(link_id: int, *, now: datetime, margins: Margins, provider: str) -> Came:
    """By a link that a host made. Raises NotFound, NotOpen, Forbidden."""
    link = db.session.get(MeetingLink, link_id)
    if link is None or link.revoked_at:
        raise NotFound()
    date = db.session.get_one(Meeting, link.meeting_id).occurrence
    meeting = _open(turn_of([date], now, margins), now, provider)
    if put_out_by_host(meeting.id, None, link.id):
        raise Forbidden()
    _demand_pace(meeting.id, Attendance.link_id == link.id, now)
    attendance = Attendance(meeting=meeting, link_id=link.id, name=link.name, role=link.role, created_at=now)
    return _ticketed(attendance, now)


def _demand_pace(meeting_id: int, by_that_link: ColumnElement[bool], now: datetime) -> None:
    """Whoever has a link could fill the host's list of who waits. Raises TooManyTries."""
    lately = (Attendance.meeting_id == meeting_id, Attendance.created_at > now - LATELY)
    if (db.session.scalar(select(func.count()).where(*lately, by_that_link)) or 0) >= MOST_LATELY:
        raise TooManyTries()


def _outside(attendance: Attendance, name: str) -> Came:
    """With another's link: as a guest who can do no more than its owner, and is no host."""
    attendance.name, attendance.borrowed = vet("name", name, "name"), True
    if not attendance.name:
        raise Invalid([BrokenRule("missing", "name")])
    attendance.role = VIEWER if attendance.role == VIEWER else PRESENTER
    db.session.add(attendance)
    db.session.flush()
    return Came(attendance.id, "")


def _ticketed(attendance: Attendance, now: datetime) -> Came:
    secret = secrets.new()
    attendance.ticket_hash, attendance.ticket_until_at = secrets.digest(secret), now + TICKET_LASTS
    attendance.admitted_at = attendance.admitted_at or now
    db.session.add(attendance)
    db.session.flush()
    return Came(attendance.id, secret)


def _open(turn: Turn, now: datetime, provider: str) -> Meeting:
    if turn.state != OPEN or turn.date is None:
        raise NotOpen(state=turn.state)
    return made(turn.date, now, provider)


def made(date: Occurrence, now: datetime, provider: str) -> Meeting:
    """The meeting of that date; of two who come first at once both have the same."""
    values = {"occurrence_id": date.id, "provider": provider, "ref": f"m{secrets.token()}", "data": {}}
    row = insert(Meeting).values(**values, created_at=now)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["occurrence_id"]))
    found = meeting_of(date.id)
    assert found is not None
    if found.provider != provider:
        found.provider, found.data, found.ensured = provider, {}, None
    return found


@transaction
def ask_again(attendance_id: int, attendee_id: int, *, now: datetime) -> Came:
    """Who waits before the door: with a ticket once a host has let them in. Raises NotFound, Gone."""
    attendance = db.session.get(Attendance, attendance_id)
    if attendance is None or attendance.attendee_id != attendee_id or not attendance.borrowed:
        raise NotFound()
    if attendance.removed_at or attendance.joined_at:
        raise Gone()
    return _ticketed(attendance, now) if attendance.admitted_at else Came(attendance.id, "")


@transaction
def enter(ticket: str, *, now: datetime, margins: Margins) -> Entry:
    """A ticket is used up; whoever comes checks the meeting in. Raises NotFound, Gone."""
    unused = (Attendance.ticket_hash == secrets.digest(ticket), Attendance.ticket_until_at > now)
    values = {"ticket_hash": None, "joined_at": now, "left_at": None}
    used = update(Attendance).where(
        *unused, Attendance.admitted_at.is_not(None), Attendance.removed_at.is_(None)
    )
    attendance_id = db.session.scalar(used.values(values).returning(Attendance.id))
    if attendance_id is None:
        raise NotFound()
    if standing([attendance_id], now, margins)[attendance_id].reason:
        raise Gone()
    attendance = db.session.get_one(Attendance, attendance_id)
    _check_in(attendance, now)
    _come_alone(attendance, now)
    return _entry(attendance, margins)


def _check_in(attendance: Attendance, now: datetime) -> None:
    """The room's own screen is nobody."""
    date = attendance.meeting.occurrence
    if attendance.token_id or not may_check_in(date, now):
        return
    lock_reservations([date.reservation_id], now)
    if not may_check_in(date, now):  # somebody who came at the same moment has done it
        return
    before = picture(date.reservation)
    date.checked_in_at = now
    by = Actor(None, attendance.name, _address(attendance), GUEST, "link")
    record("check_in", by, now, reservation=date.reservation, before=before, after=picture(date.reservation))


def _come_alone(attendance: Attendance, now: datetime) -> None:
    """A personal link is in use once: of two tickets the one that is used last counts. Raises Gone."""
    lock_meeting(attendance.meeting_id)
    if attendance.borrowed or not (attendance.attendee_id or attendance.link_id):
        return
    if put_out_by_host(attendance.meeting_id, attendance.attendee_id, attendance.link_id):
        raise Gone()
    for other in _by_that_link(attendance):
        other.removed_at, other.removed_for = now, ELSEWHERE


def _by_that_link(attendance: Attendance) -> list[Attendance]:
    """Where else an invited person's link is in use."""
    if attendance.attendee_id is None or attendance.borrowed:
        return []
    present = inside(attendance.meeting_id, attendance.attendee_id)
    return [other for other in present if other is not attendance]


def _address(attendance: Attendance) -> str:
    attendee = db.session.get(Attendee, attendance.attendee_id) if attendance.attendee_id else None
    return attendee.email if attendee and not attendance.borrowed else ""


def _entry(attendance: Attendance, margins: Margins) -> Entry:
    meeting, date = attendance.meeting, attendance.meeting.occurrence
    title = date.title or date.reservation.title
    return Entry(
        attendance.id, meeting.id, meeting.ref, attendance.name, attendance.role, title,
        margins.opens_at(date.starts_at), date.starts_at, date.ends_at, margins.closes_at(date.ends_at),
        max(CAPACITY, len(date.reservation.attendees)),
    )  # fmt: skip


@transaction
def leave(attendance_id: int, *, now: datetime) -> None:
    gone = (
        update(Attendance)
        .where(Attendance.id == attendance_id, Attendance.left_at.is_(None))
        .values(left_at=now)
    )
    db.session.execute(gone.execution_options(synchronize_session=False))


@transaction
def leave_all(*, now: datetime) -> None:
    """A relay that begins holds nobody: whoever seems to be inside was left there by one that died."""
    gone = update(Attendance).where(Attendance.joined_at.is_not(None), Attendance.left_at.is_(None))
    db.session.execute(gone.values(left_at=now).execution_options(synchronize_session=False))


@transaction
def put_out(attendance_id: int, *, by_attendee: int, now: datetime) -> None:
    """By a host; whoever waits is turned away. Raises NotFound, Forbidden."""
    attendance = _of_host(attendance_id, by_attendee)
    lock_meeting(attendance.meeting_id)
    for each in (attendance, *_by_that_link(attendance)):
        each.removed_at, each.removed_for = now, REMOVED


@transaction
def let_in(attendance_id: int, *, by_attendee: int, now: datetime) -> None:
    """By a host. Raises NotFound, Forbidden."""
    attendance = _of_host(attendance_id, by_attendee)
    attendance.admitted_at = attendance.admitted_at or now


def _of_host(attendance_id: int, attendee_id: int) -> Attendance:
    attendance = db.session.get(Attendance, attendance_id)
    if attendance is None or attendance.meeting.occurrence.reservation_id != host(attendee_id).reservation_id:
        raise NotFound()
    return attendance


def host(attendee_id: int) -> Attendee:
    """Raises NotFound, Forbidden."""
    attendee, _ = as_invited(attendee_id)
    if part_of(attendee.role) != HOST:
        raise Forbidden()
    return attendee


@transaction
def make_link(
    attendee_id: int, *, now: datetime, margins: Margins, provider: str, name: str, role: str
) -> int:
    """For somebody who was not invited; a host makes it, for the date that comes next. Its id.

    Raises NotFound, Forbidden, Invalid, NotOpen.
    """
    attendee = host(attendee_id)
    name = vet("name", name, "name")
    if not name or role not in (PRESENTER, VIEWER):
        raise Invalid([BrokenRule("missing", "name")])
    turn = turn_of(attendee.reservation.occurrences, now, margins)
    if turn.date is None or turn.state not in (EARLY, OPEN):
        raise NotOpen(state=turn.state)
    link = MeetingLink(meeting_id=made(turn.date, now, provider).id, name=name, role=role, created_at=now)
    db.session.add(link)
    db.session.flush()
    return link.id


@transaction
def end_meeting(attendee_id: int, *, now: datetime, margins: Margins) -> None:
    """For everybody, by a host; the booking itself goes on, and before its beginning the meeting is still to
    come. Raises NotFound, Forbidden, NotOpen."""
    attendee = host(attendee_id)
    turn = turn_of(attendee.reservation.occurrences, now, margins)
    if turn.state != OPEN or turn.date is None or turn.date.meeting is None:
        raise NotOpen(state=turn.state)
    if turn.date.starts_at <= now:
        turn.date.meeting.ended_at = now
    else:  # they have only tried it: it is still to come
        _all_out(turn.date.meeting.id, now)


def _all_out(meeting_id: int, now: datetime) -> None:
    there = (
        Attendance.meeting_id == meeting_id,
        Attendance.left_at.is_(None),
        Attendance.removed_at.is_(None),
    )
    gone = update(Attendance).where(*there).values(removed_at=now, removed_for=LATE)
    db.session.execute(gone.execution_options(synchronize_session=False))
