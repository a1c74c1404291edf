"""The verbs that both machines on an agenda use, each done at the desk and on the agenda."""

from hypothesis.stateful import RuleBasedStateMachine, invariant

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
from booking.queries.coming import may_move_up
from booking.rules.requests import Edit as Asked
from tests.actions import agenda_edit, agenda_line, agenda_stage, stage
from tests.actions.agenda import (
    PEOPLE,
    STAFF,
    WAITING,
    Agenda,
    Booked,
    Date,
    Held,
    Quota,
    add,
    decide_booking,
    joined,
    needs,
    quotas_hold,
)
from tests.actions.agenda_edit import Edit
from tests.actions.driving import Act, Counted, judged
from tests.actions.world import DAY, Span
from tests.models.ledger import overlaps


class OnAgenda(RuleBasedStateMachine):
    counted: Counted
    quotas: tuple[Quota, ...] = ()

    def begin(self) -> None:
        stage.empty()
        self.people: dict[str, Actor] = agenda_stage.furnish(self.quotas)
        self.agenda = Agenda(self.quotas)

    @property
    def now(self):
        return stage.instant(self.agenda.now)

    def does(self, what: Act) -> None:
        """Methods that want a booking get one by `number`, the n-th there is, and a `date` of it by `n`."""
        verb, values = what
        if self.agenda.booked or verb.startswith("books"):
            getattr(self, verb)(**values)

    def date(self, number: int, n: int) -> tuple[Booked, Date]:
        booked = list(self.agenda.booked.values())[number % len(self.agenda.booked)]
        dates = sorted(booked.dates, key=lambda date: date.name)
        return booked, dates[n % len(dates)]

    def judged(self, verb: str, expected: str, do) -> object:
        return judged(self.counted, verb, expected, do)

    def books(
        self, who: str, places: tuple[str, ...], meetings: list[Span], on_conflict: str, every: int = 0,
        units: int = 0, candidates: bool = False,
    ) -> None:  # fmt: skip
        sorting = decide_booking(self.agenda, who, places, meetings, units, on_conflict, candidates)
        asked = agenda_stage.request(places, meetings, units, on_conflict, every, candidates)
        by = self.people[who]
        made = self.judged("book", sorting.says, lambda: book(asked, by=by, now=self.now))
        if isinstance(made, Reservation):
            self.counted["waitlist", "ok"] += bool(sorting.waiting)
            self.counted["skip", "ok"] += bool(sorting.skipped)
            add(self.agenda, made.id, who, places, meetings, units, sorting, every, candidates)

    def edit(self, booked: Booked, edit: Edit, who: str) -> None:
        plan = agenda_edit.decide_edit(self.agenda, PEOPLE[who], booked, edit)
        changed = self.judged("edit", plan.says, lambda: self._change(booked, edit, who))
        if not isinstance(changed, Changed):
            return
        assert changed.split == plan.split
        whats = {one.what for one in changed.differences}
        self.counted["split", "ok"] += plan.split
        self.counted["stays", "ok"] += "stays" in whats
        self.counted["ask", "ok"] += "asked" in whats
        number = changed.reservation.id
        agenda_edit.edit_booking(self.agenda, PEOPLE[who], booked, plan, edit, number)

    def _change(self, booked: Booked, edit: Edit, who: str) -> object:
        to = None if edit.begins is None else Span(edit.begins, edit.begins + booked.lasts)
        asked = Asked(
            interval=agenda_stage.interval(to) if to else None,
            spaces=(edit.place,) if edit.place else None,
            reset_by_hand=edit.reset,
            on_conflict="skip" if edit.skip else "fail",
        )
        return change(booked.number, asked, by=self.people[who], now=self.now, **named(edit.scope, edit.name))

    def cancels(self, number: int, n: int, scope: str, stranger: str) -> None:
        booked, date = self.date(number, n)
        who = stranger or booked.by
        expected = agenda_line.decide_cancel(self.agenda, PEOPLE[who], booked, scope, date.name)
        scoped, by = named(scope, date.name), self.people[who]
        self.judged("cancel", expected, lambda: cancel(booked.number, by=by, now=self.now, **scoped))
        if expected == "ok":
            agenda_line.cancel(self.agenda, booked, scope, date.name)

    def decides(self, number: int, n: int, scope: str, yes: bool, who: str, reason: str = "") -> None:
        """Mostly one that waits for it."""
        waits = [(b, d) for b, d in self.agenda.dates() if d.wish or d.waiting_for == "staff"]
        booked, date = waits[number % len(waits)] if waits and n else self.date(number, n)
        (self._approves if yes else self._declines)(booked, date, scope, who, reason)

    def _approves(self, booked: Booked, date: Date, scope: str, who: str, reason: str) -> None:
        person, scoped = PEOPLE[who], named(scope, date.name) | {"override_reason": reason}
        expected = agenda_line.decide_approval(self.agenda, person, booked, scope, date.name, reason)
        by, before = self.people[who], sum(bool(each.wish) for each in booked.dates)
        self.judged("approve", expected, lambda: approve(booked.number, by=by, now=self.now, **scoped))
        if expected == "ok":
            agenda_line.approve(self.agenda, booked, scope, date.name)
            self.counted["grant", "ok"] += before > sum(bool(each.wish) for each in booked.dates)

    def _declines(self, booked: Booked, date: Date, scope: str, who: str, reason: str) -> None:
        expected = agenda_line.decide_decline(PEOPLE[who], booked, scope, date.name)
        scoped, by = named(scope, date.name) | {"reason": reason}, self.people[who]
        self.judged("decline", expected, lambda: decline(booked.number, by=by, now=self.now, **scoped))
        if expected == "ok":
            agenda_line.decline(self.agenda, booked, scope, date.name)

    def time_passes(self, minutes: int, number: int) -> None:
        """And the clock ends what is over."""
        self.agenda.now += minutes
        self._expires(self.date(number, 0)[0])
        for booked in list(self.agenda.booked.values()):
            if any(agenda_line.over(self.agenda, booked)):
                self._expires(booked)

    def _expires(self, booked: Booked) -> None:
        expected = "ok" if any(agenda_line.over(self.agenda, booked)) else "nothing"
        self.judged("expire", expected, lambda: expire(booked.number, by=THE_CLOCK, now=self.now))
        if expected == "ok":
            agenda_line.expire(self.agenda, booked)

    def closes(self, slug: str, day: int, begins: int) -> None:
        """Whoever is there stays (D16); the next time it opens again, and who waits may have it."""
        if self.agenda.closed:
            number = min(self.agenda.closed)
            remove_blackout(number, by=self.people[STAFF], now=self.now)
            del self.agenda.closed[number]
        else:
            span = Span(day * DAY + begins, day * DAY + begins + 120)
            closing = Closing(slug, agenda_stage.interval(span), {})
            added = add_blackout(closing, by=self.people[STAFF], now=self.now)
            self.agenda.closed[added.ids[0]] = (slug, span)

    def tick(self) -> None:
        """The clock looks at the line once more; what could be done at once was done before."""
        assert agenda_stage.rows() == agenda_stage.wanted(self.agenda)
        before = self.in_line()
        for number in may_move_up(self.now):
            look_again(number, by=THE_CLOCK, now=self.now)
        agenda_line.look_again(self.agenda)
        self.counted["promoted", "by the clock"] += before - self.in_line()

    def in_line(self) -> int:
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
    def what_holds_holds_what_it_needs(self):
        """Its spaces, their parts and a unit, with their buffers; beside a wish that waits, the union."""
        for booked, date in self.agenda.dates() if hasattr(self, "agenda") else ():
            if date.holds:
                assert date.held == expected(booked, date), date

    @invariant()
    def nobody_waits_for_what_is_free_and_no_quota_is_exceeded(self):
        for booked, date in self.agenda.dates() if hasattr(self, "agenda") else ():
            waits = date.status == WAITING and not date.offered and date.meeting.begins > self.agenda.now
            assert not (waits and agenda_line.fits(self.agenda, booked, date)), date
        assert not hasattr(self, "agenda") or quotas_hold(self.agenda)

    def teardown(self) -> None:
        db.session.rollback()
        if hasattr(self, "agenda"):
            stage.history_holds(set(self.agenda.booked))
            stage.history_ends_in_the_rows()


def expected(booked: Booked, date: Date) -> Held:
    now = needs(booked.places_of(date), booked.units, date.meeting)
    then = needs(date.wish.places, booked.units, date.wish.meeting) if date.wish else {}
    return {slug: joined([each[slug] for each in (now, then) if slug in each]) for slug in {*now, *then}}


def named(scope: str, name: int) -> dict[str, str]:
    return {"scope": scope, "recurrence_id": agenda_stage.named(name)}
