"""Series at the desk, changed, approved and called off at random, against an agenda (D52)."""

from collections import Counter

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

from booking.actions.approve import approve
from booking.actions.blackouts import Closing, add_blackout, remove_blackout
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.changed import Changed
from booking.actions.decline import decline
from booking.actions.expire import expire
from booking.actions.look_again import look_again
from booking.extensions import db
from booking.models import Reservation
from booking.permissions import THE_CLOCK, Actor
from booking.queries.waitlist import waiting_reservations
from booking.rules.interval import Interval
from booking.rules.requests import Edit as Asked
from tests.actions import agenda_edit, agenda_line, agenda_stage, stage
from tests.actions.agenda import (
    MEMBERS,
    PEOPLE,
    PLACES,
    STAFF,
    WAITING,
    Agenda,
    Booked,
    Date,
    add,
    decide_booking,
)
from tests.actions.agenda_edit import Edit
from tests.actions.agenda_stage import minute
from tests.actions.driving import Counted, drive, judged, lacking
from tests.actions.world import DAY, Span
from tests.models.ledger import overlaps

counted: Counted = Counter()
anybody = st.sampled_from([*MEMBERS, STAFF])
slugs = st.sampled_from(["room", "room", "room", "studio", "hall", "desk-1"])
scopes = st.sampled_from(["one", "one", "following", "all"])
begins = st.sampled_from([540, 600, 600, 660, 690, 780, 900, 960])
which = st.integers(0, 3)
seldom = st.sampled_from([False, False, False, True])


class Calendar(RuleBasedStateMachine):
    numbers = Bundle("numbers")

    @initialize()
    def opens(self) -> None:
        stage.empty()
        self.people: dict[str, Actor] = agenda_stage.furnish(())
        self.agenda = Agenda()

    @property
    def now(self):
        return stage.instant(self.agenda.now)

    def _date(self, number: int, n: int) -> tuple[Booked, Date]:
        booked = self.agenda.booked[number]
        dates = sorted(booked.dates, key=lambda date: date.name)
        return booked, dates[n % len(dates)]

    def _by(self, number: int, stranger: bool, who: str) -> str:
        return who if stranger else self.agenda.booked[number].by

    @rule(
        target=numbers, who=anybody, slug=slugs, day=st.sampled_from([1, 1, 2, 2, 3, 6, 7]), begins=begins,
        length=st.sampled_from([60, 60, 30, 120]), times=st.sampled_from([1, 2, 3, 3]),
        every=st.sampled_from([0, 1, 1, 7]), on_conflict=st.sampled_from(["fail", "skip", "waitlist"]),
    )  # fmt: skip
    def books(self, who, slug, day, begins, length, times, every, on_conflict):
        first = Span(day * DAY + begins, day * DAY + begins + length)
        meetings = [Span(first.begins + n * every * DAY, first.ends + n * every * DAY) for n in range(times)]
        meetings = meetings if every else meetings[:1]
        sorting = decide_booking(self.agenda, who, (slug,), meetings, 0, on_conflict)
        asked = agenda_stage.request((slug,), meetings, 0, on_conflict, every, False)
        by = self.people[who]
        made = judged(counted, "book", sorting.says, lambda: book(asked, by=by, now=self.now))
        if not isinstance(made, Reservation):
            return multiple()
        counted["waitlist", "ok"] += bool(sorting.waiting)
        counted["skip", "ok"] += bool(sorting.skipped)
        add(self.agenda, made.id, who, (slug,), meetings, 0, sorting, every)
        return made.id

    @rule(
        target=numbers, number=numbers, n=which, scope=scopes, days=st.sampled_from([0, 0, 1, 1, -1, 7]),
        minutes=st.sampled_from([0, 0, 30, -60, 120]), skip=seldom, stranger=seldom, who=anybody,
    )  # fmt: skip
    def moves(self, number, n, scope, days, minutes, skip, stranger, who):
        booked, date = self._date(number, n)
        edit = Edit(scope, date.name, date.meeting.begins + days * DAY + minutes, skip=skip)
        return self._edits(booked, edit, self._by(number, stranger, who))

    @rule(target=numbers, number=numbers, n=which, scope=scopes, place=slugs, staff=seldom, skip=seldom)
    def changes_the_space(self, number, n, scope, place, staff, skip):
        booked, date = self._date(number, n)
        edit = Edit(scope, date.name, place=place, skip=skip)
        return self._edits(booked, edit, self._by(number, staff, STAFF))

    @rule(target=numbers, number=numbers, n=which)
    def resets(self, number, n):
        booked, date = self._date(number, n)
        return self._edits(booked, Edit("all", date.name, reset=True), booked.by)

    def _edits(self, booked: Booked, edit: Edit, who: str):
        plan = agenda_edit.decide_edit(self.agenda, PEOPLE[who], booked, edit)
        changed = judged(counted, "edit", plan.says, lambda: self._change(booked, edit, who))
        if plan.says != "ok":
            return multiple()
        assert isinstance(changed, Changed) and changed.split == plan.split
        counted["split", "ok"] += plan.split
        counted["stays", "ok"] += any(one.what == "stays" for one in changed.differences)
        counted["ask", "ok"] += any(one.what == "asked" for one in changed.differences)
        number = changed.reservation.id
        agenda_edit.edit_booking(self.agenda, PEOPLE[who], booked, plan, edit, number)
        self._tick()
        return number if plan.split else multiple()

    def _change(self, booked: Booked, edit: Edit, who: str) -> object:
        length = booked.lasts
        to = None if edit.begins is None else Span(edit.begins, edit.begins + length)
        asked = Asked(
            interval=Interval(*stage.instants(to)) if to else None,
            spaces=(edit.place,) if edit.place else None,
            reset_by_hand=edit.reset,
            on_conflict="skip" if edit.skip else "fail",
        )
        named = {"scope": edit.scope, "recurrence_id": agenda_stage.named(edit.name)}
        return change(booked.number, asked, by=self.people[who], now=self.now, **named)

    @rule(number=numbers, n=which, scope=scopes, stranger=seldom, who=anybody)
    def cancels(self, number, n, scope, stranger, who):
        (booked, date), who = self._date(number, n), self._by(number, stranger, who)
        expected = agenda_line.decide_cancel(self.agenda, PEOPLE[who], booked, scope, date.name)
        named = {"scope": scope, "recurrence_id": agenda_stage.named(date.name)}
        by = self.people[who]
        judged(counted, "cancel", expected, lambda: cancel(number, by=by, now=self.now, **named))
        if expected == "ok":
            agenda_line.cancel(self.agenda, booked, scope, date.name)
            self._tick()

    def _waiting(self) -> list[tuple[int, Date]]:
        waits = [(b.number, d) for b, d in self.agenda.dates() if d.wish or d.status == "tentative"]
        return sorted(waits, key=lambda each: (each[0], each[1].name))

    @precondition(lambda self: self._waiting())
    @rule(k=st.integers(0, 9), scope=scopes, yes=st.booleans(), reason=st.sampled_from(["", "by telephone"]))
    def staff_decide_one_that_waits(self, k, scope, yes, reason):
        waits = self._waiting()
        number, date = waits[k % len(waits)]
        self._decides(number, date, scope, STAFF, yes, reason)

    @rule(number=numbers, n=which, scope=scopes, who=anybody, yes=st.booleans())
    def somebody_decides(self, number, n, scope, who, yes):
        self._decides(number, self._date(number, n)[1], scope, who, yes, "")

    def _decides(self, number: int, date: Date, scope: str, who: str, yes: bool, reason: str) -> None:
        booked, by = self.agenda.booked[number], self.people[who]
        named = {"scope": scope, "recurrence_id": agenda_stage.named(date.name)}
        if yes:
            expected = agenda_line.decide_approval(self.agenda, PEOPLE[who], booked, scope, date.name, reason)
            named["override_reason"] = reason
            wishes = sum(bool(d.wish) for d in booked.dates)
            judged(counted, "approve", expected, lambda: approve(number, by=by, now=self.now, **named))
            if expected == "ok":
                agenda_line.approve(self.agenda, booked, scope, date.name)
                counted["grant", "ok"] += wishes > sum(bool(d.wish) for d in booked.dates)
        else:
            expected = agenda_line.decide_decline(PEOPLE[who], booked, scope, date.name)
            judged(counted, "decline", expected, lambda: decline(number, by=by, now=self.now, **named))
            if expected == "ok":
                agenda_line.decline(self.agenda, booked, scope, date.name)
        self._tick()

    @rule(number=numbers)
    def expires(self, number):
        booked = self.agenda.booked[number]
        ended, late = agenda_line.over(self.agenda, booked)
        expected = "ok" if ended or late else "nothing"
        judged(counted, "expire", expected, lambda: expire(number, by=THE_CLOCK, now=self.now))
        if expected == "ok":
            agenda_line.expire(self.agenda, booked)
            self._tick()

    @precondition(lambda self: self.agenda.booked)
    @rule(minutes=st.sampled_from([30, 30, 60, 180, 600]))
    def time_passes(self, minutes):
        """And the clock ends what is over."""
        self.agenda.now += minutes
        for number, booked in list(self.agenda.booked.items()):
            if any(agenda_line.over(self.agenda, booked)):
                self.expires(number)
        self._tick()

    @rule(slug=st.sampled_from(sorted(PLACES)), day=st.sampled_from([1, 2, 3]), begins=begins)
    def closes(self, slug, day, begins):
        """Whoever is there stays (D16)."""
        span = Span(day * DAY + begins, day * DAY + begins + 120)
        closing = Closing(slug, agenda_stage.interval(span), {})
        added = add_blackout(closing, by=self.people[STAFF], now=self.now)
        self.agenda.closed[added.ids[0]] = (slug, span)

    @precondition(lambda self: self.agenda.closed)
    @rule()
    def opens_again(self):
        number = min(self.agenda.closed)
        remove_blackout(number, by=self.people[STAFF], now=self.now)
        del self.agenda.closed[number]
        self._tick()

    def _tick(self) -> None:
        """The clock looks at the line once more."""
        before = self._in_line()
        for number in waiting_reservations(self.now):
            look_again(number, by=THE_CLOCK, now=self.now)
        agenda_line.look_again(self.agenda)
        counted["promote", "by the clock"] += before - self._in_line()

    def _in_line(self) -> int:
        return sum(date.status == WAITING for _, date in self.agenda.dates())

    @invariant()
    def the_rows_are_as_the_agenda_has_them(self):
        if not hasattr(self, "agenda"):
            return
        assert overlaps() == 0
        assert agenda_stage.rows() == agenda_stage.wanted(self.agenda)
        assert agenda_stage.claims() == agenda_stage.held(self.agenda)
        assert agenda_stage.off_their_rule() == []

    @invariant()
    def nobody_waits_for_what_is_free(self):
        for booked, date in self.agenda.dates() if hasattr(self, "agenda") else ():
            waits = date.status == WAITING and not date.offered and date.meeting.begins > self.agenda.now
            assert not (waits and agenda_line.fits(self.agenda, booked, date)), date

    def teardown(self) -> None:
        db.session.rollback()
        if hasattr(self, "agenda"):
            stage.history_holds(set(self.agenda.booked))
            stage.history_ends_in_the_rows()
        assert minute(self.now) == self.agenda.now


VERBS = ("book", "edit", "cancel", "approve", "decline", "expire")
BATCHES = 6
FLOORS = {
    ("book", "slot_taken"): 50, ("edit", "slot_taken"): 50, ("split", "ok"): 30, ("ask", "ok"): 30,
    ("grant", "ok"): 10, ("stays", "ok"): 10, ("waitlist", "ok"): 30,
}  # fmt: skip


@pytest.mark.race
def test_the_desk_keeps_series_as_the_agenda(app, full_depth):
    counted.clear()
    if not full_depth:
        drive(Calendar, 8, 40)
    for _ in range(BATCHES if full_depth else 0):
        drive(Calendar, 40, 60, chance=True)
        if not lacking(counted, VERBS, 30, FLOORS):
            break
    print(dict(counted))
    least, more = (30, FLOORS) if full_depth else (1, dict.fromkeys(FLOORS, 1))
    assert lacking(counted, VERBS, least, more) == {}
