"""The booking form and a booking's page, as Alice (hers), Carol, Charlie, Bob and nobody."""

import html
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.send_back import send_back
from booking.errors import OutOfPolicy
from booking.extensions import db
from booking.models import Attendee, AuditEntry, Company, Reservation, Resource
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, span, user, wish
from tests.said import said
from tests.web.pages import post, signed_in

ALICE, CAROL, CHARLIE, BOB = "sato@example.jp", "suzuki@example.jp", "kim@example.kr", "staff@example.jp"
WHO = (ALICE, CAROL, CHARLIE, BOB, None)


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


@pytest.fixture
def approving(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house(approval="always")


def typed(**more):
    """What a browser posts for an ordinary booking."""
    usual = {
        "key": "k1",
        "spaces": "room",
        "title": "商談",
        "starts_on": "2026-12-02",
        "begins": "10:00",
        "ends": "11:00",
        "answers-purpose": "talks",
        "equipment-projector": "1",
        "headcount": "4",
        "attendees-0-email": "",
        "attendees-1-email": "Li@example.tw",
        "attendees-1-name": "李",
        "attendees-1-locale": "zh_Hant",
    }
    return usual | {name.replace("__", "-"): value for name, value in more.items()}


def submit(browser, **more):
    return post(browser, "/reservations", **typed(**more))


def bookings() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Reservation))


def the_booking() -> Reservation:
    db.session.rollback()
    return db.session.scalars(select(Reservation).order_by(Reservation.id.desc())).first()


def test_a_member_books_by_the_form(app, centre):
    answer = submit(signed_in(app, ALICE))
    made = the_booking()
    assert (answer.status_code, answer.location) == (303, f"/reservations/{made.id}")
    assert (made.title, made.status, made.headcount, made.answers) == (
        "商談",
        "confirmed",
        4,
        {"purpose": "talks"},
    )
    assert made.occurrences[0].starts_at == span(2, "10:00", "11:00").starts_at
    assert [(a.email, a.locale) for a in made.attendees] == [(ALICE, "ja"), ("li@example.tw", "zh_Hant")]
    assert {c.resource.slug for c in made.occurrences[0].claims} == {"room", "projector-1"}


def test_a_double_click_books_once(app, centre):
    browser = signed_in(app, ALICE)
    first, second = submit(browser), submit(browser)
    assert first.location == second.location and bookings() == 1
    other = submit(browser, begins="13:00", ends="14:00")
    assert other.status_code == 303 and bookings() == 2


def test_the_form_begins_with_what_the_address_says(app, centre):
    page = (
        signed_in(app, CHARLIE)
        .get("/reservations/new?space=room&starts_at=2026-12-02T10:00:00%2B09:00&duration=PT1H30M")
        .text
    )
    assert 'value="2026-12-02"' in page and 'value="10:00"' in page and 'value="11:30"' in page
    assert "Purpose" in page and 'value="room" checked' in page
    assert page.count('type="email"') == 3


@pytest.mark.parametrize(
    "odd", ["starts_at=soon", "starts_at=9999-12-31T23:59", "duration=PT", "space=no-such"]
)
def test_an_odd_address_still_gives_a_form(app, centre, odd):
    assert signed_in(app, ALICE).get(f"/reservations/new?{odd}").status_code == 200


def test_everything_wrong_is_told_beside_its_field_and_what_was_typed_stays(app, centre):
    answer = submit(
        signed_in(app, ALICE), title="", begins="07:10", ends="07:15", headcount="many", answers__purpose="",
        attendees__1__email="nobody", description="Bring slides",
    )  # fmt: skip
    page = html.unescape(answer.text)
    assert answer.status_code == 422 and bookings() == 0
    for told in ("title", "headcount", "attendees-1-email"):
        assert f'id="{told}-errors"' in page and f'href="#{told}"' in page
    assert "Bring slides" in page and 'value="many"' in page and 'value="nobody"' in page
    answer = submit(signed_in(app, ALICE), begins="07:10", ends="07:15", headcount="9", answers__purpose="")
    for told in ("begins", "ends", "headcount", "answers-purpose"):
        assert f'id="{told}-errors"' in answer.text
    assert answer.status_code == 422 and bookings() == 0


WRONG = (
    ({"starts_on": "2026-02-30"}, "starts_on"),
    ({"starts_on": "0001-01-01"}, "starts_on"),
    ({"starts_on": "9999-12-31"}, "starts_on"),
    ({"begins": "25:00"}, "begins"),
    ({"begins": ""}, "begins"),
    ({"ends": "09:00"}, "ends"),
    ({"spaces": "no-such\x01"}, "spaces"),
    ({"title": "a\nb"}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"headcount": "9" * 5000}, "headcount"),
    ({"headcount": "0"}, "headcount"),
    ({"equipment__projector": "3"}, "equipment-projector"),
    ({"equipment__projector": "-1"}, "equipment-projector"),
    ({"attendees__1__locale": "xx"}, "attendees-1-locale"),
    ({"answers__purpose": "dancing"}, "answers-purpose"),
)


def test_each_wrong_value_is_told_at_its_field(app, centre):
    browser = signed_in(app, ALICE)
    for wrong, told in WRONG:
        answer = submit(browser, **wrong)
        assert answer.status_code == 422 and f'id="{told}-errors"' in answer.text, wrong
    assert bookings() == 0


def test_an_hour_that_is_left_out_is_refused(app, centre):
    db.session.scalars(select(Resource).filter_by(slug="room")).one().tzid = "America/New_York"
    db.session.commit()
    answer = submit(signed_in(app, ALICE), starts_on="2027-03-14", begins="02:30", ends="03:30")
    assert answer.status_code == 422 and 'id="begins-errors"' in answer.text


def test_two_hundred_and_one_people_are_too_many(app, centre):
    many = {f"attendees__{n}__email": f"p{n}@example.jp" for n in range(400)}
    answer = submit(signed_in(app, ALICE), **many)
    assert (
        answer.status_code == 422
        and said("ja", "At most %(most)s people can be invited.", most=200) in answer.text
        and bookings() == 0
    )


def test_more_rows_and_other_spaces_are_asked_for_without_booking(app, centre):
    browser = signed_in(app, ALICE)
    more = submit(browser, step="attendees")
    assert more.status_code == 200 and more.text.count('type="email"') == 6
    other = submit(browser, step="spaces", spaces="hall")
    assert 'value="hall" checked' in other.text and "answers-purpose" not in other.text
    assert 'value="商談"' in other.text and bookings() == 0


def test_a_taken_time_is_told_with_others_that_book_by_one_click(app, centre):
    book(wish(), by=person(CHARLIE), now=NOW)
    browser = signed_in(app, ALICE)
    refused = submit(browser)
    assert refused.status_code == 409 and "09:45" in refused.text and "11:00" in refused.text
    offers = re.findall(r'<form method="post" action="/reservations">(.*?)</form>', refused.text, re.S)
    assert len(offers) == 4
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', offers[1])
    answer = browser.post("/reservations", data=_pairs(fields))
    made = the_booking()
    assert answer.status_code == 303 and bookings() == 2
    assert made.occurrences[0].starts_at == span(2, "11:15", "12:15").starts_at
    assert [a.email for a in made.attendees] == [ALICE, "li@example.tw"] and made.title == "商談"


def _pairs(fields) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in fields}


def test_staff_book_for_somebody_without_an_account(app, centre):
    bob = signed_in(app, BOB)
    somebody = {"name": "山田", "company": "山田商店", "phone": "+81 11 1", "door": "phone", "locale": "ja"}
    late = {f"booked_for__{name}": text for name, text in somebody.items()} | {
        "begins": "18:00",
        "ends": "19:00",
    }
    answer = submit(bob, **late)
    assert answer.status_code == 422 and 'id="begins-errors"' in answer.text
    answer = submit(bob, **late, override_reason="the mayor comes")
    made = the_booking()
    assert answer.status_code == 303
    assert (made.contact_name, made.door, made.person_id) == ("山田", "phone", None)
    entry = db.session.scalars(select(AuditEntry).filter_by(reservation_id=made.id)).one()
    assert (entry.rule, entry.reason) == ("override:outside_opening_hours", "the mayor comes")


def test_a_member_cannot_book_for_another_or_override(app, centre):
    browser = signed_in(app, ALICE)
    assert "booked_for" not in browser.get("/reservations/new").text
    more = {"booked_for__name": "山田", "booked_for__door": "phone"}
    assert submit(browser, begins="18:00", ends="19:00", override_reason="me", **more).status_code == 422
    assert submit(browser, **more).status_code == 303
    assert (the_booking().contact_name, the_booking().door) == ("sato", "web")


def test_a_booking_without_csrf_is_refused(app, centre):
    assert signed_in(app, ALICE).post("/reservations", data=typed()).status_code == 400 and bookings() == 0


def test_the_page_tells_everything(app, approving):
    invited = (Invited("li@example.tw", "李", "zh_Hant", "Asia/Taipei"),)
    asked = wish(
        title="<b>商談</b>", attendees=invited, equipment={"projector": 2}, headcount=3, description="a\nb"
    )
    made = book(asked, by=person(CHARLIE), now=NOW)
    page = signed_in(app, CHARLIE).get(f"/reservations/{made.id}?lang=en").text
    assert "&lt;b&gt;商談&lt;/b&gt;" in page and "<b>商談" not in page
    assert "Waiting for staff" in page and "10:00–11:00" in page
    assert "projector-1" in page and "projector-2" in page and "Talks" in page
    assert 'lang="zh-Hant">李' in page and "No answer yet" in page and "kim booked it." in page


def test_both_clocks_are_shown_where_they_differ(app, centre):
    db.session.add(user("rao@example.in", tzid="Asia/Kolkata"))
    db.session.commit()
    made = book(wish(), by=person("rao@example.in"), now=NOW)
    page = signed_in(app, "rao@example.in").get(f"/reservations/{made.id}").text
    assert "10:00–11:00" in page and "06:30–07:30" in page


def test_staff_approve_decline_and_return(app, approving):
    bob, kim = signed_in(app, BOB), person(CHARLIE)
    for decision, status in (("approve", "confirmed"), ("decline", "declined")):
        made = book(wish(), by=kim, now=NOW)
        answer = post(
            bob, f"/reservations/{made.id}/approval", decision=decision, reason="because", back="desk"
        )
        assert (answer.status_code, answer.location) == (303, "/desk")
        assert the_booking().status == status
        post(bob, f"/reservations/{made.id}/cancellation", reason="for the next")
    made = book(wish(span(3, "10:00", "11:00")), by=kim, now=NOW)
    assert post(bob, f"/reservations/{made.id}/approval", decision="return").status_code == 422
    assert post(bob, f"/reservations/{made.id}/approval", decision="dance").status_code == 422
    assert (
        post(bob, f"/reservations/{made.id}/approval", decision="decline", reason="\x01").status_code == 422
    )
    answer = post(bob, f"/reservations/{made.id}/approval", decision="return", reason="Who comes?")
    assert answer.location == f"/reservations/{made.id}"
    assert the_booking().occurrences[0].waiting_for == "applicant"
    again = post(bob, f"/reservations/{made.id}/approval", decision="return", reason="Who comes?")
    assert again.status_code == 409 and the_booking().occurrences[0].question == "Who comes?"


def test_what_was_not_chosen_is_called_so_and_stands_last(app, centre):
    others = (span(3, "10:00", "11:00"), span(4, "10:00", "11:00"))
    made = book(wish(candidates=others), by=person(ALICE), now=NOW).id
    alice = signed_in(app, ALICE)
    date = the_booking().occurrences[1].recurrence_id
    assert post(alice, f"/reservations/{made}/choice", recurrence_id=date).status_code == 303
    page = alice.get(f"/reservations/{made}?lang=en").text
    badges = re.findall(r'<p class="turn"><span class="badge badge-\w+">([^<]+)', page)
    assert badges == ["Confirmed", "Not chosen", "Not chosen"]
    post(alice, f"/reservations/{made}/cancellation")
    page = alice.get(f"/reservations/{made}?lang=en").text
    assert page.count(">Not chosen<") == 2


def test_a_request_cannot_be_returned_without_a_question(app, approving):
    made = book(wish(), by=person(CHARLIE), now=NOW)
    page = post(signed_in(app, BOB), f"/reservations/{made.id}/approval", decision="return", reason=" ")
    assert page.status_code == 422 and 'href="#reason"' in page.text and 'id="reason-errors"' in page.text


def test_of_a_series_the_question_is_put_once(app, approving):
    made = book(wish(rrule="FREQ=DAILY;COUNT=3"), by=person(CHARLIE), now=NOW).id
    send_back(made, by=person(BOB), now=NOW, question="Who comes?")
    page = signed_in(app, CHARLIE).get(f"/reservations/{made}?lang=en").text
    assert page.count("<blockquote>") == 1 and ">Answer<" in page
    assert page.count("The staff ask you to complete your request.") == 1 + 3  # and at each date
    assert "a question for the applicant" in signed_in(app, BOB).get(f"/reservations/{made}?lang=en").text


def test_the_applicant_answers(app, approving):
    made = book(wish(), by=person(CHARLIE), now=NOW)
    made = send_back(made.id, by=person(BOB), now=NOW, question="Who comes?")
    kim = signed_in(app, CHARLIE)
    page = kim.get(f"/reservations/{made.id}").text
    assert "Who comes?" in page and f'action="/reservations/{made.id}/answer"' in page
    wrong = post(kim, f"/reservations/{made.id}/answer", description="Two", **{"answers-purpose": ""})
    assert (
        wrong.status_code == 422
        and 'id="answers-purpose-errors"' in wrong.text
        and ">Two<" in wrong.text.replace("\r\n", "")
    )
    right = post(kim, f"/reservations/{made.id}/answer", description="Two", **{"answers-purpose": "talks"})
    assert right.status_code == 303 and the_booking().occurrences[0].waiting_for == "staff"
    assert the_booking().description == "Two"


def test_what_is_newly_against_the_rules_needs_a_written_reason(app, approving):
    made = book(wish(headcount=5), by=person(CHARLIE), now=NOW)
    db.session.scalars(select(Resource).filter_by(slug="room")).one().capacity = 2
    db.session.commit()
    bob = signed_in(app, BOB)
    answer = post(bob, f"/reservations/{made.id}/approval", decision="approve")
    assert (
        answer.status_code == 422
        and 'name="override_reason"' in answer.text
        and "2 people at most" in answer.text
    )
    answer = post(
        bob, f"/reservations/{made.id}/approval", decision="approve", override_reason="extra chairs"
    )
    assert answer.status_code == 303 and the_booking().status == "confirmed"


def test_calling_off(app, centre, monkeypatch):
    made = book(wish(), by=person(ALICE), now=NOW)
    alice = signed_in(app, ALICE)
    assert "Cancel this booking" in alice.get(f"/reservations/{made.id}?lang=en").text
    assert post(alice, f"/reservations/{made.id}/cancellation", reason="x" * 1001).status_code == 422
    assert post(alice, f"/reservations/{made.id}/cancellation", reason="ill").status_code == 303
    assert the_booking().status == "cancelled"
    again = post(alice, f"/reservations/{made.id}/cancellation", reason="ill")
    assert again.status_code == 409 and "ill" in again.text


def test_whoever_only_waits_gives_no_time_back(app, centre):
    book(wish(), by=person(CHARLIE), now=NOW)
    made = book(wish(on_conflict="waitlist"), by=person(ALICE), now=NOW).id
    alice, frees = signed_in(app, ALICE), "The time becomes free for others at once"
    page = alice.get(f"/reservations/{made}?lang=en").text
    assert "You no longer wait for this time." in page and frees not in page
    post(alice, f"/reservations/{made}/cancellation")
    page = alice.get(f"/reservations/{made}?lang=en").text
    assert "You no longer wait for this time." in page and "the time is free again" not in page


def test_of_a_series_that_only_waits_neither(app, centre):
    series = wish(spaces=("hall",), answers={}, rrule="FREQ=DAILY;COUNT=2")
    book(series, by=person(CHARLIE), now=NOW)
    made = book(replace(series, on_conflict="waitlist"), by=person(ALICE), now=NOW).id
    alice = signed_in(app, ALICE)
    page = alice.get(f"/reservations/{made}/cancellation?lang=en").text
    assert "You no longer wait for this time." in page and "becomes free" not in page


def test_what_no_other_time_mends_is_refused_without_other_times(app, centre):
    page = submit(signed_in(app, ALICE), answers__purpose="").text
    assert 'id="answers-purpose-errors"' in page and 'class="offers"' not in page
    with pytest.raises(OutOfPolicy) as refused:
        book(wish(answers={}), by=person(ALICE), now=NOW)
    assert refused.value.alternatives == ()
    with pytest.raises(OutOfPolicy) as refused:
        book(wish(headcount=9), by=person(ALICE), now=NOW)
    assert [other.spaces for other in refused.value.alternatives] == [("hall",)]


def test_who_is_invited_without_an_address_is_named(app, centre):
    page = submit(signed_in(app, ALICE), attendees__0__name="Kim").text
    assert said("ja", "The mail address of %(name)s is missing.", name="Kim") in page
    assert 'id="attendees-0-email-errors"' in page


def test_my_bookings_and_my_companys(app, centre):
    alice, carol = signed_in(app, ALICE), signed_in(app, CAROL)
    assert "Nothing is booked yet" in alice.get("/reservations?lang=en").text
    for day in (2, 3, 4):
        for hour in range(9, 17):
            book(
                wish(span(day, f"{hour}:15", f"{hour}:45"), title=f"T{day}-{hour}"), by=person(ALICE), now=NOW
            )
    first, second = carol.get("/reservations").text, carol.get("/reservations?page=2").text
    assert "T2-9" in first and "T4-16" not in first and "T4-16" in second
    assert "T2-9" not in signed_in(app, CHARLIE).get("/reservations").text
    assert "T2-9" not in alice.get("/reservations?when=past").text
    for odd in ("0", "-1", "x", "9" * 30):
        assert alice.get(f"/reservations?page={odd}").status_code == 200


def test_what_was_called_off_stands_apart_from_what_is_to_come(app, centre):
    kept, ended = (
        book(wish(span(day, "10:00", "11:00"), title=f"T{day}"), by=person(ALICE), now=NOW).id
        for day in (2, 3)
    )
    cancel(ended, by=person(ALICE), now=NOW)
    alice = signed_in(app, ALICE)
    coming, apart = (alice.get(f"/reservations{when}").text for when in ("", "?when=ended"))
    assert f'/reservations/{kept}"' in coming and f'/reservations/{ended}"' not in coming
    assert f'/reservations/{ended}"' in apart and f'/reservations/{kept}"' not in apart
    assert f'/reservations/{ended}"' in alice.get("/reservations?when=ended&q=T3").text
    assert "No booking to come" in signed_in(app, CHARLIE).get("/reservations?when=ended&lang=en").text


ROUTES = [
    ("get", "/reservations", {}, (200, 200, 200, 200, 303)),
    ("get", "/reservations/new", {}, (200, 200, 200, 200, 303)),
    ("post", "/reservations", typed(begins="14:00", ends="15:00"), (303, 303, 303, 303, 303)),
    ("get", "/reservations/{id}", {}, (200, 200, 404, 200, 303)),
    ("post", "/reservations/{id}/answer", {"answers-purpose": "talks"}, (303, 403, 404, 303, 303)),
    ("post", "/reservations/{id}/cancellation", {}, (303, 403, 404, 303, 303)),
    ("post", "/reservations/{id}/approval", {"decision": "approve"}, (403, 403, 404, 303, 303)),
    ("get", "/reservations/999999", {}, (404, 404, 404, 404, 303)),
    ("get", "/reservations/99999999999999999999", {}, (404, 404, 404, 404, 404)),
]


@pytest.mark.parametrize("method, path, data, expected", ROUTES)
def test_every_route_as_everybody(app, approving, method, path, data, expected):
    """Nobody is sent to sign in (303 too, but there), and changes nothing."""
    found = []
    for n, who in enumerate(WHO):
        day = (2, 3, 4, 7, 8)[n]
        made_id = book(wish(span(day, "10:00", "11:00")), by=person(ALICE), now=NOW).id
        if path.endswith("answer"):
            send_back(made_id, by=person(BOB), now=NOW, question="?")
        browser, before = signed_in(app, who), bookings()
        at, sent = path.format(id=made_id), data | {"starts_on": f"2026-12-{day:02}"}
        answer = browser.get(at) if method == "get" else post(browser, at, **sent)
        found.append(answer.status_code)
        if who is None and answer.status_code == 303:
            assert answer.location.startswith("/sign-in") and bookings() == before
        if answer.status_code in (403, 404):
            assert the_booking().status == "tentative"
    assert tuple(found) == expected


def test_an_attendee_with_an_account_sees_it_and_may_not_call_it_off(app, centre):
    made = book(wish(attendees=(Invited(CHARLIE),)), by=person(ALICE), now=NOW)
    kim = signed_in(app, CHARLIE)
    assert kim.get(f"/reservations/{made.id}").status_code == 200
    assert post(kim, f"/reservations/{made.id}/cancellation").status_code == 403
    assert db.session.scalar(select(func.count()).select_from(Attendee)) == 2
    assert db.session.scalar(select(func.count()).select_from(Company)) == 2
