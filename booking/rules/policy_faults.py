"""What is wrong with the values of a policy that staff set."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from booking.errors import BrokenRule
from booking.rules.hours import hours_faults
from booking.rules.policy import (
    APPROVALS,
    BUSY,
    EVERYBODY,
    FULL,
    LOCAL,
    MOST_OCCURRENCES,
    NOBODY,
    OVERSEAS,
    TITLES,
    Policy,
)
from booking.rules.quotas import MEASURES, PERIODS, WHOSE
from booking.rules.reminders import lead_faults

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_NONE, _YEAR = timedelta(0), 366 * _DAY
SPANS = {
    "grid": (_MINUTE, _DAY),
    "min_duration": (_MINUTE, _YEAR),
    "max_duration": (_MINUTE, _YEAR),
    "min_notice": (_NONE, _YEAR),
    "max_notice": (_NONE, 5 * _YEAR),
    "setup_time": (_NONE, _DAY),
    "teardown_time": (_NONE, _DAY),
    "cancellation_deadline": (_NONE, _YEAR),
    "remind_staff_after": (_MINUTE, _YEAR),
    "offer_for": (_MINUTE, _YEAR),
    "no_show_after": (_MINUTE, _DAY),
}
NUMBERS = {
    "answer_within_days": (1, 366),
    "choose_within_days": (1, 366),
    "max_skipped": (0, MOST_OCCURRENCES),
    "max_skipped_percent": (0, 100),
}
CHOICES = {
    "approval": APPROVALS,
    "approval_for": (EVERYBODY, OVERSEAS, LOCAL),
    "bookable_by": (EVERYBODY, OVERSEAS, LOCAL, NOBODY),
    "visibility": (BUSY, TITLES, FULL),
}
YES_NO = (
    "closed_on_holidays",
    "invite_while_pending",
    "recurring",
    "waitlist",
    "check_in",
    "release_no_show",
    "door_booking",
    "proposes",
)
OTHERS = ("opening_hours", "quotas", "bookable_companies", "deputy_id", "reminders")
FIELDS = (*SPANS, *NUMBERS, *CHOICES, *YES_NO, *OTHERS)
MOST_QUOTAS, MOST_OF_QUOTA, MOST_COMPANIES = 24, 10_000, 1000


def faults(values: Mapping[str, Any]) -> list[BrokenRule]:
    """Of the fields named, each as models.Policy keeps it; None falls through and is never wrong."""
    return [rule for name, value in values.items() for rule in _faults(name, value)]


def _faults(name: str, value: Any) -> Iterator[BrokenRule]:
    if name not in FIELDS:
        yield BrokenRule("unknown_field", name)
    elif value is None:
        return
    elif name in SPANS:
        yield from _span(name, value)
    elif name in NUMBERS and not NUMBERS[name][0] <= value <= NUMBERS[name][1]:
        yield BrokenRule("not_between", name, dict(zip(("least", "most"), NUMBERS[name], strict=True)))
    elif name in CHOICES and value not in CHOICES[name]:
        yield BrokenRule("unknown_answer", name)
    elif name == "opening_hours":
        yield from hours_faults(value)
    elif name == "quotas":
        yield from _quotas(value)
    elif name == "reminders":
        yield from lead_faults(name, value)
    elif name == "bookable_companies" and len(value) > MOST_COMPANIES:
        yield BrokenRule("too_many_items", name, {"most": MOST_COMPANIES})


def _span(name: str, value: timedelta) -> Iterator[BrokenRule]:
    least, most = SPANS[name]
    if not least <= value <= most:
        yield BrokenRule("span_not_between", name, {"least": least, "most": most})
    elif value % _MINUTE:
        yield BrokenRule("whole_minutes", name)


def _quotas(rows: Sequence[Mapping[str, Any]]) -> Iterator[BrokenRule]:
    if len(rows) > MOST_QUOTAS:
        yield BrokenRule("too_many_items", "quotas", {"most": MOST_QUOTAS})
    for n, row in enumerate(rows):
        for name, among in (("whose", WHOSE), ("measure", MEASURES), ("per", PERIODS)):
            if row.get(name) not in among:
                yield BrokenRule("unknown_answer", f"quotas.{n}.{name}")
        if not 1 <= row.get("most", 0) <= MOST_OF_QUOTA:
            yield BrokenRule("not_between", f"quotas.{n}.most", {"least": 1, "most": MOST_OF_QUOTA})
    kinds = [(row.get("whose"), row.get("measure"), row.get("per")) for row in rows]
    if len(set(kinds)) < len(kinds):
        yield BrokenRule("twice", "quotas")


def contradictions(policy: Policy, wrong: Collection[str] = ()) -> list[BrokenRule]:
    """What cannot stand together once the centre's values are beneath; `wrong` fields do not count."""
    pairs = (("min_duration", "max_duration"), ("min_notice", "max_notice"))
    sound = [pair for pair in pairs if not {*pair} & {*wrong}]
    return [BrokenRule("less_than_least", b) for a, b in sound if getattr(policy, a) > getattr(policy, b)]
