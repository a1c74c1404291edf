"""Units of one type are alike: claims can be exchanged among them to make room for another (D8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from booking.rules.interval import Interval, hull


@dataclass(frozen=True, slots=True)
class Use:
    """One claim of a unit. `fixed` ones stay where they are. `elsewhere` is what it would hold of those units
    whose buffers are others."""

    id: int
    unit: int
    interval: Interval
    fixed: bool = False
    elsewhere: Mapping[int, Interval] = field(default_factory=dict)

    def on(self, unit: int) -> Interval:
        return self.elsewhere.get(unit, self.interval)

    @property
    def widest(self) -> Interval:
        return hull([self.interval, *self.elsewhere.values()])


def rearranged(
    uses: Sequence[Use], units: Sequence[int], wanted: Interval, quantity: int
) -> dict[int, int] | None:
    """New units, by the id of the claim that moves, after which so many units are free for `wanted`; None
    when there is no such order to be found.

    `uses` are all claims of the units that could be concerned. Each goes to the first unit that is free, in
    the order of their starts, which is the best there is where none is fixed.
    """
    placed: dict[int, list[Interval]] = {unit: [] for unit in units}
    for each in uses:
        if each.fixed:
            placed[each.unit].append(each.interval)
    moving = sorted((use for use in uses if not use.fixed), key=lambda use: (use.interval, use.id))
    queue: list[tuple[Interval, Use | None]] = [(use.interval, use) for use in moving]
    queue += [(wanted, None)] * quantity
    moves: dict[int, int] = {}
    for interval, use in sorted(queue, key=lambda each: each[0]):
        unit = _free_unit(placed, interval, use)
        if unit is None:
            return None
        placed[unit].append(use.on(unit) if use is not None else interval)
        if use is not None and unit != use.unit:
            moves[use.id] = unit
    return moves


def _free_unit(placed: Mapping[int, Sequence[Interval]], interval: Interval, use: Use | None) -> int | None:
    """Its own, if it can stay."""
    own = [use.unit] if use is not None else []
    order = [*own, *(unit for unit in placed if unit not in own)]
    on = use.on if use is not None else lambda _: interval
    return next((unit for unit in order if _fits(placed[unit], on(unit))), None)


def _fits(taken: Iterable[Interval], interval: Interval) -> bool:
    return not any(span.meets(interval) for span in taken)


def cluster(uses: Iterable[Use], wanted: Interval) -> list[Use]:
    """Those that meet `wanted`, and those that meet these, and so on: nothing beyond can be in the way."""
    left, around, found = list(uses), wanted, list[Use]()
    while near := [use for use in left if use.widest.meets(around)]:
        found += near
        left = [use for use in left if use not in near]
        around = hull([around, *(use.widest for use in near)])
    return found
