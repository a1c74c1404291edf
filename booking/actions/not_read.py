from collections.abc import Mapping
from datetime import datetime

from booking.actions.transaction import transaction
from booking.errors import Unreadable
from booking.extensions import db
from booking.models import Centre, User
from booking.outbox.rows import add_new
from booking.outbox.snapshot import house_facts, keep
from booking.rules.notices import NOT_READ
from booking.rules.wall import local


@transaction
def tell_not_read(person_id: int, refused: Unreadable, told: Mapping[str, str], *, now: datetime) -> None:
    """Once a day by the centre's clock, however many come. `told` is the mail's `subject`, and its Message-ID
    as `answers_to`."""
    person, house = db.session.get_one(User, person_id), db.session.get_one(Centre, 1)
    facts = {
        "centre": house_facts(house),
        "attendees": [],
        "title": told["subject"],
        "answers_to": told["answers_to"],
        "code": refused.code,
        "values": refused.values,
    }
    row = {
        "key": f"{NOT_READ}:{person.id}:{local(now, house.tzid):%Y-%m-%d}",
        "kind": NOT_READ,
        "recipient": person.email,
        "locale": person.locale,
        "tzid": person.tzid,
        "snapshot_id": keep(facts, now)[0],
        "created_at": now,
        "due_at": now,
    }
    add_new([row])
