"""The rules of a resource as values, and which of them a request breaks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.errors import BrokenRule
from booking.rules.closures import Closure
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, opening
from booking.rules.questions import Question, broken_answers
from booking.rules.wall import local, since_midnight

NEVER, ALWAYS, FIRST_BOOKING = "never", "always", "first_booking"
EVERYBODY, OVERSEAS, LOCAL = "everybody", "overseas", "local"
BUSY, TITLES, FULL = "busy", "titles", "full"


@dataclass(frozen=True, slots=True)
class Policy:
    """Concrete: the centre's defaults are already beneath. `opening_hours` is in the resource's zone."""

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
class Wish:
    """What the rules need of a request."""

    interval: Interval
    headcount: int | None
    answers: Mapping[str, str]
    now: datetime


def broken_rules(wish: Wish, terms: Terms) -> list[BrokenRule]:
    """All of them at once, in the order of RULES; empty when the request is within policy."""
    return [broken for rule in RULES for broken in rule(wish, terms)]


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
        day = local(wish.interval.starts_at, terms.tzid).isoweekday()
        hours = terms.policy.opening_hours.get(day, ())
        yield BrokenRule("outside_opening_hours", "starts_at", {"hours": hours})


def _closed(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    for closure in terms.closures:
        if closure.interval.meets(wish.interval):
            yield BrokenRule("closed", "starts_at", {"reason": closure.reason})


def _capacity(wish: Wish, terms: Terms) -> Iterator[BrokenRule]:
    if terms.capacity is not None and wish.headcount is not None and wish.headcount > terms.capacity:
        yield BrokenRule("over_capacity", "headcount", {"capacity": terms.capacity})


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
)
