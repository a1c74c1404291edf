"""Half-open spans of time: two that end and begin at 10:00 do not meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """`[starts_at, ends_at)`, aware instants kept in UTC. ValueError when naive, empty or backwards."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("naive time")
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if (
            self.starts_at >= self.ends_at
        ):  # in UTC: two times of one zone are compared by what the clock shows
            raise ValueError("empty or backwards")

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    def meets(self, other: "Interval") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, other: "Interval") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def widened(self, before: timedelta, after: timedelta) -> "Interval":
        return Interval(self.starts_at - before, self.ends_at + after)

    def moved_to(self, starts_at: datetime) -> "Interval":
        return Interval(starts_at, starts_at + self.duration)


def joined(spans: Iterable[Interval]) -> list[Interval]:
    """Sorted, with spans that overlap or touch made one."""
    result: list[Interval] = []
    for span in sorted(spans):
        if result and span.starts_at <= result[-1].ends_at:
            last = result.pop()
            span = Interval(last.starts_at, max(last.ends_at, span.ends_at))
        result.append(span)
    return result


def hull(spans: Iterable[Interval]) -> Interval:
    """From the first beginning to the last end."""
    known = list(spans)
    return Interval(min(span.starts_at for span in known), max(span.ends_at for span in known))


def without(span: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """What is left of `span` when all that is taken is cut out."""
    left, at = [], span.starts_at
    for hole in joined(hole for hole in taken if hole.meets(span)):
        if at < hole.starts_at:
            left.append(Interval(at, hole.starts_at))
        at = max(at, hole.ends_at)
    if at < span.ends_at:
        left.append(Interval(at, span.ends_at))
    return left
