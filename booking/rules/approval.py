"""Whether staff must decide."""

from collections.abc import Callable, Iterable, Mapping

from booking.errors import BrokenRule
from booking.rules.policy import ALWAYS, EVERYBODY, FILLED_IN, FIRST_BOOKING, OUT_OF_POLICY, Policy

# What no decision of staff mends: a time that is over, a form not filled in, somebody who may not book.
_NEVER_WAIVED = frozenset({"past", *FILLED_IN, "not_bookable_by_you", "no_waitlist"})


def approval_rule(
    policies: Mapping[int, Policy], company_kind: str | None, has_confirmed: Callable[[int], bool]
) -> str | None:
    """The approval mode that demands it, or None; for OUT_OF_POLICY ask `may_ask_beyond`.

    `policies` by the ids of their spaces; `company_kind` is "local" or "overseas" (None: no company).
    `has_confirmed`, asked only where it matters, tells whether the company, or without one the person, has
    had a booking of that space confirmed: what another space lets in without being asked proves nothing.
    """
    demand = (p.approval for id, p in policies.items() if _demands(id, p, company_kind, has_confirmed))
    return next(demand, None)


def may_ask_beyond(policy: Policy, company_kind: str | None, broken: Iterable[BrokenRule]) -> bool:
    """Whether staff are asked about a request against these rules, instead of its being refused."""
    asked = policy.approval == OUT_OF_POLICY and policy.approval_for in (EVERYBODY, company_kind)
    return asked and not any(rule.code in _NEVER_WAIVED for rule in broken)


def _demands(
    space_id: int, policy: Policy, company_kind: str | None, has_confirmed: Callable[[int], bool]
) -> bool:
    if policy.approval_for not in (EVERYBODY, company_kind):
        return False
    return policy.approval == ALWAYS or (policy.approval == FIRST_BOOKING and not has_confirmed(space_id))
