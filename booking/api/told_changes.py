"""The entries of the history as JSON, with what each made another, old and new."""

from collections.abc import Callable, Sequence
from typing import Any

from booking.api.schemas.audit import AuditSchema
from booking.models import AuditEntry
from booking.queries.change_names import Named, named
from booking.rules.changed_dates import Change
from booking.rules.changes import ASKED, EQUIPMENT, SPACES, changes

Json = dict[str, Any]
_ENTRY = AuditSchema()


def with_changes(rows: Sequence[AuditEntry]) -> Callable[[AuditEntry], Json]:
    """What shows each of these: what they name is read once for all."""
    told = {row.id: changes(row.before, row.after) for row in rows}
    names = named(one for each in told.values() for one in each)
    return lambda row: _ENTRY.dump(row) | {"changes": [_change(one, names) for one in told[row.id]]}


def _change(one: Change, names: Named) -> Json:
    """Spaces and equipment by slug, as elsewhere."""
    old, new = (_side(one.what, side, names) for side in (one.old, one.new))
    return {"what": one.what, "recurrence_id": one.date, "old": old, "new": new}


def _side(what: str, side: Any, names: Named) -> Any:
    if side is None:
        return None
    if what == SPACES:
        return _slugs(side, names)
    if what == ASKED:
        return side | {"spaces": _slugs(side["spaces"], names)}
    if what == EQUIPMENT:
        return {names.equipment[int(key)].slug: quantity for key, quantity in side.items()}
    return side


def _slugs(ids: Sequence[int], names: Named) -> list[str]:
    return [names.spaces[each].slug for each in ids]
