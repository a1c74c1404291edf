"""The mail with the link by which somebody chooses their password."""

from datetime import datetime
from typing import Any

from booking.extensions import db
from booking.models import Centre, Message, User
from booking.models.message import DROPPED
from booking.outbox.rows import add_new
from booking.outbox.snapshot import house_facts, keep
from booking.rules.welcoming import GOOD_FOR, WELCOME, welcome_key


def tell_welcome(user: User, forgotten: bool, now: datetime) -> None:
    """With the generation that the account has now."""
    house = db.session.get_one(Centre, 1)
    row = {
        "key": welcome_key(user.id, user.generation),
        "kind": WELCOME,
        "recipient": user.email,
        "locale": user.locale,
        "tzid": user.tzid,
        "snapshot_id": keep(_facts(user, forgotten, house, now), now)[0],
        "created_at": now,
        "due_at": now,
    }
    add_new([row])


def _facts(user: User, forgotten: bool, house: Centre, now: datetime) -> dict[str, Any]:
    return {
        "centre": house_facts(house),
        "attendees": [],
        "spaces": [{"names": house.names, "tzid": house.tzid}],
        "welcome": {
            "user_id": user.id,
            "generation": user.generation,
            "name": user.name,
            "forgotten": forgotten,
            "until": (now + GOOD_FOR).isoformat(),
        },
    }


def unwelcome(message: Message) -> str | None:
    """The status in which it ends unsent: a newer link was sent, or the account was switched off."""
    told = message.snapshot.facts["welcome"] if message.snapshot else {}
    user = db.session.get(User, told["user_id"]) if told else None
    good = user is not None and user.active and user.generation == told["generation"]
    return None if good else DROPPED
