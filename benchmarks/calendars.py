"""A space full of bookings, written as rows: the desk would need minutes for ten thousand."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.centre import Centre

SPACE, EMAIL, TZID = "daejeon-information-corner", "staff@example.jp", "Asia/Tokyo"
A_DAY = 8  # bookings of one hour, the first at 9:00 of the centre's clock
PEOPLE = tuple(
    {"email": f"guest{n}@example.jp", "name": f"来訪者{n}", "locale": "ja", "tzid": TZID} for n in range(3)
)
_FIRST = timedelta(days=30)


def fill(house: Centre, events: int) -> list[datetime]:
    """Adds so many bookings of one person in SPACE; gives their starts."""
    os.environ.update(house.environ)
    from booking.app import create_app
    from booking.extensions import db

    with create_app().app_context():
        starts = list(_starts(datetime.now(UTC), events))
        _free()
        _write(starts)
        db.session.commit()
    return starts


def password(house: Centre) -> str:
    """An app password of the same person."""
    os.environ.update(house.environ)
    from booking.actions.tokens import make_app_password
    from booking.app import create_app
    from booking.queries.people import actor, by_email

    with create_app().app_context():
        return make_app_password(by=actor(by_email(EMAIL), "web"), now=datetime.now(UTC), name="bench")


def feed(house: Centre) -> str:
    """The secret of a feed of the same person's bookings."""
    os.environ.update(house.environ)
    from booking.actions.feeds import make_feed
    from booking.app import create_app
    from booking.queries.people import actor, by_email

    with create_app().app_context():
        return make_feed(by=actor(by_email(EMAIL), "web"), now=datetime.now(UTC), subject="me")[0]


def _starts(now: datetime, events: int) -> Iterator[datetime]:
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) + _FIRST
    return (first + timedelta(days=n // A_DAY, hours=n % A_DAY) for n in range(events))


def _free() -> None:
    """What the demo has booked there in those years would be in the way."""
    from sqlalchemy import select, update

    from booking.extensions import db
    from booking.models import Claim, Occurrence

    there = select(Claim.occurrence_id).where(Claim.resource_id == _space_id())
    gone = update(Occurrence).where(Occurrence.id.in_(there), Occurrence.status == "confirmed")
    db.session.execute(gone.values(status="cancelled"))
    db.session.execute(update(Claim).where(Claim.occurrence_id.in_(there)).values(active=False))


def _space_id() -> int:
    from sqlalchemy import select

    from booking.extensions import db
    from booking.models import Resource

    return db.session.scalars(select(Resource.id).where(Resource.slug == SPACE)).one()


def _write(starts: Sequence[datetime]) -> None:
    from booking.models import Attendee, Claim, Occurrence, Reservation, ReservationSpace, ResourceChange

    space_id, now = _space_id(), datetime.now(UTC)
    ids = _added(Reservation, _bookings(len(starts), now))
    dates = _added(Occurrence, [_date(id, at) for id, at in zip(ids, starts, strict=True)])
    where = [{"reservation_id": id, "resource_id": space_id} for id in ids]
    held = [
        {"occurrence_id": id, "resource_id": space_id} | _span(at)
        for id, at in zip(dates, starts, strict=True)
    ]
    _added(Claim, held)
    _added(Attendee, [{"reservation_id": id} | person for id in ids for person in PEOPLE])
    _add(ReservationSpace, where)
    _add(ResourceChange, [each | {"number": 0} for each in where])


def _added(model: Any, rows: list[dict[str, Any]]) -> Sequence[int]:
    from sqlalchemy import insert

    from booking.extensions import db

    made = insert(model).returning(model.id, sort_by_parameter_order=True)
    return db.session.scalars(made, rows).all()


def _add(model: Any, rows: list[dict[str, Any]]) -> None:
    from sqlalchemy import insert

    from booking.extensions import db

    db.session.execute(insert(model), rows)


def _bookings(count: int, now: datetime) -> list[dict[str, Any]]:
    from booking.queries.people import by_email

    person = by_email(EMAIL)
    whose = {"person_id": person.id, "booked_by_id": person.id, "company_id": person.company_id}
    contact = {"contact_name": person.name, "contact_email": EMAIL}
    common = {"door": "web", "tzid": TZID, "created_at": now, "changed_at": now, **whose, **contact}
    words = {"title": "展示見学", "description": "三階の受付へお越しください。"}
    return [common | words | {"uid": f"{now:%Y%m%d%H%M%S%f}-{n}@example.jp"} for n in range(count)]


def _date(reservation_id: int, at: datetime) -> dict[str, Any]:
    wall = at.astimezone(ZoneInfo(TZID)).replace(tzinfo=None).isoformat()
    common = {"reservation_id": reservation_id, "recurrence_id": wall, "status": "confirmed"}
    return common | _span(at)


def _span(at: datetime) -> dict[str, datetime]:
    return {"starts_at": at, "ends_at": at + timedelta(hours=1)}
