"""The meetings of a day, and whether their people have come (D18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from booking.models import Occurrence
from booking.queries.listed import CLAIMS, listed
from booking.queries.overdue import policy_row
from booking.queries.policies import centre, effective
from booking.rules.intake import LONGEST
from booking.rules.lifecycle import CONFIRMED
from booking.rules.no_show import early, missed
from booking.rules.policy import Policy
from booking.rules.wall import day_end, day_start

HERE, COMING, ABSENT, EXPECTED, MISSED = "here", "coming", "absent", "expected", "missed"


@dataclass(frozen=True, slots=True)
class Visit:
    """`state` is empty where nobody checks in; MISSED: it is over. `may_arrive`: one can check in now."""

    occurrence: Occurrence
    state: str
    may_arrive: bool


def visits(on: date, tzid: str, now: datetime) -> Sequence[Visit]:
    """The confirmed meetings of that day by the clock of `tzid`."""
    rows = meetings(on, tzid).order_by(Occurrence.starts_at, Occurrence.id)
    found, beneath = listed(rows.options(CLAIMS)), centre().policy
    return [_visit(one, effective(policy_row(one), beneath), now) for one in found]


def meetings(on: date, tzid: str) -> Select[tuple[Occurrence]]:
    begins, ends = day_start(on, tzid), day_end(on, tzid)
    near = (Occurrence.starts_at > begins - LONGEST, Occurrence.starts_at < ends)
    return select(Occurrence).where(Occurrence.status == CONFIRMED, *near, Occurrence.ends_at > begins)


def _visit(one: Occurrence, policy: Policy, now: datetime) -> Visit:
    state = _state(one, policy, now)
    begun = early(one.starts_at) <= now < one.ends_at
    return Visit(one, state, bool(state) and state != HERE and begun)


def _state(one: Occurrence, policy: Policy, now: datetime) -> str:
    if one.checked_in_at:
        return HERE
    if one.coming_at:
        return COMING
    if missed(one.interval, policy, now):
        return ABSENT
    if not policy.check_in:
        return ""
    return EXPECTED if now < one.ends_at else MISSED
