"""Between the model's minutes and names and the desk's rows."""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from booking.extensions import db
from booking.models import (
    Attendee,
    AuditEntry,
    Centre,
    Claim,
    Company,
    EquipmentType,
    Occurrence,
    Policy,
    Resource,
    User,
)
from booking.permissions import MEMBER, STAFF, Actor
from booking.queries.people import actor
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest
from tests import factories
from tests.actions.world import GRID, HOLDING, LONGEST, SHORTEST, UNIT, UNITS, Booked, Person, Place, Span

START = datetime(2026, 12, 1, tzinfo=UTC) - timedelta(hours=9)
HOURS = {str(day): [["09:00", "17:00"]] for day in range(1, 6)}
APPROVAL = {
    "never": ("never", "everybody"),
    "always": ("always", "everybody"),
    "first": ("first_booking", "overseas"),
}


def instant(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def instants(span: Span) -> tuple[datetime, datetime]:
    return instant(span.begins), instant(span.ends)


def span(interval: Interval) -> Span:
    minute = timedelta(minutes=1)
    return Span((interval.starts_at - START) // minute, (interval.ends_at - START) // minute)


def request(
    slugs: tuple[str, ...], meeting: Span, units: int, headcount: int | None, reason: str
) -> BookingRequest:
    return BookingRequest(
        spaces=slugs,
        title="Talks",
        interval=Interval(*instants(meeting)),
        tzid="Asia/Tokyo",
        equipment={"projector": units} if units else {},
        headcount=headcount,
        override_reason=reason,
    )


def empty() -> None:
    """Every row goes, the history too: only here, by taking the guard of it away."""
    db.session.remove()
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(f'"{name}"' for name in tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
            return
        name = "audit_entry_no_delete"
        trigger = connection.scalar(text(f"SELECT sql FROM sqlite_master WHERE name = '{name}'"))
        connection.execute(text(f"DROP TRIGGER {name}"))
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in tables:
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.exec_driver_sql(trigger)


def furnish(
    people: Mapping[str, Person], places: Mapping[str, Place], answer_within_days: int
) -> dict[str, Actor]:
    """The rows of the model's world, and its people as the desk knows them."""
    policy = factories.policy(
        opening_hours=HOURS,
        closed_on_holidays=False,
        grid=timedelta(minutes=GRID),
        min_duration=timedelta(minutes=SHORTEST),
        max_duration=timedelta(minutes=LONGEST),
        answer_within_days=answer_within_days,
    )
    db.session.add(
        Centre(id=1, names={"en": "C"}, tzid="Asia/Tokyo", locale="en", locales=["en"], policy=policy)
    )
    projector = EquipmentType(slug="projector", names={"en": "Projector"})
    rows = {place.slug: _resource(place) for place in places.values()}
    for place in places.values():
        rows[place.slug].parts = [rows[part] for part in place.parts]
    units = [
        _resource(replace(UNIT, slug=f"projector-{n}"), kind="equipment", equipment_type=projector)
        for n in range(1, UNITS + 1)
    ]
    companies = {p.company: company(p) for p in people.values() if p.company}
    users = [
        factories.user(p.email, companies.get(p.company), STAFF if p.staff else MEMBER)
        for p in people.values()
    ]
    db.session.add_all([*rows.values(), *units, *users])
    db.session.commit()
    actors = {user.email: actor(user, "web") for user in db.session.scalars(select(User))}
    db.session.rollback()
    return actors


def _resource(place: Place, **values) -> Resource:
    approval, whom = APPROVAL[place.approval]
    policy = Policy(
        setup_time=timedelta(minutes=place.setup),
        teardown_time=timedelta(minutes=place.teardown),
        approval=approval,
        approval_for=whom,
    )
    return factories.space(place.slug, capacity=place.capacity, policy=policy, **values)


def company(person: Person) -> Company:
    kind = "overseas" if person.overseas else "local"
    return Company(name=person.company, kind=kind, country="JP", tzid="Asia/Tokyo", locale="en")


def seen(occurrence: Occurrence) -> tuple:
    whole = occurrence.reservation.status
    return whole, occurrence.status, occurrence.waiting_for, occurrence.expires_at, occurrence.sequence


def wanted(booked: Booked) -> tuple:
    runs_out = None if booked.runs_out_at is None else instant(booked.runs_out_at)
    return booked.status, booked.status, booked.waiting_for, runs_out, booked.sequence


Held = Counter[tuple[int, str, datetime, datetime]]


def active_claims() -> Held:
    """Number of the booking, space or `projector`, and when; units are alike."""
    columns = (Occurrence.reservation_id, Resource.slug, EquipmentType.slug, Claim.starts_at, Claim.ends_at)
    held = select(*columns).select_from(Claim).join(Claim.occurrence).join(Claim.resource)
    statement = held.outerjoin(Resource.equipment_type).where(Claim.active)
    with db.engine.connect() as connection:
        rows = connection.execute(statement).all()
    return Counter((number, kind or slug, a, b) for number, slug, kind, a, b in rows)


def wanted_claims(booked: Mapping[int, Booked]) -> Held:
    found: Held = Counter()
    for number, one in booked.items():
        if one.holds:
            found.update((number, slug, *instants(span)) for slug, span in one.held.items())
            found.update([(number, UNIT.slug, *instants(UNIT.held(one.meeting)))] * one.units)
    return found


def pictures() -> dict[int, list[dict]]:
    """What the history holds, oldest first, by reservation."""
    found: dict[int, list[dict]] = {}
    of_bookings = select(AuditEntry).where(AuditEntry.reservation_id.is_not(None))
    for entry in db.session.scalars(of_bookings.order_by(AuditEntry.id)):
        chain = found.setdefault(entry.reservation_id, [])
        chain.append({"before": in_order(entry.before), "after": in_order(entry.after)})
    db.session.rollback()
    return found


def in_order(picture: dict | None) -> dict | None:
    """Rows by id: a picture tells them in no order of its own."""
    return picture and {name: by_id(rows) if _is_rows(rows) else rows for name, rows in picture.items()}


def by_id(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: row["id"])


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def rows(kind) -> list[dict]:
    """As the database has them, in JSON's words."""
    columns = kind.__table__.columns
    with db.engine.connect() as connection:
        found = connection.execute(select(*columns).order_by(columns.id)).mappings().all()
    return [{name: plain(value) for name, value in row.items()} for row in found]


def plain(value):
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value.isoformat() if hasattr(value, "isoformat") else value


def history_holds(numbers: Iterable[int]) -> None:
    """One chain of entries for each reservation, each beginning where the last ended."""
    found = pictures()
    assert set(found) == set(numbers)
    for chain in found.values():
        assert chain[0]["before"] is None
        for earlier, later in itertools.pairwise(chain):
            changed = {
                n: (rows, later["before"][n])
                for n, rows in earlier["after"].items()
                if later["before"][n] != rows
            }
            assert not changed, changed
            _rises(earlier["after"], later["after"])


def _rises(earlier: dict, later: dict) -> None:
    """SEQUENCE rises with what a calendar shows of a date that holds, or when it goes on to another desk, and
    only then (D11)."""
    was = {row["id"]: row for row in earlier["occurrences"]}
    for row in (row for row in later["occurrences"] if row["id"] in was):
        old = was[row["id"]]
        moved = row["status"] in HOLDING and _shown(old, earlier) != _shown(row, later)
        changed = moved or old["status"] != row["status"]
        assert row["sequence"] > old["sequence"] if changed else row["sequence"] >= old["sequence"], (
            old,
            row,
        )
        assert changed or row["sequence"] == old["sequence"] or row["waiting_for"] != old["waiting_for"]


def _shown(row: dict, picture: dict) -> tuple:
    return row["starts_at"], row["ends_at"], [row["space_id"]] if row["space_id"] else picture["spaces"]


def drop_guard() -> None:
    """For tests of the tests."""
    sqlite = [f"DROP TRIGGER claim_no_overlap_{half}" for half in ("insert", "update")]
    with db.engine.begin() as connection:
        is_sqlite = db.engine.dialect.name == "sqlite"
        for statement in sqlite if is_sqlite else ["ALTER TABLE claim DROP CONSTRAINT claim_no_overlap"]:
            connection.execute(text(statement))


def history_ends_in_the_rows() -> None:
    """The last picture of each reservation is what the tables hold (D10)."""
    last = [chain[-1]["after"] for chain in pictures().values()]
    for name, kind in (("occurrences", Occurrence), ("claims", Claim), ("attendees", Attendee)):
        assert rows(kind) == by_id([row for picture in last for row in picture[name]])
