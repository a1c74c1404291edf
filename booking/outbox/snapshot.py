"""What a mail needs to know, as it was when the thing happened (D28): plain JSON, in no language yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from booking.extensions import db
from booking.models import Centre, Occurrence, Reservation, Resource, Snapshot
from booking.models.columns import Translated
from booking.outbox.people import people
from booking.outbox.series import place, series, span

Facts = dict[str, Any]


def facts(
    occurrence: Occurrence,
    now: datetime,
    recurrence_id: str | None = None,
    alternatives: Sequence[Facts] = (),
    **more: Any,
) -> Facts:
    """Names and texts are by locale, instants ISO 8601 in UTC, wall times naive.

    `recurrence_id` is set when it is about one date of a series; else it is about all of them.

    `alternatives`: `spaces` (slugs), `starts_at` and `ends_at` (ISO 8601) of other times to offer.
    """
    reservation = occurrence.reservation
    whole = bool(reservation.rrule) and recurrence_id is None
    house = db.session.get_one(Centre, 1)
    return {
        "centre": house_facts(house),
        "reservation_id": reservation.id,
        "has_account": reservation.person_id is not None,
        "uid": reservation.uid,
        "sequence": reservation.changes if whole else occurrence.sequence,
        "dtstamp": now.isoformat(),
        "status": occurrence.status,
        "title": reservation.title if whole else occurrence.title or reservation.title,
        "second_title": reservation.second_title if whole or not occurrence.title else "",
        "description": reservation.description,
        "starts_at": occurrence.starts_at.isoformat(),
        "ends_at": occurrence.ends_at.isoformat(),
        "tzid": reservation.tzid,
        "created_at": reservation.created_at.isoformat(),
        "spaces": [place(space) for space in (reservation if whole else occurrence).spaces],
        "equipment": [
            {"names": need.equipment_type.names, "quantity": need.quantity} for need in reservation.equipment
        ],
        "contact": _contact(reservation),
        "headcount": reservation.headcount,
        "video": reservation.video,
        "answers": answers(reservation),
        "attendees": people(reservation, None if whole else occurrence),
        "question": occurrence.question,
        "reason": occurrence.reason,
        "reason_locale": occurrence.reason_locale,
        "reason_texts": occurrence.reason_texts,
        "expires_at": _instant(occurrence.expires_at),
        "held_until": _instant(occurrence.expires_at) if occurrence.offered_at else None,
        "candidates": [span(date) for date in reservation.occurrences if reservation.choosing],
        "alternatives": [{**other, "names": names_of(other["spaces"])} for other in alternatives],
        **series(reservation, recurrence_id, occurrence.status),
        **more,
    }


def house_facts(house: Centre) -> Facts:
    """What every mail says of who sends it."""
    return {"names": house.names, "address": house.address, "phone": house.phone}


def keep_many(each: Sequence[Facts], now: datetime) -> list[int]:
    """The new snapshots' ids, in that order."""
    table = Snapshot.__table__
    made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    rows = [{"facts": facts, "created_at": now} for facts in each]
    return list(db.session.scalars(made, rows)) if rows else []


def keep(facts: Facts, now: datetime, *beside: Any) -> Row[Any]:
    """The new snapshot's id, and what else is read in the same statement."""
    table = Snapshot.__table__
    made = insert(table).returning(table.c.id, *beside)
    return db.session.execute(made, {"facts": facts, "created_at": now}).one()


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def names_of(slugs: Sequence[str]) -> list[Translated]:
    rows = db.session.execute(select(Resource.slug, Resource.names).where(Resource.slug.in_(slugs)))
    names = {row.slug: row.names for row in rows}
    return [names[slug] for slug in slugs]


def _contact(reservation: Reservation) -> Facts:
    return {
        "name": reservation.contact_name,
        "reading": reservation.contact_reading,
        "company": reservation.contact_company,
        "email": reservation.contact_email,
        "phone": reservation.contact_phone,
    }


def answers(reservation: Reservation) -> list[Facts]:
    """Each answer with the question's words; a choice with its own."""
    asked = {q.slug: q for space in reservation.spaces for q in space.questions}
    given = [(asked[slug], answer) for slug, answer in reservation.answers.items() if slug in asked]
    return [
        {"labels": q.labels, "answer": a, "choice": {c["value"]: c["labels"] for c in q.choices}.get(a)}
        for q, a in given
    ]
