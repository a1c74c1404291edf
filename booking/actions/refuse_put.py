"""Calendar apps take back what was refused, and most do not show why: their person reads it in a mail."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from booking.actions.locks import lock_reservations
from booking.actions.refused import broken, other_times
from booking.actions.telling import slot
from booking.actions.transaction import transaction
from booking.errors import BookingError
from booking.extensions import db
from booking.ical.received import Scheduling
from booking.models import Centre, Message, Reservation, Resource
from booking.outbox.put_facts import put_facts
from booking.outbox.rows import add_new
from booking.outbox.snapshot import keep
from booking.permissions import Actor
from booking.rules.lifecycle import HOLDING
from booking.rules.notices import PUT_REFUSED
from booking.rules.wall import local

Facts = dict[str, Any]
# Some apps write these anew at every try.
_STAMPS = re.compile(rb"^(DTSTAMP|LAST-MODIFIED|CREATED|SEQUENCE)[:;].*\n?", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an app has put into the collection of that space, and what the person's app calls it."""

    event: Scheduling
    space_id: int
    title: str


@transaction
def refuse_put(
    asked: Asked, refused: BookingError, reservation_id: int | None, *, by: Actor, now: datetime
) -> None:
    """Nothing was written; `reservation_id` is of a booking that stays as it was. The same text, put again
    and again, is answered once a day by the centre's clock."""
    key = _key(asked.event, by, now)
    if db.session.scalar(select(exists().where(Message.key == key))):
        return
    clashing: Collection[str] = refused.values.get("dates", ()) if asked.event.events[0].rrule else ()
    space = db.session.get_one(Resource, asked.space_id)
    facts = put_facts(asked.event, space, asked.title, clashing)
    facts |= {"broken": broken(refused), "alternatives": other_times(refused)}
    facts |= {"reservation_id": reservation_id, "stays": None}
    if reservation_id is not None:
        (found,) = lock_reservations([reservation_id], now)
        facts |= {"stays": _stays(found, now)}
    row = {
        "key": key,
        "kind": PUT_REFUSED,
        "recipient": by.email,
        "locale": by.locale,
        "tzid": by.tzid,
        "reservation_id": reservation_id,
        "snapshot_id": keep(facts, now)[0],
        "created_at": now,
        "due_at": now,
    }
    add_new([row])


def _key(event: Scheduling, by: Actor, now: datetime) -> str:
    text = _STAMPS.sub(b"", event.text)
    said = hashlib.sha256(event.uid.encode() + b"\n" + text).hexdigest()[:32]
    today = local(now, db.session.get_one(Centre, 1).tzid)
    return f"{PUT_REFUSED}:{by.id}:{said}:{today:%Y-%m-%d}"


def _stays(found: Reservation, now: datetime) -> Facts | None:
    """Its first date to come, as it is."""
    held = [date for date in found.occurrences if date.status in HOLDING and date.ends_at > now]
    one = min(held, key=lambda date: date.starts_at, default=None)
    return slot(one.interval, one.spaces) if one else None
