"""The history alone rebuilds the rows (D10)."""

import contextlib
import random

import pytest
from sqlalchemy import select

from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.expire import expire
from booking.actions.reply import reply
from booking.actions.send_back import send_back
from booking.errors import BookingError
from booking.extensions import db
from booking.models import Attendee, Claim, Occurrence, Reservation, ReservationEquipment, ReservationSpace
from booking.permissions import THE_CLOCK
from booking.rules.requests import BookedFor, Invited
from tests.actions import stage
from tests.actions.world import DAY, MEMBERS, PEOPLE, PLACES, Span

TABLES = {
    "occurrences": Occurrence,
    "claims": Claim,
    "attendees": Attendee,
}
GUESTS = (Invited("li@example.tw", "李", "zh_Hant", "Asia/Taipei"), Invited("ito@example.jp", "伊藤"))


class Run:
    """A day at the desk, drawn from `seed`."""

    def __init__(self, seed: int):
        self.draw = random.Random(seed)
        self.people = stage.furnish(PEOPLE, PLACES, 1)
        self.now, self.numbers = 540, []

    def step(self) -> None:
        self.now += self.draw.choice([0, 0, 10, 45])
        verb = self.draw.choice([self.books, self.books, self.changes, self.changes, self.replies])
        with contextlib.suppress(BookingError):
            verb()

    def books(self) -> None:
        begins = self.draw.randrange(1, 4) * DAY + self.draw.randrange(18, 32) * 30
        space, units = self.draw.choice(list(PLACES)), self.draw.choice([0, 1, 2])
        asked = stage.request((space,), Span(begins, begins + 60), units, 4, "because")
        staff, person = self.people["staff@example.jp"], self.people[self.draw.choice(MEMBERS)]
        values = {"attendees": GUESTS, "answers": {"purpose": "talks é 日本"}, "video": True}
        if self.draw.random() < 0.2:
            values |= {"booked_for": BookedFor("山田", phone="011-000-0000")}
        by = staff if "booked_for" in values else person
        self.numbers.append(book(changed(asked, **values), by=by, now=self.at()).id)

    def changes(self) -> None:
        number, staff = self.draw.choice(self.numbers or [0]), self.people["staff@example.jp"]
        self.draw.choice(
            [
                lambda: approve(number, by=staff, now=self.at(), override_reason="late"),
                lambda: decline(number, by=staff, now=self.at(), reason="no room"),
                lambda: send_back(number, by=staff, now=self.at(), question="Who?"),
                lambda: answer(number, by=staff, now=self.at(), description="We\ntwo", answers={"more": "x"}),
                lambda: cancel(number, by=staff, now=self.at(), reason="ill"),
                lambda: expire(number, by=THE_CLOCK, now=self.at()),
            ]
        )()

    def replies(self) -> None:
        attendee = self.draw.choice(list(db.session.scalars(select(Attendee.id))) or [0])
        partstat = self.draw.choice(["ACCEPTED", "DECLINED", "TENTATIVE"])
        reply(attendee, partstat=partstat, comment="はい", now=self.at())

    def at(self):
        return stage.instant(self.now)


def changed(request, **values):
    from dataclasses import replace

    return replace(request, **values)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_history_rebuilds_the_rows(app, seed, full_depth):
    run = Run(seed)
    for _ in range(300 if full_depth else 50):
        run.step()
    last = {number: chain[-1]["after"] for number, chain in stage.pictures().items()}
    assert len(last) > 5 and {p["occurrences"][0]["status"] for p in last.values()} >= {
        "confirmed",
        "cancelled",
    }
    assert stage.rows(Reservation) == stage.by_id([picture["reservation"] for picture in last.values()])
    for name, kind in TABLES.items():
        assert stage.rows(kind) == stage.by_id([row for picture in last.values() for row in picture[name]])
    spaces = db.session.scalars(select(ReservationSpace).order_by(ReservationSpace.position)).all()
    assert {n: p["spaces"] for n, p in last.items()} == grouped(spaces, lambda row: row.resource_id)
    needs = {
        (row.reservation_id, str(row.equipment_type_id)): row.quantity for row in all_of(ReservationEquipment)
    }
    assert needs == {(n, kind): units for n, p in last.items() for kind, units in p["equipment"].items()}


def all_of(kind) -> list:
    return list(db.session.scalars(select(kind)))


def grouped(found, value) -> dict[int, list]:
    made: dict[int, list] = {}
    for row in found:
        made.setdefault(row.reservation_id, []).append(value(row))
    return made
