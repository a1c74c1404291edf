"""A small centre for tests: plain rows, committed. NOW is a Tuesday morning in Sapporo."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from booking.extensions import db
from booking.models import Centre, Company, EquipmentType, Policy, Question, Resource, User
from booking.permissions import ADMINISTRATOR, MEMBER, STAFF, Actor
from booking.queries.people import actor
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest

NOW = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
WEEKDAYS = {str(day): [["08:45", "17:30"]] for day in range(1, 6)}


def at(day: int, clock: str, month: int = 12) -> datetime:
    """An instant of December 2026 by Sapporo's clock."""
    hours, minutes = clock.split(":")
    return datetime(2026, month, day, int(hours), int(minutes), tzinfo=UTC) - timedelta(hours=9)


def span(day: int, begins: str, ends: str) -> Interval:
    return Interval(at(day, begins), at(day, ends))


def policy(**values: Any) -> Policy:
    defaults = {
        "opening_hours": WEEKDAYS,
        "closed_on_holidays": True,
        "grid": timedelta(minutes=15),
        "min_duration": timedelta(minutes=15),
        "max_duration": timedelta(hours=9),
        "min_notice": timedelta(0),
        "max_notice": timedelta(days=400),
        "setup_time": timedelta(0),
        "teardown_time": timedelta(0),
        "approval": "never",
        "approval_for": "everybody",
        "visibility": "busy",
        "invite_while_pending": False,
        "answer_within_days": 5,
        "remind_staff_after": timedelta(days=1),
    }
    return Policy(**defaults | values)


def space(slug: str, **values: Any) -> Resource:
    return Resource(
        **{"slug": slug, "kind": "space", "names": {"en": slug}, "tzid": "Asia/Tokyo", "country": "JP"}
        | values
    )


def unit(kind: EquipmentType, number: int) -> Resource:
    return space(f"{kind.slug}-{number}", kind="equipment", equipment_type=kind)


def user(email: str, company: Company | None = None, role: str = MEMBER, **values: Any) -> User:
    person = {"name": email.split("@")[0], "locale": "en", "tzid": "Asia/Tokyo"}
    return User(email=email, company=company, role=role, **person | values)


def house(**approval: Any) -> None:
    """Centre, `room` (a question, setup time), `hall` with two desks, two projectors, five people."""
    sapporo = Company(name="北海ソフト", kind="local", country="JP", tzid="Asia/Tokyo", locale="ja")
    daejeon = Company(name="한빛정보", kind="overseas", country="KR", tzid="Asia/Seoul", locale="ko")
    projector = EquipmentType(slug="projector", names={"en": "Projector", "ja": "プロジェクター"})
    purpose = Question(
        slug="purpose",
        kind="choice",
        required=True,
        labels={"en": "Purpose"},
        choices=[{"value": "talks", "labels": {"en": "Talks"}}],
    )
    room = space("room", capacity=8, policy=Policy(setup_time=timedelta(minutes=15), **approval))
    room.questions = [purpose]
    hall = space("hall", capacity=20, parts=[space("desk-1", kind="desk"), space("desk-2", kind="desk")])
    db.session.add(
        Centre(
            id=1,
            names={"en": "Centre"},
            tzid="Asia/Tokyo",
            locale="ja",
            locales=["ja", "en"],
            policy=policy(),
        )
    )
    db.session.add_all([room, hall, unit(projector, 1), unit(projector, 2)])
    db.session.add_all(
        [
            user("sato@example.jp", sapporo, locale="ja"),
            user("suzuki@example.jp", sapporo, locale="ja"),
            user("kim@example.kr", daejeon, locale="ko", tzid="Asia/Seoul"),
            user("staff@example.jp", role=STAFF),
            user("admin@example.jp", role=ADMINISTRATOR),
        ]
    )
    db.session.commit()


def person(email: str, door: str = "web") -> Actor:
    found = actor(db.session.scalars(select(User).filter_by(email=email)).one(), door)
    db.session.rollback()
    return found


def wish(interval: Interval | None = None, **values: Any) -> BookingRequest:
    """Within the rules of `room`, unless told otherwise."""
    defaults = {
        "spaces": ("room",),
        "title": "Talks",
        "interval": interval or span(2, "10:00", "11:00"),
        "tzid": "Asia/Tokyo",
        "answers": {"purpose": "talks"},
    }
    return BookingRequest(**defaults | values)
