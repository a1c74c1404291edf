"""When it is too late for an undo, and what comes after one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking.actions.approve import approve
from booking.actions.award import award
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.reply import reply
from booking.actions.undo import undo
from booking.actions.undoable import undoable
from booking.errors import Forbidden, NotFound, SlotTaken, Stale, WrongState
from booking.extensions import db
from booking.models import Message, PurgedMessage
from booking.queries.bookings import continued_by, history, whole
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    SATO,
    STAFF,
    SUZUKI,
    booking,
    claims,
    dates,
    made,
    mails,
    messages,
    on,
    one,
    ruled,
    said,
    statuses,
    wall,
)
from tests.actions.stage import history_ends_in_the_rows, history_holds
from tests.actions.test_undo import GUEST, MINUTE, SECOND, THEN, acts, asked, patient, taken_back
from tests.factories import NOW, person

LATE = THEN + MINUTE


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def refused(number: int, code: str, **more) -> None:
    before = (statuses(number), claims(number), said())
    with pytest.raises(WrongState) as told:
        taken_back(number, **more)
    assert told.value.code == code
    assert (statuses(number), claims(number), said()) == before


def test_only_staff_may():
    number = made(on(2))
    acts(cancel, number)
    with pytest.raises(Forbidden):
        undo(number, by=patient(SATO), now=THEN + SECOND)


def test_after_the_minute_it_is_too_late():
    number = made(on(2))
    acts(cancel, number)
    assert undoable(number, MINUTE, LATE - SECOND)
    refused(number, "nothing_to_undo", now=LATE)


def test_nothing_is_undone_twice_and_what_the_booker_did_never():
    number = made(on(2))
    acts(change, number, Edit(title="Else"))
    taken_back(number)
    refused(number, "wrong_state")
    assert undoable(number, MINUTE, THEN + SECOND) is None


@pytest.mark.parametrize(
    "taken", [{"lease_owner": "w", "lease_until_at": LATE}, {"content": b"x"}, {"status": "sent"}]
)
def test_a_mail_that_a_worker_has_taken_up_cannot_be_taken_back(taken):
    number, told = made(on(2), attendees=(Invited(GUEST),)), said()
    acts(change, number, Edit(interval=on(3)))
    first = messages(told)[0].id
    db.session.execute(update(Message).where(Message.id == first).values(**taken))
    db.session.commit()
    refused(number, "too_late")


def test_what_somebody_else_has_booked_meanwhile_stays_theirs():
    number = made(on(2))
    acts(cancel, number)
    other = made(on(2), who=KIM, now=THEN + SECOND)
    before = said()
    with pytest.raises(SlotTaken):
        taken_back(number)
    assert statuses(number, other) == ["cancelled", "confirmed"] and said() == before


def test_what_was_done_since_stands_in_the_way_but_an_answer_of_a_guest_does_not():
    number = made(on(2), attendees=(Invited(GUEST),))
    guest = next(a.id for a in booking(number).attendees if a.email == GUEST)
    acts(change, number, Edit(title="Else"))
    reply(guest, partstat="ACCEPTED", now=THEN + SECOND)
    taken_back(number)
    found = booking(number)
    assert found.title == "Talks"
    assert [a.partstat for a in found.attendees if a.email == GUEST] == ["ACCEPTED"]
    acts(change, number, Edit(title="Else"), now=THEN + 20 * SECOND)
    change(number, Edit(headcount=2), by=person(SATO), now=THEN + 21 * SECOND)
    refused(number, "wrong_state", now=THEN + 30 * SECOND)


def test_the_revision_that_was_read_must_be_there_still():
    number = made(on(2))
    acts(cancel, number)
    with pytest.raises(Stale):
        taken_back(number, revision=booking(number).revision - 1)
    taken_back(number, revision=booking(number).revision)
    assert statuses(number) == ["confirmed"]


def test_who_was_promoted_waits_again_and_who_moved_up_too():
    number = made(on(8))
    second = made(on(8), who=KIM, on_conflict="waitlist")
    third = made(on(8), who=SUZUKI, on_conflict="waitlist")
    told = said()
    acts(cancel, number)
    assert statuses(number, second, third) == ["cancelled", "confirmed", "waitlisted"]
    assert {m.kind for m in messages(told)} == {"cancelled", "invitation", "moved_up"}
    taken_back(number)
    assert statuses(number, second, third) == ["confirmed", "waitlisted", "waitlisted"]
    assert mails(told) == []
    cancel(number, by=person(SATO), now=LATE)
    assert statuses(second, third) == ["confirmed", "waitlisted"]
    assert {(m.recipient, m.kind) for m in messages(told)} == {
        (SATO, "cancelled"), (KIM, "invitation"), (SUZUKI, "moved_up"),
    }  # fmt: skip


def test_what_becomes_free_by_an_undo_goes_to_who_waits_for_it():
    number = made(on(2))
    acts(change, number, Edit(interval=on(3)))
    waiting = made(on(3), who=KIM, now=THEN + SECOND, on_conflict="waitlist")
    taken_back(number)
    assert statuses(number, waiting) == ["confirmed", "confirmed"]
    assert claims(waiting) == [("room", "12-03 09:45-11:00")]
    assert {m.due_at for m in messages() if m.recipient == KIM and m.kind == "invitation"} == {
        THEN + 10 * SECOND
    }


def test_an_undo_of_either_booking_undoes_the_whole_award():
    holder, waiting = made(on(3)), made(on(3), who=KIM, on_conflict="waitlist")
    acts(award, waiting, move=False)
    taken_back(holder)
    assert statuses(holder, waiting) == ["confirmed", "waitlisted"]
    assert [entry.action for entry in history(waiting)] == ["book", "award", "undo"]
    assert [(e.action, e.rule) for e in history(holder)][-2:] == [("give_way", "award"), ("undo", "give_way")]


def test_invitations_that_a_cancellation_took_back_are_said_after_all():
    """Approved, and cancelled by mistake, before anybody heard of either."""
    number = asked(attendees=(Invited(GUEST),))
    told = said()
    acts(approve, number)
    acts(cancel, number, now=THEN + SECOND)
    dropped = [m.kind for m in messages(told) if m.status == "dropped"]
    assert dropped == ["invitation", "invitation"]
    taken_back(number)
    waiting = [(m.recipient, m.kind, m.status, m.error) for m in messages(told)]
    assert sorted(waiting) == [(GUEST, "invitation", "waiting", ""), (SATO, "invitation", "waiting", "")]
    taken_back(number, now=THEN + 20 * SECOND)
    assert (statuses(number), mails(told)) == (["tentative"], [])


def test_what_is_counted_of_messages_never_falls():
    number = asked()
    acts(approve, number)
    acts(cancel, number, now=THEN + SECOND)
    taken_back(number)
    counted = db.session.execute(select(PurgedMessage.kind, PurgedMessage.status, PurgedMessage.count)).all()
    assert ("invitation", "dropped", 1) in counted


def test_a_series_that_was_split_is_one_again_and_the_other_part_is_not_there_any_more():
    number = made(on(7), rrule=DAILY)
    before = dates(number)
    changed = acts(change, number, Edit(interval=on(8, "14:00", "15:00")), scope="following",
                   recurrence_id=wall(8), answer=lambda c: c.reservation.id)  # fmt: skip
    assert undo(changed, by=patient(), now=THEN + SECOND).id == number
    assert dates(number) == before and booking(number).rrule == DAILY
    assert continued_by(number) is None
    with pytest.raises(NotFound):
        whole(changed)
    with pytest.raises(NotFound):
        cancel(changed, by=person(STAFF), now=LATE)
    history_ends_in_the_rows()


def test_numbers_only_rise():
    """What calendars have is never newer than what is sent later (D11)."""
    number = made(on(2))
    was = one(number).sequence
    acts(change, number, Edit(interval=on(3)))
    between, revision = one(number).sequence, booking(number).revision
    taken_back(number)
    assert was < between < one(number).sequence
    assert booking(number).revision == revision + 1
    change(number, Edit(interval=on(4)), by=person(SATO), now=LATE)
    assert messages()[-1].snapshot.facts["sequence"] > between
    history_holds({number})


def test_reminders_are_those_of_the_time_that_stands():
    number = made(on(4))
    keys = reminders()
    acts(change, number, Edit(interval=on(3)))
    assert reminders() != keys
    taken_back(number)
    assert reminders() == keys
    acts(cancel, number, now=THEN + 20 * SECOND)
    assert reminders() == set()


def test_a_reminder_that_fell_due_meanwhile_is_not_lost():
    number = made(on(2))
    keys = reminders()
    assert len(keys) == 2
    acts(cancel, number, now=THEN - 5 * SECOND)
    taken_back(number)
    assert reminders() == keys


def reminders() -> set[str]:
    rows = db.session.scalars(select(Message.key).where(Message.kind == "reminder")).all()
    db.session.rollback()
    return set(rows)


def test_a_reminder_that_is_due_waits_for_the_invitation():
    ruled("room", approval="always", reminders=[60])
    number = made(on(1, "11:00", "12:00"))
    acts(approve, number, now=NOW + timedelta(minutes=59, seconds=30))
    due = db.session.scalars(select(Message.due_at).where(Message.kind == "reminder")).all()
    assert due == [NOW + timedelta(minutes=60, seconds=30)]
