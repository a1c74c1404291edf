"""A wish for a free time, as every door hands it over, and what is wrong with it in itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from booking.errors import BrokenRule
from booking.rules.intake import FIRST_YEAR, LAST_YEAR, MOST_PEOPLE
from booking.rules.interval import Interval
from booking.rules.wall import known

AHEAD, AT_ONCE = timedelta(days=14), timedelta(days=62)
MOST_ZONES = 12


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """All of the meeting within `[begins_at, ends_at)`, in one of `spaces`.

    `tzids` are the zones of all who take part; none is the zone of the space. `equipment` maps a type's slug
    to a number of units.
    """

    begins_at: datetime
    ends_at: datetime
    duration: timedelta
    spaces: tuple[str, ...] = ()
    tzids: tuple[str, ...] = ()
    equipment: Mapping[str, int] = field(default_factory=dict)
    headcount: int | None = None

    @property
    def around(self) -> Interval:
        return Interval(self.begins_at, self.ends_at)


def faults(asked: SlotRequest) -> list[BrokenRule]:
    """All of them at once."""
    return [*_wrong_times(asked), *_wrong_zones(asked.tzids), *_wrong_numbers(asked)]


def _wrong_times(asked: SlotRequest) -> Iterator[BrokenRule]:
    for name, at in (("from", asked.begins_at), ("to", asked.ends_at)):
        if not FIRST_YEAR < at.year < LAST_YEAR:
            yield BrokenRule("out_of_range", name, {"first": FIRST_YEAR + 1, "last": LAST_YEAR - 1})
    if asked.ends_at <= asked.begins_at:
        yield BrokenRule("ends_before_start", "to")
    if asked.ends_at - asked.begins_at > AT_ONCE:
        yield BrokenRule("too_much_at_once", "to", {"most": AT_ONCE})
    if asked.duration <= timedelta(0):
        yield BrokenRule("not_a_duration", "duration")


def _wrong_zones(tzids: Sequence[str]) -> Iterator[BrokenRule]:
    if len(tzids) > MOST_ZONES:
        yield BrokenRule("too_many_items", "zones", {"most": MOST_ZONES})
        return
    for tzid in tzids:
        if not known(tzid):
            yield BrokenRule("unknown_zone", "zones", {"tzid": tzid[:60]})


def _wrong_numbers(asked: SlotRequest) -> Iterator[BrokenRule]:
    for slug, units in asked.equipment.items():
        if units < 1:
            yield BrokenRule("too_few", f"equipment.{slug}")
    if asked.headcount is not None and asked.headcount < 1:
        yield BrokenRule("too_few", "headcount")
    if asked.headcount is not None and asked.headcount > MOST_PEOPLE:
        yield BrokenRule("too_many", "headcount", {"most": MOST_PEOPLE})
