"""What staff have before them, in a fixed number of queries."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.approve import approve
from booking.actions.blackouts import Closing, add_blackout
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.remind import remind_staff, tell_deputy
from booking.actions.send_back import send_back
from booking.extensions import db
from booking.models import InboundMessage, Message, Reservation
from booking.permissions import THE_CLOCK
from booking.queries.people import by_email
from booking.rules.requests import BookedFor, Edit
from tests import factories
from tests.actions.dates import one, ruled, times
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import Queries, post, signed_in

BOB, KIM, SATO = "staff@example.jp", "kim@example.kr", "sato@example.jp"
QUERIES = 57


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house(approval="always")


def asked(day: int, hour: int, minute: int = 15, who: str = KIM, **more):
    begins = at(day, f"{hour}:{minute:02}")
    interval = factories.Interval(begins, begins + timedelta(minutes=15))
    return book(wish(interval, **more), by=person(who), now=NOW)


def desk(app) -> str:
    return signed_in(app, BOB).get("/desk?lang=en").text


def test_an_empty_desk_says_so(app, centre):
    page = desk(app)
    assert "Nothing waits for you." in page and "Nothing is booked today." in page and "Tomorrow: 0" in page


def test_what_waits_stands_oldest_first_and_red_when_overdue(app, centre, monkeypatch):
    asked(4, 10, title="Second thing")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=23))
    page = desk(app)
    assert "Waiting for 23 hours" in page and "request late" not in page
    book(wish(span(3, "10:00", "11:00"), title="Later thing"), by=person(KIM), now=NOW + timedelta(hours=1))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1, minutes=30))
    page = desk(app)
    assert page.index("Second thing") < page.index("Later thing")
    assert page.count("request late") == 1 and "Overdue: waiting for 1 day" in page


def test_rivals_of_the_day_and_space_are_shown(app, centre):
    asked(2, 10, title="The one")
    asked(2, 13, title="Its rival", who=SATO)
    asked(3, 10, title="Another day")
    page = desk(app)
    first = page[page.index("The one") : page.index("Another day")]
    assert "1 other on the same day and space" in first and "Its rival" in first and "13:15–13:30" in first
    assert page.count("same day and space") == 2


def test_what_waits_for_the_applicant_has_its_due_time(app, centre):
    made = asked(4, 10, title="Asked")
    send_back(made.id, by=person(BOB), now=NOW, question="How many cars?")
    page = desk(app)
    assert "How many cars?" in page and "Fri, Dec 4, 2026 10:15" in page and "Nothing waits for you." in page


def test_today_tells_what_to_prepare_and_how_many_come_tomorrow(app, centre):
    made = asked(1, 14, title="Today", equipment={"projector": 2}, headcount=5)
    approve(made.id, by=person(BOB), now=NOW)
    guest = BookedFor("山田", "山田商店", phone="+81 11 222")
    book(
        wish(span(1, "16:00", "17:00"), title="By phone", booked_for=guest), by=person(BOB, "phone"), now=NOW
    )
    approve(asked(2, 9, title="Tomorrow").id, by=person(BOB), now=NOW)
    page = desk(app)
    today = page[page.index('id="today"') :]
    assert "14:15–14:30" in today and "projector-1" in today and "projector-2" in today
    assert "5 people" in today and "Talks" in today and "한빛정보" in today
    assert "山田商店" in today and 'href="tel:+8111222"' in today and "Tomorrow: 1 booking." in today


def test_messages_that_failed_are_counted(app, centre):
    approve(asked(2, 10).id, by=person(BOB), now=NOW)
    rows = db.session.scalars(select(Message)).all()
    for row in rows:
        row.status, row.error = "failed", "<550 no such box>"
    db.session.commit()
    page = desk(app)
    assert f"{len(rows)} messages could not be sent" in page and "&lt;550 no such box&gt;" in page


def test_approving_from_the_desk_comes_back_to_it(app, centre):
    made = asked(2, 10, title="Quick")
    bob = signed_in(app, BOB)
    answer = post(bob, f"/reservations/{made.id}/approval", page="/desk", decision="approve", back="desk")
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert "Approved." in bob.get("/desk?lang=en").text


def filled(rows: int) -> None:
    """That many of each kind: asked, a series, a change, returned, offered, in line, today, closed over."""
    for n in range(rows):
        asked(2, 9 + n, title=f"W{n}")
        series = wish(span(21, f"{14 + n}:00", f"{14 + n}:30"), rrule="FREQ=DAILY;COUNT=3")
        book(series, by=person(KIM), now=NOW)
        made = asked(3, 9 + n, title=f"A{n}")
        send_back(made.id, by=THE_CLOCK, now=NOW, question="?")
        moved = asked(4, 9 + n, title=f"M{n}").id
        approve(moved, by=person(BOB), now=NOW)
        change(moved, Edit(interval=span(7, f"{9 + n}:15", f"{9 + n}:30")), by=person(KIM), now=NOW)
        asked(8, 9 + n, title=f"H{n}")
        asked(8, 9 + n, who=SATO, title=f"L{n}", on_conflict="waitlist")
        asked(2, 14 + n, title=f"C{n}", spaces=("hall",))
        add_blackout(Closing("hall", span(2, f"{14 + n}:15", f"{14 + n}:30"), {}), by=person(BOB), now=NOW)
    for n in range(rows):
        begins = at(1, "09:00") + timedelta(minutes=15 * n)
        interval = factories.Interval(begins, begins + timedelta(minutes=15))
        request = wish(interval, spaces=("hall",), title=f"T{n}", equipment={"projector": 1})
        book(request, by=person(SATO), now=NOW)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(app, centre, rows):
    quotas = [{"whose": "company", "measure": "hours", "per": "week", "most": 9}]
    ruled("room", quotas=quotas, deputy_id=by_email("admin@example.jp").id)
    filled(rows)
    db.session.execute(Message.__table__.update().values(status="failed"))
    db.session.commit()
    bob = signed_in(app, BOB)
    bob.get("/desk")
    db.session.remove()
    with Queries() as queries:
        page = bob.get("/desk?lang=en").text
    shown = [page.count(text) for text in ("card request", "card contest", "Quota of the company", "T0")]
    assert shown[:3] == [4 * rows, rows, 2 * rows] and shown[3]
    assert f"T{rows - 1}" in page and "in a closed time" in page
    assert queries.count == QUERIES


def test_a_series_is_one_entry_with_its_rule_in_words(app, centre):
    book(wish(span(2, "10:00", "11:00"), title="Daily", rrule="FREQ=DAILY;COUNT=3"), by=person(KIM), now=NOW)
    page = desk(app)
    assert page.count('class="card request') == 1
    assert "Every day, 3 times" in page and "3 dates wait" in page and "same day and space" not in page


def test_a_change_is_shown_old_and_new_and_decided_for_its_date(app, centre):
    made = asked(2, 10, title="Moved").id
    approve(made, by=person(BOB), now=NOW)
    change(made, Edit(interval=span(3, "14:00", "14:15")), by=person(KIM), now=NOW)
    page = desk(app)
    entry = page[page.index(f'id="change-{made}"') :]
    assert entry.index("10:15–10:30") < entry.index("Asked for instead:") < entry.index("14:00–14:15")
    assert "Return with this question" not in entry
    bob = signed_in(app, BOB)
    form = {
        "decision": "approve",
        "scope": "one",
        "recurrence_id": one(made).recurrence_id,
        "back": "desk",
    }
    assert post(bob, f"/reservations/{made}/approval", page="/desk", **form).location == "/desk"
    assert (times(made), one(made).pending) == (["12-03 14:00-14:15"], None)


def test_the_deputy_is_named_and_what_they_were_told_of_stands_red(app, centre, monkeypatch):
    ruled("room", deputy_id=by_email("admin@example.jp").id)
    made = asked(14, 10).id
    assert "Deputy: " in desk(app)
    day = timedelta(days=1)
    remind_staff(made, by=THE_CLOCK, now=NOW + day)
    tell_deputy(made, by=THE_CLOCK, now=NOW + 2 * day)
    monkeypatch.setattr(clock, "now", lambda: NOW + 2 * day)
    page = desk(app)
    assert "The deputy, " in page and "has been told." in page and "card request late" in page


def test_what_waits_for_applicants_is_told_apart(app, centre):
    made = asked(4, 10, title="Returned")
    send_back(made.id, by=person(BOB), now=NOW, question="How many cars?")
    approve(asked(2, 10, title="Gone").id, by=person(BOB), now=NOW)
    asked(2, 10, who=SATO, title="Held for them", on_conflict="waitlist")
    gone = db.session.scalars(select(Reservation).filter_by(title="Gone")).one()
    cancel(gone.id, by=person(KIM), now=NOW)
    slots = (span(8, "10:00", "10:15"),)
    book(wish(span(7, "10:00", "10:15"), title="To choose", candidates=slots), by=person(KIM), now=NOW)
    page = desk(app)
    kinds = ("A question of the staff", "Offered from the waitlist", "Candidate dates")
    titles = ("Returned", "Held for them", "To choose")
    rows = page[page.index('id="for-applicants"') : page.index('id="today"')].split("<tr>")
    for title, kind in zip(titles, kinds, strict=True):
        (row,) = [row for row in rows if title in row]
        assert kind in row


def test_bookings_in_a_closed_time_are_counted_with_the_way_to_them(app, centre):
    ruled("room", approval="never")
    asked(2, 10)
    asked(3, 10)
    closed = add_blackout(Closing("room", span(2, "09:00", "12:00"), {}), by=person(BOB), now=NOW)
    page = desk(app)
    assert "1 booking to come lies in a closed time" in page
    assert f"/admin/closed-times/hit?id={closed.ids[0]}" in page


def test_a_wall_of_requests_comes_in_pages(app, centre):
    for number in range(45):
        day, place = divmod(number, 16)
        asked(2 + day, 9 + place // 2, 15 + 30 * (place % 2), title=f"Wish {number:02}")
    bob = signed_in(app, BOB)

    def shown(page: str) -> list[str]:
        text = bob.get(f"/desk?lang=en{page}").text.partition('id="for-staff"')[2].partition("</section>")[0]
        return sorted(set(re.findall(r"<h3>.*?(Wish \d\d)", text)))

    pages = [shown(""), shown("&page=2"), shown("&page=3")]
    assert [len(page) for page in pages] == [20, 20, 5] and len({*pages[0], *pages[1], *pages[2]}) == 45
    assert shown("&page=4") == shown("&page=99999999999999999999999") == pages[2]
    assert shown("&page=0") == shown("&page=x") == pages[0]
    first, last = bob.get("/desk").text, bob.get("/desk?page=3").text
    assert "/desk?page=2#for-staff" in first and 'rel="prev"' not in first
    assert "/desk?page=2#for-staff" in last and 'rel="next"' not in last


def test_mail_that_came_in_and_was_not_handled_is_named(app, centre):
    assert "came-in" not in desk(app)
    for number, status in enumerate(("failed", "held", "held")):
        key = str(number)
        row = InboundMessage(key=key, size=1, door="lmtp", envelope=[], received_at=NOW, due_at=NOW)
        row.status = status
        db.session.add(row)
    db.session.commit()
    page = desk(app)
    assert "1 mail needs a person." in page and "2 are held until their senders confirm them." in page
