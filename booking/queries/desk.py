"""What staff have before them; the same number of queries however much there is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import defer

from booking.extensions import db
from booking.models import Attendee, Blackout, Claim, Message, Occurrence, Proposal
from booking.queries.applicants import ForApplicant, for_applicants
from booking.queries.inbound import not_handled
from booking.queries.line import Entry, in_line
from booking.queries.outbox import needs_a_person
from booking.queries.policies import centre
from booking.queries.proposals import to_decide
from booking.queries.requests import Waiting, page_for_staff
from booking.queries.rivals import Contest, contests
from booking.queries.undelivered import unreachable
from booking.queries.unwanted import all_unwanted
from booking.queries.visits import Visit, meetings, visits
from booking.rules.lifecycle import HOLDING
from booking.rules.wall import local

MOST_FAILED = 20
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """Of `for_staff` a page is shown, of `asked` in all. `today` and `tomorrow` (a number) are confirmed
    meetings of those days by the centre's clock. Of `line` and `contests` the first are shown; `waiting`
    is how many wait in line. `struck` is how many bookings to come lie in a closed time, and `closures`
    are the ids of those. `unreachable` are people of bookings to come whom mail does not reach (D32),
    `unwanted` dates to which nobody comes (D25). `unread` mails that came in need a person, `held` ones
    are not confirmed by their senders.
    """

    on: date
    for_staff: Sequence[Waiting]
    asked: int
    contests: Sequence[Contest]
    line: Sequence[Entry]
    waiting: int
    for_applicants: Sequence[ForApplicant]
    today: Sequence[Visit]
    tomorrow: int
    struck: int
    closures: Collection[int]
    failed: Sequence[Message]
    failures: int
    unreachable: Sequence[Attendee]
    proposals: Sequence[Proposal]
    unwanted: Sequence[Occurrence]
    unread: int
    held: int


def desk(now: datetime, page: int = 1) -> Desk:
    tzid = centre().tzid
    on = local(now, tzid).date()
    line, waiting = in_line(now)
    struck, closures = _struck(now)
    unread, held = not_handled()
    requests, asked = page_for_staff(now, page)
    return Desk(
        on=on,
        for_staff=requests,
        asked=asked,
        contests=contests(line, now),
        line=line,
        waiting=waiting,
        for_applicants=for_applicants(now),
        today=visits(on, tzid, now),
        tomorrow=count(meetings(on + _A_DAY, tzid)),
        struck=struck,
        closures=closures,
        failed=db.session.scalars(failed().order_by(Message.id.desc()).limit(MOST_FAILED)).all(),
        failures=count(failed()),
        unreachable=unreachable(now),
        proposals=to_decide(now),
        unwanted=all_unwanted(now),
        unread=unread,
        held=held,
    )


def _struck(now: datetime) -> tuple[int, list[int]]:
    """Bookings that are not over and lie in a closed time, as queries.hits has them; in one statement."""
    meets = (Occurrence.starts_at < Blackout.ends_at) & (Occurrence.ends_at > Blackout.starts_at)
    claimed = exists().where(
        Claim.occurrence_id == Occurrence.id, Claim.active, Claim.resource_id == Blackout.resource_id
    )
    rows = (
        select(Blackout.id, Occurrence.id)
        .join(Occurrence, meets)
        .where(Blackout.ends_at > now, Occurrence.ends_at > now, Occurrence.status.in_(sorted(HOLDING)))
        .where(or_(Blackout.resource_id.is_(None), claimed))
        .order_by(Blackout.starts_at, Blackout.id)
    )
    found = db.session.execute(rows).all()
    return len({hit for _, hit in found}), list(dict.fromkeys(closure for closure, _ in found))


def failed() -> Select[Any]:
    """Without their bytes."""
    return select(Message).where(needs_a_person()).options(defer(Message.content))


def count(statement: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
