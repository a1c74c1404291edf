"""When a meeting may begin and how long it may be, by the rules of one resource."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.rules.wall import since_midnight


@dataclass(frozen=True, slots=True)
class Lengths:
    """Which meetings there may be at all: their ends on `grid` by the wall clock of `tzid`, and how long."""

    tzid: str
    grid: timedelta
    least: timedelta
    most: timedelta

    def next_start(self, at: datetime) -> datetime:
        return at + (-since_midnight(at, self.tzid)) % self.grid

    def on_grid(self, length: timedelta) -> timedelta:
        """The longest that is no longer; `least` at least."""
        return max(length // self.grid * self.grid, self.shortest)

    @property
    def shortest(self) -> timedelta:
        return -(-self.least // self.grid) * self.grid
