"""Whether staff must decide."""

from collections.abc import Callable, Iterable

from booking.rules.policy import ALWAYS, EVERYBODY, FIRST_BOOKING, NEVER, Policy


def approval_rule(
    policies: Iterable[Policy], company_kind: str | None, has_confirmed: Callable[[], bool]
) -> str | None:
    """The approval mode that demands it, or None.

    `company_kind` is "local" or "overseas" (None: no company); `has_confirmed`, asked only where it
    matters, tells whether the company, or without one the person, has had a booking confirmed.
    """
    return next((p.approval for p in policies if _demands(p, company_kind, has_confirmed)), None)


def _demands(policy: Policy, company_kind: str | None, has_confirmed: Callable[[], bool]) -> bool:
    if policy.approval == NEVER or policy.approval_for not in (EVERYBODY, company_kind):
        return False
    return policy.approval == ALWAYS or (policy.approval == FIRST_BOOKING and not has_confirmed())
