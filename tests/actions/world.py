"""The desk as the texts describe it, in memory and in plain Python: nothing of booking.rules is imported.

Times are minutes since the first day's midnight by Sapporo's clock; it is Tuesday 1 December 2026.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

DAY = 1440
OPENS, CLOSES = 9 * 60, 17 * 60
GRID, SHORTEST, LONGEST = 30, 30, 240
HOLDING = ("tentative", "confirmed")


class Span(NamedTuple):
    begins: int
    ends: int

    def meets(self, other: "Span") -> bool:
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Place:
    """`approval` is never, always, or first (an overseas company's first booking)."""

    slug: str
    capacity: int | None = None
    setup: int = 0
    teardown: int = 0
    approval: str = "never"
    parts: tuple[str, ...] = ()

    def held(self, meeting: Span) -> Span:
        return Span(meeting.begins - self.setup, meeting.ends + self.teardown)


PLACES = {
    place.slug: place
    for place in (
        Place("room", capacity=8, setup=15),
        Place("hall", capacity=20, approval="always", parts=("desk-1", "desk-2")),
        Place("desk-1"),
        Place("desk-2", setup=30),
        Place("studio", capacity=4, approval="first", teardown=30),
    )
}
UNIT, UNITS = Place("projector", teardown=30), 3


@dataclass(frozen=True)
class Person:
    email: str
    company: str = ""
    overseas: bool = False
    staff: bool = False


PEOPLE = {
    person.email: person
    for person in (
        Person("sato@example.jp", "Hokkai"),
        Person("suzuki@example.jp", "Hokkai"),
        Person("kim@example.kr", "Hanbit", overseas=True),
        Person("park@example.kr", "Hanbit", overseas=True),
        Person("lee@example.sg", "Merlion", overseas=True),
        Person("staff@example.jp", staff=True),
        Person("admin@example.jp", staff=True),
    )
}
MEMBERS = tuple(p.email for p in PEOPLE.values() if not p.staff)
STAFF = tuple(p.email for p in PEOPLE.values() if p.staff)


@dataclass
class Booked:
    """One reservation of one meeting. `held` is what it holds by space, while it holds, and `units` how many
    projectors: which ones is the desk's to choose, and to change (D8)."""

    by: str
    meeting: Span
    status: str
    held: dict[str, Span]
    units: int = 0
    waiting_for: str | None = None
    runs_out_at: int | None = None
    sequence: int = 0

    @property
    def holds(self) -> bool:
        return self.status in HOLDING

    def turn(self, status: str) -> None:
        self.status, self.waiting_for, self.runs_out_at = status, None, None
        self.sequence += 1


@dataclass
class World:
    """`decide_*` says what the desk must answer: "ok" or the code of its refusal."""

    now: int = OPENS
    booked: dict[int, Booked] = field(default_factory=dict)
    vetted: set[tuple[str, str]] = field(default_factory=set)

    def taken(self, resource: str, span: Span) -> bool:
        return any(
            b.holds and resource in b.held and b.held[resource].meets(span) for b in self.booked.values()
        )

    def broken(self, meeting: Span, places: list[Place], headcount: int | None) -> set[str]:
        """D5, D6: meetings lie in opening hours, buffers need not."""
        codes = set()
        day, begins, ends = (
            meeting.begins // DAY,
            meeting.begins % DAY,
            meeting.ends - meeting.begins // DAY * DAY,
        )
        if meeting.begins < self.now:
            codes.add("past")
        if begins % GRID or ends % GRID:
            codes.add("off_grid")
        if meeting.ends - meeting.begins < SHORTEST:
            codes.add("too_short")
        if meeting.ends - meeting.begins > LONGEST:
            codes.add("too_long")
        if not is_weekday(day) or begins < OPENS or ends > CLOSES:
            codes.add("outside_opening_hours")
        if headcount and any(p.capacity and headcount > p.capacity for p in places):
            codes.add("over_capacity")
        return codes

    def room_for(self, units: int, meeting: Span) -> str:
        """Units are exchanged among bookings until all have theirs, as long as there are enough at any time.
        Those that have begun stay with whoever has them: then it may be that no order is to be found."""
        wanted = UNIT.held(meeting)
        lent = [(UNIT.held(b.meeting), b.units) for b in self.booked.values() if b.holds and b.units]
        near = [(span, count) for span, count in lent if span.meets(wanted)]
        moments = {wanted.begins, *(span.begins for span, _ in near if span.begins > wanted.begins)}
        most = max(sum(n for span, n in near if span.begins <= at < span.ends) for at in moments)
        if units and most + units > UNITS:
            return "slot_taken"
        begun = any(span.begins <= self.now for span, _ in lent)
        return "ok|slot_taken" if units and begun else "ok"

    def spaces_held(self, places: list[Place], meeting: Span) -> dict[str, Span]:
        """D7: a whole claims its parts too, each with its own buffers."""
        slugs = [p.slug for p in places] + [part for p in places for part in p.parts]
        return {slug: PLACES[slug].held(meeting) for slug in slugs}

    def decide_booking(
        self,
        person: Person,
        slugs: tuple[str, ...],
        meeting: Span,
        units: int,
        headcount: int | None,
        reason: str,
    ) -> str:
        if len(set(slugs)) < len(slugs) or not set(slugs) <= set(PLACES) or units > UNITS or headcount == 0:
            return "invalid"
        places = [PLACES[slug] for slug in slugs]
        if self.broken(meeting, places, headcount) and not (reason and person.staff):
            return "policy"
        if any(self.taken(slug, span) for slug, span in self.spaces_held(places, meeting).items()):
            return "slot_taken"
        return self.room_for(units, meeting)

    def status_of_new(self, person: Person, slugs: tuple[str, ...]) -> str:
        modes = {PLACES[slug].approval for slug in slugs}
        unvetted = [slug for slug in slugs if (person.company, slug) not in self.vetted]
        first = person.overseas and any(PLACES[slug].approval == "first" for slug in unvetted)
        return "tentative" if not person.staff and ("always" in modes or first) else "confirmed"

    def add(self, number: int, by: Person, slugs: tuple[str, ...], meeting: Span, units: int) -> Booked:
        held = self.spaces_held([PLACES[slug] for slug in slugs], meeting)
        status = self.status_of_new(by, slugs)
        new = Booked(by.email, meeting, status, held, units, "staff" if status == "tentative" else None)
        self.booked[number] = new
        self._vet(new)
        return new

    def decide_approval(self, person: Person, number: int, reason: str) -> str:
        found = self.booked[number]
        if not person.staff:
            return "forbidden"
        if found.status != "tentative":
            return "wrong_state"
        return "policy" if found.meeting.begins < self.now and not reason else "ok"

    def decide_decline(self, person: Person, number: int) -> str:
        found = self.booked[number]
        if not person.staff:
            return "forbidden"
        return "ok" if found.status == "tentative" else "wrong_state"

    def decide_return(self, person: Person, number: int, question: str) -> str:
        """A request whose meeting has begun has ended (D15)."""
        if not question.strip():
            return "invalid"
        found = self.booked[number]
        if not person.staff:
            return "forbidden"
        fits = found.waiting_for == "staff" and found.meeting.begins > self.now
        return "ok" if fits else "wrong_state"

    def decide_answer(self, person: Person, number: int) -> str:
        found = self.booked[number]
        if not self._may(person, found):
            return "forbidden"
        return "ok" if found.waiting_for == "applicant" else "wrong_state"

    def decide_cancel(self, person: Person, number: int) -> str:
        found = self.booked[number]
        if not self._may(person, found):
            return "forbidden"
        return "ok" if found.holds and found.meeting.begins > self.now else "wrong_state"

    def decide_expiry(self, number: int) -> str:
        """D15: what waits for its applicant runs out; what waits for staff ends with the meeting's start."""
        found = self.booked[number]
        due = (
            found.meeting.begins
            if found.runs_out_at is None
            else min(found.runs_out_at, found.meeting.begins)
        )
        return "ok" if found.status == "tentative" and due <= self.now else "nothing"

    def approve(self, number: int) -> None:
        self.booked[number].turn("confirmed")
        self._vet(self.booked[number])

    def send_back(self, number: int, days: int) -> None:
        found = self.booked[number]
        found.waiting_for = "applicant"
        found.runs_out_at = min(found.meeting.begins, self.end_of_working_day(days))

    def answer(self, number: int) -> None:
        found = self.booked[number]
        found.waiting_for, found.runs_out_at = "staff", None

    def cancel(self, number: int) -> None:
        found = self.booked[number]
        found.turn("cancelled" if found.status == "confirmed" else "withdrawn")

    def end_of_working_day(self, days: int) -> int:
        day = self.now // DAY
        while days:
            day += 1
            days -= is_weekday(day)
        return (day + 1) * DAY

    def _vet(self, new: Booked) -> None:
        """A company's first booking of a space is over once one was confirmed (D16)."""
        if new.status == "confirmed":
            self.vetted |= {(PEOPLE[new.by].company, slug) for slug in new.held}

    def _may(self, person: Person, found: Booked) -> bool:
        return person.staff or person.email == found.by


def is_weekday(day: int) -> bool:
    """Day 0 is a Tuesday."""
    return (day + 1) % 7 < 5
