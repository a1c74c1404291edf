"""What closing for a while and for a day share: whom it concerns, the reason, the rows and their history."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import or_, select

from booking.actions.counters import raise_resources
from booking.actions.history import record
from booking.actions.locks import lock_resources
from booking.actions.transaction import StartOver
from booking.errors import BrokenRule, NotFound
from booking.extensions import db
from booking.models import Blackout, Resource, SpecialDay
from booking.permissions import Actor
from booking.rules.intake import FIRST_YEAR, LAST_YEAR, wrong_text
from booking.rules.locales import LOCALES

Row = TypeVar("Row", Blackout, SpecialDay)


def concerned(slug: str | None, with_parts: bool = False) -> list[Resource]:
    """The resource, and perhaps its parts; every one where none is named. Their rows are locked.

    Raises NotFound, StartOver.
    """
    before = named_with_parts(slug, with_parts)
    lock_resources(r.id for r in before)
    found = named_with_parts(slug, with_parts)
    if set(found) - set(before):
        raise StartOver
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


def concerned_by(rows: Sequence[Row]) -> Sequence[int]:
    """As above, by the ids that rows of ours have."""
    ids = [row.resource_id for row in rows]
    named = () if None in ids else (Resource.id.in_(ids),)
    found = db.session.scalars(select(Resource.id).where(*named)).all()
    lock_resources(found)
    return found


def added(rows: Sequence[Row], whose: Iterable[Resource], by: Actor, now: datetime) -> None:
    """One entry for all of them."""
    db.session.add_all(rows)
    db.session.flush()
    raise_resources(r.id for r in whose)
    noun = rows[0].__tablename__
    record(f"add_{noun}", by, now, subject=f"{noun}:{rows[0].id}", after=_pictured(rows))


def removed(read: Callable[[], Sequence[Row]], by: Actor, now: datetime) -> None:
    """What `read` finds, asked once more when the rows of the resources concerned are locked: somebody may
    have been quicker. One entry for all of it. Raises StartOver, and what `read` raises."""
    before = read()
    whose = concerned_by(before)
    rows = read()
    if {row.id for row in rows} - {row.id for row in before}:
        raise StartOver
    raise_resources(whose)
    noun, was = rows[0].__tablename__, _pictured(rows)
    record(f"remove_{noun}", by, now, subject=f"{noun}:{rows[0].id}", before=was)
    for row in rows:
        db.session.delete(row)


def _pictured(rows: Sequence[Blackout | SpecialDay]) -> dict[str, Any]:
    """The first, and `parts`: what was made together with it."""
    first, *parts = map(_picture, rows)
    return first | {"parts": parts} if parts else first


def _picture(row: Blackout | SpecialDay) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def year_faults(field: str, year: int) -> Iterator[BrokenRule]:
    if not FIRST_YEAR < year < LAST_YEAR:
        yield BrokenRule("out_of_range", field, {"first": FIRST_YEAR + 1, "last": LAST_YEAR - 1})


def reason_faults(reason: Mapping[str, str]) -> Iterator[BrokenRule]:
    for locale, text in reason.items():
        if locale not in LOCALES:
            yield BrokenRule("unknown_answer", f"reason.{locale[:20]}")
        yield from wrong_text(f"reason.{locale}", text, "answer")


def written(reason: Mapping[str, str]) -> dict[str, str]:
    """Only the languages that say something."""
    return {locale: text.strip() for locale, text in reason.items() if text.strip()}
