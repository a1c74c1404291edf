"""Another time is proposed: it moves nothing until it is accepted, and then as any change does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.accept_proposal import accept_proposal
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.decline_proposal import decline_proposal
from booking.actions.propose import MOST_A_DAY, Wish, propose
from booking.actions.undo import undo
from booking.errors import Forbidden, Invalid, NotFound, OutOfPolicy, SlotTaken, TooManyTries, WrongState
from booking.extensions import db
from booking.models import Attendee, AuditEntry, Occurrence, Proposal
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.actions.dates import (
    KIM,
    SATO,
    STAFF,
    WEEKLY,
    booking,
    facts,
    made,
    mails,
    on,
    ruled,
    said,
)
from tests.factories import NOW, person, span

LI, RAO, ADMIN = "li@example.tw", "rao@example.in", "admin@example.jp"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def house(app):
    factories.house()


@pytest.fixture
def single() -> int:
    return made(on(3), attendees=(Invited(LI, "李"), Invited(RAO)))


@pytest.fixture
def series() -> int:
    return made(on(3), rrule=WEEKLY, attendees=(Invited(LI),))


def dates(number: int) -> list[Occurrence]:
    db.session.rollback()
    rows = select(Occurrence).where(Occurrence.reservation_id == number)
    return list(db.session.scalars(rows.order_by(Occurrence.recurrence_id)))


def who(number: int, email: str = LI) -> int:
    db.session.rollback()
    return db.session.scalars(select(Attendee.id).filter_by(reservation_id=number, email=email)).one()


def proposed(number: int, interval=None, email: str = LI, now=NOW, **wish) -> int:
    return propose(who(number, email), Wish(interval or on(4), **wish), now=now)


def statuses() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Proposal.status).order_by(Proposal.id)))


def accepted(number: int, by: str = SATO, now=NOW, **more):
    return accept_proposal(number, by=person(by), now=now, **more)


def test_it_is_told_to_the_booker_and_to_staff_and_moves_nothing(single):
    before, revision = said(), booking(single).revision
    proposed(single, comment="After lunch\nplease")
    assert set(mails(before)) == {(one, "proposed", None) for one in (SATO, STAFF, ADMIN)}
    told = facts(before)[0]["proposed"]
    assert (told["name"], told["comment"]) == ("李", "After lunch\nplease")
    assert told["starts_at"] == "2026-12-04T01:00:00Z" and told["was"]["starts_at"] == "2026-12-03T01:00:00Z"
    assert booking(single).revision == revision and dates(single)[0].interval == on(3)
    entry = db.session.scalars(select(AuditEntry).filter_by(action="propose")).one()
    assert (entry.actor_id, entry.actor_name, entry.door, entry.reason) == (
        None, "李", "link", "After lunch\nplease",
    )  # fmt: skip


def test_what_is_said_twice_is_said_once(single):
    first = proposed(single)
    before = said()
    assert proposed(single, now=NOW + MINUTE) == first and not mails(before) and statuses() == ["open"]


def test_a_newer_one_replaces_that_of_the_same_person(single):
    proposed(single)
    proposed(single, email=RAO)
    proposed(single, on(7))
    assert statuses() == ["outdated", "open", "open"]


def test_accepted_it_moves_the_booking_and_everybody_hears_of_that(single):
    mine, other = proposed(single), proposed(single, on(7), RAO)
    before = said()
    changed = accepted(mine)
    assert changed.reservation.id == single and dates(single)[0].interval == on(4)
    assert {(LI, "changed", "REQUEST"), (RAO, "changed", "REQUEST"), (SATO, "changed", "REQUEST")} == set(
        mails(before)
    )
    assert statuses() == ["accepted", "outdated"]
    row = db.session.get(Proposal, mine)
    assert (row.decided_at, row.decided_by_id) == (NOW, person(SATO).id)
    with pytest.raises(WrongState) as refused:
        accepted(other)
    assert refused.value.code == "proposal_decided"


def test_staff_accept_too_and_nobody_else(single):
    number = proposed(single)
    for stranger in (KIM, "suzuki@example.jp"):
        with pytest.raises(Forbidden):
            accepted(number, stranger)
        with pytest.raises(Forbidden):
            decline_proposal(number, by=person(stranger), now=NOW)
    accepted(number, STAFF)
    assert statuses() == ["accepted"]


def test_against_the_rules_it_stays_open_and_other_times_are_told(single):
    wish = Wish(span(4, "20:00", "21:00"))
    number = propose(who(single), wish, now=NOW, door="mail")
    with pytest.raises(OutOfPolicy) as refused:
        accepted(number)
    assert refused.value.rules and refused.value.alternatives
    assert statuses() == ["open"] and dates(single)[0].interval == on(3)


def test_a_time_at_which_it_is_closed_is_refused_at_once_by_the_link(single):
    with pytest.raises(OutOfPolicy) as refused:
        proposed(single, span(5, "10:00", "11:00"))  # a Saturday
    assert [rule.code for rule in refused.value.rules] == ["outside_opening_hours"] and statuses() == []


def test_onto_a_time_that_is_taken_it_stays_open(single):
    made(on(4), KIM)
    number = proposed(single)
    with pytest.raises(SlotTaken) as refused:
        accepted(number)
    assert refused.value.alternatives and statuses() == ["open"]


def test_where_staff_decide_of_changes_the_old_time_stands_until_then(single):
    ruled("room", approval="always")
    number = proposed(single)
    before = said()
    accepted(number)
    assert (SATO, "change_received", None) in mails(before) and (STAFF, "change_to_approve", None) in mails(
        before
    )
    assert dates(single)[0].interval == on(3) and dates(single)[0].pending and statuses() == ["accepted"]
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert "request_change" in actions and "accept_proposal" not in actions


def test_declined_who_proposed_is_told_and_why(single):
    number = proposed(single)
    before, revision = said(), booking(single).revision
    decline_proposal(number, by=person(SATO), now=NOW, reason="Half of us are away")
    assert mails(before) == [(LI, "proposal_declined", None)]
    told = facts(before)[0]
    assert (told["reason"], told["reason_locale"]) == ("Half of us are away", "ja")
    assert statuses() == ["declined"] and booking(single).revision == revision
    with pytest.raises(WrongState):
        decline_proposal(number, by=person(SATO), now=NOW)


def test_a_counter_is_answered_by_its_like(single):
    number = proposed(single, sequence=0, dtstamp=NOW)
    before = said()
    decline_proposal(number, by=person(STAFF), now=NOW)
    assert mails(before) == [(LI, "proposal_declined", "DECLINECOUNTER")]


@pytest.mark.parametrize("whole", [False, True])
def test_what_staff_accepted_by_mistake_is_open_again(series, whole):
    """Even where the rest of a series that has begun went on by itself."""
    now, by = on(3).ends_at, replace(person(STAFF), undo_for=MINUTE)
    second, third = (date.recurrence_id for date in dates(series)[1:3])
    number = proposed(series, on(11), recurrence_id=second, whole=whole, now=now)
    proposed(series, on(18), recurrence_id=third, now=now)
    before = said()
    done = accept_proposal(number, by=by, now=now + MINUTE)
    assert statuses() == ["accepted", "outdated" if whole else "open"] and done.split == whole
    undo(done.reservation.id, by=by, now=now + MINUTE + MINUTE / 2)
    assert statuses() == ["open", "open"] and not mails(before)
    assert [date.interval for date in dates(series)][:3] == [on(3), on(10), on(17)]
    accepted(number, now=now + 3 * MINUTE)
    assert statuses() == ["accepted", "outdated" if whole else "open"]


@pytest.mark.parametrize("how", ["moved", "cancelled", "taken off"])
def test_whatever_else_becomes_of_it_makes_it_outdated(single, how):
    proposed(single)
    proposed(single, on(7), RAO)
    if how == "moved":
        change(single, Edit(interval=on(8)), by=person(SATO), now=NOW)
    elif how == "cancelled":
        cancel(single, by=person(STAFF), now=NOW)
    else:
        change(single, Edit(attendees=(Invited(RAO),)), by=person(SATO), now=NOW)
    assert statuses() == ["outdated", "open" if how == "taken off" else "outdated"]


def test_a_change_of_words_alone_leaves_it_open(single):
    number = proposed(single)
    change(single, Edit(title="More talks"), by=person(SATO), now=NOW)
    assert statuses() == ["open"]
    accepted(number)
    assert dates(single)[0].interval == on(4)


def test_one_date_of_a_series(series):
    second = dates(series)[1].recurrence_id
    number = proposed(series, on(11), recurrence_id=second)
    before = said()
    accepted(number)
    assert [one.interval for one in dates(series)][:3] == [on(3), on(11), on(17)]
    assert {one["recurrence_id"] for one in facts(before)} == {second}


def test_all_dates_of_a_series(series):
    first = dates(series)[0].recurrence_id
    number = proposed(series, on(4), recurrence_id=first, whole=True)
    other = proposed(series, on(18), recurrence_id=dates(series)[2].recurrence_id)
    accepted(number)
    assert [one.interval for one in dates(series)][:3] == [on(4), on(11), on(18)]
    assert statuses() == ["accepted", "outdated"] and other


def test_of_a_series_that_has_begun_the_rest_moves(series):
    now = on(3).ends_at
    second = dates(series)[1].recurrence_id
    number = proposed(series, on(11), recurrence_id=second, whole=True, now=now)
    changed = accepted(number, now=now)
    assert changed.split and [one.interval for one in dates(changed.reservation.id)][:2] == [on(11), on(18)]
    assert statuses() == ["accepted"]


def refusal(number: int, interval=None, **more) -> str:
    with pytest.raises((Invalid, WrongState, NotFound, TooManyTries)) as refused:
        proposed(number, interval, **more)
    rules = getattr(refused.value, "rules", ())
    return rules[0].code if rules else refused.value.code


def test_what_cannot_be_proposed(single):
    assert refusal(single, on(3)) == "proposal_same_time"
    assert refusal(single, span(1, "08:00", "09:00")) == "past"
    assert refusal(single, span(4, "10:00", "11:00"), comment="x" * 1001) == "too_long_text"
    assert refusal(single, now=on(3).starts_at) == "proposal_not_now"
    cancel(single, by=person(SATO), now=NOW)
    assert refusal(single) == "proposal_not_now" and statuses() == []


def test_old_and_repeated_counters(single):
    change(single, Edit(interval=on(8)), by=person(SATO), now=NOW)
    assert refusal(single, sequence=0, dtstamp=NOW) == "proposal_stale"
    number = proposed(single, sequence=1, dtstamp=NOW)
    assert refusal(single, on(7), sequence=1, dtstamp=NOW - MINUTE) == "proposal_older"
    decline_proposal(number, by=person(SATO), now=NOW)
    before = said()
    assert proposed(single, sequence=1, dtstamp=NOW) == number and not mails(before)
    assert statuses() == ["declined"]


def test_nobody_proposes_without_end(single):
    for n in range(MOST_A_DAY):
        proposed(single, span(4, "10:00", f"11:{n:02d}"))
    assert refusal(single, on(7)) == "too_many_tries"
    assert proposed(single, on(7), RAO) and statuses().count("open") == 2


def test_one_who_was_taken_off_the_list_proposes_nothing(single):
    number = who(single)
    change(single, Edit(attendees=(Invited(RAO),)), by=person(SATO), now=NOW)
    with pytest.raises(NotFound):
        propose(number, Wish(on(4)), now=NOW)
