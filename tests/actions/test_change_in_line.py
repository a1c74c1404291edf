"""Who stands in line and changes the time stands at the end of the new line (D17)."""

from datetime import timedelta

import pytest

from booking.actions.cancel import cancel
from tests import factories
from tests.actions.dates import (
    KIM,
    SATO,
    STAFF,
    SUZUKI,
    booking,
    edited,
    facts,
    made,
    mails,
    on,
    one,
    said,
    statuses,
)
from tests.factories import NOW, person

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def line(app) -> tuple[int, int, int]:
    """The holder from ten to twelve on the third; behind it Sato, then Kim, each for all of it."""
    factories.house()
    held = on(3, "10:00", "12:00")
    holder = made(held, who=STAFF)
    first, second = (made(held, who=who, on_conflict="waitlist") for who in (SATO, KIM))
    return holder, first, second


def test_another_time_is_the_end_of_its_line(line):
    holder, first, second = line
    edited(first, now=LATER, interval=on(3, "10:30", "12:00"))
    assert one(first).waitlisted_at == LATER
    cancel(holder, by=person(STAFF), now=LATER)
    assert statuses(first, second) == ["waitlisted", "confirmed"]


def test_another_space_is_too(line):
    _, first, _ = line
    made(on(3, "10:00", "12:00"), who=STAFF, spaces=("hall",))
    edited(first, now=LATER, spaces=("hall",))
    assert one(first).waitlisted_at == LATER


def test_a_title_keeps_the_place(line):
    holder, first, second = line
    edited(first, now=LATER, title="Other talks", headcount=3)
    assert one(first).waitlisted_at == NOW
    cancel(holder, by=person(STAFF), now=LATER)
    assert statuses(first, second) == ["confirmed", "waitlisted"]


def test_who_stood_behind_hears_that_they_moved_up(line):
    before = said()
    edited(line[1], now=LATER, interval=on(3, "10:30", "12:00"))
    assert mails(before) == [(KIM, "moved_up", None)]
    (told,) = facts(before)
    assert told["position"] == 1


def test_a_third_who_waits_elsewhere_does_not(line):
    made(on(4), who=STAFF)
    made(on(4), who=SUZUKI, on_conflict="waitlist")
    before = said()
    edited(line[1], now=LATER, interval=on(3, "10:30", "12:00"))
    assert [who for who, *_ in mails(before)] == [KIM]


def test_the_last_in_line_passes_nobody(line):
    before = said()
    edited(line[2], who=KIM, now=LATER, interval=on(3, "10:30", "12:00"))
    assert mails(before) == [] and one(line[2]).waitlisted_at == LATER


def test_the_booker_hears_of_it_from_others(line):
    before = said()
    edited(line[1], who=STAFF, now=LATER, interval=on(3, "10:30", "12:00"))
    assert mails(before) == [(KIM, "moved_up", None), (SATO, "waitlisted", None)]
    told = next(f for f in facts(before) if f["starts_at"] == "2026-12-03T01:30:00+00:00")
    assert told["position"] == 2


def test_of_another_title_too_with_the_place_that_they_keep(line):
    before = said()
    edited(line[1], who=STAFF, now=LATER, title="Other talks")
    assert mails(before) == [(SATO, "waitlisted", None)]
    (told,) = facts(before)
    assert (told["title"], told["position"]) == ("Other talks", 1)


def test_a_date_of_a_series_that_waits_goes_along_to_the_end(app):
    """The rest moves and is told as ever; that one stands behind who came before."""
    factories.house()
    made(on(3), who=STAFF)
    made(on(3, "14:00", "15:00"), who=STAFF)
    number = made(on(2), rrule="FREQ=DAILY;COUNT=2", on_conflict="waitlist")
    before = said()
    edited(number, who=STAFF, now=LATER, interval=on(2, "14:00", "15:00"))
    waiting = next(date for date in booking(number).occurrences if date.status == "waitlisted")
    assert waiting.waitlisted_at == LATER
    assert mails(before) == [(SATO, "changed", "REQUEST"), (SATO, "waitlisted", None)]
