"""One company whose members all want something at once, and two of the staff; each has a token."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from booking import clock
from booking.extensions import db
from booking.models import Centre, Claim, Company, Occurrence, Policy, Reservation, Token
from booking.permissions import STAFF
from booking.rules.secrets import digest
from tests import factories
from tests.races.crowd import Answer, Post, at_once

MEMBERS = [f"member-{n}" for n in range(20)]
DESK = ["desk-a", "desk-b"]
WORKERS = 6  # processes that have to be seen (D52)
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
A_WEEK = 7 * 24  # hours
HOUR, TOKYO = timedelta(hours=1), ZoneInfo("Asia/Tokyo")
RESERVATIONS = "/api/v1/reservations"


def found(**rules: Any) -> None:
    """Open day and night, by the hour. Requests for `asked` need staff; members have a booth each."""
    policy = factories.policy(
        opening_hours=ALWAYS, closed_on_holidays=False, grid=HOUR, min_duration=HOUR, **rules
    )
    centre = {"names": {"en": "C"}, "tzid": "Asia/Tokyo", "locale": "en", "locales": ["en"], "policy": policy}
    company = Company(name="Club", kind="local", country="JP", tzid="Asia/Tokyo", locale="en")
    people = [factories.user(f"{name}@example.jp", company) for name in MEMBERS]
    staff = [factories.user(f"{name}@example.jp", role=STAFF) for name in DESK]
    booths = [factories.space(f"booth-{n}") for n in range(len(MEMBERS))]
    asked = factories.space("asked", policy=Policy(approval="always"))
    db.session.add_all(
        [Centre(id=1, **centre), factories.space("one"), factories.space("two"), asked, *booths]
    )
    db.session.add_all([*people, *staff])
    db.session.flush()
    for person, secret in zip([*people, *staff], [*MEMBERS, *DESK], strict=True):
        db.session.add(_token(person.id, secret))
    db.session.commit()
    db.session.remove()


def _token(user_id: int, secret: str) -> Token:
    now = clock.now()
    return Token(kind="api", hash=digest(secret), user_id=user_id, created_at=now, last_used_at=now)


def hour(n: int) -> datetime:
    """The n-th hour from a Monday's midnight in Sapporo on that is two or three weeks away."""
    today = clock.now().astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=21 - today.weekday(), hours=n)


def times(n: int, long: int = 1) -> dict[str, str]:
    return {"starts_at": hour(n).isoformat(), "ends_at": (hour(n) + long * HOUR).isoformat()}


def wish(token: str, space: str, n: int, long: int = 1, **more: Any) -> Post:
    """So many hours from the n-th on."""
    body = {"space": space, "title": "Talks", "tzid": "Asia/Tokyo", **times(n, long), **more}
    return Post(token, body)


def made(path: str, post: Post) -> int:
    """Its id; nobody else is there yet."""
    (answer,) = at_once(path, [post])
    assert answer.status == 201, answer.body
    return answer.body["id"]


def upon(reservation_id: int, what: str, token: str, **body: Any) -> Post:
    return Post(token, body, to=f"{RESERVATIONS}/{reservation_id}/{what}")


def statuses(answers: Sequence[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def failures(answers: Sequence[Answer]) -> list[Any]:
    return [answer.body for answer in answers if answer.status >= 500]


def states(ids: Sequence[int]) -> list[str]:
    """Of single bookings, in that order."""
    found = dict(_rows(select(Occurrence.reservation_id, Occurrence.status)))
    return [found[one] for one in ids]


def held(reservation_id: int) -> list[datetime]:
    """When its active claims begin."""
    rows = select(Claim.starts_at).join(Claim.occurrence).where(Claim.active).order_by(Claim.starts_at)
    return [at for (at,) in _rows(rows.where(Occurrence.reservation_id == reservation_id))]


def meetings_in(begins: datetime, ends: datetime) -> int:
    """How many the company holds."""
    mine = Reservation.company_id.is_not(None) & (Occurrence.status == "confirmed")
    rows = select(func.count()).select_from(Occurrence).join(Occurrence.reservation).where(mine)
    return _rows(rows.where(Occurrence.starts_at >= begins, Occurrence.starts_at < ends))[0][0]


def _rows(statement: Select[Any]) -> list[Any]:
    with db.engine.connect() as connection:
        return list(connection.execute(statement))
