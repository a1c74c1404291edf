"""The mail that asks whether a mail is its reader's, once a day and address (D35)."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from booking.extensions import db
from booking.models import Centre, InboundMessage, Message, Resource, User
from booking.models.message import DROPPED, MISSED
from booking.outbox.rows import add_new
from booking.outbox.snapshot import house_facts, keep
from booking.rules.confirming import CONFIRM, confirm_key
from booking.rules.wall import local

Facts = dict[str, Any]


def tell_confirm(inbound_id: int, asked: Facts, now: datetime) -> int:
    """How many rows are new: none where the address was asked today, by the centre's clock, already.

    `asked` is what mailbox.asked makes.
    """
    house = db.session.get_one(Centre, 1)
    key = confirm_key(asked["sender"], local(now, house.tzid).date())
    if db.session.scalar(select(exists().where(Message.key == key))):
        return 0
    (kept,) = keep(_facts(inbound_id, asked, house), now)
    account = db.session.scalar(select(User).where(User.email == asked["sender"]))
    row = {
        "key": key,
        "kind": CONFIRM,
        "recipient": asked["sender"],
        "locale": asked["locale"] or (account or house).locale,
        "tzid": account.tzid if account else asked["tzid"],
        "snapshot_id": kept,
        "created_at": now,
        "due_at": now,
    }
    return add_new([row])


def _facts(inbound_id: int, asked: Facts, house: Centre) -> Facts:
    """Where it names no space the centre is the place."""
    columns = select(Resource.slug, Resource.names, Resource.tzid)
    rows = db.session.execute(columns.where(Resource.slug.in_(asked["spaces"])))
    places = {row.slug: {"names": row.names, "tzid": row.tzid} for row in rows}
    named = [places[slug] for slug in asked["spaces"] if slug in places]
    return {
        "centre": house_facts(house),
        "attendees": [],
        "spaces": named or [{"names": house.names, "tzid": house.tzid}],
        "asked": asked | {"inbound_id": inbound_id},
    }


def asks_no_more(message: Message, now: datetime) -> str | None:
    """The status in which it ends unsent: its mail is confirmed already, or can be no more."""
    asked = message.snapshot.facts["asked"] if message.snapshot else {}
    if not asked or now >= datetime.fromisoformat(asked["until"]):
        return MISSED
    # Not its status: that is marked after this mail was written.
    open_ = (InboundMessage.id == asked["inbound_id"], InboundMessage.confirmed_at.is_(None))
    return None if db.session.scalar(select(exists().where(*open_))) else DROPPED
