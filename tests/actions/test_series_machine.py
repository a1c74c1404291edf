"""Series at the desk, changed, approved and called off at random, against an agenda (D52)."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.actions.agenda import MEMBERS, STAFF, Booked, Date
from tests.actions.agenda_edit import Edit
from tests.actions.driving import Counted, act, drive, lacking
from tests.actions.on_agenda import OnAgenda
from tests.actions.world import DAY, Span
from tests.depth import fuzzing

counted = Counted()
anybody = st.sampled_from([*MEMBERS, STAFF])
slugs = st.sampled_from(["room", "room", "studio", "studio", "hall", "desk-1"])
scopes = st.sampled_from(["one", "one", "following", "following", "all"])
clock = st.sampled_from([600, 600, 690, 780])
strangers = st.sampled_from(["", "", "", *MEMBERS, STAFF])
shifts = [0, 30, 30, -60, 120, DAY, DAY, DAY + 30, -DAY, 7 * DAY]
wishes = st.sampled_from([*shifts, "studio", "studio", "room", "hall", "reset"])
number, which = st.integers(0, 19), st.integers(0, 3)


@st.composite
def dates(draw) -> tuple[list[Span], int]:
    """Meetings, and how many days apart. Crowded on few days, so that they meet; now and then over a
    Saturday."""
    day, at, every = (
        draw(st.sampled_from([1, 1, 2, 2, 3, 6])),
        draw(clock),
        draw(st.sampled_from([1, 1, 7, 0])),
    )
    first = Span(day * DAY + at, day * DAY + at + draw(st.sampled_from([60, 120, 120, 180])))
    times = draw(st.sampled_from([3, 3, 2, 4])) if every else 1
    return [Span(first.begins + n * every * DAY, first.ends + n * every * DAY) for n in range(times)], every


booking = act(
    "books_series", who=anybody, slug=slugs, dated=dates(),
    on_conflict=st.sampled_from(["fail", "skip", "waitlist", "waitlist"]),
)  # fmt: skip
edit = act("edits", number=number, n=which, scope=scopes, wish=wishes, skip=st.booleans(), stranger=strangers)
following = act(
    "edits", number=number, n=st.integers(1, 3), scope=st.sampled_from(["following", "following", "all"]),
    wish=wishes, skip=st.just(True), stranger=st.just(""),
)  # fmt: skip
asking = act("asks_for_a_change", number=number, scope=scopes, wish=st.sampled_from([*shifts, "studio"]))
deciding = act(
    "decides", number=number, n=which, scope=scopes, yes=st.sampled_from([True, True, False]),
    who=st.sampled_from([STAFF, STAFF, STAFF, MEMBERS[0]]), reason=st.sampled_from(["", "by telephone"]),
)  # fmt: skip
calling_off = act("cancels", number=number, n=which, scope=scopes, stranger=strangers)
passing = act("time_passes", number=number, minutes=st.sampled_from([60, 600, DAY, DAY]))
running = act("runs_into_another", number=number, shift=st.sampled_from([180, -180, DAY]))
closing = act("closes", slug=slugs, day=st.sampled_from([1, 2, 3]), begins=clock)
acts = st.one_of(
    booking, booking, edit, edit, following, following, asking, asking, deciding, deciding, deciding,
    calling_off, passing, closing, running,
)  # fmt: skip


class Calendar(OnAgenda):
    counted = counted

    @initialize(bookings=st.lists(booking, min_size=4, max_size=7))
    def opens(self, bookings):
        self.begin()
        for what in bookings:
            self.does(what)

    @rule(what=acts)
    def acts(self, what):
        self.does(what)
        self.tick()

    def books_series(self, who: str, slug: str, dated: tuple[list[Span], int], on_conflict: str) -> None:
        self.books(who, (slug,), dated[0], on_conflict, dated[1])

    def edits(self, number: int, n: int, scope: str, wish: int | str, skip: bool, stranger: str) -> None:
        """Other times, another space, or back to what the rule says."""
        booked, date = self.date(number, n)
        edit = Edit(scope, date.name, skip=skip)
        if wish == "reset":
            edit = Edit("all", date.name, reset=True)
        elif isinstance(wish, str):
            edit = replace(edit, place=wish)
        else:
            edit = replace(edit, begins=date.meeting.begins + wish)
        self.edit(booked, edit, stranger or booked.by)

    def asks_for_a_change(self, number: int, scope: str, wish: int | str) -> None:
        """Of what is confirmed, where that has to be approved."""
        firm = [(b, d) for b, d in self.agenda.dates() if self._would_ask(b, d, wish)]
        if firm:
            booked, date = firm[number % len(firm)]
            to = {"place": wish} if isinstance(wish, str) else {"begins": date.meeting.begins + wish}
            self.edit(booked, Edit(scope, date.name, skip=True, **to), booked.by)

    def runs_into_another(self, number: int, shift: int) -> None:
        """Somebody stands where one date of a series is to go: that one stays, and the rest goes."""
        for booked in list(self.agenda.booked.values())[number % len(self.agenda.booked) :]:
            coming = [d for d in booked.dates if d.holds and d.meeting.begins > self.agenda.now]
            if booked.every and len(coming) > 1:
                first, last = min(coming, key=lambda d: d.name), max(coming, key=lambda d: d.name)
                at = Span(last.name + shift, last.name + shift + booked.lasts)
                self.books(STAFF, booked.places_of(last), [at], "fail")
                edit = Edit("following", first.name, first.meeting.begins + shift, skip=True)
                return self.edit(booked, edit, booked.by)

    def _would_ask(self, booked: Booked, date: Date, wish: int | str) -> bool:
        coming = date.status == "confirmed" and date.meeting.begins > self.agenda.now
        there = booked.places_of(date) == ("studio",)
        return coming and booked.by != STAFF and there != (wish == "studio")


VERBS = ("book", "edit", "cancel", "approve", "decline", "expire")
BATCHES = 6
FLOORS = {
    ("book", "slot_taken"): 30, ("edit", "slot_taken"): 30, ("split", "ok"): 30, ("ask", "ok"): 30,
    ("grant", "ok"): 10, ("stays", "ok"): 10, ("waitlist", "ok"): 30,
}  # fmt: skip


@pytest.mark.race
def test_the_desk_keeps_series_as_the_agenda(app):
    counted.clear()
    drive(Calendar, 6, 40)
    for _ in range(BATCHES if fuzzing() else 0):
        drive(Calendar, 15, 60, chance=True)
        if not lacking(counted, VERBS, 30, FLOORS):
            break
    print(dict(counted))
    verbs, more = (VERBS, FLOORS) if fuzzing() else (VERBS[:3], {("split", "ok"): 1, ("waitlist", "ok"): 1})
    assert lacking(counted, verbs, 30 if fuzzing() else 1, more) == {}


def pending_frees_the_old(patch) -> None:
    """A change that waits for approval gives up at once what is still in force."""
    from booking.actions import applying, pending
    from booking.actions.holding import hold

    def ask_for(occurrence, date, old, now):
        pending.ask_for(occurrence, date, old, now)
        for claim in pending.active(occurrence):
            claim.active = False
        hold(occurrence, {resource_id: [span] for resource_id, span in date.claims.items()})

    patch.setattr(applying, "ask_for", ask_for)


@pytest.mark.parametrize("fault", [pending_frees_the_old])
def test_a_seeded_fault_turns_the_machine_red(app, monkeypatch, fault):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        drive(Calendar, 20, 40)
