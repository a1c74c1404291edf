"""A series is changed by its difference: one date, this and following, or all."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking.actions.cancel import cancel
from booking.actions.reply import reply
from booking.errors import OutOfPolicy, SlotTaken, Stale, WrongState
from booking.extensions import db
from booking.models import Attendee, Claim, Occurrence, Reservation
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    SATO,
    STAFF,
    WEEKLY,
    booking,
    claims,
    dates,
    edited,
    facts,
    made,
    mails,
    on,
    one,
    ruled,
    said,
    times,
    wall,
)
from tests.actions.stage import rows
from tests.factories import NOW, at, person
from tests.models.ledger import overlaps

GUEST = (Invited("li@example.tw", "Li"),)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def test_a_daily_series_moved_by_one_day():
    """Each date takes the place of the next: the whole ledger moves at once (D4)."""
    number = made(on(1, "14:00", "15:00"), rrule=DAILY)
    changed = edited(number, interval=on(2, "14:00", "15:00"))
    assert not changed.split and [d.what for d in changed.differences] == ["moved"] * 3
    assert dates(number) == {
        wall(2, "14:00"): ("confirmed", "12-02 14:00-15:00"),
        wall(3, "14:00"): ("confirmed", "12-03 14:00-15:00"),
        wall(4, "14:00"): ("confirmed", "12-04 14:00-15:00"),
    }
    assert claims(number) == [("room", f"12-0{day} 13:45-15:00") for day in (2, 3, 4)]
    assert (booking(number).dtstart, overlaps()) == (wall(2, "14:00"), 0)


def test_a_cancelled_date_goes_along_and_stays_cancelled():
    number = made(on(1, "14:00", "15:00"), rrule=DAILY)
    cancel(number, by=person(SATO), now=NOW, scope="one", recurrence_id=wall(2, "14:00"))
    edited(number, interval=on(2, "14:00", "15:00"))
    assert dates(number) == {
        wall(3, "14:00"): ("cancelled", "12-02 14:00-15:00"),
        wall(2, "14:00"): ("confirmed", "12-02 14:00-15:00"),
        wall(4, "14:00"): ("confirmed", "12-04 14:00-15:00"),
    }


def test_a_weekly_series_moved_to_another_weekday_and_time():
    number = made(on(2), rrule=WEEKLY)
    edited(number, interval=on(3, "13:00", "14:30"))
    assert times(number) == [
        "12-03 13:00-14:30", "12-10 13:00-14:30", "12-17 13:00-14:30", "12-24 13:00-14:30",
    ]  # fmt: skip
    assert booking(number).duration == timedelta(minutes=90)


def test_one_date_moves_alone_and_keeps_its_name():
    number = made(on(2), rrule=DAILY)
    before = said()
    edited(number, scope="one", at=wall(3), interval=on(3, "14:00", "15:00"))
    assert dates(number)[wall(3)] == ("confirmed", "12-03 14:00-15:00")
    assert times(number) == ["12-02 10:00-11:00", "12-03 14:00-15:00", "12-04 10:00-11:00"]
    assert one(number, wall(3)).by_hand and not one(number, wall(4)).by_hand
    assert mails(before) == [(SATO, "changed", "REQUEST")]


def test_one_date_has_a_space_and_a_title_of_its_own():
    number = made(on(2), rrule=DAILY)
    changed = edited(number, scope="one", at=wall(3), spaces=("hall",), title="In the hall")
    assert [d.what for d in changed.differences] == ["moved"]
    assert {slug for slug, when in claims(number) if when[:5] == "12-03"} == {"hall", "desk-1", "desk-2"}
    assert {slug for slug, when in claims(number) if when[:5] != "12-03"} == {"room"}
    own = one(number, wall(3))
    assert ([space.slug for space in own.spaces], own.title, own.sequence) == (["hall"], "In the hall", 1)
    assert booking(number).title == "Talks"


def test_a_title_alone_for_one_date():
    number = made(on(2), rrule=DAILY)
    edited(number, scope="one", at=wall(3), title="Another")
    assert [one(number, wall(day)).title for day in (2, 3, 4)] == [None, "Another", None]
    assert times(number) == ["12-02 10:00-11:00", "12-03 10:00-11:00", "12-04 10:00-11:00"]


def test_onto_its_siblings_old_place_and_onto_its_sibling():
    """The place that a sibling left is free; the one that it holds is not."""
    number = made(on(2), rrule=DAILY)
    edited(number, scope="one", at=wall(3), interval=on(3, "14:00", "15:00"))
    edited(number, scope="one", at=wall(2), interval=on(3))
    assert times(number) == ["12-03 10:00-11:00", "12-03 14:00-15:00", "12-04 10:00-11:00"]
    with pytest.raises(SlotTaken) as refused:
        edited(number, scope="one", at=wall(2), interval=on(4, "10:30", "11:30"))
    assert [c.resource for c in refused.value.conflicts] == ["room"]
    assert times(number) == ["12-03 10:00-11:00", "12-03 14:00-15:00", "12-04 10:00-11:00"]


def test_a_sibling_makes_room_in_the_same_edit():
    """All moved by half an hour, so that each meets where it was itself."""
    number = made(on(2), rrule=DAILY)
    edited(number, interval=on(2, "10:30", "11:30"))
    assert claims(number) == [("room", f"12-0{day} 10:15-11:30") for day in (2, 3, 4)]


def whole(number: int) -> dict[str, list]:
    """Every row of a booking's dates and claims."""
    mine = {row["id"] for row in rows(Occurrence) if row["reservation_id"] == number}
    return {
        "occurrences": [row for row in rows(Occurrence) if row["id"] in mine],
        "claims": [row for row in rows(Claim) if row["occurrence_id"] in mine],
    }


def test_dates_that_stay_are_not_touched():
    """A fourth date is added by the rule: not a column of the other three is another, not a claim."""
    number = made(on(1, "14:00", "15:00"), rrule=DAILY, attendees=GUEST)
    before, told = whole(number), said()
    changed = edited(number, rrule="FREQ=DAILY;COUNT=4")
    after = whole(number)
    assert [d.what for d in changed.differences] == ["kept", "kept", "kept", "added"]
    assert after["occurrences"][:3] == before["occurrences"] and after["claims"][:3] == before["claims"]
    assert times(number)[3:] == ["12-04 14:00-15:00"] and len(after["claims"]) == 4
    assert mails(told) == [("li@example.tw", "changed", "REQUEST"), (SATO, "changed", "REQUEST")]


def test_a_new_title_touches_no_date():
    number = made(on(2), rrule=DAILY)
    before = whole(number)
    edited(number, title="Other talks")
    assert whole(number) == before and booking(number).title == "Other talks"


def test_a_change_of_the_rule_is_told_of_the_whole_series():
    """One date more would otherwise be told as an exception of a rule that the reader does not have."""
    number = made(on(2), rrule="FREQ=DAILY;COUNT=2")
    before = said()
    edited(number, rrule="FREQ=DAILY;COUNT=3")
    [told] = facts(before)
    assert (told["recurrence_id"], told["rrule"]) == (None, "FREQ=DAILY;COUNT=3")


def test_a_shorter_rule_takes_dates_away():
    number = made(on(2), rrule=DAILY)
    changed = edited(number, rrule="FREQ=DAILY;COUNT=2")
    assert [d.what for d in changed.differences] == ["kept", "kept", "removed"]
    assert dates(number)[wall(4)] == ("cancelled", "12-04 10:00-11:00")
    assert len(claims(number)) == 2


def test_what_was_changed_by_hand_keeps_it_until_it_is_reset():
    number = made(on(2), rrule=DAILY)
    edited(number, scope="one", at=wall(3), interval=on(3, "15:00", "16:00"), title="Special")
    changed = edited(number, interval=on(2, "13:00", "14:00"))
    assert [d.what for d in changed.differences] == ["moved", "kept", "moved"]
    assert dates(number)[wall(3, "13:00")] == ("confirmed", "12-03 15:00-16:00")
    edited(number, reset_by_hand=True)
    assert dates(number)[wall(3, "13:00")] == ("confirmed", "12-03 13:00-14:00")
    own = one(number, wall(3, "13:00"))
    assert (own.title, own.space_id, own.by_hand) == (None, None, False)


def test_a_space_of_its_own_is_kept_and_reset():
    number = made(on(2), rrule=DAILY)
    edited(number, scope="one", at=wall(3), spaces=("hall",))
    edited(number, interval=on(2, "13:00", "14:00"))
    assert [space.slug for space in one(number, wall(3, "13:00")).spaces] == ["hall"]
    edited(number, reset_by_hand=True)
    assert [space.slug for space in one(number, wall(3, "13:00")).spaces] == ["room"]
    assert claims(number) == [("room", f"12-0{day} 12:45-14:00") for day in (2, 3, 4)]


def test_a_new_title_leaves_the_first_date_where_it_was_put_by_hand():
    number = made(on(2), rrule=DAILY)
    edited(number, scope="one", at=wall(2), interval=on(2, "15:00", "16:00"))
    edited(number, title="Other talks")
    assert times(number) == ["12-02 15:00-16:00", "12-03 10:00-11:00", "12-04 10:00-11:00"]


def test_this_and_following_is_a_series_of_its_own():
    number = made(on(2), rrule=WEEKLY, attendees=GUEST, equipment={"projector": 1})
    guest = db.session.scalars(select(Attendee).filter_by(email="li@example.tw")).one()
    guest_id = guest.id
    reply(guest_id, partstat="ACCEPTED", comment="はい", now=NOW)
    kept = whole(number)["occurrences"][:1]
    changed = edited(number, scope="following", at=wall(9), interval=on(9, "14:00", "15:00"))
    other = changed.reservation.id
    assert changed.split and other != number
    assert times(number) == ["12-02 10:00-11:00"]
    assert times(other) == ["12-09 14:00-15:00", "12-16 14:00-15:00", "12-23 14:00-15:00"]
    assert whole(number)["occurrences"] == kept
    old, new = booking(number), booking(other)
    assert (old.rrule, new.rrule) == ("FREQ=WEEKLY;UNTIL=20261208T145959Z", "FREQ=WEEKLY;COUNT=3")
    assert (new.continues_id, new.dtstart, new.uid == old.uid) == (number, wall(9, "14:00"), False)
    carried = db.session.scalars(
        select(Attendee).filter_by(reservation_id=other, email="li@example.tw")
    ).one()
    assert (carried.partstat, carried.generation) == ("NEEDS-ACTION", 0), "it is at another time"
    assert {slug for slug, _ in claims(other)} == {"room", "projector-1"}
    assert db.session.scalars(select(Reservation.revision).filter_by(id=other)).one() == 1


def test_from_the_first_date_on_there_is_nothing_to_split():
    number = made(on(2), rrule=DAILY)
    changed = edited(number, scope="following", at=wall(2), interval=on(2, "13:00", "14:00"))
    assert not changed.split and len(times(number)) == 3


def test_all_of_a_series_that_has_begun_is_from_the_next_date_on():
    number = made(on(2), rrule=DAILY)
    changed = edited(number, now=at(2, "12:00"), interval=on(3, "14:00", "15:00"))
    assert changed.split
    assert times(number) == ["12-02 10:00-11:00"]
    assert times(changed.reservation.id) == ["12-03 14:00-15:00", "12-04 14:00-15:00"]


def test_a_date_put_before_its_siblings_goes_with_those_that_follow():
    """Thursday's meeting was moved to Tuesday: by its name it is still Thursday's."""
    number = made(on(1, "14:00", "15:00"), rrule="FREQ=DAILY;COUNT=4")
    edited(number, scope="one", at=wall(4, "14:00"), interval=on(1, "16:00", "17:00"))
    changed = edited(number, scope="following", at=wall(2, "14:00"), interval=on(2, "10:00", "11:00"))
    assert times(number) == ["12-01 14:00-15:00"]
    assert times(changed.reservation.id) == ["12-01 16:00-17:00", "12-02 10:00-11:00", "12-03 10:00-11:00"]
    assert booking(number).rrule == "FREQ=DAILY;UNTIL=20261201T145959Z"
    assert booking(changed.reservation.id).dtstart == wall(2)


def test_following_is_cancelled_by_name_too():
    number = made(on(1, "14:00", "15:00"), rrule="FREQ=DAILY;COUNT=4")
    edited(number, scope="one", at=wall(4, "14:00"), interval=on(1, "16:00", "17:00"))
    cancel(number, by=person(SATO), now=NOW, scope="following", recurrence_id=wall(2, "14:00"))
    assert times(number) == ["12-01 14:00-15:00"]
    assert booking(number).rrule == "FREQ=DAILY;UNTIL=20261201T145959Z"


def test_a_series_goes_where_it_can_and_the_rest_stays():
    made(on(3, "14:00", "15:00"), who=KIM)
    number = made(on(2), rrule=DAILY)
    changed = edited(number, interval=on(2, "14:00", "15:00"), on_conflict="skip")
    assert [d.what for d in changed.differences] == ["moved", "stays", "moved"]
    assert times(number) == ["12-02 14:00-15:00", "12-03 10:00-11:00", "12-04 14:00-15:00"]


def test_by_a_day_with_the_last_place_taken_nothing_can_move():
    made(on(4), who=KIM)
    number = made(on(1, "10:00", "11:00"), rrule=DAILY)
    with pytest.raises(SlotTaken):
        edited(number, interval=on(2), on_conflict="skip")
    assert times(number) == ["12-01 10:00-11:00", "12-02 10:00-11:00", "12-03 10:00-11:00"]


def test_what_stays_is_in_the_way_of_its_sibling():
    """Moved by one day: Wednesday's cannot go to Thursday, so Tuesday's cannot take its place. Thursday's is
    called off, and Saturday is free."""
    number = made(on(8), rrule="FREQ=DAILY;COUNT=4")
    cancel(number, by=person(SATO), now=NOW, scope="one", recurrence_id=wall(10))
    made(on(10), who=KIM)
    before = said()
    wish = {"who": STAFF, "interval": on(9), "on_conflict": "skip", "override_reason": "Saturday"}
    changed = edited(number, preview=True, **wish)
    told = [(d.what, bool(d.conflicts)) for d in changed.differences]
    assert told == [("stays", True), ("stays", True), ("moved", False)]
    edited(number, **wish)
    assert times(number) == ["12-08 10:00-11:00", "12-09 10:00-11:00", "12-12 10:00-11:00"]
    assert overlaps() == 0 and len(mails(before)) == 1


def test_a_quota_counts_the_dates_that_stay():
    ruled("room", quotas=[{"whose": "person", "measure": "number", "per": "day", "most": 1}])
    number = made(on(2), rrule=DAILY)
    with pytest.raises(OutOfPolicy) as refused:
        edited(number, scope="one", at=wall(2), interval=on(3, "14:00", "15:00"))
    assert [rule.code for rule in refused.value.rules] == ["over_quota"]
    edited(number, interval=on(2, "14:00", "15:00"))
    edited(number, scope="one", at=wall(2, "14:00"), interval=on(1, "16:00", "17:00"))
    assert times(number) == ["12-01 16:00-17:00", "12-03 14:00-15:00", "12-04 14:00-15:00"]


def test_a_quota_counts_the_dates_of_the_scope_that_keep_their_own_time():
    """Thursday's stands on Friday by hand; moved by a day Friday would have two."""
    ruled("room", quotas=[{"whose": "person", "measure": "number", "per": "day", "most": 1}])
    number = made(on(1, "14:00", "15:00"), rrule=DAILY)
    edited(number, scope="one", at=wall(3, "14:00"), interval=on(4, "09:00", "10:00"))
    edited(number, scope="one", at=wall(1, "14:00"), interval=on(3, "09:00", "10:00"))
    with pytest.raises(OutOfPolicy):
        edited(number, at=wall(2, "14:00"), interval=on(4, "14:00", "15:00"))


def test_a_preview_tells_what_is_in_the_way_and_keeps_nothing():
    made(on(3, "14:00", "15:00"), who=KIM)
    number = made(on(2), rrule=DAILY)
    before, told = whole(number), said()
    changed = edited(number, interval=on(2, "14:00", "15:00"), preview=True)
    assert [(d.what, [c.resource for c in d.conflicts]) for d in changed.differences] == [
        ("moved", []), ("stays", ["room"]), ("moved", []),
    ]  # fmt: skip
    assert (whole(number), mails(told)) == (before, [])


def test_a_preview_that_splits_keeps_nothing():
    number = made(on(2), rrule=DAILY)
    before = rows(Reservation)
    assert edited(number, scope="following", at=wall(3), interval=on(3, "14:00", "15:00"), preview=True).split
    assert rows(Reservation) == before and len(times(number)) == 3


def test_who_read_an_older_state_is_told_so():
    number = made(on(2), rrule=DAILY)
    edited(number, title="Two", revision=1)
    with pytest.raises(Stale):
        edited(number, title="Three", revision=1)
    assert booking(number).title == "Two"


def test_what_has_begun_is_not_moved():
    number = made(on(2))
    with pytest.raises(WrongState):
        edited(number, now=at(2, "10:00"), interval=on(3))


def test_the_clocks_of_new_york_keep_their_hour_when_a_series_moves():
    ruled("room", opening_hours={str(day): [["00:00", "24:00"]] for day in range(1, 8)})
    october = NOW - timedelta(days=60)
    first = on(1).moved_to(datetime.fromisoformat("2026-10-25T23:00:00+00:00"))
    number = made(first, now=october, tzid="America/New_York", rrule="FREQ=WEEKLY;COUNT=2")
    edited(number, now=october, interval=first.moved_to(datetime.fromisoformat("2026-10-26T00:00:00+00:00")))
    assert dates(number) == {
        "2026-10-25T20:00:00": ("confirmed", "10-26 09:00-10:00"),
        "2026-11-01T20:00:00": ("confirmed", "11-02 10:00-11:00"),
    }


def test_a_date_that_stays_behind_keeps_its_space():
    made(on(3), who=KIM, spaces=("hall",))
    number = made(on(2), rrule=DAILY)
    edited(number, spaces=("hall",), on_conflict="skip")
    assert [space.slug for space in booking(number).spaces] == ["hall"]
    assert [space.slug for space in one(number, wall(3)).spaces] == ["room"]
    assert {slug for slug, when in claims(number) if when[:5] == "12-03"} == {"room"}
