"""Our invitations in a real Thunderbird: what it offers, what stands in its calendar, what it answers."""

from email import message_from_bytes, policy

import icalendar
import pytest

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.decline import decline
from booking.rules.requests import Edit, Invited
from tests.actions.dates import SATO, STAFF, WEEKLY, booking, on, ruled, wall
from tests.clients.conftest import KIM, ONE_PROGRAM
from tests.factories import person, wish

pytestmark = list(ONE_PROGRAM)

ANSWERS = ["Accept", "Tentative", "Decline", "More"]
FOR_ALL = ["AcceptRecurrences", "TentativeRecurrences", "DeclineRecurrences", "More"]
GUEST = (Invited(KIM, "김민수", "ko", "Asia/Seoul"),)


def invited(desk, **values) -> int:
    """A booking of a colleague's, on the second of December from ten to eleven in Sapporo."""
    return book(wish(attendees=GUEST, **values), by=person(SATO), now=desk.now, answer=lambda made: made.id)


def edited(desk, number: int, at: str = "", **edit) -> None:
    scope = "one" if at else "all"
    change(number, Edit(**edit), by=person(SATO), now=desk.now, scope=scope, recurrence_id=at)


def called_off(desk, number: int, at: str = "") -> None:
    scope = "one" if at else "all"
    cancel(number, by=person(SATO), now=desk.now, scope=scope, recurrence_id=at)


def times(kim, number: int) -> list[str]:
    return [date.starts_at for date in kim.calendar(booking(number).uid)]


def accepted(kim, mail) -> None:
    """Whoever accepts says so to us as well."""
    kim.open(mail)
    kim.press("Accept")
    kim.sent()


def reply_in(raw: bytes):
    """The one VEVENT of a REPLY."""
    mail = message_from_bytes(raw, policy=policy.default)
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REPLY"
    (event,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    return event


def answered(kim, number: int) -> str:
    """What the mail that it sent says to us."""
    recipient, raw = kim.sent()
    event = reply_in(raw)
    assert (recipient, event["UID"]) == ("rooms@example.com", booking(number).uid)
    assert event["ATTENDEE"].lower() == f"mailto:{KIM}"
    return event["ATTENDEE"].params["PARTSTAT"]


def test_one_meeting_from_invitation_to_cancellation(kim, desk):
    number = invited(desk)
    invitation = desk.mail(KIM)
    assert kim.open(invitation) == ANSWERS
    kim.press("Accept")
    (date,) = kim.calendar(booking(number).uid)
    assert (date.title, date.status, date.starts_at, date.ends_at) == (
        "Talks", "CONFIRMED", "20261202T010000Z", "20261202T020000Z",
    )  # fmt: skip
    assert date.partstats == {SATO: "ACCEPTED", KIM: "ACCEPTED", "room@example.com": "ACCEPTED"}
    assert answered(kim, number) == "ACCEPTED"

    edited(desk, number, interval=on(3, "14:00", "15:30"))
    update = desk.mail(KIM)
    assert kim.open(update) == ANSWERS, "another time: the answer is asked for again"
    kim.press("Accept")
    assert times(kim, number) == ["20261203T050000Z"]
    assert answered(kim, number) == "ACCEPTED"
    assert kim.open(invitation) == ["Details"], "what is older is not offered any more"

    called_off(desk, number)
    assert kim.open(desk.mail(KIM)) == ["Delete"]
    kim.press("Delete")
    assert kim.calendar(booking(number).uid) == []


@pytest.mark.parametrize("button, partstat", [("Decline", "DECLINED"), ("Tentative", "TENTATIVE")])
def test_other_answers(kim, desk, button, partstat):
    number = invited(desk)
    kim.open(desk.mail(KIM))
    kim.press(button)
    assert answered(kim, number) == partstat


def test_another_title_changes_the_entry_and_asks_for_no_answer(kim, desk):
    number = invited(desk)
    accepted(kim, desk.mail(KIM))
    edited(desk, number, title="사업 협의")
    assert kim.open(desk.mail(KIM)) == ["Update"]
    kim.press("Update")
    (date,) = kim.calendar(booking(number).uid)
    assert (date.title, date.partstats[KIM]) == ("사업 협의", "ACCEPTED")


def test_another_time_asks_for_a_new_answer(kim, desk):
    number = invited(desk)
    accepted(kim, desk.mail(KIM))
    edited(desk, number, interval=on(3))
    assert kim.open(desk.mail(KIM)) == ANSWERS
    kim.press("Accept")
    assert times(kim, number) == ["20261203T010000Z"] and answered(kim, number) == "ACCEPTED"


@pytest.mark.parametrize("rrule", ["", WEEKLY])
def test_who_is_taken_off_the_list_takes_it_out_of_the_calendar(kim, desk, rrule):
    """RFC 5546 3.2.5 has no STATUS in such a CANCEL."""
    number = invited(desk, rrule=rrule)
    kim.open(desk.mail(KIM))
    kim.press("AcceptRecurrences" if rrule else "Accept")
    kim.sent()
    edited(desk, number, attendees=())
    assert kim.open(desk.mail(KIM)) == ["Delete"]
    kim.press("Delete")
    assert kim.calendar(booking(number).uid) == []


def test_a_series_and_one_date_of_it(kim, desk):
    number = invited(desk, rrule=WEEKLY)
    assert kim.open(desk.mail(KIM)) == FOR_ALL
    kim.press("AcceptRecurrences")
    assert times(kim, number) == [
        "20261202T010000Z", "20261209T010000Z", "20261216T010000Z", "20261223T010000Z",
    ]  # fmt: skip
    assert answered(kim, number) == "ACCEPTED"

    edited(desk, number, at=wall(9), interval=on(10, "14:00", "15:00"))
    assert kim.open(desk.mail(KIM)) == ANSWERS
    kim.press("Accept")
    assert times(kim, number) == [
        "20261202T010000Z", "20261210T050000Z", "20261216T010000Z", "20261223T010000Z",
    ]  # fmt: skip
    assert reply_in(kim.sent()[1])["RECURRENCE-ID"].dt == on(9).starts_at

    called_off(desk, number, at=wall(16))
    assert kim.open(desk.mail(KIM)) == ["Delete"]
    kim.press("Delete")
    assert times(kim, number) == ["20261202T010000Z", "20261210T050000Z", "20261223T010000Z"]

    called_off(desk, number)
    assert kim.open(desk.mail(KIM)) == ["Delete"]
    kim.press("Delete")
    assert kim.calendar(booking(number).uid) == []


def test_a_request_is_tentative_until_it_is_approved(kim, desk):
    """Kim asks: the entry is the applicant's own."""
    ruled("room", approval="always")
    number = book(wish(), by=person(KIM), now=desk.now, answer=lambda made: made.id)
    accepted(kim, desk.mail(KIM))
    assert [date.status for date in kim.calendar(booking(number).uid)] == ["TENTATIVE"]
    approve(number, by=person(STAFF), now=desk.now)
    accepted(kim, desk.mail(KIM))
    assert [date.status for date in kim.calendar(booking(number).uid)] == ["CONFIRMED"]


def test_a_declined_request_leaves_the_calendar(kim, desk):
    ruled("room", approval="always")
    number = book(wish(), by=person(KIM), now=desk.now, answer=lambda made: made.id)
    accepted(kim, desk.mail(KIM))
    decline(number, by=person(STAFF), now=desk.now, reason="no")
    assert kim.open(desk.mail(KIM)) == ["Delete"]
    kim.press("Delete")
    assert kim.calendar(booking(number).uid) == []


def test_its_answers_come_back_and_are_recorded(app, kim, desk):
    number = invited(desk, rrule=WEEKLY)
    kim.open(desk.mail(KIM))
    kim.press("AcceptRecurrences")
    assert desk.receives(app, kim.sent()) == "reply_accepted"
    assert standing(number) == ["ACCEPTED"] * 4

    edited(desk, number, at=wall(9), interval=on(10, "14:00", "15:00"))
    kim.open(desk.mail(KIM))
    assert standing(number) == ["ACCEPTED", "NEEDS-ACTION", "ACCEPTED", "ACCEPTED"]
    kim.press("Decline")
    assert desk.receives(app, kim.sent()) == "reply_declined"
    assert standing(number) == ["ACCEPTED", "DECLINED", "ACCEPTED", "ACCEPTED"]


def standing(number: int) -> list[str]:
    """How the guest has answered, date by date."""
    found = booking(number)
    (guest,) = (one for one in found.attendees if one.email == KIM)
    return [guest.partstat_on(date) for date in found.occurrences]
