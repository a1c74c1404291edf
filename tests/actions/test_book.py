from datetime import datetime

import pytest
from sqlalchemy import select

from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.send_back import send_back
from booking.errors import OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import AuditEntry, Claim, Message
from booking.rules.requests import Invited, Override
from tests import factories
from tests.factories import NOW, at, person, span, wish


@pytest.fixture
def centre(app):
    factories.house()


def test_a_member_books_and_everybody_is_invited(centre):
    guests = (Invited("li@example.tw", "Li", "zh_Hant", "Asia/Taipei"),)
    booked = book(wish(attendees=guests, equipment={"projector": 1}), by=person("sato@example.jp"), now=NOW)
    assert booked.status == "confirmed"
    assert {c.resource.slug for c in booked.occurrences[0].claims} == {"room", "projector-1"}
    room = next(c for c in booked.occurrences[0].claims if c.resource.slug == "room")
    assert (room.starts_at, room.ends_at) == (at(2, "09:45"), at(2, "11:00"))
    told = db.session.execute(select(Message.recipient, Message.kind, Message.method)).all()
    assert sorted(map(tuple, told), key=lambda row: row[:2]) == [
        ("li@example.tw", "invitation", "REQUEST"),
        ("li@example.tw", "reminder", None),
        ("li@example.tw", "reminder", None),
        ("sato@example.jp", "invitation", "REQUEST"),
        ("sato@example.jp", "reminder", None),
        ("sato@example.jp", "reminder", None),
    ]


def test_a_taken_slot_is_refused_with_times_that_can_be_booked(centre):
    book(wish(), by=person("sato@example.jp"), now=NOW)
    with pytest.raises(SlotTaken) as refused:
        book(wish(), by=person("kim@example.kr"), now=NOW)
    assert [c.resource for c in refused.value.conflicts] == ["room"]
    offers = refused.value.alternatives
    assert offers[0].spaces == ("hall",)
    assert offers[1].interval == span(2, "11:15", "12:15")
    for offer in offers:
        assert book(
            wish(offer.interval, spaces=offer.spaces), by=person("kim@example.kr"), now=NOW, preview=True
        )


def test_what_only_the_space_of_one_date_asks_is_kept(centre):
    """The series is in the hall, which asks nothing; its second date is in the room."""
    second = Override(datetime(2026, 12, 3, 10), span(3, "10:00", "11:00"), "room")
    series = wish(spaces=("hall",), rrule="FREQ=DAILY;COUNT=2", overrides=(second,))
    assert book(series, by=person("sato@example.jp"), now=NOW).answers == {"purpose": "talks"}


def test_all_broken_rules_are_told_at_once(centre):
    with pytest.raises(OutOfPolicy) as refused:
        book(wish(span(5, "07:10", "07:15"), headcount=9, answers={}), by=person("sato@example.jp"), now=NOW)
    assert {rule.code for rule in refused.value.rules} == {
        "off_grid", "too_short", "outside_opening_hours", "over_capacity", "answer_required",
    }  # fmt: skip


def test_approval_and_its_ways(centre, app):
    from booking.models import Resource

    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()
    kim, staff = person("kim@example.kr"), person("staff@example.jp")
    one = book(wish(), by=kim, now=NOW)
    assert one.status == "tentative" and one.occurrences[0].waiting_for == "staff"
    one = send_back(one.id, by=staff, now=NOW, question="Who comes?")
    assert one.occurrences[0].expires_at == at(2, "10:00")
    one = answer(one.id, by=kim, now=NOW, description="Two of us", answers={})
    one = approve(one.id, by=staff, now=NOW)
    assert one.status == "confirmed" and one.occurrences[0].sequence == 1
    one = cancel(one.id, by=kim, now=NOW)
    assert one.status == "cancelled" and not db.session.scalars(select(Claim).filter_by(active=True)).all()
    two = book(wish(), by=kim, now=NOW)
    two = decline(two.id, by=staff, now=NOW, reason="no")
    assert two.status == "declined"
    assert [entry.action for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        "book", "return", "answer", "approve", "cancel", "book", "decline",
    ]  # fmt: skip


def test_an_answer_to_a_question_that_no_space_of_the_booking_asks_is_not_kept(centre):
    """An alternative in another space can be posted with the answers that were given before."""
    answers = {"purpose": " talks ", "nobody-asked": "x" * 1000, "catering": "yes"}
    made = book(wish(answers=answers), by=person("sato@example.jp"), now=NOW)
    assert made.answers == {"purpose": "talks"}
    made = book(wish(spaces=("hall",), answers=answers), by=person("sato@example.jp"), now=NOW)
    assert made.answers == {}


def test_an_invited_person_has_the_language_and_clock_of_their_account(centre):
    guests = (
        Invited("kim@example.kr"),
        Invited("nobody@example.org"),
        Invited("li@example.tw", locale="zh_Hant"),
    )
    booked = book(wish(attendees=guests), by=person("sato@example.jp"), now=NOW)
    known = {attendee.email: (attendee.locale, attendee.tzid) for attendee in booked.attendees}
    assert known == {
        "sato@example.jp": ("ja", "Asia/Tokyo"),
        "kim@example.kr": ("ko", "Asia/Seoul"),
        "nobody@example.org": ("ja", "Asia/Tokyo"),
        "li@example.tw": ("zh_Hant", "Asia/Tokyo"),
    }
