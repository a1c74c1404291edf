"""Who waits, who is offered what, and who does not come: at random, under quotas, against an agenda (D52)."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from booking.actions.accept import accept
from booking.actions.award import award
from booking.actions.check_in import ask_absent, check_in, release
from booking.actions.choose import choose
from booking.permissions import THE_CLOCK
from tests.actions import agenda_line, agenda_stage
from tests.actions.agenda import MEMBERS, PEOPLE, STAFF, WAITING, Booked, Date, Quota
from tests.actions.agenda_edit import Edit
from tests.actions.driving import Counted, act, drive, lacking
from tests.actions.on_agenda import OnAgenda
from tests.actions.world import DAY, Span
from tests.depth import fuzzing

counted = Counted()
anybody = st.sampled_from([*MEMBERS, *MEMBERS, STAFF])
strangers = st.sampled_from(["", "", "", *MEMBERS, STAFF])
mostly_staff = st.sampled_from([STAFF, STAFF, STAFF, MEMBERS[0]])
places = st.sampled_from(
    [("room",), ("room",), ("room",), ("studio",), ("hall",), ("desk-1",), ("room", "studio")]
)
number, which = st.integers(0, 19), st.integers(0, 2)


@st.composite
def meetings(draw) -> Span:
    """Crowded on few days, so that most meet somebody's."""
    begins = draw(st.sampled_from([1, 1, 2, 3])) * DAY + draw(st.sampled_from([600, 600, 660, 690, 780]))
    return Span(begins, begins + draw(st.sampled_from([60, 60, 120, 180])))


booking = act(
    "books_one", who=anybody, slugs=places, meeting=meetings(), units=st.sampled_from([0, 0, 0, 1]),
    on_conflict=st.sampled_from(["fail", "waitlist", "waitlist", "waitlist"]),
)  # fmt: skip
offering = act(
    "books_candidates", who=anybody, slugs=places, slots=st.lists(meetings(), min_size=2, max_size=3),
    on_conflict=st.sampled_from(["fail", "skip", "skip"]),
)  # fmt: skip
calling_off = act("cancels", number=number, n=which, scope=st.just("all"), stranger=strangers)
making_room = act("makes_room", number=number)
moving = act("moves", number=number, by=st.sampled_from([30, 60, -60, DAY, 180]), stranger=strangers)
accepting = act("accepts", number=number, stranger=strangers)
choosing = act("chooses", number=number, n=which, stranger=strangers)
awarding = act("awards", number=number, n=which, who=mostly_staff)
deciding = act("decides", number=number, n=which, scope=st.just("all"), yes=st.booleans(), who=mostly_staff)
passing = act("time_passes", number=number, minutes=st.sampled_from([30, 120, 240, 600, DAY]))
closing = act("closes", slug=st.just("room"), day=st.sampled_from([1, 2, 3]), begins=st.just(600))
coming = act("comes", number=number, wait=st.sampled_from([-15, 0, 10, 10, 10, 20]), stranger=strangers)
absence = act("nobody_comes", number=number, wait=st.sampled_from([0, 10, 10, 10]), who=mostly_staff)
resting = act("waits_for_the_rest", number=number, who=st.sampled_from(MEMBERS))
late = act("makes_room_late", number=number, hours=st.sampled_from([3, 20, 30, 40]), takers=which)
acts = st.one_of(
    booking, booking, booking, booking, booking, offering, calling_off, making_room, making_room, moving,
    accepting, choosing, choosing, awarding, awarding, awarding, deciding, passing, closing, coming, absence,
    absence, absence, resting, late, late, late,
)  # fmt: skip


class Line(OnAgenda):
    counted = counted
    quotas = (Quota("person", "number", 1, 3), Quota("company", "minutes", 7, 600))

    @initialize(bookings=st.lists(booking, min_size=5, max_size=9))
    def opens(self, bookings):
        self.begin()
        for what in bookings:
            self.does(what)

    @rule(what=acts)
    def acts(self, what):
        before = self.in_line()
        self.does(what)
        counted["promoted", "at once"] += before > self.in_line() and what[0] == "makes_room"
        self.tick()

    def books_one(
        self, who: str, slugs: tuple[str, ...], meeting: Span, units: int, on_conflict: str
    ) -> None:
        self.books(who, slugs, [meeting], on_conflict, units=units)

    def books_candidates(self, who: str, slugs: tuple[str, ...], slots: list[Span], on_conflict: str) -> None:
        apart = sorted({slot.begins: slot for slot in slots}.values())
        self.books(who, slugs, apart, on_conflict, candidates=len(apart) > 1)

    def _of(self, number: int, which) -> tuple[Booked, Date] | None:
        found = [(b, d) for b, d in self.agenda.dates() if which(b, d)]
        return found[number % len(found)] if found else None

    def makes_room(self, number: int) -> None:
        """Somebody with others behind them gives up what they hold."""
        blocking = self._of(number, lambda b, d: d.holds and self._is_waited_for(d))
        if blocking:
            self._call_off(*blocking)

    def makes_room_late(self, number: int, hours: int, takers: int) -> None:
        """So near the beginning that it is offered, to one or to all who wait; some of them take it."""
        blocking = self._of(number, lambda b, d: d.holds and self._is_waited_for(d))
        if blocking is None:
            return
        _, date = blocking
        later = date.meeting.begins - hours * 60 - self.agenda.now
        if later > 0:
            self.time_passes(later, number)
        if date.holds:
            self._call_off(*blocking)
        for n in range(takers):
            self.accepts(number + n, "")

    def waits_for_the_rest(self, number: int, who: str) -> None:
        """In line for a time that begins while another's in the room goes on: the absent may lose it."""
        held = self._of(number, lambda b, d: d.status == "confirmed" and b.places_of(d)[0] == "room")
        if held:
            meeting = held[1].meeting
            self.books(who, ("room",), [Span(meeting.begins + 60, meeting.ends + 60)], "waitlist")

    def _is_waited_for(self, date: Date) -> bool:
        waiting = [d for _, d in self.agenda.dates() if d.status == WAITING]
        return date.meeting.begins > self.agenda.now and any(d.meeting.meets(date.meeting) for d in waiting)

    def _call_off(self, booked: Booked, date: Date) -> None:
        number = list(self.agenda.booked).index(booked.number)
        self.cancels(number, 0, "all", "")

    def moves(self, number: int, by: int, stranger: str) -> None:
        booked, date = self.date(number, 0)
        self.edit(booked, Edit("all", date.name, date.meeting.begins + by), stranger or booked.by)

    def accepts(self, number: int, stranger: str) -> None:
        """Mostly what is offered."""
        booked, _ = self._of(number, lambda b, d: d.offered) or self.date(number, 0)
        who = stranger or booked.by
        expected, by = agenda_line.decide_acceptance(self.agenda, PEOPLE[who], booked), self.people[who]
        self.judged("accept", expected, lambda: accept(booked.number, by=by, now=self.now))
        if expected == "ok":
            agenda_line.accept(self.agenda, booked)

    def chooses(self, number: int, n: int, stranger: str) -> None:
        """Mostly one of those from which a choice is still to be made."""
        booked, _ = self._of(number, lambda b, d: b.choosing and d.holds) or self.date(number, n)
        dates = sorted(booked.dates, key=lambda date: date.name)
        who, date = stranger or booked.by, dates[n % len(dates)]
        expected = agenda_line.decide_choice(self.agenda, PEOPLE[who], booked, date.name)
        by, name = self.people[who], agenda_stage.named(date.name)
        self.judged("choose", expected, lambda: choose(booked.number, name, by=by, now=self.now))
        if expected == "ok":
            agenda_line.choose(self.agenda, booked, date.name)

    def awards(self, number: int, n: int, who: str) -> None:
        """To one that waits, if any does."""
        waits = self._of(number, lambda b, d: d.status == WAITING)
        booked, date = waits or self.date(number, n)
        expected = agenda_line.decide_award(self.agenda, PEOPLE[who], booked, date.name)
        by, name = self.people[who], agenda_stage.named(date.name)
        self.judged(
            "award", expected,
            lambda: award(booked.number, by=by, now=self.now, recurrence_id=name, move=False),
        )  # fmt: skip
        if expected == "ok":
            agenda_line.award(self.agenda, booked, date.name)

    def _goes_to(self, number: int, wait: int) -> Booked:
        """Near the beginning of a meeting to come, if there is one; one that others wait for, if there is."""
        coming = [
            (b, d)
            for b, d in self.agenda.dates()
            if d.status == "confirmed" and d.meeting.ends > self.agenda.now
        ]
        found = [(b, d) for b, d in coming if self._is_waited_for(d)] or coming
        if not found:
            return self.date(number, 0)[0]
        booked, date = found[number % len(found)]
        later = date.meeting.begins + wait - self.agenda.now
        if 0 < later < 2 * DAY:
            self.time_passes(later, number)
        return booked

    def comes(self, number: int, wait: int, stranger: str) -> None:
        booked = self._goes_to(number, wait)
        who = stranger or booked.by
        expected, by = agenda_line.decide_check_in(self.agenda, PEOPLE[who], booked), self.people[who]
        self.judged("check_in", expected, lambda: check_in(booked.number, by=by, now=self.now))
        for date in agenda_line.to_check_in(self.agenda, booked) if expected == "ok" else ():
            date.here = True

    def nobody_comes(self, number: int, wait: int, who: str) -> None:
        """They are asked; ten minutes later the clock gives up what it may, and then perhaps staff do."""
        booked = self._goes_to(number, wait)
        expected = agenda_line.decide_asking(self.agenda, booked)
        self.judged("ask", expected, lambda: ask_absent(booked.number, by=THE_CLOCK, now=self.now))
        for date in agenda_line.absent(self.agenda, booked) if expected == "ok" else ():
            date.asked_at = self.agenda.now if date.asked_at is None else date.asked_at
        self.time_passes(10, number)
        self._releases(booked, None)
        self._releases(booked, who)

    def _releases(self, booked: Booked, who: str | None) -> None:
        if who is None:
            unused = agenda_line.to_release(self.agenda, booked)
            expected, by = "ok" if unused else "nothing", THE_CLOCK
        else:
            unused = agenda_line.absent(self.agenda, booked)
            expected, by = "ok" if unused else "wrong_state", self.people[who]
            expected = expected if PEOPLE[who].staff else "forbidden"
        verb = "release" if who else "release by itself"
        self.judged(verb, expected, lambda: release(booked.number, by=by, now=self.now))
        if expected == "ok":
            agenda_line.release(self.agenda, unused)


VERBS = ("book", "cancel", "edit", "accept", "choose", "award", "check_in", "ask", "release", "expire")
BATCHES = 10
FLOORS = {
    ("book", "slot_taken"): 50, ("book", "policy"): 50, ("promoted", "at once"): 10, ("waitlist", "ok"): 50,
    ("release by itself", "ok"): 3, ("accept", "slot_taken"): 1,
}  # fmt: skip


@pytest.mark.race
def test_the_line_moves_up_as_on_the_agenda(app):
    counted.clear()
    drive(Line, 6, 40)
    for _ in range(BATCHES if fuzzing() else 0):
        drive(Line, 15, 60, chance=True)
        if not lacking(counted, VERBS, 30, FLOORS):
            break
    print(dict(counted))
    verbs, more = (VERBS, FLOORS) if fuzzing() else (VERBS[:3], {("waitlist", "ok"): 1})
    assert lacking(counted, verbs, 30 if fuzzing() else 1, more) == {}


def quota_not_counted(patch) -> None:
    """What somebody holds already is not looked up."""
    from booking.queries import quota_use

    patch.setattr(quota_use, "held_by", lambda *args: [])


def promotion_skipped(patch) -> None:
    """Nobody moves up in the transaction that frees the slot."""
    from booking.actions import moves

    patch.setattr(moves, "promote", lambda *args: [])


class Narrow(Line):
    """Quotas are full soon."""

    quotas = (Quota("person", "number", 1, 1), Quota("company", "minutes", 7, 240))


@pytest.mark.parametrize("fault, machine", [(quota_not_counted, Narrow), (promotion_skipped, Line)])
def test_a_seeded_fault_turns_the_machine_red(app, monkeypatch, fault, machine):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        drive(machine, 20, 40)
