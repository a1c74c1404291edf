"""Staff weigh who wants the same time side by side, and give it to one of them."""

import re
from datetime import timedelta

import pytest

from booking import clock
from booking.actions.cancel import cancel
from booking.actions.check_in import check_in, say_coming
from booking.extensions import db
from booking.models import Attendee
from booking.queries.line import in_line
from booking.queries.rivals import contests
from tests import factories
from tests.actions.dates import KIM, SATO, STAFF, SUZUKI, booking, made, mails, on, one, ruled, said, statuses
from tests.factories import NOW, at, person
from tests.held import held
from tests.web.pages import post, signed_in

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def waits(who: str = KIM, interval=None, **values) -> int:
    return made(interval or on(3), who=who, on_conflict="waitlist", **values)


def page(app, part: str = "rivals", until: str = 'id="line"') -> str:
    """That part of the desk, without tags."""
    text = signed_in(app, STAFF).get("/desk?lang=en").text
    cut = text[text.index(f'id="{part}"') : text.index(until) if until else None]
    return " ".join(re.sub(r"<[^>]*>", " ", cut).split())


def test_holder_and_line_stand_side_by_side_with_record_and_quotas(app):
    ruled("room", quotas=[{"whose": "company", "measure": "hours", "per": "week", "most": 4}])
    before = NOW - timedelta(days=30)
    hour = timedelta(hours=1)
    held(factories.Interval(before, before + hour), who=KIM)
    held(factories.Interval(before + 2 * hour, before + 3 * hour), who=KIM, status="released")
    held(factories.Interval(NOW - timedelta(days=400), NOW - timedelta(days=400) + hour), who=KIM)
    holder = made(on(3), title="Holder", headcount=5)
    waits(KIM, title="First", equipment={"projector": 2})
    waits(STAFF, title="Second")
    text = page(app)
    assert text.index("Holds the time Holder") < text.index("Number 1 in line. First") < text.index("Second")
    first = text[text.index("First") : text.index("Second")]
    assert "한빛정보 Company from abroad" in first and "Projector × 2" in first
    assert "Took place: 1" in first and "Cancelled: 0" in first and "Did not come: 1" in first
    assert "Quota of the company 0 of 4 h in that week" in first
    mine = text[: text.index("First")]
    assert "Number of people 5 people" in mine and "Local company" in mine and "No booking so far" in mine
    assert "Quota of the company 1 of 4 h in that week" in mine
    assert booking(holder).status == "confirmed"


@pytest.mark.parametrize("how, status", [("move", "confirmed"), ("end", "cancelled")])
def test_the_time_is_given_to_who_waits(app, how, status):
    """By two clicks: the desk's button leads to the page that shows what would happen."""
    holder, waiting = made(on(3)), waits()
    before, browser = said(), signed_in(app, STAFF)
    assert f'<form action="/desk/{waiting}/award">' in browser.get("/desk").text
    page = browser.get(f"/desk/{waiting}/award", query_string={"how": how}).text
    shown = dict(re.findall(r'name="(how|seen|places|csrf_token)"[^>]* value="([^"]*)"', page))
    form = shown | {"reason": "The mayor comes", "recurrence_id": one(waiting).recurrence_id}
    answer = browser.post(f"/desk/{waiting}/award", data=form)
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert statuses(holder, waiting) == [status, "confirmed"]
    assert [kind for _, kind, _ in mails(before)] == [
        "invitation",
        "changed" if how == "move" else "cancelled",
    ]
    assert "Several want the same time" not in browser.get("/desk?lang=en").text


def test_what_cannot_be_done_is_told_above_the_desk_as_it_is(app):
    made(on(3))
    waiting = waits()
    cancel(waiting, by=person(KIM), now=NOW)
    answer = post(signed_in(app, STAFF), f"/desk/{waiting}/award", how="move")
    assert answer.status_code == 409 and "This can no longer be done" in answer.text
    answer = signed_in(app, STAFF).get(f"/desk/{waiting}/award?how=move&lang=en")
    assert answer.status_code == 409 and "This can no longer be done" in answer.text
    answer = post(signed_in(app, STAFF), f"/desk/{waiting}/award", how="no")
    assert answer.status_code == 422 and "This is not one of the choices." in answer.text


def test_members_have_no_desk(app):
    made(on(3))
    waiting = waits()
    for path in (f"/desk/{waiting}/award", f"/desk/{waiting}/attendance"):
        assert post(signed_in(app, SATO), path, how="move", what="check_in").status_code == 403
    assert signed_in(app, SATO).get(f"/desk/{waiting}/award?how=move").status_code == 403


def test_a_slot_whose_holder_has_begun_is_no_contest():
    made(on(3, "10:00", "12:00"))
    waits(KIM, on(3, "11:15", "12:00"))
    entries, count = in_line(at(3, "10:30"))
    assert (len(entries), count, contests(entries, at(3, "10:30"))) == (1, 1, [])
    entries, _ = in_line(NOW)
    assert [(len(c.holders), len(c.waiting)) for c in contests(entries, NOW)] == [(1, 1)]


def test_all_who_have_to_make_room_stand_in_one_contest():
    """Who waits for the whole has the holders of both its desks before them."""
    desks = made(on(3), spaces=("desk-1",)), made(on(3), who=SUZUKI, spaces=("desk-2",))
    hall, desk = waits(spaces=("hall",)), waits(KIM, spaces=("desk-1",))
    entries, _ = in_line(NOW)
    found = {
        tuple(r.occurrence.reservation_id for r in contest.holders): [
            r.occurrence.reservation_id for r in contest.waiting
        ]
        for contest in contests(entries, NOW)
    }
    assert found == {desks: [hall], desks[:1]: [desk]}


def test_candidate_dates_count_once_in_a_quota_and_others_spaces_do_not():
    ruled("room", quotas=[{"whose": "person", "measure": "number", "per": "coming", "most": 9}])
    made(on(3))
    made(on(4), who=KIM, candidates=(on(7), on(8)))
    made(on(4), who=KIM, spaces=("hall",))
    waits(KIM)
    entries, _ = in_line(NOW)
    [contest] = contests(entries, NOW)
    assert [[use.used for use in rival.quotas] for rival in (*contest.holders, *contest.waiting)] == [
        [1],
        [1],
    ]


def test_who_waits_for_what_since_when(app):
    made(on(3))
    waits(title="Patient")
    assert "Patient kim , 한빛정보" in page(app, "line", 'id="for-applicants"')
    assert "Number 1 in line. Tue, Dec 1, 2026 09:00" in page(app, "line", 'id="for-applicants"')


def today(app, monkeypatch, now) -> str:
    monkeypatch.setattr(clock, "now", lambda: now)
    return page(app, "today", 'class="foot"')


def test_today_tells_who_is_here_who_comes_and_who_is_absent(app, monkeypatch):
    ruled("room", check_in=True)
    number = made(on(1, "10:00", "12:00"), now=YESTERDAY)
    made(on(1, "10:00", "12:00"), who=KIM, spaces=("hall",), now=YESTERDAY)
    early = today(app, monkeypatch, at(1, "09:30"))
    assert "Not here yet" in early and early.count("Check in ") == 0
    assert today(app, monkeypatch, at(1, "09:45")).count("Check in") == 1, "the hall asks nobody"
    absent = today(app, monkeypatch, at(1, "10:10"))
    assert "Absent since 10:00" in absent and "Release the time" in absent
    assert "Nobody checked in" in today(app, monkeypatch, at(1, "12:00"))
    attendee = db.session.scalars(db.select(Attendee.id).filter_by(reservation_id=number)).one()
    one(number).asked_at = at(1, "10:10")
    db.session.commit()
    say_coming(attendee, now=at(1, "10:11"))
    coming = today(app, monkeypatch, at(1, "10:20"))
    assert "They say that they are coming" in coming and "Check in" in coming and "Release" not in coming
    check_in(number, by=person(STAFF), now=at(1, "10:21"))
    here = today(app, monkeypatch, at(1, "10:30"))
    assert "Here since 10:21" in here and "Check in " not in here


@pytest.mark.parametrize("what, done", [("check_in", "confirmed"), ("release", "released")])
def test_staff_check_in_and_release(app, monkeypatch, what, done):
    ruled("room", check_in=True)
    number = made(on(1, "10:00", "12:00"), now=YESTERDAY)
    monkeypatch.setattr(clock, "now", lambda: at(1, "10:15"))
    form = {"what": what, "recurrence_id": one(number).recurrence_id}
    answer = post(signed_in(app, STAFF), f"/desk/{number}/attendance", page="/desk", **form)
    assert (answer.status_code, answer.location) == (303, "/desk#today")
    assert statuses(number) == [done]
    assert one(number).checked_in_at == (at(1, "10:15") if what == "check_in" else None)
    again = post(signed_in(app, STAFF), f"/desk/{number}/attendance", **form)
    assert again.status_code == 409 and "This can no longer be done" in again.text
