"""Series, waitlists, quotas and changes as the texts describe them, in memory and in plain Python.

Nothing of booking.rules is imported. Times are minutes as in tests.actions.world; the `name` of a date is the
minute that the rule of its series gives it.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import count

from tests.actions.world import CLOSES, DAY, HOLDING, OPENS, Person, Place, Span, is_weekday

NOTICE, OFFER_FOR, PATIENCE, EARLY = 60, 240, 10, 15
WAITING = "waitlisted"
PROJECTOR = Place("projector-1", teardown=30)
PLACES = {
    place.slug: place
    for place in (
        Place("room", setup=15),
        Place("studio", teardown=30, approval="always"),
        Place("hall", parts=("desk-1",)),
        Place("desk-1"),
    )
}
WIDEST_SETUP, WIDEST_TEARDOWN = 15, 30
PEOPLE = {
    person.email: person
    for person in (
        Person("sato@example.jp", "Hokkai"),
        Person("suzuki@example.jp", "Hokkai"),
        Person("kim@example.kr", "Hanbit", overseas=True),
        Person("staff@example.jp", staff=True),
    )
}
MEMBERS, STAFF = ("sato@example.jp", "suzuki@example.jp", "kim@example.kr"), "staff@example.jp"
Held = dict[str, list[Span]]


@dataclass(frozen=True)
class Quota:
    """`measure` is number or minutes, `days` how many make a period: 1, or 7 from Monday on."""

    whose: str
    measure: str
    days: int
    most: int

    def period(self, minute: int) -> int:
        day = minute // DAY
        return day if self.days == 1 else (day + 1) // 7


@dataclass
class Wish:
    """A change that waits for approval, and what it would hold; `way`: how far its rule is to go along."""

    meeting: Span
    places: tuple[str, ...]
    held: Held
    old: Held
    way: int | None = None


@dataclass
class Date:
    """`place` is its own, where it has one. `line` is its turn in the waitlist."""

    name: int
    meeting: Span
    status: str
    held: Held = field(default_factory=dict)
    place: str | None = None
    waiting_for: str | None = None
    runs_out_at: int | None = None
    line: tuple[int, int] = (0, 0)
    offered: bool = False
    wish: Wish | None = None
    asked_at: int | None = None
    here: bool = False

    @property
    def holds(self) -> bool:
        return self.status in HOLDING

    def turn(self, status: str) -> None:
        self.status, self.waiting_for, self.runs_out_at, self.wish = status, None, None, None


@dataclass
class Booked:
    """`lasts` and `every` (days) are the rule's; a single booking has no `every`."""

    number: int
    by: str
    places: tuple[str, ...]
    units: int
    dates: list[Date]
    every: int = 0
    lasts: int = 0
    made_at: int = 0
    choosing: bool = False
    offered_dates: bool = False

    def places_of(self, date: Date) -> tuple[str, ...]:
        return (date.place,) if date.place else self.places

    def by_hand(self, date: Date) -> bool:
        planned = Span(date.name, date.name + self.lasts)
        return bool(self.every) and (date.place is not None or date.meeting != planned)

    def named(self, name: int) -> Date | None:
        return next((date for date in self.dates if date.name == name), None)

    def scoped(self, scope: str, name: int) -> list[Date]:
        dates = sorted(self.dates, key=lambda date: date.meeting)
        if scope == "one":
            return [date for date in dates if date.name == name]
        return [date for date in dates if scope == "all" or date.name >= name]


@dataclass
class Agenda:
    quotas: tuple[Quota, ...] = ()
    now: int = OPENS
    booked: dict[int, Booked] = field(default_factory=dict)
    closed: dict[int, tuple[str, Span]] = field(default_factory=dict)
    turns: count = field(default_factory=count)

    def dates(self) -> list[tuple[Booked, Date]]:
        return [(booked, date) for booked in self.booked.values() for date in booked.dates]

    def may(self, person: Person, booked: Booked) -> bool:
        return person.staff or person.email == booked.by


def needs(places: tuple[str, ...], units: int, meeting: Span) -> dict[str, Span]:
    """D7: a whole claims its parts too, each with its own buffers."""
    slugs = [*places, *(part for slug in places for part in PLACES[slug].parts)]
    spans = {slug: PLACES[slug].held(meeting) for slug in slugs}
    return spans | ({PROJECTOR.slug: PROJECTOR.held(meeting)} if units else {})


def taken(agenda: Agenda, wanted: dict[str, Span], but: list[Date]) -> bool:
    """Whether somebody holds any of it; what `but` hold does not count."""
    return any(
        held.meets(span)
        for _, date in agenda.dates() if date.holds and not any(date is each for each in but)
        for slug, span in wanted.items()
        for held in date.held.get(slug, ())
    )  # fmt: skip


def is_own(agenda: Agenda, who: str, wanted: dict[str, Span]) -> bool:
    """Whether all that is in the way is theirs; a unit of equipment is nobody's."""
    if PROJECTOR.slug in wanted and taken(agenda, {PROJECTOR.slug: wanted[PROJECTOR.slug]}, []):
        return False
    in_the_way = {booked.by for booked, date in agenda.dates() if taken(_alone(booked, date), wanted, [])}
    return in_the_way == {who}


def waits(agenda: Agenda, who: str, places: tuple[str, ...], meeting: Span) -> bool:
    """Whether they stand in the line for any of it."""
    return any(
        date.status == WAITING and date.meeting.begins > agenda.now and date.meeting.meets(meeting)
        and booked.by == who and set(places) & set(booked.places_of(date))
        for booked, date in agenda.dates()
    )  # fmt: skip


def _alone(booked: Booked, date: Date) -> Agenda:
    return Agenda(booked={booked.number: replace(booked, dates=[date])})


def broken(agenda: Agenda, places: tuple[str, ...], meeting: Span) -> set[str]:
    """Without quotas. Buffers may lie outside opening hours, meetings may not (D6)."""
    codes, day = set(), meeting.begins // DAY
    if meeting.begins < agenda.now:
        codes.add("past")
    elif meeting.begins - agenda.now < NOTICE:
        codes.add("too_soon")
    inside = day * DAY + OPENS <= meeting.begins and meeting.ends <= day * DAY + CLOSES
    if not is_weekday(day) or not inside:
        codes.add("outside_opening_hours")
    slugs = needs(places, 0, meeting)
    if any(slug in slugs and span.meets(meeting) for slug, span in agenda.closed.values()):
        codes.add("closed")
    return codes


def counted(agenda: Agenda, quota: Quota, who: str, but: list[Date]) -> list[Span]:
    """What that person or company holds; of candidates only the longest (D24)."""
    found = []
    for booked in agenda.booked.values():
        if _subject(quota, booked.by) != _subject(quota, who):
            continue
        held = [d.meeting for d in booked.dates if d.holds and not any(d is each for each in but)]
        if booked.choosing and held:
            held = [max(sorted(held), key=lambda span: span.ends - span.begins)]
        found += held
    return found


def over_quota(agenda: Agenda, who: str, meetings: list[Span], but: list[Date]) -> list[Span]:
    """Those that do not fit, in their order; one that does not fit counts for none."""
    beyond, fitting = [], []
    for meeting in meetings:
        if any(_over(agenda, quota, who, meeting, fitting, but) for quota in agenda.quotas):
            beyond.append(meeting)
        else:
            fitting.append(meeting)
    return beyond


def _over(agenda: Agenda, quota: Quota, who: str, meeting: Span, more: list[Span], but: list[Date]) -> bool:
    if _subject(quota, who) is None:
        return False
    mine = [*counted(agenda, quota, who, but), *more, meeting]
    same = [span for span in mine if quota.period(span.begins) == quota.period(meeting.begins)]
    return sum(1 if quota.measure == "number" else span.ends - span.begins for span in same) > quota.most


def _subject(quota: Quota, who: str) -> str | None:
    return who if quota.whose == "person" else PEOPLE[who].company or None


def quotas_hold(agenda: Agenda) -> bool:
    """Nobody has more than a quota lets, in any period. What was chosen from candidates is left out: they
    counted as the longest of them, wherever that lay, and it may be another (D24)."""
    used: Counter[tuple[Quota, str, int]] = Counter()
    for booked, date in agenda.dates():
        for quota in agenda.quotas if date.holds and not booked.offered_dates else ():
            size = 1 if quota.measure == "number" else date.meeting.ends - date.meeting.begins
            if subject := _subject(quota, booked.by):
                used[quota, subject, quota.period(date.meeting.begins)] += size
    return all(size <= quota.most for (quota, *_), size in used.items())


def asks(person: Person, places: tuple[str, ...]) -> bool:
    return not person.staff and any(PLACES[slug].approval == "always" for slug in places)


@dataclass
class Sorting:
    """What becomes of the dates of a request."""

    says: str = "ok"
    held: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


def sort_out(
    bad: list[bool], clashing: list[bool], on_conflict: str, own: Collection[int] = ()
) -> Sorting:  # fmt: skip
    """By index, which is held, waits, or is left out. Nobody waits behind what is their `own`."""
    every = range(len(bad))
    fine = [n for n in every if not bad[n]]
    if len(fine) < len(bad) and (on_conflict == "fail" or not fine):
        return Sorting("policy")
    free = [n for n in fine if not clashing[n]]
    stuck = [n for n in fine if clashing[n]]
    if stuck and (on_conflict == "fail" or (on_conflict == "skip" and not free)):
        return Sorting("slot_taken")
    left = [n for n in every if bad[n]]
    if on_conflict == "waitlist" and any(n in own for n in stuck):
        return Sorting("policy")
    if on_conflict == "waitlist":
        return Sorting("ok", free, stuck, left)
    return Sorting("ok", free, [], left + stuck)


def decide_booking(
    agenda: Agenda, who: str, places: tuple[str, ...], meetings: list[Span], units: int, on_conflict: str,
    candidates: bool = False,
) -> Sorting:  # fmt: skip
    """The meetings are sorted and on different days, or candidates that may meet one another."""
    longest = [max(meetings, key=lambda span: span.ends - span.begins)] if candidates else meetings
    beyond = over_quota(agenda, who, longest, [])
    bad = [bool(broken(agenda, places, meeting)) or meeting in beyond for meeting in meetings]
    clashing, same, own = [], [], []
    for n, meeting in enumerate(meetings):
        wanted = needs(places, units, meeting)
        meets = any(span.meets(other[slug]) for other in same for slug, span in wanted.items())
        clashing.append(meets or taken(agenda, wanted, []))
        same += [] if clashing[-1] else [wanted]
        own += [n] if is_own(agenda, who, wanted) or waits(agenda, who, places, meeting) else []
    return sort_out(bad, clashing, on_conflict, own)


def add(
    agenda: Agenda, number: int, who: str, places: tuple[str, ...], meetings: list[Span], units: int,
    sorting: Sorting, every: int, candidates: bool = False,
) -> Booked:  # fmt: skip
    dates = []
    for n in sorted([*sorting.held, *sorting.waiting]):
        meeting = meetings[n]
        if n in sorting.waiting:
            line = (agenda.now, next(agenda.turns))
            dates.append(Date(meeting.begins, meeting, WAITING, line=line))
        else:
            held = {slug: [span] for slug, span in needs(places, units, meeting).items()}
            new = Date(meeting.begins, meeting, "confirmed", held, line=(0, next(agenda.turns)))
            if candidates:
                new.status, new.waiting_for = "tentative", "applicant"
                new.runs_out_at = min(meeting.begins, end_of_working_day(agenda.now, 5))
            elif asks(PEOPLE[who], places):
                new.status, new.waiting_for = "tentative", "staff"
            dates.append(new)
    lasts = meetings[0].ends - meetings[0].begins
    booked = Booked(number, who, places, units, dates, every, lasts, agenda.now, candidates, candidates)
    agenda.booked[number] = booked
    return booked


def end_of_working_day(now: int, days: int) -> int:
    day = now // DAY
    while days:
        day += 1
        days -= is_weekday(day)
    return (day + 1) * DAY


def joined(spans: list[Span]) -> list[Span]:
    """Spans that overlap or touch made one (D13)."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.begins <= result[-1].ends:
            span = Span(result[-1].begins, max(result.pop().ends, span.ends))
        result.append(span)
    return result
