"""Between an agenda and the desk's rows."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Row, select

from booking.extensions import db
from booking.models import (
    Centre,
    Claim,
    EquipmentType,
    Occurrence,
    Reservation,
    ReservationSpace,
    Resource,
    User,
)
from booking.permissions import MEMBER, STAFF, Actor
from booking.queries.people import actor
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest
from tests import factories
from tests.actions import agenda as model
from tests.actions.agenda import NOTICE, OFFER_FOR, PATIENCE, Agenda, Booked, Date, Quota
from tests.actions.stage import APPROVAL, HOURS, START, company, instants
from tests.actions.world import GRID, LONGEST, SHORTEST, Place, Span

MINUTE, SAPPORO = timedelta(minutes=1), timedelta(hours=9)
ZERO = datetime(2026, 12, 1)


def furnish(quotas: tuple[Quota, ...]) -> dict[str, Actor]:
    """The rows of the model's world, and its people as the desk knows them."""
    policy = factories.policy(
        opening_hours=HOURS,
        closed_on_holidays=False,
        grid=timedelta(minutes=GRID),
        min_duration=timedelta(minutes=SHORTEST),
        max_duration=timedelta(minutes=LONGEST + 60),
        min_notice=timedelta(minutes=NOTICE),
        offer_for=timedelta(minutes=OFFER_FOR),
        no_show_after=timedelta(minutes=PATIENCE),
        quotas=[_quota(each) for each in quotas],
    )
    db.session.add(
        Centre(id=1, names={"en": "C"}, tzid="Asia/Tokyo", locale="en", locales=["en"], policy=policy)
    )
    rows = {place.slug: _space(place) for place in model.PLACES.values()}
    for place in model.PLACES.values():
        rows[place.slug].parts = [rows[part] for part in place.parts]
    projector = EquipmentType(slug="projector", names={"en": "Projector"})
    unit = _space(model.PROJECTOR, kind="equipment", equipment_type=projector)
    companies = {p.company: company(p) for p in model.PEOPLE.values() if p.company}
    users = [
        factories.user(p.email, companies.get(p.company), STAFF if p.staff else MEMBER)
        for p in model.PEOPLE.values()
    ]
    db.session.add_all([*rows.values(), unit, *users])
    db.session.commit()
    actors = {user.email: actor(user, "web") for user in db.session.scalars(select(User))}
    db.session.rollback()
    return actors


def _quota(quota: Quota) -> dict[str, object]:
    hours = quota.measure == "minutes"
    return {
        "whose": quota.whose,
        "measure": "hours" if hours else "number",
        "per": "day" if quota.days == 1 else "week",
        "most": quota.most // 60 if hours else quota.most,
    }


def _space(place: Place, **values) -> Resource:
    approval, whom = APPROVAL[place.approval]
    policy = factories.Policy(
        setup_time=place.setup * MINUTE,
        teardown_time=place.teardown * MINUTE,
        approval=approval,
        approval_for=whom,
        check_in=place.slug == "room",
        release_no_show=place.slug == "room",
    )
    return factories.space(place.slug, policy=policy, **values)


def interval(span: Span) -> Interval:
    return Interval(*instants(span))


def request(
    places: tuple[str, ...], meetings: list[Span], units: int, on_conflict: str, every: int, candidates: bool
) -> BookingRequest:
    freq = {1: "DAILY", 7: "WEEKLY"}
    return BookingRequest(
        spaces=places,
        title="Talks",
        interval=interval(meetings[0]),
        tzid="Asia/Tokyo",
        equipment={"projector": units} if units else {},
        rrule=f"FREQ={freq[every]};COUNT={len(meetings)}" if every else "",
        candidates=tuple(interval(meeting) for meeting in meetings[1:]) if candidates else (),
        on_conflict=on_conflict,
    )


def named(name: int) -> str:
    return (ZERO + name * MINUTE).isoformat()


def minute(at: datetime) -> int:
    return (at - START) // MINUTE


def rows() -> dict[tuple[int, str], tuple]:
    """Each date of each reservation, as far as the model says it."""
    links = select(ReservationSpace.reservation_id, ReservationSpace.resource_id)
    with db.engine.connect() as connection:
        found = connection.execute(select(*Occurrence.__table__.columns)).all()
        slugs = dict(connection.execute(select(Resource.id, Resource.slug)).all())
        places: dict[int, list[str]] = defaultdict(list)
        for number, space_id in connection.execute(links.order_by(ReservationSpace.position)):
            places[number].append(slugs[space_id])
    return {(o.reservation_id, o.recurrence_id): _seen(o, slugs, places[o.reservation_id]) for o in found}


def _seen(date: Row, slugs: dict[int, str], places: list[str]) -> tuple:
    wish = date.pending and (
        Span(*(minute(datetime.fromisoformat(date.pending[end])) for end in ("starts_at", "ends_at"))),
        tuple(slugs[space_id] for space_id in date.pending["spaces"]),
    )
    return (
        date.status,
        Span(minute(date.starts_at), minute(date.ends_at)),
        (slugs[date.space_id],) if date.space_id else tuple(places),
        date.waiting_for,
        date.expires_at and minute(date.expires_at),
        date.offered_at is not None,
        wish,
        date.asked_at is not None,
        date.checked_in_at is not None,
    )


def wanted(agenda: Agenda) -> dict[tuple[int, str], tuple]:
    return {(b.number, named(d.name)): _told(b, d) for b, d in agenda.dates()}


def _told(booked: Booked, date: Date) -> tuple:
    return (
        date.status,
        date.meeting,
        booked.places_of(date),
        date.waiting_for,
        date.runs_out_at,
        date.offered,
        date.wish and (date.wish.meeting, date.wish.places),
        date.asked_at is not None,
        date.here,
    )


def claims() -> dict[tuple[int, str], dict[str, list[Span]]]:
    """What each date holds."""
    columns = (Resource.slug, Claim.starts_at, Claim.ends_at)
    date = (Occurrence.reservation_id, Occurrence.recurrence_id)
    held = select(*date, *columns).select_from(Claim).join(Claim.occurrence).join(Claim.resource)
    found: dict[tuple[int, str], dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    with db.engine.connect() as connection:
        for number, name, slug, begins, ends in connection.execute(held.where(Claim.active)):
            found[number, name][slug].append(Span(minute(begins), minute(ends)))
    return {key: {slug: sorted(spans) for slug, spans in each.items()} for key, each in found.items()}


def held(agenda: Agenda) -> dict[tuple[int, str], dict[str, list[Span]]]:
    return {(b.number, named(d.name)): {s: sorted(each) for s, each in d.held.items()}
            for b, d in agenda.dates() if d.holds}  # fmt: skip


def off_their_rule() -> list[str]:
    """Dates whose name is none that the rule of their series gives."""
    columns = (Occurrence.recurrence_id, Reservation.dtstart, Reservation.rrule)
    series = select(*columns).join(Occurrence.reservation).where(Reservation.rrule.is_not(None))
    with db.engine.connect() as connection:
        found = connection.execute(series).all()
    steps = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(days=7)}
    return [
        f"{name}: {rrule} from {dtstart}"
        for name, dtstart, rrule in found
        if (datetime.fromisoformat(name) - datetime.fromisoformat(dtstart))
        % steps[rrule.split(";")[0].removeprefix("FREQ=")]
    ]
