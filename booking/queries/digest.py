"""What the mail of the morning says, as plain JSON in no language yet."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from booking.extensions import db
from booking.models import Message, Occurrence, User
from booking.models.resource import EQUIPMENT
from booking.outbox.audience import staff
from booking.outbox.snapshot import answers, house_facts
from booking.queries.day_sheet import held_between, opens
from booking.queries.desk import MOST_FAILED, count, failed
from booking.queries.policies import centre
from booking.queries.requests import Waiting, for_staff
from booking.rules.digest import AHEAD, digest_key, ends_at, is_time
from booking.rules.requests import CHAIR
from booking.rules.wall import local

Facts = dict[str, Any]


def digest_readers(now: datetime, at: time) -> Sequence[User]:
    """Of the staff those who want it and have not got it; nobody when it is not the time, or on a day when
    the centre is closed and nothing is booked."""
    tzid = centre().tzid
    wall = local(now, tzid)
    if not is_time(wall, at):
        return []
    on = wall.date()
    wanted = {digest_key(on, user.id): user for user in staff() if user.digest}
    got = set(db.session.scalars(select(Message.key).where(Message.key.in_(list(wanted)))))
    readers = [user for key, user in wanted.items() if key not in got]
    return readers if readers and (opens(on) or held_between(on, on, tzid)) else []


def digest_facts(now: datetime, at: time) -> Facts:
    house = centre()
    on = local(now, house.tzid).date()
    last = on + timedelta(days=AHEAD)
    return {
        "centre": house_facts(house),
        "attendees": [],
        "digest": {
            "on": on.isoformat(),
            "tzid": house.tzid,
            "made_at": now.isoformat(),
            "until": ends_at(on, at, house.tzid).isoformat(),
            "meetings": [_meeting(one, on, house.tzid) for one in held_between(on, last, house.tzid)],
            "waiting": [_waiting(row) for row in for_staff(now)],
            "failed": [_failed(one) for one in db.session.scalars(_newest_failed())],
            "failures": count(failed()),
        },
    }


def _newest_failed() -> Any:
    return failed().order_by(Message.id.desc()).limit(MOST_FAILED)


def _meeting(one: Occurrence, first: date, tzid: str) -> Facts:
    """`on` is its day among those that are told."""
    booking = one.reservation
    others = [person for person in booking.attendees if person.role != CHAIR]
    return _itself(one) | {
        "on": max(local(one.starts_at, tzid).date(), first).isoformat(),
        "headcount": booking.headcount,
        "visitors": [person.name or person.email for person in others],
        "equipment": list(_equipment(one)),
        "answers": answers(booking),
        "description": booking.description,
    }


def _itself(one: Occurrence) -> Facts:
    booking = one.reservation
    return {
        "reservation_id": booking.id,
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "tzid": booking.tzid,
        "spaces": [space.names for space in one.spaces],
        "title": one.title or booking.title,
        "second_title": "" if one.title else booking.second_title,
        "status": one.status,
        "waiting_for": one.waiting_for,
        "name": booking.contact_name,
        "reading": booking.contact_reading,
        "company": booking.company.name if booking.company else booking.contact_company,
        "company_reading": booking.company.reading if booking.company else "",
        "phone": booking.contact_phone,
    }


def _equipment(one: Occurrence) -> Iterable[Facts]:
    for claim in one.claims:
        unit = claim.resource
        if claim.active and unit.kind == EQUIPMENT and unit.equipment_type:
            yield {"names": unit.equipment_type.names, "unit": unit.names}


def _waiting(row: Waiting) -> Facts:
    told = {"dates": row.dates, "waited": int(row.waited.total_seconds()), "late": row.late}
    return _itself(row.occurrence) | told | {"changes": bool(row.changes)}


def _failed(message: Message) -> Facts:
    return {"kind": message.kind, "recipient": message.recipient}
