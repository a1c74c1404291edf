"""Each person is reminded when they want to be, in their language and by their clock (D27)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from booking.actions.account import edit_account
from booking.actions.book import book
from booking.actions.change import change
from booking.actions.policies import edit_policy
from booking.actions.reminders import choose_reminders, choose_reminders_by_link
from booking.extensions import db
from booking.jobs.tick import deliver_due, remind
from booking.models import Attendee, Message, Occurrence, Resource
from booking.queries.coming import to_remind
from booking.rules.interval import Interval
from booking.rules.requests import Edit, Invited
from tests import factories, smtp
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import Queries

KIM, LI, RAO, DOE = "kim@example.kr", "li@example.tw", "rao@example.in", "doe@example.com"
GUESTS = (Invited(RAO, "Rao", "en", "Asia/Kolkata"), Invited(DOE, "Doe", "en", "America/New_York"))
STATEMENTS = 2


@pytest.fixture
def server(app):
    factories.house()
    with smtp.server() as running:
        app.config["SMTP_URL"] = running.url
        yield running


def booked(interval: Interval | None = None, guests=GUESTS, now=NOW, **values) -> int:
    wished = wish(interval, attendees=guests, **values)
    return book(wished, by=person(KIM), now=now, answer=lambda made: made.id)


def leads(email: str, **wanted) -> list[int]:
    """Of the reminder rows of this person, the longest first."""
    found = select(Message.key).filter_by(kind="reminder", recipient=email, **wanted)
    keys = list(db.session.scalars(found))
    db.session.rollback()
    return sorted((int(key.split(":")[-2]) for key in keys), reverse=True)


def ended() -> dict[int, str]:
    """Status by lead, of kim's."""
    found = db.session.execute(select(Message.key, Message.status).filter_by(kind="reminder", recipient=KIM))
    told = {int(key.split(":")[-2]): status for key, status in found}
    db.session.rollback()
    return told


def attendee_id(email: str) -> int:
    found = db.session.scalar(select(Attendee.id).filter_by(email=email))
    db.session.rollback()
    return found


def staff_set(slug: str | None, chosen: list[int] | None) -> None:
    edit_policy(slug, by=person("staff@example.jp"), now=NOW, values={"reminders": chosen})


def texts(server, email: str) -> list[str]:
    """Of the reminders that this person got."""
    mails = [mail for mail in server.mails() if email in mail["To"] and mail["List-Unsubscribe"]]
    return [mail.get_body(("plain",)).get_content() for mail in mails]


def test_as_the_space_says_else_the_centre(server):
    staff_set(None, [180])
    staff_set("hall", [30, 15])
    booked(span(2, "10:00", "11:00"))
    booked(span(2, "13:00", "14:00"), spaces=("hall",), answers={}, guests=())
    booked(span(2, "15:00", "16:00"), spaces=("room", "hall"), guests=(Invited(LI, "Li"),))
    assert leads(RAO) == [180] and leads(KIM) == [180, 180, 30, 30, 15, 15] and leads(LI) == [180, 30, 15]
    staff_set("hall", [])
    booked(span(3, "13:00", "14:00"), spaces=("hall",), answers={}, guests=(Invited("a@example.org"),))
    assert leads("a@example.org") == []


def test_a_changed_policy_makes_the_new_ones_and_the_old_are_not_said(server):
    booked(guests=())
    staff_set("room", [1440, 15])
    assert remind(NOW) == 1 and leads(KIM) == [1440, 60, 15]
    deliver_due(NOW)
    assert deliver_due(at(1, "10:00")) == {"sent": 1}
    assert deliver_due(at(2, "09:00")) == {"dropped": 1}
    assert deliver_due(at(2, "09:45")) == {"sent": 1}
    assert ended() == {1440: "sent", 60: "dropped", 15: "sent"}


def test_ones_own_choice_comes_before_and_holds_for_every_meeting(server):
    booked()
    booked(span(3, "10:00", "11:00"))
    choose_reminders([15, 10080], by=person(KIM), now=NOW)
    assert leads(KIM) == [] and leads(RAO) == [1440, 1440, 60, 60]
    assert remind(NOW) == 2 and leads(KIM) == [15, 15], "a week before is behind us"
    booked(span(8, "10:00", "11:00"), guests=())
    assert leads(KIM) == [10080, 15, 15, 15]
    choose_reminders((), by=person(KIM), now=NOW)
    assert leads(KIM) == [] and remind(NOW) == 0
    choose_reminders(None, by=person(KIM), now=NOW)
    assert remind(NOW) == 6 and leads(KIM) == [1440] * 3 + [60] * 3


def test_a_choice_is_by_address_also_for_meetings_to_come(server):
    booked()
    choose_reminders_by_link(attendee_id(RAO), [30], now=NOW)
    booked(span(3, "10:00", "11:00"), guests=(Invited("RAO@example.in", "Rao"),))
    assert remind(NOW) == 1 and leads(RAO) == [30, 30] and leads(DOE) == [1440, 60]


def test_one_that_is_due_is_not_lost_by_a_choice_that_keeps_it(server):
    booked()
    deliver_due(NOW)
    choose_reminders([1440, 30], by=person(KIM), now=at(1, "10:00"))
    assert remind(at(1, "10:00")) == 1 and leads(KIM) == [1440, 30]
    assert deliver_due(at(1, "10:00")) == {"sent": 3}
    choose_reminders([15], by=person(KIM), now=at(2, "09:30"))
    assert deliver_due(at(2, "09:30")) == {"sent": 2, "dropped": 1}, "the guests' hour, and kim's half hour"


def test_one_that_backs_off_is_not_sent_against_a_later_choice(server):
    server.faults[KIM] = ["451 later"]
    booked()
    deliver_due(NOW)
    deliver_due(NOW + timedelta(minutes=3))
    server.faults[KIM] = ["451 later"]
    assert deliver_due(at(1, "10:00"))["retried"] == 1
    choose_reminders((), by=person(KIM), now=at(1, "10:01"))
    assert deliver_due(at(1, "10:05")) == {"dropped": 1}


def test_after_a_standstill_the_last_says_enough_and_what_begun_is_missed(server):
    choose_reminders([1440, 180, 60, 15], by=person(KIM), now=NOW)
    booked(guests=())
    deliver_due(NOW)
    assert deliver_due(at(2, "09:10")) == {"sent": 1, "dropped": 2}
    assert ended() == {1440: "dropped", 180: "dropped", 60: "sent", 15: "waiting"}
    assert deliver_due(at(2, "10:00")) == {"missed": 1}


def test_a_back_off_makes_no_older_one_the_last(server):
    """Its time to be tried again says nothing of the reminder's own time."""
    booked(guests=())
    deliver_due(NOW)
    rows = update(Message).where(Message.key.contains(":1440:")).values(due_at=at(2, "09:05"))
    db.session.execute(rows)
    db.session.commit()
    assert deliver_due(at(2, "09:10")) == {"sent": 1, "dropped": 1}
    assert ended() == {1440: "dropped", 60: "sent"}


def test_a_move_makes_them_anew(server):
    booking = booked(guests=())
    deliver_due(NOW)
    moved = Edit(interval=span(4, "10:00", "11:00"))
    change(booking, moved, by=person(KIM), now=NOW)
    remind(NOW)
    deliver_due(NOW)
    assert leads(KIM) == [1440, 60]
    assert deliver_due(at(2, "09:30")) == {} and deliver_due(at(3, "10:00")) == {"sent": 1}


def test_who_was_taken_off_the_list_is_not_reminded(server):
    booking = booked(guests=(Invited(RAO, "Rao"),))
    deliver_due(NOW)
    change(booking, Edit(attendees=()), by=person(KIM), now=NOW)
    deliver_due(NOW)
    server.taken.clear()
    deliver_due(at(1, "10:00"))
    assert RAO not in server.recipients()


def test_language_and_clock_as_they_are_when_it_is_sent(server):
    booked()
    deliver_due(NOW)
    edit_account(by=person(KIM), now=NOW, locale="ja", tzid="America/New_York")
    assert leads(KIM) == [1440, 60] and remind(NOW) == 0
    deliver_due(at(1, "10:00"))
    mail = [mail for mail in server.mails() if KIM in mail["To"]][-1]
    assert mail["Content-Language"] == "ja" and mail["List-Unsubscribe"]
    assert "20:00–21:00" in mail.get_body(("plain",)).get_content(), "ten in Sapporo by New York's clock"


def test_a_meeting_that_is_over_keeps_its_language(server):
    booked()
    edit_account(by=person(KIM), now=at(2, "11:00"), locale="ja", tzid="Asia/Tokyo")
    found = db.session.scalar(select(Attendee.locale).filter_by(email=KIM))
    assert found == "ko"


def test_told_by_the_readers_clock_over_a_change_to_summer_time(server):
    """New York sets its clocks on the 14th of March at 2:00: a day before, the offset is another."""
    before = datetime(2027, 3, 10, tzinfo=UTC)
    begins = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)  # 10:00 in Sapporo
    booked(Interval(begins, begins + timedelta(hours=1)), now=before)
    deliver_due(before)
    assert deliver_due(begins - timedelta(days=1)) == {"sent": 3}
    assert deliver_due(begins - timedelta(hours=1)) == {"sent": 3}
    assert len(texts(server, DOE)) == len(texts(server, RAO)) == 2
    for text in texts(server, DOE):
        assert "Monday, March 15, 2027 10:00–11:00" in text
        assert "Sunday, March 14, 2027 21:00–22:00 (New York)" in text
    for text in texts(server, RAO):
        assert "Monday, March 15, 2027 06:30–07:30 (Kolkata)" in text


def test_a_reminder_says_how_to_end_them(server, app):
    booked()
    deliver_due(NOW)
    deliver_due(at(1, "10:00"))
    mail = [mail for mail in server.mails() if RAO in mail["To"]][-1]
    one_click = mail["List-Unsubscribe"].strip("<>")
    page = one_click.removesuffix("/one-click")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert page in mail.get_body(("plain",)).get_content() and page in mail.get_body(("html",)).get_content()
    browser = app.test_client(use_cookies=False)
    path = one_click.removeprefix(app.config["BASE_URL"])
    assert browser.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert leads(RAO, status="waiting") == [] and leads(KIM, status="waiting") == [60]
    invitation = next(mail for mail in server.mails() if RAO in mail["To"])
    assert "List-Unsubscribe" not in invitation


def test_as_many_statements_for_one_meeting_as_for_twenty(server):
    def statements() -> int:
        db.session.remove()
        with Queries() as counted:
            assert len(to_remind(NOW)) == len(db.session.scalars(select(Occurrence)).all())
        return counted.count - 1

    booked()
    db.session.execute(Message.__table__.delete())
    db.session.commit()
    assert statements() == STATEMENTS
    for day in (3, 4, 7, 8):
        for hour in (9, 11, 13, 15):
            booked(span(day, f"{hour}:00", f"{hour}:45"))
    choose_reminders([30], by=person(KIM), now=NOW)
    db.session.execute(Message.__table__.delete())
    db.session.commit()
    assert statements() == STATEMENTS


def test_a_meeting_in_a_space_of_its_own_is_told_as_that_space_says(server):
    staff_set("hall", [30])
    booking = booked(guests=(), rrule="FREQ=DAILY;COUNT=2")
    hall = db.session.scalar(select(Resource.id).filter_by(slug="hall"))
    first = select(Occurrence.id).filter_by(reservation_id=booking).order_by(Occurrence.starts_at).limit(1)
    db.session.execute(Message.__table__.delete())
    elsewhere = update(Occurrence).where(Occurrence.id == db.session.scalar(first)).values(space_id=hall)
    db.session.execute(elsewhere)
    db.session.commit()
    assert remind(NOW) == 3 and leads(KIM) == [1440, 60, 30]
