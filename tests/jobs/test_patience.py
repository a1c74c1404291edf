"""What waits for staff reminds them, then goes to the deputy, and then stands red (D15)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.decline import decline
from booking.actions.remind import remind_staff
from booking.actions.send_back import send_back
from booking.extensions import db
from booking.jobs import tick as jobs
from booking.models import AuditEntry, Occurrence, User
from booking.permissions import THE_CLOCK
from booking.queries.overdue import unheeded
from booking.queries.people import by_email
from tests import factories
from tests.actions.dates import DAILY, KIM, SATO, STAFF, booking, edited, made, mails, on, one, ruled, said
from tests.factories import NOW, person
from tests.web.pages import Queries

ADMIN = "admin@example.jp"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
QUERIES = 6
TALKS = {"purpose": "talks"}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house(approval="always")
    deputised("room")


def deputised(slug: str) -> None:
    ruled(slug, deputy_id=by_email(ADMIN).id)


def clock(now) -> tuple[int, int]:
    return jobs.remind_desk(now), jobs.tell_deputies(now)


def test_first_all_staff_then_the_deputy_each_once():
    number = made(on(14), who=KIM)
    before = said()
    assert clock(NOW + DAY - timedelta(seconds=1)) == (0, 0)
    assert clock(NOW + DAY) == (1, 0)
    assert mails(before) == [(ADMIN, "waiting", None), (STAFF, "waiting", None)]
    before = said()
    assert clock(NOW + 2 * DAY - timedelta(seconds=1)) == (0, 0) and mails(before) == []
    assert clock(NOW + 2 * DAY) == (0, 1)
    assert mails(before) == [(ADMIN, "waiting", None)]
    assert one(number).deputy_told_at == NOW + 2 * DAY
    before = said()
    assert clock(NOW + 9 * DAY) == (0, 0) and mails(before) == []


def test_the_page_that_somebody_has_open_is_still_the_present_one():
    """The clock says something; what was asked for is as it was read."""
    number = made(on(14), who=KIM)
    was = booking(number).revision
    assert clock(NOW + DAY) == (1, 0) and clock(NOW + 2 * DAY) == (0, 1)
    assert booking(number).revision == was
    decline(number, by=person(STAFF), now=NOW + 2 * DAY, revision=was)


def test_what_is_said_again_of_the_same_is_another_mail():
    number = made(on(14), who=KIM)
    clock(NOW + DAY)
    before = said()
    db.session.execute(Occurrence.__table__.update().values(staff_reminded_at=None))
    db.session.commit()
    assert remind_staff(number, by=THE_CLOCK, now=NOW + DAY + HOUR) is not None
    assert mails(before) == [(ADMIN, "waiting", None), (STAFF, "waiting", None)]


def test_it_is_written_into_the_history():
    number = made(on(14), who=KIM)
    clock(NOW + DAY)
    clock(NOW + 2 * DAY)
    mine = select(AuditEntry.action).filter_by(reservation_id=number).order_by(AuditEntry.id)
    assert list(db.session.scalars(mine)) == ["book", "remind_staff", "tell_deputy"]


def test_who_is_no_longer_on_the_staff_is_told_nothing():
    made(on(14), who=KIM)
    clock(NOW + DAY)
    db.session.execute(User.__table__.update().where(User.email == ADMIN).values(role="member"))
    db.session.commit()
    before = said()
    assert clock(NOW + 2 * DAY) == (0, 0) and mails(before) == []


def test_an_answer_begins_it_anew():
    number = made(on(14), who=KIM)
    clock(NOW + DAY)
    clock(NOW + 2 * DAY)
    send_back(number, by=person(STAFF), now=NOW + 2 * DAY, question="Who comes?")
    assert clock(NOW + 3 * DAY) == (0, 0), "it waits for the applicant"
    answer(number, by=person(KIM), now=NOW + 3 * DAY, description="Six of us.", answers=TALKS)
    assert [clock(NOW + 4 * DAY - HOUR), clock(NOW + 4 * DAY), clock(NOW + 5 * DAY)] == [
        (0, 0),
        (1, 0),
        (0, 1),
    ]


def test_a_change_that_was_asked_for_waits_as_well():
    number = made(on(14))
    approve(number, by=person(STAFF), now=NOW)
    edited(number, SATO, now=NOW + HOUR, interval=on(15))
    assert one(number).pending
    before = said()
    assert clock(NOW + DAY) == (0, 0)
    assert [clock(NOW + DAY + HOUR), clock(NOW + 2 * DAY + HOUR)] == [(1, 0), (0, 1)]
    assert [who for who, kind, _ in mails(before) if kind == "waiting"] == [ADMIN, ADMIN, STAFF]


def test_a_series_is_one_message():
    made(on(14), who=KIM, rrule=DAILY)
    before = said()
    assert [clock(NOW + DAY), clock(NOW + 2 * DAY)] == [(1, 0), (0, 1)]
    assert [who for who, _, _ in mails(before)] == [ADMIN, ADMIN, STAFF]


def test_as_many_queries_for_one_as_for_many():
    def queries() -> int:
        db.session.remove()
        with Queries() as counted:
            assert len(unheeded(NOW + 2 * DAY)) == len(numbers)
        return counted.count

    numbers = [made(on(14), who=KIM)]
    clock(NOW + DAY)
    assert queries() == QUERIES
    numbers += [made(on(day), who=KIM) for day in (15, 16, 17)]
    clock(NOW + DAY)
    assert queries() == QUERIES
