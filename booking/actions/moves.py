"""What all changes of state share: who may, which lock, which transition, what is written down."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from booking.actions.counters import raise_counters
from booking.actions.history import picture, record
from booking.actions.holding import Spans, add_spans, free, number
from booking.actions.locks import lock_reservations
from booking.actions.outdating import outdate
from booking.actions.pending import asks_no_more
from booking.actions.reasons import keep_reason
from booking.actions.scopes import scoped
from booking.actions.waitlist import Left, promote
from booking.errors import Invalid, Stale, WrongState
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.outbox.held_back import hold_back
from booking.permissions import Actor, demand
from booking.queries.people import account_ids
from booking.queries.reservations import relation_to, reservation
from booking.rules.intake import wrong_text
from booking.rules.lifecycle import FOR_APPLICANT, FOR_STAFF, HOLDING, TENTATIVE, allowed
from booking.rules.reasons import NO_REASON, Reason
from booking.rules.undoing import can_be_undone


def vet(field: str, text: str, kind: str = "answer") -> str:
    """What somebody wrote, stripped; `kind` says how long it may be. Raises Invalid."""
    if faults := list(wrong_text(field, text, kind)):
        raise Invalid(faults)
    return text.strip()


def opened(
    reservation_id: int,
    verb: str,
    by: Actor,
    now: datetime,
    resources: Iterable[int] = (),
    people: Iterable[int] = (),
    changes: bool = True,
) -> tuple[Reservation, dict[str, Any]]:
    """Locked, with its picture before the change. Where it `changes` nothing that somebody may
    have read, the revision stays as it is. Raises NotFound, Forbidden.
    """
    found = reservation(reservation_id)
    demand(by, verb, relation_to(by, found))
    (found,) = lock_reservations([reservation_id], now, resources, people)
    before = picture(found)
    found.revision += changes
    return found, before


def opened_dates(
    reservation_id: int,
    verb: str,
    by: Actor,
    now: datetime,
    scope: str,
    recurrence_id: str,
    revision: int | None = None,
) -> tuple[Reservation, dict[str, Any], list[Occurrence]]:
    """The dates that are meant, too; `revision` is the one that was read.

    Raises NotFound, Forbidden, Invalid, Stale.
    """
    found, before = opened(reservation_id, verb, by, now)
    if revision is not None and revision != found.revision - 1:
        raise Stale()
    return found, before, scoped(found, scope, recurrence_id)


def closed(
    found: Reservation,
    before: dict[str, Any] | None,
    action: str,
    by: Actor,
    now: datetime,
    rule: str = "",
    reason: str = "",
    freed: Spans | None = None,
    gone: Sequence[Left] = (),
) -> None:
    """After every change that has been told: counters rise and the history is written; who waited for what
    is `freed` is promoted in the same transaction (D17). `gone` are places in line that were left.
    Mails that staff cause are held back for a while (D30).
    """
    found.changed_at = now
    db.session.flush()
    raise_counters(found, account_ids(found))
    after = picture(found)
    if before:
        outdate(before, after, now)
    record(
        action,
        by,
        now,
        reservation=found,
        before=before,
        after=after,
        rule=rule,
        reason=reason,
    )
    if freed:
        promote(freed, now, gone)
    if by.undo_for and by.is_staff and can_be_undone(action, by.id, found.person_id):
        hold_back(now, now + by.undo_for)


def turn(
    occurrences: Iterable[Occurrence], after: str, by: Actor, now: datetime, reason: Reason = NO_REASON
) -> Spans:
    """Every occurrence to its next state; what becomes free where it no longer holds. Raises WrongState."""
    freed: Spans = {}
    for occurrence in occurrences:
        if not allowed(occurrence.status, after):
            raise WrongState(status=occurrence.status, wanted=after)
        occurrence.status = after
        keep_reason(occurrence, reason)
        occurrence.waiting_for = occurrence.waiting_since_at = occurrence.expires_at = None
        asks_no_more(occurrence)
        occurrence.decided_at, occurrence.decided_by_id = now, by.id
        number(occurrence)
        if after not in HOLDING:
            add_spans(freed, free(occurrence))
    return freed


def waiting(dates: Iterable[Occurrence], found: Reservation, for_whom: str | None = None) -> list[Occurrence]:
    """The tentative ones of these. Raises WrongState when there is none."""
    wanted = (for_whom,) if for_whom else (FOR_STAFF, FOR_APPLICANT)
    tentative = [o for o in dates if o.status == TENTATIVE and o.waiting_for in wanted]
    if not tentative:
        raise WrongState(status=found.status, wanted=TENTATIVE)
    return tentative
