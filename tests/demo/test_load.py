"""The demo centre, whatever day it is loaded on."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from booking.actions.book import book
from booking.actions.sign_in import sign_in
from booking.demo.bookings import BUSINESS, PLAN
from booking.demo.calendar import around, interval, open_days
from booking.demo.load import load
from booking.demo.people import PASSWORD, SIGN_INS
from booking.demo.spaces import spaces
from booking.errors import WrongState
from booking.extensions import db
from booking.jobs.tick import tick
from booking.models import (
    AuditEntry,
    Blackout,
    Centre,
    Claim,
    Company,
    EquipmentType,
    Message,
    Occurrence,
    Question,
    Reservation,
    Resource,
)  # fmt: skip
from booking.queries.policies import effective, terms
from booking.rules.wall import local
from tests import depth
from tests.factories import person, wish

LANGUAGES = {"ja", "en", "ko", "zh_Hans", "zh_Hant"}
TUESDAY = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def days(*texts: str) -> list[datetime]:
    return [datetime.fromisoformat(f"{text}T03:00:00+00:00") for text in texts]


# Weekends, Golden Week, the turn of the year, Silver Week, leap day, and the last minute before midnight.
TODAYS = [*days(
    "2026-01-01", "2026-01-02", "2026-01-04", "2026-02-11", "2026-02-22", "2026-03-20", "2026-04-28",
    "2026-04-29", "2026-05-01", "2026-05-03", "2026-05-04", "2026-05-06", "2026-06-13", "2026-07-20",
    "2026-08-11", "2026-09-19", "2026-09-21", "2026-09-23", "2026-10-12", "2026-11-03", "2026-11-23",
    "2026-12-24", "2026-12-28", "2026-12-29", "2026-12-31", "2027-01-01", "2027-01-03", "2027-05-02",
    "2028-02-29", "2028-12-30",
), datetime(2026, 12, 28, 14, 59, tzinfo=UTC), datetime(2026, 12, 28, 15, 1, tzinfo=UTC)]  # fmt: skip


STEP = 1 if depth.full() else 4
ON_DAYS = [("sqlite", now) for now in TODAYS[::STEP]] + [("postgresql", now) for now in TODAYS[:: 5 * STEP]]


@pytest.mark.parametrize("database_url, now", ON_DAYS, indirect=["database_url"], ids=str)
def test_it_can_be_loaded_on_any_day(app, now):
    load(now)
    today = local(now, "Asia/Tokyo").date()
    statuses = Counter(db.session.scalars(select(Occurrence.status)))
    series = db.session.scalars(select(Reservation).where(Reservation.rrule.is_not(None))).one()
    assert 2 <= len(series.occurrences) == 4 - len(series.skipped)
    single = len(PLAN) - 5
    assert statuses == {
        "confirmed": single + len(series.occurrences), "tentative": 2, "waitlisted": 1, "cancelled": 1,
    }  # fmt: skip
    waiting = db.session.scalars(select(Occurrence).where(Occurrence.status == "tentative")).all()
    assert all(occurrence.starts_at > now for occurrence in waiting)
    space = db.session.scalars(select(Resource).where(Resource.slug == BUSINESS)).one()
    rules = terms([space], around(today))[space.id]
    for occurrence in db.session.scalars(select(Occurrence)):
        day = local(occurrence.starts_at, "Asia/Tokyo").date()
        assert day.isoweekday() < 6
        assert not any(closure.interval.covers(_span(occurrence)) for closure in rules.closures)
    assert db.session.scalar(select(func.max(Reservation.created_at))) <= now
    assert not _waiting_now(now)


def _span(occurrence):
    from booking.rules.interval import Interval

    return Interval(occurrence.starts_at, occurrence.ends_at)


def _waiting_now(now):
    due = (Message.status == "waiting") & (Message.due_at <= now)
    return db.session.scalars(select(Message.key).where(due)).all()


@pytest.fixture
def loaded(app):
    load(TUESDAY)


def test_what_stands_in_it(loaded):
    house = db.session.get_one(Centre, 1)
    assert house.demo and house.tzid == "Asia/Tokyo" and set(house.locales) == LANGUAGES
    sizes = select(Resource.slug, Resource.area_m2, Resource.capacity).where(Resource.kind == "space")
    assert set(map(tuple, db.session.execute(sizes))) == {
        ("business-communication-space", 24, 8),
        ("support-room", 72, 24),
        ("daejeon-information-corner", 50, 16),
    }  # fmt: skip
    room = db.session.scalars(select(Resource).where(Resource.slug == "support-room")).one()
    assert [desk.slug for desk in room.parts] == [f"startup-desk-{n}" for n in range(1, 5)]
    units = select(EquipmentType.slug, func.count()).join(
        Resource, Resource.equipment_type_id == EquipmentType.id
    )
    assert dict(map(tuple, db.session.execute(units.group_by(EquipmentType.slug)))) == {
        "projector": 2, "video-conference-kit": 2, "presentation-display": 1, "microphone-set": 2,
    }  # fmt: skip
    countries = Counter(db.session.scalars(select(Company.country)))
    assert countries == {"JP": 2, "KR": 2, "SG": 1, "TW": 1}


def test_everything_is_said_in_five_languages(loaded):
    texts = [house.names for house in db.session.scalars(select(Centre))]
    texts += [house.address for house in db.session.scalars(select(Centre))]
    texts += [blackout.reason for blackout in db.session.scalars(select(Blackout))]
    texts += [kind.names for kind in db.session.scalars(select(EquipmentType))]
    for space in db.session.scalars(select(Resource)):
        texts += [space.names, *space.texts.values()]
    for question in db.session.scalars(select(Question)):
        texts += [question.labels, *(choice["labels"] for choice in question.choices)]
    assert len(texts) > 50
    for text in texts:
        assert set(text) == LANGUAGES and all(part.strip() for part in text.values())
    assert all(set(space.texts) == {"contents", "access", "rules"} for space in spaces())


def test_the_rules_of_the_business_space(loaded):
    space = db.session.scalars(select(Resource).where(Resource.slug == BUSINESS)).one()
    policy = effective(space.policy, db.session.get_one(Centre, 1).policy)
    assert (policy.approval, policy.approval_for) == ("first_booking", "overseas")
    assert policy.opening_hours.week == dict.fromkeys(range(1, 6), ((525, 1050),))
    assert (policy.grid, policy.setup_time) == (timedelta(minutes=15), timedelta(minutes=15))
    assert [(q.slug, q.kind, q.required) for q in space.questions] == [
        ("purpose", "choice", True), ("interpreter", "text", False), ("phone", "text", False),
    ]  # fmt: skip
    purposes = [choice["value"] for choice in space.questions[0].choices]
    assert purposes == ["business-talks", "presentation", "training", "visit", "other"]


def test_two_companies_wait_for_one_afternoon_and_daejeons_has_nothing(loaded):
    waiting = (
        select(Reservation).join(Occurrence).where(Occurrence.status == "tentative").order_by(Reservation.id)
    )
    asked = db.session.scalars(waiting).all()
    assert [one.company.country for one in asked] == ["SG", "TW"]
    days = {local(one.occurrences[0].starts_at, "Asia/Tokyo").date() for one in asked}
    assert len(days) == 1 and {one.spaces[0].slug for one in asked} == {BUSINESS}
    kim = db.session.scalars(select(Company).where(Company.locale == "ko").order_by(Company.id)).first()
    assert not db.session.scalars(select(Reservation).where(Reservation.company_id == kim.id)).all()


def test_its_history_was_made_at_the_desk(loaded):
    actions = Counter(db.session.scalars(select(AuditEntry.action)))
    assert actions == {"demo": 1, "book": len(PLAN), "approve": 1, "cancel": 1}
    approved = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "approve")).one()
    assert approved.actor_name == "山田 恵" and approved.after["occurrences"][0]["status"] == "confirmed"
    assert db.session.scalar(select(func.count()).where(Claim.active)) > len(PLAN)


def test_its_own_history_writes_no_mail_and_what_is_to_come_does(loaded, app):
    done = tick(TUESDAY)
    assert "sent" not in done and "missed" not in done
    assert not (app.config["INSTANCE_PATH"] / "mail").exists()
    assert db.session.scalar(
        select(func.count()).where(Message.status == "waiting", Message.kind == "reminder")
    )
    sent = db.session.scalars(select(Message.error).where(Message.status == "sent")).all()
    assert len(sent) > 20 and set(sent) == {"demo: part of its history, never really sent"}


def test_each_sign_in_works(loaded):
    limits = {"lifetime": timedelta(days=1), "tries": 5, "window": timedelta(minutes=5)}
    for email in SIGN_INS:
        who, _ = sign_in(email, PASSWORD, address="127.0.0.1", now=TUESDAY, **limits)
        assert who.email == email


def test_the_first_booking_from_daejeon_waits_for_staff(loaded):
    space = db.session.scalars(select(Resource).where(Resource.slug == BUSINESS)).one()
    today = TUESDAY.date()
    day = open_days(today, terms([space], around(today))[space.id])[9]
    span = interval(PLAN[0], day)
    request = wish(span, spaces=(BUSINESS,), answers={"purpose": "visit"}, equipment={"projector": 1})
    assert book(request, by=person("kim@example.kr"), now=TUESDAY, preview=True).status == "tentative"
    assert book(request, by=person("sato@example.jp"), now=TUESDAY, preview=True).status == "confirmed"


def test_two_loads_of_one_day_are_alike(app):
    load(TUESDAY)
    rows = select(Reservation.title, Reservation.created_at, Occurrence.starts_at, Occurrence.status)
    before = db.session.execute(rows.join(Occurrence).order_by(Reservation.id)).all()
    assert [row.title for row in before] == [
        row.title for row in sorted(before, key=lambda row: row.created_at)
    ]
    with pytest.raises(WrongState):
        load(TUESDAY + timedelta(hours=5))
