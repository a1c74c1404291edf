"""The rules of a resource as values, and which of them a request breaks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.errors import BrokenRule
from booking.rules.closures import Closure
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, opening
from booking.rules.questions import Question, broken_answers
from booking.rules.quotas import Quota
from booking.rules.reminders import USUAL
from booking.rules.wall import local, since_midnight

NEVER, ALWAYS, FIRST_BOOKING, OUT_OF_POLICY = "never", "always", "first_booking", "out_of_policy"
EVERYBODY, OVERSEAS, LOCAL, NOBODY = "everybody", "overseas", "local", "nobody"
APPROVALS = (NEVER, ALWAYS, FIRST_BOOKING, OUT_OF_POLICY)
MOST_OCCURRENCES = 500
BUSY, TITLES, FULL = "busy", "titles", "full"
# Broken by what was filled in, which no other time or space mends; all the others are about when and where.
FILLED_IN = frozenset({"answer_required", "answer_unknown"})
# What does not bind who stands before a free room: they come unannounced, at any minute, and fill in nothing.
_EXCUSED_AT_DOOR = frozenset({"past", "off_grid", "too_short", "too_soon", "answer_required"})

SHUT = frozenset({"closed", "outside_opening_hours"})


@dataclass(frozen=True, slots=True)
class Policy:
    """Concrete: the centre's defaults are already beneath, and under them those written here.

    `opening_hours` is in the resource's zone. `bookable_companies`, when it names any, are the ids of the
    only ones that may book. `max_skipped` (a number, and a share in percent) is how much of a series may be
    left out or waitlisted. `offer_for` is how long a place from the waitlist is held, `choose_within_days`
    how many working days candidate dates are. `release_no_show` gives an unused time up after
    `no_show_after` if somebody waits (D18). `deputy_id` is the account told when staff do not answer (D15).
    `door_booking`: who stands at the door can take it at once, on the tablet there.
    `reminders` are minutes before the start; a person's own choice comes before them. `proposes`: an invited
    room that declines proposes another time to the client's calendar.
    """

    opening_hours: OpeningHours
    closed_on_holidays: bool
    grid: timedelta
    min_duration: timedelta
    max_duration: timedelta
    min_notice: timedelta
    max_notice: timedelta
    setup_time: timedelta
    teardown_time: timedelta
    approval: str
    approval_for: str
    visibility: str
    invite_while_pending: bool
    answer_within_days: int
    remind_staff_after: timedelta
    quotas: tuple[Quota, ...] = ()
    bookable_by: str = EVERYBODY
    bookable_companies: tuple[int, ...] = ()
    cancellation_deadline: timedelta = timedelta(0)
    recurring: bool = True
    max_skipped: int = MOST_OCCURRENCES
    max_skipped_percent: int = 100
    waitlist: bool = True
    offer_for: timedelta = timedelta(hours=4)
    choose_within_days: int = 5
    check_in: bool = False
    no_show_after: timedelta = timedelta(minutes=10)
    release_no_show: bool = False
    deputy_id: int | None = None
    reminders: tuple[int, ...] = USUAL
    door_booking: bool = True
    proposes: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """One resource as the rules see it. `closures` are those that may touch the time asked for."""

    slug: str
    tzid: str
    country: str
    capacity: int | None
    policy: Policy
    closures: tuple[Closure, ...] = ()
    questions: tuple[Question, ...] = ()

    def claimed(self, interval: Interval) -> Interval:
        """What the ledger must hold for a meeting: its setup and teardown too (D6)."""
        return interval.widened(self.policy.setup_time, self.policy.teardown_time)


@dataclass(frozen=True, slots=True)
class Booker:
    """For whom a rule is asked. `company_kind` is "local", "overseas" or None: no company. `at_door`: it is
    booked on the tablet there, for now."""

    is_staff: bool = False
    person_id: int | None = None
    company_id: int | None = None
    company_kind: str | None = None
    at_door: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What the rules need of a request. Without a `booker` nobody is kept away."""

    interval: Interval
    headcount: int | None
    answers: Mapping[str, str]
    now: datetime
    booker: Booker | None = None
    series: bool = False


def broken_rules(wish: Wish, terms: Terms) -> list[BrokenRule]:
    """All of them at once, in the order of RULES; empty when the request is within policy."""
    excused = _EXCUSED_AT_DOOR if wish.booker and wish.booker.at_door else ()
    return [broken for rule in RULES for broken in rule(wish, terms) if broken.code not in excused]


def _past(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if wish.interval.starts_at < wish.now:
        yield BrokenRule("past", "starts_at")


def _grid(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    for field, at in (("starts_at", wish.interval.starts_at), ("ends_at", wish.interval.ends_at)):
        if since_midnight(at, terms.tzid) % terms.policy.grid:
            yield BrokenRule("off_grid", field, {"grid": terms.policy.grid})


def _duration(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if wish.interval.duration < terms.policy.min_duration:
        yield BrokenRule("too_short", "ends_at", {"min_duration": terms.policy.min_duration})
    if wish.interval.duration > terms.policy.max_duration:
        yield BrokenRule("too_long", "ends_at", {"max_duration": terms.policy.max_duration})


def _notice(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    notice = wish.interval.starts_at - wish.now
    if timedelta(0) <= notice < terms.policy.min_notice:
        yield BrokenRule("too_soon", "starts_at", {"min_notice": terms.policy.min_notice})
    if notice > terms.policy.max_notice:
        yield BrokenRule("too_far", "starts_at", {"max_notice": terms.policy.max_notice})


def _opening(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if not any(
        span.covers(wish.interval) for span in opening(terms.policy.opening_hours, terms.tzid, wish.interval)
    ):
        hours = terms.policy.opening_hours.on(local(wish.interval.starts_at, terms.tzid).date())
        yield BrokenRule("outside_opening_hours", "starts_at", {"hours": hours})


def _closed(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    for closure in terms.closures:
        if closure.interval.meets(wish.interval):
            yield BrokenRule("closed", "starts_at", {"reason": closure.reason})


def _capacity(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if terms.capacity is not None and wish.headcount is not None and wish.headcount > terms.capacity:
        yield BrokenRule("over_capacity", "headcount", {"capacity": terms.capacity})


def bookable(policy: Policy, who: Booker) -> bool:
    """Whether they may book there at all."""
    return not _kept_away(policy, who)


def _kept_away(policy: Policy, who: Booker) -> str:
    """Which case of the rule does, or ''."""
    if who.is_staff:
        return ""
    if policy.bookable_by not in (EVERYBODY, who.company_kind):
        return policy.bookable_by
    listed = not policy.bookable_companies or who.company_id in policy.bookable_companies
    return "" if listed else "companies"


def _bookable(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if wish.booker and (case := _kept_away(terms.policy, wish.booker)):
        yield BrokenRule("not_bookable_by_you", "space", {"case": case})


def open_at_door(policy: Policy) -> bool:
    """Whether it can be booked on a tablet: not where staff decide about everything."""
    decided = policy.approval == ALWAYS and policy.approval_for == EVERYBODY
    return policy.door_booking and not decided


def _at_door(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if wish.booker and wish.booker.at_door and not open_at_door(terms.policy):
        yield BrokenRule("not_at_door", "space")


def _recurring(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if wish.series and not terms.policy.recurring:
        yield BrokenRule("no_series", "rrule")


def _answers(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    yield from broken_answers(terms.questions, wish.answers)


RULES: tuple[Callable[[Wish, Terms], Iterator[BrokenRule]], ...] = (
    _past,
    _grid,
    _duration,
    _notice,
    _opening,
    _closed,
    _capacity,
    _answers,
    _bookable,
    _at_door,
    _recurring,
)
