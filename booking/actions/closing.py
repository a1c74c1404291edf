"""What closing for a while and for a day share: whom it concerns, the reason, the rows and their history."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import or_, select

from booking.actions.counters import raise_resources
from booking.actions.history import record
from booking.actions.locks import lock_resources
from booking.errors import BrokenRule, NotFound
from booking.extensions import db
from booking.models import Blackout, Resource, SpecialDay
from booking.permissions import Actor, demand
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES

Row = TypeVar("Row", Blackout, SpecialDay)


def concerned(slug: str | None, with_parts: bool = False) -> list[Resource]:
    """The resource, and perhaps its parts; every one where none is named. Their rows are locked.

    Raises NotFound.
    """
    found = named_with_parts(slug, with_parts)
    lock_resources(r.id for r in found)
    return found


def named_with_parts(slug: str | None, with_parts: bool) -> list[Resource]:
    """The resource itself is the first. Raises NotFound."""
    rows = select(Resource).order_by(Resource.id)
    if slug is not None:
        named = select(Resource.id).where(Resource.slug == slug).scalar_subquery()
        parts = [Resource.part_of_id == named] if with_parts else []
        rows = select(Resource).where(or_(Resource.id == named, *parts)).order_by(Resource.slug != slug)
    found = list(db.session.scalars(rows))
    if not found:
        raise NotFound()
    return found


def concerned_by(ids: Collection[int | None]) -> Sequence[int]:
    """As above, by the ids that rows of ours have."""
    named = () if None in ids else (Resource.id.in_(ids),)
    found = db.session.scalars(select(Resource.id).where(*named)).all()
    lock_resources(found)
    return found


def found(kind: type[Row], row_id: int, by: Actor) -> Row:
    """Raises Forbidden, NotFound."""
    demand(by, "edit_policy")
    row = db.session.get(kind, row_id)
    if row is None:
        raise NotFound()
    return row


def added(rows: Sequence[Row], whose: Iterable[Resource], by: Actor, now: datetime) -> None:
    db.session.add_all(rows)
    db.session.flush()
    raise_resources(r.id for r in whose)
    for row in rows:
        noun = row.__tablename__
        record(f"add_{noun}", by, now, subject=f"{noun}:{row.id}", after=_picture(row))


def removed(rows: Sequence[Row], by: Actor, now: datetime) -> None:
    raise_resources(concerned_by([row.resource_id for row in rows]))
    for row in rows:
        noun = row.__tablename__
        db.session.delete(row)
        record(f"remove_{noun}", by, now, subject=f"{noun}:{row.id}", before=_picture(row))


def _picture(row: Blackout | SpecialDay) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def reason_faults(reason: Mapping[str, str]) -> Iterator[BrokenRule]:
    for locale, text in reason.items():
        if locale not in LOCALES:
            yield BrokenRule("unknown_answer", f"reason.{locale[:20]}")
        yield from wrong_text(f"reason.{locale}", text, "answer")


def written(reason: Mapping[str, str]) -> dict[str, str]:
    """Only the languages that say something."""
    return {locale: text.strip() for locale, text in reason.items() if text.strip()}
