"""Staff set the rules: of the centre, and of each resource above them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from booking.actions.counters import raise_resources
from booking.actions.history import record
from booking.actions.locks import lock_resources
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, Stale
from booking.extensions import db
from booking.models import Company, Policy, User
from booking.permissions import ADMINISTRATOR, STAFF, Actor, demand
from booking.queries.policy_hits import Hits, policy_hits
from booking.queries.policy_rows import NEEDED, Edited, edited
from booking.rules.policy_faults import contradictions, faults

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PolicyEdit:
    """`hits` are bookings to come that the policy as it is now set, or would be, refuses."""

    own: Mapping[str, Any]
    hits: Hits


def edit_policy(
    slug: str | None, *, by: Actor, now: datetime, values: Values, preview: bool = False, seen: str = ""
) -> PolicyEdit:
    """Sets only the fields named, each as models.Policy keeps it; None falls through.

    `slug` None: the centre's; `seen` is the version that staff read. Confirmed bookings are never undone
    by it (D16). Raises Forbidden, NotFound, Stale, Invalid.
    """
    demand(by, "edit_policy")
    found = _vetted(slug, values, seen)
    edit = PolicyEdit(found.own | dict(values), policy_hits(found.resources, found.after(values), now))
    if not preview:
        _edit(slug, by, now, values, seen)
    return edit


@transaction
def _edit(slug: str | None, by: Actor, now: datetime, values: Values, seen: str) -> None:
    """Bookings of these resources wait meanwhile, and then see the new rules."""
    lock_resources(r.id for r in edited(slug).resources)
    db.session.expire_all()
    found = _vetted(slug, values, seen)
    before, row = found.own, found.row or _first(found)
    for name, value in values.items():
        setattr(row, name, value)
    raise_resources(r.id for r in found.resources)
    after = _plain(before | dict(values))
    record("edit_policy", by, now, subject=f"policy:{found.slug}", before=_plain(before), after=after)


def _first(found: Edited) -> Policy:
    row = Policy()
    if found.space:
        found.space.policy = row
    return row


def _vetted(slug: str | None, values: Values, seen: str) -> Edited:
    """Raises NotFound, Stale, Invalid."""
    found = edited(slug)
    if seen and seen != found.version:
        raise Stale("stale_policy")
    if wrong := wrong_in(found, values):
        raise Invalid(wrong)
    return found


def wrong_in(found: Edited, values: Values, unread: Sequence[BrokenRule] = ()) -> list[BrokenRule]:
    """All of it at once, after what could not be read."""
    wrong = [*unread, *faults(values), *_unknown(values), *_missing(found, values)]
    fields = {rule.field.partition(".")[0] for rule in wrong}
    sound = {name: value for name, value in values.items() if name not in fields}
    broken = [rule for policy in found.after(sound).values() for rule in contradictions(policy, fields)]
    return wrong + list({rule.field: rule for rule in broken}.values())


def _missing(found: Edited, values: Values) -> Iterator[BrokenRule]:
    for name in NEEDED if found.space is None else ():
        if name in values and values[name] is None:
            yield BrokenRule("needed_by_centre", name)


def _unknown(values: Values) -> Iterator[BrokenRule]:
    """People and companies that are named and are none."""
    if deputy_id := values.get("deputy_id"):
        staff = User.active & User.role.in_((STAFF, ADMINISTRATOR))
        if db.session.scalar(select(User.id).where(User.id == deputy_id, staff)) is None:
            yield BrokenRule("not_staff", "deputy_id")
    wanted = set(values.get("bookable_companies") or ())
    if wanted - set(db.session.scalars(select(Company.id).where(Company.id.in_(wanted)))):
        yield BrokenRule("unknown_company", "bookable_companies")


def _plain(values: Values) -> dict[str, Any]:
    """Spans as seconds."""
    return {
        name: int(value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in values.items()
    }
