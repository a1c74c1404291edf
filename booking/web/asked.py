"""What of the availability is asked for: all of it stands in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from booking.errors import BrokenRule, Invalid, NotFound
from booking.queries.availability import Space

DAY, WEEK, MONTH, LIST = "day", "week", "month", "list"
VIEWS = (DAY, WEEK, MONTH, LIST)
FIRST_YEAR, LAST_YEAR = 2000, 2100
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """`on` is the day that was named. A week is always of one space, and so is a list of several days.

    `across`: the spaces, or the days, stand side by side and time runs down.
    """

    view: str
    on: date
    space: Space | None
    across: bool = False

    @property
    def by_day(self) -> bool:
        """Whether each line is a day of one space, rather than a space of one day."""
        return self.view == WEEK or (self.view == LIST and self.space is not None)

    @property
    def days(self) -> list[date]:
        """A month's are whole weeks."""
        if self.view == MONTH:
            return weeks_of(self.on)
        return _onward(monday(self.on), 7) if self.by_day else [self.on]

    @property
    def before(self) -> date:
        return self.month_before if self.view == MONTH else self.days[0] - len(self.days) * _A_DAY

    @property
    def after(self) -> date:
        return self.month_after if self.view == MONTH else self.days[-1] + _A_DAY

    @property
    def month_before(self) -> date:
        """Its first day."""
        return (self.on.replace(day=1) - _A_DAY).replace(day=1)

    @property
    def month_after(self) -> date:
        return _month_after(self.on)

    def lines(self, known: Sequence[Space]) -> list[tuple[Space, date]]:
        return self.lines_of(self.days, known)

    def lines_of(self, days: Sequence[date], known: Sequence[Space]) -> list[tuple[Space, date]]:
        return [(space, day) for day in days for space in self.spaces(known)]

    def spaces(self, known: Sequence[Space]) -> Sequence[Space]:
        return [self.space] if self.space else known

    def address(self, on: date | None = None, view: str = "") -> str:
        """Of the same on another day, or in another view."""
        view = view or self.view
        asked = {
            "view": "" if view == DAY else view,
            "on": (on or self.on).isoformat(),
            "space": self.space.slug if self.space else "",
            "across": "1" if self.across else "",
        }
        return f"/?{urlencode({name: value for name, value in asked.items() if value})}"


def asked_of(args: Mapping[str, str], on: date, known: Sequence[Space]) -> Asked:
    """Raises Invalid, NotFound."""
    view, across, space = args.get("view") or DAY, args.get("across", ""), _space(args.get("space"), known)
    wrong = {"view": view not in VIEWS, "across": across not in ("", "0", "1")}
    if any(wrong.values()):
        raise Invalid([BrokenRule("unknown_answer", name) for name, is_wrong in wrong.items() if is_wrong])
    if view == WEEK and not space:
        space = known[0] if known else None
    return Asked(view if known else DAY, on, space, across == "1")


def day_of(given: str) -> date | None:
    """None where none is named. Raises Invalid."""
    try:
        on = date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid([BrokenRule("impossible_time", "on")]) from None
    if on and not reachable(on):
        raise Invalid([BrokenRule("out_of_range", "on", {"first": FIRST_YEAR, "last": LAST_YEAR})])
    return on


def reachable(on: date) -> bool:
    """Whether it can be asked for: nothing leads to other days."""
    return FIRST_YEAR <= on.year <= LAST_YEAR


def weeks_of(on: date) -> list[date]:
    """Every day of the weeks that have a day of its month in them."""
    first = monday(on.replace(day=1))
    last = monday(_month_after(on) - _A_DAY) + 6 * _A_DAY
    return _onward(first, (last - first).days + 1)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _onward(first: date, number: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(number)]


def _month_after(on: date) -> date:
    return (on.replace(day=1) + timedelta(days=31)).replace(day=1)


def _space(slug: str | None, known: Sequence[Space]) -> Space | None:
    """Raises NotFound."""
    found = next((space for space in known if space.slug == slug), None)
    if slug and not found:
        raise NotFound()
    return found
