"""Until when an answer is waited for (D15, D21, D24)."""

from collections.abc import Sequence
from datetime import datetime

from booking.errors import BrokenRule
from booking.models import Reservation, Resource
from booking.queries.policies import terms
from booking.rules.interval import Interval
from booking.rules.lifecycle import FOR_APPLICANT, TENTATIVE
from booking.rules.scheduling import LONGEST_WAIT, answer_due_at
from booking.wording import translated


def answer_due(space: Resource, starts_at: datetime, days: int, now: datetime) -> datetime:
    """The end of the n-th working day of the space from now, at latest the start of the meeting.

    A query: to be asked before any row is changed that it would write half done.
    """
    rules = terms([space], Interval(now, now + LONGEST_WAIT))[space.id]
    return answer_due_at(now, starts_at, days, rules.policy.opening_hours, rules.tzid, rules.closures)


def await_choice(reservation: Reservation, space: Resource, days: int, now: datetime) -> None:
    """Every candidate that is held waits for the choice, at latest until its own start (D24)."""
    for occurrence in reservation.occurrences:
        if occurrence.status == TENTATIVE:
            occurrence.waiting_for, occurrence.waiting_since_at = FOR_APPLICANT, now
            occurrence.expires_at = answer_due(space, occurrence.starts_at, days, now)


def await_answers(
    reservation: Reservation, space: Resource, days: int, unanswered: Sequence[BrokenRule], now: datetime
) -> None:
    """Every date that is held waits until the questions are answered that no form has asked (D21)."""
    labels = [rule.values["question"] for rule in unanswered]
    locales = dict.fromkeys(locale for label in labels for locale in label)
    texts = {locale: "\n".join(translated(label, locale) for label in labels) for locale in locales}
    for occurrence in reservation.occurrences:
        occurrence.waiting_for, occurrence.waiting_since_at = FOR_APPLICANT, now
        occurrence.expires_at = answer_due(space, occurrence.starts_at, days, now)
        occurrence.reason_texts = texts
