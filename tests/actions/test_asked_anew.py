"""Whoever is invited to another time answers anew, whichever way it got there (RFC 5546 3.2.2.1)."""

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.change import change
from booking.actions.decline import decline
from booking.actions.move_away import move_away
from booking.actions.reply import reply
from booking.extensions import db
from booking.models import Attendee, Message, Occurrence
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.factories import NOW, person, span, wish

KIM, LI, STAFF = "kim@example.kr", "li@example.tw", "staff@example.jp"
LATER = span(2, "13:00", "14:00")


def booked(approval: str = "never", **values) -> int:
    """A confirmed booking to which Li comes."""
    factories.house(approval=approval)
    wanted = wish(attendees=(Invited(LI),), **values)
    number = book(wanted, by=person(KIM), now=NOW, answer=lambda made: made.id)
    if approval == "always":
        approve(number, by=person(STAFF), now=NOW)
    reply(of(LI).id, partstat="ACCEPTED", comment="With two colleagues", now=NOW)
    return number


def of(email: str) -> Attendee:
    db.session.rollback()
    return db.session.scalars(select(Attendee).filter_by(email=email)).one()


def answers() -> dict[str, str]:
    return {email: of(email).partstat for email in (KIM, LI)}


COMES, ASKED = {KIM: "ACCEPTED", LI: "ACCEPTED"}, {KIM: "ACCEPTED", LI: "NEEDS-ACTION"}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Edit(interval=LATER), ASKED),
        (Edit(interval=span(2, "10:00", "11:30")), ASKED),
        (Edit(title="Talks about prices"), COMES),
        (Edit(description="Bring the list", headcount=4), COMES),
        (Edit(equipment={"projector": 1}), COMES),
        (Edit(spaces=("hall",)), COMES),
    ],
    ids=["later", "longer", "title", "words", "equipment", "space"],
)
def test_another_time_asks_again_and_nothing_else_does(app, edit, expected):
    number = booked()
    change(number, edit, by=person(KIM), now=NOW)
    assert answers() == expected
    snapshot = db.session.scalars(select(Message).filter_by(kind="changed", recipient=LI)).one().snapshot
    told = {one["email"]: one["partstat"] for one in snapshot.facts["attendees"]}
    assert told == expected
    assert of(LI).comment == ("With two colleagues" if expected == COMES else "")


def test_what_waits_for_staff_asks_when_it_is_granted(app):
    number = booked("always")
    change(number, Edit(interval=LATER), by=person(KIM), now=NOW)
    assert answers() == COMES
    approve(number, by=person(STAFF), now=NOW)
    assert answers() == ASKED


def test_what_is_not_granted_never_asks(app):
    number = booked("always")
    change(number, Edit(interval=LATER), by=person(KIM), now=NOW)
    decline(number, by=person(STAFF), now=NOW, reason="Cleaning")
    assert answers() == COMES


def test_a_preview_asks_nobody(app):
    number = booked()
    change(number, Edit(interval=LATER), by=person(KIM), now=NOW, preview=True)
    assert answers() == COMES


def test_what_staff_move_away_asks_again_where_it_is_another_time(app):
    booked()
    number, was = db.session.execute(select(Occurrence.id, Occurrence.starts_at)).one()
    moved = move_away([number], by=person(STAFF), now=NOW)
    elsewhen = db.session.scalars(select(Occurrence.starts_at)).one() != was
    assert list(moved.moved) == [number] and answers() == (ASKED if elsewhen else COMES)
