"""One personal link, several tickets: who is inside, and who stays out."""

import pytest

from booking import clock
from booking.actions.attendances import enter, leave_all, put_out
from booking.errors import Gone
from booking.extensions import db
from booking.models import Attendance
from booking.rules.meetings import ELSEWHERE, REMOVED, margins
from tests import factories
from tests.relay.stage import LI, SATO, attendee, booked, ticket


@pytest.fixture(autouse=True)
def meeting(app) -> int:
    factories.house()
    return booked()


def entered(app, secret: str) -> int:
    return enter(secret, now=clock.now(), margins=margins(app.config)).attendance_id


def removed_for(attendance_id: int) -> str:
    return db.session.get_one(Attendance, attendance_id).removed_for


def test_of_two_tickets_the_one_used_last_counts(app):
    first, second = ticket(app, LI), ticket(app, LI)
    one, other = entered(app, first), entered(app, second)
    assert (removed_for(one), removed_for(other)) == (ELSEWHERE, "")


def test_whom_a_host_puts_out_does_not_come_back_by_an_older_ticket(app):
    first, kept = ticket(app, LI), ticket(app, LI)
    one = entered(app, first)
    put_out(one, by_attendee=attendee(SATO).id, now=clock.now())
    with pytest.raises(Gone):
        entered(app, kept)


def test_a_host_puts_out_whoever_is_inside_by_that_link(app):
    """They may have gone on elsewhere while the host's page still showed where they were before."""
    one, other = entered(app, ticket(app, LI)), entered(app, ticket(app, LI))
    put_out(one, by_attendee=attendee(SATO).id, now=clock.now())
    assert (removed_for(one), removed_for(other)) == (REMOVED, REMOVED)


def test_a_relay_that_begins_holds_nobody(app):
    entered(app, ticket(app, LI))
    waits = ticket(app, SATO)
    leave_all(now=clock.now())
    db.session.rollback()
    assert [one.left_at is not None for one in db.session.scalars(db.select(Attendance).order_by("id"))] == [
        True,
        False,
    ]
    assert entered(app, waits)
