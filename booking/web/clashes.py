"""What was refused, date by date, with everything that can be done about it by one click."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from booking.errors import BookingError, BrokenRule, Invalid, OutOfPolicy, SlotTaken
from booking.forms.instead import OUT, PREFIX, WAIT, value_of
from booking.forms.occasions import slots
from booking.forms.onward import Pairs, at_another_time, in_place_of, kept, with_values
from booking.forms.reservation import ReservationForm
from booking.queries.spaces import policy_of, space
from booking.rule_words import of_rule
from booking.rules.availability import Alternative, Conflict
from booking.rules.interval import Interval
from booking.rules.requests import WAIT as WAIT_IN_LINE
from booking.rules.requests import BookingRequest
from booking.rules.series import Planned, named, planned, wall
from booking.web.obstacles import conflict_text
from booking.wording import shorter


@dataclass(frozen=True, slots=True)
class Clash:
    """A date of a series that cannot be had; `offers` are values of the choice called `name`."""

    name: str
    interval: Interval
    told: Sequence[str]
    offers: Sequence[tuple[str, Alternative]]
    may_wait: bool

    @property
    def nearest(self) -> str:
        """Another time in the same space; else what there is; else without that date."""
        values = [value for value, _ in self.offers]
        return next((value for value in values if value.endswith("/")), (values or [OUT])[0])


@dataclass(frozen=True, slots=True)
class Ways:
    """`fields` are names and values to post. Of a series `clashes`, and whole answers to all of them."""

    conflicts: Sequence[str] = ()
    offers: Sequence[dict[str, Any]] = ()
    clashes: Sequence[Clash] = ()
    fields: Sequence[tuple[str, str]] = ()
    out: Sequence[tuple[str, str]] = ()
    nearest: Sequence[tuple[str, str]] = ()
    wait: Sequence[tuple[str, str]] = ()


def ways(form: ReservationForm, refused: BookingError | None) -> Ways:
    if not isinstance(refused, SlotTaken | OutOfPolicy):
        return Ways()
    request = form.to_request()
    clashes = _clashes(form, request, refused) if request.rrule else []
    return _of_series(form, request, clashes) if clashes else _of_one(form, request, refused)


def _of_one(form: ReservationForm, request: BookingRequest, refused: SlotTaken | OutOfPolicy) -> Ways:
    conflicts = getattr(refused, "conflicts", ())
    several = bool(request.candidates)
    several_dates = bool(request.candidates or request.rrule)
    waits = bool(conflicts) and not several_dates and WAIT_IN_LINE in refused.values.get("ways", ())
    return Ways(
        conflicts=[_in_the_way(one, form, several) for one in conflicts],
        offers=list(_offers(form, request, refused.alternatives)),
        wait=with_values(form.posted, {"on_conflict": WAIT_IN_LINE}) if waits else (),
    )


def _offers(
    form: ReservationForm, request: BookingRequest, others: Iterable[Alternative]
) -> Iterable[dict[str, Any]]:
    for other in others:
        if _fits_all(form, request, other):
            yield shown(form, other) | {"fields": _laid_over(form, request, other)}


def _fits_all(form: ReservationForm, request: BookingRequest, other: Alternative) -> bool:
    """Several dates share their space; a whole series can move only within its day."""
    if not request.rrule and not request.candidates:
        return True
    day, first = wall(other.interval.starts_at, form.tzid), wall(request.interval.starts_at, form.tzid)
    moves_all = other.recurrence_id == named(first) and day.date() == first.date()
    return set(other.spaces) == set(request.spaces) and (moves_all or not request.rrule)


def _laid_over(form: ReservationForm, request: BookingRequest, other: Alternative) -> Pairs:
    if request.candidates:
        return in_place_of(form.posted, other, form.tzid, slots(form))
    return at_another_time(form.posted, other, form.choices.tzid_of(other.spaces))


def shown(form: ReservationForm, other: Alternative) -> dict[str, Any]:
    return {
        "spaces": form.choices.chosen(other.spaces),
        "interval": other.interval,
        "tzid": form.choices.tzid_of(other.spaces),
        "shorter": shorter(form.asked.duration, other.interval.duration),
    }


def may_wait(request: BookingRequest) -> bool:
    """Whether the policy, that of the first space asked for, has a waitlist."""
    return policy_of(space(request.spaces[0])).waitlist


def _clashes(form: ReservationForm, request: BookingRequest, refused: SlotTaken | OutOfPolicy) -> list[Clash]:
    """By their date. None where all dates break the same rule: that is no matter of single dates."""
    broken = [rule for rule in getattr(refused, "rules", ()) if rule.values.get("date")]
    taken = getattr(refused, "conflicts", ())
    dates = {rule.values["date"] for rule in broken} | {one.recurrence_id for one in taken}
    if not dates:
        return []
    dates |= {one.recurrence_id for one in refused.alternatives}
    about = (form, request, broken, taken, refused.alternatives, may_wait(request))
    return [_clash(date, *about) for date in planned(request) if date.recurrence_id in dates]


def _clash(
    date: Planned,
    form: ReservationForm,
    request: BookingRequest,
    broken: Sequence[BrokenRule],
    taken: Sequence[Conflict],
    others: Sequence[Alternative],
    waits: bool,
) -> Clash:
    """What breaks a rule does not wait: it would never fit."""
    at = date.recurrence_id
    rules = [rule for rule in broken if rule.values["date"] == at]
    offers = [(value_of(one, request.spaces), one) for one in others if one.recurrence_id == at]
    told = [*map(_undated, rules), *(_in_the_way(one, form) for one in taken if one.recurrence_id == at)]
    told = list(dict.fromkeys(told)) or [gettext("This time is not free.")]
    return Clash(PREFIX + at, date.interval, told, offers, waits and not rules)


def _undated(rule: BrokenRule) -> str:
    return of_rule(replace(rule, values={k: v for k, v in rule.values.items() if k != "date"}))


def _in_the_way(conflict: Conflict, form: ReservationForm, several: bool = False) -> str:
    """Of `several` dates, with its own before it."""
    named = conflict if several else replace(conflict, recurrence_id="")
    return conflict_text(named, form.choices, form.tzid)


def _of_series(form: ReservationForm, request: BookingRequest, clashes: list[Clash]) -> Ways:
    typed = form.posted
    out = {clash.name: OUT for clash in clashes}
    nearest = {clash.name: clash.nearest for clash in clashes}
    waiting = {clash.name: WAIT if clash.may_wait else OUT for clash in clashes}
    whole = len(clashes) == len(planned(request))
    return Ways(
        clashes=clashes,
        fields=kept(typed, *out),
        out=() if whole else with_values(typed, out),
        nearest=with_values(typed, nearest) if any(clash.offers for clash in clashes) else (),
        wait=with_values(typed, waiting) if any(clash.may_wait for clash in clashes) else (),
    )


def without_dates(refused: BookingError) -> BookingError:
    """What concerns all dates: the rest is told with its date."""
    rules = [rule for rule in getattr(refused, "rules", ()) if not rule.values.get("date")]
    return type(refused)(rules) if isinstance(refused, Invalid | OutOfPolicy) else refused
