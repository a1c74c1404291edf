"""The mail that asks whether a mail is its reader's, once a day and address (D35)."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select

from booking.extensions import db
from booking.models import Centre, InboundMessage, Message, Resource, User
from booking.models.inbound import HELD, is_
from booking.models.message import DROPPED, MISSED, SENT, WAITING
from booking.outbox.rows import Row, add_new
from booking.outbox.snapshot import house_facts, keep
from booking.rules.confirming import CONFIRM, confirm_key, questions_key
from booking.rules.wall import local

ENGLISH = "en"  # beside the language of the centre, where nothing tells which the reader knows
Facts = dict[str, Any]


def tell_confirm(inbound_id: int, asked: Facts, now: datetime) -> int:
    """How many rows are new or say something else: none where the address got the one of today, by the
    centre's clock, already. One that was not sent yet, or never will be, is about the newest mail instead;
    its link leads to the others. A sender who is known and proven is asked about each of their mails.

    `asked` is what mailbox.asked makes.
    """
    house = db.session.get_one(Centre, 1)
    today = local(now, house.tzid).date()
    proven = asked["believed"] and asked["known"]
    key = questions_key(inbound_id) if proven else confirm_key(asked["sender"], today)
    before = db.session.scalar(select(Message).where(Message.key == key).with_for_update())
    if before and (before.status == SENT or before.lease_owner):
        return 0
    account = db.session.scalar(select(User).where(User.email == asked["sender"]))
    reader = _reader(asked, house, account)
    guessed = account is None and not asked["locale"] and reader["locale"] != ENGLISH
    facts = _facts(inbound_id, asked, house) | {"also": ENGLISH if guessed else ""}
    row = reader | {"snapshot_id": keep(facts, now)[0]}
    if before:
        return _say_instead(before, row, now)
    return add_new([row | {"key": key, "kind": CONFIRM, "created_at": now, "due_at": now}])


def _reader(asked: Facts, house: Centre, account: User | None) -> Row:
    return {
        "recipient": asked["sender"],
        "locale": account.locale if account else asked["locale"] or house.locale,
        "tzid": account.tzid if account else asked["tzid"],
    }


def _say_instead(message: Message, row: Row, now: datetime) -> int:
    """One that waits for its next try goes on to wait."""
    if message.status != WAITING:
        row = row | {"status": WAITING, "due_at": now, "tries": 0, "error": ""}
    for name, value in row.items():
        setattr(message, name, value)
    message.content = None
    return 1


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
    """The status in which it ends unsent: its mail is confirmed already, with no other left to which its
    link leads, or can be no more."""
    asked = message.snapshot.facts["asked"] if message.snapshot else {}
    if not asked or now >= datetime.fromisoformat(asked["until"]):
        return MISSED
    # Not its status: that is marked after this mail was written.
    beside = and_(is_(HELD), InboundMessage.sender == asked["sender"])
    open_ = (or_(InboundMessage.id == asked["inbound_id"], beside), InboundMessage.confirmed_at.is_(None))
    return None if db.session.scalar(select(exists().where(*open_))) else DROPPED
