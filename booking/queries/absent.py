"""Meetings that go on while nobody has come (D18)."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from booking.extensions import db
from booking.models import Occurrence
from booking.queries.overdue import POLICY, policy_row
from booking.queries.policies import centre, effective
from booking.queries.waitlist import behind, wanted_spans
from booking.rules.intake import LONGEST
from booking.rules.lifecycle import CONFIRMED
from booking.rules.no_show import may_release, missed
from booking.rules.policy import Policy


def to_ask(now: datetime) -> list[int]:
    """Reservations whose organizer is to be asked whether they come."""
    return [date.reservation_id for date, _ in _missed(Occurrence.asked_at.is_(None), now)]


def to_release(now: datetime) -> list[int]:
    """Reservations whose time is given up: nobody answered, the policy says so and somebody waits for it."""
    found = _missed(Occurrence.asked_at.is_not(None), now)
    return [date.reservation_id for date, policy in found if _given_up(date, policy, now)]


def _missed(asked: ColumnElement[bool], now: datetime) -> list[tuple[Occurrence, Policy]]:
    """With the policy of where it takes place."""
    goes_on = (Occurrence.starts_at > now - LONGEST, Occurrence.starts_at <= now, Occurrence.ends_at > now)
    nobody = (Occurrence.checked_in_at.is_(None), Occurrence.coming_at.is_(None), asked)
    rows = select(Occurrence).where(Occurrence.status == CONFIRMED, *goes_on, *nobody)
    found = db.session.scalars(rows.order_by(Occurrence.starts_at, Occurrence.id).options(*POLICY)).all()
    beneath = centre().policy
    known = [(date, effective(policy_row(date), beneath)) for date in found]
    return [(date, policy) for date, policy in known if missed(date.interval, policy, now)]


def _given_up(date: Occurrence, policy: Policy, now: datetime) -> bool:
    if not policy.release_no_show or date.asked_at is None:
        return False
    made_at, patience = date.reservation.created_at, policy.no_show_after
    if not may_release(date.interval, made_at, date.asked_at, patience, now):
        return False
    return bool(behind(wanted_spans(date), now))
