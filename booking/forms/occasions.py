"""On which dates it is to be: a series, or candidates of which one will be chosen, as typed."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from booking.errors import BookingError, BrokenRule, Invalid
from booking.forms import candidates as further
from booking.forms import refusal, times
from booking.forms.instead import instead
from booking.rules.requests import FAIL, WAIT, BookingRequest
from booking.rules.series import named, wall, walls

if TYPE_CHECKING:
    from booking.forms.reservation import ReservationForm


def with_dates(form: "ReservationForm", request: BookingRequest) -> BookingRequest:
    """With what was decided of dates that were not free."""
    repeats, on_conflict = form.repeats.form, form.on_conflict.data or FAIL
    slots = further.slots(form.candidates, form.tzid)
    rrule = repeats.rule(form.starts_on.data)
    if not rrule:
        return dataclasses.replace(request, candidates=slots, on_conflict=on_conflict)
    exdates = repeats.left_out(form.begins.data)
    whole = dataclasses.replace(request, rrule=rrule, exdates=exdates, candidates=slots)
    chosen = instead(form.posted, walls(whole))
    return dataclasses.replace(
        whole,
        exdates=tuple(sorted({*exdates, *chosen.out})),
        overrides=chosen.overrides,
        on_conflict=WAIT if chosen.waits else on_conflict,
    )


def slots(form: "ReservationForm") -> list[tuple[str, datetime]]:
    """The prefix of the fields of each candidate, and when it begins."""
    first, _ = times.interval(form.starts_on, form.begins, form.ends, form.tzid)
    rows = further.typed_rows(form.candidates)
    others = [(f"candidates-{n}-", row.interval(form.tzid)[0]) for n, row in rows]
    return [(prefix, slot.starts_at) for prefix, slot in [("", first), *others] if slot]


def at_candidates(form: "ReservationForm", error: BookingError) -> BookingError:
    """What is wrong with one of several dates stands beside it."""
    rows = {named(wall(at, form.tzid)): prefix.replace("-", ".") for prefix, at in slots(form)}
    rules = [_beside(rule, rows) for rule in refusal.rules_of(error)]
    return Invalid(rules) if rules and len(rows) > 1 else error


def _beside(rule: BrokenRule, rows: Mapping[str, str]) -> BrokenRule:
    prefix = rows.get(str(rule.values.get("date", "")), "")
    known = prefix and rule.field in further.NAMES
    return dataclasses.replace(rule, field=prefix + further.NAMES[rule.field]) if known else rule
