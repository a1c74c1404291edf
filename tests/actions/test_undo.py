"""What staff did is taken back within a minute, and nobody has heard of it (D30)."""

import ast
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from booking.actions import undo as undo_module
from booking.actions.accept import accept
from booking.actions.accept_proposal import accept_proposal
from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.award import award
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.check_in import check_in, release
from booking.actions.choose import choose
from booking.actions.decline import decline
from booking.actions.move_away import move_away
from booking.actions.propose import Wish, propose
from booking.actions.send_back import send_back
from booking.actions.undo import undo
from booking.actions.undoable import just_done
from booking.errors import SlotTaken, WrongState
from booking.extensions import db
from booking.models import Claim, Occurrence
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    SATO,
    STAFF,
    SUZUKI,
    booking,
    made,
    mails,
    messages,
    on,
    ruled,
    said,
    wall,
)
from tests.actions.stage import by_id, history_ends_in_the_rows, pictures
from tests.factories import NOW, person
from tests.models.ledger import overlaps

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
THEN = NOW + timedelta(hours=1)
GUEST = "li@example.tw"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def patient(who: str = STAFF):
    return replace(person(who), undo_for=MINUTE)


def taken_back(number: int, now=THEN + 10 * SECOND, **more):
    return undo(number, by=patient(), now=now, **more)


def acts(verb: Callable[..., Any], number: Any, *args: Any, now=THEN, who: str = STAFF, **more: Any) -> Any:
    return verb(number, *args, by=patient(who), now=now, **more)


def standing() -> dict[str, list[Any]]:
    """Who holds what and how all stands, but for what only rises."""
    rows = db.session.scalars(select(Occurrence).order_by(Occurrence.id)).all()
    left_out = {"sequence", "staff_reminded_at"}
    columns = [column.key for column in Occurrence.__table__.columns if column.key not in left_out]
    occurrences = [tuple(str(getattr(row, name)) for name in columns) for row in rows]
    held = [
        (c.occurrence_id, c.resource_id, c.starts_at, c.ends_at)
        for c in db.session.scalars(select(Claim).where(Claim.active))
    ]
    bookings = {number: sorted_picture(chain[-1]["after"]) for number, chain in pictures().items()}
    db.session.rollback()
    return {"occurrences": occurrences, "claims": sorted(held), "bookings": bookings}


def sorted_picture(picture):
    own = {
        name: value
        for name, value in picture["reservation"].items()
        if name not in ("revision", "changes", "changed_at")
    }
    people = [
        {name: value for name, value in row.items() if name != "id"} for row in by_id(picture["attendees"])
    ]
    return own, picture["spaces"], picture["equipment"], people


def asked(day: int = 2, **more) -> int:
    ruled("room", approval="always")
    return made(on(day), **more)


def blocked(number: int) -> list[int]:
    return [date.id for date in booking(number).occurrences]


def approving():
    return (approve, asked(attendees=(Invited(GUEST),)))


def declining():
    return (decline, asked())


def returning():
    return (send_back, asked(), {"question": "Who comes?"})


def returned():
    number = asked()
    send_back(number, by=person(STAFF), now=NOW, question="Who comes?")
    return (answer, number, {"description": "Two of us", "answers": {"purpose": "talks"}})


def approving_a_change():
    number = made(on(2))
    ruled("room", approval="always")
    change(number, Edit(interval=on(3)), by=person(SATO), now=NOW)
    return (approve, number)


def declining_a_change():
    return (decline, approving_a_change()[1])


def cancelling():
    return (cancel, made(on(2), attendees=(Invited(GUEST),)))


def cancelling_while_others_wait():
    number = made(on(2))
    made(on(2), who=KIM, on_conflict="waitlist")
    made(on(2), who=SUZUKI, on_conflict="waitlist")
    return (cancel, number)


def cancelling_the_rest_of_a_series():
    return (cancel, made(on(7), rrule=DAILY), {"scope": "following", "recurrence_id": wall(8)})


def cancelling_one_date():
    return (cancel, made(on(7), rrule=DAILY), {"scope": "one", "recurrence_id": wall(8)})


def changing():
    return (change, made(on(2), attendees=(Invited(GUEST),)), Edit(interval=on(3), title="Else"))


def changing_people_and_things():
    number = made(on(2), equipment={"projector": 1}, attendees=(Invited(GUEST),))
    edit = Edit(attendees=(Invited(KIM),), equipment={"projector": 2}, spaces=("hall",), headcount=3)
    return (change, number, edit)


def moving_a_series_by_a_day():
    return (change, made(on(7), rrule=DAILY), Edit(interval=on(8)))


def making_a_series_longer():
    return (change, made(on(7), rrule=DAILY), Edit(rrule="FREQ=DAILY;COUNT=5"))


def splitting():
    edit = Edit(interval=on(8, "14:00", "15:00"), attendees=(Invited(KIM),))
    return (change, made(on(7), rrule=DAILY), edit, {"scope": "following", "recurrence_id": wall(8)})


def accepting_a_proposal():
    number = made(on(2), attendees=(Invited(GUEST),))
    return (accept_proposal, propose(booking(number).attendees[1].id, Wish(on(3)), now=NOW))


def giving():
    made(on(3), attendees=(Invited(GUEST),))
    return (award, made(on(3), who=KIM, on_conflict="waitlist"))


def giving_without_a_move():
    return (*giving(), {"move": False})


def moving_away():
    number, other = made(on(3)), made(on(4), who=KIM)
    return (move_away, [*blocked(number), *blocked(other)])


def releasing():
    ruled("room", check_in=True)
    number = made(on(1, "09:30", "12:00"))
    made(on(1, "11:00", "12:00"), who=KIM, on_conflict="waitlist")
    return (release, number)


def checking_in():
    return (check_in, made(on(1, "10:00", "11:00")))


def choosing():
    number = made(on(2), candidates=(on(3), on(4)))
    return (choose, number, wall(3))


def accepting():
    number = made(on(2, "14:00", "15:00"))
    waiting = made(on(2, "14:00", "15:00"), who=KIM, on_conflict="waitlist")
    cancel(number, by=person(SATO), now=NOW)
    return (accept, waiting)


VERBS = {
    approving: "approve",
    approving_a_change: "approve",
    declining: "decline",
    declining_a_change: "decline",
    returning: "return",
    returned: "answer",
    cancelling: "cancel",
    cancelling_while_others_wait: "cancel",
    cancelling_the_rest_of_a_series: "cancel",
    cancelling_one_date: "cancel",
    changing: "change",
    changing_people_and_things: "change",
    moving_a_series_by_a_day: "change",
    making_a_series_longer: "change",
    splitting: "change",
    accepting_a_proposal: "accept_proposal",
    giving: "award",
    giving_without_a_move: "award",
    moving_away: "move_away",
    releasing: "release",
    checking_in: "check_in",
    choosing: "choose",
    accepting: "accept",
}
# Beside those: entries of other bookings, and what staff do not do, or that tells nobody.
BESIDE = {"give_way", "continue", "request_change"}
OTHERS = {"expire", "reply", "coming", "ask_absent", "unreachable", "fix_unit", "undo", "withdraw_change"}
OTHERS |= {"propose", "decline_proposal", "end_early", "attach"}


@pytest.mark.parametrize("verb", VERBS)
def test_whatever_staff_did_is_as_it_was_and_nobody_has_heard_of_it(verb):
    act, *args = verb()
    more = args.pop() if isinstance(args[-1], dict) else {}
    before, told, numbers = standing(), said(), set(pictures())
    acts(act, *args, **more)
    assert {m.due_at for m in messages(told)} <= {THEN + MINUTE}
    (done,) = just_done(MINUTE, THEN + SECOND)
    assert done.action == VERBS[verb]
    taken_back(done.reservation_id)
    now = standing()
    assert (now["occurrences"], now["claims"]) == (before["occurrences"], before["claims"])
    assert {n: now["bookings"][n] for n in numbers} == before["bookings"]
    assert mails(told) == []
    assert overlaps() == 0
    assert just_done(MINUTE, THEN + 20 * SECOND) == []
    history_ends_in_the_rows()


def noted(source: str) -> set[str]:
    """What is written into the history by `closed`."""
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
    named = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "closed"]
    return {c.args[2].value for c in named if isinstance(c.args[2], ast.Constant)}


def test_no_verb_is_forgotten():
    """Whatever is told of a booking is closed by the one function that holds it back."""
    sources = [file.read_text() for file in Path(undo_module.__file__).parent.glob("*.py")]
    assert set().union(*map(noted, sources)) == {*VERBS.values(), *BESIDE, *OTHERS}


@pytest.mark.parametrize("verb", [v for v, name in VERBS.items() if name not in ("check_in",)])
def test_the_mails_of_staff_wait(verb):
    act, *args = verb()
    more = args.pop() if isinstance(args[-1], dict) else {}
    told = said()
    acts(act, *args, **more)
    assert {m.due_at for m in messages(told)} == {THEN + MINUTE}


def test_the_booker_is_told_at_once_and_so_is_a_member_of_staff_of_a_booking_of_their_own():
    for who in (SATO, STAFF):
        number, told = made(on(2), who=who), said()
        acts(cancel, number, who=who)
        assert {m.due_at for m in messages(told)} == {THEN}
        with pytest.raises(WrongState, match="nothing_to_undo"):
            taken_back(number)


def test_a_decision_of_staff_waits_for_their_own_request_too():
    number = asked(who=SATO)
    booking(number).person_id = person(STAFF).id
    db.session.commit()
    told = said()
    acts(approve, number)
    assert {m.due_at for m in messages(told)} == {THEN + MINUTE}


def test_undone_one_by_one_whatever_was_done(full_depth):
    """The latest first, each as if it had never been."""
    for seed in range(30 if full_depth else 4):
        chosen, began = random.Random(seed), THEN + 5 * seed * MINUTE
        number = made(on(7 + 7 * (seed % 3)), attendees=(Invited(GUEST),), equipment={"projector": 1})
        waits = made(booking(number).occurrences[0].interval, who=KIM, on_conflict="waitlist")
        stood = []
        for n in range(4):
            stood.append(standing())
            with suppress(WrongState, SlotTaken):
                _one_of(chosen)(number, waits, began + n * SECOND)
        last = standing()
        for n in reversed(range(4)):
            if stood[n] != last:
                taken_back(number, now=began + 20 * SECOND)
            last = standing()
            assert (last["occurrences"], last["claims"]) == (stood[n]["occurrences"], stood[n]["claims"])
        history_ends_in_the_rows()
        acts(cancel, number, now=began + MINUTE)
        acts(cancel, waits, now=began + MINUTE)


def _one_of(chosen: random.Random):
    day, hour = chosen.choice([8, 9, 10]), chosen.choice(["10:00", "14:00"])
    to = on(day, hour, hour[:2] + ":30")
    return chosen.choice(
        [
            lambda number, waits, now: acts(cancel, number, now=now),
            lambda number, waits, now: acts(change, number, Edit(interval=to), now=now),
            lambda number, waits, now: acts(change, number, Edit(title=f"Title {day}"), now=now),
            lambda number, waits, now: acts(change, number, Edit(attendees=(Invited(SUZUKI),)), now=now),
            lambda number, waits, now: acts(award, waits, now=now),
        ]
    )
