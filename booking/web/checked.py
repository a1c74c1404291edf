"""What would come of a booking as it is typed: the desk decides, and takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from flask_babel import gettext

from booking.actions.book import book
from booking.errors import BookingError, BrokenRule, Forbidden, Invalid
from booking.forms.refusal import Told, rules_of
from booking.forms.reservation import ReservationForm
from booking.models import Reservation
from booking.permissions import Actor
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE, WAITLISTED
from booking.rules.policy import FILLED_IN
from booking.web.clashes import Ways, ways, without_dates
from booking.web.to_be_mailed import Shown, ToBeMailed, shown, to_be_mailed
from booking.wording import of_error

EMPTY = frozenset({"missing", *FILLED_IN})
_SOME_TITLE = "…"  # what else speaks for or against it is told before it has one


@dataclass(frozen=True, slots=True)
class Would:
    """Values of what would be booked: its dates with their status and whose turn it would be, the wall times
    of those left out, and its mails."""

    dates: Sequence[tuple[Interval, str, str | None]]
    left_out: Sequence[datetime]
    mails: Sequence[ToBeMailed]


@dataclass(frozen=True, slots=True)
class Checked:
    """`verdict` in one sentence. `empty` and `told` are lines for macros/told.html: what is still missing,
    and what has to be mended."""

    verdict: str
    would: Would | None = None
    empty: Told = field(default_factory=list)
    told: Told = field(default_factory=list)
    ways: Ways = field(default_factory=Ways)
    mails: Sequence[Shown] = ()


def checked(form: ReservationForm, by: Actor, now: datetime, mails: bool = True) -> Checked:
    """Raises Forbidden."""
    untitled = [] if (form.title.data or "").strip() else [BrokenRule("missing", "title")]
    try:
        wanted = form.to_request()
        asked = replace(wanted, title=_SOME_TITLE) if untitled else wanted
        found = book(asked, by=form.acting(by), now=now, answer=partial(_would, by=by, now=now), preview=True)
    except Forbidden:
        raise
    except BookingError as refused:
        return _refused(form, refused, untitled)
    return Checked(_verdict(found), found, _lines(form, untitled), mails=shown(found.mails) if mails else ())


def _would(booking: Reservation, by: Actor, now: datetime) -> Would:
    dates = [(date.interval, date.status, date.waiting_for) for date in booking.occurrences]
    left_out = [datetime.fromisoformat(wall) for wall in booking.skipped]
    return Would(dates, left_out, to_be_mailed(booking, by, now))


def _verdict(would: Would) -> str:
    said = {(status, turn) for _, status, turn in would.dates}
    if said == {(CONFIRMED, None)}:
        return gettext("This can be booked, and is confirmed at once.")
    if said == {(TENTATIVE, FOR_STAFF)}:
        return gettext("This can be requested. The time is held until the staff have decided.")
    if said == {(TENTATIVE, FOR_APPLICANT)}:
        return gettext("These times can be held until one of them has been chosen.")
    if said == {(WAITLISTED, None)}:
        return gettext("This time is taken. You can stand in line for it.")
    return gettext("Not every date can be had. What would become of each is told below.")


def _refused(form: ReservationForm, refused: BookingError, untitled: list[BrokenRule]) -> Checked:
    """What is only empty is no mistake yet."""
    found = ways(form, refused)
    rules = rules_of(without_dates(refused) if found.clashes else refused)
    wrong = [rule for rule in rules if rule.code not in EMPTY]
    empty = [*untitled, *(rule for rule in rules if rule.code in EMPTY and rule not in untitled)]
    fine = empty and not wrong and not found.clashes and not refused.values.get("taken")
    verdict = gettext("Nothing speaks against it so far. Some details are missing.")
    return Checked(
        verdict if fine else of_error(refused),
        empty=_lines(form, empty), told=_lines(form, wrong), ways=found,
    )  # fmt: skip


def _lines(form: ReservationForm, rules: list[BrokenRule]) -> Told:
    return form.refuse(Invalid(rules)) if rules else []
