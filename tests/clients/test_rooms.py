"""A meeting made in a real Thunderbird that invites a room: booked, answered, moved and called off."""

from email import message_from_bytes, policy

from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.book import book
from booking.extensions import db
from booking.models import Reservation
from tests.actions.dates import SATO, STAFF, ruled, times
from tests.clients.conftest import KIM, ONE_PROGRAM
from tests.factories import person, span, wish
from tests.mailbox.invites import english, the_booking

pytestmark = list(ONE_PROGRAM)

HALL = "hall@example.com"
TEN, ELEVEN = "20261202T100000", "20261202T110000"


def arrived(app, desk, kim) -> str:
    """What they sent comes to the room; what became of it."""
    sent = kim.sent()
    assert sent[0] == HALL
    return desk.receives(app, sent)


def read(desk, kim) -> list[str]:
    """The room's answers are opened, each is taken up, and what they say. A proposal is left alone."""
    said = []
    for mail in desk.mails(KIM):
        message = message_from_bytes(mail.read_bytes(), policy=policy.default)
        said.append(message["Subject"].partition(" (")[0])
        proposes = said[-1].startswith("Another time")
        assert kim.open(mail) == (["DeclineCounter", "Reschedule"] if proposes else ["Update"])
        if not proposes:
            kim.press("Update")
    return said


def theirs() -> int:
    """The number of the booking that a client organises."""
    db.session.rollback()
    return db.session.scalars(select(Reservation.id).filter_by(organised_by="client")).one()


def partstats(kim, uid) -> list[str]:
    return [date.partstats[HALL] for date in kim.calendar(uid)]


def test_one_meeting_from_invitation_to_cancellation(app, kim, desk):
    uid = kim.invite(HALL, "Talks", TEN, ELEVEN, "Asia/Tokyo")
    assert arrived(app, desk, kim) == "booked"
    number = the_booking().id
    assert times(number) == ["12-02 10:00-11:00"] and the_booking().uid == uid
    read(desk, kim)
    assert partstats(kim, uid) == ["ACCEPTED"]

    kim.move(uid, "20261203T050000Z", "20261203T060000Z")
    assert arrived(app, desk, kim) == "changed"
    assert times(number) == ["12-03 14:00-15:00"]
    read(desk, kim)
    assert partstats(kim, uid) == ["ACCEPTED"]

    kim.cancel(uid)
    assert arrived(app, desk, kim) == "called_off"
    assert the_booking().status == "cancelled" and desk.mails(KIM) == []


def test_a_room_that_is_taken_declines_and_another_time_is_accepted(app, kim, desk):
    english(KIM)
    request = wish(span(2, "10:00", "11:00"), spaces=("hall",), answers={})
    book(request, by=person(SATO), now=desk.now)
    uid = kim.invite(HALL, "Talks", TEN, ELEVEN, "Asia/Tokyo")
    assert arrived(app, desk, kim) == "not_booked"
    assert read(desk, kim) == ["Another time proposed: Talks", "Declined: Talks"]
    assert partstats(kim, uid) == ["DECLINED"]
    kim.move(uid, "20261202T050000Z", "20261202T060000Z")
    assert arrived(app, desk, kim) == "booked"
    assert read(desk, kim) == ["Accepted: Talks"]
    assert partstats(kim, uid) == ["ACCEPTED"]


def test_a_request_is_tentative_until_staff_approve(app, kim, desk):
    ruled("hall", approval="always")
    uid = kim.invite(HALL, "Talks", TEN, ELEVEN, "Asia/Tokyo")
    assert arrived(app, desk, kim) == "booked"
    read(desk, kim)
    assert partstats(kim, uid) == ["TENTATIVE"]
    desk.wait()
    approve(the_booking().id, by=person(STAFF), now=desk.now)
    read(desk, kim)
    assert partstats(kim, uid) == ["ACCEPTED"]


def test_a_series_and_one_date_of_it(app, kim, desk):
    english(KIM)
    request = wish(span(16, "10:00", "11:00"), spaces=("hall",), answers={})
    book(request, by=person(SATO), now=desk.now)
    uid = kim.invite(HALL, "Talks", TEN, ELEVEN, "Asia/Tokyo", "FREQ=WEEKLY;COUNT=4")
    assert arrived(app, desk, kim) == "booked"
    assert read(desk, kim) == ["Accepted: Talks", "Declined: Talks"]
    assert partstats(kim, uid) == ["ACCEPTED", "ACCEPTED", "DECLINED", "ACCEPTED"]
    number = theirs()
    assert times(number) == ["12-02 10:00-11:00", "12-09 10:00-11:00", "12-23 10:00-11:00"]

    kim.move(uid, "20261210T050000Z", "20261210T060000Z", "20261209T010000Z")
    assert arrived(app, desk, kim) == "changed"
    assert times(number) == ["12-02 10:00-11:00", "12-10 14:00-15:00", "12-23 10:00-11:00"]
    read(desk, kim)
    assert partstats(kim, uid) == ["ACCEPTED", "ACCEPTED", "DECLINED", "ACCEPTED"]

    kim.cancel(uid, "20261223T010000Z")
    assert arrived(app, desk, kim) == "called_off"
    assert times(number) == ["12-02 10:00-11:00", "12-10 14:00-15:00"]
    kim.cancel(uid)
    assert arrived(app, desk, kim) == "called_off"
    assert times(number) == []
