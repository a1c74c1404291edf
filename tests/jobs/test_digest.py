"""The staff's mail of the morning."""

from datetime import time, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select, update

from booking.actions.account import edit_account
from booking.actions.book import book
from booking.extensions import db
from booking.jobs.tick import deliver_due, digest, tick
from booking.models import Blackout, Message, User
from booking.rules.interval import Interval
from booking.rules.requests import BookedFor, Invited
from tests import factories
from tests.factories import NOW, at, person, wish

MORNING = at(2, "07:30")  # a Wednesday
SENT_TO = {"staff@example.jp", "admin@example.jp"}


@pytest.fixture
def settings_of_app():
    return {"DIGEST_AT": "07:30"}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def rows():
    db.session.rollback()
    return db.session.scalars(select(Message).filter_by(kind="digest").order_by(Message.id)).all()


def keys():
    return [row.key for row in rows()]


def statuses():
    return {row.status for row in rows()}


def mail(app):
    """The text and the HTML of the first, as it was sent."""
    written = message_from_bytes(rows()[0].content, policy=default)
    parts = {part.get_content_type(): part for part in written.walk() if not part.is_multipart()}
    text, html = (parts[kind].get_content().replace("\r\n", "\n") for kind in ("text/plain", "text/html"))
    return written["Subject"], text, html


def booked(**values):
    values = {"interval": factories.span(2, "10:00", "11:00")} | values
    return book(wish(**values), by=person("staff@example.jp", "phone"), now=NOW)


def test_each_of_the_staff_gets_one_a_day():
    assert digest(MORNING - timedelta(minutes=1)) == 0
    assert digest(MORNING) == 2 and {row.recipient for row in rows()} == SENT_TO
    assert digest(MORNING + timedelta(minutes=1)) == 0
    assert digest(at(3, "08:00")) == 2
    ids = {row.key.rpartition("-")[2] for row in rows()}
    assert set(keys()) == {f"digest:2026-12-0{day}:user-{who}" for day in (2, 3) for who in ids}


def test_a_late_one_goes_out_until_noon():
    assert digest(at(2, "12:00")) == 0
    assert digest(at(2, "11:59")) == 2


def test_one_of_the_afternoon_goes_out_until_midnight(app):
    app.config["DIGEST_AT"] = time(17)
    assert (digest(at(2, "16:59")), digest(at(2, "23:59"))) == (0, 2)


def test_none_where_it_is_switched_off(app):
    app.config["DIGEST_AT"] = ""
    assert digest(MORNING) == 0


def test_who_does_not_want_it_gets_none():
    edit_account(by=person("admin@example.jp"), now=NOW, locale="ja", tzid="Asia/Tokyo", digest=False)
    assert digest(MORNING) == 1 and [row.recipient for row in rows()] == ["staff@example.jp"]


def test_none_on_a_closed_day_unless_something_is_booked():
    assert digest(at(5, "08:00")) == 0  # a Saturday
    sunday = factories.span(6, "10:00", "11:00")
    booked(interval=sunday, override_reason="Open day", booked_for=BookedFor("Park"))
    assert digest(at(6, "08:00")) == 2


def test_none_on_a_day_that_is_closed_altogether():
    db.session.add(Blackout(starts_at=at(2, "00:00"), ends_at=at(3, "00:00"), reason={}))
    db.session.commit()
    assert digest(MORNING) == 0


def test_it_is_sent_and_says_what_is_booked(app):
    guests = (Invited("li@example.tw", "李"), Invited("rao@example.in"))
    booked(
        title="Demo <b>day</b>",
        headcount=6,
        equipment={"projector": 1},
        attendees=guests,
        booked_for=BookedFor("朴 永", "北海ソフト", phone="+82 42 1"),
    )
    booked(interval=factories.span(9, "13:00", "14:30"), booked_for=BookedFor("Kim"), title="Next week")
    booked(interval=factories.span(10, "13:00", "14:30"), booked_for=BookedFor("Kim"), title="Too far")
    tick(MORNING)
    assert statuses() == {"sent"}
    subject, text, html = mail(app)
    assert subject == "December 2, 2026: 1 booking"
    for line in (
        "== Wednesday, December 2, 2026 ==\n\n10:00–11:00 Demo <b>day</b>\n",
        "</b>\nroom\n朴 永, 北海ソフト\n+82 42 1\n",
        "Number of people: 6\nInvited: 李, rao@example.in\nEquipment: Projector (projector-",
        "Purpose: Talks\nhttp://localhost/reservations/1\n",
        "== Wednesday, December 9, 2026 ==\n\n13:00–14:30 Next week\n",
        "As things stood at 07:30.",
        "http://localhost/desk/day/2026-12-02\n",
    ):
        assert line in text, text
    assert "Too far" not in text and "Demo &lt;b&gt;day&lt;/b&gt;" in html and "<th scope" in html


def test_it_says_what_waits_and_how_long_and_which_messages_need_a_person(app):
    db.session.execute(update(factories.Policy).values(approval="always"))
    db.session.commit()
    book(wish(), by=person("kim@example.kr"), now=NOW)
    db.session.execute(update(Message).where(Message.kind == "received").values(status="failed"))
    db.session.commit()
    tick(MORNING)
    subject, text, html = mail(app)
    assert subject == "December 2, 2026: 1 booking, 1 request waits"
    assert "10:00–11:00 Talks [Waiting for staff]" in text
    assert "1 message needs a person.\n- kim@example.kr (Request received)" in text
    assert "Overdue: waiting for 22 hours" in text or "Waiting for 22 hours" in text
    assert 'href="http://localhost/admin/outbox?status=failed"' in html


def test_it_is_in_the_readers_language_and_no_part_of_a_thread(app):
    db.session.execute(update(User).where(User.email == "staff@example.jp").values(locale="ja"))
    db.session.commit()
    tick(MORNING)
    tick(at(3, "07:30"))
    for row in rows():
        written = message_from_bytes(row.content, policy=default)
        wanted = "ja" if row.recipient == "staff@example.jp" else "en"
        assert written["Content-Language"] == wanted and written["In-Reply-To"] is None


@pytest.mark.parametrize(
    "change, ended",
    [({"digest": False}, "dropped"), ({"role": "member"}, "dropped"), ({"active": False}, "dropped")],
)
def test_whoever_may_not_or_will_not_have_it_any_more_does_not_get_it(change, ended):
    digest(MORNING)
    db.session.execute(update(User).where(User.email == "staff@example.jp").values(**change))
    db.session.commit()
    deliver_due(MORNING)
    assert {row.recipient: row.status for row in rows()} == {
        "staff@example.jp": ended,
        "admin@example.jp": "sent",
    }


def test_what_could_not_be_sent_by_noon_is_missed():
    digest(MORNING)
    deliver_due(at(2, "12:00"))
    assert statuses() == {"missed"}


def test_it_costs_the_same_however_much_is_booked(app):
    from tests.web.pages import Queries

    def cost(day):
        with Queries() as queries:
            digest(at(day, "08:00"))
        return queries.count

    booked()
    one = cost(2)
    for hour in range(11, 17):
        booked(interval=Interval(at(3, f"{hour}:00"), at(3, f"{hour}:30")), equipment={"projector": 1})
    assert cost(3) <= one + 2  # claims and units are read once there are some
