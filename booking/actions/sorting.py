"""Which dates of a request are held, which wait and which are left out, by what its maker wants done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from booking.actions.dates import Date, told
from booking.errors import BrokenRule, OutOfPolicy, SlotTaken
from booking.rules.approval import may_ask_beyond
from booking.rules.policy import OUT_OF_POLICY, Policy
from booking.rules.requests import FAIL, SKIP, WAIT


@dataclass(frozen=True, slots=True)
class Sorted:
    """`broken` are rules that do not hinder: overridden by staff, or left to them when `rule` says so."""

    held: list[Date] = field(default_factory=list)
    waiting: list[Date] = field(default_factory=list)
    skipped: list[Date] = field(default_factory=list)
    broken: list[BrokenRule] = field(default_factory=list)
    rule: str | None = None

    @property
    def left_out(self) -> int:
        return len(self.waiting) + len(self.skipped)


def sort_out(
    dates: Sequence[Date],
    on_conflict: str,
    policy: Policy,
    *,
    override: bool = False,
    company_kind: str | None = None,
    is_staff: bool = False,
    standing: int = 0,
    refuses: bool = True,
) -> Sorted:
    """`standing` is how many dates of the same wish stay as they are. Without `refuses` what hinders is left
    out, however much that is.

    Raises OutOfPolicy with every rule that is broken, SlotTaken with everything that is in the way.
    """
    broken = told(dates)
    rule = None if override else left_to_staff(broken, policy, company_kind, is_staff)
    hindering = bool(broken) and not override and not rule
    among = partial(_sorted, dates, policy, hindering, standing)
    try:
        fine = among(on_conflict)
    except (OutOfPolicy, SlotTaken) as refused:
        hindered = [date for date in dates if date.conflicts or (date.broken and hindering)]
        if refuses:
            names = [date.recurrence_id for date in hindered]
            ways = [way for way in (SKIP, WAIT) if _goes(among, way)]
            refused.values |= {"dates": names, "ways": ways, "taken": any(d.conflicts for d in hindered)}
            raise
        fine = Sorted([date for date in dates if date not in hindered], skipped=hindered)
    return fine if hindering else Sorted(fine.held, fine.waiting, fine.skipped, broken, rule)


def left_to_staff(
    broken: Sequence[BrokenRule], policy: Policy, company_kind: str | None, is_staff: bool
) -> str | None:
    """OUT_OF_POLICY where staff will decide because these are broken."""
    asked = bool(broken) and not is_staff and may_ask_beyond(policy, company_kind, broken)
    return OUT_OF_POLICY if asked else None


def _goes(among: Callable[[str], Sorted], way: str) -> bool:
    try:
        among(way)
    except (OutOfPolicy, SlotTaken):
        return False
    return True


def _sorted(
    dates: Sequence[Date], policy: Policy, rules_hold: bool, standing: int, on_conflict: str
) -> Sorted:
    broken = [date for date in dates if date.broken and rules_hold]
    fine = [date for date in dates if date not in broken]
    if broken and (on_conflict == FAIL or not fine):
        raise OutOfPolicy(told(dates))
    done = _by_conflict(fine, broken, on_conflict, policy)
    _refuse_too_few(done, policy, standing)
    return done


def _by_conflict(dates: Sequence[Date], skipped: Iterable[Date], on_conflict: str, policy: Policy) -> Sorted:
    taken = [date for date in dates if date.conflicts]
    held = [date for date in dates if not date.conflicts]
    if taken and (on_conflict == FAIL or (on_conflict != WAIT and not held)):
        raise SlotTaken([conflict for date in taken for conflict in date.conflicts])
    if taken and on_conflict == WAIT and not policy.waitlist:
        raise OutOfPolicy([BrokenRule("no_waitlist", "on_conflict")])
    if on_conflict == WAIT and (own := [date for date in taken if date.own or date.waits]):
        raise OutOfPolicy([_own_already(date, len(dates) > 1) for date in own])
    waiting = taken if on_conflict == WAIT else []
    return Sorted(held, waiting, [*skipped, *([] if waiting else taken)])


def _own_already(date: Date, several: bool) -> BrokenRule:
    code = "own_booking" if date.own else "own_place"
    return BrokenRule(code, "starts_at", {"date": date.recurrence_id} if several else {})


def _refuse_too_few(done: Sorted, policy: Policy, standing: int) -> None:
    """How much of a series may be missing is the policy's to say; a single date may wait."""
    whole = len(done.held) + done.left_out + standing
    most = min(policy.max_skipped, whole * policy.max_skipped_percent // 100)
    if whole > 1 and done.left_out > most:
        raise OutOfPolicy([BrokenRule("too_many_left_out", "on_conflict", {"most": most})])
