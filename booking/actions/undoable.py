"""What staff did just now and can take back (D30), as the history tells it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from booking.actions.history import Picture, picture
from booking.actions.pictures import Rows, rows_of, same
from booking.extensions import db
from booking.models import AuditEntry, Reservation, User
from booking.permissions import MEMBER
from booking.queries.reservations import WITH_ALL
from booking.rules.undoing import can_be_undone

MOST = 10
_RECENT = 5000  # entries: more than the history grows by meanwhile
_BY_ITSELF = ("promote", "exchange")  # what the clock notes within somebody's transaction


@dataclass(frozen=True, slots=True)
class Done:
    """One transaction of a member of staff: all its entries have the same `at`.

    `reservation_id` is whom it was done to, `actions` what was done to each booking. `before` and `after` are
    the rows of all that it changed, whose ids are in order.
    """

    at: datetime
    until: datetime
    actor_name: str
    actions: Mapping[int, str]
    reservation_id: int
    reservation_ids: Sequence[int]
    before: Rows
    after: Rows

    @property
    def action(self) -> str:
        return self.actions[self.reservation_id]

    @property
    def resource_ids(self) -> set[int]:
        """Of what was held before."""
        spaces = {one for row in self.before["reservation"].values() for one in row["spaces"]}
        return spaces | {row["resource_id"] for row in self.before["claims"].values()}


def done_to(reservation_id: int, undo_for: timedelta, now: datetime) -> list[Done]:
    """What staff did to it within that time, the latest first."""
    mine = AuditEntry.reservation_id == reservation_id
    return [_whole(entry, undo_for) for entry in _by_staff(undo_for, now, mine)]


def just_done(undo_for: timedelta, now: datetime) -> list[Done]:
    """What staff did within that time and can be taken back, the latest first."""
    firsts: dict[tuple[datetime, int | None], AuditEntry] = {}
    for entry in _by_staff(undo_for, now):
        if entry.action != "continue":  # the series that it was split off tells of it
            firsts[entry.at, entry.actor_id] = entry
    recent = list(firsts.values())[:MOST]
    return [done for entry in recent if stands(done := _whole(entry, undo_for))]


def undoable(reservation_id: int, undo_for: timedelta, now: datetime) -> Done | None:
    """The latest that was done to it and can be taken back."""
    return next((done for done in done_to(reservation_id, undo_for, now) if stands(done)), None)


def stands(done: Done) -> bool:
    """Whether all is still as it left it, and was otherwise before."""
    return not same(done.before, done.after) and same(done.after, rows_of(_present(done.reservation_ids)))


def _present(ids: Collection[int]) -> Iterable[Picture]:
    rows = select(Reservation).where(Reservation.id.in_(ids)).options(*WITH_ALL)
    return (picture(found) for found in db.session.scalars(rows))


def _by_staff(undo_for: timedelta, now: datetime, *which: ColumnElement[bool]) -> list[AuditEntry]:
    """Entries, the latest first; one for each transaction and booking."""
    last = select(func.max(AuditEntry.id)).scalar_subquery()
    lately = (AuditEntry.id > last - _RECENT, AuditEntry.at > now - undo_for)
    rows = (
        select(AuditEntry, Reservation.person_id)
        .join(User, (User.id == AuditEntry.actor_id) & (User.role != MEMBER))
        .join(Reservation, Reservation.id == AuditEntry.reservation_id)
        .where(*lately, *which)
        .order_by(AuditEntry.id.desc())
    )
    found = db.session.execute(rows).all() if undo_for else []
    return [entry for entry, person_id in found if can_be_undone(entry.action, entry.actor_id, person_id)]


def _whole(entry: AuditEntry, undo_for: timedelta) -> Done:
    last = select(func.max(AuditEntry.id)).scalar_subquery()
    by_itself = AuditEntry.actor_id.is_(None) & AuditEntry.action.in_(_BY_ITSELF)
    rows = select(AuditEntry).where(
        AuditEntry.id > last - _RECENT,
        AuditEntry.at == entry.at,
        AuditEntry.reservation_id.is_not(None),
        (AuditEntry.actor_id == entry.actor_id) | by_itself,
    )
    entries = db.session.scalars(rows.order_by(AuditEntry.id)).all()
    firsts = {one.reservation_id: one for one in reversed(entries)}
    lasts = {one.reservation_id: one for one in entries}
    return Done(
        at=entry.at,
        until=entry.at + undo_for,
        actions={number: one.action for number, one in firsts.items() if number is not None},
        actor_name=entry.actor_name,
        reservation_id=entry.reservation_id or 0,
        reservation_ids=sorted(number for number in lasts if number is not None),
        before=rows_of(one.before for one in firsts.values() if one.before),
        after=rows_of(one.after for one in lasts.values() if one.after),
    )
