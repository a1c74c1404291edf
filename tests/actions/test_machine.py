"""The desk driven at random against a model that knows only the texts (D52)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlalchemy import select

from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.expire import expire
from booking.actions.send_back import send_back
from booking.errors import OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.permissions import THE_CLOCK, Actor
from booking.rules.requests import BookingRequest
from tests.actions import stage
from tests.actions.driving import Counted, drive, judged, lacking
from tests.actions.world import DAY, MEMBERS, PEOPLE, PLACES, STAFF, Span, World
from tests.depth import fuzzing
from tests.models.ledger import overlaps

ANSWER_WITHIN_DAYS = 2
anybody = st.sampled_from([*MEMBERS, *STAFF])
mostly_staff = st.sampled_from([*STAFF * 4, *MEMBERS])
mostly_members = st.sampled_from([*MEMBERS * 3, *STAFF])
spaces = st.one_of(
    st.sampled_from([("hall",), ("hall",), *((slug,) for slug in PLACES)]),
    st.lists(st.sampled_from(sorted(PLACES)), min_size=2, max_size=3).map(tuple),
)
reasons = st.sampled_from(["", "", "by telephone"])
counted = Counted()


def spans() -> st.SearchStrategy[Span]:
    """Crowded on few days, so that bookings meet; now and then against a rule."""
    day = st.sampled_from([1, 1, 1, 2, 2, 3, 4, 7])
    begins = st.sampled_from([600, 630, 660, 690, 720, 780, 900, 540, 990, 510, 605])
    length = st.sampled_from([60, 60, 30, 90, 120, 180, 240, 270, 15])
    return st.builds(lambda d, b, n: Span(d * DAY + b, d * DAY + b + n), day, begins, length)


busy = st.builds(
    lambda day, half, n: Span(day * DAY + 540 + 30 * half, day * DAY + 540 + 30 * (half + n)),
    st.sampled_from([1, 2, 2, 3]), st.integers(0, 11), st.sampled_from([1, 2, 2, 3]),
)  # fmt: skip


class Desk(RuleBasedStateMachine):
    numbers = Bundle("numbers")

    @initialize()
    def opens(self) -> None:
        stage.empty()
        self.people: dict[str, Actor] = stage.furnish(PEOPLE, PLACES, ANSWER_WITHIN_DAYS)
        self.world = World()
        self.sequences: dict[int, int] = {}

    @property
    def now(self):
        return stage.instant(self.world.now)

    def judged(self, verb: str, expected: str, act: Callable[[], object]) -> object:
        return judged(counted, verb, expected, act)

    @rule(
        target=numbers, who=mostly_members, slugs=spaces, meeting=spans(),
        units=st.sampled_from([0, 0, 1, 2, 3, 4]),
        headcount=st.sampled_from([None, None, 1, 5, 9, 0]), reason=reasons,
    )  # fmt: skip
    def books(self, who, slugs, meeting, units, headcount, reason):
        person, request = PEOPLE[who], stage.request(slugs, meeting, units, headcount, reason)
        expected = self.world.decide_booking(person, slugs, meeting, units, headcount, reason)
        made = self.judged("book", expected, lambda: book(request, by=self.people[who], now=self.now))
        if isinstance(made, SlotTaken):
            self._alternatives_fit(made, request, who)
        if isinstance(made, OutOfPolicy):
            places = [PLACES[slug] for slug in slugs]
            assert {rule.code for rule in made.rules} == self.world.broken(meeting, places, headcount)
        return self._noted(made, who, slugs, meeting, units) if isinstance(made, Reservation) else multiple()

    @rule(
        target=numbers,
        who=mostly_members,
        slug=st.sampled_from([*PLACES, "hall", "hall", "studio"]),
        meeting=busy,
    )
    def books_one(self, who, slug, meeting):
        """What most people ask most of the time."""
        return self.books(who, (slug,), meeting, 0, None, "")

    @rule(target=numbers, who=mostly_members, meeting=busy, units=st.sampled_from([1, 2, 3]))
    def books_with_equipment(self, who, meeting, units):
        return self.books(who, ("hall",), meeting, units, 5, "")

    def _noted(self, made: Reservation, who: str, slugs: tuple[str, ...], meeting: Span, units: int) -> int:
        self.world.add(made.id, PEOPLE[who], slugs, meeting, units)
        return made.id

    def _alternatives_fit(self, taken: SlotTaken, request: BookingRequest, who: str) -> None:
        assert taken.conflicts
        for offer in taken.alternatives:
            span, slugs = stage.span(offer.interval), offer.spaces
            units = request.equipment.get("projector", 0)
            decided = self.world.decide_booking(PEOPLE[who], slugs, span, units, request.headcount, "")
            assert decided in ("ok", "ok|slot_taken"), f"offered {slugs} {span}: {decided}"

    @rule(number=numbers, who=mostly_staff, reason=reasons)
    def approves(self, number, who, reason):
        expected = self.world.decide_approval(PEOPLE[who], number, reason)
        by = self.people[who]
        self.judged("approve", expected, lambda: approve(number, by=by, now=self.now, override_reason=reason))
        if expected == "ok":
            self.world.approve(number)

    @precondition(lambda self: any(b.status == "tentative" for b in self.world.booked.values()))
    @rule(which=st.integers(0, 9), reason=reasons)
    def staff_approve_one_that_waits(self, which, reason):
        """What staff do most of the time."""
        waiting = [n for n, booked in self.world.booked.items() if booked.status == "tentative"]
        self.approves(waiting[which % len(waiting)], STAFF[0], reason)

    @rule(number=numbers, who=mostly_staff)
    def declines(self, number, who):
        expected = self.world.decide_decline(PEOPLE[who], number)
        self.judged("decline", expected, lambda: decline(number, by=self.people[who], now=self.now))
        if expected == "ok":
            self.world.booked[number].turn("declined")

    @rule(
        number=numbers,
        who=mostly_staff,
        question=st.sampled_from(["Who comes?", "誰が来ますか", "Why?", " "]),
    )
    def sends_back(self, number, who, question):
        expected = self.world.decide_return(PEOPLE[who], number, question)
        by = self.people[who]
        self.judged("return", expected, lambda: send_back(number, by=by, now=self.now, question=question))
        if expected == "ok":
            self.world.send_back(number, ANSWER_WITHIN_DAYS)

    @rule(number=numbers, stranger=st.sampled_from([False, False, False, True]), who=anybody)
    def answers(self, number, stranger, who):
        who = who if stranger else self.world.booked[number].by
        expected = self.world.decide_answer(PEOPLE[who], number)
        by = self.people[who]
        self.judged(
            "answer", expected, lambda: answer(number, by=by, now=self.now, description="Two", answers={})
        )
        if expected == "ok":
            self.world.answer(number)

    @rule(number=numbers)
    def is_asked_and_answers(self, number):
        self.sends_back(number, STAFF[0], "Who comes?")
        self.answers(number, False, "")

    @rule(number=numbers, stranger=st.booleans(), who=anybody)
    def cancels(self, number, stranger, who):
        who = who if stranger else self.world.booked[number].by
        expected = self.world.decide_cancel(PEOPLE[who], number)
        self.judged("cancel", expected, lambda: cancel(number, by=self.people[who], now=self.now))
        if expected == "ok":
            self.world.cancel(number)

    @rule(number=numbers)
    def expires(self, number):
        expected = self.world.decide_expiry(number)
        self.judged("expire", expected, lambda: expire(number, by=THE_CLOCK, now=self.now))
        if expected == "ok":
            self.world.booked[number].turn("expired")

    @rule(minutes=st.sampled_from([15, 30, 60]))
    def time_passes(self, minutes):
        self.world.now += minutes

    @precondition(lambda self: sum(b.status == "tentative" for b in self.world.booked.values()) > 2)
    @rule(minutes=st.sampled_from([0, 0, 60]))
    def everything_due_expires(self, minutes):
        """What a tick does, at the last moment of a request or soon after."""
        dues = [
            b.runs_out_at or b.meeting.begins for b in self.world.booked.values() if b.status == "tentative"
        ]
        self.world.now = max(self.world.now, min(dues) + minutes)
        for number in list(self.world.booked):
            if self.world.decide_expiry(number) == "ok":
                self.expires(number)

    @invariant()
    def the_rows_are_as_the_model_has_them(self):
        if not hasattr(self, "world"):
            return
        assert overlaps() == 0
        found = {o.reservation_id: stage.seen(o) for o in db.session.scalars(select(Occurrence))}
        wanted = {number: stage.wanted(booked) for number, booked in self.world.booked.items()}
        db.session.rollback()
        assert found == wanted
        assert stage.active_claims() == stage.wanted_claims(self.world.booked)

    @invariant()
    def numbers_rise(self):
        """SEQUENCE rises strictly with every change of state (D11)."""
        for number, booked in getattr(self, "world", World()).booked.items():
            assert booked.sequence >= self.sequences.get(number, 0)
            self.sequences[number] = booked.sequence

    def teardown(self) -> None:
        db.session.rollback()
        if hasattr(self, "world"):
            stage.history_holds(set(self.world.booked))


BATCHES = 6  # chance may leave a verb out of one for a long time
VERBS = ("book", "approve", "decline", "return", "answer", "cancel", "expire")


@pytest.mark.race
def test_the_desk_answers_as_the_model(app):
    counted.clear()
    drive(Desk, 12, 50)
    for _ in range(BATCHES if fuzzing() else 0):
        drive(Desk, 40, 70, chance=True)
        if not lacking(counted, VERBS, 30, {("book", "slot_taken"): 50}):
            break
    print(dict(counted))
    least, clashes = (30, 50) if fuzzing() else (1, 5)
    assert lacking(counted, VERBS, least, {("book", "slot_taken"): clashes}) == {}


def closed_interval(patch) -> None:
    """Ends that touch are taken for a clash."""
    from booking.actions import claims
    from booking.queries import ledger
    from booking.rules.availability import blocker

    minute = timedelta(minutes=1)

    def closed(wanted):
        return ledger.clashes({r: span.widened(minute, minute) for r, span in wanted.items()})

    patch.setattr(claims, "clashes", closed)
    patch.setattr(claims, "blocker", lambda taken, span: blocker(taken, span.widened(minute, minute)))


def no_buffer(patch) -> None:
    """Setup and teardown are forgotten."""
    from booking.rules.policy import Terms

    patch.setattr(Terms, "claimed", lambda terms, interval: interval)


def no_check(patch) -> None:
    """Nothing is looked up before inserting, and the database's guard is gone."""
    from booking.actions import claims

    patch.setattr(claims, "clashes", lambda wanted: {})
    stage.drop_guard()


@pytest.mark.parametrize("fault", [closed_interval, no_buffer, no_check])
def test_a_seeded_fault_turns_the_machine_red(app, monkeypatch, fault):
    fault(monkeypatch)
    with pytest.raises(Exception) as red:
        drive(Desk, 60, 40)
    assert isinstance(red.value, AssertionError), red.value
