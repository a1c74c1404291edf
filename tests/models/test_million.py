"""Whether a slot is free, and what is near it, costs as much among very many claims as among few (D51)."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from booking.actions.book import book
from booking.errors import SlotTaken
from booking.extensions import db
from booking.models import Centre, Resource
from booking.permissions import MEMBER, Actor
from booking.queries import ledger
from booking.queries.alternatives import alternatives
from booking.rules.availability import Alternative
from booking.rules.requests import BookingRequest
from tests import factories
from tests.factories import NOW, span
from tests.models.ledger import Ground, is_sqlite, run
from tests.models.plans import examined, hours, insert, statements, truth

FEW = 1_000
VERY_MANY = 1_000_000 if os.environ.get("MILLION") == "1" else 20_000
SPACES = 4
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
TAKEN = span(2, "10:00", "11:00")
WISH = BookingRequest(spaces=("one",), title="Talks", interval=TAKEN, tzid="UTC")
SATO = Actor(1, "Sato", "sato@example.jp", MEMBER, "web")
OFFERED = [
    Alternative(("two",), TAKEN),
    Alternative(("one",), span(2, "11:00", "12:00")),
    Alternative(("one",), span(2, "09:00", "10:00")),
    Alternative(("one",), span(2, "13:00", "14:00")),
]


@pytest.fixture
def ground(app):
    """Four spaces that are open day and night."""
    ground = Ground()
    policy = factories.policy(opening_hours=ALWAYS, closed_on_holidays=False)
    db.session.add(Centre(id=1, names={"en": "C"}, tzid="UTC", locale="en", locales=["en"], policy=policy))
    db.session.add_all([factories.space("three", tzid="UTC"), factories.space("four", tzid="UTC")])
    db.session.add(factories.user("sato@example.jp", id=1))
    db.session.commit()
    return ground


def fill(ground: Ground, count: int) -> None:
    """As many claims around the slot, one hour of every two in each space: the more, the more years.

    Every second space is taken when the others are free.
    """
    run("DELETE FROM claim")
    ids = db.session.scalars(db.select(Resource.id).order_by(Resource.id)).all()
    db.session.rollback()
    each, slot = count // SPACES, int(TAKEN.starts_at.timestamp()) // 3600
    for n, resource_id in enumerate(ids):
        begins = f"{slot + n % 2} + 2 * (i - {each // 2})"
        common = {"occurrence_id": str(ground.occurrence), "resource_id": str(resource_id)}
        times = {"starts_at": hours(begins), "ends_at": hours(f"{begins} + 1"), "active": truth(True)}
        insert("claim", common | times, each)
    assert run("SELECT count(*) FROM claim") == count
    run("ANALYZE")


def conflict() -> None:
    one = db.session.scalars(db.select(Resource.id).order_by(Resource.id)).first()
    assert ledger.clashes({one: TAKEN}) == {one: TAKEN}


def nearest() -> None:
    assert alternatives(WISH, None, NOW) == OFFERED


def refused() -> None:
    """The whole of a booking that is refused, with what it offers; nothing is kept."""
    with pytest.raises(SlotTaken) as told:
        book(WISH, by=SATO, now=NOW, preview=True)
    assert list(told.value.alternatives) == OFFERED


@dataclass(frozen=True)
class Cost:
    """`seen`: of each statement, what plans.examined counts."""

    seen: list[float]
    seconds: float

    def __str__(self) -> str:
        counted = "instructions" if is_sqlite() else "rows"
        sum_of = f"{sum(self.seen):.0f} {counted}, at most {max(self.seen):.0f} in one"
        return f"{len(self.seen)} statements, {sum_of}, {self.seconds * 1000:.1f} ms"


def cost(work: Callable[[], None]) -> Cost:
    """The time is the least of some; nothing is judged by it."""
    sent, times = statements(work), []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
        db.session.rollback()
    return Cost([examined(each) for each in sent], min(times))


WORK = {"the conflict check": conflict, "what is near": nearest, "a booking refused": refused}
# An index of more rows is a level or two deeper.
MORE = 1.1


def test_very_many_claims_cost_what_few_do(ground):
    fill(ground, FEW)
    few = {name: cost(work) for name, work in WORK.items()}
    fill(ground, VERY_MANY)
    for name, work in WORK.items():
        many = cost(work)
        print(
            f"\n{db.engine.dialect.name}, {name}:\n  {FEW:9,}: {few[name]}\n  {VERY_MANY:9,}: {many}", end=""
        )
        assert len(many.seen) == len(few[name].seen)
        assert all(b <= a * MORE for a, b in zip(few[name].seen, many.seen, strict=True)), (few[name], many)
