"""Policies as staff edit them: whose they are, and who shares them."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Policy as PolicyRow
from booking.models import Resource
from booking.queries.policies import AS_TERMS, CENTRE, centre, effective
from booking.rules.policy import Policy
from booking.rules.policy_faults import FIELDS

Values = Mapping[str, Any]
# What the centre cannot do without: nothing is beneath it.
NEEDED = frozenset(field.name for field in fields(Policy) if field.default is MISSING)
_WRITTEN = {field.name: None if field.default is MISSING else field.default for field in fields(Policy)}


@dataclass(frozen=True, slots=True)
class Edited:
    """`row` is None where a resource has no policy of its own yet. `space` is None for the centre's.

    `resources` are all that a change of it concerns.
    """

    space: Resource | None
    row: PolicyRow | None
    beneath: PolicyRow
    resources: Sequence[Resource]

    @property
    def slug(self) -> str:
        return self.space.slug if self.space else CENTRE

    @property
    def own(self) -> dict[str, Any]:
        """What it says itself; None falls through."""
        return {name: getattr(self.row, name) if self.row else None for name in FIELDS}

    @property
    def version(self) -> str:
        """Another one as soon as it says something else."""
        return sha256(repr(sorted(self.own.items())).encode()).hexdigest()[:32]

    def falls_to(self, name: str) -> Any:
        """What holds where it says nothing itself."""
        said = getattr(self.beneath, name) if self.space else None
        return _WRITTEN[name] if said is None else said

    @property
    def in_force(self) -> dict[str, Any]:
        """As a row keeps it: its own, else the centre's, else what is written in rules.policy.Policy."""
        own = self.own
        return {name: self.falls_to(name) if own[name] is None else own[name] for name in FIELDS}

    @property
    def set_by(self) -> dict[str, str]:
        """A slug, CENTRE, or empty: nobody, it is as written in rules.policy.Policy."""
        return {name: self._place(name) for name in FIELDS}

    def _place(self, name: str) -> str:
        if self.row and getattr(self.row, name) is not None:
            return self.slug
        return CENTRE if getattr(self.beneath, name) is not None else ""

    def after(self, values: Values) -> dict[int, Policy]:
        """The policy of each resource, by id, once `values` are set."""
        changed = SimpleNamespace(**self.own | dict(values))  # reads like a row
        if self.space is None:
            return {r.id: effective(r.policy, changed) for r in self.resources}
        return {r.id: effective(changed, self.beneath) for r in self.resources}


def edited(slug: str | None) -> Edited:
    """`slug` is the resource's; None: the centre's. Raises NotFound."""
    beneath = centre().policy
    if slug is None:
        return Edited(None, beneath, beneath, _resources())
    rows = select(Resource).where(Resource.slug == slug)
    space = db.session.scalar(rows.options(*AS_TERMS))
    if space is None:
        raise NotFound()
    sharing = _resources(Resource.policy_id == space.policy_id) if space.policy_id else [space]
    return Edited(space, space.policy, beneath, sharing)


def slug_of(resource_id: int) -> str:
    """Raises NotFound."""
    slug = db.session.scalar(select(Resource.slug).where(Resource.id == resource_id))
    if slug is None:
        raise NotFound()
    return slug


def _resources(*conditions) -> Sequence[Resource]:
    rows = select(Resource).where(*conditions).order_by(Resource.position, Resource.id)
    return db.session.scalars(rows.options(*AS_TERMS)).all()


def with_own_settings() -> list[tuple[Resource, list[str]]]:
    """Every resource, with the names of what its policy says itself."""
    return [(r, [n for n in FIELDS if r.policy and getattr(r.policy, n) is not None]) for r in _resources()]
